/* An account is enrolled, and its owner logs in. */
#include <pwpol/account.h>
#include <stdio.h>
#include <string.h>

int main(void)
{
    pwpol_policy *policy = NULL;
    pwpol_accounts_parts parts = PWPOL_ACCOUNTS_PARTS_INIT;
    pwpol_accounts *accounts = NULL;
    if (pwpol_policy_new(&policy, NULL) != PWPOL_OK ||
        pwpol_hasher_new(&parts.hasher, policy, NULL, NULL) != PWPOL_OK ||
        pwpol_throttle_new(&parts.throttle, policy, NULL, NULL) != PWPOL_OK)
        return 3;
    parts.policy = policy;
    if (pwpol_accounts_new(&accounts, &parts) != PWPOL_OK)
        return 3;

    pwpol_outcome *enrolled = NULL, *login = NULL;
    pwpol_account_request request = PWPOL_ACCOUNT_REQUEST_INIT;
    request.login = "camille.durand";
    request.login_len = strlen(request.login);
    request.password = "xK7#pQ2v!mRd";
    request.password_len = strlen(request.password);
    request.source = "192.0.2.7";
    pwpol_row_change change = { .size = sizeof change };
    if (pwpol_account_enrol(accounts, &request, &enrolled) != PWPOL_OK ||
        pwpol_outcome_row(enrolled, &change) != PWPOL_OK)
        return 3;

    pwpol_row row = PWPOL_ROW_INIT; /* what a table would hold by now */
    row.stored = change.stored;
    row.changed_at = change.changed_at;
    request.row = &row;
    if (pwpol_account_login(accounts, &request, &login) != PWPOL_OK)
        return 3;
    printf("%s\n", pwpol_outcome_sentence(login, "en"));
    bool in = pwpol_outcome_answer(login) == PWPOL_ACCEPTED;
    pwpol_outcome_free(login);
    pwpol_outcome_free(enrolled);
    pwpol_accounts_free(accounts);
    pwpol_throttle_free(parts.throttle);
    pwpol_hasher_free(parts.hasher);
    pwpol_policy_free(policy);
    return in ? 0 : 1;
}
