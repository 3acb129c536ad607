/* A store with what is known of its health and of its clock. */
#ifndef PWPOL_THROTTLE_KEEPER_H
#define PWPOL_THROTTLE_KEEPER_H

#include "throttle/report.h"
#include "throttle/store.h"

#include <stdatomic.h>

/* A store that does not answer is left alone: at once when it took so long to say so, or
 * after so many failures in a row; then one caller tries it again each second, and the others are told at once. */
enum { STORE_SLOW = 50, STORE_FAILURES = 3, STORE_RETRY = 1000 };

struct keeper {
    pwpol_store *store;
    const struct reporter *reporter;
    bool in_memory;
    _Atomic int64_t retry_at; /* of the system's monotonic clock, ms; 0 while all is well */
    _Atomic int failures;     /* in a row */
    _Atomic bool has_clock;   /* the store counts time by a clock of its own */
    _Atomic int64_t clock_lead; /* its clock's lead over CLOCK_BOOTTIME, ms */
};

void keeper_init(struct keeper *keeper, pwpol_store *store, const struct reporter *reporter);

/* pwpol_store_load() and pwpol_store_swap(); PWPOL_ERR_STORE at once while the store is left alone. */
pwpol_status keeper_load(struct keeper *keeper, pwpol_store_item *items, size_t count, int64_t now);
pwpol_status keeper_swap(struct keeper *keeper, pwpol_store_item *items, size_t count, int64_t now, bool *swapped);

/* What time the store counts by when it is now for the caller: its own clock's, where it has one. */
int64_t keeper_time(const struct keeper *keeper, int64_t now);

/* ms since the system started, time asleep included; no change of the system's clock moves it. */
int64_t boot_time(void);
/* The same to within a few ms, cheaply; time asleep may be left out. */
int64_t coarse_time(void);

#endif
