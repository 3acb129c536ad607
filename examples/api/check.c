/* Judges a password and tells what is wrong with it. */
#include <pwpol/check.h>
#include <stdio.h>
#include <string.h>

int main(void)
{
    const char *candidate = "Marseille13!";
    pwpol_policy *policy = NULL;
    pwpol_report *report = NULL;
    if (pwpol_policy_new(&policy, NULL) != PWPOL_OK ||
        pwpol_check(policy, candidate, strlen(candidate), NULL, &report) != PWPOL_OK)
        return 3;
    for (size_t i = 0; i < pwpol_report_count(report); i++) {
        pwpol_finding finding = { .size = sizeof finding };
        if (pwpol_report_finding(report, i, &finding) == PWPOL_OK)
            printf("%s: %s\n", finding.name, pwpol_report_problem(report, i, "en"));
    }
    printf("%s\n", pwpol_report_suggestion(report, "en"));
    bool accepted = pwpol_report_accepted(report);
    pwpol_report_free(report);
    pwpol_policy_free(policy);
    return accepted ? 1 : 0;
}
