/* What a policy allows to one subject, read once. */
#ifndef PWPOL_THROTTLE_LIMITS_H
#define PWPOL_THROTTLE_LIMITS_H

#include "policy/policy.h"

/* A sliding window is counted in buckets of a sixth of it; with the one that is being filled there are seven, so
 * that a failure is forgotten after the window and at most a sixth more, never before. */
enum { WINDOW_PARTS = 6, BUCKETS = WINDOW_PARTS + 1 };

/* Durations in ms; 0 failures or attempts is no limit. */
struct limits {
    int64_t delay_after, delay_first, delay_max; /* B1 */
    double delay_factor;
    int64_t attempts_max, window, bucket; /* B2; bucket: how long one is filled */
    int64_t challenge_after;              /* B3 */
    int64_t lock_after, unlock_after;     /* B4, B5; unlock_after 0: until a person */
    int64_t attempt_lifetime;             /* then an attempt whose outcome was not told is a failure */
    int64_t failures_lifetime;            /* of a row without any attempt */
    uint32_t fingerprint;                 /* 24 bits that differ when window or attempt_lifetime do */
};

/* Of an account, and of whoever is counted apart from strangers. */
struct limits limits_of_account(const pwpol_policy *policy);
/* Of an address over all accounts, and of a network. */
struct limits limits_of_source(const pwpol_policy *policy);
struct limits limits_of_network(const pwpol_policy *policy);
/* Of a share of the failures of all accounts: attempts_max a minute. */
struct limits limits_of_everybody(int64_t attempts_max);

#endif
