/* What this process last saw under some keys of a store that is far away. A guess saves a round trip when it is
 * right, which the store says: it compares before it changes anything. */
#ifndef PWPOL_THROTTLE_GUESSES_H
#define PWPOL_THROTTLE_GUESSES_H

#include "throttle/party.h"

struct guesses;

/* NULL without memory. */
struct guesses *guesses_new(void);
void guesses_free(struct guesses *guesses);
/* What a party may be in the store: as it was last seen, or nothing. guesses may be NULL, then it is nothing. */
void guesses_guess(struct guesses *guesses, struct party *party);
/* What the store holds under a key now. guesses may be NULL. */
void guesses_see(struct guesses *guesses, const store_key key, bool found,
                 const unsigned char state[PWPOL_STORE_STATE_SIZE]);

#endif
