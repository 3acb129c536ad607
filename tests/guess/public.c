/* pwpol_guess() and its results, as a program sees them. */
#include "guess_support.h"

#include <math.h>
#include <stdlib.h>

static pwpol_guess_result *guess_of(const char *candidate, size_t length)
{
    pwpol_guess_result *result = NULL;
    assert_int_equal(pwpol_guess(candidate, length, NULL, &result), PWPOL_OK);
    assert_non_null(result);
    return result;
}

static pwpol_piece piece_at(const pwpol_guess_result *result, size_t index)
{
    pwpol_piece piece = { .size = sizeof piece };
    assert_int_equal(pwpol_guess_piece(result, index, &piece), PWPOL_OK);
    return piece;
}

static void a_password_is_told_with_its_pieces(void **state)
{
    (void)state;
    pwpol_guess_result *result = guess_of("Marseille2026!", 14);
    assert_true(pwpol_guess_log10(result) > 0);
    const char *estimator = pwpol_guess_estimator(result);
    assert_true(strcmp(estimator, "pieces") == 0 || strcmp(estimator, "passphrase") == 0);
    size_t end = 0;
    for (size_t i = 0; i < pwpol_guess_count(result); i++) {
        pwpol_piece piece = piece_at(result, i);
        assert_int_equal(piece.start, end);
        assert_non_null(piece.list);
        end += piece.length;
    }
    assert_int_equal(end, 14);
    pwpol_guess_free(result);
}

static void an_empty_password_takes_no_guess(void **state)
{
    (void)state;
    pwpol_guess_result *result = guess_of("", 0);
    assert_true(pwpol_guess_log10(result) == 0);
    assert_int_equal(pwpol_guess_count(result), 0);
    assert_string_equal(pwpol_guess_estimator(result), "pieces");
    pwpol_guess_free(result);
    result = guess_of(NULL, 0);
    assert_true(pwpol_guess_log10(result) == 0);
    pwpol_guess_free(result);
}

static void nothing_is_asked_of_null(void **state)
{
    (void)state;
    pwpol_guess_result *result = (pwpol_guess_result *)"";
    pwpol_piece piece = { .size = sizeof piece };
    assert_int_equal(pwpol_guess("a", 1, NULL, NULL), PWPOL_ERR_ARGUMENT);
    assert_int_equal(pwpol_guess(NULL, 1, NULL, &result), PWPOL_ERR_ARGUMENT);
    assert_null(result);
    assert_true(pwpol_guess_log10(NULL) == 0);
    assert_string_equal(pwpol_guess_estimator(NULL), "");
    assert_int_equal(pwpol_guess_count(NULL), 0);
    assert_int_equal(pwpol_guess_piece(NULL, 0, &piece), PWPOL_ERR_ARGUMENT);
    pwpol_guess_free(NULL);
}

static void bytes_that_are_not_utf8_are_refused(void **state)
{
    (void)state;
    static const char *const bad[] = { "\xFF", "soleil\xC3", "\xC0\xAF", "\xED\xA0\x80", "\xF4\x90\x80\x80" };
    for (size_t i = 0; i < COUNT(bad); i++) {
        pwpol_guess_result *result = (pwpol_guess_result *)"";
        assert_int_equal(pwpol_guess(bad[i], strlen(bad[i]), NULL, &result), PWPOL_ERR_UTF8);
        assert_null(result);
    }
    /* Also beyond what is looked at. */
    static char tail[3001];
    memset(tail, 'x', sizeof tail);
    tail[3000] = '\xFF';
    pwpol_guess_result *result;
    assert_int_equal(pwpol_guess(tail, sizeof tail, NULL, &result), PWPOL_ERR_UTF8);
}

static void a_mebibyte_is_the_limit(void **state)
{
    (void)state;
    size_t size = 1024 * 1024 + 1;
    char *text = malloc(size);
    assert_non_null(text);
    memset(text, 'z', size);
    pwpol_guess_result *result;
    assert_int_equal(pwpol_guess(text, size, NULL, &result), PWPOL_ERR_TOO_LONG);
    result = guess_of(text, size - 1);
    size_t count = pwpol_guess_count(result);
    pwpol_piece last = piece_at(result, count - 1);
    assert_int_equal(last.start + last.length, 1024); /* what is looked at */
    pwpol_guess_free(result);
    free(text);
}

static void a_bad_context_ends_the_call(void **state)
{
    (void)state;
    pwpol_context context = PWPOL_CONTEXT_INIT;
    context.birth_date = "yesterday";
    pwpol_guess_result *result = (pwpol_guess_result *)"";
    assert_int_equal(pwpol_guess("soleil", 6, &context, &result), PWPOL_ERR_RANGE);
    assert_null(result);
}

/* Controls are refused by check, but a number can be told of them. */
static void nul_bytes_and_controls_have_a_number(void **state)
{
    (void)state;
    static const char candidate[] = "sol\0eil\n\x7F\x1B";
    pwpol_guess_result *result = guess_of(candidate, sizeof candidate - 1);
    assert_true(pwpol_guess_log10(result) > 2);
    size_t end = 0;
    for (size_t i = 0; i < pwpol_guess_count(result); i++)
        end += piece_at(result, i).length;
    assert_int_equal(end, sizeof candidate - 1);
    pwpol_guess_free(result);
}

/* Spans count the code points that were given: decomposed, an accent is one of them. */
static void spans_are_in_the_code_points_given(void **state)
{
    (void)state;
    static const char candidate[] = "#e\u0301te\u03012026"; /* # e' t e' 2 0 2 6: 10 code points */
    pwpol_guess_result *result = guess_of(candidate, sizeof candidate - 1);
    size_t end = 0;
    for (size_t i = 0; i < pwpol_guess_count(result); i++) {
        pwpol_piece piece = piece_at(result, i);
        assert_int_equal(piece.start, end);
        end += piece.length;
    }
    assert_int_equal(end, 10);
    pwpol_piece last = piece_at(result, pwpol_guess_count(result) - 1);
    assert_int_equal(last.kind, PWPOL_PIECE_DATE);
    assert_int_equal(last.start, 6);
    assert_int_equal(last.length, 4);
    pwpol_guess_free(result);
}

/* A program of an older release has a shorter struct. */
static void a_piece_fills_no_more_than_its_size(void **state)
{
    (void)state;
    pwpol_guess_result *result = guess_of("motdepasse", 10);
    for (size_t size = 0; size <= sizeof(pwpol_piece) + 8; size++) {
        union {
            pwpol_piece piece;
            unsigned char bytes[sizeof(pwpol_piece) + 8];
        } caller;
        memset(&caller, 0xAA, sizeof caller);
        caller.piece.size = size;
        pwpol_status status = pwpol_guess_piece(result, 0, &caller.piece);
        assert_int_equal(status, size < sizeof(size_t) ? PWPOL_ERR_ARGUMENT : PWPOL_OK);
        assert_int_equal(caller.piece.size, size);
        size_t first = size < sizeof(size_t) ? sizeof(size_t) : size;
        for (size_t i = first; i < sizeof caller.bytes; i++)
            assert_true(caller.bytes[i] == 0xAA || i >= sizeof(pwpol_piece));
    }
    pwpol_piece piece = { .size = sizeof piece };
    assert_int_equal(pwpol_guess_piece(result, pwpol_guess_count(result), &piece), PWPOL_ERR_ARGUMENT);
    assert_int_equal(pwpol_guess_piece(result, 0, NULL), PWPOL_ERR_ARGUMENT);
    pwpol_guess_free(result);
}

/* What it was taken for, in both languages; never the password itself. */
static void pieces_are_described(void **state)
{
    (void)state;
    static const struct {
        const char *password;
        const char *english;
        const char *french;
    } rows[] = {
        { "14/07/1989", "Characters 1 to 10: like a date", "Les caract\u00E8res 1 \u00E0 10\u00A0: comme une date" },
        { "rlvzqx", "Characters 1 to 6: characters in no known order",
          "Les caract\u00E8res 1 \u00E0 6\u00A0: des caract\u00E8res sans ordre connu" },
        { "06 12 34 56 78", "Characters 1 to 14: like a telephone number",
          "Les caract\u00E8res 1 \u00E0 14\u00A0: comme un num\u00E9ro de t\u00E9l\u00E9phone" },
        { "AB-123-CD", "Characters 1 to 9: like a number plate",
          "Les caract\u00E8res 1 \u00E0 9\u00A0: comme une plaque d'immatriculation" },
        { "974", "Characters 1 to 3: like the number of a French department",
          "Les caract\u00E8res 1 \u00E0 3\u00A0: comme un num\u00E9ro de d\u00E9partement" },
        { "75011", "Characters 1 to 5: like a postal code",
          "Les caract\u00E8res 1 \u00E0 5\u00A0: comme un code postal" },
        { "lundi", "Characters 1 to 5: a common favourite word (rank 292)",
          "Les caract\u00E8res 1 \u00E0 5\u00A0: un mot favori courant (rang 292)" },
        { "123456", "Characters 1 to 6: a very common password (rank 1)",
          "Les caract\u00E8res 1 \u00E0 6\u00A0: un mot de passe tr\u00E8s courant (rang 1)" },
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        pwpol_guess_result *result = NULL;
        char text[256];
        assert_int_equal(pwpol_guess(rows[i].password, strlen(rows[i].password), NULL, &result), PWPOL_OK);
        assert_int_equal(pwpol_guess_describe(result, 0, "en", text, sizeof text), strlen(rows[i].english));
        assert_string_equal(text, rows[i].english);
        pwpol_guess_describe(result, 0, "fr", text, sizeof text);
        assert_string_equal(text, rows[i].french);
        assert_int_equal(pwpol_guess_describe(result, 0, "en", text, 5), strlen(rows[i].english));
        assert_string_equal(text, "Char");
        assert_int_equal(pwpol_guess_describe(result, 0, NULL, NULL, 0), strlen(rows[i].english));
        assert_int_equal(pwpol_guess_describe(result, 99, "en", text, sizeof text), 0);
        assert_string_equal(text, "");
        pwpol_guess_free(result);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pieces_are_described),
        cmocka_unit_test(a_password_is_told_with_its_pieces),
        cmocka_unit_test(an_empty_password_takes_no_guess),
        cmocka_unit_test(nothing_is_asked_of_null),
        cmocka_unit_test(bytes_that_are_not_utf8_are_refused),
        cmocka_unit_test(a_mebibyte_is_the_limit),
        cmocka_unit_test(a_bad_context_ends_the_call),
        cmocka_unit_test(nul_bytes_and_controls_have_a_number),
        cmocka_unit_test(spans_are_in_the_code_points_given),
        cmocka_unit_test(a_piece_fills_no_more_than_its_size),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
