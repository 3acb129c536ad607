/* An attempt under way, from its beginning to its end. */
#ifndef PWPOL_THROTTLE_ATTEMPT_H
#define PWPOL_THROTTLE_ATTEMPT_H

#include "throttle/object.h"
#include "throttle/party.h"

/* Tries to change records that others change too. Each loser's records were changed by a winner, and winners are
 * bounded by the limits, so that this many are lost only by chance, or at a source that many people share. */
enum { TRIES_MAX = 100 };

struct counted {
    struct party party; /* as the store knew it last */
    struct reservation reservation;
    bool reserved;
};

/* Who may be counted by one attempt: one of ACCOUNT, DEVICE, PAIR, then SOURCE and NETWORK. */
enum { COUNTED_MAX = 3 };

struct pwpol_attempt {
    pwpol_throttle *throttle;
    struct keeper *keeper; /* NULL: nothing was counted, nothing is to settle */
    enum party_kind kind;  /* of the first that is counted */
    size_t counted_count;
    struct counted counted[COUNTED_MAX];
    store_key account;
    store_key source;
    store_key trust; /* where a success is marked */
    bool has_source;
    bool marks_trust;
    uint32_t mac; /* of the password; 0 when unknown */
};

#endif
