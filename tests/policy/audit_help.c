#include "audit_help.h"

const int64_t now = 1764000000000;
static const char *const languages[] = { "fr", "en" };

const char *const chapters[CHAPTERS] = {
    "Strength",       "Restricted access", "Storage", "Life of a password", "Length and composition (ANSSI)",
    "Other standards"
};

char *rendered(const pwpol_policy *policy, int64_t when, const char *lang, pwpol_format format)
{
    pwpol_audit *audit;
    char *text;
    assert_int_equal(pwpol_audit_new(policy, when, lang, &audit), PWPOL_OK);
    assert_int_equal(pwpol_audit_render(audit, format, &text), PWPOL_OK);
    pwpol_audit_free(audit);
    return text;
}

char *rendered_preset(const char *preset, const char *lang, pwpol_format format)
{
    pwpol_policy *policy;
    assert_int_equal(pwpol_policy_new(&policy, preset), PWPOL_OK);
    char *text = rendered(policy, now, lang, format);
    pwpol_policy_free(policy);
    return text;
}

/* Calls a check on every preset in both languages. */
void for_each(pwpol_format format, void (*check)(const char *text, bool french))
{
    for (size_t p = 0; pwpol_preset_name(p) != NULL; p++) {
        for (size_t l = 0; l < 2; l++) {
            char *text = rendered_preset(pwpol_preset_name(p), languages[l], format);
            check(text, l == 0);
            pwpol_free(text);
        }
    }
}

void assert_contains(const char *text, const char *part)
{
    if (strstr(text, part) == NULL)
        fail_msg("\"%s\" is missing", part);
}

size_t occurrences(const char *text, const char *part)
{
    size_t count = 0;
    for (; (text = strstr(text, part)) != NULL; text++)
        count++;
    return count;
}

char *rendered_with(const char *key, const char *value, const char *lang, pwpol_format format)
{
    pwpol_policy *policy;
    assert_int_equal(pwpol_policy_new(&policy, "cnil-2022-100-restricted"), PWPOL_OK);
    assert_int_equal(pwpol_policy_set(policy, key, value, NULL), PWPOL_OK);
    char *text = rendered(policy, now, lang, format);
    pwpol_policy_free(policy);
    return text;
}

void assert_lacks(const char *text, const char *part)
{
    const char *found = strstr(text, part);
    if (found != NULL)
        fail_msg("\"%s\" is there: %.60s", part, found);
}
