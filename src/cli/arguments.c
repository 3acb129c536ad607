#include "cli/arguments.h"

#include "cli/nearest.h"
#include "text/text.h"

#include <stdio.h>
#include <string.h>

bool policy_argument(struct policy_arguments *arguments, enum option_id option, const char *value,
                     bool *taken)
{
    *taken = option == OPTION_POLICY || option == OPTION_PRESET || option == OPTION_SET;
    if (option == OPTION_POLICY) {
        arguments->file = value;
    } else if (option == OPTION_PRESET) {
        arguments->preset = value;
    } else if (option == OPTION_SET) {
        if (arguments->settings_count == SETTINGS_MOST) {
            complain(SAY_TOO_MANY, "--set", (int)SETTINGS_MOST);
            return false;
        }
        arguments->settings[arguments->settings_count++] = value;
    }
    if (arguments->file != NULL && arguments->preset != NULL) {
        complain(SAY_POLICY_OR_PRESET);
        return false;
    }
    return true;
}

int complain_status(pwpol_status status, const pwpol_where *where)
{
    const char *sentence = NULL;
    if (where != NULL)
        sentence = language_is_french() ? where->message_fr : where->message_en;
    if (sentence == NULL || sentence[0] == '\0')
        sentence = pwpol_strstatus(status, language());
    complain_text(sentence);
    return CODE_FAILURE;
}

static const char *preset_at(size_t index, const void *data)
{
    (void)data;
    return pwpol_preset_name(index);
}

static const char *key_at(size_t index, const void *data)
{
    (void)data;
    pwpol_key key = { .size = sizeof key };
    return pwpol_policy_key(index, &key) == PWPOL_OK ? key.name : NULL;
}

static int apply_setting(pwpol_policy *policy, const char *setting)
{
    char key[64];
    size_t length = strcspn(setting, "=");
    if (setting[length] != '=' || length == 0) {
        complain(SAY_SET_WANTS_KEY_VALUE, setting);
        return CODE_USAGE;
    }
    snprintf(key, sizeof key, "%.*s", (int)(length < sizeof key ? length : sizeof key - 1), setting);
    pwpol_where where = PWPOL_WHERE_INIT;
    pwpol_status status = pwpol_policy_set(policy, key, setting + length + 1, &where);
    if (status == PWPOL_OK)
        return 0;
    if (status == PWPOL_ERR_KEY)
        return complain_unknown(SAY_UNKNOWN_KEY, SAY_UNKNOWN_KEY_NEAR, key, key_at, NULL);
    complain_status(status, &where);
    return status == PWPOL_ERR_NO_MEMORY ? CODE_FAILURE : CODE_USAGE;
}

static int start_policy(const struct policy_arguments *arguments, pwpol_policy **policy)
{
    pwpol_where where = PWPOL_WHERE_INIT;
    pwpol_status status = arguments->file != NULL ? pwpol_policy_load(policy, arguments->file, &where)
                                                  : pwpol_policy_new(policy, arguments->preset);
    if (status == PWPOL_ERR_PRESET && arguments->file == NULL)
        return complain_unknown(SAY_UNKNOWN_PRESET, SAY_UNKNOWN_PRESET_NEAR, arguments->preset, preset_at,
                                NULL);
    return status == PWPOL_OK ? 0 : complain_status(status, &where);
}

int policy_of(const struct policy_arguments *arguments, bool validate, pwpol_policy **policy)
{
    *policy = NULL;
    int code = start_policy(arguments, policy);
    for (size_t i = 0; i < arguments->settings_count && code == 0; i++)
        code = apply_setting(*policy, arguments->settings[i]);
    if (code == 0 && validate) {
        pwpol_where where = PWPOL_WHERE_INIT;
        pwpol_status status = pwpol_policy_validate(*policy, &where);
        if (status != PWPOL_OK)
            code = complain_status(status, &where);
    }
    if (code != 0) {
        pwpol_policy_free(*policy);
        *policy = NULL;
    }
    return code;
}

void context_begin(struct context_arguments *arguments)
{
    *arguments = (struct context_arguments){ .context = PWPOL_CONTEXT_INIT };
    arguments->context.names = arguments->names;
    arguments->context.words = arguments->words;
}

enum { CONTEXT_TEXT_MOST = 1024 };
enum { FIELD_LOGIN, FIELD_EMAIL, FIELD_NAME, FIELD_COMPANY, FIELD_SITE, FIELD_BIRTH_DATE, FIELD_WORD };
static const char *const fields[] = {
    "login", "email", "name", "company", "site", "birth_date", "word", NULL
};

static const char *field_at(size_t index, const void *data)
{
    (void)data;
    return fields[index];
}

/* As context.h bounds it, so that the sentence can name the value that breaks the bounds. */
static bool text_fits(const char *field, const char *text)
{
    size_t left = strlen(text);
    if (left > CONTEXT_TEXT_MOST) {
        complain(SAY_CONTEXT_TOO_LONG, field, (int)CONTEXT_TEXT_MOST);
        return false;
    }
    while (left > 0) {
        uint32_t point = 0;
        size_t taken = utf8_decode((const unsigned char *)text, left, &point);
        if (taken == 0) {
            complain(SAY_CONTEXT_NOT_UTF8, field);
            return false;
        }
        text += taken;
        left -= taken;
    }
    return true;
}

static bool add_to_list(const char *field, const char **list, size_t *count, const char *text)
{
    if (*count == CONTEXT_MOST) {
        complain(SAY_TOO_MANY, field, (int)CONTEXT_MOST);
        return false;
    }
    list[(*count)++] = text;
    return true;
}

static bool set_once(const char *field, const char **text, const char *value)
{
    if (*text != NULL) {
        complain(SAY_CONTEXT_TWICE, field);
        return false;
    }
    *text = value;
    return true;
}

bool context_argument(struct context_arguments *arguments, const char *value)
{
    pwpol_context *context = &arguments->context;
    char field[32];
    size_t length = strcspn(value, "=");
    snprintf(field, sizeof field, "%.*s", (int)(length < sizeof field ? length : sizeof field - 1), value);
    if (value[length] != '=') {
        complain(SAY_CONTEXT_WANTS_KEY_VALUE, field);
        return false;
    }
    const char *text = value + length + 1;
    int which = choice_of(field, fields);
    if (which >= 0 && !text_fits(field, text))
        return false;
    switch (which) {
    case FIELD_LOGIN:
        return set_once(field, &context->login, text);
    case FIELD_EMAIL:
        return set_once(field, &context->email, text);
    case FIELD_NAME:
        return add_to_list(field, arguments->names, &context->names_count, text);
    case FIELD_COMPANY:
        return set_once(field, &context->company, text);
    case FIELD_SITE:
        return set_once(field, &context->site, text);
    case FIELD_BIRTH_DATE:
        return set_once(field, &context->birth_date, text);
    case FIELD_WORD:
        return add_to_list(field, arguments->words, &context->words_count, text);
    default:
        complain_unknown(SAY_UNKNOWN_FIELD, SAY_UNKNOWN_FIELD_NEAR, field, field_at, NULL);
        return false;
    }
}
