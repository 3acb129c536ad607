#include "text/text.h"

#include <utf8proc.h>

static enum text_class ascii_class(uint32_t point)
{
    if (point >= 'a' && point <= 'z')
        return CLASS_LOWER;
    if (point >= 'A' && point <= 'Z')
        return CLASS_UPPER;
    return point >= '0' && point <= '9' ? CLASS_DIGIT : CLASS_SPECIAL;
}

enum text_class text_class_of(uint32_t point)
{
    if (point < 0x80)
        return ascii_class(point);
    switch (utf8proc_category((utf8proc_int32_t)point)) {
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LT:
        return CLASS_UPPER;
    case UTF8PROC_CATEGORY_LL:
        return CLASS_LOWER;
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_LO:
    /* A mark that no letter absorbed belongs to a word: it is no special. */
    case UTF8PROC_CATEGORY_MN:
    case UTF8PROC_CATEGORY_MC:
    case UTF8PROC_CATEGORY_ME:
        return CLASS_OTHER_LETTER;
    /* Superscripts, Roman numerals and other scripts' digits: people who type
     * them mean a number, and a number must not pass for a special. */
    case UTF8PROC_CATEGORY_ND:
    case UTF8PROC_CATEGORY_NL:
    case UTF8PROC_CATEGORY_NO:
        return CLASS_DIGIT;
    default:
        return CLASS_SPECIAL;
    }
}
