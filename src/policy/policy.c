#include "policy/freeze.h"
#include "base/uncancelled.h"
#include "policy/object.h"
#include "policy/reader.h"
#include "policy/trouble.h"

#include <stdlib.h>
#include <string.h>

void policy_replace(pwpol_policy *policy, enum policy_key key, struct value *value)
{
    value_end(&policy->values[key]);
    policy->values[key] = *value;
}

static pwpol_status set_standards(pwpol_policy *policy)
{
    static const struct folder none = { FOLDER_NONE, NULL };
    for (enum policy_key key = 0; key < KEY_COUNT; key++) {
        struct value value;
        pwpol_status status = value_parse(&keys[key], keys[key].standard, &none, &value);
        if (status != PWPOL_OK)
            return status == PWPOL_ERR_NO_MEMORY ? status : PWPOL_ERR_INTERNAL;
        policy_replace(policy, key, &value);
    }
    return PWPOL_OK;
}

pwpol_status policy_create(pwpol_policy **policy)
{
    pwpol_policy *made = calloc(1, sizeof *made);
    *policy = NULL;
    if (made == NULL)
        return PWPOL_ERR_NO_MEMORY;
    made->frozen = frozen_create();
    if (made->frozen == NULL) {
        free(made);
        return PWPOL_ERR_NO_MEMORY;
    }
    *policy = made;
    return PWPOL_OK;
}

pwpol_status policy_start_from(pwpol_policy *policy, const struct preset *preset)
{
    pwpol_status status = set_standards(policy);
    if (status == PWPOL_OK)
        status = reader_apply_preset(policy, preset);
    policy->preset = preset;
    return status;
}

void pwpol_policy_free(pwpol_policy *policy)
{
    UNCANCELLED;
    if (policy == NULL)
        return;
    for (size_t i = 0; i < KEY_COUNT; i++)
        value_end(&policy->values[i]);
    free(policy->origin);
    frozen_free(policy->frozen);
    free(policy);
}

pwpol_status pwpol_policy_new(pwpol_policy **policy, const char *preset)
{
    if (policy == NULL)
        return PWPOL_ERR_ARGUMENT;
    *policy = NULL;
    const struct preset *found = preset_find(preset == NULL ? PWPOL_PRESET_DEFAULT : preset);
    if (found == NULL)
        return PWPOL_ERR_PRESET;
    pwpol_policy *made;
    pwpol_status status = policy_create(&made);
    if (status == PWPOL_OK)
        status = policy_start_from(made, found);
    if (status != PWPOL_OK) {
        pwpol_policy_free(made);
        return status;
    }
    *policy = made;
    return PWPOL_OK;
}

pwpol_status pwpol_policy_copy(pwpol_policy **copy, const pwpol_policy *policy)
{
    if (copy == NULL || policy == NULL)
        return PWPOL_ERR_ARGUMENT;
    pwpol_policy *made;
    pwpol_status status = policy_create(&made);
    for (size_t i = 0; i < KEY_COUNT && status == PWPOL_OK; i++)
        status = value_copy(&made->values[i], &policy->values[i]);
    if (status == PWPOL_OK && policy->origin != NULL) {
        made->origin = strdup(policy->origin);
        status = made->origin == NULL ? PWPOL_ERR_NO_MEMORY : PWPOL_OK;
    }
    if (status != PWPOL_OK) {
        pwpol_policy_free(made);
        made = NULL;
    } else {
        made->preset = policy->preset;
    }
    *copy = made;
    return status;
}

pwpol_status pwpol_policy_set(pwpol_policy *policy, const char *key, const char *value, pwpol_where *where)
{
    static const struct folder current = { FOLDER_CURRENT, NULL };
    if (policy == NULL || key == NULL || value == NULL)
        return PWPOL_ERR_ARGUMENT;
    enum policy_key index = key_find(key);
    if (index == KEY_COUNT) {
        trouble_unknown_key(where, &nowhere, key);
        return PWPOL_ERR_KEY;
    }
    if (policy_is_frozen(policy)) {
        trouble(where, &nowhere, key, keys[index].allowed_en,
                "the policy is in use and can no longer change; make a copy of it.",
                "la politique est en service et ne peut plus changer\u00A0; faites-en une copie.");
        return PWPOL_ERR_FROZEN;
    }
    struct value parsed;
    pwpol_status status = value_parse(&keys[index], value, &current, &parsed);
    if (status == PWPOL_ERR_RANGE)
        trouble_value(where, &nowhere, &keys[index]);
    if (status == PWPOL_ERR_IO)
        trouble_folder(where, &nowhere, key);
    if (status == PWPOL_OK)
        policy_replace(policy, index, &parsed);
    return status;
}

const char *pwpol_policy_get(const pwpol_policy *policy, const char *key)
{
    enum policy_key index = policy == NULL || key == NULL ? KEY_COUNT : key_find(key);
    return index == KEY_COUNT ? NULL : value_text(&policy->values[index]);
}

const char *policy_origin(const pwpol_policy *policy)
{
    return policy->origin == NULL ? "" : policy->origin;
}

const char *pwpol_policy_preset(const pwpol_policy *policy)
{
    return policy == NULL ? NULL : policy->preset->name;
}

int64_t policy_integer(const pwpol_policy *policy, enum policy_key key)
{
    return policy->values[key].integer;
}

double policy_number(const pwpol_policy *policy, enum policy_key key)
{
    return policy->values[key].number;
}

unsigned policy_set_of(const pwpol_policy *policy, enum policy_key key)
{
    return (unsigned)policy->values[key].integer;
}
