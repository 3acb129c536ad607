/* Products and quotients of 128 bits. */
#ifndef PWPOL_BASE_WIDE_H
#define PWPOL_BASE_WIDE_H

#include <stdint.h>

/* The same with 64 bits only, as on 32-bit processors; for tests on others. */
static inline uint64_t multiply_high_by_halves(uint64_t one, uint64_t other)
{
    uint64_t one_low = (uint32_t)one, one_high = one >> 32, other_low = (uint32_t)other, other_high = other >> 32;
    uint64_t middle = one_high * other_low + (one_low * other_low >> 32);
    uint64_t middle_low = one_low * other_high + (uint32_t)middle;
    return one_high * other_high + (middle >> 32) + (middle_low >> 32);
}

static inline uint64_t divide_shifted_by_bits(uint64_t number, unsigned shift, uint64_t divisor)
{
    uint64_t quotient = 0, rest = number;
    for (; shift > 0; shift--) {
        rest *= 2;
        quotient *= 2;
        if (rest >= divisor) {
            rest -= divisor;
            quotient++;
        }
    }
    return quotient + (rest > 0);
}

#ifdef __SIZEOF_INT128__
__extension__ typedef unsigned __int128 uint128;
#endif

/* The upper 64 bits of the product. */
static inline uint64_t multiply_high(uint64_t one, uint64_t other)
{
#ifdef __SIZEOF_INT128__
    return (uint64_t)((uint128)one * other >> 64);
#else
    return multiply_high_by_halves(one, other);
#endif
}

/* number x 2^shift / divisor, rounded up; number is below the divisor, which is at most 2^63, and shift is at most 63. */
static inline uint64_t divide_shifted(uint64_t number, unsigned shift, uint64_t divisor)
{
#ifdef __SIZEOF_INT128__
    return (uint64_t)((((uint128)number << shift) + divisor - 1) / divisor);
#else
    return divide_shifted_by_bits(number, shift, divisor);
#endif
}

#endif
