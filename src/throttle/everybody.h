/* Failures a minute over all accounts, which show that somebody tries stolen passwords everywhere. They are
 * counted in shares by account, so that no record is written by every attempt, and a share that is full is
 * written no more. */
#ifndef PWPOL_THROTTLE_EVERYBODY_H
#define PWPOL_THROTTLE_EVERYBODY_H

#include "throttle/keeper.h"

#include <pthread.h>
#include <stdatomic.h>

enum { SHARES_MAX = 64, SHARE_FAILURES = 1024 };

/* What was last known of one share. */
struct share {
    store_key key;
    bool found;
    unsigned char state[PWPOL_STORE_STATE_SIZE];
    struct counter counter; /* what state says */
    int64_t read_at;        /* coarse_time() */
    _Atomic int64_t calm_until; /* the same clock: until then it is known not to be full */
};

struct everybody {
    unsigned shares_count; /* 0: not counted at all */
    struct limits limits;  /* of one share */
    const struct secrets *secrets;
    const struct reporter *reporter;
    pthread_mutex_t lock; /* of shares, but for calm_until */
    atomic_uint forks;    /* see base/forks.h */
    struct share shares[SHARES_MAX];
    _Atomic int64_t reported_at;
};

/* failures: throttle.stuffing_failures. */
void everybody_init(struct everybody *everybody, int64_t failures, const struct secrets *secrets,
                    const struct reporter *reporter);
void everybody_end(struct everybody *everybody);

/* Whether an account's share is full; asks the store when what is known is older than a second. */
bool everybody_is_full(struct everybody *everybody, struct keeper *keeper, const store_key account, int64_t now);
/* Fills an item that counts one more failure; false when there is nothing to count. */
bool everybody_count(struct everybody *everybody, const store_key account, int64_t now, pwpol_store_item *item);
/* What became of that item. */
void everybody_learn(struct everybody *everybody, const store_key account, const pwpol_store_item *item,
                     bool swapped, int64_t now);

#endif
