/* What is simulated: an attack, and the people who log in meanwhile. */
#ifndef PWPOL_SIMULATE_SCENARIO_H
#define PWPOL_SIMULATE_SCENARIO_H

#include "simulate/passwords.h"

enum attack {
    ATTACK_GUESSING, /* each account in turn, its most likely password not yet tried */
    ATTACK_PAIRS     /* one pair of account and password of a leak after the other, each once */
};
enum addresses { ADDRESSES_IPV4, ADDRESSES_IPV6 };
enum day { DAY_FLAT, DAY_PEOPLE, DAY_OFFICE };
extern const char *const attack_names[];    /* NULL ends them; in the order of the enum, as below */
extern const char *const addresses_names[];
extern const char *const day_names[];

/* How many logins each hour of a day sees, 24 of them, of mean 1. */
const double *day_hours(enum day day);

struct scenario {
    const char *name;
#define FIELD(id, name, member, whole, lowest, highest) double member;
#include "simulate/scenario.def"
#undef FIELD
    enum attack attack;
    enum addresses addresses;
    enum day day;
    bool inside;      /* the attacker's addresses are those of owners */
    int64_t duration; /* ms */
    uint64_t seed;
    struct passwords passwords;
};

enum { SCENARIO_DURATION_MAX = 30 * 86400 }; /* seconds */
/* Guesses that an attack may have. */
#define SCENARIO_EVENTS_MAX 1e9

enum field {
#define FIELD(id, name, member, whole, lowest, highest) FIELD_##id,
#include "simulate/scenario.def"
#undef FIELD
    FIELDS
};

struct field_row {
    const char *name;
    bool whole;
    double lowest, highest;
};
const struct field_row *field_row(enum field field);
double *field_of(struct scenario *scenario, enum field field);

/* The scenarios that have a name, the first of which is the usual one; NULL past the last. */
const struct scenario *scenario_named(size_t index);

/* How many accounts are attacked. */
uint32_t scenario_targets(const struct scenario *scenario);

#endif
