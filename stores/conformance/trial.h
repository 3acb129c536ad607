/* One requirement being tried on a store. */
#ifndef PWPOL_STORES_CONFORMANCE_TRIAL_H
#define PWPOL_STORES_CONFORMANCE_TRIAL_H

#include "pwpol/store_conformance.h"

#include <stdbool.h>

enum { FOUND_SIZE = 320 };

struct trial {
    const pwpol_store_conformance_options *options;
    pwpol_store *store; /* open and empty when a requirement begins */
    bool own_clock;     /* of the store; else it counts by ours */
    int64_t now;        /* ours; ms since 1970 */
    int64_t told;       /* by the store, at the last call */
    uint32_t rounds;
    char found[FOUND_SIZE];
};

struct requirement {
    const char *name;
    const char *sentence;
    bool shared_only;
    bool capacity_only;
    bool (*kept)(struct trial *trial);
};

/* Says what was met instead; false. */
bool broken(struct trial *trial, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* The number'th key: as even as a hash, always the same. */
void key_of(uint32_t number, unsigned char key[PWPOL_STORE_KEY_SIZE]);
/* A state that tells number and generation apart from all others. */
void state_of(uint32_t number, uint32_t generation, unsigned char state[PWPOL_STORE_STATE_SIZE]);

/* Items: of any expectation to be kept; to be put, for a day unless changed. */
pwpol_store_item item_of(uint32_t number);
pwpol_store_item item_put(uint32_t number, uint32_t generation);

/* The calls, by the trial's clock. False, with what was met, when the status is not PWPOL_OK or, of
 * must_swap, when the answer is not the expected one. */
bool must_load(struct trial *trial, pwpol_store_item *items, size_t count);
bool must_swap(struct trial *trial, pwpol_store_item *items, size_t count, bool expected);
bool must_put(struct trial *trial, uint32_t number, uint32_t generation);
/* Whether the number'th key holds that state, or with generation 0 nothing. */
bool must_hold(struct trial *trial, uint32_t number, uint32_t generation);
bool told_state(struct trial *trial, const pwpol_store_item *item, uint32_t number, uint32_t generation);

/* Lets ms pass: by our clock, or truly where the store has one of its own. */
bool let_pass(struct trial *trial, int64_t ms);

extern const struct requirement swap_requirements[], lifetime_requirements[], scan_requirements[],
    together_requirements[], full_requirements[];

#endif
