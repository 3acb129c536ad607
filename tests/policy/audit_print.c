/* Prints the audit of a preset as JSON: what audit_schema.py reads. Arguments: PRESET LANGUAGE */
#include "pwpol.h"

#include <stdio.h>

int main(int count, char **arguments)
{
    pwpol_policy *policy = NULL;
    pwpol_audit *audit = NULL;
    char *text = NULL;
    pwpol_status status = count == 3 ? pwpol_policy_new(&policy, arguments[1]) : PWPOL_ERR_ARGUMENT;
    if (status == PWPOL_OK)
        status = pwpol_audit_new(policy, 1764000000000, arguments[2], &audit);
    if (status == PWPOL_OK)
        status = pwpol_audit_render(audit, PWPOL_FORMAT_JSON, &text);
    if (status == PWPOL_OK)
        fputs(text, stdout);
    else
        fprintf(stderr, "%s\n", pwpol_strstatus(status, "en"));
    pwpol_free(text);
    pwpol_audit_free(audit);
    pwpol_policy_free(policy);
    return status == PWPOL_OK ? 0 : 1;
}
