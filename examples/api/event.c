/* Events as lines for a log: the one that an attempt leaves. */
#include <pwpol/throttle.h>
#include <stdio.h>

static void log_event(void *context, const pwpol_event *event)
{
    char line[512];
    pwpol_event_json(event, line, sizeof line);
    fprintf(context, "%s\n", line);
}

int main(void)
{
    pwpol_policy *policy = NULL;
    pwpol_throttle *throttle = NULL;
    pwpol_attempt *attempt = NULL;
    pwpol_throttle_options options = PWPOL_THROTTLE_OPTIONS_INIT;
    pwpol_attempt_request request = PWPOL_ATTEMPT_REQUEST_INIT;
    pwpol_attempt_answer answer = { .size = sizeof answer };
    options.on_event = log_event;
    options.event_context = stdout;
    request.account = "camille";
    request.account_len = 7;
    request.source = "192.0.2.7";
    if (pwpol_policy_new(&policy, NULL) != PWPOL_OK ||
        pwpol_throttle_new(&throttle, policy, &options, NULL) != PWPOL_OK ||
        pwpol_attempt_begin(throttle, &request, &answer, &attempt) != PWPOL_OK)
        return 3;
    pwpol_status told = pwpol_attempt_settle(attempt, false, 0); /* the password was wrong */
    pwpol_throttle_free(throttle);
    pwpol_policy_free(policy);
    return told == PWPOL_OK ? 0 : 1;
}
