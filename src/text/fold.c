#include "text/fold.h"

#include "text/text.h"

#include <string.h>
#include <utf8proc.h>

/* Folding is compatibility decomposition (NFKD) with full case folding, without
 * the marks: it looks at one code point at a time and drops whatever normalisation
 * could move, so that texts that are canonically equivalent fold alike. */

/* Letters of European and Vietnamese alphabets that no decomposition takes apart,
 * after case folding, and signs that keyboards and phones put in the place of
 * one another. By code point. */
static const struct {
    uint32_t point;
    char plain[3];
} plain_forms[] = {
    { 0x00B4, "'" }, { 0x00E6, "ae" }, { 0x00F0, "d" },  { 0x00F8, "o" },  { 0x00FE, "th" }, { 0x0111, "d" },
    { 0x0127, "h" }, { 0x0131, "i" },  { 0x0142, "l" },  { 0x014B, "n" },  { 0x0153, "oe" }, { 0x0167, "t" },
    { 0x02B9, "'" }, { 0x02BB, "'" },  { 0x02BC, "'" },  { 0x1FFD, "'" },  { 0x2018, "'" },  { 0x2019, "'" },
    { 0x201B, "'" }, { 0x201C, "\"" }, { 0x201D, "\"" }, { 0x201E, "\"" }, { 0x201F, "\"" }, { 0x2032, "'" },
    { 0x2044, "/" }, { 0x2212, "-" },
};

static const char *plain_form(uint32_t point)
{
    size_t low = 0;
    size_t high = sizeof plain_forms / sizeof plain_forms[0];
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (plain_forms[middle].point < point)
            low = middle + 1;
        else
            high = middle;
    }
    return low < sizeof plain_forms / sizeof plain_forms[0] && plain_forms[low].point == point
               ? plain_forms[low].plain
               : NULL;
}

/* One part of a decomposition, into at most 4 bytes; how many. */
static size_t fold_part(uint32_t part, unsigned char *bytes)
{
    if (part < 0x80) {
        bytes[0] = (unsigned char)part;
        return 1;
    }
    const char *plain = plain_form(part);
    if (plain != NULL) {
        size_t length = strlen(plain);
        memcpy(bytes, plain, length);
        return length;
    }
    const utf8proc_property_t *property = utf8proc_get_property((utf8proc_int32_t)part);
    switch (property->category) {
    case UTF8PROC_CATEGORY_MN:
    case UTF8PROC_CATEGORY_ME:
    case UTF8PROC_CATEGORY_CF:
        return 0;
    case UTF8PROC_CATEGORY_PD:
        bytes[0] = '-';
        return 1;
    case UTF8PROC_CATEGORY_ZS:
        bytes[0] = ' ';
        return 1;
    default: /* a spacing mark that normalisation may move goes too */
        return property->combining_class != 0 ? 0 : utf8_encode(part, bytes);
    }
}

size_t fold_point(struct fold *fold, uint32_t point)
{
    if (point < 0x80) {
        fold->bytes[0] = fold_ascii((unsigned char)point);
        return 1;
    }
    if (plain_form(point) != NULL)
        return fold_part(point, fold->bytes);
    int boundary = 0;
    utf8proc_ssize_t count =
        utf8proc_decompose_char((utf8proc_int32_t)point, fold->parts, FOLD_PARTS_MAX,
                                UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD, &boundary);
    size_t own_length = utf8_encode(point, fold->bytes);
    if (count < 0 || count > FOLD_PARTS_MAX)
        return own_length;
    size_t length = 0;
    for (utf8proc_ssize_t i = 0; i < count; i++) {
        size_t added = fold_part((uint32_t)fold->parts[i], fold->part);
        /* A whole phrase in one sign (U+FDFA) or a squared word (U+3316) stays as it is. */
        if (length + added > FOLD_GROWTH_MAX * own_length)
            return utf8_encode(point, fold->bytes);
        memcpy(fold->bytes + length, fold->part, added);
        length += added;
    }
    return length;
}

bool text_fold(const char *word, size_t word_len, unsigned char *folded, size_t folded_size,
               size_t *folded_len)
{
    const unsigned char *input = (const unsigned char *)word;
    struct fold fold;
    size_t length = 0;
    if (folded_size == 0)
        return false;
    for (size_t i = 0; i < word_len;) {
        if (input[i] - 1u < 0x7F) {
            if (length + 1 >= folded_size)
                return false;
            folded[length++] = fold_ascii(input[i++]);
            continue;
        }
        uint32_t point;
        size_t taken = utf8_decode(input + i, word_len - i, &point);
        if (taken == 0 || point == 0)
            return false;
        size_t added = fold_point(&fold, point);
        if (added >= folded_size - length)
            return false;
        memcpy(folded + length, fold.bytes, added);
        length += added;
        i += taken;
    }
    folded[length] = '\0';
    *folded_len = length;
    return true;
}
