/* check_run(): what the history of a person plugs into. */
#include "suite.h"

#include "check/check.h"

struct answers {
    pwpol_status status;
    size_t ago;
    unsigned calls;
    char seen[64];
    size_t history_count;
};

static pwpol_status reused(void *history, const struct text *text, size_t history_count, size_t *ago)
{
    struct answers *answers = history;
    answers->calls++;
    memcpy(answers->seen, text->bytes, text->bytes_len + 1);
    answers->history_count = history_count;
    *ago = answers->ago;
    return answers->status;
}

static pwpol_policy *policy_of(const char *history_count)
{
    pwpol_policy *policy = NULL;
    assert_int_equal(pwpol_policy_new(&policy, NULL), PWPOL_OK);
    assert_int_equal(pwpol_policy_set(policy, "history.count", history_count, NULL), PWPOL_OK);
    return policy;
}

static pwpol_report *run(const pwpol_policy *policy, const char *candidate, const struct check_hooks *hooks)
{
    pwpol_report *report = NULL;
    assert_int_equal(check_run(policy, candidate, strlen(candidate), NULL, hooks, &report), PWPOL_OK);
    return report;
}

/* Strong in every other respect; e and its accent are two code points. */
static const char strong[] = "ke\u03017#Vw!2qZx9";
static const char prepared[] = "k\u00E97#Vw!2qZx9";

static void a_reused_password_is_refused(void **state)
{
    (void)state;
    pwpol_policy *policy = policy_of("4");
    struct answers answers = { .ago = 2 };
    const struct check_hooks hooks = { .reused = reused, .history = &answers };
    pwpol_report *report = run(policy, strong, &hooks);
    pwpol_finding finding = { .size = sizeof finding };
    assert_int_equal(pwpol_report_finding(report, 0, &finding), PWPOL_OK);
    assert_string_equal(finding.name, "history.reused");
    assert_true(finding.have == 2 && finding.want == 4);
    assert_string_equal(answers.seen, prepared);
    assert_int_equal(answers.history_count, 4);
    pwpol_report_free(report);
    pwpol_policy_free(policy);
}

/* Looking through the history costs a hash a password. */
static void nobody_looks_where_the_policy_asks_for_nothing(void **state)
{
    (void)state;
    pwpol_policy *policy = policy_of("0");
    struct answers answers = { .ago = 2 };
    const struct check_hooks hooks = { .reused = reused, .history = &answers };
    pwpol_report *report = run(policy, strong, &hooks);
    assert_true(pwpol_report_accepted(report));
    assert_int_equal(answers.calls, 0);
    pwpol_report_free(report);
    pwpol_policy_free(policy);
}

/* D3: where a token replaces a forgotten password nobody has typed the current one. */
static void the_current_password_is_refused_also_when_nobody_tells_it(void **state)
{
    (void)state;
    pwpol_policy *policy = policy_of("0");
    struct answers answers = { .ago = 1 };
    const struct check_hooks hooks = { .reused = reused, .history = &answers, .current_unknown = true };
    pwpol_report *report = run(policy, strong, &hooks);
    pwpol_finding finding = { .size = sizeof finding };
    assert_int_equal(pwpol_report_finding(report, 0, &finding), PWPOL_OK);
    assert_string_equal(finding.name, "history.similar");
    assert_int_equal(answers.calls, 1);
    assert_int_equal(answers.history_count, 1);
    pwpol_report_free(report);
    answers.ago = 0;
    report = run(policy, strong, &hooks);
    assert_true(pwpol_report_accepted(report));
    pwpol_report_free(report);
    pwpol_policy_free(policy);

    policy = policy_of("0"); /* and where the policy lets it stay, nobody looks */
    assert_int_equal(pwpol_policy_set(policy, "history.distance", "0", NULL), PWPOL_OK);
    answers = (struct answers){ .ago = 1 };
    report = run(policy, strong, &hooks);
    assert_true(pwpol_report_accepted(report));
    assert_int_equal(answers.calls, 0);
    pwpol_report_free(report);
    pwpol_policy_free(policy);
}

static void a_text_that_could_not_be_prepared_is_not_looked_up(void **state)
{
    (void)state;
    pwpol_policy *policy = policy_of("4");
    struct answers answers = { .ago = 1 };
    const struct check_hooks hooks = { .reused = reused, .history = &answers };
    pwpol_report *report = run(policy, "abc\t", &hooks);
    assert_int_equal(pwpol_report_count(report), 1);
    assert_int_equal(answers.calls, 0);
    pwpol_report_free(report);
    pwpol_policy_free(policy);
}

static void a_hook_that_fails_leaves_no_report(void **state)
{
    (void)state;
    pwpol_policy *policy = policy_of("4");
    struct answers fails = { .status = PWPOL_ERR_IO };
    const struct check_hooks hooks = { .reused = reused, .history = &fails };
    pwpol_report *report = (pwpol_report *)&report;
    assert_int_equal(check_run(policy, strong, strlen(strong), NULL, &hooks, &report), PWPOL_ERR_IO);
    assert_null(report);
    pwpol_policy_free(policy);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_reused_password_is_refused),
        cmocka_unit_test(nobody_looks_where_the_policy_asks_for_nothing),
        cmocka_unit_test(the_current_password_is_refused_also_when_nobody_tells_it),
        cmocka_unit_test(a_text_that_could_not_be_prepared_is_not_looked_up),
        cmocka_unit_test(a_hook_that_fails_leaves_no_report),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
