#include <stdio.h>

#include "throttle_support.h"

#include <stdlib.h>

static const char alice[] = "alice@example.org";
static const char home[] = "192.0.2.7", elsewhere[] = "198.51.100.9";

/* ---- Delays, locks, ceiling, challenge ---- */

/* B1 with the CNIL's figures: 90 s after five failures, twice as long after each further one, at most an hour. */
static void each_failure_after_the_fifth_doubles_the_wait(void **state)
{
    (void)state;
    static const int64_t waits[] = { 90, 180, 360, 720, 1440, 2880, 3600, 3600 }; /* s */
    pwpol_throttle *throttle = throttle_with(NULL, "throttle.lock_after=0", NULL);
    int64_t now = NOW;
    for (int failures = 0; failures < 5; failures++) {
        pwpol_attempt_answer answer = fail_at(throttle, alice, NULL, now++);
        assert_int_equal(answer.decision, PWPOL_ALLOW);
        assert_int_equal(answer.failures, failures);
    }
    now--; /* when the fifth failed */
    for (size_t i = 0; i < sizeof waits / sizeof waits[0]; i++) {
        pwpol_attempt_answer answer = fail_at(throttle, alice, NULL, now + 1);
        assert_int_equal(answer.decision, PWPOL_WAIT);
        assert_int_equal(answer.until, now + waits[i] * 1000);
        assert_int_equal(answer.wait_ms, waits[i] * 1000 - 1);
        assert_string_equal(answer.cause, "account");
        now += waits[i] * 1000;
        assert_int_equal(fail_at(throttle, alice, NULL, now - 1).decision, PWPOL_WAIT);
        assert_int_equal(fail_at(throttle, alice, NULL, now).decision, PWPOL_ALLOW);
    }
    pwpol_throttle_free(throttle);
}

static void ten_failures_in_a_row_lock_and_time_unlocks(void **state)
{
    (void)state;
    pwpol_throttle *throttle = throttle_with(NULL, "throttle.delay_after=0", NULL);
    for (int i = 0; i < 10; i++)
        assert_int_equal(fail_at(throttle, alice, NULL, NOW + i).decision, PWPOL_ALLOW);
    pwpol_attempt_answer answer = fail_at(throttle, alice, NULL, NOW + 20);
    assert_int_equal(answer.decision, PWPOL_LOCKED);
    assert_int_equal(answer.until, NOW + 9 + 30 * MINUTE);
    assert_int_equal(status_of(throttle, alice, NOW + 20).decision, PWPOL_LOCKED);
    assert_int_equal(fail_at(throttle, alice, NULL, NOW + 8 + 30 * MINUTE).decision, PWPOL_LOCKED);
    for (int i = 0; i < 10; i++)
        assert_int_equal(fail_at(throttle, alice, NULL, NOW + 9 + 30 * MINUTE).decision, PWPOL_ALLOW);
    assert_int_equal(fail_at(throttle, alice, NULL, NOW + 9 + 30 * MINUTE).decision, PWPOL_LOCKED);
    pwpol_throttle_free(throttle);
}

static void a_success_ends_the_row(void **state)
{
    (void)state;
    pwpol_throttle *throttle = throttle_with(NULL, "throttle.delay_after=0, throttle.trust=false", NULL);
    for (int i = 0; i < 9; i++)
        assert_int_equal(fail_at(throttle, alice, NULL, NOW).decision, PWPOL_ALLOW);
    assert_int_equal(succeed_at(throttle, alice, NULL, NOW).decision, PWPOL_ALLOW);
    pwpol_subject_status status = status_of(throttle, alice, NOW);
    assert_int_equal(status.failures, 0);
    assert_int_equal(status.pending, 0);
    assert_int_equal(status.in_window, 9); /* the ceiling is over failures of a day */
    for (int i = 0; i < 9; i++)
        assert_int_equal(fail_at(throttle, alice, NULL, NOW).decision, PWPOL_ALLOW);
    pwpol_throttle_free(throttle);
}

/* B2: the first 25 failures of a day pass, and nobody is asked to wait longer than the day and its sixth. */
static void no_more_than_25_attempts_in_24_hours(void **state)
{
    (void)state;
    pwpol_throttle *throttle = throttle_with(NULL, "throttle.delay_after=0, throttle.lock_after=0", NULL);
    for (int i = 0; i < 25; i++)
        assert_int_equal(fail_at(throttle, alice, NULL, NOW + i * MINUTE).decision, PWPOL_ALLOW);
    pwpol_attempt_answer answer = fail_at(throttle, alice, NULL, NOW + HOUR);
    assert_int_equal(answer.decision, PWPOL_WAIT);
    assert_true(answer.until > NOW + DAY && answer.until <= NOW + DAY + DAY / 6);
    assert_int_equal(fail_at(throttle, alice, NULL, answer.until - 1).decision, PWPOL_WAIT);
    assert_int_equal(fail_at(throttle, alice, NULL, answer.until).decision, PWPOL_ALLOW);
    pwpol_throttle_free(throttle);
}

static void a_challenge_is_asked_after_failures_and_does_not_shorten_a_wait(void **state)
{
    (void)state;
    pwpol_throttle *throttle = throttle_with(NULL, "throttle.challenge_after=3", NULL);
    for (int i = 0; i < 3; i++)
        assert_int_equal(fail_at(throttle, alice, NULL, NOW).decision, PWPOL_ALLOW);
    pwpol_attempt_request request = request_of(alice, NULL, NULL, NOW);
    assert_int_equal(try_as(throttle, &request, false).decision, PWPOL_CHALLENGE);
    request.challenge_passed = true;
    assert_int_equal(try_as(throttle, &request, false).decision, PWPOL_ALLOW);
    assert_int_equal(try_as(throttle, &request, false).decision, PWPOL_ALLOW);
    assert_int_equal(try_as(throttle, &request, false).decision, PWPOL_WAIT);
    pwpol_throttle_free(throttle);
}

/* B5: three failures, and only a person unlocks, whatever time passes. */
static void case_3_locks_after_three_failures_until_a_person(void **state)
{
    (void)state;
    pwpol_throttle *throttle = throttle_with("cnil-2022-100-device", NULL, NULL);
    for (int i = 0; i < 3; i++)
        assert_int_equal(fail_at(throttle, "device", home, NOW + i * 30 * DAY).decision, PWPOL_ALLOW);
    pwpol_attempt_answer answer = fail_at(throttle, "device", home, NOW + 3650 * DAY);
    assert_int_equal(answer.decision, PWPOL_LOCKED);
    assert_int_equal(answer.until, 0);
    assert_int_equal(answer.wait_ms, 0);
    assert_int_equal(pwpol_throttle_unlock(throttle, "device", 6, NOW), PWPOL_OK);
    assert_int_equal(succeed_at(throttle, "device", home, NOW).decision, PWPOL_ALLOW);
    pwpol_throttle_free(throttle);
}

static void presets_of_the_neighbours_lock_as_they_say(void **state)
{
    (void)state;
    static const struct {
        const char *preset;
        int failures;
        int64_t until; /* after the last failure; 0: a person */
    } rows[] = { { "nist-800-63b-4", 100, 0 }, { "pci-dss-4", 10, 30 * MINUTE } };
    for (size_t row = 0; row < 2; row++) {
        pwpol_throttle *throttle =
            throttle_with(rows[row].preset, "throttle.delay_after=0, throttle.attempts_max=0", NULL);
        for (int i = 0; i < rows[row].failures; i++)
            assert_int_equal(fail_at(throttle, alice, NULL, NOW).decision, PWPOL_ALLOW);
        pwpol_attempt_answer answer = fail_at(throttle, alice, NULL, NOW);
        assert_int_equal(answer.decision, PWPOL_LOCKED);
        assert_int_equal(answer.until, rows[row].until == 0 ? 0 : NOW + rows[row].until);
        pwpol_throttle_free(throttle);
    }
}

/* ---- Attempts under way ---- */

static void attempts_at_once_get_no_more_than_one_after_the_other(void **state)
{
    (void)state;
    enum { MANY = 100 };
    pwpol_throttle *throttle = throttle_with(NULL, NULL, NULL);
    struct asked asked[MANY];
    int allowed = 0;
    pwpol_attempt_request request = request_of(alice, NULL, NULL, NOW);
    for (int i = 0; i < MANY; i++) {
        asked[i] = ask_as(throttle, &request);
        allowed += asked[i].attempt != NULL;
    }
    assert_int_equal(allowed, 5); /* the sixth would have to wait for the delay after five */
    assert_int_equal(asked[MANY - 1].answer.decision, PWPOL_WAIT);
    assert_true(asked[MANY - 1].answer.wait_ms > 0 && asked[MANY - 1].answer.wait_ms <= SECOND);
    for (int i = 0; i < MANY; i++)
        if (asked[i].attempt != NULL)
            assert_int_equal(pwpol_attempt_settle(asked[i].attempt, false, NOW), PWPOL_OK);
    assert_int_equal(ask_as(throttle, &request).answer.wait_ms, 90 * SECOND);
    pwpol_throttle_free(throttle);
}

static void a_right_password_among_parallel_wrong_ones_locks_nobody_out(void **state)
{
    (void)state;
    for (int right = 0; right < 3; right++) {
        pwpol_throttle *throttle = throttle_with(NULL, "throttle.lock_after=3, throttle.delay_after=0", NULL);
        pwpol_attempt_request request = request_of(alice, NULL, NULL, NOW);
        struct asked asked[3];
        for (int i = 0; i < 3; i++)
            asked[i] = ask_as(throttle, &request);
        assert_null(ask_as(throttle, &request).attempt);
        for (int i = 0; i < 3; i++)
            assert_int_equal(pwpol_attempt_settle(asked[i].attempt, i == right, NOW), PWPOL_OK);
        pwpol_subject_status status = status_of(throttle, alice, NOW);
        assert_int_equal(status.decision, PWPOL_ALLOW);
        assert_int_equal(status.failures, 2 - right); /* those after the success */
        pwpol_throttle_free(throttle);
    }
}

static void an_attempt_that_is_released_was_none(void **state)
{
    (void)state;
    pwpol_throttle *throttle = throttle_with(NULL, NULL, NULL);
    pwpol_attempt_request request = request_of(alice, home, NULL, NOW);
    for (int i = 0; i < 100; i++)
        pwpol_attempt_release(ask_as(throttle, &request).attempt, NOW);
    pwpol_attempt_release(NULL, NOW);
    pwpol_subject_status status = status_of(throttle, alice, NOW);
    assert_int_equal(status.failures + status.in_window + status.pending, 0);
    pwpol_throttle_free(throttle);
}

static void an_attempt_that_is_never_settled_becomes_a_failure(void **state)
{
    (void)state;
    pwpol_throttle *throttle = throttle_with(NULL, "throttle.lock_after=2, throttle.delay_after=0", NULL);
    pwpol_attempt_request request = request_of(alice, NULL, NULL, NOW);
    struct asked first = ask_as(throttle, &request), second = ask_as(throttle, &request);
    assert_int_equal(status_of(throttle, alice, NOW + MINUTE).pending, 2);
    pwpol_subject_status status = status_of(throttle, alice, NOW + 2 * MINUTE);
    assert_int_equal(status.pending, 0);
    assert_int_equal(status.failures, 2);
    assert_int_equal(status.decision, PWPOL_LOCKED);
    assert_int_equal(status.until, NOW + 2 * MINUTE + 30 * MINUTE);
    /* told too late: they are failures once, not twice */
    assert_int_equal(pwpol_attempt_settle(first.attempt, false, NOW + 3 * MINUTE), PWPOL_OK);
    assert_int_equal(pwpol_attempt_settle(second.attempt, false, NOW + 3 * MINUTE), PWPOL_OK);
    assert_int_equal(status_of(throttle, alice, NOW + 3 * MINUTE).failures, 2);
    pwpol_throttle_free(throttle);
}

/* ---- The same mistake ---- */

static void the_same_wrong_password_again_is_no_new_failure(void **state)
{
    (void)state;
    pwpol_throttle *throttle = throttle_with(NULL, NULL, NULL);
    pwpol_attempt_request typo = request_of(alice, home, "correct horsr", NOW);
    assert_false(try_as(throttle, &typo, false).repeated);
    for (int i = 0; i < 50; i++) {
        pwpol_attempt_answer answer = try_as(throttle, &typo, false);
        assert_int_equal(answer.decision, PWPOL_ALLOW);
        assert_true(answer.repeated);
    }
    assert_int_equal(status_of(throttle, alice, NOW).failures, 1);
    assert_int_equal(status_of(throttle, alice, NOW).in_window, 1);
    /* at another account the same password is another attempt */
    pwpol_attempt_request other = request_of("bob", home, "correct horsr", NOW);
    assert_false(try_as(throttle, &other, false).repeated);
    /* and what was wrong may have become right */
    assert_true(try_as(throttle, &typo, true).repeated);
    assert_int_equal(status_of(throttle, alice, NOW).failures, 0);
    pwpol_throttle_free(throttle);
}

static void only_the_last_four_mistakes_are_remembered(void **state)
{
    (void)state;
    pwpol_throttle *throttle =
        throttle_with(NULL, "throttle.delay_after=0, throttle.lock_after=0, throttle.attempts_max=0", NULL);
    static const char *const passwords[] = { "one", "two", "three", "four", "five" };
    for (int i = 0; i < 5; i++) {
        pwpol_attempt_request request = request_of(alice, NULL, passwords[i], NOW);
        assert_false(try_as(throttle, &request, false).repeated);
    }
    for (int i = 4; i >= 1; i--) {
        pwpol_attempt_request request = request_of(alice, NULL, passwords[i], NOW);
        assert_true(try_as(throttle, &request, false).repeated);
    }
    pwpol_attempt_request request = request_of(alice, NULL, passwords[0], NOW);
    assert_false(try_as(throttle, &request, false).repeated);
    pwpol_throttle_free(throttle);
}

static void parallel_attempts_of_one_wrong_password_are_one_failure(void **state)
{
    (void)state;
    pwpol_throttle *throttle = throttle_with(NULL, NULL, NULL);
    pwpol_attempt_request request = request_of(alice, home, "wrong", NOW);
    struct asked asked[5];
    for (int i = 0; i < 5; i++)
        asked[i] = ask_as(throttle, &request);
    for (int i = 0; i < 5; i++)
        assert_int_equal(pwpol_attempt_settle(asked[i].attempt, false, NOW), PWPOL_OK);
    pwpol_subject_status status = status_of(throttle, alice, NOW);
    assert_int_equal(status.failures, 1);
    assert_int_equal(status.pending, 0);
    status.size = sizeof status;
    assert_int_equal(pwpol_throttle_source_status(throttle, home, NOW, &status), PWPOL_OK);
    assert_int_equal(status.in_window, 1);
    assert_int_equal(status.pending, 0);
    pwpol_throttle_free(throttle);
}

static void a_lock_in_force_refuses_the_same_mistake_too(void **state)
{
    (void)state;
    pwpol_throttle *throttle = throttle_with(NULL, "throttle.lock_after=1", NULL);
    pwpol_attempt_request request = request_of(alice, NULL, "wrong", NOW);
    assert_int_equal(try_as(throttle, &request, false).decision, PWPOL_ALLOW);
    pwpol_attempt_answer answer = try_as(throttle, &request, false);
    assert_int_equal(answer.decision, PWPOL_LOCKED);
    assert_false(answer.repeated);
    pwpol_throttle_free(throttle);
}

/* ---- Sources ---- */

static void an_address_has_a_ceiling_over_all_accounts(void **state)
{
    (void)state;
    pwpol_throttle *throttle = throttle_with(NULL, "throttle.source_attempts_max=20", NULL);
    char account[32];
    for (int i = 0; i < 20; i++) {
        snprintf(account, sizeof account, "user%d", i);
        assert_int_equal(fail_at(throttle, account, "::ffff:192.0.2.7", NOW).decision, PWPOL_ALLOW);
    }
    pwpol_attempt_answer answer = fail_at(throttle, "another", home, NOW);
    assert_int_equal(answer.decision, PWPOL_WAIT);
    assert_string_equal(answer.cause, "source");
    assert_true(answer.until > NOW + HOUR && answer.until <= NOW + HOUR + HOUR / 6);
    assert_int_equal(fail_at(throttle, "another", elsewhere, NOW).decision, PWPOL_ALLOW);
    assert_int_equal(fail_at(throttle, "another", NULL, NOW).decision, PWPOL_ALLOW);
    assert_int_equal(pwpol_throttle_unlock_source(throttle, "192.0.2.7", NOW), PWPOL_OK);
    for (int i = 0; i < 20; i++)
        assert_int_equal(fail_at(throttle, "another", home, NOW + 10 * DAY + i * HOUR).decision, PWPOL_ALLOW);
    pwpol_throttle_free(throttle);
}

static void successes_at_an_address_do_not_use_up_its_ceiling(void **state)
{
    (void)state;
    pwpol_throttle *throttle = throttle_with(NULL, "throttle.source_attempts_max=5", NULL);
    char account[32];
    for (int i = 0; i < 100; i++) {
        snprintf(account, sizeof account, "user%d", i);
        assert_int_equal(succeed_at(throttle, account, home, NOW).decision, PWPOL_ALLOW);
    }
    pwpol_throttle_free(throttle);
}

static void an_ipv6_network_has_a_ceiling_too(void **state)
{
    (void)state;
    pwpol_throttle *throttle =
        throttle_with(NULL, "throttle.source_attempts_max=1000, throttle.network_attempts_max=20", NULL);
    char account[32], source[64];
    for (int i = 0; i < 20; i++) {
        snprintf(account, sizeof account, "user%d", i);
        snprintf(source, sizeof source, "2001:db8:1:%x::1", i);
        assert_int_equal(fail_at(throttle, account, source, NOW).decision, PWPOL_ALLOW);
    }
    pwpol_attempt_answer answer = fail_at(throttle, "another", "2001:db8:1:ffff::1", NOW);
    assert_int_equal(answer.decision, PWPOL_WAIT);
    assert_string_equal(answer.cause, "network");
    assert_int_equal(fail_at(throttle, "another", "2001:db8:2:ffff::1", NOW).decision, PWPOL_ALLOW);
    pwpol_throttle_free(throttle);
}

static void what_is_no_address_is_one_source(void **state)
{
    (void)state;
    static const char *const texts[] = { "", "unknown", "192.0.2.256", "1.2.3", "2001:db8::1::", "[::1]", "\xff\xfe",
                                         "192.0.2.7:443", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" };
    pwpol_throttle *throttle = throttle_with(NULL, "throttle.source_attempts_max=9", NULL);
    for (int i = 0; i < 9; i++)
        assert_int_equal(fail_at(throttle, i == 0 ? "nobody" : texts[i], texts[i], NOW).decision, PWPOL_ALLOW);
    for (int i = 0; i < 9; i++)
        assert_string_equal(fail_at(throttle, "somebody", texts[i], NOW).cause, "source");
    assert_int_equal(fail_at(throttle, "somebody", home, NOW).decision, PWPOL_ALLOW);
    /* nor does a success there make it trusted */
    assert_int_equal(pwpol_throttle_unlock_source(throttle, "", NOW), PWPOL_OK);
    succeed_at(throttle, alice, "unknown", NOW);
    assert_false(succeed_at(throttle, alice, "unknown", NOW).trusted);
    pwpol_throttle_free(throttle);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_failure_after_the_fifth_doubles_the_wait),
        cmocka_unit_test(ten_failures_in_a_row_lock_and_time_unlocks),
        cmocka_unit_test(a_success_ends_the_row),
        cmocka_unit_test(no_more_than_25_attempts_in_24_hours),
        cmocka_unit_test(a_challenge_is_asked_after_failures_and_does_not_shorten_a_wait),
        cmocka_unit_test(case_3_locks_after_three_failures_until_a_person),
        cmocka_unit_test(presets_of_the_neighbours_lock_as_they_say),
        cmocka_unit_test(attempts_at_once_get_no_more_than_one_after_the_other),
        cmocka_unit_test(a_right_password_among_parallel_wrong_ones_locks_nobody_out),
        cmocka_unit_test(an_attempt_that_is_released_was_none),
        cmocka_unit_test(an_attempt_that_is_never_settled_becomes_a_failure),
        cmocka_unit_test(the_same_wrong_password_again_is_no_new_failure),
        cmocka_unit_test(only_the_last_four_mistakes_are_remembered),
        cmocka_unit_test(parallel_attempts_of_one_wrong_password_are_one_failure),
        cmocka_unit_test(a_lock_in_force_refuses_the_same_mistake_too),
        cmocka_unit_test(an_address_has_a_ceiling_over_all_accounts),
        cmocka_unit_test(successes_at_an_address_do_not_use_up_its_ceiling),
        cmocka_unit_test(an_ipv6_network_has_a_ceiling_too),
        cmocka_unit_test(what_is_no_address_is_one_source),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
