/* pwpol_report_json(): what a program reads. tests/check/schema.py holds the same
 * reports against docs/report.schema.json. */
#include "suite.h"

#include "hand.h"
#include "json_find.h"
#include "strict.h"

#include <math.h>
#include <stdlib.h>

static char *json_of(pwpol_report *report, const char *lang)
{
    char *text = NULL;
    assert_int_equal(pwpol_report_json(report, lang, &text), PWPOL_OK);
    assert_non_null(text);
    if (!strict_json(text))
        fail_msg("%s", text);
    return text;
}

static void a_report_is_json_with_stable_names(void **state)
{
    (void)state;
    static const struct piece pieces[] = { { PWPOL_PIECE_CONTEXT, 0, 1, 3, 1, 0, "names", 0 }, { 0 } };
    struct hand hand;
    hand_make(&hand, "length.min=9", "zlea7", 5, pieces, NAN);
    hand_judge(&hand);
    hand.report->preset = "cnil-2022-100-restricted";
    hand.report->numbers = (pwpol_numbers){ .policy_entropy = 49.518,
                                            .formal_entropy = NAN,
                                            .guesses_log10 = 3.14159,
                                            .code_points = 5,
                                            .graphemes = 4,
                                            .words = 0 };
    char *text = json_of(hand.report, NULL);
    static const char *const expected[][2] = {
        { "format", "\"pwpol-report-1\"" },
        { "pwpol", "\"1.0.0\"" },
        { "accepted", "false" },
        { "preset", "\"cnil-2022-100-restricted\"" },
        { "findings 0 name", "\"length.min\"" },
        { "findings 0 rule", "\"A2 A4 E\"" },
        { "findings 0 severity", "\"error\"" },
        { "findings 0 have", "5" },
        { "findings 0 want", "9" },
        { "findings 0 length", "0" },
        { "findings 0 source", "\"\"" },
        { "findings 0 message en problem",
          "\"The password is too short: 5 characters instead of at least 9.\"" },
        { "findings 0 message fr remedy", "\"Ajoutez 4\u00A0caractères.\"" },
        { "findings 1 name", "\"context\"" },
        { "findings 1 have", "null" },
        { "findings 1 start", "1" },
        { "findings 1 length", "3" },
        { "findings 1 source", "\"names\"" },
        { "numbers policy_entropy", "49.52" },
        { "numbers formal_entropy", "null" },
        { "numbers guesses_log10", "3.14" },
        { "numbers code_points", "5" },
        { "numbers graphemes", "4" },
        { "numbers words", "0" },
    };
    for (size_t i = 0; i < sizeof expected / sizeof expected[0]; i++)
        if (!json_is(text, expected[i][0], expected[i][1]))
            fail_msg("%s is not %s in %s", expected[i][0], expected[i][1], text);
    assert_true(json_is(text, "findings 2", NULL));
    assert_true(json_is(text, "suggestion en", "\"Replace your name"));
    free(text);
    hand_end(&hand);
}

static void one_language_can_be_asked_for(void **state)
{
    (void)state;
    struct hand hand;
    hand_make(&hand, "length.min=9", "zlea7", 5, NULL, NAN);
    hand_judge(&hand);
    char *french = json_of(hand.report, "fr");
    assert_true(json_is(french, "findings 0 message fr problem", "\"Le mot de passe"));
    assert_true(json_is(french, "findings 0 message en", NULL));
    assert_true(json_is(french, "suggestion fr", "\"Ajoutez"));
    assert_true(json_is(french, "suggestion en", NULL));
    char *english = json_of(hand.report, "en");
    assert_true(json_is(english, "findings 0 message fr", NULL));
    assert_true(json_is(english, "findings 0 message en problem", "\"The password"));
    free(french);
    free(english);
    hand_end(&hand);
}

static void an_accepted_candidate_has_no_findings_and_no_suggestion(void **state)
{
    (void)state;
    struct hand hand;
    hand_make(&hand, "", "zlea7", 5, NULL, NAN);
    hand_judge(&hand);
    char *text = json_of(hand.report, NULL);
    assert_true(json_is(text, "accepted", "true"));
    assert_true(json_is(text, "findings", "[]"));
    assert_true(json_is(text, "suggestion fr", "\"\""));
    free(text);
    hand_end(&hand);
}

/* A list's name comes from a file system: quotes and bytes that are no UTF-8. */
static void the_name_of_a_list_is_escaped(void **state)
{
    (void)state;
    static const struct piece pieces[] = { { PWPOL_PIECE_DENIED, 0, 0, 4, 1, 0, "a\"b\\\n\xFF.txt", 0 }, { 0 } };
    struct hand hand;
    hand_make(&hand, "", "acme", 4, pieces, NAN);
    hand_judge(&hand);
    char *text = json_of(hand.report, NULL);
    assert_true(json_is(text, "findings 0 source", "\"a\\\"b\\\\\\n\xEF\xBF\xBD.txt\""));
    free(text);
    hand_end(&hand);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_report_is_json_with_stable_names),
        cmocka_unit_test(one_language_can_be_asked_for),
        cmocka_unit_test(an_accepted_candidate_has_no_findings_and_no_suggestion),
        cmocka_unit_test(the_name_of_a_list_is_escaped),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
