/* What a stored string that is not worth computing must cost: nothing. */
#ifndef PWPOL_TESTS_HASH_AT_ONCE_H
#define PWPOL_TESTS_HASH_AT_ONCE_H

#include "support.h"

#include "fail_alloc.h"
#include "hash/hasher.h"

#include <time.h>

/* The verdict on a stored string, for which nothing was allocated, no slot was taken, and the processor worked
 * for less than 10 ms. Of a hasher with hash.prepare = raw: preparing a password takes memory. */
static inline pwpol_verdict verdict_at_once(pwpol_hasher *hasher, const char *stored, pwpol_verified *result)
{
    enum { LIMIT_US = 10000 };
    struct timespec begun, ended;
    size_t now, peak_before, peak_after;
    slots_usage(hasher->slots, &now, &peak_before);
    fail_alloc_start(0, false);
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &begun);
    pwpol_verdict verdict = pwpol_verify(hasher, stored, "secret", 6, NULL, 0, result);
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &ended);
    assert_int_equal(fail_alloc_count(), 0);
    slots_usage(hasher->slots, &now, &peak_after);
    assert_int_equal(peak_before, peak_after);
    int64_t us = ((int64_t)ended.tv_sec - begun.tv_sec) * 1000000 + (ended.tv_nsec - begun.tv_nsec) / 1000;
    assert_true(us < LIMIT_US);
    return verdict;
}

#endif
