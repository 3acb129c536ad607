/* Words: of a list of the suite's own, so that nothing depends on what ships. */
#include "guess_support.h"

#include <math.h>

static struct wordlist *list;
static struct guess_denied denied;

/* Line n has rank n. */
static const char words[] =
    "password\nmotdepasse\nc\u0153ur\nmarseille\nz\u00E9ro\nxyz\n\u0436\u0443\u043A\nbb8\n"
    "kayak\nsale\nabo\neur\ncorse2a\n";

static int load(void **state)
{
    (void)state;
    pwpol_status status = wordlist_parse(&list, words, sizeof words - 1, "test", NULL);
    denied = (struct guess_denied){ list, "own" };
    return status == PWPOL_OK ? 0 : -1;
}

static int unload(void **state)
{
    (void)state;
    wordlist_free(list);
    return 0;
}

static const struct row found[] = {
    { "motdepasse", PWPOL_PIECE_DENIED, "own", 0, 10, 0 },
    { "xMOTdePASSEx", PWPOL_PIECE_DENIED, "own", 1, 10, 0 },
    { "m\u00F4td\u00E9passe", PWPOL_PIECE_DENIED, "own", 0, 10, 0 },
    { "xyz", PWPOL_PIECE_DENIED, "own", 0, 3, 0 },
    { "P@ssw0rd", PWPOL_PIECE_DENIED, "own", 0, 8, PIECE_LEET },
    { "p@$$w0rd", PWPOL_PIECE_DENIED, "own", 0, 8, PIECE_LEET },
    { "4m4r$31|l3", PWPOL_PIECE_DENIED, "own", 1, 9, PIECE_LEET }, /* 1 is an i, | an l */
    { "marsei11e", PWPOL_PIECE_DENIED, "own", 0, 9, PIECE_LEET },  /* and 1 is an l */
    { "marsei77e", PWPOL_PIECE_DENIED, "own", 0, 9, PIECE_LEET },
    { "marseill\u20AC", PWPOL_PIECE_DENIED, "own", 0, 9, PIECE_LEET }, /* three bytes, one letter */
    { "marsei\u00A3\u00A3e", PWPOL_PIECE_DENIED, "own", 0, 9, PIECE_LEET },
    { "c\u0153\u00B5r", PWPOL_PIECE_DENIED, "own", 0, 4, PIECE_LEET },
    { "drowssap", PWPOL_PIECE_DENIED, "own", 0, 8, PIECE_REVERSED },
    { "aellIESRAM", PWPOL_PIECE_DENIED, "own", 1, 9, PIECE_REVERSED },
    { "kayak", PWPOL_PIECE_DENIED, "own", 0, 5, 0 }, /* the same both ways: the plain way is cheaper */
    { "bb8a", PWPOL_PIECE_DENIED, "own", 0, 3, 0 },  /* the digit is the word's own */
    /* Two letters of the folded word are one of the candidate. */
    { "c\u0153ur", PWPOL_PIECE_DENIED, "own", 0, 4, 0 },
    { "coeur", PWPOL_PIECE_DENIED, "own", 0, 5, 0 },
    { "ru\u0153c", PWPOL_PIECE_DENIED, "own", 0, 4, PIECE_REVERSED },
    /* A mark that no letter absorbed belongs to the letter before it: x with a circumflex. */
    { "x\u0302yz!", PWPOL_PIECE_DENIED, "own", 0, 4, 0 },
    { "\u0416\u0423\u041A!", PWPOL_PIECE_DENIED, "own", 0, 3, 0 },
    /* Plurals. */
    { "motdepasses", PWPOL_PIECE_DENIED, "own", 0, 11, 0 },
    { "MARSEILLES7", PWPOL_PIECE_DENIED, "own", 0, 10, 0 },
    /* A key held down: at the end, at the start, inside, and on a letter that comes twice. */
    { "saleee", PWPOL_PIECE_DENIED, "own", 0, 6, 0 },
    { "sssssale", PWPOL_PIECE_DENIED, "own", 0, 8, 0 },
    { "SAAALE", PWPOL_PIECE_DENIED, "own", 0, 6, 0 },
    { "passssssword", PWPOL_PIECE_DENIED, "own", 0, 12, 0 },
    { "saaaleeee", PWPOL_PIECE_DENIED, "own", 0, 9, 0 },
    { "eeelas", PWPOL_PIECE_DENIED, "own", 0, 6, PIECE_REVERSED },
    { "\u043A\u0443\u0436", PWPOL_PIECE_DENIED, "own", 0, 3, PIECE_REVERSED },
};

static void words_are_found_folded_reversed_and_substituted(void **state)
{
    (void)state;
    check_rows(found, COUNT(found), NULL, &denied);
}

static const struct absent not_found[] = {
    { "motdepass", PWPOL_PIECE_DENIED },
    { "m4rseeeille", PWPOL_PIECE_DENIED }, /* a sign, or a key held down */
    { "saalle", PWPOL_PIECE_DENIED }, /* a letter twice is another word */
    { "saaaaaaaaaaaaaaaaale", PWPOL_PIECE_DENIED }, /* 17 times is a repeat */
    { "zyx", PWPOL_PIECE_DENIED }, /* three letters backwards are chance */
    { "x%z2", PWPOL_PIECE_DENIED },
    { "5413", PWPOL_PIECE_DENIED },     /* no letter is left of "sale" */
    { "ab\u0153", PWPOL_PIECE_DENIED }, /* half of a code point is no end, */
    { "c\u0153\u0153ur", PWPOL_PIECE_DENIED },
    { "\u0153ur", PWPOL_PIECE_DENIED }, /* nor a start */
};

static void what_nobody_reads_as_a_word_is_none(void **state)
{
    (void)state;
    check_absent(not_found, COUNT(not_found), NULL, &denied);
}

/* D. Wheeler, 2.4.2: rank x ways to write it in capitals x ways to substitute; and
 * the prices of disguises (guess/prices.h): signs 100, backwards 10^2.3, capitals
 * where nobody writes them 10^1.5, a plural 10^2.5, a key held down 10^2.2; 10 at most for capitals none of which are neighbours. */
#define BACKWARDS 199.52623149688797
#define ODD 31.622776601683793
#define PLURAL 316.22776601683796 /* 10^2.5 */
#define HELD 158.48931924611142   /* 10^2.2 */

static const struct {
    const char *candidate;
    size_t length;
    double guesses;
} numbers[] = {
    { "motdepasse", 10, 2 },
    { "Motdepasse", 10, 2 * 2 },
    { "motdepassE", 10, 2 * 2 },
    { "MOTDEPASSE", 10, 2 * 2 },
    { "MotDepasse", 10, 2 * 10 },
    { "MOtdepasse", 10, 2 * (10 + 45) * ODD }, /* C(10,1) + C(10,2) */
    { "motDepasse", 10, 2 * 10 * ODD },        /* C(10,1) */
    { "essapedtom", 10, 2 * BACKWARDS },
    { "motd\u00E9passe", 10, 2 * 2 },    /* with its accents or without */
    { "Corse2A", 7, 13 * 2 },            /* a capital first in every run of letters */
    { "cOrse2A", 7, 13 * (6 + 15) * ODD }, /* C(6,1) + C(6,2) */
    { "motdepasses", 11, 2 * PLURAL },
    { "motdepasseee", 12, 2 * HELD },
    { "motdepasseeeee", 14, 2 * HELD * 3.9810717055349727 }, /* 10^0.3 for each beyond three */
    { "p@ssword", 8, 100 * 1 * 2 },            /* its only a is written @ */
    { "pas$word", 8, 100 * 1 * 2 },            /* one s of two: C(2,1) */
    { "p@ssw0rd", 8, 100 * 1 * 2 * 2 },
    { "P@ssw0rd", 8, 100 * 1 * 2 * 2 * 2 },
    { "p@5$word", 8, 100 * 1 * 2 * 2 * 2 }, /* 5 and $ for s, none left plain */
};

static void variations_multiply_the_rank(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(numbers); i++) {
        struct guessing guessing;
        guessing_begin_denied(&guessing, numbers[i].candidate, NULL, false, &denied, 1);
        const struct piece *piece = guessing_find(&guessing, PWPOL_PIECE_DENIED, 0, numbers[i].length);
        assert_non_null(piece);
        if (fabs(piece->guesses_log10 - log10(numbers[i].guesses)) > 1e-9)
            fail_msg("%s: 10^%f, not %f", numbers[i].candidate, piece->guesses_log10, numbers[i].guesses);
        guessing_end(&guessing);
    }
}

/* What everybody would name first; of whichever list compiled in. */
static const struct row builtin[] = {
    { "motdepasse", PWPOL_PIECE_WORD, NULL, 0, 10, 0 },  { "azertyuiop", PWPOL_PIECE_WORD, NULL, 0, 10, 0 },
    { "Marseille13!", PWPOL_PIECE_WORD, NULL, 0, 9, 0 }, { "Bonjour2026!", PWPOL_PIECE_WORD, NULL, 0, 7, 0 },
    { "Camille", PWPOL_PIECE_WORD, NULL, 0, 7, 0 },
};

static void the_lists_compiled_in_are_looked_through(void **state)
{
    (void)state;
    check_rows(builtin, COUNT(builtin), NULL, NULL);
}

static void pieces_come_by_start_and_longest_first(void **state)
{
    (void)state;
    struct guessing guessing;
    guessing_begin_denied(&guessing, "azertymotdepasse14071989abcabc", NULL, true, &denied, 1);
    assert_true(guessing.guess.found_count > 5);
    for (size_t i = 1; i < guessing.guess.found_count; i++) {
        const struct piece *before = &guessing.guess.found[i - 1];
        const struct piece *piece = &guessing.guess.found[i];
        assert_true(before->start < piece->start ||
                    (before->start == piece->start && before->length >= piece->length));
    }
    guessing_end(&guessing);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_are_found_folded_reversed_and_substituted),
        cmocka_unit_test(what_nobody_reads_as_a_word_is_none),
        cmocka_unit_test(variations_multiply_the_rank),
        cmocka_unit_test(the_lists_compiled_in_are_looked_through),
        cmocka_unit_test(pieces_come_by_start_and_longest_first),
    };
    return cmocka_run_group_tests(tests, load, unload);
}
