/* What the library takes from the system, in one place, so that a test can
 * stand in for it. */
#ifndef PWPOL_BASE_SEAMS_H
#define PWPOL_BASE_SEAMS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Initialises libsodium once, from any thread; false when the system gives no
 * random bytes. */
bool base_init(void);

/* Random bytes from the system, for salts, nonces, tokens and keys; false when it gives none, and
 * bytes is not to be used. libsodium's generator would end the program instead. */
bool random_fill(void *bytes, size_t size);

/* Uniform in [0, bound), without modulo bias; bound from 1 to 2^32 - 1. False when the system gives no
 * random bytes, and number stays as it was. */
bool random_below(uint32_t bound, uint32_t *number);

/* Has random_fill() take its bytes from a source that a simulation can repeat, until it is told NULL. Only while
 * no other thread asks for any. */
void random_from(void (*source)(void *bytes, size_t size));

/* Milliseconds since 1970, from the wall clock. */
int64_t clock_now(void);

/* Numbers without a sign as the C locale writes them, whatever the program's locale
 * is. The whole of text must be the number, an integer of at most 18 digits; false
 * otherwise. */
bool number_parse(const char *text, double *value);
bool integer_parse(const char *text, int64_t *value);
/* At most decimals digits after the point, no trailing zeros: "79.55", "80"; as
 * "1.000000e+300" when that is too long for text_size, which is at least 16. */
void number_print(double value, unsigned decimals, char *text, size_t text_size);

#endif
