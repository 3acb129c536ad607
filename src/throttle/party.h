/* Somebody whose attempts are counted: what a store knows of them, and what it is to know. */
#ifndef PWPOL_THROTTLE_PARTY_H
#define PWPOL_THROTTLE_PARTY_H

#include "throttle/subject.h"

enum party_kind {
    PARTY_ACCOUNT, /* strangers at an account */
    PARTY_DEVICE,  /* a known device at it */
    PARTY_PAIR,    /* a source of a recent success at it */
    PARTY_TRUST,   /* the mark of that success */
    PARTY_SOURCE,
    PARTY_NETWORK,
    PARTY_KINDS
};

struct party {
    const struct limits *limits; /* NULL: nobody of this kind takes part */
    store_key key;
    bool found; /* state is what the store holds; otherwise it holds nothing */
    unsigned char state[PWPOL_STORE_STATE_SIZE];
    struct counter counter; /* the same, brought to now; or what it is to become */
    bool damaged;           /* the state does not open: counter is a lock in its place */
    bool fresh;             /* counter is what state says: it need not be read */
};

/* "account", "device", "pair", "source", "network"; static. */
const char *party_name(enum party_kind kind);
/* Opens the state and brings it to now. */
void party_open(struct party *party, const struct secrets *secrets, int64_t now);
/* An item that reads. */
void party_ask(const struct party *party, pwpol_store_item *item);
/* An item that leaves the counter in the store if it still holds the state; nothing when there is nothing to tell.
 * False when the store holds nothing already, and need not. */
bool party_tell(const struct party *party, const struct secrets *secrets, pwpol_store_item *item);
/* After the swap of such an item. */
void party_told(struct party *party, const pwpol_store_item *item);
/* What load, or a swap that found something else, has found. */
void party_learn(struct party *party, const pwpol_store_item *item);

/* Before a try after one that came too late, so that those who want the same record do not meet again at once. */
void pause_before_try(unsigned tries);

#endif
