/* What the suites of this room share: a throttle of some policy, and attempts in one line. */
#ifndef PWPOL_TESTS_THROTTLE_SUPPORT_H
#define PWPOL_TESTS_THROTTLE_SUPPORT_H

#include "suite.h"

#include "pwpol/throttle.h"

enum { SECOND = 1000, MINUTE = 60 * SECOND, HOUR = 60 * MINUTE };
static const int64_t DAY = INT64_C(24) * HOUR;
static const int64_t NOW = INT64_C(1767225600000); /* 2026-01-01 */
static const unsigned char test_key[32] = { 'k', 'e', 'y' };

/* settings: "throttle.lock_after=3, throttle.trust=false"; NULL for the preset as it is. */
__attribute__((unused)) static pwpol_policy *policy_with(const char *preset, const char *settings)
{
    pwpol_policy *policy = NULL;
    assert_int_equal(pwpol_policy_new(&policy, preset), PWPOL_OK);
    for (const char *at = settings; at != NULL && *at != '\0';) {
        char key[64], value[64];
        int read = 0;
        assert_int_equal(sscanf(at, " %63[^= ] = %63[^, ]%n", key, value, &read), 2);
        assert_int_equal(pwpol_policy_set(policy, key, value, NULL), PWPOL_OK);
        at += read;
        at += *at == ',';
    }
    return policy;
}

__attribute__((unused)) static pwpol_throttle *throttle_with(const char *preset, const char *settings,
                                                             pwpol_store *store)
{
    pwpol_policy *policy = policy_with(preset, settings);
    pwpol_throttle_options options = PWPOL_THROTTLE_OPTIONS_INIT;
    pwpol_throttle *throttle = NULL;
    options.store = store;
    options.key = test_key;
    assert_int_equal(pwpol_throttle_new(&throttle, policy, &options, NULL), PWPOL_OK);
    pwpol_policy_free(policy);
    return throttle;
}

struct asked {
    pwpol_attempt_answer answer;
    pwpol_attempt *attempt;
};

__attribute__((unused)) static struct asked ask_as(pwpol_throttle *throttle, const pwpol_attempt_request *request)
{
    struct asked asked = { .answer = { .size = sizeof asked.answer }, .attempt = NULL };
    assert_int_equal(pwpol_attempt_begin(throttle, request, &asked.answer, &asked.attempt), PWPOL_OK);
    assert_int_equal(asked.attempt != NULL, asked.answer.decision == PWPOL_ALLOW);
    return asked;
}

__attribute__((unused)) static pwpol_attempt_request request_of(const char *account, const char *source,
                                                                const char *password, int64_t now)
{
    pwpol_attempt_request request = PWPOL_ATTEMPT_REQUEST_INIT;
    request.account = account;
    request.account_len = strlen(account);
    request.source = source;
    request.password = password;
    request.password_len = password == NULL ? 0 : strlen(password);
    request.now = now;
    return request;
}

/* Asks, and settles at once when allowed. */
__attribute__((unused)) static pwpol_attempt_answer try_as(pwpol_throttle *throttle,
                                                           const pwpol_attempt_request *request, bool success)
{
    struct asked asked = ask_as(throttle, request);
    if (asked.attempt != NULL)
        assert_int_equal(pwpol_attempt_settle(asked.attempt, success, request->now), PWPOL_OK);
    return asked.answer;
}

/* A wrong password, a new one each time. */
__attribute__((unused)) static pwpol_attempt_answer fail_at(pwpol_throttle *throttle, const char *account,
                                                            const char *source, int64_t now)
{
    pwpol_attempt_request request = request_of(account, source, NULL, now);
    return try_as(throttle, &request, false);
}

__attribute__((unused)) static pwpol_attempt_answer succeed_at(pwpol_throttle *throttle, const char *account,
                                                               const char *source, int64_t now)
{
    pwpol_attempt_request request = request_of(account, source, NULL, now);
    return try_as(throttle, &request, true);
}

__attribute__((unused)) static pwpol_subject_status status_of(pwpol_throttle *throttle, const char *account,
                                                              int64_t now)
{
    pwpol_subject_status status = { .size = sizeof status };
    assert_int_equal(pwpol_throttle_status(throttle, account, strlen(account), now, &status), PWPOL_OK);
    return status;
}

#endif
