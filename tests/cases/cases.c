/* The cases of check.json, hash.json and throttle.json, which the bindings and the program run too. */
#include "pwpol.h"
#include "suite.h"

#include <string.h>

enum { PAIRS_MAX = 16, FINDINGS_MAX = 8, STEPS_MAX = 16 };
enum end { NONE, FAILURE, SUCCESS, RELEASE };

struct check_case {
    const char *name, *preset, *keys[PAIRS_MAX], *candidate;
    size_t candidate_len;
    const char *login, *site, *birth_date, *old_password;
    bool accepted;
    const char *findings[FINDINGS_MAX];
};

struct hash_case {
    const char *name, *keys[PAIRS_MAX], *stored, *password;
    pwpol_verdict verdict;
    const char *scheme;
    bool needs_rehash;
};

struct step {
    int64_t at;
    const char *account, *source, *password;
    bool challenge_passed;
    pwpol_decision decision;
    enum end end;
};

struct throttle_case {
    const char *name, *keys[PAIRS_MAX];
    size_t step_count;
    struct step steps[STEPS_MAX];
};

#include "cases.inc"

static pwpol_policy *policy_of(const char *preset, const char *const keys[PAIRS_MAX])
{
    pwpol_policy *policy = NULL;
    assert_int_equal(pwpol_policy_new(&policy, preset), PWPOL_OK);
    for (size_t i = 0; keys[i] != NULL; i += 2)
        assert_int_equal(pwpol_policy_set(policy, keys[i], keys[i + 1], NULL), PWPOL_OK);
    return policy;
}

static bool has_error(const pwpol_report *report, const char *name)
{
    pwpol_finding finding = { .size = sizeof finding };
    for (size_t i = 0; pwpol_report_finding(report, i, &finding) == PWPOL_OK; i++)
        if (strcmp(finding.name, name) == 0 && finding.severity == PWPOL_ERROR)
            return true;
    return false;
}

static void candidates_are_judged_as_the_cases_say(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof check_cases / sizeof check_cases[0]; i++) {
        const struct check_case *wanted = &check_cases[i];
        pwpol_policy *policy = policy_of(wanted->preset, wanted->keys);
        pwpol_context who = PWPOL_CONTEXT_INIT;
        pwpol_report *report = NULL;
        who.login = wanted->login;
        who.site = wanted->site;
        who.birth_date = wanted->birth_date;
        who.old_password = wanted->old_password;
        who.old_password_len = wanted->old_password == NULL ? 0 : strlen(wanted->old_password);
        assert_int_equal(pwpol_check(policy, wanted->candidate, wanted->candidate_len, &who, &report), PWPOL_OK);
        if (pwpol_report_accepted(report) != wanted->accepted)
            fail_msg("%s", wanted->name);
        for (size_t j = 0; wanted->findings[j] != NULL; j++)
            if (!has_error(report, wanted->findings[j]))
                fail_msg("%s: %s is not found", wanted->name, wanted->findings[j]);
        pwpol_report_free(report);
        pwpol_policy_free(policy);
    }
}

static void credentials_get_the_verdicts_of_the_cases(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof hash_cases / sizeof hash_cases[0]; i++) {
        const struct hash_case *wanted = &hash_cases[i];
        pwpol_policy *policy = policy_of(NULL, wanted->keys);
        pwpol_hasher *hasher = NULL;
        pwpol_verified verified = { .size = sizeof verified };
        assert_int_equal(pwpol_hasher_new(&hasher, policy, NULL, NULL), PWPOL_OK);
        pwpol_verify(hasher, wanted->stored, wanted->password, strlen(wanted->password), NULL, 0, &verified);
        if (verified.verdict != wanted->verdict || strcmp(verified.scheme, wanted->scheme) != 0 ||
            verified.needs_rehash != wanted->needs_rehash)
            fail_msg("%s: %d %s %d", wanted->name, verified.verdict, verified.scheme, verified.needs_rehash);
        pwpol_hasher_free(hasher);
        pwpol_policy_free(policy);
    }
}

static void take_step(pwpol_throttle *throttle, const char *name, const struct step *step)
{
    const int64_t begin = INT64_C(1800000000000);
    pwpol_attempt_request request = PWPOL_ATTEMPT_REQUEST_INIT;
    pwpol_attempt_answer answer = { .size = sizeof answer };
    pwpol_attempt *attempt = NULL;
    request.account = step->account;
    request.account_len = strlen(step->account);
    request.source = step->source;
    request.password = step->password;
    request.password_len = strlen(step->password);
    request.challenge_passed = step->challenge_passed;
    request.now = begin + step->at;
    assert_int_equal(pwpol_attempt_begin(throttle, &request, &answer, &attempt), PWPOL_OK);
    if (answer.decision != step->decision)
        fail_msg("%s, at %lld: %d", name, (long long)step->at, answer.decision);
    if (step->end == RELEASE)
        pwpol_attempt_release(attempt, request.now);
    else if (step->end != NONE)
        assert_int_equal(pwpol_attempt_settle(attempt, step->end == SUCCESS, request.now), PWPOL_OK);
}

static void attempts_are_decided_as_the_cases_say(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof throttle_cases / sizeof throttle_cases[0]; i++) {
        const struct throttle_case *wanted = &throttle_cases[i];
        pwpol_policy *policy = policy_of(NULL, wanted->keys);
        pwpol_throttle *throttle = NULL;
        assert_int_equal(pwpol_throttle_new(&throttle, policy, NULL, NULL), PWPOL_OK);
        for (size_t j = 0; j < wanted->step_count; j++)
            take_step(throttle, wanted->name, &wanted->steps[j]);
        pwpol_throttle_free(throttle);
        pwpol_policy_free(policy);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(candidates_are_judged_as_the_cases_say),
        cmocka_unit_test(credentials_get_the_verdicts_of_the_cases),
        cmocka_unit_test(attempts_are_decided_as_the_cases_say),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
