/* A store as the rooms of the library see it. */
#ifndef PWPOL_THROTTLE_STORE_H
#define PWPOL_THROTTLE_STORE_H

#include "pwpol/store.h"

/* Times are milliseconds from 1970 to the year 9999, which 48 bits hold. */
#define TIME_MAX INT64_C(253402300799999)

struct pwpol_store {
    pwpol_store_methods methods;
    void *context;
};

/* pwpol_store_load() and pwpol_store_swap() for a caller that has turned cancellation off and whose items are valid. */
pwpol_status store_load(pwpol_store *store, pwpol_store_item *items, size_t count, int64_t *now);
pwpol_status store_swap(pwpol_store *store, pwpol_store_item *items, size_t count, int64_t *now, bool *swapped);

/* The records of a store in memory; NULL for another store. */
struct memory;
struct memory *store_memory(const pwpol_store *store);

#endif
