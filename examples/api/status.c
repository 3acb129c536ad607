/* A status in two languages, and the library in use. */
#include <pwpol.h>
#include <stdio.h>

int main(void)
{
    pwpol_policy *policy = NULL;
    pwpol_status status = pwpol_policy_new(&policy, "no-such-preset");
    printf("pwpol %s: %s / %s\n", pwpol_version(), pwpol_strstatus(status, "en"), pwpol_strstatus(status, "fr"));
    return status == PWPOL_ERR_PRESET ? 0 : 1;
}
