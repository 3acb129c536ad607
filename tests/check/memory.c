/* No memory: a status and no report, nothing leaked (the sanitizers see that), and
 * sentences that are static. */
#include "suite.h"

#include "fail_alloc.h"
#include "pwpol.h"

#include <stdlib.h>

/* Not frozen yet. */
static pwpol_policy *policy_with_a_list(void)
{
    pwpol_policy *policy = NULL;
    assert_int_equal(pwpol_policy_new(&policy, NULL), PWPOL_OK);
    assert_int_equal(pwpol_policy_set(policy, "dictionary.files", DENIED_LIST, NULL), PWPOL_OK);
    return policy;
}

static pwpol_context camille(void)
{
    static const char *const names[] = { "Camille", "Durand" };
    pwpol_context context = PWPOL_CONTEXT_INIT;
    context.login = "cdurand";
    context.names = names;
    context.names_count = 2;
    context.birth_date = "1989-07-14";
    context.old_password = "Camille1988!";
    context.old_password_len = 12;
    return context;
}

enum { FEWEST = 5, MOST = 2000 };

/* onward: from the nth on, nothing is left at all. */
static void try_every_point(const char *candidate, bool onward)
{
    pwpol_context context = camille();
    pwpol_policy *policy = policy_with_a_list();
    /* Maps the memory for secrets that later calls share, and does without it else. */
    pwpol_report *first = NULL;
    assert_int_equal(pwpol_check(policy, candidate, strlen(candidate), &context, &first), PWPOL_OK);
    pwpol_report_free(first);
    size_t nth = 1;
    for (; nth < MOST; nth++) {
        pwpol_report *report = (pwpol_report *)&nth;
        fail_alloc_start(nth, onward);
        pwpol_status status = pwpol_check(policy, candidate, strlen(candidate), &context, &report);
        if (!fail_alloc_stop()) {
            assert_int_equal(status, PWPOL_OK);
            pwpol_report_free(report);
            break;
        }
        if (status != PWPOL_ERR_NO_MEMORY)
            fail_msg("%s: allocation %zu may fail unnoticed", candidate, nth);
        assert_null(report);
    }
    assert_in_range(nth, FEWEST, MOST - 1);
    pwpol_policy_free(policy);
}

/* The first use loads the lists; there an allocation that only saves memory may
 * fail and nothing is lost. */
static void a_first_check_fails_whole_at_every_point(void **state)
{
    (void)state;
    bool failed = true;
    for (size_t nth = 1; failed; nth++) {
        pwpol_policy *policy = policy_with_a_list();
        pwpol_report *report = (pwpol_report *)&nth;
        fail_alloc_start(nth, false);
        pwpol_status status = pwpol_check(policy, "Zorgl0ub!", 9, NULL, &report);
        failed = fail_alloc_stop();
        assert_true(status == PWPOL_OK || (failed && status == PWPOL_ERR_NO_MEMORY));
        assert_int_equal(report != NULL, status == PWPOL_OK);
        assert_false(pwpol_report_accepted(report));
        pwpol_report_free(report);
        pwpol_policy_free(policy);
    }
}

static void a_check_fails_whole_at_every_point(void **state)
{
    (void)state;
    static const char *const candidates[] = { "Zorgl0ub!", "Camille1989!", "soleil-barque-nuage",
                                              "\u00E9t\u00E9e\u0301", "" };
    for (size_t i = 0; i < sizeof candidates / sizeof candidates[0]; i++) {
        try_every_point(candidates[i], false);
        try_every_point(candidates[i], true);
    }
}

static pwpol_report *refused(const pwpol_policy *policy)
{
    pwpol_context context = camille();
    pwpol_report *report = NULL;
    assert_int_equal(pwpol_check(policy, "Camille1989!", 12, &context, &report), PWPOL_OK);
    assert_false(pwpol_report_accepted(report));
    return report;
}

typedef const char *text_of(pwpol_report *report, const char *lang);

static const char *message(pwpol_report *report, const char *lang)
{
    return pwpol_report_message(report, 0, lang);
}

static const char *problem(pwpol_report *report, const char *lang)
{
    return pwpol_report_problem(report, 0, lang);
}

static const char *remedy(pwpol_report *report, const char *lang)
{
    return pwpol_report_remedy(report, 0, lang);
}

static void a_sentence_that_cannot_be_made_is_a_static_one(void **state)
{
    (void)state;
    static text_of *const functions[] = { message, problem, remedy, pwpol_report_suggestion };
    pwpol_policy *policy = policy_with_a_list();
    for (size_t i = 0; i < sizeof functions / sizeof functions[0]; i++) {
        pwpol_report *report = refused(policy);
        fail_alloc_start(1, true);
        const char *french = functions[i](report, "fr");
        const char *english = functions[i](report, "en");
        assert_true(fail_alloc_stop());
        assert_string_equal(french, "La mémoire manque pour l'expliquer.");
        assert_string_equal(english, "There is no memory left to explain it.");
        /* once there is memory again, so is the sentence */
        assert_string_not_equal(functions[i](report, "fr"), french);
        pwpol_report_free(report);
    }
    pwpol_policy_free(policy);
}

static void json_fails_whole_at_every_point(void **state)
{
    (void)state;
    pwpol_policy *policy = policy_with_a_list();
    size_t nth = 1;
    for (; nth < MOST; nth++) {
        pwpol_report *report = refused(policy);
        char *text = (char *)&nth;
        fail_alloc_start(nth, false);
        pwpol_status status = pwpol_report_json(report, NULL, &text);
        bool failed = fail_alloc_stop();
        pwpol_report_free(report);
        if (!failed) {
            assert_int_equal(status, PWPOL_OK);
            pwpol_free(text);
            break;
        }
        assert_int_equal(status, PWPOL_ERR_NO_MEMORY);
        assert_null(text);
    }
    assert_in_range(nth, FEWEST, MOST - 1);
    pwpol_policy_free(policy);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_check_fails_whole_at_every_point),
        cmocka_unit_test(a_first_check_fails_whole_at_every_point),
        cmocka_unit_test(a_sentence_that_cannot_be_made_is_a_static_one),
        cmocka_unit_test(json_fails_whole_at_every_point),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
