/* The failures of all accounts together: how they are shared out, and that all who use one store count the same. */
#include <stdio.h>

#include "throttle_support.h"

#include "throttle/object.h"

#include <time.h>

static uint32_t told;

static void keep_count(void *context, const pwpol_event *event)
{
    (void)context;
    if (strcmp(event->name, "stuffing.suspected") == 0) {
        assert_string_equal(event->rule, "B3");
        assert_string_equal(event->cause, "global");
        told = event->count;
    }
}

static pwpol_throttle *throttle_of(const char *failures, pwpol_store *store)
{
    pwpol_policy *policy = policy_with(NULL, "throttle.source_attempts_max=0");
    pwpol_throttle_options options = PWPOL_THROTTLE_OPTIONS_INIT;
    pwpol_throttle *throttle = NULL;
    assert_int_equal(pwpol_policy_set(policy, "throttle.stuffing_failures", failures, NULL), PWPOL_OK);
    options.store = store;
    options.key = test_key;
    options.on_event = keep_count;
    assert_int_equal(pwpol_throttle_new(&throttle, policy, &options, NULL), PWPOL_OK);
    pwpol_policy_free(policy);
    return throttle;
}

/* A new account each time. */
static pwpol_attempt_answer stranger(pwpol_throttle *throttle)
{
    static unsigned number;
    char account[32];
    snprintf(account, sizeof account, "stranger%u", number++);
    return fail_at(throttle, account, NULL, NOW);
}

/* One share for each 1024 failures begun, at most 64; what does not divide is given up. */
static void the_failures_are_shared_out(void **state)
{
    (void)state;
    static const struct {
        const char *failures;
        unsigned shares, of_each;
    } rows[] = { { "0", 0, 0 },           { "1", 1, 1 },           { "1023", 1, 1023 },       { "1024", 2, 512 },
                 { "2047", 2, 1023 },     { "64511", 63, 1023 },   { "64512", 64, 1008 },     { "1000000", 64, 15625 } };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        pwpol_throttle *throttle = throttle_of(rows[i].failures, NULL);
        assert_int_equal(throttle->everybody.shares_count, rows[i].shares);
        assert_int_equal(throttle->everybody.limits.attempts_max, rows[i].of_each);
        for (unsigned j = 0; j < rows[i].shares; j++)
            for (unsigned k = 0; k < j; k++)
                assert_memory_not_equal(throttle->everybody.shares[j].key, throttle->everybody.shares[k].key,
                                        sizeof throttle->everybody.shares[j].key);
        pwpol_throttle_free(throttle);
    }
}

/* 1024 failures: two shares of 512. An account's failure counts in one of them, and the event tells both. */
static void a_full_share_challenges_its_own_accounts_only(void **state)
{
    (void)state;
    pwpol_throttle *throttle = throttle_of("1024", NULL);
    unsigned allowed = 0, challenged = 0;
    told = 0;
    while (told == 0) {
        assert_true(allowed < 1024);
        allowed += stranger(throttle).decision == PWPOL_ALLOW;
    }
    assert_int_equal(told, 1024);
    assert_true(allowed >= 512);
    for (; allowed < 1024; challenged++)
        allowed += stranger(throttle).decision == PWPOL_ALLOW;
    assert_true(challenged > 0);
    for (int i = 0; i < 20; i++)
        assert_int_equal(stranger(throttle).decision, PWPOL_CHALLENGE);
    pwpol_throttle_free(throttle);
}

static void two_processes_count_together(void **state)
{
    (void)state;
    pwpol_store *store = NULL;
    assert_int_equal(pwpol_store_memory_new(&store, 1000), PWPOL_OK);
    pwpol_throttle *one = throttle_of("50", store), *other = throttle_of("50", store);
    told = 0;
    for (int i = 0; i < 25; i++) {
        assert_int_equal(told, 0);
        assert_int_equal(stranger(one).decision, PWPOL_ALLOW);
        assert_int_equal(stranger(other).decision, PWPOL_ALLOW);
    }
    assert_int_equal(told, 50);
    assert_int_equal(stranger(other).decision, PWPOL_CHALLENGE);
    /* Who has never asked asks the store at once, who has asks again after a second. */
    pwpol_throttle *third = throttle_of("50", store);
    assert_int_equal(stranger(third).decision, PWPOL_CHALLENGE);
    nanosleep(&(struct timespec){ .tv_sec = 1, .tv_nsec = 100000000 }, NULL);
    assert_int_equal(stranger(one).decision, PWPOL_CHALLENGE);
    pwpol_throttle_free(one);
    pwpol_throttle_free(other);
    pwpol_throttle_free(third);
    pwpol_store_free(store);
}

static void a_count_that_does_not_open_is_full(void **state)
{
    (void)state;
    pwpol_store *store = NULL;
    assert_int_equal(pwpol_store_memory_new(&store, 1000), PWPOL_OK);
    pwpol_throttle *one = throttle_of("50", store);
    pwpol_store_item item = { .action = PWPOL_ACTION_PUT, .expect = PWPOL_EXPECT_ANY, .lifetime = DAY };
    int64_t now = NOW;
    bool swapped;
    memcpy(item.key, one->everybody.shares[0].key, sizeof item.key);
    assert_int_equal(pwpol_store_swap(store, &item, 1, &now, &swapped), PWPOL_OK);
    assert_int_equal(stranger(one).decision, PWPOL_CHALLENGE);
    pwpol_throttle_free(one);
    pwpol_store_free(store);
}

/* What the store is told of it: kept while it can matter, held back by nobody, and the last to be forgotten. */
static void the_count_outlasts_all_others_in_a_full_store(void **state)
{
    (void)state;
    static const unsigned char account[PWPOL_STORE_KEY_SIZE];
    pwpol_throttle *throttle = throttle_of("50", NULL);
    pwpol_store_item item;
    memset(&item, 0xFF, sizeof item);
    assert_true(everybody_count(&throttle->everybody, account, NOW, &item));
    assert_int_equal(item.expect, PWPOL_EXPECT_ABSENT);
    assert_int_equal(item.action, PWPOL_ACTION_PUT);
    assert_in_range(item.lifetime, MINUTE, 3 * MINUTE); /* the window, and what clocks may differ by */
    assert_int_equal(item.hold, 0);
    assert_int_equal(item.danger, UINT16_MAX);
    assert_false(item.found);
    everybody_learn(&throttle->everybody, account, &item, true, NOW);
    pwpol_store_item next;
    assert_true(everybody_count(&throttle->everybody, account, NOW, &next));
    assert_int_equal(next.expect, PWPOL_EXPECT_STATE);
    assert_memory_equal(next.expected, item.state, sizeof item.state);
    pwpol_throttle_free(throttle);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_failures_are_shared_out),
        cmocka_unit_test(a_full_share_challenges_its_own_accounts_only),
        cmocka_unit_test(two_processes_count_together),
        cmocka_unit_test(a_count_that_does_not_open_is_full),
        cmocka_unit_test(the_count_outlasts_all_others_in_a_full_store),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
