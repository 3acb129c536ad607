/* Writes a policy as a policy file. */
#include "base/buffer.h"
#include "policy/object.h"

#include <string.h>

/* Keys of a section stand together in the table; *section is the last one written. */
static void write_key(struct buffer *out, const struct key *key, const char *value, bool documented,
                      const char **section)
{
    size_t section_len = strcspn(key->name, ".");
    bool same = *section != NULL && strncmp(*section, key->name, section_len + 1) == 0;
    if (!same)
        buffer_addf(out, "\n[%.*s]\n", (int)section_len, key->name);
    *section = key->name;
    if (documented) {
        buffer_addf(out, "%s; %s\n; Allowed: %s.", same ? "\n" : "", key->doc_en, key->allowed_en);
        if (key->unit[0] != '\0' && key->type != TYPE_DURATION)
            buffer_addf(out, " Unit: %s.", key->unit);
        if (key->rule[0] != '\0')
            buffer_addf(out, " Rules: %s.", key->rule);
        buffer_add(out, "\n");
    }
    buffer_addf(out, "%s =%s%s\n", key->name + section_len + 1, value[0] == '\0' ? "" : " ", value);
}

pwpol_status pwpol_policy_write(const pwpol_policy *policy, bool full, char **text)
{
    struct buffer out = { 0 };
    pwpol_policy *preset = NULL;
    const char *section = NULL;
    if (policy == NULL || text == NULL)
        return PWPOL_ERR_ARGUMENT;
    *text = NULL;
    pwpol_status status = pwpol_policy_new(&preset, policy->preset->name);
    if (status != PWPOL_OK)
        return status;
    buffer_addf(&out, "preset = %s\n", policy->preset->name);
    for (enum policy_key key = 0; key < KEY_COUNT; key++)
        if (full || !value_equal(&policy->values[key], &preset->values[key]))
            write_key(&out, &keys[key], value_text(&policy->values[key]), full, &section);
    pwpol_policy_free(preset);
    *text = buffer_take(&out);
    return *text == NULL ? PWPOL_ERR_NO_MEMORY : PWPOL_OK;
}
