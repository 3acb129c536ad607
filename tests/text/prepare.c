/* text_prepare(): RFC 8265 OpaqueString, its bounds, and where things come from. */
#include "suite.h"

#include "fail_alloc.h"
#include "text/text.h"

#include <stdlib.h>

enum { MAX_POINTS = 1024 };

static struct arena arena;

static int end_arena(void **state)
{
    (void)state;
    arena_end(&arena);
    return 0;
}

static struct text prepare_bytes(const char *input, size_t input_len, size_t max_points)
{
    struct text text;
    assert_int_equal(text_prepare(&arena, input, input_len, max_points, &text), PWPOL_OK);
    return text;
}

static struct text prepare(const char *input)
{
    return prepare_bytes(input, strlen(input), MAX_POINTS);
}

static void assert_prepared(const struct text *text, const char *expected)
{
    assert_int_equal(text->problem, TEXT_FINE);
    assert_string_equal(text->bytes, expected);
    assert_int_equal(text->bytes_len, strlen(expected));
}

/* RFC 8265, section 4.3: examples 12 to 16. */
static const struct {
    const char *input;
    const char *prepared;
} rfc_8265_allowed[] = {
    { "correct horse battery staple", "correct horse battery staple" },
    { "Correct Horse Battery Staple", "Correct Horse Battery Staple" },
    { "\u03C0\u00DF\u00E5", "\u03C0\u00DF\u00E5" },
    { "Jack of \u2666s", "Jack of \u2666s" },
    { "foo\u1680bar", "foo bar" },
};

static void the_passwords_that_rfc_8265_allows_are_prepared_as_it_says(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rfc_8265_allowed / sizeof rfc_8265_allowed[0]; i++) {
        struct text text = prepare(rfc_8265_allowed[i].input);
        assert_prepared(&text, rfc_8265_allowed[i].prepared);
    }
}

/* Examples 17 and 18. */
static void the_passwords_that_rfc_8265_disallows_are_refused(void **state)
{
    (void)state;
    assert_int_equal(prepare("").problem, TEXT_EMPTY);
    assert_int_equal(prepare_bytes(NULL, 0, MAX_POINTS).problem, TEXT_EMPTY);
    struct text text = prepare("my cat is a \tby");
    assert_int_equal(text.problem, TEXT_CONTROL);
    assert_int_equal(text.problem_at, 12);
}

static void every_space_becomes_the_ascii_one(void **state)
{
    (void)state;
    /* All of the general category Zs, Unicode 15. */
    struct text text = prepare("a \u00A0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009"
                               "\u200A\u202F\u205F\u3000z");
    assert_prepared(&text, "a                 z");
}

static void neither_case_nor_width_is_mapped(void **state)
{
    (void)state;
    struct text text = prepare("\uFF21\uFF42\uFF11\u00C9\uFB01\u00B2");
    assert_prepared(&text, "\uFF21\uFF42\uFF11\u00C9\uFB01\u00B2");
}

static const struct {
    const char *composed;
    const char *decomposed;
    const char *folded;
} twice_typed[] = {
    { "\u00E9l\u00E8ve", "e\u0301le\u0300ve", "eleve" },
    { "\u00C7a co\u00FBte 12 \u20AC", "C\u0327a cou\u0302te 12 \u20AC", "ca coute 12 \u20AC" },
    { "No\u00EBl \u00E0 l\u2019\u00EEle", "Noe\u0308l a\u0300 l\u2019i\u0302le", "noel a l'ile" },
    { "c\u0153ur n\u0153ud", "c\u0153ur n\u0153ud", "coeur noeud" },
    { "ti\u1EBFng Vi\u1EC7t", "tie\u0302\u0301ng Vie\u0323\u0302t", "tieng viet" },
    { "ti\u1EBFng Vi\u1EC7t", "ti\u00EA\u0301ng Vi\u1EB9\u0302t", "tieng viet" }, /* half composed */
    { "\u212Bngstr\u00F6m", "A\u030Angstro\u0308m", "angstrom" },                 /* the Angstrom sign */
    { "\uD55C\uAE00", "\u1112\u1161\u11AB\u1100\u1173\u11AF", "\u1112\u1161\u11AB\u1100\u1173\u11AF" },
    { "\u304C\u3060", "\u304B\u3099\u305F\u3099", "\u304B\u305F" },
    { "\u0439\u0451", "\u0438\u0306\u0435\u0308", "\u0438\u0435" },
};

static void composed_and_decomposed_accents_are_one_password(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof twice_typed / sizeof twice_typed[0]; i++) {
        struct text composed = prepare(twice_typed[i].composed);
        struct text decomposed = prepare(twice_typed[i].decomposed);
        assert_int_equal(composed.problem, TEXT_FINE);
        assert_prepared(&decomposed, composed.bytes);
        assert_int_equal(composed.length, decomposed.length);
        assert_int_equal(composed.graphemes, decomposed.graphemes);
        assert_memory_equal(composed.classes, decomposed.classes, composed.length);
        assert_string_equal(composed.folded, twice_typed[i].folded);
        assert_string_equal(decomposed.folded, twice_typed[i].folded);
        assert_int_equal(composed.folded_len, strlen(twice_typed[i].folded));
    }
}

/* ---- What is refused --------------------------------------------------- */

static const struct {
    const char *input;
    size_t input_len;
    size_t problem_at;
} refused[] = {
    { "\0", 1, 0 },
    { "abc\0def", 7, 3 },
    { "abc\n", 4, 3 },
    { "abc\x7F", 4, 3 },
    { "\u00E9\x1B", 3, 1 },
    { "ab\xC2\x85", 4, 2 }, /* C1 */
    { "ab\u00AD", 4, 2 },   /* soft hyphen */
    { "ab\u034Fc", 5, 2 },  /* combining grapheme joiner */
    { "ab\u061C", 4, 2 },   /* bidirectional controls */
    { "ab\u200Ecd", 7, 2 },
    { "ab\u202Ecd", 7, 2 },
    { "ab\u2066cd", 7, 2 },
    { "ab\u200B", 5, 2 }, /* zero width space */
    { "ab\u2028", 5, 2 }, /* line separator */
    { "ab\u2029", 5, 2 },
    { "ab\u2060", 5, 2 }, /* word joiner */
    { "\uFEFFab", 5, 0 }, /* byte order mark */
    { "ab\u0600", 4, 2 }, /* Arabic number sign: Cf that is seen */
    { "ab\uFFF9", 5, 2 }, /* interlinear annotation */
    { "ab\u115F", 5, 2 }, /* Hangul fillers: letters that are not seen */
    { "ab\u3164", 5, 2 },
    { "ab\uE000", 5, 2 }, /* private use */
    { "ab\U0010FFFD", 6, 2 },
    { "ab\uFDD0", 5, 2 }, /* non-characters */
    { "ab\uFFFE", 5, 2 },
    { "ab\U0010FFFF", 6, 2 },
    { "ab\u0378", 4, 2 },     /* unassigned */
    { "ab\U0001FBFF", 6, 2 }, /* unassigned, of the legacy computing symbols */
    { "\u200Dab", 5, 0 },     /* a joiner with nothing to join */
    { "\u200Cab", 5, 0 },
    { "a\u200D\u200Db", 8, 2 },
    { "a\u200D\u200Cb", 8, 2 },
    { "\uFE0Fab", 5, 0 }, /* a selector with nothing to select */
    { "a\uFE0F\uFE0F", 7, 2 },
    { "a\u200D\uFE0F", 7, 2 },
    { "\U000E0067", 4, 0 }, /* tags elsewhere than on a black flag */
    { "a\U000E0067", 5, 1 },
    { "\U0001F3F4\U000E0001", 8, 1 }, /* language tag, deprecated */
};

static void what_cannot_be_seen_or_typed_again_is_refused(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++) {
        struct text text = prepare_bytes(refused[i].input, refused[i].input_len, MAX_POINTS);
        if (text.problem != TEXT_CONTROL || text.problem_at != refused[i].problem_at)
            fail_msg("row %zu: problem %d at %zu", i, (int)text.problem, text.problem_at);
    }
}

/* Every row of the table above, with one U+FFFD for each code point refused. */
static void leniently_what_is_refused_becomes_a_replacement_character(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++) {
        struct text text;
        assert_int_equal(
            text_prepare_leniently(&arena, refused[i].input, refused[i].input_len, MAX_POINTS, &text),
            PWPOL_OK);
        assert_int_equal(text.problem, TEXT_FINE);
        assert_int_equal(text.length, text.input_length);
        assert_int_equal(text.points[refused[i].problem_at], 0xFFFD);
    }
    struct text text;
    assert_int_equal(text_prepare_leniently(&arena, "a\0b\tc\u00E9\u200D\u200Dd", 14, MAX_POINTS, &text),
                     PWPOL_OK);
    assert_prepared(&text, "a\uFFFDb\uFFFDc\u00E9\u200D\uFFFDd");
    assert_int_equal(text_prepare_leniently(&arena, "\xFF", 1, MAX_POINTS, &text), PWPOL_OK);
    assert_int_equal(text.problem, TEXT_INVALID_UTF8);
}

static const char *const kept[] = {
    "\u2764\uFE0F\u200D\U0001F525",               /* heart on fire: selector, then joiner */
    "\U0001F468\u200D\U0001F469\u200D\U0001F467", /* family */
    "\U0001F3F4\U000E0067\U000E0062\U000E0073\U000E0063\U000E0074\U000E007F", /* Scotland */
    "\u0645\u06CC\u200C\u062E\u0648\u0627\u0647\u0645", /* Persian needs the non-joiner */
    "\u845B\U000E0100",                                 /* a variant of an ideograph */
    "\u1820\u180F",
    "\U0001FC00",
    "\u1820\u180B", /* a variant of a Mongolian letter */
    "\U0001FAEA",   /* emoji assigned after Unicode 15: Unicode 17, */
    "\U0001FADF",   /* Unicode 16 */
    "\u1100\u11A8", /* old Hangul jamo */
    "\u0301",       /* a mark alone */
};

static void what_people_type_is_kept_as_it_is(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof kept / sizeof kept[0]; i++) {
        struct text text = prepare(kept[i]);
        assert_prepared(&text, kept[i]);
    }
}

static const struct {
    const char *input;
    size_t problem_at; /* bytes */
    size_t points_before;
} not_utf8[] = {
    { "\xFF", 0, 0 },
    { "\xFF"
      "abcdefg",
      0, 0 },
    { "abcdefg\xFF", 7, 7 },
    { "abc\x80", 3, 3 },
    { "\u00E9t\xE9", 3, 2 },                    /* Latin-1 after UTF-8 */
    { "abcdefgh\xC3", 8, 8 },                   /* truncated at the end */
    { "abcdefghijklmnop\xED\xA0\x80", 16, 16 }, /* a surrogate */
    { "a\tb\xC0\x80", 3, 3 },                   /* before the control in front of it */
};

static void what_is_not_utf8_is_told_with_its_place(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof not_utf8 / sizeof not_utf8[0]; i++) {
        struct text text = prepare(not_utf8[i].input);
        assert_int_equal(text.problem, TEXT_INVALID_UTF8);
        assert_int_equal(text.problem_at, not_utf8[i].problem_at);
        assert_int_equal(text.input_length, not_utf8[i].points_before);
    }
}

/* ---- Bounds ------------------------------------------------------------ */

static char *repeat(const char *piece, size_t times)
{
    size_t length = strlen(piece);
    char *whole = malloc(length * times + 1);
    assert_non_null(whole);
    for (size_t i = 0; i < times; i++)
        memcpy(whole + i * length, piece, length);
    whole[length * times] = '\0';
    return whole;
}

static const struct {
    const char *piece;
    size_t times;
    size_t max_points;
    enum text_problem problem;
    size_t input_length;
} bounds[] = {
    { "a", 64, 64, TEXT_FINE, 64 },
    { "a", 65, 64, TEXT_TOO_LONG, 65 },
    { "a", 1, 0, TEXT_TOO_LONG, 1 },
    { "\u00E9", 64, 64, TEXT_FINE, 64 },
    { "\u00E9", 65, 64, TEXT_TOO_LONG, 65 },
    { "e\u0301", 64, 64, TEXT_FINE, 128 }, /* 128 code points make 64 */
    { "e\u0301", 65, 64, TEXT_TOO_LONG, 130 },
    { "\u03B1\u0313\u0300\u0345", 64, 64, TEXT_FINE, 256 }, /* U+1F82: four make one */
    { "\u03B1\u0313\u0300\u0345", 65, 64, TEXT_TOO_LONG, 260 },
    { "\u0958", 32, 64, TEXT_FINE, 32 }, /* one makes two, U+0915 U+093C */
    { "\u0958", 33, 64, TEXT_TOO_LONG, 33 },
    { "a\u0301", 257, 1028, TEXT_FINE, 514 },
    { "a", 64, SIZE_MAX, TEXT_FINE, 64 },
    { "e\u0301", 64, SIZE_MAX, TEXT_FINE, 128 },
    { "e\u0301", 64, SIZE_MAX / 4 + 1, TEXT_FINE, 128 },
};

static void the_bound_is_on_the_prepared_code_points(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof bounds / sizeof bounds[0]; i++) {
        char *input = repeat(bounds[i].piece, bounds[i].times);
        struct text text = prepare_bytes(input, strlen(input), bounds[i].max_points);
        if (text.problem != bounds[i].problem || text.input_length != bounds[i].input_length)
            fail_msg("row %zu: problem %d, %zu code points", i, (int)text.problem, text.input_length);
        free(input);
    }
}

/* Nothing is taken for an input that is only counted. */
static void ten_mebibytes_are_counted_without_memory(void **state)
{
    (void)state;
    static const struct {
        const char *piece;
        size_t points;
    } pieces[] = { { "aaaaaaaa", 8 }, { "\u00E9", 1 }, { "e\u0301\u0301a", 4 }, { "\0", 1 } };
    enum { SIZE = 10 << 20 };
    char *input = malloc(SIZE);
    assert_non_null(input);
    for (size_t i = 0; i < sizeof pieces / sizeof pieces[0]; i++) {
        size_t length = pieces[i].piece[0] == '\0' ? 1 : strlen(pieces[i].piece);
        size_t times = SIZE / length;
        for (size_t j = 0; j < times; j++)
            memcpy(input + j * length, pieces[i].piece, length);
        fail_alloc_start(1, true);
        struct text text = prepare_bytes(input, times * length, MAX_POINTS);
        assert_false(fail_alloc_stop());
        assert_int_equal(text.problem, TEXT_TOO_LONG);
        assert_int_equal(text.input_length, times * pieces[i].points);
    }
    /* Nor for what no normalisation could shorten. */
    memset(input, 'a', SIZE);
    fail_alloc_start(1, true);
    assert_int_equal(prepare_bytes(input, MAX_POINTS + 1, MAX_POINTS).problem, TEXT_TOO_LONG);
    assert_false(fail_alloc_stop());
    input[SIZE - 1] = '\xC3'; /* too long, and cut in the middle of a letter: what it is first of all */
    struct text text = prepare_bytes(input, SIZE, MAX_POINTS);
    assert_int_equal(text.problem, TEXT_INVALID_UTF8);
    assert_int_equal(text.problem_at, SIZE - 1);
    free(input);
}

/* ---- Where things come from --------------------------------------------- */

static const struct {
    const char *input;
    uint32_t source[8]; /* length + 1 of them */
    size_t length;
    const char *folded;
    uint32_t origin[8]; /* strlen(folded) + 1 of them */
} places[] = {
    { "aB1", { 0, 1, 2, 3 }, 3, "ab1", { 0, 1, 2, 3 } },
    { "\u00E9\u0153x", { 0, 1, 2, 3 }, 3, "eoex", { 0, 1, 1, 2, 3 } },
    { "xe\u0301y", { 0, 1, 3, 4 }, 3, "xey", { 0, 1, 2, 3 } },
    { "a\u0301\u0323x", { 0, 1, 3, 4 }, 3, "ax", { 0, 2, 3 } },             /* marks that change places */
    { "a\u0958b", { 0, 1, 1, 2, 3 }, 4, "a\u0915b", { 0, 1, 1, 1, 3, 4 } }, /* two from one */
    { "\u1112\u1161\u11AB!", { 0, 3, 4 }, 2, "\u1112\u1161\u11AB!", { 0, 0, 0, 0, 0, 0, 0, 0 } },
    { "\uFB01n", { 0, 1, 2 }, 2, "fin", { 0, 0, 1, 2 } },
};

static void every_code_point_and_byte_tells_where_it_comes_from(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
        struct text text = prepare(places[i].input);
        assert_int_equal(text.length, places[i].length);
        assert_memory_equal(text.source, places[i].source, (text.length + 1) * sizeof *text.source);
        assert_string_equal(text.folded, places[i].folded);
        for (size_t j = 0; j < text.folded_len && j < 8; j++)
            assert_int_equal(text.origin[j], places[i].origin[j]);
        assert_int_equal(text.origin[text.folded_len], text.length);
        assert_int_equal(text.source[text.length], text.input_length);
    }
}

/* The way of plain ASCII and the way of everything else give the same. */
static void ascii_is_prepared_alike_alone_and_beside_an_accent(void **state)
{
    (void)state;
    char input[2 + 0x5F + 1] = "\u00E9";
    for (size_t i = 0; i < 0x5F; i++)
        input[2 + i] = (char)(0x20 + i);
    struct text plain = prepare(input + 2);
    struct text accented = prepare(input);
    assert_prepared(&plain, input + 2);
    assert_prepared(&accented, input);
    assert_int_equal(plain.length, 0x5F);
    assert_int_equal(plain.graphemes, 0x5F);
    assert_int_equal(accented.graphemes, 0x60);
    assert_int_equal(plain.input_length, 0x5F);
    assert_int_equal(plain.classes_seen, CLASS_LOWER | CLASS_UPPER | CLASS_DIGIT | CLASS_SPECIAL);
    assert_int_equal(plain.classes_seen, accented.classes_seen);
    assert_string_equal(plain.folded, accented.folded + 1);
    assert_int_equal(plain.folded_len + 1, accented.folded_len);
    for (size_t i = 0; i < 0x5F; i++) {
        assert_int_equal(plain.points[i], accented.points[i + 1]);
        assert_int_equal(plain.classes[i], accented.classes[i + 1]);
        assert_int_equal(plain.source[i] + 1, accented.source[i + 1]);
        assert_int_equal(plain.origin[i] + 1, accented.origin[i + 1]);
    }
}

/* ---- Memory ------------------------------------------------------------- */

static void no_memory_is_told_wherever_it_runs_out(void **state)
{
    (void)state;
    static const char *const inputs[] = { "aB3$eF7!kL9z", "\u00E9t\u00E9", "a\u0301\u0323 \U0001F511",
                                          "\uD55C\uAE00" };
    for (size_t i = 0; i < sizeof inputs / sizeof inputs[0]; i++) {
        size_t nth = 1;
        for (;; nth++) {
            struct text text;
            fail_alloc_start(nth, false);
            pwpol_status status = text_prepare(&arena, inputs[i], strlen(inputs[i]), MAX_POINTS, &text);
            bool failed = fail_alloc_stop();
            assert_int_equal(status, failed ? PWPOL_ERR_NO_MEMORY : PWPOL_OK);
            if (!failed)
                break;
        }
        assert_true(nth > 5);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(the_passwords_that_rfc_8265_allows_are_prepared_as_it_says, end_arena),
        cmocka_unit_test_teardown(the_passwords_that_rfc_8265_disallows_are_refused, end_arena),
        cmocka_unit_test_teardown(every_space_becomes_the_ascii_one, end_arena),
        cmocka_unit_test_teardown(neither_case_nor_width_is_mapped, end_arena),
        cmocka_unit_test_teardown(composed_and_decomposed_accents_are_one_password, end_arena),
        cmocka_unit_test_teardown(what_cannot_be_seen_or_typed_again_is_refused, end_arena),
        cmocka_unit_test_teardown(leniently_what_is_refused_becomes_a_replacement_character, end_arena),
        cmocka_unit_test_teardown(what_people_type_is_kept_as_it_is, end_arena),
        cmocka_unit_test_teardown(what_is_not_utf8_is_told_with_its_place, end_arena),
        cmocka_unit_test_teardown(the_bound_is_on_the_prepared_code_points, end_arena),
        cmocka_unit_test_teardown(ten_mebibytes_are_counted_without_memory, end_arena),
        cmocka_unit_test_teardown(every_code_point_and_byte_tells_where_it_comes_from, end_arena),
        cmocka_unit_test_teardown(ascii_is_prepared_alike_alone_and_beside_an_accent, end_arena),
        cmocka_unit_test_teardown(no_memory_is_told_wherever_it_runs_out, end_arena),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
