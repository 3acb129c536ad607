/* An attempt is counted, verified, settled; after some wrong ones the next must wait. */
#include <pwpol/throttle.h>
#include <stdio.h>

static bool password_is_right(void)
{
    return false; /* pwpol_verify() == PWPOL_MATCH */
}

int main(void)
{
    pwpol_policy *policy = NULL;
    pwpol_throttle *throttle = NULL;
    pwpol_attempt_request request = PWPOL_ATTEMPT_REQUEST_INIT;
    pwpol_attempt_answer answer = { .size = sizeof answer };
    request.account = "camille";
    request.account_len = 7;
    request.source = "192.0.2.7";
    if (pwpol_policy_new(&policy, NULL) != PWPOL_OK ||
        pwpol_throttle_new(&throttle, policy, NULL, NULL) != PWPOL_OK)
        return 3;
    for (int i = 0; i < 20; i++) {
        pwpol_attempt *attempt = NULL;
        if (pwpol_attempt_begin(throttle, &request, &answer, &attempt) != PWPOL_OK)
            return 3;
        if (answer.decision != PWPOL_ALLOW)
            break;
        if (pwpol_attempt_settle(attempt, password_is_right(), 0) != PWPOL_OK)
            return 3;
    }
    printf("held back for %.0f s because of: %s\n", (double)answer.wait_ms / 1000, answer.cause);
    pwpol_throttle_free(throttle);
    pwpol_policy_free(policy);
    return answer.decision == PWPOL_ALLOW ? 1 : 0;
}
