/* Stores that fail, hang, lie or are full, and what the policy's word for an outage comes to. */
#include <stdio.h>

#include "throttle_support.h"

#include "throttle/keeper.h"

#include <time.h>

static const char alice[] = "alice";

/* ---- A store that stands before another and fails on demand ---- */

struct trouble {
    pwpol_store *real;
    pwpol_status status; /* answered when failing */
    bool failing;
    int hang_ms;
    int lie;        /* 1: garbage states; 2: a clock that is none; 3: a status that is none */
    int64_t lead;   /* of a clock of its own; 0 for none */
    unsigned calls;
};

static bool answers_badly(struct trouble *trouble, pwpol_status *status, int64_t *now)
{
    trouble->calls++;
    if (trouble->failing && trouble->hang_ms > 0)
        nanosleep(&(struct timespec){ .tv_nsec = (long)trouble->hang_ms * 1000000 }, NULL);
    *status = trouble->status;
    if (trouble->lie == 2)
        *now = -7;
    if (trouble->lie == 3)
        *status = (pwpol_status)4711;
    return trouble->failing || trouble->lie == 3;
}

static void lie_about(const struct trouble *trouble, pwpol_store_item *items, size_t count)
{
    for (size_t i = 0; i < count && trouble->lie == 1; i++) {
        items[i].found = true;
        memset(items[i].current, 0x5a, sizeof items[i].current);
    }
}

static int64_t its_time(const struct trouble *trouble, int64_t now)
{
    return trouble->lead == 0 ? now : boot_time() + trouble->lead;
}

static pwpol_status trouble_load(void *context, pwpol_store_item *items, size_t count, int64_t *now)
{
    struct trouble *trouble = context;
    pwpol_status status;
    if (answers_badly(trouble, &status, now))
        return status;
    if (*now >= 0)
        *now = its_time(trouble, *now);
    int64_t time = *now < 0 ? NOW : *now;
    status = pwpol_store_load(trouble->real, items, count, &time);
    lie_about(trouble, items, count);
    return status;
}

static pwpol_status trouble_swap(void *context, pwpol_store_item *items, size_t count, int64_t *now, bool *swapped)
{
    struct trouble *trouble = context;
    pwpol_status status;
    if (answers_badly(trouble, &status, now)) {
        *swapped = true; /* which a failure makes void */
        return status;
    }
    if (trouble->lie == 1) {
        *swapped = false;
        lie_about(trouble, items, count);
        return PWPOL_OK;
    }
    if (*now >= 0)
        *now = its_time(trouble, *now);
    int64_t time = *now < 0 ? NOW : *now;
    return pwpol_store_swap(trouble->real, items, count, &time, swapped);
}

static pwpol_status trouble_scan(void *context, int64_t *now, bool (*visit)(void *, const pwpol_store_record *),
                                 void *visitor)
{
    struct trouble *trouble = context;
    return pwpol_store_scan(trouble->real, now, visit, visitor);
}

static pwpol_status trouble_clear(void *context)
{
    struct trouble *trouble = context;
    return pwpol_store_clear(trouble->real);
}

static void trouble_close(void *context)
{
    struct trouble *trouble = context;
    pwpol_store_free(trouble->real);
}

static pwpol_store *store_in(struct trouble *trouble)
{
    static const pwpol_store_methods methods = { sizeof methods, trouble_load, trouble_swap, trouble_scan,
                                                 trouble_clear,  trouble_close, NULL };
    pwpol_store *store = NULL;
    *trouble = (struct trouble){ .status = PWPOL_ERR_STORE };
    assert_int_equal(pwpol_store_memory_new(&trouble->real, 1000), PWPOL_OK);
    assert_int_equal(pwpol_store_new(&store, &methods, trouble), PWPOL_OK);
    return store;
}

/* ---- Outages ---- */

static void closed_refuses_everybody_and_says_why(void **state)
{
    (void)state;
    struct trouble trouble;
    pwpol_store *store = store_in(&trouble);
    pwpol_throttle *throttle = throttle_with(NULL, "throttle.outage=closed", store);
    trouble.failing = true;
    pwpol_attempt_answer answer = fail_at(throttle, alice, NULL, NOW);
    assert_int_equal(answer.decision, PWPOL_UNAVAILABLE);
    assert_true(answer.outage);
    assert_int_equal(answer.status, PWPOL_ERR_STORE);
    assert_string_equal(answer.cause, "store");
    pwpol_subject_status status = { .size = sizeof status };
    assert_int_equal(pwpol_throttle_status(throttle, alice, 5, NOW, &status), PWPOL_ERR_STORE);
    assert_int_equal(pwpol_throttle_unlock(throttle, alice, 5, NOW), PWPOL_ERR_STORE);
    assert_int_equal(pwpol_throttle_lock(throttle, alice, 5, 0, NOW), PWPOL_ERR_STORE);
    pwpol_throttle_free(throttle);
    pwpol_store_free(store);
}

static void open_lets_everybody_try_and_says_so(void **state)
{
    (void)state;
    struct trouble trouble;
    pwpol_store *store = store_in(&trouble);
    pwpol_throttle *throttle = throttle_with(NULL, "throttle.outage=open", store);
    trouble.failing = true;
    for (int i = 0; i < 100; i++) {
        pwpol_attempt_answer answer = fail_at(throttle, alice, NULL, NOW);
        assert_int_equal(answer.decision, PWPOL_ALLOW);
        assert_true(answer.outage);
    }
    pwpol_throttle_free(throttle);
    pwpol_store_free(store);
}

static void local_counts_in_memory_meanwhile(void **state)
{
    (void)state;
    struct trouble trouble;
    pwpol_store *store = store_in(&trouble);
    pwpol_throttle *throttle = throttle_with(NULL, "throttle.outage=local", store);
    trouble.failing = true;
    for (int i = 0; i < 5; i++) {
        pwpol_attempt_answer answer = fail_at(throttle, alice, NULL, NOW);
        assert_int_equal(answer.decision, PWPOL_ALLOW);
        assert_true(answer.outage);
        assert_int_equal(answer.failures, i);
    }
    pwpol_attempt_answer answer = fail_at(throttle, alice, NULL, NOW);
    assert_int_equal(answer.decision, PWPOL_WAIT);
    assert_true(answer.outage);
    assert_int_equal(answer.status, PWPOL_ERR_STORE);
    pwpol_throttle_free(throttle);
    pwpol_store_free(store);
}

static void an_attempt_whose_store_has_gone_cannot_be_settled_and_counts_in_the_end(void **state)
{
    (void)state;
    struct trouble trouble;
    pwpol_store *store = store_in(&trouble);
    pwpol_throttle *throttle = throttle_with(NULL, NULL, store);
    pwpol_attempt_request request = request_of(alice, NULL, NULL, NOW);
    struct asked asked = ask_as(throttle, &request);
    trouble.failing = true;
    assert_int_equal(pwpol_attempt_settle(asked.attempt, true, NOW), PWPOL_ERR_STORE);
    trouble.failing = false;
    assert_int_equal(status_of(throttle, alice, NOW + 2 * MINUTE).failures, 1);
    pwpol_throttle_free(throttle);
    pwpol_store_free(store);
}

static void a_store_that_hangs_is_left_alone_and_used_again_when_it_is_back(void **state)
{
    (void)state;
    struct trouble trouble;
    pwpol_store *store = store_in(&trouble);
    pwpol_throttle *throttle = throttle_with(NULL, NULL, store);
    trouble.failing = true;
    trouble.hang_ms = 2 * STORE_SLOW;
    trouble.calls = 0;
    for (int i = 0; i < 50; i++)
        assert_int_equal(fail_at(throttle, alice, NULL, NOW).decision, PWPOL_UNAVAILABLE);
    assert_true(trouble.calls < 10); /* not 50: one, and one each second that this has taken */
    trouble.failing = false;
    trouble.hang_ms = 0;
    for (int i = 0; i < 1000 && fail_at(throttle, alice, NULL, NOW).decision != PWPOL_ALLOW; i++)
        nanosleep(&(struct timespec){ .tv_nsec = 10000000 }, NULL);
    assert_int_equal(fail_at(throttle, alice, NULL, NOW).decision, PWPOL_ALLOW);
    pwpol_throttle_free(throttle);
    pwpol_store_free(store);
}

static void a_store_that_answers_garbage_allows_nothing(void **state)
{
    (void)state;
    for (int lie = 1; lie <= 3; lie++) {
        struct trouble trouble;
        pwpol_store *store = store_in(&trouble);
        pwpol_throttle *throttle = throttle_with(NULL, NULL, store);
        trouble.lie = lie;
        for (int i = 0; i < 5; i++)
            assert_int_not_equal(fail_at(throttle, alice, "192.0.2.7", NOW).decision, PWPOL_ALLOW);
        pwpol_throttle_free(throttle);
        pwpol_store_free(store);
    }
}

static void a_full_store_is_an_outage_that_leaves_it_in_use(void **state)
{
    (void)state;
    struct trouble trouble;
    pwpol_store *store = store_in(&trouble);
    pwpol_throttle *throttle = throttle_with(NULL, NULL, store);
    trouble.failing = true;
    trouble.status = PWPOL_ERR_FULL;
    for (int i = 0; i < 10; i++) {
        pwpol_attempt_answer answer = fail_at(throttle, alice, NULL, NOW);
        assert_int_equal(answer.decision, PWPOL_UNAVAILABLE);
        assert_int_equal(answer.status, PWPOL_ERR_FULL);
    }
    trouble.failing = false;
    assert_int_equal(fail_at(throttle, alice, NULL, NOW).decision, PWPOL_ALLOW);
    pwpol_throttle_free(throttle);
    pwpol_store_free(store);
}

/* Full of locks: nobody new can be counted, and what is known is decided as before. */
static void a_store_full_of_locks_is_an_outage_for_whom_it_cannot_count(void **state)
{
    (void)state;
    static const struct {
        const char *setting;
        pwpol_decision first, sixth; /* of somebody new, whose attempts all fail */
    } rows[] = {
        { "throttle.outage=closed", PWPOL_UNAVAILABLE, PWPOL_UNAVAILABLE },
        { "throttle.outage=open", PWPOL_ALLOW, PWPOL_ALLOW },
        { "throttle.outage=local", PWPOL_ALLOW, PWPOL_WAIT },
    };
    enum { RECORDS = 200 };
    for (size_t row = 0; row < sizeof rows / sizeof rows[0]; row++) {
        pwpol_store *store = NULL;
        char name[32];
        unsigned locked = 0;
        assert_int_equal(pwpol_store_memory_new(&store, RECORDS), PWPOL_OK);
        pwpol_throttle *throttle = throttle_with(NULL, rows[row].setting, store);
        while (locked < RECORDS && snprintf(name, sizeof name, "locked %u", locked) > 0 &&
               pwpol_throttle_lock(throttle, name, strlen(name), NOW + DAY, NOW) == PWPOL_OK)
            locked++;
        /* A shard may have room for one that another has none for. */
        pwpol_attempt_answer answer = { .size = sizeof answer };
        for (int i = 0; i < RECORDS && !answer.outage; i++) {
            snprintf(name, sizeof name, "somebody %d", i);
            answer = fail_at(throttle, name, NULL, NOW);
        }
        assert_true(answer.outage);
        assert_int_equal(answer.status, PWPOL_ERR_FULL);
        assert_int_equal(answer.decision, rows[row].first);
        for (int i = 1; i < 6; i++)
            answer = fail_at(throttle, name, NULL, NOW);
        assert_true(answer.outage);
        assert_int_equal(answer.decision, rows[row].sixth);
        for (unsigned i = 0; i < locked; i++) {
            char known[32];
            snprintf(known, sizeof known, "locked %u", i);
            answer = fail_at(throttle, known, NULL, NOW);
            assert_int_equal(answer.decision, PWPOL_LOCKED);
            assert_false(answer.outage);
        }
        /* Once the locks have ended there is room. */
        answer = fail_at(throttle, name, NULL, NOW + 2 * DAY);
        assert_int_equal(answer.decision, PWPOL_ALLOW);
        assert_false(answer.outage);
        pwpol_throttle_free(throttle);
        pwpol_store_free(store);
    }
}

/* The store's clock is years ahead of the service's: durations are right, and told by the service's clock. */
static void a_store_with_a_clock_of_its_own_wins(void **state)
{
    (void)state;
    struct trouble trouble;
    pwpol_store *store = store_in(&trouble);
    trouble.lead = NOW + 1000 * DAY;
    pwpol_throttle *throttle = throttle_with(NULL, NULL, store);
    for (int i = 0; i < 5; i++)
        assert_int_equal(fail_at(throttle, alice, NULL, NOW).decision, PWPOL_ALLOW);
    pwpol_attempt_answer answer = fail_at(throttle, alice, NULL, NOW + 900 * DAY);
    assert_int_equal(answer.decision, PWPOL_WAIT); /* whatever the caller says that time it is */
    assert_true(answer.wait_ms > 0 && answer.wait_ms <= 90 * SECOND);
    assert_int_equal(answer.until, NOW + 900 * DAY + answer.wait_ms);
    trouble.lead += 90 * SECOND;
    fail_at(throttle, "anybody", NULL, NOW); /* hears of it */
    assert_int_equal(fail_at(throttle, alice, NULL, NOW).decision, PWPOL_ALLOW);
    pwpol_throttle_free(throttle);
    pwpol_store_free(store);
}

/* One to begin and one to settle, whether the store knows nobody, or this process saw them last. */
static void an_attempt_is_two_steps_of_the_store(void **state)
{
    (void)state;
    struct trouble trouble;
    pwpol_store *store = store_in(&trouble);
    pwpol_throttle *throttle = throttle_with(NULL, NULL, store);
    for (int login = 0; login < 5; login++) {
        trouble.calls = 0;
        assert_int_equal(succeed_at(throttle, alice, "2001:db8::1", NOW + login).trusted, login > 0);
        assert_int_equal(trouble.calls, 2);
    }
    for (int failure = 0; failure < 5; failure++) {
        trouble.calls = 0;
        assert_int_equal(fail_at(throttle, "bob", "192.0.2.7", NOW).decision, PWPOL_ALLOW);
        assert_int_equal(trouble.calls, 2);
    }
    trouble.calls = 0;
    assert_int_equal(fail_at(throttle, "bob", "192.0.2.7", NOW).decision, PWPOL_WAIT);
    assert_int_equal(trouble.calls, 1);
    /* another process has changed what this one remembers */
    pwpol_throttle *other = throttle_with(NULL, NULL, store);
    assert_int_equal(fail_at(other, alice, "2001:db8::1", NOW).decision, PWPOL_ALLOW);
    trouble.calls = 0;
    assert_int_equal(fail_at(throttle, alice, "2001:db8::1", NOW).failures, 1);
    assert_int_equal(trouble.calls, 3);
    pwpol_throttle_free(other);
    pwpol_throttle_free(throttle);
    pwpol_store_free(store);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(closed_refuses_everybody_and_says_why),
        cmocka_unit_test(open_lets_everybody_try_and_says_so),
        cmocka_unit_test(local_counts_in_memory_meanwhile),
        cmocka_unit_test(an_attempt_whose_store_has_gone_cannot_be_settled_and_counts_in_the_end),
        cmocka_unit_test(a_store_that_hangs_is_left_alone_and_used_again_when_it_is_back),
        cmocka_unit_test(a_store_that_answers_garbage_allows_nothing),
        cmocka_unit_test(a_full_store_is_an_outage_that_leaves_it_in_use),
        cmocka_unit_test(a_store_full_of_locks_is_an_outage_for_whom_it_cannot_count),
        cmocka_unit_test(a_store_with_a_clock_of_its_own_wins),
        cmocka_unit_test(an_attempt_is_two_steps_of_the_store),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
