/* Prints reports, a NUL byte after each: schema.py holds them against the schema. */
#include "pwpol.h"

#include <stdio.h>
#include <string.h>

static const char *const candidates[] = {
    "",
    "a\xFF",
    "a\tb",
    "motdepasse",
    "Camille1989!",
    "aaaaaaaaaaaa",
    "azertyuiop",
    "123456789a!",
    "14/07/1989",
    "k7#Vw!2qZx9p",
    "soleil-barque",
    "839201746583920",
    "zkqjwvmx",
    "\xC3\xA9t\xC3\xA9",
    "P@ssw0rd1234",
};

static int print(const pwpol_policy *policy, const char *candidate, const char *lang)
{
    static const char *const names[] = { "Camille", "Durand" };
    pwpol_context context = PWPOL_CONTEXT_INIT;
    context.names = names;
    context.names_count = 2;
    context.birth_date = "1989-07-14";
    context.old_password = "Camille1988!";
    context.old_password_len = strlen(context.old_password);
    pwpol_report *report = NULL;
    char *text = NULL;
    if (pwpol_check(policy, candidate, strlen(candidate), &context, &report) != PWPOL_OK ||
        pwpol_report_json(report, lang, &text) != PWPOL_OK)
        return 1;
    fputs(text, stdout);
    putchar('\0');
    pwpol_free(text);
    pwpol_report_free(report);
    return 0;
}

int main(void)
{
    for (size_t p = 0; pwpol_preset_name(p) != NULL; p++) {
        pwpol_policy *policy = NULL;
        if (pwpol_policy_new(&policy, pwpol_preset_name(p)) != PWPOL_OK)
            return 1;
        for (size_t i = 0; i < sizeof candidates / sizeof candidates[0]; i++)
            if (print(policy, candidates[i], NULL) != 0 || print(policy, candidates[i], "fr") != 0)
                return 1;
        pwpol_policy_free(policy);
    }
    return 0;
}
