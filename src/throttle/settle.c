/* The end of an attempt: its outcome is told, or it is taken back. */
#include "throttle/attempt.h"

#include "base/uncancelled.h"

#include <stdlib.h>
#include <string.h>

enum outcome { FAILED, SUCCEEDED, RELEASED };

/* The items of a settlement: those counted in their order, then the mark of a success or everybody's count. */
struct settlement {
    enum outcome outcome;
    bool repeated; /* the password was known to be wrong */
    bool locks;    /* this failure locks */
    pwpol_store_item items[COUNTED_MAX + 1];
    bool told[COUNTED_MAX]; /* the item of a counted one is among them */
    size_t count;
    bool has_everybody; /* the last item is */
};

static void end_on(struct counted *counted, struct settlement *settlement, bool is_first, uint32_t mac)
{
    struct party *party = &counted->party;
    const struct reservation *reserved = counted->reserved ? &counted->reservation : NULL;
    struct reservation anew;
    if (reserved != NULL && !party->found) {
        /* A full store has forgotten it, or a person has unlocked: it counts all the same. */
        anew = counter_reserve(&party->counter, party->limits);
        reserved = &anew;
    }
    if (settlement->outcome == SUCCEEDED && is_first && !party->damaged) {
        counter_succeed(&party->counter, reserved);
    } else if (settlement->outcome == FAILED && !settlement->repeated) {
        bool was_locked = party->counter.locked;
        settlement->repeated = !counter_fail(&party->counter, party->limits, reserved, is_first ? mac : 0);
        if (is_first)
            settlement->locks = party->counter.locked && !was_locked;
    } else {
        counter_release(&party->counter, reserved);
    }
}

static void mark_trust(const pwpol_attempt *attempt, int64_t now, pwpol_store_item *item)
{
    const pwpol_throttle *throttle = attempt->throttle;
    struct party mark = { .limits = &throttle->account };
    memcpy(mark.key, attempt->trust, sizeof mark.key);
    mark.counter = (struct counter){ .trusted = true, .seen = now, .until = now + throttle->trust_lifetime };
    if (mark.counter.until > TIME_MAX)
        mark.counter.until = TIME_MAX;
    party_tell(&mark, &throttle->secrets, item);
    item->expect = PWPOL_EXPECT_ANY;
}

static void prepare(pwpol_attempt *attempt, int64_t now, enum outcome outcome, struct settlement *settlement)
{
    settlement->outcome = outcome;
    settlement->repeated = settlement->locks = false;
    settlement->count = 0;
    for (size_t i = 0; i < attempt->counted_count; i++) {
        struct counted *counted = &attempt->counted[i];
        party_open(&counted->party, &attempt->throttle->secrets, now);
        end_on(counted, settlement, i == 0, attempt->mac);
        settlement->told[i] = (counted->reserved || outcome == SUCCEEDED) &&
                              party_tell(&counted->party, &attempt->throttle->secrets,
                                         &settlement->items[settlement->count]);
        settlement->count += settlement->told[i];
    }
    if (outcome == SUCCEEDED && attempt->marks_trust)
        mark_trust(attempt, now, &settlement->items[settlement->count++]);
    settlement->has_everybody = outcome == FAILED && !settlement->repeated && attempt->counted[0].reserved &&
                                everybody_count(&attempt->throttle->everybody, attempt->account, now,
                                                &settlement->items[settlement->count]);
    settlement->count += settlement->has_everybody;
}

static void learn(pwpol_attempt *attempt, const struct settlement *settlement, bool swapped, int64_t now)
{
    size_t item = 0;
    for (size_t i = 0; i < attempt->counted_count; i++)
        if (settlement->told[i])
            party_learn(&attempt->counted[i].party, &settlement->items[item++]);
    if (settlement->has_everybody)
        everybody_learn(&attempt->throttle->everybody, attempt->account,
                        &settlement->items[settlement->count - 1], swapped, now);
}

/* What the store holds now, for the next attempt. */
static void remember(const pwpol_attempt *attempt, const struct settlement *settlement)
{
    struct guesses *guesses =
        attempt->keeper == &attempt->throttle->keeper ? attempt->throttle->guesses : NULL;
    for (size_t i = 0; guesses != NULL && i < settlement->count - settlement->has_everybody; i++) {
        const pwpol_store_item *item = &settlement->items[i];
        guesses_see(guesses, item->key, item->action == PWPOL_ACTION_PUT, item->state);
    }
}

static void report(const pwpol_attempt *attempt, const struct settlement *settlement, int64_t now)
{
    static const char *const names[] = { [FAILED] = "attempt.failed", [SUCCEEDED] = "attempt.succeeded" };
    const struct counter *counter = &attempt->counted[0].party.counter;
    const struct reporter *reporter = &attempt->throttle->reporter;
    const unsigned char *source = attempt->has_source ? attempt->source : NULL;
    if (settlement->outcome == RELEASED)
        return;
    pwpol_event event = { .name = names[settlement->outcome],
                          .cause = party_name(attempt->kind),
                          .now = now,
                          .count = counter->failures };
    report_event(reporter, event, attempt->account, source);
    event.until = counter->until;
    event.rule = settlement->locks ? "B4" : "B1";
    event.name = settlement->locks ? "account.locked" : "account.delayed";
    if (settlement->outcome == FAILED && !settlement->repeated &&
        (settlement->locks || counter->until > counter->seen))
        report_event(reporter, event, attempt->account, source);
}

static pwpol_status settle(pwpol_attempt *attempt, int64_t caller_now, enum outcome outcome)
{
    for (unsigned tries = 0; tries < TRIES_MAX; tries++) {
        struct settlement settlement;
        bool swapped = true;
        int64_t now = keeper_time(attempt->keeper, caller_now);
        pause_before_try(tries);
        prepare(attempt, now, outcome, &settlement);
        if (settlement.count > 0) {
            pwpol_status status =
                keeper_swap(attempt->keeper, settlement.items, settlement.count, now, &swapped);
            if (status != PWPOL_OK)
                return status;
            if (!swapped || settlement.has_everybody)
                learn(attempt, &settlement, swapped, now);
            if (swapped)
                remember(attempt, &settlement);
        }
        if (swapped) {
            report(attempt, &settlement, caller_now);
            return PWPOL_OK;
        }
    }
    return PWPOL_ERR_STORE;
}

static pwpol_status end(pwpol_attempt *attempt, int64_t given, enum outcome outcome)
{
    int64_t now;
    bool valid = throttle_time(attempt->throttle, given, &now);
    if (!valid)
        throttle_time(attempt->throttle, 0, &now);
    pwpol_status status = attempt->keeper == NULL ? PWPOL_OK : settle(attempt, now, outcome);
    if (status != PWPOL_OK)
        status = PWPOL_ERR_STORE;
    free(attempt);
    return valid ? status : PWPOL_ERR_ARGUMENT;
}

pwpol_status pwpol_attempt_settle(pwpol_attempt *attempt, bool success, int64_t now)
{
    UNCANCELLED;
    return attempt == NULL ? PWPOL_ERR_ARGUMENT : end(attempt, now, success ? SUCCEEDED : FAILED);
}

void pwpol_attempt_release(pwpol_attempt *attempt, int64_t now)
{
    UNCANCELLED;
    if (attempt != NULL)
        end(attempt, now, RELEASED);
}
