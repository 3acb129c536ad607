/* Who is known is not held up by what strangers do at the account, and counts too. */
#include <stdio.h>

#include "throttle_support.h"

static const char alice[] = "alice@example.org";
static const char home[] = "192.0.2.7", elsewhere[] = "198.51.100.9";

static void hammer(pwpol_throttle *throttle, const char *account, const char *source, int64_t now)
{
    for (int i = 0; i < 30; i++)
        fail_at(throttle, account, source, now);
    assert_int_not_equal(fail_at(throttle, account, source, now).decision, PWPOL_ALLOW);
}

static void strangers_do_not_lock_out_the_owner_on_a_known_device(void **state)
{
    (void)state;
    pwpol_throttle *throttle = throttle_with(NULL, NULL, NULL);
    char token[PWPOL_DEVICE_TOKEN_SIZE];
    assert_int_equal(pwpol_device_token(throttle, alice, strlen(alice), NOW, token), PWPOL_OK);
    hammer(throttle, alice, elsewhere, NOW);
    pwpol_attempt_request request = request_of(alice, "203.0.113.5", NULL, NOW);
    assert_int_equal(ask_as(throttle, &request).answer.decision, PWPOL_WAIT);
    request.device = token;
    pwpol_attempt_answer answer = try_as(throttle, &request, false);
    assert_int_equal(answer.decision, PWPOL_ALLOW);
    assert_true(answer.trusted);
    assert_int_equal(answer.failures, 0);
    assert_int_equal(try_as(throttle, &request, true).decision, PWPOL_ALLOW);
    /* strangers still wait: the owner's success is none of theirs */
    assert_int_equal(fail_at(throttle, alice, elsewhere, NOW).decision, PWPOL_WAIT);
    pwpol_throttle_free(throttle);
}

static void strangers_do_not_lock_out_the_owner_at_an_address_of_a_recent_success(void **state)
{
    (void)state;
    pwpol_throttle *throttle = throttle_with(NULL, NULL, NULL);
    assert_false(succeed_at(throttle, alice, home, NOW).trusted);
    hammer(throttle, alice, elsewhere, NOW);
    assert_int_equal(succeed_at(throttle, alice, "203.0.113.5", NOW).decision, PWPOL_WAIT);
    pwpol_attempt_answer answer = succeed_at(throttle, alice, home, NOW + 30 * DAY - 1);
    assert_int_equal(answer.decision, PWPOL_ALLOW);
    assert_true(answer.trusted);
    /* which has renewed the trust: another 30 days, and no longer */
    hammer(throttle, alice, elsewhere, NOW + 59 * DAY);
    assert_true(succeed_at(throttle, alice, home, NOW + 59 * DAY).trusted);
    hammer(throttle, alice, elsewhere, NOW + 89 * DAY);
    assert_false(fail_at(throttle, alice, home, NOW + 89 * DAY).trusted);
    pwpol_throttle_free(throttle);
}

static void whoever_is_trusted_is_counted_too_and_then_as_a_stranger(void **state)
{
    (void)state;
    pwpol_throttle *throttle = throttle_with(NULL, "throttle.delay_after=0, throttle.lock_after=3", NULL);
    succeed_at(throttle, alice, home, NOW);
    for (int i = 0; i < 3; i++)
        assert_true(fail_at(throttle, alice, home, NOW).trusted);
    for (int i = 0; i < 3; i++) {
        pwpol_attempt_answer answer = fail_at(throttle, alice, home, NOW);
        assert_int_equal(answer.decision, PWPOL_ALLOW);
        assert_false(answer.trusted);
    }
    assert_int_equal(fail_at(throttle, alice, home, NOW).decision, PWPOL_LOCKED);
    assert_int_equal(pwpol_throttle_unlock(throttle, alice, strlen(alice), NOW), PWPOL_OK);
    assert_int_equal(succeed_at(throttle, alice, home, NOW).decision, PWPOL_ALLOW);
    pwpol_throttle_free(throttle);
}

static void a_token_that_is_forged_expired_or_anothers_counts_as_none(void **state)
{
    (void)state;
    pwpol_throttle *throttle = throttle_with(NULL, NULL, NULL);
    char token[PWPOL_DEVICE_TOKEN_SIZE], forged[2 * PWPOL_DEVICE_TOKEN_SIZE];
    assert_int_equal(pwpol_device_token(throttle, alice, strlen(alice), NOW, token), PWPOL_OK);
    assert_int_equal(strspn(token, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_."),
                     strlen(token));
    pwpol_attempt_request request = request_of(alice, NULL, NULL, NOW);
    request.device = token;
    assert_true(try_as(throttle, &request, true).trusted);
    request.now = NOW + 30 * DAY - 1;
    assert_true(try_as(throttle, &request, true).trusted);
    request.now = NOW + 30 * DAY;
    assert_false(try_as(throttle, &request, true).trusted);
    request.now = NOW;
    request.account = "mallory";
    request.account_len = 7;
    assert_false(try_as(throttle, &request, true).trusted);
    request = request_of(alice, NULL, NULL, NOW);
    request.device = forged;
    for (size_t i = 0; i < strlen(token); i++) {
        strcpy(forged, token);
        forged[i] = forged[i] == 'A' ? 'B' : 'A';
        assert_false(try_as(throttle, &request, true).trusted);
        strcpy(forged, token);
        forged[i] = '\0';
        assert_false(try_as(throttle, &request, true).trusted);
    }
    strcpy(forged, token);
    strcat(forged, "A");
    assert_false(try_as(throttle, &request, true).trusted);
    memset(forged, 'A', sizeof forged - 1);
    forged[sizeof forged - 1] = '\0';
    assert_false(try_as(throttle, &request, true).trusted);
    pwpol_throttle *other = NULL;
    pwpol_policy *policy = policy_with(NULL, NULL);
    assert_int_equal(pwpol_throttle_new(&other, policy, NULL, NULL), PWPOL_OK);
    request.device = token;
    assert_false(try_as(other, &request, true).trusted);
    pwpol_policy_free(policy);
    pwpol_throttle_free(other);
    pwpol_throttle_free(throttle);
}

static void a_person_locks_an_account_for_everybody(void **state)
{
    (void)state;
    pwpol_throttle *throttle = throttle_with(NULL, NULL, NULL);
    char token[PWPOL_DEVICE_TOKEN_SIZE];
    assert_int_equal(pwpol_device_token(throttle, alice, strlen(alice), NOW, token), PWPOL_OK);
    succeed_at(throttle, alice, home, NOW);
    assert_int_equal(pwpol_throttle_lock(throttle, alice, strlen(alice), 0, NOW), PWPOL_OK);
    pwpol_attempt_request request = request_of(alice, home, NULL, NOW + 1000 * DAY);
    request.device = token;
    request.now = NOW;
    pwpol_attempt_answer answer = try_as(throttle, &request, true);
    assert_int_equal(answer.decision, PWPOL_LOCKED);
    assert_int_equal(answer.until, 0);
    assert_true(status_of(throttle, alice, NOW + 1000 * DAY).locked_by_person);
    assert_int_equal(pwpol_throttle_lock(throttle, alice, strlen(alice), NOW + HOUR, NOW), PWPOL_OK);
    request.now = NOW + HOUR - 1;
    assert_int_equal(try_as(throttle, &request, true).until, NOW + HOUR);
    request.now = NOW + HOUR;
    assert_int_equal(try_as(throttle, &request, true).decision, PWPOL_ALLOW);
    assert_int_equal(pwpol_throttle_lock(throttle, alice, strlen(alice), NOW, NOW), PWPOL_ERR_ARGUMENT);
    pwpol_throttle_free(throttle);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(strangers_do_not_lock_out_the_owner_on_a_known_device),
        cmocka_unit_test(strangers_do_not_lock_out_the_owner_at_an_address_of_a_recent_success),
        cmocka_unit_test(whoever_is_trusted_is_counted_too_and_then_as_a_stranger),
        cmocka_unit_test(a_token_that_is_forged_expired_or_anothers_counts_as_none),
        cmocka_unit_test(a_person_locks_an_account_for_everybody),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
