/* A password that expires, and a token that replaces a forgotten one. */
#include <pwpol/renewal.h>
#include <stdio.h>

int main(void)
{
    const int64_t day = 86400000, now = 1800000000000;
    pwpol_policy *policy = NULL;
    if (pwpol_policy_new(&policy, NULL) != PWPOL_OK ||
        pwpol_policy_set(policy, "renewal.privileged_max_age", "90d", NULL) != PWPOL_OK)
        return 3;

    pwpol_password_life life = { .size = sizeof life, .role = PWPOL_ROLE_PRIVILEGED, .changed_at = now - 100 * day };
    pwpol_renewal_result result = { .size = sizeof result };
    char sentence[256];
    if (pwpol_renewal(policy, &life, now, &result) != PWPOL_OK)
        return 3;
    pwpol_renewal_sentence(&result, "en", sentence, sizeof sentence);
    puts(sentence);

    char token[PWPOL_RESET_TOKEN_SIZE], kept[PWPOL_RESET_STORED_SIZE];
    if (pwpol_reset_token_new(policy, "id-42", 5, NULL, now, token, kept) != PWPOL_OK)
        return 3;
    /* send token to the person's own address, write kept into the row; and when somebody comes with it: */
    bool good = pwpol_reset_token_check(policy, kept, token, "id-42", 5, NULL, now + 60000);
    bool late = pwpol_reset_token_check(policy, kept, token, "id-42", 5, NULL, now + 2 * day);
    pwpol_policy_free(policy);
    return result.state == PWPOL_RENEWAL_MUST_CHANGE && good && !late ? 0 : 1;
}
