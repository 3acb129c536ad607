/* utf8_decode(), utf8_encode(): The Unicode Standard 15.0, section 3.9. */
#include "suite.h"

#include "text/text.h"

#include <utf8proc.h>

static const struct {
    const char *bytes;
    size_t length;
    uint32_t point;
} valid[] = {
    { "\0", 1, 0x0 },
    { "\x7F", 1, 0x7F },
    { "\xC2\x80", 2, 0x80 }, /* the first and the last of each row of table 3-7 */
    { "\xDF\xBF", 2, 0x7FF },
    { "\xE0\xA0\x80", 3, 0x800 },
    { "\xE0\xBF\xBF", 3, 0xFFF },
    { "\xE1\x80\x80", 3, 0x1000 },
    { "\xEC\xBF\xBF", 3, 0xCFFF },
    { "\xED\x80\x80", 3, 0xD000 },
    { "\xED\x9F\xBF", 3, 0xD7FF },
    { "\xEE\x80\x80", 3, 0xE000 },
    { "\xEF\xBF\xBF", 3, 0xFFFF },
    { "\xF0\x90\x80\x80", 4, 0x10000 },
    { "\xF0\xBF\xBF\xBF", 4, 0x3FFFF },
    { "\xF1\x80\x80\x80", 4, 0x40000 },
    { "\xF3\xBF\xBF\xBF", 4, 0xFFFFF },
    { "\xF4\x80\x80\x80", 4, 0x100000 },
    { "\xF4\x8F\xBF\xBF", 4, 0x10FFFF },
};

static void every_row_of_the_standard_s_table_is_decoded_and_encoded(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof valid / sizeof valid[0]; i++) {
        uint32_t point = 0xFFFFFFFF;
        unsigned char bytes[4];
        assert_int_equal(utf8_decode((const unsigned char *)valid[i].bytes, valid[i].length, &point),
                         valid[i].length);
        assert_int_equal(point, valid[i].point);
        assert_int_equal(utf8_length(point), valid[i].length);
        assert_int_equal(utf8_encode(point, bytes), valid[i].length);
        assert_memory_equal(bytes, valid[i].bytes, valid[i].length);
    }
}

static const struct {
    const char *bytes;
    size_t length;
} invalid[] = {
    { "\x80", 1 },             /* a continuation alone */
    { "\xBF", 1 },             /* the last of them */
    { "\xC0\x80", 2 },         /* overlong NUL */
    { "\xC1\xBF", 2 },         /* overlong U+007F */
    { "\xE0\x80\x80", 3 },     /* overlong NUL */
    { "\xE0\x9F\xBF", 3 },     /* overlong U+07FF */
    { "\xF0\x80\x80\x80", 4 }, /* overlong NUL */
    { "\xF0\x8F\xBF\xBF", 4 }, /* overlong U+FFFF */
    { "\xED\xA0\x80", 3 },     /* U+D800 */
    { "\xED\xAF\xBF", 3 },     /* U+DBFF */
    { "\xED\xB0\x80", 3 },     /* U+DC00 */
    { "\xED\xBF\xBF", 3 },     /* U+DFFF */
    { "\xF4\x90\x80\x80", 4 }, /* U+110000 */
    { "\xF5\x80\x80\x80", 4 }, /* U+140000 */
    { "\xF7\xBF\xBF\xBF", 4 },
    { "\xF8\x88\x80\x80\x80", 5 },
    { "\xFC\x84\x80\x80\x80\x80", 6 },
    { "\xFE", 1 },
    { "\xFF", 1 },
    { "\xC2", 1 }, /* truncated */
    { "\xE1\x80", 2 },
    { "\xE1", 1 },
    { "\xF1\x80\x80", 3 },
    { "\xF1\x80", 2 },
    { "\xF1", 1 },
    { "\xC2\x41", 2 }, /* cut short by another character */
    { "\xC2\xC2", 2 },
    { "\xE1\x80\x41", 3 },
    { "\xE1\x41\x80", 3 },
    { "\xF1\x80\x80\x41", 4 },
    { "\xF1\x80\x41\x80", 4 },
    { "\xF1\x41\x80\x80", 4 },
};

static void what_is_not_utf8_is_refused(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof invalid / sizeof invalid[0]; i++) {
        uint32_t point;
        assert_int_equal(utf8_decode((const unsigned char *)invalid[i].bytes, invalid[i].length, &point), 0);
    }
}

/* A sequence may be followed by anything; what follows is not looked at. */
static void bytes_after_a_sequence_do_not_matter(void **state)
{
    (void)state;
    uint32_t point;
    assert_int_equal(utf8_decode((const unsigned char *)"\xC3\xA9\xFF", 3, &point), 2);
    assert_int_equal(point, 0xE9);
}

/* utf8proc is the other implementation, over every sequence of up to three bytes
 * and the four-byte ones at the edges of each byte's ranges. */
static void it_agrees_with_utf8proc_on_every_short_sequence(void **state)
{
    (void)state;
    static const unsigned char edges[] = { 0x00, 0x41, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xFF };
    unsigned char bytes[4];
    for (unsigned first = 0x80; first < 0x100; first++) {
        bytes[0] = (unsigned char)first;
        for (unsigned second = 0; second < 0x100; second++) {
            bytes[1] = (unsigned char)second;
            for (size_t i = 0; i < sizeof edges * sizeof edges; i++) {
                bytes[2] = edges[i / sizeof edges];
                bytes[3] = edges[i % sizeof edges];
                for (size_t length = 1; length <= 4; length++) {
                    uint32_t ours = 0;
                    utf8proc_int32_t theirs = 0;
                    size_t taken = utf8_decode(bytes, length, &ours);
                    utf8proc_ssize_t expected = utf8proc_iterate(bytes, (utf8proc_ssize_t)length, &theirs);
                    if (taken != (size_t)(expected < 0 ? 0 : expected) ||
                        (taken > 0 && ours != (uint32_t)theirs))
                        fail_msg("%02X %02X %02X %02X, %zu bytes: took %zu", bytes[0], bytes[1], bytes[2],
                                 bytes[3], length, taken);
                }
            }
        }
    }
}

static void every_code_point_survives_the_round_trip(void **state)
{
    (void)state;
    for (uint32_t point = 0; point <= 0x10FFFF; point++) {
        if (point >= 0xD800 && point <= 0xDFFF)
            continue;
        unsigned char bytes[4];
        uint32_t decoded = 0;
        size_t length = utf8_encode(point, bytes);
        if (utf8_decode(bytes, length, &decoded) != length || decoded != point)
            fail_msg("U+%04X", (unsigned)point);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_row_of_the_standard_s_table_is_decoded_and_encoded),
        cmocka_unit_test(what_is_not_utf8_is_refused),
        cmocka_unit_test(bytes_after_a_sequence_do_not_matter),
        cmocka_unit_test(it_agrees_with_utf8proc_on_every_short_sequence),
        cmocka_unit_test(every_code_point_survives_the_round_trip),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
