/* Memory for secrets: wiped when given back, kept out of core dumps and, where
 * the system lets us, out of swap. */
#ifndef PWPOL_BASE_SECRET_H
#define PWPOL_BASE_SECRET_H

#include <stddef.h>

/* NULL when there is no memory or size is 0; aligned for any type; zeroed. */
void *secret_alloc(size_t size);
/* Wipes and gives back. NULL is fine. */
void secret_free(void *secret);

/* An arena takes many small pieces for one piece of work and gives them all
 * back, wiped, at once. Start it zeroed: struct arena arena = {0}. */
struct arena_chunk;
struct arena {
    struct arena_chunk *chunks; /* the newest first */
};

/* count x size zeroed bytes, aligned for any type; NULL when there is no memory
 * or the product overflows. Valid until arena_end(). */
void *arena_take(struct arena *arena, size_t count, size_t size);
void arena_end(struct arena *arena);

/* Wipes in a way that the compiler cannot remove. */
void secret_wipe(void *memory, size_t size);
/* Wipes 8 KiB of stack beyond the caller's frame: what a library that was given
 * a secret left in frames that have ended. */
void secret_wipe_stack(void);

#endif
