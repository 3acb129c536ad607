/* A counter as a store keeps it: 64 bytes, of which the last 8 are a keyed tag of the others and of
 * the subject's key. What was cut, altered, or belongs to another subject does not open. */
#ifndef PWPOL_THROTTLE_STATE_H
#define PWPOL_THROTTLE_STATE_H

#include "throttle/counter.h"

#include <sodium.h>

enum { STATE_KEY_SIZE = crypto_shorthash_KEYBYTES };

void state_write(const struct counter *counter, const struct limits *limits,
                 const unsigned char secret[STATE_KEY_SIZE], const unsigned char key[PWPOL_STORE_KEY_SIZE],
                 unsigned char state[PWPOL_STORE_STATE_SIZE]);
/* False for what was not written by state_write() with this secret for this key. What was
 * counted under another window or lifetime counts as if it had happened just now. */
bool state_read(struct counter *counter, const struct limits *limits, const unsigned char secret[STATE_KEY_SIZE],
                const unsigned char key[PWPOL_STORE_KEY_SIZE],
                const unsigned char state[PWPOL_STORE_STATE_SIZE]);

#endif
