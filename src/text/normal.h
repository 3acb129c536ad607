/* Normalization Form C that remembers where each code point came from. */
#ifndef PWPOL_TEXT_NORMAL_H
#define PWPOL_TEXT_NORMAL_H

#include "base/secret.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The longest canonical decomposition of one code point, U+1F82 and its kin. */
enum { NORMAL_PARTS_MAX = 4 };
/* Below this code point nothing is changed or joined by Normalization Form C. */
enum { NORMAL_FIRST_CHANGED = 0x300 };

/* points[i] comes from the input's code point source[i], which never decreases;
 * source has one entry more, the length of the input. */
struct normal {
    uint32_t *points;
    uint32_t *source;
    size_t length;
};

/* At most 2^28 code points. False when there is no memory. Takes a time linear in count. */
bool normal_compose(struct arena *arena, const uint32_t *input, size_t count, struct normal *normal);

#endif
