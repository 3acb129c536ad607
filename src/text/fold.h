/* Folding of one code point. */
#ifndef PWPOL_TEXT_FOLD_H
#define PWPOL_TEXT_FOLD_H

#include <stddef.h>
#include <stdint.h>

/* A code point folds to at most this many times the bytes that it takes itself. */
enum { FOLD_GROWTH_MAX = 4, FOLD_BYTES_MAX = 4 * FOLD_GROWTH_MAX };
/* Code points of the longest compatibility decomposition, U+FDFA. */
enum { FOLD_PARTS_MAX = 18 };

/* Room for one fold; holds a piece of the text, so its owner wipes it. */
struct fold {
    unsigned char bytes[FOLD_BYTES_MAX]; /* the result, UTF-8 */
    int32_t parts[FOLD_PARTS_MAX];
    unsigned char part[4]; /* one of them, folded */
};

/* Folds one code point; the bytes of the result, 0 for a mark. */
size_t fold_point(struct fold *fold, uint32_t point);

/* Folds ASCII, one byte. */
static inline unsigned char fold_ascii(unsigned char byte)
{
    return (unsigned char)(byte | (byte >= 'A' && byte <= 'Z' ? 0x20 : 0));
}

#endif
