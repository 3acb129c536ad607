/* The decision against the reference, over random sequences of events.
 *
 * PWPOL_MODEL_EVENTS tells how many events (a million by default), PWPOL_MODEL_SEED which sequence. */
#include <stdio.h>

#include "throttle_support.h"

#include "twins.h"

#include <stdlib.h>

/* xorshift64* (S. Vigna 2014, public domain): the same everywhere, so that a failure can be repeated. */
static int64_t random_number(struct draws *draws, int64_t bound)
{
    draws->seed ^= draws->seed >> 12;
    draws->seed ^= draws->seed << 25;
    draws->seed ^= draws->seed >> 27;
    return (int64_t)(draws->seed * UINT64_C(2685821657736338717) >> 11) % bound;
}

static struct draws draws = { .under = random_number };

static int64_t random_under(int64_t bound)
{
    return random_number(&draws, bound);
}

static int64_t of_environment(const char *name, int64_t otherwise)
{
    const char *text = getenv(name);
    return text == NULL ? otherwise : strtoll(text, NULL, 10);
}

static void it_decides_as_the_reference_does(void **state)
{
    (void)state;
    enum { EVENTS_A_SUBJECT = 500 };
    int64_t events = of_environment("PWPOL_MODEL_EVENTS", 1000000);
    draws.seed = (uint64_t)of_environment("PWPOL_MODEL_SEED", 20260101);
    static struct twins twins;
    for (int64_t done = 0; done < events; done += EVENTS_A_SUBJECT) {
        twins_init(&twins, &draws);
        struct clock clock = { NOW, NOW };
        for (int event = 0; event < EVENTS_A_SUBJECT; event++) {
            let_pass(&draws, &clock, draw_step(&draws, &twins.limits));
            const char *differs = twins_step(&twins, &draws, clock.shown);
            if (differs != NULL)
                fail_msg("the two differ in %s", differs);
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
    draws.seed = (uint64_t)of_environment("PWPOL_MODEL_SEED", 20260102);
    for (int run = 0; run < RUNS; run++) {
        static struct twins subject;
        twins_init(&subject, &draws);
        subject.limits.attempts_max = 1 + random_under(8);
        subject.limits.lock_after = 1 + random_under(8);
        struct clock clock = { NOW, NOW };
        int count = 0, since_lock = 0;
        for (int step = 0; step < STEPS; step++) {
            let_pass(&draws, &clock, draw_step(&draws, &subject.limits));
            struct counter counter = twins_open(&subject, clock.shown);
            if (counter.failures == 0 && !counter.locked && counter_pending(&counter) == 0)
                since_lock = 0; /* a new row: after a lock, or after long quiet */
            if (counter_ask(&counter, &subject.limits, 0, true).decision != PWPOL_ALLOW)
                continue;
            struct reservation reserved = counter_reserve(&counter, &subject.limits);
            twins_close(&subject, &counter);
            times[count++] = clock.time;
            assert_true(++since_lock <= subject.limits.lock_after);
            for (int i = count - 1, in_window = 0; i >= 0 && times[i] > clock.time - subject.limits.window; i--)
                assert_true(++in_window <= subject.limits.attempts_max);
            if (random_under(3) == 0)
                continue; /* never settled */
            counter = twins_open(&subject, clock.shown);
            counter_fail(&counter, &subject.limits, &reserved, 0);
            twins_close(&subject, &counter);
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
    draws.seed = (uint64_t)of_environment("PWPOL_MODEL_SEED", 20260103);
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
            let_pass(&draws, &clock,
                     random_under(20) == 0 ? draw_step(&draws, &limits) : random_under(20000));
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
