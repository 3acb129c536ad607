/* THE decision: what is known of one subject, and pure functions of it, of the limits and of an explicit now.
 *
 * Failures are counted twice: in a row, for delays (B1), challenges (B3) and locks (B4, B5), and in a sliding
 * window, for the ceiling (B2). An attempt under way counts as a failure in every comparison, so that no number of
 * attempts at once gets more than one after the other would; but it delays and locks nothing, so that
 * a right password among them harms nobody. */
#ifndef PWPOL_THROTTLE_COUNTER_H
#define PWPOL_THROTTLE_COUNTER_H

#include "throttle/limits.h"

#include "pwpol/throttle.h"

enum { MACS = 4 };

/* All zero when nothing is known. Counts stop at their highest value. */
struct counter {
    bool locked;          /* until a time, or a person when until is 0 */
    bool by_person;       /* locked by one, for everybody */
    bool trusted;         /* no counter: the mark of a recent success, valid until a time */
    uint16_t failures;    /* in a row */
    uint16_t pending[2];  /* attempts under way, begun in this generation and in the one before */
    int64_t seen;         /* ms since 1970: when it last changed; 0 when nothing is known */
    int64_t until;        /* ms since 1970: end of a delay or a lock; 0 for none */
    uint32_t generation_age; /* ms that the generation had lasted when it last changed */
    uint32_t bucket_age;     /* ms that the newest bucket had been filled then */
    uint32_t macs[MACS];     /* of the last wrong passwords, 24 bits, the newest first; 0 for none */
    uint16_t buckets[BUCKETS]; /* failures of the window, the newest first */
};

/* A clock may be behind another's, or be read before another thread's, by this much: then no time has passed. What is
 * more is a clock that was set back: delays, locks and counts keep what they have left. */
enum { CLOCK_SKEW = 60000 };
/* An attempt under way decides what is open: ask again after this, or when it counts as a failure. */
enum { PARALLEL_WAIT = 1000 };

/* Brings it to now: what is over ends, attempts that were never settled become failures when their time came. To be
 * called before every other function here, with the same now; which is never before
 * counter.seen afterwards. */
void counter_advance(struct counter *counter, const struct limits *limits, int64_t now);

struct verdict {
    pwpol_decision decision;
    int64_t until;    /* of WAIT and LOCKED; 0: until a person */
    const char *rule; /* "B1"; "" when allowed; static */
};

/* May an attempt begin? mac: of its password, 0 when unknown. */
struct verdict counter_ask(const struct counter *counter, const struct limits *limits, uint32_t mac,
                           bool challenge_passed);
/* The same wrong password again. */
bool counter_knows(const struct counter *counter, uint32_t mac);

/* When an attempt under way changes generation, and when it becomes a failure. */
struct reservation {
    int64_t older;
    int64_t ended;
};

struct reservation counter_reserve(struct counter *counter, const struct limits *limits);
/* Each ends an attempt; reserved is NULL for one that was not counted, as a repeated one. False when the password was
 * known to be wrong, so that it is no failure. */
bool counter_fail(struct counter *counter, const struct limits *limits, const struct reservation *reserved,
                  uint32_t mac);
void counter_release(struct counter *counter, const struct reservation *reserved);
/* Ends the row too, and a delay or a lock that is no person's. */
void counter_succeed(struct counter *counter, const struct reservation *reserved);

/* One that was no attempt's of this counter. */
void counter_add_failure(struct counter *counter, const struct limits *limits);

/* until 0: until a person unlocks. */
void counter_lock(struct counter *counter, int64_t until);

uint32_t counter_pending(const struct counter *counter);
uint32_t counter_in_window(const struct counter *counter);
/* Nothing is known that could matter. */
bool counter_is_nothing(const struct counter *counter);
/* ms from counter.seen: how long it can matter, and for how long it holds somebody back. */
int64_t counter_lifetime(const struct counter *counter, const struct limits *limits);
int64_t counter_hold(const struct counter *counter);
/* For a full store. */
uint32_t counter_danger(const struct counter *counter);

#endif
