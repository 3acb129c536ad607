/* Characters as a person counts them: extended grapheme clusters, UAX 29. */
#include "suite.h"

#include "text/text.h"

static const struct {
    const char *input;
    size_t graphemes;
    size_t points; /* prepared */
} counted[] = {
    { "a", 1, 1 },
    { "abc", 3, 3 },
    { "\u00E9", 1, 1 },
    { "e\u0301", 1, 1 },
    { "x\u0301", 1, 2 }, /* no composite */
    { "\u00E9t\u00E9", 3, 3 },
    { "\U0001F468\u200D\U0001F469\u200D\U0001F467\u200D\U0001F466", 1, 7 }, /* family of four */
    { "\u2764\uFE0F", 1, 2 },
    { "\u2764\uFE0F\u200D\U0001F525", 1, 4 },             /* heart on fire */
    { "\U0001F44D\U0001F3FD", 1, 2 },                     /* skin tone */
    { "\U0001F1EB\U0001F1F7", 1, 2 },                     /* flag of France */
    { "\U0001F1EB\U0001F1F7\U0001F1E9\U0001F1EA", 2, 4 }, /* and of Germany */
    { "\U0001F1EB\U0001F1F7\U0001F1E9", 2, 3 },           /* a flag and a half */
    { "\U0001F3F4\U000E0067\U000E0062\U000E0073\U000E0063\U000E0074\U000E007F", 1, 7 }, /* Scotland */
    { "1\uFE0F\u20E3", 1, 3 },                                                          /* keycap */
    { "\uD55C\uAE00", 2, 2 },                                                           /* Hangul syllables */
    { "\u1112\u1161\u11AB\u1100\u1173\u11AF", 2, 2 }, /* the same, in jamo */
    { "\u1112\u1112\u1161", 1, 2 },                   /* two initials, one syllable */
    { "\u0928\u093F", 1, 2 },                         /* Devanagari ni */
    { "\u0BA8\u0BBF", 1, 2 },                         /* Tamil ni */
    { "\u0E01\u0E33", 1, 2 },                         /* Thai kam */
    { "a\u200Db", 2, 3 },
    { "\u4E00\u4E8C", 2, 2 },
};

static void characters_are_counted_as_a_person_counts_them(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof counted / sizeof counted[0]; i++) {
        struct arena arena = { 0 };
        struct text text;
        size_t input_len = strlen(counted[i].input);
        assert_int_equal(text_prepare(&arena, counted[i].input, input_len, 64, &text), PWPOL_OK);
        assert_int_equal(text.problem, TEXT_FINE);
        if (text.graphemes != counted[i].graphemes || text.length != counted[i].points)
            fail_msg("row %zu: %zu characters of %zu code points", i, text.graphemes, text.length);
        arena_end(&arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(characters_are_counted_as_a_person_counts_them),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
