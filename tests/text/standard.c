/* The test files of the Unicode Consortium, where Debian's package unicode-data
 * is installed with the version of Unicode that utf8proc has; skipped elsewhere. */
#include "suite.h"

#include "text/normal.h"
#include "text/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <utf8proc.h>

#define FOLDER "/usr/share/unicode/"

enum { MOST = 64 };

struct sequence {
    uint32_t points[MOST];
    size_t count;
    size_t breaks; /* how many ÷ there are */
};

/* Reads code points in hexadecimal, with ÷ and × between them or not, up to one
 * of the characters of ends; where it stopped. */
static const char *read_sequence(const char *line, const char *ends, struct sequence *sequence)
{
    *sequence = (struct sequence){ 0 };
    while (*line != '\0' && strchr(ends, *line) == NULL) {
        char *end;
        unsigned long point = strtoul(line, &end, 16);
        if (end != line && sequence->count < MOST)
            sequence->points[sequence->count++] = (uint32_t)point;
        else if (strncmp(line, "\u00F7", 2) == 0)
            sequence->breaks++;
        line = end != line ? end : line + 1;
    }
    return line;
}

/* The next line that is not a comment. */
static bool next_line(FILE *file, char *line, int line_size)
{
    while (fgets(line, line_size, file) != NULL)
        if (line[0] != '#' && line[0] != '@' && line[0] != '\n')
            return true;
    return false;
}

/* The version of Unicode is in the first line or two of every file. */
static bool is_of_our_version(FILE *file)
{
    char line[128];
    char version[32];
    snprintf(version, sizeof version, "%.4s", utf8proc_unicode_version()); /* "15.0" of "15.0.0" */
    for (unsigned i = 0; i < 12 && fgets(line, sizeof line, file) != NULL; i++)
        if (strstr(line, version) != NULL)
            return true;
    return false;
}

static bool are_files_here(void)
{
    FILE *file = fopen(FOLDER "auxiliary/GraphemeBreakTest.txt", "r");
    bool here = file != NULL && is_of_our_version(file);
    if (file != NULL)
        fclose(file);
    return here && access(FOLDER "NormalizationTest.txt.bz2", R_OK) == 0 &&
           access(FOLDER "emoji/emoji-test.txt", R_OK) == 0;
}

static size_t encode(const struct sequence *sequence, char *bytes)
{
    size_t length = 0;
    for (size_t i = 0; i < sequence->count; i++)
        length += utf8_encode(sequence->points[i], (unsigned char *)bytes + length);
    return length;
}

static void assert_composed(const struct sequence *input, const struct sequence *expected, const char *line)
{
    struct arena arena = { 0 };
    struct normal normal;
    assert_true(normal_compose(&arena, input->points, input->count, &normal));
    if (normal.length != expected->count ||
        memcmp(normal.points, expected->points, expected->count * sizeof(uint32_t)) != 0)
        fail_msg("%s", line);
    arena_end(&arena);
}

static void assert_folds_alike(const struct sequence *one, const struct sequence *other, const char *line)
{
    char bytes[2][MOST * 4];
    unsigned char folded[2][MOST * 16 + 1];
    size_t length[2];
    assert_true(text_fold(bytes[0], encode(one, bytes[0]), folded[0], sizeof folded[0], &length[0]));
    assert_true(text_fold(bytes[1], encode(other, bytes[1]), folded[1], sizeof folded[1], &length[1]));
    if (length[0] != length[1] || memcmp(folded[0], folded[1], length[0]) != 0)
        fail_msg("%s", line);
}

/* c2 = NFC(c1) = NFC(c2) = NFC(c3), c4 = NFC(c4) = NFC(c5). */
static void normalization_test(void **state)
{
    (void)state;
    FILE *file = popen("bzip2 -dc " FOLDER "NormalizationTest.txt.bz2", "r");
    assert_non_null(file);
    char line[4096];
    unsigned lines = 0;
    for (; next_line(file, line, sizeof line); lines++) {
        struct sequence columns[5];
        const char *at = line;
        for (size_t i = 0; i < 5; i++)
            at = read_sequence(at, ";", &columns[i]) + 1;
        for (size_t i = 0; i < 3; i++) {
            assert_composed(&columns[i], &columns[1], line);
            assert_folds_alike(&columns[i], &columns[0], line);
        }
        assert_composed(&columns[3], &columns[3], line);
        assert_composed(&columns[4], &columns[3], line);
    }
    pclose(file);
    assert_true(lines > 10000);
}

/* Lines with controls are no passwords; the others have one ÷ more than characters. */
static void grapheme_break_test(void **state)
{
    (void)state;
    FILE *file = fopen(FOLDER "auxiliary/GraphemeBreakTest.txt", "r");
    assert_non_null(file);
    char line[4096];
    unsigned counted = 0;
    while (next_line(file, line, sizeof line)) {
        struct sequence sequence;
        char bytes[MOST * 4];
        read_sequence(line, "#", &sequence);
        struct arena arena = { 0 };
        struct text text;
        assert_int_equal(text_prepare(&arena, bytes, encode(&sequence, bytes), MOST, &text), PWPOL_OK);
        if (text.problem == TEXT_FINE) {
            if (text.graphemes != sequence.breaks - 1)
                fail_msg("%zu: %s", text.graphemes, line);
            counted++;
        }
        arena_end(&arena);
    }
    fclose(file);
    assert_true(counted > 200);
}

/* Every emoji is one special character, a digit on a keycap, or U+2139, which
 * Unicode holds for a small letter. */
static void emoji_test(void **state)
{
    (void)state;
    FILE *file = fopen(FOLDER "emoji/emoji-test.txt", "r");
    assert_non_null(file);
    char line[4096];
    unsigned emoji = 0;
    for (; next_line(file, line, sizeof line); emoji++) {
        struct sequence sequence;
        char bytes[MOST * 4];
        read_sequence(line, ";", &sequence);
        struct arena arena = { 0 };
        struct text text;
        assert_int_equal(text_prepare(&arena, bytes, encode(&sequence, bytes), MOST, &text), PWPOL_OK);
        unsigned class = sequence.points[0] == 0x2139                             ? CLASS_LOWER
                         : sequence.points[0] >= '0' && sequence.points[0] <= '9' ? CLASS_DIGIT
                                                                                  : CLASS_SPECIAL;
        if (text.problem != TEXT_FINE || text.graphemes != 1 || text.length != sequence.count ||
            text.classes_seen != class)
            fail_msg("%s", line);
        arena_end(&arena);
    }
    fclose(file);
    assert_true(emoji > 3000);
}

int main(void)
{
    if (!are_files_here()) {
        puts("1..0 # SKIP no unicode-data of this version"); /* TAP */
        return 0;
    }
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(normalization_test),
        cmocka_unit_test(grapheme_break_test),
        cmocka_unit_test(emoji_test),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
