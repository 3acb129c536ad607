/* Which code points a password may hold. */
#ifndef PWPOL_TEXT_OPAQUE_H
#define PWPOL_TEXT_OPAQUE_H

#include <stdbool.h>
#include <stdint.h>

/* Whether point may follow before (0 at the start of the text). */
bool opaque_allows(uint32_t point, uint32_t before);

/* Joiners, variation selectors and tags: seen only in what they are attached to. */
bool opaque_is_invisible(uint32_t point);

#endif
