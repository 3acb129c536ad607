#include "throttle/counter.h"

#include "throttle/store.h"

#include <math.h>
#include <string.h>

/* A lock that waits for a person is kept for as long as a store can say. */
#define FOR_EVER (INT64_C(100) * 365 * 86400 * 1000)

static int64_t later(int64_t time, int64_t duration)
{
    return duration > TIME_MAX - time ? TIME_MAX : time + duration;
}

static int64_t latest(int64_t one, int64_t other)
{
    return one > other ? one : other;
}

static uint16_t sum(uint16_t count, uint32_t more)
{
    return more > (uint32_t)(UINT16_MAX - count) ? UINT16_MAX : (uint16_t)(count + more);
}

uint32_t counter_pending(const struct counter *counter)
{
    return (uint32_t)counter->pending[0] + counter->pending[1];
}

uint32_t counter_in_window(const struct counter *counter)
{
    uint32_t failures = 0;
    for (int i = 0; i < BUCKETS; i++)
        failures += counter->buckets[i];
    return failures;
}

/* ---- Time passes ---- */

static void clock_was_set_back(struct counter *counter, int64_t now)
{
    int64_t back = counter->seen - now;
    if (counter->until != 0)
        counter->until = counter->until > back ? counter->until - back : 1; /* 0 would mean for ever */
    counter->seen = now;
}

static void age_buckets(struct counter *counter, const struct limits *limits, int64_t elapsed)
{
    int64_t age = counter->bucket_age + elapsed;
    int64_t shift = age < limits->bucket ? 0 : age / limits->bucket;
    counter->bucket_age = (uint32_t)(age - shift * limits->bucket);
    if (shift >= BUCKETS) {
        memset(counter->buckets, 0, sizeof counter->buckets);
    } else if (shift > 0) {
        memmove(counter->buckets + shift, counter->buckets, (size_t)(BUCKETS - shift) * sizeof counter->buckets[0]);
        memset(counter->buckets, 0, (size_t)shift * sizeof counter->buckets[0]);
    }
}

/* To a time before which no attempt ends. */
static void move_to(struct counter *counter, const struct limits *limits, int64_t time)
{
    if (counter->locked && counter->until != 0 && counter->until <= time) {
        counter->locked = counter->by_person = false;
        counter->failures = 0; /* whoever has sat out a lock begins a new row */
    }
    if (counter->until <= time && !counter->locked)
        counter->until = 0;
    if (time - counter->seen >= limits->failures_lifetime)
        counter->failures = 0;
    age_buckets(counter, limits, time - counter->seen);
    counter->seen = time;
}

/* B1: delay_first, then each delay_factor times the one before, up to delay_max. */
static int64_t delay_after(const struct limits *limits, int64_t failures)
{
    double delay =
        (double)limits->delay_first * pow(limits->delay_factor, (double)(failures - limits->delay_after));
    return delay < (double)limits->delay_max ? (int64_t)delay : limits->delay_max;
}

static void lock_from(struct counter *counter, const struct limits *limits, int64_t time)
{
    bool for_a_person = counter->locked && counter->until == 0;
    counter->locked = true;
    if (limits->unlock_after == 0 || for_a_person)
        counter->until = 0;
    else
        counter->until = latest(counter->until, later(time, limits->unlock_after));
}

/* At counter.seen. */
static void add_failures(struct counter *counter, const struct limits *limits, uint32_t failures)
{
    if (failures == 0)
        return;
    counter->failures = sum(counter->failures, failures);
    counter->buckets[0] = sum(counter->buckets[0], failures);
    if (counter->by_person)
        return;
    if (limits->lock_after > 0 && counter->failures >= limits->lock_after)
        lock_from(counter, limits, counter->seen);
    else if (limits->delay_after > 0 && counter->failures >= limits->delay_after && !counter->locked)
        counter->until =
            latest(counter->until, later(counter->seen, delay_after(limits, counter->failures)));
}

/* How long from counter.seen until attempts that were never settled have had their time. */
static int64_t first_ends_after(const struct counter *counter, const struct limits *limits)
{
    if (counter_pending(counter) == 0)
        return INT64_MAX;
    int64_t left = limits->attempt_lifetime - counter->generation_age;
    return counter->pending[1] > 0 ? left : left + limits->attempt_lifetime;
}

static void end_first(struct counter *counter, const struct limits *limits, int64_t wait)
{
    uint32_t never_settled = counter->pending[1];
    move_to(counter, limits, counter->seen + wait);
    counter->pending[1] = 0;
    if (never_settled == 0)
        never_settled = counter->pending[0];
    else
        counter->pending[1] = counter->pending[0];
    counter->pending[0] = 0;
    counter->generation_age = 0;
    add_failures(counter, limits, never_settled);
}

static void age_generation(struct counter *counter, const struct limits *limits, int64_t elapsed)
{
    int64_t age = counter->generation_age + elapsed;
    counter->generation_age = (uint32_t)(age % limits->attempt_lifetime);
    if (age >= limits->attempt_lifetime) {
        counter->pending[1] = counter->pending[0]; /* those before have ended */
        counter->pending[0] = 0;
    }
}

void counter_advance(struct counter *counter, const struct limits *limits, int64_t now)
{
    if (counter->seen == 0)
        counter->seen = now;
    if (now < counter->seen - CLOCK_SKEW)
        clock_was_set_back(counter, now);
    if (now < counter->seen)
        now = counter->seen;
    /* Another policy may have left more failures than this one allows before a lock. */
    if (limits->lock_after > 0 && counter->failures >= limits->lock_after && !counter->locked)
        lock_from(counter, limits, counter->seen);
    int64_t wait = first_ends_after(counter, limits);
    for (; now - counter->seen >= wait; wait = first_ends_after(counter, limits))
        end_first(counter, limits, wait);
    age_generation(counter, limits, now - counter->seen);
    move_to(counter, limits, now);
    if (counter_is_nothing(counter))
        *counter = (struct counter){ .seen = counter->seen }; /* as if a store had forgotten it */
}

/* ---- May an attempt begin? ---- */

bool counter_knows(const struct counter *counter, uint32_t mac)
{
    for (int i = 0; i < MACS; i++)
        if (mac != 0 && counter->macs[i] == mac)
            return true;
    return false;
}

/* When enough failures will be out of the window for one more attempt; seen when there is room now. */
static int64_t room_in_window(const struct counter *counter, const struct limits *limits)
{
    int64_t rest = counter_in_window(counter);
    if (limits->attempts_max == 0 || rest < limits->attempts_max)
        return counter->seen;
    int64_t leaves = limits->bucket - counter->bucket_age; /* from now, for the oldest bucket */
    for (int i = BUCKETS - 1; i > 0; i--, leaves += limits->bucket) {
        rest -= counter->buckets[i];
        if (rest < limits->attempts_max)
            break;
    }
    return later(counter->seen, leaves);
}

/* The limit that attempts under way would reach if they all failed; "" when there is room for one more. */
static const char *parallel_limit(const struct counter *counter, const struct limits *limits)
{
    int64_t pending = counter_pending(counter);
    int64_t in_row = counter->failures + pending;
    if (pending == 0)
        return "";
    if (limits->lock_after > 0 && in_row >= limits->lock_after)
        return "B4";
    if (limits->delay_after > 0 && in_row >= limits->delay_after)
        return "B1";
    return limits->attempts_max > 0 && counter_in_window(counter) + pending >= limits->attempts_max ? "B2" : "";
}

static int64_t parallel_wait(const struct counter *counter, const struct limits *limits)
{
    int64_t left = limits->attempt_lifetime - counter->generation_age;
    if (counter->pending[1] == 0)
        left += limits->attempt_lifetime;
    return later(counter->seen, left < PARALLEL_WAIT ? left : PARALLEL_WAIT);
}

struct verdict counter_ask(const struct counter *counter, const struct limits *limits, uint32_t mac,
                           bool challenge_passed)
{
    if (counter->locked)
        return (struct verdict){ PWPOL_LOCKED, counter->until, "B4" };
    int64_t room = room_in_window(counter, limits);
    if (counter->until > counter->seen || room > counter->seen)
        return (struct verdict){ PWPOL_WAIT, latest(counter->until, room), counter->until > room ? "B1" : "B2" };
    if (limits->challenge_after > 0 && !challenge_passed &&
        counter->failures + counter_pending(counter) >= limits->challenge_after)
        return (struct verdict){ PWPOL_CHALLENGE, 0, "B3" };
    const char *reached = counter_knows(counter, mac) ? "" : parallel_limit(counter, limits);
    if (reached[0] != '\0')
        return (struct verdict){ PWPOL_WAIT, parallel_wait(counter, limits), reached };
    return (struct verdict){ PWPOL_ALLOW, 0, "" };
}

/* ---- An attempt ---- */

struct reservation counter_reserve(struct counter *counter, const struct limits *limits)
{
    counter->pending[0] = sum(counter->pending[0], 1);
    int64_t older = counter->seen + (limits->attempt_lifetime - counter->generation_age);
    return (struct reservation){ older, older + limits->attempt_lifetime };
}

/* Takes an attempt back from the generation that it must be in by now. False when it is in none any more. */
static bool take_back(struct counter *counter, const struct reservation *reserved)
{
    if (reserved == NULL || counter->seen >= reserved->ended)
        return false;
    int place = counter->seen >= reserved->older;
    if (counter->pending[place] == 0)
        place = !place; /* a clock was set back, or another policy counted anew */
    if (counter->pending[place] == 0)
        return false;
    counter->pending[place]--;
    return true;
}

bool counter_fail(struct counter *counter, const struct limits *limits, const struct reservation *reserved,
                  uint32_t mac)
{
    bool counts = take_back(counter, reserved);
    if (counter_knows(counter, mac))
        return false;
    if (mac != 0) {
        memmove(counter->macs + 1, counter->macs, (MACS - 1) * sizeof counter->macs[0]);
        counter->macs[0] = mac;
    }
    if (counts) /* or it has become one already */
        add_failures(counter, limits, 1);
    return true;
}

void counter_add_failure(struct counter *counter, const struct limits *limits)
{
    add_failures(counter, limits, 1);
}

void counter_release(struct counter *counter, const struct reservation *reserved)
{
    take_back(counter, reserved);
}

void counter_succeed(struct counter *counter, const struct reservation *reserved)
{
    take_back(counter, reserved);
    counter->failures = 0;
    memset(counter->macs, 0, sizeof counter->macs);
    if (!counter->by_person) {
        counter->locked = false;
        counter->until = 0;
    }
}

void counter_lock(struct counter *counter, int64_t until)
{
    counter->locked = counter->by_person = true;
    counter->until = until;
}

/* ---- For a store ---- */

bool counter_is_nothing(const struct counter *counter)
{
    return !counter->locked && !counter->trusted && counter->failures == 0 && counter->until == 0 &&
           counter_pending(counter) == 0 && counter_in_window(counter) == 0;
}

/* A store may count from a clock that is behind the one that was seen. */
int64_t counter_hold(const struct counter *counter)
{
    if (counter->locked && counter->until == 0)
        return FOR_EVER;
    return counter->until > counter->seen && !counter->trusted ? counter->until - counter->seen + CLOCK_SKEW : 0;
}

int64_t counter_lifetime(const struct counter *counter, const struct limits *limits)
{
    int64_t lifetime = latest(counter_hold(counter), 1);
    if (counter->trusted)
        return latest(counter->until - counter->seen, 1);
    bool pending = counter_pending(counter) > 0;
    int64_t settled = pending ? 2 * limits->attempt_lifetime : 0;
    if (counter->failures > 0 || pending)
        lifetime = latest(lifetime, limits->failures_lifetime + settled);
    if (counter_in_window(counter) > 0 || pending)
        lifetime = latest(lifetime, BUCKETS * limits->bucket + settled);
    /* Attempts that are never settled may end in a lock. */
    if (pending && limits->lock_after > 0 &&
        counter->failures + (int64_t)counter_pending(counter) >= limits->lock_after)
        lifetime = latest(lifetime, limits->unlock_after == 0 ? FOR_EVER : limits->unlock_after + settled);
    return lifetime + CLOCK_SKEW;
}

/* A recent success is worth more than an account with one or two failures: strangers who fill a store
 * with names must not make it forget the owners first. */
enum { DANGER_TRUSTED = 12, DANGER_IN_ROW = 4, DANGER_LOCKED = 1 << 20 };

uint32_t counter_danger(const struct counter *counter)
{
    if (counter->trusted)
        return DANGER_TRUSTED;
    uint32_t danger = DANGER_IN_ROW * ((uint32_t)counter->failures + counter_pending(counter)) +
                      counter_in_window(counter);
    return counter->locked ? danger + DANGER_LOCKED : danger;
}
