/* The report as callers see it: order, sized structs, what is out of bounds. */
#include "suite.h"

#include "check/report.h"
#include "check/rules.h"
#include "hand.h"

#include <math.h>
#include <stdlib.h>

static void add(pwpol_report *report, enum finding_id id, pwpol_severity severity, uint32_t start)
{
    report_add(report, &(struct finding){
                           .id = id, .severity = severity, .start = start, .length = 1, .source = "" });
}

static void findings_come_worst_first(void **state)
{
    (void)state;
    pwpol_report *report = report_new();
    assert_non_null(report);
    add(report, FINDING_CLASSES_MIN, PWPOL_ERROR, 0);
    add(report, FINDING_PATTERN_DATE, PWPOL_NOTE, 0);
    add(report, FINDING_CONTEXT, PWPOL_ERROR, 7);
    add(report, FINDING_GUESSES_MIN, PWPOL_WARNING, 0);
    add(report, FINDING_LENGTH_MIN, PWPOL_ERROR, 0);
    add(report, FINDING_CONTEXT, PWPOL_ERROR, 2);
    add(report, FINDING_DICTIONARY, PWPOL_NOTE, 0);
    report_sort(report);
    static const struct {
        const char *name;
        size_t start;
    } expected[] = {
        { "length.min", 0 },  { "context", 2 },    { "context", 7 },      { "classes.min", 0 },
        { "guesses.min", 0 }, { "dictionary", 0 }, { "pattern.date", 0 },
    };
    assert_int_equal(pwpol_report_count(report), sizeof expected / sizeof expected[0]);
    for (size_t i = 0; i < sizeof expected / sizeof expected[0]; i++) {
        pwpol_finding finding = { .size = sizeof finding };
        assert_int_equal(pwpol_report_finding(report, i, &finding), PWPOL_OK);
        assert_string_equal(finding.name, expected[i].name);
        assert_int_equal(finding.start, expected[i].start);
    }
    pwpol_report_free(report);
}

/* Too short is said before "a word", and a reason before a figure. */
static void the_table_puts_the_reason_that_matters_first(void **state)
{
    (void)state;
    assert_true(FINDING_TEXT_INVALID_UTF8 < FINDING_LENGTH_MIN);
    assert_true(FINDING_LENGTH_MIN < FINDING_CONTEXT);
    assert_true(FINDING_CONTEXT < FINDING_DICTIONARY);
    assert_true(FINDING_DICTIONARY < FINDING_PATTERN_REPEAT);
    assert_true(FINDING_PATTERN_DATE < FINDING_GUESSES_MIN);
    assert_true(FINDING_GUESSES_MIN < FINDING_ENTROPY_MIN);
    assert_true(FINDING_ENTROPY_MIN < FINDING_CLASSES_REQUIRED);
}

static void a_full_report_drops_findings_but_never_the_refusal(void **state)
{
    (void)state;
    pwpol_report *report = report_new();
    assert_non_null(report);
    for (unsigned i = 0; i < FINDINGS_MOST; i++)
        add(report, FINDING_PATTERN_DATE, PWPOL_NOTE, i);
    assert_true(pwpol_report_accepted(report));
    add(report, FINDING_CONTEXT, PWPOL_ERROR, 0);
    assert_int_equal(pwpol_report_count(report), FINDINGS_MOST);
    assert_false(pwpol_report_accepted(report));
    pwpol_report_free(report);
}

/* Four pieces of each of three kinds and all figures fit with room to spare. */
static void all_rules_together_fit_in_a_report(void **state)
{
    (void)state;
    assert_true(3 * PIECES_TOLD + FINDING_COUNT < FINDINGS_MOST);
}

static void null_is_nothing(void **state)
{
    (void)state;
    pwpol_finding finding = { .size = sizeof finding };
    pwpol_numbers numbers = { .size = sizeof numbers };
    char *text = (char *)"unset";
    assert_false(pwpol_report_accepted(NULL));
    assert_int_equal(pwpol_report_count(NULL), 0);
    assert_int_equal(pwpol_report_finding(NULL, 0, &finding), PWPOL_ERR_ARGUMENT);
    assert_int_equal(pwpol_report_numbers(NULL, &numbers), PWPOL_ERR_ARGUMENT);
    assert_int_equal(pwpol_report_json(NULL, NULL, &text), PWPOL_ERR_ARGUMENT);
    assert_null(text);
    pwpol_report_free(NULL);
    struct hand hand;
    hand_make(&hand, "", "zkqj", 4, NULL, NAN);
    hand_judge(&hand);
    assert_int_equal(pwpol_report_finding(hand.report, 0, NULL), PWPOL_ERR_ARGUMENT);
    assert_int_equal(pwpol_report_finding(hand.report, 0, &finding), PWPOL_ERR_ARGUMENT); /* has none */
    assert_int_equal(pwpol_report_numbers(hand.report, NULL), PWPOL_ERR_ARGUMENT);
    assert_int_equal(pwpol_report_json(hand.report, NULL, NULL), PWPOL_ERR_ARGUMENT);
    hand_end(&hand);
}

/* A caller of an older release has smaller structs, one of a later release larger
 * ones: what was not known then stays as it was, what is not known yet is zero. */
enum { LARGER = 32, PATTERN = 0xAA };

static void assert_filled(const unsigned char *theirs, const unsigned char *whole, size_t size, size_t known)
{
    for (size_t i = sizeof(size_t); i < known + LARGER; i++) {
        if (i < size && i < known)
            assert_int_equal(theirs[i], whole[i]);
        else
            assert_int_equal(theirs[i], i < size ? 0 : PATTERN);
    }
}

static void structs_of_any_size_are_filled_within_it(void **state)
{
    (void)state;
    struct hand hand;
    hand_make(&hand, "length.min=9", "zkqj", 4, NULL, NAN);
    hand_judge(&hand);
    union {
        pwpol_finding finding;
        pwpol_numbers numbers;
        unsigned char bytes[sizeof(pwpol_finding) + sizeof(pwpol_numbers) + LARGER];
    } whole, theirs;
    for (size_t size = 0; size <= sizeof(pwpol_finding) + LARGER; size++) {
        memset(&whole, 0, sizeof whole);
        whole.finding.size = sizeof whole.finding;
        assert_int_equal(pwpol_report_finding(hand.report, 0, &whole.finding), PWPOL_OK);
        memset(&theirs, PATTERN, sizeof theirs);
        theirs.finding.size = size;
        bool fits = size >= sizeof size;
        assert_int_equal(pwpol_report_finding(hand.report, 0, &theirs.finding),
                         fits ? PWPOL_OK : PWPOL_ERR_ARGUMENT);
        assert_int_equal(theirs.finding.size, size);
        assert_filled(theirs.bytes, whole.bytes, fits ? size : 0, sizeof(pwpol_finding));
    }
    for (size_t size = 0; size <= sizeof(pwpol_numbers) + LARGER; size++) {
        memset(&whole, 0, sizeof whole);
        whole.numbers.size = sizeof whole.numbers;
        assert_int_equal(pwpol_report_numbers(hand.report, &whole.numbers), PWPOL_OK);
        memset(&theirs, PATTERN, sizeof theirs);
        theirs.numbers.size = size;
        bool fits = size >= sizeof size;
        assert_int_equal(pwpol_report_numbers(hand.report, &theirs.numbers),
                         fits ? PWPOL_OK : PWPOL_ERR_ARGUMENT);
        assert_int_equal(theirs.numbers.size, size);
        assert_filled(theirs.bytes, whole.bytes, fits ? size : 0, sizeof(pwpol_numbers));
    }
    hand_end(&hand);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(findings_come_worst_first),
        cmocka_unit_test(the_table_puts_the_reason_that_matters_first),
        cmocka_unit_test(a_full_report_drops_findings_but_never_the_refusal),
        cmocka_unit_test(all_rules_together_fit_in_a_report),
        cmocka_unit_test(null_is_nothing),
        cmocka_unit_test(structs_of_any_size_are_filled_within_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
