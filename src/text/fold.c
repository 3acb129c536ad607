#include "text/fold.h"

#include "text/text.h"

#include <stdbool.h>
#include <string.h>
#include <utf8proc.h>

/* Letters that no decomposition takes apart, and signs that people type for one
 * another. Sorted by code point. */
static const struct {
    uint32_t point;
    char plain[3];
} plain_forms[] = {
    { 0xA0, " " },    { 0xC6, "ae" },  { 0xD0, "d" },   { 0xD8, "o" },    { 0xDE, "th" },  { 0xDF, "ss" },
    { 0xE6, "ae" },   { 0xF0, "d" },   { 0xF8, "o" },   { 0xFE, "th" },   { 0x110, "d" },  { 0x111, "d" },
    { 0x126, "h" },   { 0x127, "h" },  { 0x131, "i" },  { 0x141, "l" },   { 0x142, "l" },  { 0x152, "oe" },
    { 0x153, "oe" },  { 0x166, "t" },  { 0x167, "t" },  { 0x1E9E, "ss" }, { 0x2010, "-" }, { 0x2011, "-" },
    { 0x2012, "-" },  { 0x2013, "-" }, { 0x2014, "-" }, { 0x2018, "'" },  { 0x2019, "'" }, { 0x201C, "\"" },
    { 0x201D, "\"" }, { 0x2212, "-" },
};

static const char *plain_form(uint32_t point)
{
    size_t low = 0, high = sizeof plain_forms / sizeof plain_forms[0];
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (plain_forms[middle].point == point)
            return plain_forms[middle].plain;
        if (plain_forms[middle].point < point)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

static bool is_mark(uint32_t point)
{
    utf8proc_category_t category = utf8proc_category((utf8proc_int32_t)point);
    return category == UTF8PROC_CATEGORY_MN || category == UTF8PROC_CATEGORY_ME;
}

/* One code point of a decomposition; how many were written. */
static size_t fold_part(uint32_t point, uint32_t *folded)
{
    if (point < 0x80) {
        folded[0] = fold_ascii((unsigned char)point);
        return 1;
    }
    if (is_mark(point))
        return 0;
    const char *plain = plain_form(point);
    if (plain == NULL) {
        folded[0] = (uint32_t)utf8proc_tolower((utf8proc_int32_t)point);
        return 1;
    }
    size_t count = 0;
    for (; plain[count] != '\0'; count++)
        folded[count] = (unsigned char)plain[count];
    return count;
}

size_t fold_point(uint32_t point, uint32_t folded[FOLD_POINTS_MAX])
{
    if (point < 0x80)
        return fold_part(point, folded);
    utf8proc_int32_t parts[FOLD_POINTS_MAX];
    int boundary = 0;
    utf8proc_ssize_t part_count = utf8proc_decompose_char(
        (utf8proc_int32_t)point, parts, FOLD_POINTS_MAX,
        UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD | UTF8PROC_IGNORE, &boundary);
    if (part_count < 0 || part_count > FOLD_POINTS_MAX) {
        folded[0] = point;
        return 1;
    }
    size_t count = 0;
    for (utf8proc_ssize_t i = 0; i < part_count && count + 2 <= FOLD_POINTS_MAX; i++)
        count += fold_part((uint32_t)parts[i], folded + count);
    return count;
}

bool text_fold(const char *word, size_t word_len, unsigned char *folded, size_t folded_size,
               size_t *folded_len)
{
    const unsigned char *bytes = (const unsigned char *)word;
    size_t length = 0;
    if (folded_size == 0)
        return false;
    for (size_t i = 0; i < word_len;) {
        uint32_t point = bytes[i];
        size_t step = point < 0x80 ? 1 : utf8_decode(bytes + i, word_len - i, &point);
        if (step == 0 || point == 0)
            return false;
        uint32_t points[FOLD_POINTS_MAX];
        size_t count = fold_point(point, points);
        for (size_t j = 0; j < count; j++) {
            unsigned char encoded[4];
            size_t encoded_len = utf8_encode(points[j], encoded);
            if (encoded_len >= folded_size - length)
                return false;
            memcpy(folded + length, encoded, encoded_len);
            length += encoded_len;
        }
        i += step;
    }
    folded[length] = '\0';
    *folded_len = length;
    return true;
}
