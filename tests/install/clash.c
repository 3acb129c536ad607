/* A program with names that the library uses inside: the static archive must
 * neither take them nor clash with them. */
#include <pwpol.h>
#include <stdio.h>

int buffer_add(void);
int json_string(void);
int random_below(void);
int secret_alloc(void);

int buffer_add(void)
{
    return 1;
}

int json_string(void)
{
    return 2;
}

int random_below(void)
{
    return 3;
}

int secret_alloc(void)
{
    return 4;
}

int main(void)
{
    pwpol_policy *policy = NULL;
    pwpol_report *report = NULL;
    if (pwpol_policy_new(&policy, NULL) != PWPOL_OK ||
        pwpol_check(policy, "secret", 6, NULL, &report) != PWPOL_OK)
        return 1;
    printf("%d\n", buffer_add() + json_string() + random_below() + secret_alloc());
    pwpol_report_free(report);
    pwpol_policy_free(policy);
    return 0;
}
