/* pwpol_strstatus(), pwpol_version(), pwpol_free(). */
#include "suite.h"

#include "pwpol/status.h"

#include <stdio.h>
#include <stdlib.h>

/* The last of the enumeration; a new code moves it. */
enum { LAST = PWPOL_ERR_FULL };

static void every_status_has_one_sentence_of_its_own_in_both_languages(void **state)
{
    (void)state;
    static const char *const languages[] = { "en", "fr" };
    for (size_t i = 0; i < 2; i++) {
        const char *unknown = pwpol_strstatus((pwpol_status)(LAST + 1), languages[i]);
        for (int status = 0; status <= LAST; status++) {
            const char *sentence = pwpol_strstatus((pwpol_status)status, languages[i]);
            assert_non_null(sentence);
            assert_true(strlen(sentence) > 5);
            assert_int_equal(sentence[strlen(sentence) - 1], '.');
            assert_string_not_equal(sentence, unknown);
            assert_string_not_equal(pwpol_strstatus((pwpol_status)status, languages[1 - i]), sentence);
            for (int other = 0; other < status; other++)
                assert_string_not_equal(sentence, pwpol_strstatus((pwpol_status)other, languages[i]));
        }
    }
}

/* U+00A0 in front of ; : ! ? (Lexique des regles typographiques en usage a l'Imprimerie nationale). */
static void french_sentences_have_their_no_break_spaces(void **state)
{
    (void)state;
    for (int status = 0; status <= LAST; status++) {
        const char *sentence = pwpol_strstatus((pwpol_status)status, "fr");
        for (const char *sign = strpbrk(sentence, ";:!?"); sign != NULL; sign = strpbrk(sign + 1, ";:!?")) {
            assert_true(sign - sentence >= 2);
            assert_memory_equal(sign - 2, "\u00A0", 2);
        }
    }
}

static void any_other_language_is_answered_in_english(void **state)
{
    (void)state;
    assert_string_equal(pwpol_strstatus(PWPOL_OK, NULL), "Success.");
    assert_string_equal(pwpol_strstatus(PWPOL_OK, ""), "Success.");
    assert_string_equal(pwpol_strstatus(PWPOL_OK, "de"), "Success.");
    assert_string_equal(pwpol_strstatus(PWPOL_OK, "fr"), "Succ\u00E8s.");
}

static void a_code_of_a_later_release_has_a_sentence(void **state)
{
    (void)state;
    assert_string_equal(pwpol_strstatus((pwpol_status)(LAST + 1), "en"), "Unknown status.");
    assert_string_equal(pwpol_strstatus((pwpol_status)-1, "en"), "Unknown status.");
    assert_string_equal(pwpol_strstatus((pwpol_status)10000, "fr"), "Statut inconnu.");
}

static void the_version_is_that_of_the_header(void **state)
{
    (void)state;
    char version[32];
    snprintf(version, sizeof version, "%d.%d.%d", PWPOL_VERSION_MAJOR, PWPOL_VERSION_MINOR,
             PWPOL_VERSION_PATCH);
    assert_string_equal(pwpol_version(), version);
}

static void null_is_freed(void **state)
{
    (void)state;
    pwpol_free(NULL);
    pwpol_free(malloc(1));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_status_has_one_sentence_of_its_own_in_both_languages),
        cmocka_unit_test(french_sentences_have_their_no_break_spaces),
        cmocka_unit_test(any_other_language_is_answered_in_english),
        cmocka_unit_test(a_code_of_a_later_release_has_a_sentence),
        cmocka_unit_test(the_version_is_that_of_the_header),
        cmocka_unit_test(null_is_freed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
