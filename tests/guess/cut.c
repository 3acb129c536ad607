/* The cheapest cut: pieces put there by hand, numbers by arithmetic. */
#include "guess_support.h"

#include "guess/cut.h"
#include "guess/letters.h"

#include <math.h>

struct placed {
    uint32_t start;
    uint32_t length; /* 0 ends the pieces */
    double guesses;
};

/* What the choice of what comes next costs: between pieces, and beside a gap. */
enum { J = 10 };
#define G 19.952623149688797 /* 10^1.3 */

/* A piece that is not the whole stands for 50 guesses at least; a gap of m
 * characters costs N^m. */
static const struct {
    const char *candidate;
    struct placed placed[4];
    double guesses;
    size_t pieces;
} rows[] = {
    { "abcdef", { { 0 } }, 308915776, 1 }, /* 26^6 */
    { "ABC", { { 0 } }, 26 * 26 * 26, 1 },
    { "1234", { { 0 } }, 10000, 1 },
    { "#!", { { 0 } }, 33 * 33, 1 },
    { "aB", { { 0 } }, 52 * 52, 1 },
    { "aB3#", { { 0 } }, 81450625, 1 }, /* 95^4 */
    { "\u00E9", { { 0 } }, 26 * 2, 1 }, /* an e, with its accent or without */
    { "a\u00E9", { { 0 } }, 26 * 26 * 2, 1 },
    { "\u0153", { { 0 } }, 26 * 26 * 2, 1 }, /* two letters */
    { "\u00E9\u00E8\u00EA\u00EB\u00E9", { { 0 } }, 26.0 * 26 * 26 * 26 * 26 * 2 * 2 * 2, 1 },
    { "\U0001F511", { { 0 } }, 64, 1 },
    { "soleil", { { 0, 6, 1 } }, 1, 1 }, /* the whole: its own guesses */
    { "soleil12", { { 0, 6, 1000 } }, 1000.0 * G * 100, 2 },
    { "soleil12", { { 0, 6, 1 } }, 50 * G * 100, 2 },
    { "12soleil", { { 2, 6, 1000 } }, 100 * G * 1000.0, 2 },
    { "1soleil2", { { 1, 6, 1000 } }, 10 * G * 1000.0 * G * 10, 3 },
    { "soleilmer", { { 0, 6, 1000 }, { 6, 3, 200 } }, 1000.0 * J * 200, 2 },
    { "soleilmer", { { 0, 6, 1000 }, { 5, 4, 100 } }, 1000.0 * G * 26 * 26 * 26, 2 },
    /* The longer one, or the two that it is made of: whichever is cheaper. */
    { "soleilmer", { { 0, 9, 3000000 }, { 0, 6, 1000 }, { 6, 3, 200 } }, 2000000, 2 },
    { "soleilmer", { { 0, 9, 500000 }, { 0, 6, 1000 }, { 6, 3, 200 } }, 500000, 1 },
    { "ab", { { 0, 2, 1000000 } }, 676, 1 }, /* dearer than characters */
    /* A piece in the middle must be worth two joins: 26^7 is less than 26 x G x 10^8 x G x 26. */
    { "xsoleix", { { 1, 5, 100000000 } }, 8031810176, 1 },
};

/* The chain of the lists that ship has no say here: a character costs it 10^9. */
static void leave_out_chain(struct arena *arena, struct match *match)
{
    struct letters *letters = arena_take(arena, 1, sizeof *letters);
    float *chain = arena_take(arena, match->length, sizeof *chain);
    assert_true(letters != NULL && chain != NULL);
    *letters = *match->letters;
    for (size_t i = 0; i < match->length; i++)
        chain[i] = 9;
    letters->chain = chain;
    match->letters = letters;
}

static void lay(struct arena *arena, const char *candidate, const struct placed *placed, struct text *text,
                struct match *match)
{
    assert_int_equal(text_prepare(arena, candidate, strlen(candidate), 1024, text), PWPOL_OK);
    struct guess_request request = { .text = text };
    assert_int_equal(match_begin(arena, &request, match), PWPOL_OK);
    leave_out_chain(arena, match);
    for (size_t i = 0; i < 4 && placed[i].length > 0; i++)
        match_add(match, &(struct piece){ .kind = PWPOL_PIECE_WORD,
                                          .start = placed[i].start,
                                          .length = placed[i].length,
                                          .guesses_log10 = log10(placed[i].guesses),
                                          .list = "" });
}

static void the_cheapest_cut_is_found(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct arena arena = { 0 };
        struct text text;
        struct match match;
        struct estimate estimate;
        lay(&arena, rows[i].candidate, rows[i].placed, &text, &match);
        assert_true(cut(&match, 0, match.length, true, &estimate));
        if (fabs(estimate.guesses_log10 - log10(rows[i].guesses)) > 1e-9 || estimate.count != rows[i].pieces)
            fail_msg("%s: 10^%f in %zu, not %f in %zu", rows[i].candidate, estimate.guesses_log10,
                     estimate.count, rows[i].guesses, rows[i].pieces);
        size_t at = 0;
        for (size_t k = 0; k < estimate.count; k++) {
            assert_int_equal(estimate.pieces[k].start, at);
            at += estimate.pieces[k].length;
        }
        assert_int_equal(at, match.length);
        arena_end(&arena);
    }
}

/* What match_repeat asks: a part, and only the pieces inside it. */
static void a_part_is_cut_by_itself(void **state)
{
    (void)state;
    static const struct placed placed[4] = { { 0, 8, 10 }, { 2, 6, 1000 } };
    struct arena arena = { 0 };
    struct text text;
    struct match match;
    struct estimate estimate;
    lay(&arena, "xysoleil99", placed, &text, &match);
    assert_true(cut(&match, 2, 8, false, &estimate));
    assert_true(fabs(estimate.guesses_log10 - 3) < 1e-9);
    assert_null(estimate.pieces);
    assert_true(cut(&match, 1, 7, false, &estimate));
    assert_true(fabs(estimate.guesses_log10 - 6 * log10(26)) < 1e-9);
    assert_true(cut(&match, 5, 5, true, &estimate));
    assert_true(estimate.guesses_log10 == 0 && estimate.count == 0);
    arena_end(&arena);
}

/* Sixteen pieces a start, the longest; of one span and kind, the cheapest. */
static void a_start_keeps_a_bounded_number_of_pieces(void **state)
{
    (void)state;
    struct arena arena = { 0 };
    struct text text;
    struct match match;
    static const struct placed none[4];
    lay(&arena, "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz", none, &text, &match);
    for (uint32_t i = 0; i < 40; i++) { /* lengths in no order: 7 and 41 have no common factor */
        uint32_t length = 1 + i * 7 % 41;
        match_add(&match, &(struct piece){
                              .kind = PWPOL_PIECE_WORD, .start = 3, .length = length, .guesses_log10 = 5 });
    }
    assert_int_equal(match.starts[3].count, PIECES_A_START);
    uint32_t expected = 41;
    for (uint32_t i = match.starts[3].first; i != 0; i = match.items[i - 1].next) {
        if (expected == 35)
            expected--; /* 1 + 34: the one of 41 remainders that 40 steps leave out */
        assert_int_equal(match.items[i - 1].piece.length, expected--);
    }
    uint32_t count = match.count;
    match_add(&match,
              &(struct piece){ .kind = PWPOL_PIECE_WORD, .start = 3, .length = 41, .guesses_log10 = 2 });
    match_add(&match,
              &(struct piece){ .kind = PWPOL_PIECE_WORD, .start = 3, .length = 41, .guesses_log10 = 4 });
    assert_int_equal(match.count, count);
    assert_true(match.items[match.starts[3].first - 1].piece.guesses_log10 == 2);
    arena_end(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_cheapest_cut_is_found),
        cmocka_unit_test(a_part_is_cut_by_itself),
        cmocka_unit_test(a_start_keeps_a_bounded_number_of_pieces),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
