/* Keyboards, sequences and repeats: what needs no list. */
#include "guess_support.h"

#include <math.h>

/* ---- Keyboards ---- */

static const struct row walks[] = {
    { "azertyuiop", PWPOL_PIECE_KEYBOARD, "azerty", 0, 10, 0 },
    { "AzErTy", PWPOL_PIECE_KEYBOARD, "azerty", 0, 6, 0 },
    { "zazerty12", PWPOL_PIECE_KEYBOARD, "azerty", 0, 7, 0 }, /* back and forth */
    { "&\u00E9\"'(", PWPOL_PIECE_KEYBOARD, "azerty", 0, 5, 0 },
    { "\u00E8_\u00E7\u00E0", PWPOL_PIECE_KEYBOARD, "azerty", 0, 4, 0 },
    { "\u00C9\"'(", PWPOL_PIECE_KEYBOARD, "azerty", 0, 4, 0 }, /* caps lock on the key of 2 */
    { "xx12345xx", PWPOL_PIECE_KEYBOARD, NULL, 2, 5, 0 },
    { "&aqw", PWPOL_PIECE_KEYBOARD, "azerty", 0, 4, 0 }, /* a column */
    { "<wxcvb", PWPOL_PIECE_KEYBOARD, "azerty", 0, 6, 0 },
    { "jklm\u00F9", PWPOL_PIECE_KEYBOARD, "azerty", 0, 5, 0 },
    { "b\u00E9po", PWPOL_PIECE_KEYBOARD, "bepo", 0, 4, 0 },
    { "auie,ctsrnm", PWPOL_PIECE_KEYBOARD, "bepo", 0, 11, 0 },
    { "\u00EA\u00E0yx.k", PWPOL_PIECE_KEYBOARD, "bepo", 0, 6, 0 },
    { "qwerty", PWPOL_PIECE_KEYBOARD, "qwerty", 0, 6, 0 },
    { "!QAZ", PWPOL_PIECE_KEYBOARD, "qwerty", 0, 4, 0 },
    { "1qaz", PWPOL_PIECE_KEYBOARD, "qwerty", 0, 4, 0 },
    { "zxcvbnm,./", PWPOL_PIECE_KEYBOARD, "qwerty", 0, 10, 0 },
    { "7415963", PWPOL_PIECE_KEYBOARD, "keypad", 0, 7, 0 },
    { "0258", PWPOL_PIECE_KEYBOARD, "keypad", 0, 4, 0 },
    { "0147", PWPOL_PIECE_KEYBOARD, "keypad", 0, 4, 0 }, /* the 0 is as wide as 1 and 2 */
};

static void walks_are_found_on_every_keyboard(void **state)
{
    (void)state;
    check_rows(walks, COUNT(walks), NULL, NULL);
}

static const struct absent no_walks[] = {
    { "aze", PWPOL_PIECE_KEYBOARD },  /* three keys */
    { "aeuo", PWPOL_PIECE_KEYBOARD }, /* every other key */
    { "aaaa", PWPOL_PIECE_KEYBOARD }, /* one key */
    { "0369", PWPOL_PIECE_KEYBOARD }, /* 0 does not touch 3 */
    { "x9K$mQ2!", PWPOL_PIECE_KEYBOARD },
};

static void what_does_not_touch_is_no_walk(void **state)
{
    (void)state;
    check_absent(no_walks, COUNT(no_walks), NULL, NULL);
}

static void check_number(const char *candidate, pwpol_piece_kind kind, size_t length, double guesses)
{
    struct guessing guessing;
    guessing_begin(&guessing, candidate, NULL, false);
    const struct piece *piece = guessing_find(&guessing, kind, 0, length);
    if (piece == NULL || fabs(piece->guesses_log10 - log10(guesses)) > 1e-9)
        fail_msg("%s: 10^%f, not %f", candidate, piece == NULL ? NAN : piece->guesses_log10, guesses);
    guessing_end(&guessing);
}

/* D. Wheeler, 2.4.3: the sum over i = 2..L and j = 1..min(T, i - 1) of
 * C(i - 1, j - 1) s d^j, times the choices of shifted keys. The number pad has
 * s = 14 keys; in the order / * - 7 8 9 + 4 5 6 1 2 3 0 they touch
 * 4 5 3 4 7 7 4 5 8 6 4 6 3 2 others, 68 together: d = 68 / 14, s d = 68. */
static void a_walk_costs_its_start_its_length_and_its_turns(void **state)
{
    (void)state;
    check_number("789+", PWPOL_PIECE_KEYBOARD, 4, 3 * 68);
    check_number("0147", PWPOL_PIECE_KEYBOARD, 4, 3 * 68 + (2 + 3) * 68 * 68 / 14.0);
}

static double walk_log10(const char *candidate)
{
    struct guessing guessing;
    guessing_begin(&guessing, candidate, NULL, false);
    const struct piece *piece = guessing_find(&guessing, PWPOL_PIECE_KEYBOARD, 0, strlen(candidate));
    assert_non_null(piece);
    double number = piece->guesses_log10;
    guessing_end(&guessing);
    return number;
}

static void shifted_keys_multiply_the_guesses_of_a_walk(void **state)
{
    (void)state;
    double plain = walk_log10("qwert");
    assert_true(fabs(walk_log10("tyuio") - plain) < 1e-9); /* wherever it starts */
    assert_true(fabs(walk_log10("QWERT") - plain - log10(2)) < 1e-9);
    assert_true(fabs(walk_log10("Qwert") - plain - log10(5)) < 1e-9);      /* C(5,1) */
    assert_true(fabs(walk_log10("QWert") - plain - log10(5 + 10)) < 1e-9); /* and C(5,2) */
}

/* The formula's sum would overflow for the 1000 keys that are looked at. */
static void a_longer_walk_is_dearer_at_any_length(void **state)
{
    (void)state;
    double before = 0;
    for (size_t length = 4; length <= 1000; length += 12) {
        char walk[1001] = "";
        for (size_t i = 0; i < length; i++)
            walk[i] = "qwerewq1"[i % 8];
        double number = walk_log10(walk);
        assert_true(isfinite(number) && number > before);
        before = number;
    }
}

/* ---- Sequences ---- */

static const struct row sequences[] = {
    { "abcd", PWPOL_PIECE_SEQUENCE, "", 0, 4, 0 },
    { "x9def!", PWPOL_PIECE_SEQUENCE, "", 2, 3, 0 },
    { "97531", PWPOL_PIECE_SEQUENCE, "", 0, 5, 0 },
    { "67890", PWPOL_PIECE_SEQUENCE, "", 0, 5, 0 }, /* as the keyboard counts */
    { "3210", PWPOL_PIECE_SEQUENCE, "", 0, 4, 0 },
    { "2109", PWPOL_PIECE_SEQUENCE, "", 0, 4, 0 },
    { "aBcDeF", PWPOL_PIECE_SEQUENCE, "", 0, 6, 0 },
    { "\u0430\u0431\u0432\u0433", PWPOL_PIECE_SEQUENCE, "", 0, 4, 0 }, /* Cyrillic */
    { "abcba", PWPOL_PIECE_SEQUENCE, "", 2, 3, 0 },                    /* up, then down from the c */
};

static void constant_steps_are_found(void **state)
{
    (void)state;
    check_rows(sequences, COUNT(sequences), NULL, NULL);
}

static const struct absent no_sequences[] = {
    { "ab", PWPOL_PIECE_SEQUENCE },   { "aaaa", PWPOL_PIECE_SEQUENCE },
    { "agms", PWPOL_PIECE_SEQUENCE },                                   /* six apart */
    { "abd", PWPOL_PIECE_SEQUENCE },  { "()*+", PWPOL_PIECE_SEQUENCE }, /* nobody counts in signs */
    { "yz{", PWPOL_PIECE_SEQUENCE },  { "`ab", PWPOL_PIECE_SEQUENCE },
    { "89:", PWPOL_PIECE_SEQUENCE },
};

static void what_nobody_counts_is_no_sequence(void **state)
{
    (void)state;
    check_absent(no_sequences, COUNT(no_sequences), NULL, NULL);
}

/* D. Wheeler, 2.4.4: 4 for an obvious start, else 10 digits or 26 letters; times
 * the length, twice when it goes down; here also times the step. */
static void a_sequence_costs_its_start_its_step_and_its_length(void **state)
{
    (void)state;
    check_number("abcdef", PWPOL_PIECE_SEQUENCE, 6, 4 * 6);
    check_number("defg", PWPOL_PIECE_SEQUENCE, 4, 26 * 4);
    check_number("gfed", PWPOL_PIECE_SEQUENCE, 4, 26 * 4 * 2);
    check_number("4567", PWPOL_PIECE_SEQUENCE, 4, 10 * 4);
    check_number("97531", PWPOL_PIECE_SEQUENCE, 5, 4 * 5 * 2 * 2);
    check_number("ABCD", PWPOL_PIECE_SEQUENCE, 4, 4 * 4 * 2);
}

/* ---- Repeats ---- */

static const char unit_64[] = "qpwoeirutyalskdjfhgzmxncbvplokimjunhybgtvfrcdexswzaqmznxbcvlakqw";

static const struct row repeats[] = {
    { "aaa", PWPOL_PIECE_REPEAT, "", 0, 3, 0 },
    { "xaaaax", PWPOL_PIECE_REPEAT, "", 1, 4, 0 },
    { "abcabc", PWPOL_PIECE_REPEAT, "", 0, 6, 0 },
    { "#!#!#!", PWPOL_PIECE_REPEAT, "", 0, 6, 0 },
    { "Soleilsoleil", PWPOL_PIECE_REPEAT, "", 0, 12, 0 },
    { "\u00E9\u00E0\u00E9\u00E0", PWPOL_PIECE_REPEAT, "", 0, 4, 0 },
    { "\u00E9\u00E8\u00EA", PWPOL_PIECE_REPEAT, "", 0, 3, 0 }, /* an accent makes no other letter */
    { "chat-chat", PWPOL_PIECE_REPEAT, "", 0, 9, 0 },
    { "chat Chat chat!", PWPOL_PIECE_REPEAT, "", 0, 14, 0 },
    { "14-14-14", PWPOL_PIECE_REPEAT, "", 0, 8, 0 },
    /* Not a whole number of units: the one that starts the run, and the one that ends it. */
    { "xyzwxyzwxy", PWPOL_PIECE_REPEAT, "", 0, 8, 0 },
    { "xyzwxyzwxy", PWPOL_PIECE_REPEAT, "", 2, 8, 0 },
};

static void repeated_units_are_found(void **state)
{
    (void)state;
    check_rows(repeats, COUNT(repeats), NULL, NULL);
    char twice[2 * sizeof unit_64];
    snprintf(twice, sizeof twice, "%s%s", unit_64, unit_64);
    const struct row longest = { twice, PWPOL_PIECE_REPEAT, "", 0, 128, 0 };
    check_rows(&longest, 1, NULL, NULL);
}

static const struct absent no_repeats[] = {
    { "aa", PWPOL_PIECE_REPEAT },
    { "abcab", PWPOL_PIECE_REPEAT },
    { "abcdef", PWPOL_PIECE_REPEAT },
};

static void what_comes_once_is_no_repeat(void **state)
{
    (void)state;
    check_absent(no_repeats, COUNT(no_repeats), NULL, NULL);
}

/* The guesses of the unit, times how many. A gap of m characters costs N^m, N the
 * size of the classes that it uses. */
static void a_repeat_costs_its_unit_and_their_number(void **state)
{
    (void)state;
    check_number("####", PWPOL_PIECE_REPEAT, 4, 33 * 4);
    check_number("x#x#x#", PWPOL_PIECE_REPEAT, 6, 59.0 * 59 * 3);
    /* One capital of three letters, where nobody writes one: 10^1.5. */
    check_number("x#X#x#", PWPOL_PIECE_REPEAT, 6, 59.0 * 59 * 3 * 3 * 31.622776601683793);
    check_number("x#9x#9", PWPOL_PIECE_REPEAT, 6, 69.0 * 69 * 69 * 2);
}

/* 4444 is one digit four times, not two pairs. */
/* Sixteen to the power of its length, and twice that when all its letters are capitals. */
static void a_digest_costs_its_digits_and_capitals_more(void **state)
{
    (void)state;
    struct guessing guessing;
    double small, capital;
    guessing_begin(&guessing, "3e9ac41f", NULL, false);
    const struct piece *piece = guessing_find(&guessing, PWPOL_PIECE_HEXADECIMAL, 0, 8);
    assert_non_null(piece);
    small = piece->guesses_log10;
    guessing_end(&guessing);
    guessing_begin(&guessing, "3E9AC41F", NULL, false);
    piece = guessing_find(&guessing, PWPOL_PIECE_HEXADECIMAL, 0, 8);
    assert_non_null(piece);
    capital = piece->guesses_log10;
    guessing_end(&guessing);
    assert_float_equal(small, 9.633, 0.001); /* log10 16^8 */
    assert_true(capital > small);
}

static void the_shortest_unit_counts(void **state)
{
    (void)state;
    struct guessing guessing;
    guessing_begin(&guessing, "44444444", NULL, false);
    unsigned repeated = 0;
    for (size_t i = 0; i < guessing.guess.found_count; i++)
        repeated += guessing.guess.found[i].kind == PWPOL_PIECE_REPEAT;
    assert_int_equal(repeated, 1);
    guessing_end(&guessing);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(walks_are_found_on_every_keyboard),
        cmocka_unit_test(what_does_not_touch_is_no_walk),
        cmocka_unit_test(a_walk_costs_its_start_its_length_and_its_turns),
        cmocka_unit_test(shifted_keys_multiply_the_guesses_of_a_walk),
        cmocka_unit_test(a_longer_walk_is_dearer_at_any_length),
        cmocka_unit_test(constant_steps_are_found),
        cmocka_unit_test(what_nobody_counts_is_no_sequence),
        cmocka_unit_test(a_sequence_costs_its_start_its_step_and_its_length),
        cmocka_unit_test(repeated_units_are_found),
        cmocka_unit_test(what_comes_once_is_no_repeat),
        cmocka_unit_test(a_repeat_costs_its_unit_and_their_number),
        cmocka_unit_test(a_digest_costs_its_digits_and_capitals_more),
        cmocka_unit_test(the_shortest_unit_counts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
