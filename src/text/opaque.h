/* Which code points a password may hold. */
#ifndef PWPOL_TEXT_OPAQUE_H
#define PWPOL_TEXT_OPAQUE_H

#include <stdbool.h>
#include <stdint.h>

/* Whether point may follow before (0 at the start of the text). */
bool opaque_allows(uint32_t point, uint32_t before);

#endif
