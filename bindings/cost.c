/* What a check costs in C, for bindings/cost: cost CHECKS prints the nanoseconds of one. */
#include <pwpol.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

int main(int argc, char **argv)
{
    static const char candidate[] = "xK7#pQ2v!mRd";
    long checks = argc > 1 ? atol(argv[1]) : 0;
    pwpol_policy *policy = NULL;
    if (checks <= 0 || pwpol_policy_new(&policy, NULL) != PWPOL_OK ||
        pwpol_policy_set(policy, "guesses.min", "0", NULL) != PWPOL_OK ||
        pwpol_policy_set(policy, "strength.require", "formal", NULL) != PWPOL_OK)
        return 2;
    struct timespec from, to;
    clock_gettime(CLOCK_MONOTONIC, &from);
    for (long i = 0; i < checks; i++) {
        pwpol_report *report;
        if (pwpol_check(policy, candidate, strlen(candidate), NULL, &report) != PWPOL_OK ||
            !pwpol_report_accepted(report))
            return 3;
        pwpol_report_free(report);
    }
    clock_gettime(CLOCK_MONOTONIC, &to);
    printf("%.1f\n", ((double)(to.tv_sec - from.tv_sec) * 1e9 + (double)(to.tv_nsec - from.tv_nsec)) / (double)checks);
    pwpol_policy_free(policy);
    return 0;
}
