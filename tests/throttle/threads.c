/* Many threads at one account, at one address, at one store. What was allowed is counted here. */
#include <stdio.h>

#include "throttle_support.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

struct crowd {
    pwpol_throttle *throttle;
    atomic_int verified;
    atomic_int succeeded;
    int attempts; /* of each thread */
    bool one_is_right;
    atomic_int turn;
};

static void *guess(void *context)
{
    struct crowd *crowd = context;
    for (int i = 0; i < crowd->attempts; i++) {
        int turn = atomic_fetch_add(&crowd->turn, 1);
        char password[32];
        snprintf(password, sizeof password, "guess %d", turn);
        pwpol_attempt_request request = request_of("victim", NULL, password, NOW);
        pwpol_attempt_answer answer = { .size = sizeof answer };
        pwpol_attempt *attempt = NULL;
        if (pwpol_attempt_begin(crowd->throttle, &request, &answer, &attempt) != PWPOL_OK || attempt == NULL)
            continue;
        atomic_fetch_add(&crowd->verified, 1);
        bool right = crowd->one_is_right && turn == 2;
        atomic_fetch_add(&crowd->succeeded, right);
        pwpol_attempt_settle(attempt, right, NOW);
    }
    return NULL;
}

static void run(struct crowd *crowd, int threads_count, void *(*work)(void *))
{
    pthread_t *threads = calloc((size_t)threads_count, sizeof *threads);
    pthread_attr_t attributes;
    pthread_attr_init(&attributes);
    pthread_attr_setstacksize(&attributes, 256 * 1024);
    int started = 0;
    while (started < threads_count && pthread_create(&threads[started], &attributes, work, crowd) == 0)
        started++;
    for (int i = 0; i < started; i++)
        pthread_join(threads[i], NULL);
    pthread_attr_destroy(&attributes);
    free(threads);
    assert_int_equal(started, threads_count);
}

static void a_thousand_threads_get_no_more_than_one(void **state)
{
    (void)state;
    static const struct {
        const char *settings;
        int most;
    } rows[] = {
        { NULL, 5 }, /* then the delay */
        { "throttle.delay_after=0", 10 },
        { "throttle.delay_after=0, throttle.lock_after=0", 25 },
    };
    for (size_t row = 0; row < sizeof rows / sizeof rows[0]; row++) {
        struct crowd crowd = { .throttle = throttle_with(NULL, rows[row].settings, NULL), .attempts = 5 };
        run(&crowd, 1000, guess);
        assert_int_equal(crowd.verified, rows[row].most);
        pwpol_subject_status status = status_of(crowd.throttle, "victim", NOW);
        assert_int_equal(status.in_window, rows[row].most);
        assert_int_equal(status.pending, 0);
        assert_int_not_equal(status.decision, PWPOL_ALLOW);
        pwpol_throttle_free(crowd.throttle);
    }
}

static void a_right_password_in_the_crowd_is_never_locked_out_by_it(void **state)
{
    (void)state;
    for (int round = 0; round < 20; round++) {
        struct crowd crowd = { .throttle = throttle_with(NULL, "throttle.delay_after=0, throttle.lock_after=4", NULL),
                               .attempts = 1,
                               .one_is_right = true };
        run(&crowd, 4, guess);
        assert_int_equal(crowd.succeeded, 1);
        assert_int_equal(status_of(crowd.throttle, "victim", NOW).decision, PWPOL_ALLOW);
        pwpol_throttle_free(crowd.throttle);
    }
}

static void *log_in(void *context)
{
    struct crowd *crowd = context;
    for (int i = 0; i < crowd->attempts; i++) {
        char account[32];
        snprintf(account, sizeof account, "user%d", atomic_fetch_add(&crowd->turn, 1) % 200);
        pwpol_attempt_request request = request_of(account, "2001:db8::7", NULL, NOW);
        pwpol_attempt_answer answer = { .size = sizeof answer };
        pwpol_attempt *attempt = NULL;
        if (pwpol_attempt_begin(crowd->throttle, &request, &answer, &attempt) == PWPOL_OK && attempt != NULL) {
            atomic_fetch_add(&crowd->succeeded, 1);
            pwpol_attempt_settle(attempt, true, NOW);
        }
    }
    return NULL;
}

/* Everybody of one office logs in at once: nothing remains, and nobody was refused for good. */
static void logins_of_one_address_do_not_get_in_each_others_way(void **state)
{
    (void)state;
    struct crowd crowd = { .throttle = throttle_with(NULL, NULL, NULL), .attempts = 100 };
    run(&crowd, 16, log_in);
    assert_int_equal(crowd.succeeded, 1600);
    pwpol_subject_status status = { .size = sizeof status };
    assert_int_equal(pwpol_throttle_source_status(crowd.throttle, "2001:db8::7", NOW, &status), PWPOL_OK);
    assert_int_equal(status.pending, 0);
    assert_int_equal(status.in_window, 0);
    pwpol_throttle_free(crowd.throttle);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_thousand_threads_get_no_more_than_one),
        cmocka_unit_test(a_right_password_in_the_crowd_is_never_locked_out_by_it),
        cmocka_unit_test(logins_of_one_address_do_not_get_in_each_others_way),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
