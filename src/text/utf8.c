#include "text/text.h"

/* The Unicode Standard 15.0, table 3-7: which second bytes may follow a first byte.
 * They exclude overlong forms (E0, F0), surrogates (ED) and what lies beyond
 * U+10FFFF (F4). */
static bool is_second(unsigned char first, unsigned char second)
{
    switch (first) {
    case 0xE0:
        return second >= 0xA0 && second <= 0xBF;
    case 0xED:
        return second >= 0x80 && second <= 0x9F;
    case 0xF0:
        return second >= 0x90 && second <= 0xBF;
    case 0xF4:
        return second >= 0x80 && second <= 0x8F;
    default:
        return (second & 0xC0) == 0x80;
    }
}

size_t utf8_decode(const unsigned char *bytes, size_t bytes_len, uint32_t *point)
{
    unsigned char first = bytes[0];
    if (first < 0x80) {
        *point = first;
        return 1;
    }
    size_t length = first < 0xC2 ? 0 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : first < 0xF5 ? 4 : 0;
    if (length == 0 || length > bytes_len || !is_second(first, bytes[1]))
        return 0;
    uint32_t value = (first & (0x7Fu >> length)) << 6 | (bytes[1] & 0x3F);
    for (size_t i = 2; i < length; i++) {
        if ((bytes[i] & 0xC0) != 0x80)
            return 0;
        value = value << 6 | (bytes[i] & 0x3F);
    }
    *point = value;
    return length;
}

size_t utf8_length(uint32_t point)
{
    return point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
}

size_t utf8_encode(uint32_t point, unsigned char *bytes)
{
    size_t length = utf8_length(point);
    if (length == 1) {
        bytes[0] = (unsigned char)point;
        return 1;
    }
    for (size_t i = length - 1; i > 0; i--) {
        bytes[i] = (unsigned char)(0x80 | (point & 0x3F));
        point >>= 6;
    }
    bytes[0] = (unsigned char)(0xF00u >> length | point); /* 110..., 1110..., 11110... */
    return length;
}
