/* Many at once: a right password among others locks nobody out, and no guess is verified for nothing. */
#include "desk.h"

#include <pthread.h>

enum { GUESTS = 64 };

struct guest {
    pwpol_accounts *accounts;
    pwpol_account_request request;
    pthread_t thread;
    pwpol_answer answer;
    char cause[32];
    bool failed;
};

static void *log_in(void *argument)
{
    struct guest *guest = argument;
    pwpol_outcome *outcome = NULL;
    guest->failed = pwpol_account_login(guest->accounts, &guest->request, &outcome) != PWPOL_OK;
    guest->answer = pwpol_outcome_answer(outcome);
    strncpy(guest->cause, pwpol_outcome_cause(outcome), sizeof guest->cause - 1);
    pwpol_outcome_free(outcome);
    return NULL;
}

static void storm(struct desk *desk, const char *const passwords[], size_t count, struct guest guests[GUESTS])
{
    pwpol_accounts *accounts = desk_quiet_accounts(desk);
    for (size_t i = 0; i < GUESTS; i++)
        guests[i] = (struct guest){ .accounts = accounts, .request = desk_request(desk, passwords[i % count]) };
    for (size_t i = 0; i < GUESTS; i++)
        assert_int_equal(pthread_create(&guests[i].thread, NULL, log_in, &guests[i]), 0);
    for (size_t i = 0; i < GUESTS; i++) {
        pthread_join(guests[i].thread, NULL);
        assert_false(guests[i].failed);
    }
    pwpol_accounts_free(accounts);
}

/* Attempts that are under way count, so that some of so many may have to wait; when all is over nothing is counted. */
static void right_logins_at_once_leave_no_trace(void **state)
{
    (void)state;
    static struct guest guests[GUESTS];
    static const char *const passwords[] = { FIRST };
    struct desk desk;
    unsigned accepted = 0;
    desk_open(&desk, "hash.wait=10min");
    desk_store(&desk, FIRST);
    storm(&desk, passwords, 1, guests);
    for (size_t i = 0; i < GUESTS; i++) {
        accepted += guests[i].answer == PWPOL_ACCEPTED;
        if (guests[i].answer != PWPOL_ACCEPTED)
            assert_string_equal(guests[i].cause, guests[i].answer == PWPOL_REFUSED ? "delayed" : "busy");
    }
    assert_true(accepted > 0);
    pwpol_subject_status status = { .size = sizeof status };
    assert_int_equal(pwpol_throttle_status(desk.throttle, "42", 2, desk.now, &status), PWPOL_OK);
    assert_int_equal(status.failures, 0);
    assert_int_equal(status.pending, 0);
    assert_int_equal(status.decision, PWPOL_ALLOW);
    assert_int_equal(desk_login(&desk, FIRST), PWPOL_ACCEPTED);
    desk_close(&desk);
}

/* B1: no more wrong passwords are verified by many at once than by one after the other. */
static void guesses_at_once_are_worth_no_more_than_one_after_the_other(void **state)
{
    (void)state;
    static struct guest guests[GUESTS];
    static char texts[GUESTS][8];
    const char *passwords[GUESTS];
    struct desk desk;
    unsigned verified = 0;
    for (size_t i = 0; i < GUESTS; i++) {
        texts[i][0] = 'w';
        texts[i][1] = (char)('0' + i);
        passwords[i] = texts[i];
    }
    desk_open(&desk, "hash.wait=10min");
    desk_store(&desk, FIRST);
    storm(&desk, passwords, GUESTS, guests);
    for (size_t i = 0; i < GUESTS; i++) {
        assert_true(guests[i].answer == PWPOL_REFUSED || guests[i].answer == PWPOL_TRY_LATER);
        verified += strcmp(guests[i].cause, "wrong-password") == 0;
    }
    assert_true(verified > 0 && verified <= 5); /* throttle.delay_after */
    desk_close(&desk);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(right_logins_at_once_leave_no_trace),
        cmocka_unit_test(guesses_at_once_are_worth_no_more_than_one_after_the_other),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
