/* The estimator. Fields: candidate, login, a word, the old password. */
#include "input.h"

#include "pwpol/guess.h"

#include "text/text.h"

#include <math.h>

static size_t points_of(const char *bytes, size_t length)
{
    size_t points = 0;
    uint32_t point;
    for (size_t at = 0; at < length; points++)
        at += utf8_decode((const unsigned char *)bytes + at, length - at, &point);
    return points;
}

static void judge_piece(const pwpol_guess_result *result, size_t index)
{
    char whole[512], part[16];
    size_t length = pwpol_guess_describe(result, index, index % 2 == 0 ? "en" : "fr", whole, sizeof whole);
    must(length > 0 && length < sizeof whole && strlen(whole) == length, "every piece can be told");
    must(pwpol_guess_describe(result, index, index % 2 == 0 ? "en" : "fr", part, sizeof part) == length &&
             strlen(part) < sizeof part && strncmp(whole, part, strlen(part)) == 0,
         "a short room gets the beginning");
}

static void judge_result(const pwpol_guess_result *result, size_t points)
{
    double guesses = pwpol_guess_log10(result);
    size_t end = 0;
    must(isfinite(guesses) && guesses >= 0, "guesses are a finite number");
    must(points > 0 || guesses == 0, "nothing needs no guess");
    for (size_t i = 0; i < pwpol_guess_count(result); i++) {
        pwpol_piece piece = { .size = sizeof piece };
        must(pwpol_guess_piece(result, i, &piece) == PWPOL_OK, "every piece can be asked for");
        must(piece.start >= end && piece.length > 0, "pieces go from left to right");
        must(isfinite(piece.guesses_log10) && piece.guesses_log10 >= 0,
             "a piece's guesses are a finite number");
        end = piece.start + piece.length;
        must(end <= points, "pieces lie in the candidate");
        judge_piece(result, i);
    }
    pwpol_piece none = { .size = sizeof none };
    must(pwpol_guess_piece(result, pwpol_guess_count(result), &none) == PWPOL_ERR_ARGUMENT,
         "there is one end");
}

static void judge_same(const pwpol_guess_result *one, const pwpol_guess_result *other)
{
    must(pwpol_guess_log10(one) == pwpol_guess_log10(other) &&
             pwpol_guess_count(one) == pwpol_guess_count(other) &&
             strcmp(pwpol_guess_estimator(one), pwpol_guess_estimator(other)) == 0,
         "the same is guessed alike");
    for (size_t i = 0; i < pwpol_guess_count(one); i++) {
        pwpol_piece first = { .size = sizeof first }, second = { .size = sizeof second };
        pwpol_guess_piece(one, i, &first);
        pwpol_guess_piece(other, i, &second);
        must(first.kind == second.kind && first.start == second.start && first.length == second.length &&
                 first.rank == second.rank && first.guesses_log10 == second.guesses_log10,
             "by the same pieces");
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct input input = { bytes, size };
    size_t candidate_len, old_len;
    char *candidate = input_field(&input, &candidate_len);
    char *login = input_field(&input, NULL), *word = input_field(&input, NULL);
    char *old = input_field(&input, &old_len);
    pwpol_context context = PWPOL_CONTEXT_INIT;
    context.login = login;
    context.words = (const char *const *)&word;
    context.words_count = 1;
    context.old_password = old;
    context.old_password_len = old_len;
    pwpol_guess_result *known = NULL, *again = NULL, *stranger = NULL;
    pwpol_status status = pwpol_guess(candidate, candidate_len, &context, &known);
    must((status == PWPOL_OK) == (known != NULL), "there is a result when all went well, and only then");
    must(status == PWPOL_OK || status == PWPOL_ERR_UTF8 || status == PWPOL_ERR_TOO_LONG,
         "or the text is wrong");
    if (status == PWPOL_OK) {
        size_t points = points_of(candidate, candidate_len);
        judge_result(known, points);
        must(pwpol_guess(candidate, candidate_len, &context, &again) == PWPOL_OK, "it can be guessed again");
        judge_same(known, again);
        must(pwpol_guess(candidate, candidate_len, NULL, &stranger) == PWPOL_OK, "a stranger can guess it");
        judge_result(stranger, points);
        must(pwpol_guess_log10(known) <= pwpol_guess_log10(stranger) + 1e-9,
             "who knows the person needs no more guesses");
    }
    pwpol_guess_free(known);
    pwpol_guess_free(again);
    pwpol_guess_free(stranger);
    free(candidate);
    free(login);
    free(word);
    free(old);
    return 0;
}
