/* What a simulated day came to. */
#ifndef PWPOL_SIMULATE_RESULTS_H
#define PWPOL_SIMULATE_RESULTS_H

#include <stdint.h>

/* Who refused a guess: pwpol_attempt_answer.cause. */
enum cause { CAUSE_ACCOUNT, CAUSE_DEVICE, CAUSE_PAIR, CAUSE_SOURCE, CAUSE_NETWORK, CAUSE_GLOBAL, CAUSE_OTHER, CAUSES };
extern const char *const cause_names[]; /* in this order */

/* How logins end. */
struct logins {
    uint64_t begun;
    uint64_t smooth;      /* logged in, and never held back */
    uint64_t held;        /* logged in, after a wait or a captcha */
    uint64_t turned_away; /* not logged in: locked, or made to wait for too long */
    uint64_t forgotten;   /* given up after too many mistakes of their own */
    uint64_t waits;       /* times that somebody waited, and how long together */
    uint64_t waited_ms;
    uint64_t captchas;
};

/* What is drawn over time. */
enum series { SERIES_SENT, SERIES_VERIFIED, SERIES_BROKEN, SERIES_LOCKS, SERIES_SMOOTH, SERIES_DISTURBED, SERIES_COUNT };
enum { RESULTS_BINS = 96 };

struct results {
    /* The attack. */
    uint64_t sent;            /* guesses, whatever became of them */
    uint64_t verified;        /* compared with a password */
    uint64_t refused[CAUSES]; /* neither verified nor given a captcha that was solved */
    uint64_t captchas;        /* asked of the attacker */
    uint64_t broken;          /* accounts */
    uint64_t most_verified;   /* on one account */
    uint64_t locks_by_attack;
    uint64_t locks_by_owners;
    uint64_t accounts_locked; /* at least once, by the attack */
    double expected;          /* accounts broken, on paper: the sum of the probabilities of the guesses verified */
    /* The owners: those who come from their own device, and the others. */
    struct logins known;
    struct logins strange;
    struct logins targeted;          /* of both, those whose account is under attack */
    uint64_t owners_disturbed;       /* accounts whose owner was held back or turned away */
    /* The store. */
    uint64_t records;
    uint64_t bytes;
    uint64_t events; /* times that the library was asked */
    uint64_t series[SERIES_COUNT][RESULTS_BINS];
};

#endif
