/* Stands in for src/text until it is there. */
#include "text/text.h"

#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

__attribute__((weak)) bool text_fold(const char *word, size_t word_len, unsigned char *folded,
                                     size_t folded_size, size_t *folded_len)
{
    utf8proc_uint8_t *mapped = NULL;
    utf8proc_ssize_t length =
        utf8proc_map((const utf8proc_uint8_t *)word, (utf8proc_ssize_t)word_len, &mapped,
                     (utf8proc_option_t)(UTF8PROC_STABLE | UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT |
                                         UTF8PROC_CASEFOLD | UTF8PROC_STRIPMARK));
    bool fits = length >= 0 && (size_t)length < folded_size;
    if (fits) {
        memcpy(folded, mapped, (size_t)length);
        *folded_len = (size_t)length;
    }
    free(mapped);
    return fits;
}

__attribute__((weak)) size_t utf8_decode(const unsigned char *bytes, size_t bytes_len, uint32_t *point)
{
    utf8proc_int32_t decoded;
    utf8proc_ssize_t taken = utf8proc_iterate(bytes, (utf8proc_ssize_t)bytes_len, &decoded);
    *point = (uint32_t)decoded;
    return taken > 0 ? (size_t)taken : 0;
}
