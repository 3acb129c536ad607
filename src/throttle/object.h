/* The inside of a throttle, for the files of this room. */
#ifndef PWPOL_THROTTLE_OBJECT_H
#define PWPOL_THROTTLE_OBJECT_H

#include "throttle/everybody.h"
#include "throttle/guesses.h"
#include "throttle/keeper.h"

/* In secret memory, for the sake of the secrets. What is not atomic is only read once it is made. */
struct pwpol_throttle {
    struct secrets secrets;
    struct limits account, source, network;
    bool trust;
    int64_t trust_lifetime; /* ms */
    unsigned source_prefix_ipv4, source_prefix_ipv6, network_prefix_ipv6;
    int64_t outage; /* OUTAGE_... */
    struct reporter reporter;
    int64_t wall_lead; /* of the wall clock over CLOCK_BOOTTIME, ms, when it was made */
    pwpol_store *own_store; /* NULL when the caller has one */
    pwpol_store *local_store;
    struct keeper keeper;
    struct keeper local; /* while the store does not answer; its store is NULL unless throttle.outage is local */
    struct guesses *guesses; /* of keeper's store; NULL for one in memory, which is near */
    struct everybody everybody;
};

/* The caller's now, or the throttle's own clock for 0; false for no time. */
bool throttle_time(const pwpol_throttle *throttle, int64_t given, int64_t *now);

#endif
