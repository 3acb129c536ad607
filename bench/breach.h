/* The measures of bench-breach, a file each. */
#ifndef PWPOL_BENCH_BREACH_H
#define PWPOL_BENCH_BREACH_H

#include <stdint.h>

enum { ROUNDS = 5, SAMPLE = 1 << 20, ASKED = 1 << 20 };

/* Numbers that look drawn, the same at each run. */
static inline uint64_t mix(uint64_t value)
{
    value += 0x9E3779B97F4A7C15;
    value = (value ^ value >> 30) * 0xBF58476D1CE4E5B9;
    value = (value ^ value >> 27) * 0x94D049BB133111EB;
    return value ^ value >> 31;
}

/* Each returns what the program leaves with. */
int make_lines(uint64_t count, uint64_t seed, const char *sample_path);
int measure_table(uint64_t count, uint64_t negatives, const char *folder);

#endif
