/* Whatever the candidate, the work is bounded by its length: counted, not timed. */
#include "guess_support.h"

#include "guess/match.h"

#include <math.h>
#include <stdlib.h>

/* ---- Candidates that made other libraries run for minutes ---- */

static const char *const units[] = {
    "4@8({[</369&#!1/|0$5+7%2/", /* nbvcxz, issue 60 */
    "QsqS",                      /* a walk that turns at every key */
    "12",                        /* zxcvbn-c: 1.5 s for 128 characters */
    "1!|7",
    "a",
    "1",
    "ab",
    "aab",
    "e\u0301",
    "\u0153\u00E6\u00DF",
    "motdepasse",
    "14/07/89",
    "azerty",
    "19",
    "mamamamama",
    "\U0001F511",
    "s3xyl0v3$",
    "chat-",
    "a-",
    "salllle",
    "je 1er ",
};

static char *repeat(const char *unit, size_t bytes)
{
    char *text = malloc(bytes + 64);
    assert_non_null(text);
    size_t length = 0;
    while (length < bytes) {
        memcpy(text + length, unit, strlen(unit));
        length += strlen(unit);
    }
    text[length] = '\0';
    return text;
}

static void walks_take_a_bounded_number_of_steps_a_start(void **state)
{
    (void)state;
    static const char *const names[] = { "Marie", "1212", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" };
    pwpol_context context = PWPOL_CONTEXT_INIT;
    context.names = names;
    context.names_count = COUNT(names);
    for (size_t i = 0; i < COUNT(units); i++) {
        char *candidate = repeat(units[i], 1000);
        struct arena arena = { 0 };
        struct text text;
        struct match match;
        struct guess_context *prepared;
        assert_int_equal(text_prepare(&arena, candidate, strlen(candidate), 4096, &text), PWPOL_OK);
        assert_int_equal(guess_context_prepare(&arena, &context, &prepared), PWPOL_OK);
        struct guess_request request = { .text = &text, .context = prepared };
        assert_int_equal(match_begin(&arena, &request, &match), PWPOL_OK);
        match_words(&match, &request);
        match_context(&match);
        /* Two lists, two directions. */
        assert_true(match.steps <= match.forward.length * 4 * NODES_A_START);
        match_keyboards(&match);
        match_sequences(&match);
        match_dates(&match);
        match_repeats(&match);
        assert_false(match.failed);
        assert_true(match.count <= match.length * PIECES_A_START);
        for (uint32_t k = 0; k < match.count; k++)
            assert_true(match.items[k].piece.guesses_log10 >= 0 &&
                        isfinite(match.items[k].piece.guesses_log10));
        for (size_t start = 0; start < match.length; start++)
            assert_true(match.starts[start].count <= PIECES_A_START);
        arena_end(&arena);
        free(candidate);
    }
}

/* ---- Anything at all ---- */

static uint32_t draw(uint32_t bound)
{
    static uint64_t drawn = 88172645463325252u;
    drawn ^= drawn << 13;
    drawn ^= drawn >> 7;
    drawn ^= drawn << 17;
    return (uint32_t)(drawn >> 33) % bound;
}

static const char *const alphabet[] = {
    "a",      "e",      "l",      "m",      "r",          "s",      "t",       "A",      "S",      "0",
    "1",      "2",      "9",      "4",      "3",          "@",      "$",       "!",      "|",      "/",
    "-",      " ",      ".",      "\u00E9", "\u0153",     "\u00DF", "e\u0301", "\u0302", "\u20AC", "\u00B5",
    "\uFB03", "\uFDFA", "\u0436", "\u6F22", "\U0001F511", "\u0130", "\u1E9E",  "\u00BD",
};

static void check_pieces(const struct guessing *guessing)
{
    const struct guess *guess = &guessing->guess;
    assert_true(guess->guesses_log10 >= 0 && isfinite(guess->guesses_log10));
    size_t at = 0;
    for (size_t i = 0; i < guess->best_count; i++) {
        assert_int_equal(guess->best[i].start, at);
        assert_true(guess->best[i].length > 0 && isfinite(guess->best[i].guesses_log10));
        assert_non_null(guess->best[i].list);
        at += guess->best[i].length;
    }
    assert_int_equal(at, guessing->text.length);
    for (size_t i = 0; i < guess->found_count; i++) {
        const struct piece *piece = &guess->found[i];
        assert_true(piece->length > 0 && piece->start + piece->length <= guessing->text.length);
        assert_true(piece->guesses_log10 >= 0 && isfinite(piece->guesses_log10));
        assert_non_null(piece->list);
    }
}

static void every_number_is_one_and_every_span_lies_inside(void **state)
{
    (void)state;
    pwpol_context context = PWPOL_CONTEXT_INIT;
    context.login = "a.remater";
    context.birth_date = "1994-12-31";
    context.old_password = "materials 1234";
    context.old_password_len = 14;
    for (unsigned round = 0; round < 1500; round++) {
        char candidate[512] = "";
        uint32_t length = 1 + draw(40);
        uint32_t letters = 1 + draw((uint32_t)COUNT(alphabet));
        for (uint32_t i = 0; i < length; i++)
            strcat(candidate, alphabet[draw(letters)]);
        struct guessing guessing;
        guessing_begin(&guessing, candidate, &context, true);
        check_pieces(&guessing);
        guessing_end(&guessing);
    }
}

/* What was found before one more character came is found still, where it was;
 * except that it may now be part of something longer. */
static void one_more_character_moves_no_piece(void **state)
{
    (void)state;
    for (unsigned round = 0; round < 300; round++) {
        char candidate[64] = "";
        uint32_t length = 4 + draw(12);
        for (uint32_t i = 0; i < length; i++)
            strcat(candidate, alphabet[draw(22)]); /* ASCII */
        struct guessing before;
        struct guessing after;
        guessing_begin(&before, candidate, NULL, false);
        strcat(candidate, "#");
        guessing_begin(&after, candidate, NULL, true);
        for (size_t i = 0; i < before.guess.found_count; i++) {
            const struct piece *piece = &before.guess.found[i];
            if (piece->kind == PWPOL_PIECE_WORD)
                assert_non_null(guessing_find(&after, piece->kind, piece->start, piece->length));
        }
        check_pieces(&after);
        guessing_end(&before);
        guessing_end(&after);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(walks_take_a_bounded_number_of_steps_a_start),
        cmocka_unit_test(every_number_is_one_and_every_span_lies_inside),
        cmocka_unit_test(one_more_character_moves_no_piece),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
