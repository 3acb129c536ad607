/* Folding one code point. */
#ifndef PWPOL_TEXT_FOLD_H
#define PWPOL_TEXT_FOLD_H

#include <stddef.h>
#include <stdint.h>

/* The longest compatibility decomposition has 18 code points (U+FDFA). */
enum { FOLD_POINTS_MAX = 18 };

/* Writes the code points that point folds to; how many, which may be 0 for a
 * lone mark or an ignorable code point. */
size_t fold_point(uint32_t point, uint32_t folded[FOLD_POINTS_MAX]);

/* Lower case for ASCII, everything else as it is. */
static inline unsigned char fold_ascii(unsigned char byte)
{
    return byte >= 'A' && byte <= 'Z' ? (unsigned char)(byte + 32) : byte;
}

#endif
