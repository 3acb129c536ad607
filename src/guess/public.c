/* pwpol_guess(): the guess room for who has no policy. */
#include "base/sized.h"
#include "guess/guess.h"
#include "guess/match.h"
#include "guess/sanitise.h"

#include <stdlib.h>
#include <string.h>

enum { INPUT_MAX = 1024 * 1024 };

struct pwpol_guess_result {
    double guesses_log10;
    const char *estimator;
    size_t count;
    pwpol_piece pieces[];
};

/* The whole must be UTF-8; only its first code points are looked at. */
static pwpol_status measure(const char *input, size_t input_len, size_t *looked_at)
{
    size_t points = 0;
    *looked_at = input_len;
    for (size_t i = 0; i < input_len;) {
        if (points++ == LOOK_MAX)
            *looked_at = i;
        uint32_t point;
        size_t step = utf8_decode((const unsigned char *)input + i, input_len - i, &point);
        if (step == 0)
            return PWPOL_ERR_UTF8;
        i += step;
    }
    return PWPOL_OK;
}

/* Spans in code points of the input, which may be more than the prepared ones. */
static pwpol_status make_result(const struct text *text, const struct guess *guess,
                                pwpol_guess_result **result)
{
    pwpol_guess_result *made = malloc(sizeof *made + guess->best_count * sizeof made->pieces[0]);
    if (made == NULL)
        return PWPOL_ERR_NO_MEMORY;
    made->guesses_log10 = guess->guesses_log10;
    made->estimator = guess->estimator;
    made->count = guess->best_count;
    for (size_t i = 0; i < guess->best_count; i++) {
        const struct piece *piece = &guess->best[i];
        uint32_t start = text->source[piece->start];
        made->pieces[i] = (pwpol_piece){
            .size = sizeof(pwpol_piece),
            .kind = piece->kind,
            .start = start,
            .length = text->source[piece->start + piece->length] - start,
            .list = piece->list,
            .rank = piece->rank,
            .guesses_log10 = piece->guesses_log10,
        };
    }
    *result = made;
    return PWPOL_OK;
}

static pwpol_status guess_text(struct arena *arena, const char *password, size_t password_len,
                               const pwpol_context *words, pwpol_guess_result **result)
{
    struct guess_context *context;
    struct text text;
    struct guess guess = { .estimator = "pieces" };
    pwpol_status status = guess_context_prepare(arena, words, &context);
    if (status == PWPOL_OK)
        status = text_prepare_any(arena, password, password_len, 4 * LOOK_MAX, &text);
    if (status != PWPOL_OK)
        return status;
    struct guess_request request = { .text = &text, .context = context, .want_number = true };
    if (text.problem == TEXT_FINE)
        status = guess_run(arena, &request, &guess);
    return status == PWPOL_OK ? make_result(&text, &guess, result) : status;
}

pwpol_status pwpol_guess(const char *password, size_t password_len, const pwpol_context *words,
                         pwpol_guess_result **result)
{
    if (result == NULL)
        return PWPOL_ERR_ARGUMENT;
    *result = NULL;
    if (password == NULL && password_len > 0)
        return PWPOL_ERR_ARGUMENT;
    if (password_len > INPUT_MAX)
        return PWPOL_ERR_TOO_LONG;
    size_t looked_at;
    pwpol_status status = measure(password, password_len, &looked_at);
    if (status != PWPOL_OK)
        return status;
    struct arena arena = { 0 };
    status = guess_text(&arena, password, looked_at, words, result);
    arena_end(&arena);
    return status;
}

double pwpol_guess_log10(const pwpol_guess_result *result)
{
    return result == NULL ? 0 : result->guesses_log10;
}

const char *pwpol_guess_estimator(const pwpol_guess_result *result)
{
    return result == NULL ? "" : result->estimator;
}

size_t pwpol_guess_count(const pwpol_guess_result *result)
{
    return result == NULL ? 0 : result->count;
}

pwpol_status pwpol_guess_piece(const pwpol_guess_result *result, size_t index, pwpol_piece *piece)
{
    if (result == NULL || index >= result->count)
        return PWPOL_ERR_ARGUMENT;
    return sized_give(piece, &result->pieces[index], sizeof *piece);
}

void pwpol_guess_free(pwpol_guess_result *result)
{
    free(result);
}
