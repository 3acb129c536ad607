/* What a caller must never regret to have passed: any bytes, any context. */
#include "suite.h"

#include "pwpol.h"

#include <math.h>
#include <stdlib.h>

static pwpol_policy *restricted;

static int make_policy(void **state)
{
    (void)state;
    return pwpol_policy_new(&restricted, "cnil-2022-100-restricted") != PWPOL_OK;
}

static int free_policy(void **state)
{
    (void)state;
    pwpol_policy_free(restricted);
    return 0;
}

static pwpol_finding only_finding(pwpol_report *report)
{
    pwpol_finding finding = { .size = sizeof finding };
    assert_int_equal(pwpol_report_count(report), 1);
    assert_int_equal(pwpol_report_finding(report, 0, &finding), PWPOL_OK);
    assert_int_equal(finding.severity, PWPOL_ERROR);
    return finding;
}

static const struct {
    const char *bytes;
    size_t length;
    const char *name;
    size_t start, span;
} texts[] = {
    { "", 0, "text.empty", 0, 0 },
    { "motdepasse\xC3", 11, "text.invalid-utf8", 10, 1 }, /* truncated */
    { "\xC0\xAF", 2, "text.invalid-utf8", 0, 1 },         /* overlong */
    { "ab\xED\xA0\x80", 5, "text.invalid-utf8", 2, 1 },   /* a surrogate */
    { "\xC3\xA9\xFF\xFE", 4, "text.invalid-utf8", 1, 1 }, /* after one code point of two bytes */
    { "abc\0def", 7, "text.control", 3, 1 },
    { "abcdefgh\r\n", 10, "text.control", 8, 1 },
    { "abc\x7F", 4, "text.control", 3, 1 },
    { "\xC2\x85x", 3, "text.control", 0, 1 },       /* NEL, a C1 control */
    { "abc\xE2\x80\x8B", 6, "text.control", 3, 1 }, /* zero width space */
};

static void bytes_that_are_no_text_are_one_finding(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        pwpol_report *report = NULL;
        assert_int_equal(pwpol_check(restricted, texts[i].bytes, texts[i].length, NULL, &report), PWPOL_OK);
        assert_false(pwpol_report_accepted(report));
        pwpol_finding finding = only_finding(report);
        assert_string_equal(finding.name, texts[i].name);
        assert_int_equal(finding.start, texts[i].start);
        assert_int_equal(finding.length, texts[i].span);
        pwpol_numbers numbers = { .size = sizeof numbers };
        assert_int_equal(pwpol_report_numbers(report, &numbers), PWPOL_OK);
        assert_true(isnan(numbers.formal_entropy));
        assert_true(isnan(numbers.guesses_log10));
        assert_true(numbers.policy_entropy > 0);
        pwpol_report_free(report);
    }
}

static void ten_mebibytes_are_too_long_and_nothing_worse(void **state)
{
    (void)state;
    const size_t length = 10 * 1024 * 1024;
    char *candidate = malloc(length);
    assert_non_null(candidate);
    memset(candidate, 'k', length);
    pwpol_report *report = NULL;
    assert_int_equal(pwpol_check(restricted, candidate, length, NULL, &report), PWPOL_OK);
    pwpol_finding finding = only_finding(report);
    assert_string_equal(finding.name, "length.max");
    assert_true(finding.have == (double)length && finding.want == 1024);
    assert_string_equal(pwpol_report_problem(report, 0, "en"),
                        "The password has 10,485,760 characters, and at most 1024 are accepted.");
    pwpol_numbers numbers = { .size = sizeof numbers };
    assert_int_equal(pwpol_report_numbers(report, &numbers), PWPOL_OK);
    assert_int_equal(numbers.code_points, length);
    pwpol_report_free(report);
    free(candidate);
}

/* The longest that is looked at, in shapes that are hard on matchers. */
static void a_thousand_characters_of_anything_are_judged(void **state)
{
    (void)state;
    static const char *const units[] = { "a",          "abc",    "4@8({[</369&#!1/|0$5+7%2/",
                                         "motdepasse", "1989",   "azerty",
                                         "\u00E9",     "camille" };
    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
        char candidate[1025] = "";
        while (strlen(candidate) + strlen(units[i]) < sizeof candidate)
            strcat(candidate, units[i]);
        pwpol_context context = PWPOL_CONTEXT_INIT;
        context.login = "camille";
        context.birth_date = "1989-07-14";
        pwpol_report *report = NULL;
        assert_int_equal(pwpol_check(restricted, candidate, strlen(candidate), &context, &report), PWPOL_OK);
        assert_true(pwpol_report_count(report) <= 32);
        pwpol_report_free(report);
    }
}

/* ---- Arguments and contexts ---- */

static void what_is_missing_is_an_argument_error(void **state)
{
    (void)state;
    pwpol_report *report = (pwpol_report *)&report;
    assert_int_equal(pwpol_check(NULL, "a", 1, NULL, &report), PWPOL_ERR_ARGUMENT);
    assert_null(report);
    report = (pwpol_report *)&report;
    assert_int_equal(pwpol_check(restricted, NULL, 1, NULL, &report), PWPOL_ERR_ARGUMENT);
    assert_null(report);
    assert_int_equal(pwpol_check(restricted, "a", 1, NULL, NULL), PWPOL_ERR_ARGUMENT);
    assert_int_equal(pwpol_check(restricted, NULL, 0, NULL, &report), PWPOL_OK); /* empty */
    pwpol_report_free(report);
}

static void a_wrong_context_is_told_whatever_the_candidate(void **state)
{
    (void)state;
    static const char *const candidates[] = { "k7#Vw!2qZx9p", "", "\xFF", "azerty" };
    static char long_text[1026];
    memset(long_text, 'a', 1025);
    static const struct {
        pwpol_context context;
        pwpol_status status;
    } wrong[] = {
        { { .size = sizeof(pwpol_context), .login = "\xFF" }, PWPOL_ERR_UTF8 },
        { { .size = sizeof(pwpol_context), .email = long_text }, PWPOL_ERR_TOO_LONG },
        { { .size = sizeof(pwpol_context), .birth_date = "14/07/1989" }, PWPOL_ERR_RANGE },
        { { .size = sizeof(pwpol_context), .birth_date = "1989-02-30" }, PWPOL_ERR_RANGE },
        { { .size = sizeof(pwpol_context), .names_count = 65 }, PWPOL_ERR_ARGUMENT },
        { { .size = 0 }, PWPOL_ERR_ARGUMENT },
    };
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        for (size_t j = 0; j < sizeof candidates / sizeof candidates[0]; j++) {
            pwpol_report *report = (pwpol_report *)&report;
            assert_int_equal(
                pwpol_check(restricted, candidates[j], strlen(candidates[j]), &wrong[i].context, &report),
                wrong[i].status);
            assert_null(report);
        }
    }
}

/* A caller of an older release has a smaller context. */
static void a_smaller_context_is_read_within_its_size(void **state)
{
    (void)state;
    pwpol_context context;
    memset(&context, 0xAA, sizeof context); /* wild pointers beyond login */
    context.size = offsetof(pwpol_context, email);
    context.login = "zorglub";
    pwpol_report *report = NULL;
    assert_int_equal(pwpol_check(restricted, "zorglub!9Zk", 11, &context, &report), PWPOL_OK);
    pwpol_finding finding = { .size = sizeof finding };
    assert_int_equal(pwpol_report_finding(report, 0, &finding), PWPOL_OK);
    assert_string_equal(finding.name, "context");
    pwpol_report_free(report);
}

static void a_policy_that_contradicts_itself_judges_nothing(void **state)
{
    (void)state;
    pwpol_policy *policy = NULL;
    assert_int_equal(pwpol_policy_new(&policy, NULL), PWPOL_OK);
    assert_int_equal(pwpol_policy_set(policy, "length.max", "64", NULL), PWPOL_OK);
    assert_int_equal(pwpol_policy_set(policy, "length.min", "65", NULL), PWPOL_OK);
    pwpol_report *report = (pwpol_report *)&report;
    assert_int_equal(pwpol_check(policy, "k7#Vw!2qZx9p", 12, NULL, &report), PWPOL_ERR_CONFLICT);
    assert_null(report);
    pwpol_policy_free(policy);
}

static void a_policy_is_frozen_by_its_first_check(void **state)
{
    (void)state;
    pwpol_policy *policy = NULL;
    assert_int_equal(pwpol_policy_new(&policy, NULL), PWPOL_OK);
    pwpol_report *report = NULL;
    assert_int_equal(pwpol_check(policy, "k7#Vw!2qZx9p", 12, NULL, &report), PWPOL_OK);
    pwpol_report_free(report);
    assert_int_equal(pwpol_policy_set(policy, "length.min", "9", NULL), PWPOL_ERR_FROZEN);
    pwpol_policy_free(policy);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bytes_that_are_no_text_are_one_finding),
        cmocka_unit_test(ten_mebibytes_are_too_long_and_nothing_worse),
        cmocka_unit_test(a_thousand_characters_of_anything_are_judged),
        cmocka_unit_test(what_is_missing_is_an_argument_error),
        cmocka_unit_test(a_wrong_context_is_told_whatever_the_candidate),
        cmocka_unit_test(a_smaller_context_is_read_within_its_size),
        cmocka_unit_test(a_policy_that_contradicts_itself_judges_nothing),
        cmocka_unit_test(a_policy_is_frozen_by_its_first_check),
    };
    return cmocka_run_group_tests(tests, make_policy, free_policy);
}
