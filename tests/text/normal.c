/* Normalization Form C: utf8proc_NFC() is the other implementation. */
#include "suite.h"

#include "text/normal.h"
#include "text/text.h"

#include <stdlib.h>
#include <utf8proc.h>

enum { LONGEST = 64 };

/* xorshift32 (G. Marsaglia, 2003): the same sequences in every run. */
static uint32_t next_random(void)
{
    static uint32_t state = 0x9BE99947;
    state ^= state << 13;
    state ^= state >> 17;
    state ^= state << 5;
    return state;
}

static void describe(const uint32_t *input, size_t count)
{
    for (size_t i = 0; i < count; i++)
        print_message("U+%04X ", (unsigned)input[i]);
    print_message("\n");
}

/* The same code points as utf8proc_NFC(), and every one of them from an input
 * code point, in order, the first from the first. */
static void check(const uint32_t *input, size_t count)
{
    unsigned char bytes[LONGEST * 4 + 1];
    size_t length = 0;
    for (size_t i = 0; i < count; i++)
        length += utf8_encode(input[i], bytes + length);
    bytes[length] = '\0';
    utf8proc_uint8_t *expected = utf8proc_NFC(bytes);
    assert_non_null(expected);
    struct arena arena = { 0 };
    struct normal normal;
    assert_true(normal_compose(&arena, input, count, &normal));
    const utf8proc_uint8_t *rest = expected;
    bool same = true;
    for (size_t i = 0; same && i < normal.length; i++) {
        utf8proc_int32_t point = 0;
        rest += utf8proc_iterate(rest, -1, &point);
        same = normal.points[i] == (uint32_t)point && normal.source[i] < count &&
               normal.source[i] <= normal.source[i + 1];
    }
    if (!same || *rest != '\0' || normal.source[0] != 0 || normal.source[normal.length] != count) {
        describe(input, count);
        fail_msg("composed otherwise than by utf8proc");
    }
    arena_end(&arena);
    free(expected);
}

static bool is_surrogate(uint32_t point)
{
    return point >= 0xD800 && point <= 0xDFFF;
}

static void every_code_point_alone_and_between_marks(void **state)
{
    (void)state;
    for (uint32_t point = 1; point <= 0x10FFFF; point++) {
        if (is_surrogate(point) || utf8proc_category((utf8proc_int32_t)point) == UTF8PROC_CATEGORY_CN)
            continue;
        const uint32_t sequence[] = { 'a', 0x301, 0x323, point, 0x301, 0x323, 0x345 };
        check(sequence + 3, 1);
        check(sequence, 7);
    }
}

/* Every canonical decomposition, one level and all levels deep. */
static void every_decomposition_is_composed_again(void **state)
{
    (void)state;
    for (uint32_t point = 0x80; point <= 0x10FFFF; point++) {
        if (is_surrogate(point))
            continue;
        utf8proc_int32_t parts[8];
        int boundary = 0;
        utf8proc_ssize_t count =
            utf8proc_decompose_char((utf8proc_int32_t)point, parts, 8, UTF8PROC_DECOMPOSE, &boundary);
        assert_in_range(count, 1, NORMAL_PARTS_MAX);
        if (count == 1 && parts[0] == (utf8proc_int32_t)point)
            continue;
        assert_true(point >= 0xC0);
        uint32_t sequence[10];
        for (utf8proc_ssize_t i = 0; i < count; i++)
            sequence[i] = (uint32_t)parts[i];
        check(sequence, (size_t)count);
        sequence[count] = 0x301;
        sequence[count + 1] = 0x323;
        check(sequence, (size_t)count + 2);
    }
}

/* What random sequences are drawn from: letters, marks of many classes, marks of
 * class 0 that compose (Indic vowel signs), Hangul jamo and syllables. */
static const uint32_t pieces[] = {
    'a',    'e',     'o',     's',    0xE9,   0x1EA1, 0x1E69, 0x3B1,  0x1F82,  0x300,   0x301,  0x302,
    0x304,  0x307,   0x308,   0x313,  0x323,  0x327,  0x328,  0x331,  0x338,   0x340,   0x344,  0x345,
    0x34F,  0x1D165, 0x1D158, 0x5D0,  0x5B7,  0x5BC,  0x5C1,  0xFB2C, 0x915,   0x93C,   0x94D,  0x958,
    0x9C7,  0x9BE,   0x9D7,   0xB47,  0xB56,  0xB3E,  0xCC6,  0xCC2,  0xCD5,   0xDD9,   0xDCF,  0xDCA,
    0x1025, 0x102E,  0x304B,  0x3099, 0x309A, 0x1100, 0x1112, 0x1161, 0x1175,  0x11A7,  0x11A8, 0x11C2,
    0xAC00, 0xAC01,  0xD7A3,  0x212B, 0x2ADC, 0x302E, 0x1B05, 0x1B35, 0x11131, 0x11127, 0x200D, 0xFE0F,
};

static void random_sequences_of_letters_marks_and_jamo(void **state)
{
    (void)state;
    for (unsigned round = 0; round < 60000; round++) {
        uint32_t sequence[12];
        size_t count = 1 + next_random() % 12;
        for (size_t i = 0; i < count; i++)
            sequence[i] = pieces[next_random() % (sizeof pieces / sizeof pieces[0])];
        check(sequence, count);
    }
}

static void every_pair_of_a_wide_set(void **state)
{
    (void)state;
    enum { PIECES = sizeof pieces / sizeof pieces[0] };
    for (size_t i = 0; i < PIECES * PIECES; i++) {
        const uint32_t sequence[] = { pieces[i / PIECES], pieces[i % PIECES] };
        check(sequence, 2);
    }
}

static void a_long_run_of_marks_is_put_in_order(void **state)
{
    (void)state;
    uint32_t sequence[LONGEST];
    sequence[0] = 'a';
    for (size_t i = 1; i < LONGEST; i++)
        sequence[i] = 0x300 + next_random() % 0x50; /* classes 202 to 240 */
    check(sequence, LONGEST);
}

/* U+0061 U+0301 U+0323 U+0078: the marks change places, the dot joins the a. */
static void marks_that_moved_come_from_where_their_run_starts(void **state)
{
    (void)state;
    struct arena arena = { 0 };
    struct normal normal;
    assert_true(normal_compose(&arena, (const uint32_t[]){ 'a', 0x301, 0x323, 'x' }, 4, &normal));
    assert_int_equal(normal.length, 3);
    assert_int_equal(normal.points[0], 0x1EA1);
    assert_int_equal(normal.points[1], 0x301);
    assert_int_equal(normal.points[2], 'x');
    assert_memory_equal(normal.source, ((const uint32_t[]){ 0, 1, 3, 4 }), 4 * sizeof(uint32_t));
    arena_end(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_code_point_alone_and_between_marks),
        cmocka_unit_test(every_decomposition_is_composed_again),
        cmocka_unit_test(random_sequences_of_letters_marks_and_jamo),
        cmocka_unit_test(every_pair_of_a_wide_set),
        cmocka_unit_test(a_long_run_of_marks_is_put_in_order),
        cmocka_unit_test(marks_that_moved_come_from_where_their_run_starts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
