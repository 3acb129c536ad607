#include "simulate/chance.h"

#include <math.h>

/* The finaliser of splitmix64: G. Steele, D. Lea, C. Flood, "Fast splittable
 * pseudorandom number generators", OOPSLA 2014, with the constants of D. Stafford. */
static uint64_t mix(uint64_t bits)
{
    bits = (bits ^ (bits >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    bits = (bits ^ (bits >> 27)) * UINT64_C(0x94D049BB133111EB);
    return bits ^ (bits >> 31);
}

uint64_t chance_bits(uint64_t seed, enum chance_of what, uint64_t number, uint64_t step)
{
    static const uint64_t golden = UINT64_C(0x9E3779B97F4A7C15);
    uint64_t bits = mix(seed + golden * ((uint64_t)what + 1));
    bits = mix(bits + golden * (number + 1));
    return mix(bits + golden * (step + 1));
}

double chance_share(uint64_t seed, enum chance_of what, uint64_t number, uint64_t step)
{
    return (double)(chance_bits(seed, what, number, step) >> 11) * 0x1p-53;
}

uint64_t chance_below(uint64_t seed, enum chance_of what, uint64_t number, uint64_t step, uint64_t bound)
{
    return (uint64_t)(chance_share(seed, what, number, step) * (double)bound);
}

double chance_wait(uint64_t seed, enum chance_of what, uint64_t number, uint64_t step)
{
    return -log1p(-chance_share(seed, what, number, step));
}
