/* What belongs to the person is refused inside her password. */
#include <pwpol/check.h>
#include <string.h>

int main(void)
{
    const char *const names[] = { "Camille", "Durand" };
    const char *candidate = "Tr3s-Durand-1989";
    pwpol_context who = PWPOL_CONTEXT_INIT;
    who.login = "camille.durand";
    who.names = names;
    who.names_count = sizeof names / sizeof *names;
    who.birth_date = "1989-07-14";

    pwpol_policy *policy = NULL;
    pwpol_report *report = NULL;
    if (pwpol_policy_new(&policy, NULL) != PWPOL_OK ||
        pwpol_check(policy, candidate, strlen(candidate), &who, &report) != PWPOL_OK)
        return 3;
    bool accepted = pwpol_report_accepted(report);
    pwpol_report_free(report);
    pwpol_policy_free(policy);
    return accepted ? 1 : 0;
}
