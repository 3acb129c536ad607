#include <pwpol.h>
#include <stdio.h>

int main(void)
{
    pwpol_policy *policy = NULL;
    pwpol_report *report = NULL;
    pwpol_context who = PWPOL_CONTEXT_INIT;
    who.login = "camille.durand";
    if (pwpol_policy_new(&policy, "cnil-2022-100-restricted") != PWPOL_OK ||
        pwpol_check(policy, "Camille1989!", 12, &who, &report) != PWPOL_OK)
        return 3;
    for (size_t i = 0; i < pwpol_report_count(report); i++)
        puts(pwpol_report_message(report, i, "en"));
    puts(pwpol_report_accepted(report) ? "accepted" : "refused");
    pwpol_report_free(report);
    pwpol_policy_free(policy);
    return 0;
}
