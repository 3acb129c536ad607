/* text_fold(), and that a prepared text is folded as it folds. */
#include "suite.h"

#include "text/fold.h"
#include "text/normal.h"
#include "text/opaque.h"
#include "text/text.h"

#include <stdlib.h>
#include <utf8proc.h>

static const struct {
    const char *word;
    const char *folded;
} folds[] = {
    { "", "" },
    { "Password", "password" },
    { "AZ az 09 !~@[`{", "az az 09 !~@[`{" },
    /* Accents, composed and not. */
    { "\u00C9l\u00E8ve \u00E0 No\u00EBl", "eleve a noel" },
    { "E\u0301le\u0300ve a\u0300 Noe\u0308l", "eleve a noel" },
    { "Fran\u00E7ois, pi\u00F1ata", "francois, pinata" },
    { "\u1EC7\u1E69\u01D6", "esu" },
    { "\u0130stanbul \u0131\u015F\u0131k", "istanbul isik" },
    /* Ligatures and letters with strokes, in both cases. */
    { "c\u0153ur \u0152UVRE", "coeur oeuvre" },
    { "\u00E6gir \u00C6GIR", "aegir aegir" },
    { "stra\u00DFe STRA\u1E9EE", "strasse strasse" },
    { "sm\u00F8r \u00D8L \u01FF", "smor ol o" },
    { "\u0111\u00E0 \u0110\u00C0 \u00D0\u00F0", "da da dd" },
    { "\u0141\u00F3d\u017A \u0142", "lodz l" },
    { "\u00FEor \u00DEor \u0127\u0126 \u0167\u0166 \u014B\u014A", "thor thor hh tt nn" },
    { "o\uFB03ce \uFB01n", "office fin" },
    { "\u0133s \u01C4", "ijs dz" },
    /* Compatibility forms. */
    { "\uFF30\uFF41\uFF53\uFF53\uFF11\uFF12\uFF01", "pass12!" },
    { "\U0001D40F\U0001D41A\u24DF\u2460\u00B2\u2082", "pap122" },
    { "\u2126\u212A\u212B", "\u03C9ka" },
    { "\u00BD\u2026\u2116\u2122", "1/2...notm" },
    { "\u017Ft", "st" },
    /* Apostrophes, quotes, dashes, spaces. */
    { "l\u2019\u00E9t\u00E9 l\u2018 l\u02BC l\u00B4 l\u1FFD l\u2032", "l'ete l' l' l' l' l'" },
    { "\u02B9\u02BB\u201B", "'''" },
    { "\u201Ca\u201D \u201Eb\u201F", "\"a\" \"b\"" },
    { "a\u2010b\u2011c\u2012d\u2013e\u2014f\u2015g\u2212h", "a-b-c-d-e-f-g-h" },
    { "a\u00A0b\u202Fc\u3000d\u1680e", "a b c d e" },
    /* Other scripts: case folded, without their marks. */
    { "\u0401\u043B\u043A\u0430 \u0419", "\u0435\u043B\u043A\u0430 \u0438" },
    { "\u1F08\u03B8\u03AE\u03BD\u03B1\u03C2", "\u03B1\u03B8\u03B7\u03BD\u03B1\u03C3" },
    { "\u05E9\u05C1\u05B8\u05DC\u05D5\u05B9\u05DD", "\u05E9\u05DC\u05D5\u05DD" },
    { "\u304C\u30D1", "\u304B\u30CF" },
    { "\uD55C", "\u1112\u1161\u11AB" },
    { "\u4E00", "\u4E00" },
    /* What is attached to an emoji goes, the emoji stays. */
    { "\u2764\uFE0F\u200D\U0001F525", "\u2764\U0001F525" },
    { "1\uFE0F\u20E3", "1" },
    { "a\u00ADb\uFEFF", "ab" },
    /* More than four times its bytes: stays as it is. */
    { "\uFDFA\u3316", "\uFDFA\u3316" },
};

static void words_are_folded(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof folds / sizeof folds[0]; i++) {
        unsigned char folded[256];
        size_t folded_len = 0;
        assert_true(text_fold(folds[i].word, strlen(folds[i].word), folded, sizeof folded, &folded_len));
        assert_string_equal(folded, folds[i].folded);
        assert_int_equal(folded_len, strlen(folds[i].folded));
    }
}

static void what_is_no_word_is_refused(void **state)
{
    (void)state;
    unsigned char folded[64];
    size_t folded_len;
    assert_false(text_fold("a\0b", 3, folded, sizeof folded, &folded_len));
    assert_false(text_fold("\xE9t\xE9", 3, folded, sizeof folded, &folded_len));
    assert_false(text_fold("ab\xC3", 3, folded, sizeof folded, &folded_len));
    assert_false(text_fold("\xED\xA0\x80", 3, folded, sizeof folded, &folded_len));
}

/* The NUL counts: the room must exceed the folded length by one. */
static void a_fold_never_leaves_its_room(void **state)
{
    (void)state;
    static const char *const words[] = { "", "abc", "\u00E9t\u00E9", "\u0153\u00DF", "\uD55C", "ab\u4E00" };
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        unsigned char whole[64];
        size_t needed = 0, folded_len = 0;
        assert_true(text_fold(words[i], strlen(words[i]), whole, sizeof whole, &needed));
        for (size_t room = 0; room <= needed + 1; room++) {
            unsigned char *folded = malloc(room + 1);
            assert_non_null(folded);
            folded[room] = 0xAA;
            assert_int_equal(text_fold(words[i], strlen(words[i]), folded, room, &folded_len), room > needed);
            assert_int_equal(folded[room], 0xAA);
            free(folded);
        }
    }
}

static bool is_surrogate(uint32_t point)
{
    return point >= 0xD800 && point <= 0xDFFF;
}

/* Four times, as text.h promises; folding what is folded changes nothing; and a
 * password of that one code point is folded alike. */
static void every_code_point_folds_within_bounds_once_and_for_all(void **state)
{
    (void)state;
    for (uint32_t point = 1; point <= 0x10FFFF; point++) {
        if (is_surrogate(point))
            continue;
        char word[8];
        size_t word_len = utf8_encode(point, (unsigned char *)word);
        unsigned char folded[4 * 4 + 1], again[4 * 16 + 1];
        size_t folded_len = 0, again_len = 0;
        if (!text_fold(word, word_len, folded, 4 * word_len + 1, &folded_len) ||
            !text_fold((char *)folded, folded_len, again, sizeof again, &again_len) ||
            folded_len != again_len || memcmp(folded, again, folded_len) != 0)
            fail_msg("U+%04X", (unsigned)point);
        if (!opaque_allows(point, 0))
            continue;
        struct arena arena = { 0 };
        struct text text;
        assert_int_equal(text_prepare(&arena, word, word_len, 4, &text), PWPOL_OK);
        if (text.problem != TEXT_FINE || text.folded_len != folded_len ||
            memcmp(text.folded, folded, folded_len + 1) != 0)
            fail_msg("U+%04X as a password", (unsigned)point);
        arena_end(&arena);
    }
}

/* Variation_Selector of PropList.txt, Unicode 15: they follow what they select, and no other selector. */
static void every_variation_selector_follows_something(void **state)
{
    (void)state;
    static const uint32_t ranges[][2] = { { 0x180B, 0x180D }, { 0x180F, 0x180F }, { 0xFE00, 0xFE0F }, { 0xE0100, 0xE01EF } };
    for (size_t i = 0; i < sizeof ranges / sizeof ranges[0]; i++)
        for (uint32_t point = ranges[i][0]; point <= ranges[i][1]; point++) {
            assert_false(opaque_allows(point, 0));
            assert_true(opaque_allows(point, 'a'));
            assert_false(opaque_allows(point, point));
        }
    assert_false(opaque_allows(0x180E, 'a')); /* the vowel separator between them selects nothing */
    assert_false(opaque_allows(0xE01F0, 'a'));
}

static void assert_same_fold(const utf8proc_uint8_t *one, const utf8proc_uint8_t *other, uint32_t point)
{
    unsigned char folded[2][256];
    size_t length[2];
    assert_true(text_fold((const char *)one, strlen((const char *)one), folded[0], 256, &length[0]));
    assert_true(text_fold((const char *)other, strlen((const char *)other), folded[1], 256, &length[1]));
    if (length[0] != length[1] || memcmp(folded[0], folded[1], length[0]) != 0)
        fail_msg("U+%04X: %s and %s", (unsigned)point, folded[0], folded[1]);
}

/* Every code point in a sentence with marks on both sides that normalisation moves. */
static void canonically_equivalent_words_fold_alike(void **state)
{
    (void)state;
    static const uint32_t around[] = { 'e', 0x301, 0x323, 0, 0x345, 0x1D165, 0x323, 'x' };
    for (uint32_t point = 1; point <= 0x10FFFF; point++) {
        if (is_surrogate(point) || utf8proc_category((utf8proc_int32_t)point) == UTF8PROC_CATEGORY_CN)
            continue;
        unsigned char word[64];
        size_t length = 0;
        for (size_t i = 0; i < sizeof around / sizeof around[0]; i++)
            length += utf8_encode(around[i] == 0 ? point : around[i], word + length);
        word[length] = '\0';
        utf8proc_uint8_t *composed = utf8proc_NFC(word);
        utf8proc_uint8_t *decomposed = utf8proc_NFD(word);
        assert_same_fold(word, composed, point);
        assert_same_fold(word, decomposed, point);
        free(composed);
        free(decomposed);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_variation_selector_follows_something),
        cmocka_unit_test(words_are_folded),
        cmocka_unit_test(what_is_no_word_is_refused),
        cmocka_unit_test(a_fold_never_leaves_its_room),
        cmocka_unit_test(every_code_point_folds_within_bounds_once_and_for_all),
        cmocka_unit_test(canonically_equivalent_words_fold_alike),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
