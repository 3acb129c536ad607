/* A call of the library is ended by nobody half-way: with a lock held, a file open, a secret in memory or an attempt
 * under way. A thread that is cancelled meanwhile (pthread_cancel(3)) ends at its next cancellation point after it.
 *
 * UNCANCELLED comes first in every public function that opens, reads, writes, waits, draws random bytes or calls the
 * caller back; tests/faults/cancelled.c finds who forgot it. */
#ifndef PWPOL_BASE_UNCANCELLED_H
#define PWPOL_BASE_UNCANCELLED_H

#include <pthread.h>

static inline int cancellation_off(void)
{
    int before = PTHREAD_CANCEL_ENABLE;
    pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &before);
    return before;
}

static inline void cancellation_as_before(const int *before)
{
    pthread_setcancelstate(*before, NULL);
}

/* clang takes for unused what only a cleanup reads. */
#define UNCANCELLED                                                                                                    \
    __attribute__((cleanup(cancellation_as_before), unused)) const int cancellation_before = cancellation_off()

#endif
