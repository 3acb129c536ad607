#include "simulate/scenario.h"

#include <stddef.h>

const char *const attack_names[] = { "guessing", "pairs", NULL };
const char *const addresses_names[] = { "ipv4", "ipv6", NULL };
const char *const day_names[] = { "flat", "people", "office", NULL };

/* Shapes of a day, of mean 1: chosen to look like one, measured nowhere. */
static const double hours[][24] = {
    [DAY_FLAT] = { 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1 },
    [DAY_PEOPLE] = { 0.3, 0.1, 0.1, 0.1, 0.1, 0.2, 0.5, 0.9, 1.3, 1.5, 1.5, 1.3,
                     1.2, 1.3, 1.4, 1.4, 1.4, 1.4, 1.4, 1.5, 1.6, 1.6, 1.2, 0.7 },
    [DAY_OFFICE] = { 0, 0, 0, 0, 0, 0, 0.3, 2.5, 8.2, 4.0, 1.2, 0.8,
                     0.5, 2.8, 1.6, 0.8, 0.6, 0.4, 0.2, 0.1, 0, 0, 0, 0 },
};

const double *day_hours(enum day day)
{
    return hours[day];
}

#define HOUR_MS ((int64_t)3600 * 1000)

/* What all have in common, unless they say otherwise. The share of captchas is what people who are paid to
 * solve them reach; that of reused pairs is within the 0.1 to 2 % that services report; that of mistakes is
 * between what was seen for desktops and for telephones (R. Chatterjee et al., "pASSWORD tYPOS", IEEE S&P 2016). */
#define USUAL                                                                                                \
    .accounts = 100000, .targets = 0, .rate = 100, .sources = 1000, .reuse = 0.005, .unknown = 0,            \
    .captchas = 1, .logins = 1, .mistyped = 0.05, .forgotten = 0.01, .known = 0.9, .behind = 1,              \
    .attack = ATTACK_GUESSING, .addresses = ADDRESSES_IPV4, .day = DAY_PEOPLE, .duration = 24 * HOUR_MS,     \
    .seed = 1

static const struct scenario named[] = {
    { USUAL, .name = "spraying" },
    /* Everybody logs in every half hour, so that the one owner concerned is seen often enough. */
    { USUAL, .name = "hammering", .accounts = 1000, .targets = 1, .rate = 10, .logins = 48, .day = DAY_FLAT },
    { USUAL, .name = "stuffing", .accounts = 1000000, .attack = ATTACK_PAIRS, .rate = 10, .sources = 5000,
      .unknown = 0.3, .logins = 0.2 },
    /* One infected machine among five thousand employees. */
    { USUAL, .name = "office", .accounts = 5000, .rate = 1, .sources = 1, .inside = true, .logins = 2,
      .behind = 5000, .day = DAY_OFFICE },
};

const struct scenario *scenario_named(size_t index)
{
    return index < sizeof named / sizeof named[0] ? &named[index] : NULL;
}

static const struct field_row rows[] = {
#define FIELD(id, name, member, whole, lowest, highest) [FIELD_##id] = { name, whole, lowest, highest },
#include "simulate/scenario.def"
#undef FIELD
};

const struct field_row *field_row(enum field field)
{
    return &rows[field];
}

double *field_of(struct scenario *scenario, enum field field)
{
    static const size_t offsets[] = {
#define FIELD(id, name, member, whole, lowest, highest) [FIELD_##id] = offsetof(struct scenario, member),
#include "simulate/scenario.def"
#undef FIELD
    };
    return (double *)(void *)((char *)scenario + offsets[field]);
}

uint32_t scenario_targets(const struct scenario *scenario)
{
    return (uint32_t)(scenario->targets > 0 && scenario->targets < scenario->accounts ? scenario->targets
                                                                                      : scenario->accounts);
}
