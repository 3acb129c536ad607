/* Every rule of the table, on pieces made by hand: what makes it speak, and what
 * nearly does. A rule without a row here, or a row without its rule, is a failure. */
#include "suite.h"

#include "hand.h"

#include <math.h>

#define WORD(start, length)                                                                                  \
    {                                                                                                        \
        PWPOL_PIECE_WORD, 0, start, length, 1, 0, "french", 0                                                 \
    }
#define DENIED(start, length)                                                                                \
    {                                                                                                        \
        PWPOL_PIECE_DENIED, 0, start, length, 1, 0, "acme.txt", 0                                             \
    }
#define CONTEXT(start, length, field)                                                                        \
    {                                                                                                        \
        PWPOL_PIECE_CONTEXT, 0, start, length, 1, 0, field, 0                                                 \
    }
#define PATTERN(kind, start, length)                                                                         \
    {                                                                                                        \
        PWPOL_PIECE_##kind, 0, start, length, 0, 0, "", 0                                                     \
    }

/* What the hooks and the old password say; and the phrase that the candidate is. */
struct rest {
    uint64_t breach_count;
    size_t reused;
    size_t distance; /* + 1; 0 when there is no old password */
    bool suffix_only;
    size_t words;
};

struct side {
    const char *keys;
    const char *candidate;
    struct piece pieces[4];
    double guesses; /* 0: not estimated */
    struct rest rest;
};
#define ON(set, text)                                                                                        \
    {                                                                                                        \
        .keys = set, .candidate = text                                                                       \
    }
#define WITH(set, text, ...)                                                                                 \
    {                                                                                                        \
        .keys = set, .candidate = text, __VA_ARGS__                                                          \
    }
#define PIECES(...) .pieces = { __VA_ARGS__ }
#define REST(...) .rest = { __VA_ARGS__ }

#define SIXTY_FOUR "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define FLAG "\xF0\x9F\x87\xAB\xF0\x9F\x87\xB7" /* one character for a person, two code points */
#define IDEOGRAPH "\xE6\x97\xA5"

// clang-format off
static const struct {
    const char *rule;
    struct side speaks;
    pwpol_severity severity;
    double have, want;
    size_t start, length;
    const char *source;
    struct side silent;
} cases[] = {
    { "text.empty", ON("length.min=8", ""),
      PWPOL_ERROR, 0, 8, 0, 0, "",
      ON("length.min=8", "a") },
    { "text.invalid-utf8", ON("", "ab\xC3"),
      PWPOL_ERROR, NAN, NAN, 2, 1, "",
      ON("", "ab\xC3\xA9") },
    { "text.control", ON("", "ab\tc"),
      PWPOL_ERROR, NAN, NAN, 2, 1, "",
      ON("", "ab c") },
    { "length.max", ON("length.max=64", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"),
      PWPOL_ERROR, 65, 64, 0, 0, "",
      ON("length.max=64", SIXTY_FOUR) },
    { "length.min", ON("length.min=8", "aaaaaaa"),
      PWPOL_ERROR, 7, 8, 0, 0, "",
      ON("length.min=8", "aaaaaaaa") },
    { "length.min", ON("length.min=2;length.unit=graphemes", FLAG),
      PWPOL_ERROR, 1, 2, 0, 0, "",
      ON("length.min=2;length.unit=points", FLAG) },

    { "breach", WITH("", "azur", REST(.breach_count = 42)),
      PWPOL_ERROR, 42, NAN, 0, 0, "",
      ON("", "azur") },
    { "context", WITH("", "xxcamillexx", PIECES(CONTEXT(2, 7, "names"))),
      PWPOL_ERROR, NAN, NAN, 2, 7, "names",
      WITH("context.refuse=false", "xxcamillexx", PIECES(CONTEXT(2, 7, "names"))) },
    { "context", WITH("context.length=4", "marc", PIECES(CONTEXT(0, 4, "names"))),
      PWPOL_ERROR, NAN, NAN, 0, 4, "names",
      WITH("context.length=5", "marc", PIECES(CONTEXT(0, 4, "names"))) },
    /* 4 of the 5 letters of "marco" are the name; "marches" is another word */
    { "context", WITH("", "marco", PIECES(WORD(0, 5), CONTEXT(0, 4, "names"))),
      PWPOL_ERROR, NAN, NAN, 0, 4, "names",
      WITH("", "marches", PIECES(WORD(0, 7), CONTEXT(0, 4, "names"))) },
    { "context", WITH("", "lea-barque", PIECES(CONTEXT(0, 3, "names"), WORD(4, 6))),
      PWPOL_ERROR, NAN, NAN, 0, 3, "names",
      WITH("", "xxmarques", PIECES(WORD(2, 7), CONTEXT(3, 3, "names"))) },

    { "dictionary.denied", WITH("", "12acme34567890!", PIECES(DENIED(2, 4))),
      PWPOL_ERROR, NAN, NAN, 2, 4, "acme.txt",
      WITH("", "12acme34567890!a", PIECES(DENIED(2, 4))) },
    { "dictionary.denied", WITH("dictionary.builtin=false", "acme", PIECES(DENIED(0, 4))),
      PWPOL_ERROR, NAN, NAN, 0, 4, "acme.txt",
      WITH("dictionary.length=5", "acme", PIECES(DENIED(0, 4))) },
    { "dictionary", WITH("", "1Bonjour 2026!", PIECES(WORD(1, 7))),
      PWPOL_ERROR, NAN, NAN, 1, 7, "french",
      WITH("", "1Bonjour 2026!a", PIECES(WORD(1, 7))) },
    { "dictionary", WITH("dictionary.length=4", "chat", PIECES(WORD(0, 4))),
      PWPOL_ERROR, NAN, NAN, 0, 4, "french",
      WITH("dictionary.length=5", "chat", PIECES(WORD(0, 4))) },
    { "dictionary", WITH("", "chat", PIECES(WORD(0, 4))),
      PWPOL_ERROR, NAN, NAN, 0, 4, "french",
      WITH("dictionary.builtin=false", "chat", PIECES(WORD(0, 4))) },
    /* eight digits around are a variation of the word, nine are more than it */
    { "dictionary", WITH("", "chat83920174", PIECES(WORD(0, 4))),
      PWPOL_ERROR, NAN, NAN, 0, 4, "french",
      WITH("", "chat839201746", PIECES(WORD(0, 4))) },
    /* fewer around a word in disguise, which chance makes more easily */
    { "dictionary", WITH("", "ch@t8392", PIECES({ PWPOL_PIECE_WORD, PIECE_LEET, 0, 4, 1, 0, "french", 0 })),
      PWPOL_ERROR, NAN, NAN, 0, 4, "french",
      WITH("", "ch@t83920", PIECES({ PWPOL_PIECE_WORD, PIECE_LEET, 0, 4, 1, 0, "french", 0 })) },
    /* unless a pattern explains them */
    { "dictionary", WITH("", "chat123456789!", PIECES(WORD(0, 4), PATTERN(SEQUENCE, 4, 9))),
      PWPOL_ERROR, NAN, NAN, 0, 4, "french",
      WITH("", "chat1230174639!", PIECES(WORD(0, 4), PATTERN(SEQUENCE, 4, 2))) },
    /* a listed number, alone or among the digits of a longer one */
    { "dictionary", WITH("", "!1664!", PIECES(WORD(1, 4))),
      PWPOL_ERROR, NAN, NAN, 1, 4, "french",
      WITH("", "9016647", PIECES(WORD(2, 4))) },
    { "dictionary", WITH("", "$$!!", PIECES(WORD(0, 4))),
      PWPOL_ERROR, NAN, NAN, 0, 4, "french",
      WITH("", "$$!!?", PIECES(WORD(0, 4))) },
    /* a word inside a phrase is told when the phrase is too easy to guess */
    { "dictionary", WITH("guesses.min=8", "chat noir", PIECES(WORD(0, 4)), .guesses = 7),
      PWPOL_NOTE, NAN, NAN, 0, 4, "french",
      WITH("guesses.min=8", "chat noir", PIECES(WORD(0, 4)), .guesses = 8) },

    { "history.reused", WITH("history.count=5", "azur", REST(.reused = 2)),
      PWPOL_ERROR, 2, 5, 0, 0, "",
      ON("history.count=5", "azur") },
    { "history.similar", WITH("history.distance=4", "azur", REST(.distance = 3 + 1)),
      PWPOL_ERROR, 3, 4, 0, 0, "",
      WITH("history.distance=4", "azur", REST(.distance = 4 + 1)) },
    { "history.similar", WITH("history.distance=4", "azur", REST(.distance = 6 + 1, .suffix_only = true)),
      PWPOL_ERROR, 6, 4, 0, 0, "",
      WITH("history.distance=0", "azur", REST(.distance = 6 + 1, .suffix_only = true)) },
    { "history.similar", WITH("history.distance=1", "azur", REST(.distance = 0 + 1)),
      PWPOL_ERROR, 0, 1, 0, 0, "",
      ON("history.distance=1", "azur") },

    /* 5 of 10 characters are half of them */
    { "pattern.repeat", WITH("pattern.share=50", "aaaaabdgxk", PIECES(PATTERN(REPEAT, 0, 5))),
      PWPOL_ERROR, 50, 50, 0, 5, "",
      WITH("pattern.share=50", "aaabdgxkqz", PIECES(PATTERN(REPEAT, 0, 3))) },
    { "pattern.sequence", WITH("pattern.share=50", "xkabcdef", PIECES(PATTERN(SEQUENCE, 2, 6))),
      PWPOL_ERROR, 75, 50, 2, 6, "",
      WITH("pattern.share=50", "xkqzabc", PIECES(PATTERN(SEQUENCE, 4, 3))) },
    { "pattern.keyboard", WITH("pattern.share=100", "azerty", PIECES(PATTERN(KEYBOARD, 0, 6))),
      PWPOL_ERROR, 100, 100, 0, 6, "",
      WITH("pattern.share=100", "azexwv", PIECES(PATTERN(KEYBOARD, 0, 3))) },
    { "pattern.date", WITH("pattern.share=80", "14071989xk", PIECES(PATTERN(DATE, 0, 8))),
      PWPOL_ERROR, 80, 80, 0, 8, "",
      WITH("pattern.share=80", "xkqjwvmztyhgp1989", PIECES(PATTERN(DATE, 13, 4))) },
    /* the union counts: a repeat of 3 and a date of 4, of 14 and of 15 */
    { "pattern.date", WITH("pattern.share=50", "aaaxwvmzty1989",
                           PIECES(PATTERN(REPEAT, 0, 3), PATTERN(DATE, 10, 4))),
      PWPOL_ERROR, 50, 50, 10, 4, "",
      WITH("pattern.share=50", "aaaxwvmztyqkjhgp1989",
           PIECES(PATTERN(REPEAT, 0, 3), PATTERN(DATE, 16, 4))) },
    /* a piece of five digits counts when it is 2.5 cheaper than 10^5, or all there is */
    { "pattern.date", WITH("pattern.share=50", "13987xkqjw",
                           PIECES({ PWPOL_PIECE_DATE, 0, 0, 5, 0, 2.4, "", 0 })),
      PWPOL_ERROR, 50, 50, 0, 5, "",
      WITH("pattern.share=50", "13987xkqjw", PIECES({ PWPOL_PIECE_DATE, 0, 0, 5, 0, 2.6, "", 0 })) },
    { "pattern.date", WITH("pattern.share=100", "1398", PIECES({ PWPOL_PIECE_DATE, 0, 0, 4, 0, 2.6, "", 0 })),
      PWPOL_ERROR, 100, 100, 0, 4, "",
      WITH("pattern.share=50", "13984", PIECES({ PWPOL_PIECE_DATE, 0, 0, 4, 0, 2.6, "", 0 })) },
    /* tolerated, but worth a note: 4 characters or more, and a quarter of them */
    { "pattern.keyboard", WITH("pattern.share=101", "azerty", PIECES(PATTERN(KEYBOARD, 0, 6))),
      PWPOL_NOTE, 100, 101, 0, 6, "",
      WITH("pattern.share=101", "aze", PIECES(PATTERN(KEYBOARD, 0, 3))) },
    { "pattern.repeat", WITH("pattern.share=50", "aaaaxwvmztyqkjph", PIECES(PATTERN(REPEAT, 0, 4))),
      PWPOL_NOTE, 25, 50, 0, 4, "",
      WITH("pattern.share=50", "aaaaxwvmztyqkjphg", PIECES(PATTERN(REPEAT, 0, 4))) },

    { "guesses.min", WITH("guesses.min=8;strength.require=guesses", "azur", .guesses = 7.5),
      PWPOL_ERROR, 7.5, 8, 0, 0, "",
      WITH("guesses.min=8;strength.require=guesses", "azur", .guesses = 8) },
    /* nothing is accepted because no number came */
    { "guesses.min", ON("guesses.min=8;strength.require=guesses", "azur"),
      PWPOL_ERROR, NAN, 8, 0, 0, "",
      ON("guesses.min=0;strength.require=guesses", "azur") },
    /* 8 lower-case letters: 8 x log2(26) = 37.6 */
    { "entropy.min", ON("entropy.min=50;strength.require=formal", "xkqjwvmz"),
      PWPOL_ERROR, 37.60352, 50, 0, 0, "",
      ON("entropy.min=38;strength.require=formal", "xkqjwvmz") },

    { "classes.required", ON("classes.required=lower upper digit", "abc!"),
      PWPOL_ERROR, 1, 3, 0, 0, "",
      ON("classes.required=lower upper digit", "aB3") },
    { "classes.required", ON("classes.required=letter special", "123"),
      PWPOL_ERROR, 0, 2, 0, 0, "",
      ON("classes.required=letter special", "A3!") },
    { "classes.required", ON("classes.required=digit", "barque-soleil"),
      PWPOL_ERROR, 0, 1, 0, 0, "",
      WITH("classes.required=digit", "barque-soleil", REST(.words = 2)) },
    /* a letter of neither case counts with the lower case */
    { "classes.required", ON("classes.required=upper", IDEOGRAPH),
      PWPOL_ERROR, 0, 1, 0, 0, "",
      ON("classes.required=lower letter", IDEOGRAPH) },
    { "classes.min", ON("classes.min=3", "aB"),
      PWPOL_ERROR, 2, 3, 0, 0, "",
      ON("classes.min=3", "aB3") },
    /* which then is not missing */
    { "classes.min", ON("classes.min=3", IDEOGRAPH "1"),
      PWPOL_ERROR, 2, 3, 0, 0, "",
      ON("classes.min=2", IDEOGRAPH "1") },
    { "classes.min", ON("classes.min=3", "barque-soleil"),
      PWPOL_ERROR, 2, 3, 0, 0, "",
      WITH("classes.min=3", "barque-soleil", REST(.words = 2)) },
};
// clang-format on
enum { CASES = sizeof cases / sizeof cases[0] };

static void make(struct hand *hand, const struct side *side)
{
    hand_make(hand, side->keys, side->candidate, strlen(side->candidate), side->pieces,
              side->guesses == 0 ? NAN : side->guesses);
    hand->check.breach_count = side->rest.breach_count;
    hand->check.reused = side->rest.reused;
    hand->check.old_distance = side->rest.distance == 0 ? SIZE_MAX : side->rest.distance - 1;
    hand->check.old_suffix_only = side->rest.suffix_only;
    if (side->rest.words > 0)
        hand_is_phrase(hand, side->rest.words);
    hand_judge(hand);
}

static void assert_figure(double value, double expected)
{
    if (isnan(expected))
        assert_true(isnan(value));
    else
        assert_true(fabs(value - expected) < 1e-4);
}

static void each_rule_speaks_when_it_must(void **state)
{
    (void)state;
    for (size_t i = 0; i < CASES; i++) {
        struct hand hand;
        make(&hand, &cases[i].speaks);
        const struct finding *finding = hand_found(&hand, cases[i].rule);
        if (finding == NULL)
            fail_msg("row %zu: no %s", i, cases[i].rule);
        assert_int_equal(finding->severity, cases[i].severity);
        assert_figure(finding->have, cases[i].have);
        assert_figure(finding->want, cases[i].want);
        assert_int_equal(finding->start, cases[i].start);
        assert_int_equal(finding->length, cases[i].length);
        assert_string_equal(finding->source, cases[i].source);
        assert_int_equal(hand.report->accepted, cases[i].severity != PWPOL_ERROR);
        hand_end(&hand);
    }
}

static void each_rule_is_silent_when_it_may(void **state)
{
    (void)state;
    for (size_t i = 0; i < CASES; i++) {
        struct hand hand;
        make(&hand, &cases[i].silent);
        if (hand_found(&hand, cases[i].rule) != NULL)
            fail_msg("row %zu: %s on what is fine", i, cases[i].rule);
        hand_end(&hand);
    }
}

static void every_rule_of_the_table_has_a_row(void **state)
{
    (void)state;
    for (size_t i = 0; i < FINDING_COUNT; i++) {
        size_t row = 0;
        while (row < CASES && strcmp(cases[row].rule, rules[i].name) != 0)
            row++;
        if (row == CASES)
            fail_msg("no row for %s", rules[i].name);
        assert_non_null(rules[i].run);
        assert_true(strlen(rules[i].regulation) > 0);
    }
}

/* strength.require decides what a short measure means. */
static const struct {
    const char *require;
    bool formal_short, guesses_short;
    int formal, guesses; /* severity; -1 for no finding */
} strengths[] = {
    { "none", true, true, PWPOL_NOTE, PWPOL_NOTE },
    { "formal", true, true, PWPOL_ERROR, PWPOL_WARNING },
    { "formal", false, true, -1, PWPOL_WARNING },
    { "guesses", true, true, PWPOL_NOTE, PWPOL_ERROR },
    { "guesses", true, false, PWPOL_NOTE, -1 },
    { "either", true, true, PWPOL_ERROR, PWPOL_ERROR },
    { "either", true, false, PWPOL_NOTE, -1 },
    { "either", false, true, -1, PWPOL_WARNING },
    { "both", true, false, PWPOL_ERROR, -1 },
    { "both", false, true, -1, PWPOL_ERROR },
    { "both", false, false, -1, -1 },
};

static int severity_of(const struct hand *hand, const char *name)
{
    const struct finding *finding = hand_found(hand, name);
    return finding == NULL ? -1 : (int)finding->severity;
}

static void strength_require_decides_what_a_short_measure_means(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof strengths / sizeof strengths[0]; i++) {
        char keys[128] = "guesses.min=8;entropy.min=38;strength.require=";
        strcat(keys, strengths[i].require);
        struct hand hand;
        /* log2(26) x 7 = 32.9 and x 8 = 37.6, which counts as 38 */
        const char *candidate = strengths[i].formal_short ? "xkqjwvm" : "xkqjwvmz";
        hand_make(&hand, keys, candidate, strlen(candidate), NULL, strengths[i].guesses_short ? 7.9 : 8);
        hand_judge(&hand);
        assert_int_equal(severity_of(&hand, "entropy.min"), strengths[i].formal);
        assert_int_equal(severity_of(&hand, "guesses.min"), strengths[i].guesses);
        hand_end(&hand);
    }
}

/* A7b, A7c and A8: the example wins over the formula, both ways. */
static void formal_strength_knows_the_examples(void **state)
{
    (void)state;
    static const char keys[] =
        "strength.require=formal;entropy.min=50;entropy.examples=8-three-classes 16-digits";
    static const struct {
        const char *candidate;
        size_t words;
        bool accepted;
    } rows[] = {
        { "Ab3Ab3Ab", 0, true },          /* 8 of 62: 47.6 bits, but 3 classes */
        { "Ab3Ab3A", 0, false },          /* one less */
        { "8392017465839201", 0, true },  /* 16 digits */
        { "839201746583920", 0, false },  /* 15: 49.8 bits would round to 50 */
        { "mot mot mot mot", 4, true },   /* 4 words: 51.7 bits */
        { "mot mot mot mots", 3, false }, /* 3 words: 38.8 bits */
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct hand hand;
        hand_make(&hand, keys, rows[i].candidate, strlen(rows[i].candidate), NULL, NAN);
        hand_is_phrase(&hand, rows[i].words);
        hand_judge(&hand);
        assert_int_equal(hand.report->accepted, rows[i].accepted);
        hand_end(&hand);
    }
}

/* Spans are in code points of the candidate as given: e + U+0301 is two of them
 * there and one in the prepared text. */
static void spans_are_in_the_candidate_as_given(void **state)
{
    (void)state;
    static const struct piece pieces[] = { CONTEXT(3, 2, "names"), { 0 } };
    struct hand hand;
    hand_make(&hand, "context.length=3", "e\xCC\x81xe\xCC\x81leo", 10, NULL, NAN);
    assert_int_equal(hand.text.length, 6);
    hand.guess.found[0] = pieces[0];
    hand.guess.found[0].length = 3;
    hand.guess.found_count = 1;
    hand_judge(&hand);
    const struct finding *finding = hand_found(&hand, "context");
    assert_non_null(finding);
    assert_int_equal(finding->start, 5);
    assert_int_equal(finding->length, 3);
    assert_int_equal(finding->first, 4); /* the fourth character that a person sees */
    assert_int_equal(finding->last, 6);
    hand_end(&hand);
}

static void pieces_that_overlap_are_told_once(void **state)
{
    (void)state;
    static const struct piece pieces[] = { CONTEXT(0, 7, "names"), CONTEXT(0, 4, "login"),
                                           CONTEXT(3, 4, "email"), CONTEXT(8, 3, "site") };
    struct hand hand;
    hand_make(&hand, "", "camille-xyz", 11, pieces, NAN);
    hand_judge(&hand);
    assert_int_equal(hand.report->count, 2);
    assert_string_equal(hand.report->findings[0].source, "names");
    assert_string_equal(hand.report->findings[1].source, "site");
    hand_end(&hand);
}

/* 123456 is a sequence and a walk over a number pad: one finding. */
static void the_plainest_pattern_is_told(void **state)
{
    (void)state;
    static const struct piece pieces[] = { PATTERN(KEYBOARD, 0, 6), PATTERN(SEQUENCE, 0, 6), { 0 } };
    struct hand hand;
    hand_make(&hand, "pattern.share=50", "123456", 6, pieces, NAN);
    hand_judge(&hand);
    assert_non_null(hand_found(&hand, "pattern.sequence"));
    assert_null(hand_found(&hand, "pattern.keyboard"));
    hand_end(&hand);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_rule_speaks_when_it_must),
        cmocka_unit_test(each_rule_is_silent_when_it_may),
        cmocka_unit_test(every_rule_of_the_table_has_a_row),
        cmocka_unit_test(strength_require_decides_what_a_short_measure_means),
        cmocka_unit_test(formal_strength_knows_the_examples),
        cmocka_unit_test(spans_are_in_the_candidate_as_given),
        cmocka_unit_test(pieces_that_overlap_are_told_once),
        cmocka_unit_test(the_plainest_pattern_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
