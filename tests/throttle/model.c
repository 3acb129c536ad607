/* The decision against the reference, over random sequences of events.
 *
 * PWPOL_MODEL_EVENTS tells how many events (a million by default), PWPOL_MODEL_SEED which sequence. */
#include <stdio.h>

#include "throttle_support.h"

#include "reference.h"
#include "throttle/state.h"

#include <stdlib.h>

static uint64_t random_state;

/* xorshift64* (S. Vigna 2014, public domain): the same everywhere, so that a failure can be repeated. */
static uint64_t random_bits(void)
{
    random_state ^= random_state >> 12;
    random_state ^= random_state << 25;
    random_state ^= random_state >> 27;
    return random_state * UINT64_C(2685821657736338717);
}

static int64_t random_under(int64_t bound)
{
    return (int64_t)(random_bits() >> 11) % bound;
}

static int64_t of_environment(const char *name, int64_t otherwise)
{
    const char *text = getenv(name);
    return text == NULL ? otherwise : strtoll(text, NULL, 10);
}

static struct limits random_limits(void)
{
    struct limits limits = {
        .delay_after = random_under(6),
        .delay_first = 1000 * (1 + random_under(100)),
        .delay_factor = 1 + (double)random_under(20) / 10,
        .attempts_max = random_under(9),
        .window = 1000 * (60 + random_under(1000)),
        .challenge_after = random_under(5),
        .lock_after = random_under(8),
        .unlock_after = random_under(4) == 0 ? 0 : 1000 * (1 + random_under(2000)),
        .attempt_lifetime = 1000 * (1 + random_under(60)),
        .failures_lifetime = 1000 * (100 + random_under(5000)),
        .fingerprint = (uint32_t)random_under(1 << 24),
    };
    limits.delay_max = limits.delay_first + 1000 * random_under(1000);
    limits.bucket = (limits.window + WINDOW_PARTS - 1) / WINDOW_PARTS;
    return limits;
}

/* Mostly moments, sometimes just as long as something lasts, give or take 1 ms, rarely long. */
static int64_t random_step(const struct limits *limits)
{
    const int64_t durations[] = { limits->delay_first, limits->bucket,           limits->attempt_lifetime,
                                  limits->window,      limits->unlock_after + 1, limits->failures_lifetime,
                                  PARALLEL_WAIT,       CLOCK_SKEW };
    switch (random_under(8)) {
    case 0:
    case 1:
        return random_under(2);
    case 2:
        return durations[random_under(8)] - 1 + random_under(3);
    case 3:
        return random_under(1000 * 1000);
    default:
        return random_under(5000);
    }
}

/* Time as it is, and the clock that shows it. The clock only ever goes back: that it jumps
 * forward cannot be told from time that passes. */
struct clock {
    int64_t time, shown;
};

static void let_pass(struct clock *clock, int64_t step)
{
    clock->time += step;
    clock->shown += step;
    switch (random_under(400)) {
    case 0: /* years */
        clock->shown -= random_under(INT64_C(5) * 365 * 86400 * 1000);
        break;
    case 1:
    case 2:
        clock->shown -= random_under(10 * CLOCK_SKEW);
        break;
    default:
        break;
    }
    if (clock->shown < 1)
        clock->shown = 1;
}

/* ---- The functions themselves ---- */

enum { UNDER_WAY_MAX = 24, MACS_USED = 7 };

struct under_way {
    bool active;
    struct reference_attempt reference;
    struct reservation reservation;
    uint32_t mac;
};

struct subject {
    struct limits limits;
    struct reference reference;
    bool found;
    unsigned char state[PWPOL_STORE_STATE_SIZE];
    struct under_way under_way[UNDER_WAY_MAX];
};

static const unsigned char secret[STATE_KEY_SIZE] = { 1 }, key[PWPOL_STORE_KEY_SIZE] = { 2 };

static struct counter open_subject(const struct subject *subject, int64_t now)
{
    struct counter counter = { 0 };
    if (subject->found)
        assert_true(state_read(&counter, &subject->limits, secret, key, subject->state));
    counter_advance(&counter, &subject->limits, now);
    return counter;
}

static void close_subject(struct subject *subject, const struct counter *counter)
{
    subject->found = !counter_is_nothing(counter);
    if (subject->found)
        state_write(counter, &subject->limits, secret, key, subject->state);
}

static void assert_same(const struct counter *counter, const struct reference *reference)
{
    assert_int_equal(counter->failures, reference->row);
    assert_int_equal(counter_pending(counter), reference->pending_count);
    assert_int_equal(counter_in_window(counter), reference_in_window(reference));
    assert_int_equal(counter->until, reference->until);
    assert_int_equal(counter->locked, reference->locked);
}

static void begin(struct subject *subject, int64_t now)
{
    struct under_way *under_way = &subject->under_way[random_under(UNDER_WAY_MAX)];
    uint32_t mac = (uint32_t)random_under(MACS_USED); /* 0 for none */
    bool passed = random_under(3) == 0;
    struct counter counter = open_subject(subject, now);
    struct verdict verdict = counter_ask(&counter, &subject->limits, mac, passed);
    bool repeated = counter_knows(&counter, mac);
    struct reference_attempt attempt = { 0 };
    struct verdict wanted = reference_begin(&subject->reference, now, mac, passed, &attempt);
    assert_int_equal(verdict.decision, wanted.decision);
    assert_int_equal(verdict.until, wanted.until);
    assert_string_equal(verdict.rule, wanted.rule);
    if (verdict.decision != PWPOL_ALLOW)
        return;
    assert_int_equal(!repeated, attempt.counted);
    /* one that was there before is never settled */
    *under_way = (struct under_way){ .active = true, .reference = attempt, .mac = mac };
    if (repeated)
        return;
    under_way->reservation = counter_reserve(&counter, &subject->limits);
    assert_int_equal(under_way->reservation.older, attempt.older);
    assert_int_equal(under_way->reservation.ended, attempt.ended);
    close_subject(subject, &counter);
}

static void end(struct subject *subject, int64_t now)
{
    struct under_way *under_way = &subject->under_way[random_under(UNDER_WAY_MAX)];
    if (!under_way->active)
        return;
    under_way->active = false;
    enum reference_outcome outcome = random_under(6) == 0   ? REFERENCE_SUCCEEDED
                                     : random_under(8) == 0 ? REFERENCE_RELEASED
                                                            : REFERENCE_FAILED;
    bool counted = under_way->reference.counted, found = subject->found;
    reference_end(&subject->reference, now, &under_way->reference, outcome);
    if (!counted && outcome != REFERENCE_SUCCEEDED)
        return;
    struct counter counter = open_subject(subject, now);
    struct reservation *reserved = counted ? &under_way->reservation : NULL, anew;
    if (counted && !found) {
        anew = counter_reserve(&counter, &subject->limits);
        reserved = &anew;
    }
    if (outcome == REFERENCE_SUCCEEDED)
        counter_succeed(&counter, reserved);
    else if (outcome == REFERENCE_RELEASED)
        counter_release(&counter, reserved);
    else
        counter_fail(&counter, &subject->limits, reserved, under_way->mac);
    close_subject(subject, &counter);
}

static void it_decides_as_the_reference_does(void **state)
{
    (void)state;
    enum { EVENTS_A_SUBJECT = 500 };
    int64_t events = of_environment("PWPOL_MODEL_EVENTS", 1000000);
    random_state = (uint64_t)of_environment("PWPOL_MODEL_SEED", 20260101);
    static struct subject subject;
    for (int64_t done = 0; done < events; done += EVENTS_A_SUBJECT) {
        memset(&subject, 0, sizeof subject);
        subject.limits = random_limits();
        reference_init(&subject.reference, &subject.limits);
        struct clock clock = { NOW, NOW };
        for (int event = 0; event < EVENTS_A_SUBJECT; event++) {
            let_pass(&clock, random_step(&subject.limits));
            if (random_under(2) == 0)
                begin(&subject, clock.shown);
            else
                end(&subject, clock.shown);
            struct counter counter = open_subject(&subject, clock.shown);
            struct reference reference = reference_at(&subject.reference, clock.shown);
            assert_same(&counter, &reference);
        }
    }
}

/* ---- What the regulation asks, counted here ---- */

/* An attacker who always tries again: every verification that was not taken back, by time as it is. */
static void no_window_ever_holds_more_than_its_ceiling_and_no_row_more_than_its_length(void **state)
{
    (void)state;
    enum { RUNS = 300, STEPS = 1500 };
    static int64_t times[STEPS];
    random_state = (uint64_t)of_environment("PWPOL_MODEL_SEED", 20260102);
    for (int run = 0; run < RUNS; run++) {
        static struct subject subject;
        memset(&subject, 0, sizeof subject);
        subject.limits = random_limits();
        subject.limits.attempts_max = 1 + random_under(8);
        subject.limits.lock_after = 1 + random_under(8);
        struct clock clock = { NOW, NOW };
        int count = 0, since_lock = 0;
        for (int step = 0; step < STEPS; step++) {
            let_pass(&clock, random_step(&subject.limits));
            struct counter counter = open_subject(&subject, clock.shown);
            if (counter.failures == 0 && !counter.locked && counter_pending(&counter) == 0)
                since_lock = 0; /* a new row: after a lock, or after long quiet */
            if (counter_ask(&counter, &subject.limits, 0, true).decision != PWPOL_ALLOW)
                continue;
            struct reservation reserved = counter_reserve(&counter, &subject.limits);
            close_subject(&subject, &counter);
            times[count++] = clock.time;
            assert_true(++since_lock <= subject.limits.lock_after);
            for (int i = count - 1, in_window = 0; i >= 0 && times[i] > clock.time - subject.limits.window; i--)
                assert_true(++in_window <= subject.limits.attempts_max);
            if (random_under(3) == 0)
                continue; /* never settled */
            counter = open_subject(&subject, clock.shown);
            counter_fail(&counter, &subject.limits, &reserved, 0);
            close_subject(&subject, &counter);
        }
        assert_true(count > 0);
    }
}

/* ---- Through the memory store ---- */

struct tried {
    pwpol_attempt *attempt;
    struct reference_attempt reference;
};

static void through_the_store_it_decides_alike(void **state)
{
    (void)state;
    enum { SUBJECTS = 60, EVENTS = 2500 };
    static const char *const passwords[MACS_USED] = { NULL, "one", "two", "three", "four", "five", "six" };
    static const char *const settings[] = {
        NULL, "throttle.attempts_max=3, throttle.attempts_window=10min",
        "throttle.lock_after=4, throttle.unlock_after=1min, throttle.challenge_after=2",
        "throttle.unlock_after=0, throttle.delay_after=0",
        "throttle.failures_lifetime=24h, throttle.attempts_max=0, throttle.delay_factor=1.5, "
        "throttle.attempt_lifetime=1h",
    };
    random_state = (uint64_t)of_environment("PWPOL_MODEL_SEED", 20260103);
    for (int i = 0; i < SUBJECTS; i++) {
        static struct reference reference;
        struct tried tried[UNDER_WAY_MAX] = { { 0 } };
        const char *preset = i % 10 == 0 ? "cnil-2022-100-device" : NULL;
        pwpol_policy *policy = policy_with(preset, settings[i % 5]);
        pwpol_throttle *throttle = throttle_with(preset, settings[i % 5], NULL);
        struct limits limits = limits_of_account(policy);
        reference_init(&reference, &limits);
        struct clock clock = { NOW, NOW };
        for (int event = 0; event < EVENTS; event++) {
            let_pass(&clock, random_under(20) == 0 ? random_step(&limits) : random_under(20000));
            struct tried *at = &tried[random_under(UNDER_WAY_MAX)];
            if (at->attempt != NULL) {
                enum reference_outcome outcome =
                    random_under(8) == 0 ? REFERENCE_SUCCEEDED : random_under(5) == 0 ? REFERENCE_RELEASED
                                                                                      : REFERENCE_FAILED;
                reference_end(&reference, clock.shown, &at->reference, outcome);
                if (outcome == REFERENCE_RELEASED)
                    pwpol_attempt_release(at->attempt, clock.shown);
                else
                    assert_int_equal(
                        pwpol_attempt_settle(at->attempt, outcome == REFERENCE_SUCCEEDED, clock.shown), PWPOL_OK);
                at->attempt = NULL;
                continue;
            }
            uint32_t mac = (uint32_t)random_under(MACS_USED);
            pwpol_attempt_request request = request_of("somebody", NULL, passwords[mac], clock.shown);
            request.challenge_passed = random_under(3) == 0;
            struct verdict wanted =
                reference_begin(&reference, clock.shown, mac, request.challenge_passed, &at->reference);
            struct asked asked = ask_as(throttle, &request);
            assert_int_equal(asked.answer.decision, wanted.decision);
            assert_int_equal(asked.answer.until, wanted.until);
            at->attempt = asked.attempt;
        }
        for (int j = 0; j < UNDER_WAY_MAX; j++)
            pwpol_attempt_release(tried[j].attempt, clock.shown);
        pwpol_throttle_free(throttle);
        pwpol_policy_free(policy);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_decides_as_the_reference_does),
        cmocka_unit_test(no_window_ever_holds_more_than_its_ceiling_and_no_row_more_than_its_length),
        cmocka_unit_test(through_the_store_it_decides_alike),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
