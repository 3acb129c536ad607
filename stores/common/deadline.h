/* Until when a call may take: milliseconds of a clock that nobody sets. */
#ifndef PWPOL_STORES_DEADLINE_H
#define PWPOL_STORES_DEADLINE_H

#include <stdint.h>
#include <time.h>

static inline int64_t monotonic_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* Milliseconds left until deadline, 0 when it has passed. */
static inline int deadline_left(int64_t deadline)
{
    int64_t left = deadline - monotonic_ms();
    return left <= 0 ? 0 : left > 3600000 ? 3600000 : (int)left;
}

#endif
