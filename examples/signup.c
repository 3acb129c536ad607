#include <pwpol.h>
#include <stdio.h>
#include <string.h>

int main(void)
{
    pwpol_policy *policy = NULL;
    pwpol_report *report = NULL;
    pwpol_context who = PWPOL_CONTEXT_INIT;
    who.login = "camille.durand";
    const char *candidate = "Camille1989!"; /* what the person typed */

    pwpol_status status = pwpol_policy_new(&policy, "cnil-2022-100-restricted");
    if (status == PWPOL_OK)
        status = pwpol_check(policy, candidate, strlen(candidate), &who, &report);
    if (status != PWPOL_OK)
        fprintf(stderr, "%s\n", pwpol_strstatus(status, "en"));
    for (size_t i = 0; i < pwpol_report_count(report); i++)
        puts(pwpol_report_message(report, i, "en"));
    puts(pwpol_report_accepted(report) ? "accepted" : "refused");
    pwpol_report_free(report);
    pwpol_policy_free(policy);
    return 0;
}
