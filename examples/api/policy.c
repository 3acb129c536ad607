/* A policy of one's own, what it guarantees, and its audit as a page. */
#include <pwpol/policy.h>
#include <stdio.h>
#include <time.h>

int main(void)
{
    pwpol_policy *policy = NULL;
    pwpol_audit *audit = NULL;
    char *page = NULL;
    pwpol_where where = PWPOL_WHERE_INIT;
    if (pwpol_policy_new(&policy, "cnil-2022-100-alone") != PWPOL_OK)
        return 3;
    if (pwpol_policy_set(policy, "length.min", "14", &where) != PWPOL_OK ||
        pwpol_policy_validate(policy, &where) != PWPOL_OK) {
        fprintf(stderr, "%s\n", where.message_en);
        return 3;
    }

    pwpol_policy_strength strength = { .size = sizeof strength };
    if (pwpol_policy_strength_of(policy, &strength) != PWPOL_OK)
        return 3;
    printf("%.1f bits: %s\n", strength.entropy, strength.weakest_en);

    if (pwpol_audit_new(policy, (int64_t)time(NULL) * 1000, "fr", &audit) != PWPOL_OK ||
        pwpol_audit_render(audit, PWPOL_FORMAT_HTML, &page) != PWPOL_OK)
        return 3;
    /* write page to a file, for whoever keeps the register */
    pwpol_free(page);
    pwpol_audit_free(audit);
    pwpol_policy_free(policy);
    return strength.cnil_case == 1 ? 0 : 1;
}
