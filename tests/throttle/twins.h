/* The counter and its reference, driven alike by draws: of a generator (model.c), or of a fuzzer's input. */
#ifndef PWPOL_TESTS_TWINS_H
#define PWPOL_TESTS_TWINS_H

#include "reference.h"
#include "throttle/state.h"

/* Where choices come from. under: a number from 0, below bound, which is at least 1. */
struct draws {
    int64_t (*under)(struct draws *draws, int64_t bound);
    const void *bytes; /* the rest is whose it is */
    size_t left;
    uint64_t seed;
};

struct limits draw_limits(struct draws *draws);
/* Mostly moments, sometimes just as long as something lasts, give or take 1 ms, rarely long. */
int64_t draw_step(struct draws *draws, const struct limits *limits);

/* Time as it is, and the clock that shows it. The clock only ever goes back: that it jumps
 * forward cannot be told from time that passes. */
struct clock {
    int64_t time, shown;
};
void let_pass(struct draws *draws, struct clock *clock, int64_t step);

enum { UNDER_WAY_MAX = 24, MACS_USED = 7 };

struct under_way {
    bool active;
    struct reference_attempt reference;
    struct reservation reservation;
    uint32_t mac;
};

struct twins {
    struct limits limits;
    struct reference reference;
    bool found;
    unsigned char state[PWPOL_STORE_STATE_SIZE];
    struct under_way under_way[UNDER_WAY_MAX];
};

/* Both begin with nothing, under limits of these draws. */
void twins_init(struct twins *twins, struct draws *draws);
/* The counter of the state that is kept, brought to now; and back. Aborts when the state does not open. */
struct counter twins_open(const struct twins *twins, int64_t now);
void twins_close(struct twins *twins, const struct counter *counter);
/* An attempt begins or ends. NULL, or in what the two differ. */
const char *twins_step(struct twins *twins, struct draws *draws, int64_t now);

#endif
