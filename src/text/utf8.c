#include "text/text.h"

/* Source: The Unicode Standard 15, table 3-7, well-formed UTF-8 byte sequences. */
size_t utf8_decode(const unsigned char *bytes, size_t bytes_len, uint32_t *point)
{
    unsigned char first = bytes[0];
    if (first < 0x80) {
        *point = first;
        return 1;
    }
    size_t length = first < 0xC2 ? 0 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : first < 0xF5 ? 4 : 0;
    if (length == 0 || length > bytes_len)
        return 0;
    uint32_t value = first & (0x7Fu >> length);
    for (size_t i = 1; i < length; i++) {
        if ((bytes[i] & 0xC0) != 0x80)
            return 0;
        value = value << 6 | (bytes[i] & 0x3F);
    }
    static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
    if (value < least[length] || value > 0x10FFFF || (value >= 0xD800 && value <= 0xDFFF))
        return 0;
    *point = value;
    return length;
}

size_t utf8_encode(uint32_t point, unsigned char *bytes)
{
    if (point < 0x80) {
        bytes[0] = (unsigned char)point;
        return 1;
    }
    size_t length = point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
    for (size_t i = length - 1; i > 0; i--) {
        bytes[i] = (unsigned char)(0x80 | (point & 0x3F));
        point >>= 6;
    }
    bytes[0] = (unsigned char)(0xF00u >> length | point);
    return length;
}
