/* Looks for secrets in the whole memory of the process. What is looked for is
 * kept in a form that is not found itself: every 8 bytes of it, multiplied. */
#ifndef PWPOL_TESTS_HASH_RESIDUE_H
#define PWPOL_TESTS_HASH_RESIDUE_H

#include <stddef.h>

/* Runs function on a stack of its own, zeroed before it, which is left as it was in the end: looking does not write
 * over what a call has left there. */
void residue_run(void (*function)(void *argument), void *argument);
/* What a function does that leaves a copy of a secret, of at most 256 bytes, on its stack. */
void residue_leave(const char *secret, size_t length);
/* Forgets what was looked for before. */
void residue_begin(void);
/* From now on looks for every run of run_len bytes, a multiple of 8, of secret,
 * which has at most 256; name is a literal. Leaves no copy. */
void residue_expect(const char *name, const unsigned char *secret, size_t length, size_t run_len);
/* How many runs are found in the readable mappings of this process; each is
 * told on standard error with its mapping. */
size_t residue_count(void);

#endif
