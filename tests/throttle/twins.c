#include "twins.h"

#include <stdlib.h>
#include <string.h>

struct limits draw_limits(struct draws *draws)
{
    struct limits limits = {
        .delay_after = draws->under(draws, 6),
        .delay_first = 1000 * (1 + draws->under(draws, 100)),
        .delay_factor = 1 + (double)draws->under(draws, 20) / 10,
        .attempts_max = draws->under(draws, 9),
        .window = 1000 * (60 + draws->under(draws, 1000)),
        .challenge_after = draws->under(draws, 5),
        .lock_after = draws->under(draws, 8),
        .unlock_after = draws->under(draws, 4) == 0 ? 0 : 1000 * (1 + draws->under(draws, 2000)),
        .attempt_lifetime = 1000 * (1 + draws->under(draws, 60)),
        .failures_lifetime = 1000 * (100 + draws->under(draws, 5000)),
        .fingerprint = (uint32_t)draws->under(draws, 1 << 24),
    };
    limits.delay_max = limits.delay_first + 1000 * draws->under(draws, 1000);
    limits.bucket = (limits.window + WINDOW_PARTS - 1) / WINDOW_PARTS;
    return limits;
}

int64_t draw_step(struct draws *draws, const struct limits *limits)
{
    const int64_t durations[] = { limits->delay_first,
                                  limits->bucket,
                                  limits->attempt_lifetime,
                                  limits->window,
                                  limits->unlock_after + 1,
                                  limits->failures_lifetime,
                                  PARALLEL_WAIT,
                                  CLOCK_SKEW };
    switch (draws->under(draws, 8)) {
    case 0:
    case 1:
        return draws->under(draws, 2);
    case 2:
        return durations[draws->under(draws, 8)] - 1 + draws->under(draws, 3);
    case 3:
        return draws->under(draws, 1000 * 1000);
    default:
        return draws->under(draws, 5000);
    }
}

void let_pass(struct draws *draws, struct clock *clock, int64_t step)
{
    clock->time += step;
    clock->shown += step;
    switch (draws->under(draws, 400)) {
    case 0: /* years */
        clock->shown -= draws->under(draws, INT64_C(5) * 365 * 86400 * 1000);
        break;
    case 1:
    case 2:
        clock->shown -= draws->under(draws, 10 * CLOCK_SKEW);
        break;
    default:
        break;
    }
    if (clock->shown < 1)
        clock->shown = 1;
}

/* ---- The functions themselves ---- */

static const unsigned char secret[STATE_KEY_SIZE] = { 1 }, key[PWPOL_STORE_KEY_SIZE] = { 2 };

void twins_init(struct twins *twins, struct draws *draws)
{
    memset(twins, 0, sizeof *twins);
    twins->limits = draw_limits(draws);
    reference_init(&twins->reference, &twins->limits);
}

struct counter twins_open(const struct twins *twins, int64_t now)
{
    struct counter counter = { 0 };
    if (twins->found && !state_read(&counter, &twins->limits, secret, key, twins->state))
        abort();
    counter_advance(&counter, &twins->limits, now);
    return counter;
}

void twins_close(struct twins *twins, const struct counter *counter)
{
    twins->found = !counter_is_nothing(counter);
    if (twins->found)
        state_write(counter, &twins->limits, secret, key, twins->state);
}

static const char *difference(const struct counter *counter, const struct reference *reference)
{
    if (counter->failures != reference->row)
        return "failures in a row";
    if (counter_pending(counter) != (uint32_t)reference->pending_count)
        return "attempts under way";
    if (counter_in_window(counter) != (uint32_t)reference_in_window(reference))
        return "failures of the window";
    if (counter->until != reference->until)
        return "the end of a delay or a lock";
    return counter->locked != reference->locked ? "the lock" : NULL;
}

static const char *begin(struct twins *twins, struct draws *draws, int64_t now)
{
    struct under_way *under_way = &twins->under_way[draws->under(draws, UNDER_WAY_MAX)];
    uint32_t mac = (uint32_t)draws->under(draws, MACS_USED); /* 0 for none */
    bool passed = draws->under(draws, 3) == 0;
    struct counter counter = twins_open(twins, now);
    struct verdict verdict = counter_ask(&counter, &twins->limits, mac, passed);
    bool repeated = counter_knows(&counter, mac);
    struct reference_attempt attempt = { 0 };
    struct verdict wanted = reference_begin(&twins->reference, now, mac, passed, &attempt);
    if (verdict.decision != wanted.decision || verdict.until != wanted.until ||
        strcmp(verdict.rule, wanted.rule) != 0)
        return "the decision";
    if (verdict.decision != PWPOL_ALLOW)
        return NULL;
    if (repeated == attempt.counted)
        return "whether the password is known";
    /* one that was there before is never settled */
    *under_way = (struct under_way){ .active = true, .reference = attempt, .mac = mac };
    if (repeated)
        return NULL;
    under_way->reservation = counter_reserve(&counter, &twins->limits);
    if (under_way->reservation.older != attempt.older || under_way->reservation.ended != attempt.ended)
        return "the end of an attempt";
    twins_close(twins, &counter);
    return NULL;
}

static void end(struct twins *twins, struct draws *draws, int64_t now)
{
    struct under_way *under_way = &twins->under_way[draws->under(draws, UNDER_WAY_MAX)];
    if (!under_way->active)
        return;
    under_way->active = false;
    enum reference_outcome outcome = draws->under(draws, 6) == 0   ? REFERENCE_SUCCEEDED
                                     : draws->under(draws, 8) == 0 ? REFERENCE_RELEASED
                                                                   : REFERENCE_FAILED;
    bool counted = under_way->reference.counted, found = twins->found;
    reference_end(&twins->reference, now, &under_way->reference, outcome);
    if (!counted && outcome != REFERENCE_SUCCEEDED)
        return;
    struct counter counter = twins_open(twins, now);
    struct reservation *reserved = counted ? &under_way->reservation : NULL, anew;
    if (counted && !found) {
        anew = counter_reserve(&counter, &twins->limits);
        reserved = &anew;
    }
    if (outcome == REFERENCE_SUCCEEDED)
        counter_succeed(&counter, reserved);
    else if (outcome == REFERENCE_RELEASED)
        counter_release(&counter, reserved);
    else
        counter_fail(&counter, &twins->limits, reserved, under_way->mac);
    twins_close(twins, &counter);
}

const char *twins_step(struct twins *twins, struct draws *draws, int64_t now)
{
    const char *differs = NULL;
    if (draws->under(draws, 2) == 0)
        differs = begin(twins, draws, now);
    else
        end(twins, draws, now);
    if (differs != NULL)
        return differs;
    struct counter counter = twins_open(twins, now);
    struct reference reference = reference_at(&twins->reference, now);
    return difference(&counter, &reference);
}
