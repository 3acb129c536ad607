/* Public structs that begin with their size, so that they can grow: a caller
 * may have been compiled against an older, shorter one or a newer, longer one. */
#ifndef PWPOL_BASE_SIZED_H
#define PWPOL_BASE_SIZED_H

#include "pwpol/status.h"

#include <stdbool.h>
#include <stddef.h>

/* Copies a struct that a caller gives into one of this release, whose size is
 * struct_size and stays the value of its first field. What a shorter one lacks is
 * zero; what this release does not know must be unused, which is zero. False
 * otherwise, and when given is NULL or shorter than its own size. */
bool sized_read(void *copy, size_t struct_size, const void *given);

/* Fills a caller's struct from one of this release: what this release does not know is zeroed, and
 * the caller's size stays. PWPOL_ERR_ARGUMENT when result is NULL or shorter than its own size. */
pwpol_status sized_give(void *result, const void *made, size_t struct_size);

/* Whether sized_give() could, to know it before the work is done. */
bool sized_can_give(const void *result);

#endif
