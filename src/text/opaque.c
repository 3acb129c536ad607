#include "text/opaque.h"

#include <utf8proc.h>

/* RFC 8265 takes the code points of an OpaqueString from the FreeformClass of
 * RFC 8264: letters, marks, digits, symbols, punctuation and spaces of any
 * script. What it disallows is refused here in so far as a person could not be
 * sure to type or see it again, or the verdict could change with the version of
 * Unicode: controls, line separators, unassigned and private code points,
 * non-characters, and whatever is invisible.
 *
 * Two departures, both towards what people type:
 * - RFC 8264 knows no emoji. Joiners, variation selectors and the tags of the
 *   flags of England, Scotland and Wales are let in where they attach to
 *   something, and the code points that Unicode reserves for emoji to come are
 *   let in before this library's tables know them.
 * - Old Hangul jamo and a few Arabic and Japanese signs that RFC 8264 excepts
 *   are visible and harmless in a text that is compared with itself alone. */

enum { ZERO_WIDTH_NON_JOINER = 0x200C, ZERO_WIDTH_JOINER = 0x200D, BLACK_FLAG = 0x1F3F4 };

static bool is_joiner(uint32_t point)
{
    return point == ZERO_WIDTH_NON_JOINER || point == ZERO_WIDTH_JOINER;
}

/* Property Variation_Selector of the Unicode Character Database. */
static bool is_selector(uint32_t point)
{
    return (point >= 0xFE00 && point <= 0xFE0F) || (point >= 0xE0100 && point <= 0xE01EF) ||
           (point >= 0x180B && point <= 0x180D) || point == 0x180F;
}

static bool is_tag(uint32_t point)
{
    return point >= 0xE0020 && point <= 0xE007F;
}

/* Unassigned, but Extended_Pictographic (UTS 51, emoji-data.txt): an emoji one day,
 * and until then a code point that no normalisation changes. */
static bool is_emoji_to_come(uint32_t point)
{
    return (point >= 0x1F000 && point <= 0x1FAFF) || (point >= 0x1FC00 && point <= 0x1FFFD);
}

bool opaque_allows(uint32_t point, uint32_t before)
{
    if (is_joiner(point))
        return before != 0 && !is_joiner(before);
    if (is_selector(point))
        return before != 0 && !is_joiner(before) && !is_selector(before);
    if (is_tag(point))
        return before == BLACK_FLAG || is_tag(before);
    const utf8proc_property_t *property = utf8proc_get_property((utf8proc_int32_t)point);
    switch (property->category) {
    case UTF8PROC_CATEGORY_CN:
        return is_emoji_to_come(point);
    case UTF8PROC_CATEGORY_CC:
    case UTF8PROC_CATEGORY_CF:
    case UTF8PROC_CATEGORY_CS:
    case UTF8PROC_CATEGORY_CO:
    case UTF8PROC_CATEGORY_ZL:
    case UTF8PROC_CATEGORY_ZP:
        return false;
    default:
        return !property->ignorable; /* Hangul fillers, the grapheme joiner */
    }
}
