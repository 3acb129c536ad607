/* Chance that can be drawn again: every number is a function of the seed and of
 * what it is drawn for, and of nothing else. So a run can be repeated, and the
 * owners of a day with an attack do exactly what they do on the day without. */
#ifndef PWPOL_SIMULATE_CHANCE_H
#define PWPOL_SIMULATE_CHANCE_H

#include <stdint.h>

/* What a number is drawn for. */
enum chance_of {
    CHANCE_OF_PASSWORD, /* number: an account */
    CHANCE_OF_REUSE,    /* number: an account */
    CHANCE_OF_PAIR,     /* number: a pair of a leak */
    CHANCE_OF_CAPTCHA,  /* number: a challenge */
    CHANCE_OF_ARRIVAL,  /* number: a login */
    CHANCE_OF_OWNER,    /* number: a login */
    CHANCE_OF_LOGIN,    /* number: a login; step: a try and what is asked about it */
    CHANCE_OF_KEY,      /* number: a block of bytes */
    CHANCE_OF_SYSTEM    /* number: a block of bytes that the library asked the system for */
};

/* 64 bits, each as likely. */
uint64_t chance_bits(uint64_t seed, enum chance_of what, uint64_t number, uint64_t step);
/* In [0, 1). */
double chance_share(uint64_t seed, enum chance_of what, uint64_t number, uint64_t step);
/* In [0, bound); bound from 1 to 2^48. */
uint64_t chance_below(uint64_t seed, enum chance_of what, uint64_t number, uint64_t step, uint64_t bound);
/* A waiting time of mean 1. */
double chance_wait(uint64_t seed, enum chance_of what, uint64_t number, uint64_t step);

#endif
