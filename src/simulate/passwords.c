#include "simulate/passwords.h"

#include "simulate/chance.h"

#include <math.h>
#include <stdlib.h>

double passwords_share(double rank)
{
    return rank < 1 ? 0 : fmin(1, PASSWORDS_ZIPF_C * pow(rank, PASSWORDS_ZIPF_S));
}

/* The rank of the person at share, of all people in the order of their passwords. */
static double rank_at(double share)
{
    return fmax(1, ceil(pow(share / PASSWORDS_ZIPF_C, 1 / PASSWORDS_ZIPF_S)));
}

struct passwords passwords_zipf(double refused)
{
    return (struct passwords){ .model = PASSWORDS_ZIPF, .refused = refused, .refused_mass = passwords_share(refused) };
}

struct passwords passwords_even(double log10)
{
    return (struct passwords){ .model = PASSWORDS_EVEN, .log10 = log10 };
}

static bool grow(struct passwords *passwords)
{
    size_t capacity = passwords->capacity == 0 ? 4096 : passwords->capacity * 2;
    double *mass = realloc(passwords->mass, capacity * sizeof *mass);
    if (mass == NULL)
        return false;
    passwords->mass = mass;
    passwords->capacity = capacity;
    return true;
}

bool passwords_add(struct passwords *passwords, bool accepted)
{
    double before = passwords_share(passwords->lines);
    double mass = passwords_share(passwords->lines + 1.0) - before;
    if (accepted && passwords->count == passwords->capacity && !grow(passwords))
        return false;
    passwords->lines++;
    if (!accepted) {
        passwords->refused_mass += mass;
        return true;
    }
    double last = passwords->count == 0 ? 0 : passwords->mass[passwords->count - 1];
    passwords->mass[passwords->count++] = last + mass;
    return true;
}

void passwords_end(struct passwords *passwords)
{
    free(passwords->mass);
    passwords->mass = NULL;
    passwords->count = passwords->capacity = 0;
}

/* The first of the list whose mass is above share; from 1, 0 when there is none. */
static uint64_t find_in_list(const struct passwords *passwords, double share)
{
    size_t low = 0, high = passwords->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (passwords->mass[middle] > share)
            high = middle;
        else
            low = middle + 1;
    }
    return low < passwords->count ? low + 1 : 0;
}

uint64_t passwords_rank(const struct passwords *passwords, uint64_t seed, uint64_t account)
{
    double share = chance_share(seed, CHANCE_OF_PASSWORD, account, 0);
    double left = 1 - passwords->refused_mass; /* 0 when the law ends before what is accepted begins */
    switch (passwords->model) {
    case PASSWORDS_ZIPF:
        if (left <= 0)
            return 0;
        double rank = rank_at(1 - left + share * left) - passwords->refused;
        return rank < 1 ? 1 : (uint64_t)rank;
    case PASSWORDS_LIST:
        return find_in_list(passwords, share * left);
    default:
        /* Beyond 10^18 no attacker comes, and a rank is a whole number. */
        return passwords->log10 > 18 ? 0 : 1 + (uint64_t)(share * pow(10, passwords->log10));
    }
}

double passwords_found(const struct passwords *passwords, uint64_t guesses)
{
    double left = 1 - passwords->refused_mass;
    switch (passwords->model) {
    case PASSWORDS_ZIPF:
        return left <= 0 ? 0
                         : (passwords_share(passwords->refused + (double)guesses) - passwords->refused_mass) / left;
    case PASSWORDS_LIST:
        if (guesses > passwords->count)
            guesses = passwords->count;
        return guesses == 0 ? 0 : passwords->mass[guesses - 1] / left;
    default:
        return fmin(1, (double)guesses / pow(10, passwords->log10));
    }
}
