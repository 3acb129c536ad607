/* A forgotten password, from asking for a token to using it. */
#include "desk.h"

#include <stdio.h>

#define HOUR INT64_C(3600000)

/* Asks, writes the row, and gives the token, "" for none. */
static void begin(struct desk *desk, char token[PWPOL_RESET_TOKEN_SIZE])
{
    pwpol_outcome *outcome = NULL;
    pwpol_account_request request = desk_request(desk, NULL);
    assert_int_equal(pwpol_account_reset_begin(desk->accounts, &request, &outcome), PWPOL_OK);
    assert_int_equal(pwpol_outcome_answer(outcome), PWPOL_ACCEPTED);
    memcpy(token, pwpol_outcome_token(outcome), strlen(pwpol_outcome_token(outcome)) + 1);
    assert_true(desk_write(desk, outcome));
    pwpol_outcome_free(outcome);
}

static pwpol_outcome *finish(struct desk *desk, const char *token, const char *wanted)
{
    pwpol_outcome *outcome = NULL;
    pwpol_account_request request = desk_request(desk, NULL);
    request.token = token;
    request.new_password = wanted;
    request.new_password_len = strlen(wanted);
    assert_int_equal(pwpol_account_reset_finish(desk->accounts, &request, &outcome), PWPOL_OK);
    return outcome;
}

static pwpol_answer try_finish(struct desk *desk, const char *token, const char *wanted)
{
    pwpol_outcome *outcome = finish(desk, token, wanted);
    pwpol_answer answer = pwpol_outcome_answer(outcome);
    assert_true(desk_write(desk, outcome));
    pwpol_outcome_free(outcome);
    return answer;
}

static void a_token_sets_a_new_password_once(void **state)
{
    (void)state;
    struct desk desk;
    char token[PWPOL_RESET_TOKEN_SIZE];
    desk_open(&desk, "history.count=2");
    desk_store(&desk, FIRST);
    desk.flags = PWPOL_PASSWORD_COMPROMISED;
    begin(&desk, token);
    desk_assert_events(&desk, "reset.requested()");
    assert_int_equal(strlen(token), 43);
    assert_null(strstr(desk.reset, token));
    assert_int_equal(desk_login(&desk, FIRST), PWPOL_ACCEPTED_MUST_CHANGE); /* asking changes nothing */
    desk.events[0] = '\0';
    assert_int_equal(try_finish(&desk, token, SECOND), PWPOL_ACCEPTED);
    desk_assert_events(&desk, "password.changed(reset)");
    assert_string_equal(desk.reset, "");
    assert_int_equal(desk.flags, 0);
    assert_int_equal(desk.changed_at, NOW);
    assert_int_equal(desk_login(&desk, SECOND), PWPOL_ACCEPTED);
    assert_int_equal(desk_login(&desk, FIRST), PWPOL_REFUSED);
    desk.events[0] = '\0';
    assert_int_equal(try_finish(&desk, token, THIRD), PWPOL_REFUSED);
    desk_assert_events(&desk, "reset.refused(bad-token)");
    desk_close(&desk);
}

/* Even where the service never clears its column, and makes two tokens. */
static void using_one_token_kills_the_others(void **state)
{
    (void)state;
    struct desk desk;
    char first[PWPOL_RESET_TOKEN_SIZE], second[PWPOL_RESET_TOKEN_SIZE], first_kept[PWPOL_RESET_STORED_SIZE],
        second_kept[PWPOL_RESET_STORED_SIZE];
    desk_open(&desk, "");
    desk_store(&desk, FIRST);
    begin(&desk, first);
    memcpy(first_kept, desk.reset, sizeof first_kept);
    begin(&desk, second);
    memcpy(second_kept, desk.reset, sizeof second_kept);
    assert_int_equal(try_finish(&desk, first, SECOND), PWPOL_REFUSED); /* the second replaced it */
    memcpy(desk.reset, first_kept, sizeof first_kept);
    assert_int_equal(try_finish(&desk, first, SECOND), PWPOL_ACCEPTED);
    memcpy(desk.reset, first_kept, sizeof first_kept);
    assert_int_equal(try_finish(&desk, first, THIRD), PWPOL_REFUSED);
    memcpy(desk.reset, second_kept, sizeof second_kept);
    assert_int_equal(try_finish(&desk, second, THIRD), PWPOL_REFUSED);
    desk_close(&desk);
}

static void a_token_expires_and_a_clock_that_goes_back_does_not_prolong_it(void **state)
{
    (void)state;
    struct desk desk;
    char token[PWPOL_RESET_TOKEN_SIZE];
    desk_open(&desk, "");
    desk_store(&desk, FIRST);
    begin(&desk, token);
    desk.now = NOW + HOUR;
    assert_int_equal(try_finish(&desk, token, SECOND), PWPOL_REFUSED);
    desk.now = NOW - 1;
    assert_int_equal(try_finish(&desk, token, SECOND), PWPOL_REFUSED);
    desk.now = NOW + HOUR - 1;
    assert_int_equal(try_finish(&desk, token, SECOND), PWPOL_ACCEPTED);
    desk_close(&desk);
}

static void a_weak_password_leaves_the_token_good(void **state)
{
    (void)state;
    struct desk desk;
    char token[PWPOL_RESET_TOKEN_SIZE];
    desk_open(&desk, "");
    desk_store(&desk, FIRST);
    begin(&desk, token);
    for (unsigned i = 0; i < 30; i++) {
        pwpol_outcome *outcome = finish(&desk, token, "short");
        assert_int_equal(pwpol_outcome_answer(outcome), PWPOL_REFUSED_WEAK);
        assert_non_null(pwpol_outcome_report(outcome));
        pwpol_outcome_free(outcome);
    }
    assert_int_equal(try_finish(&desk, token, SECOND), PWPOL_ACCEPTED);
    desk_close(&desk);
}

/* D3: after a compromise the same password again would remedy nothing; nobody has typed it here. */
static void the_current_password_is_not_taken_again(void **state)
{
    (void)state;
    static const char *const settings[] = { "", "history.count=3" };
    for (size_t i = 0; i < 2; i++) {
        struct desk desk;
        char token[PWPOL_RESET_TOKEN_SIZE];
        desk_open(&desk, settings[i]);
        desk_store(&desk, FIRST);
        begin(&desk, token);
        assert_int_equal(try_finish(&desk, token, FIRST), PWPOL_REFUSED_WEAK);
        desk_close(&desk);
    }
}

static void a_reset_unlocks_the_account(void **state)
{
    (void)state;
    struct desk desk;
    char token[PWPOL_RESET_TOKEN_SIZE];
    desk_open(&desk, "throttle.unlock_after=0 throttle.delay_after=0 throttle.trust=false");
    desk_store(&desk, FIRST);
    desk_fail_logins(&desk, 10);
    assert_int_equal(desk_login(&desk, FIRST), PWPOL_REFUSED);
    begin(&desk, token); /* a lock of the login does not keep its owner from asking */
    assert_int_equal(try_finish(&desk, token, SECOND), PWPOL_ACCEPTED);
    assert_int_equal(desk_login(&desk, SECOND), PWPOL_ACCEPTED);
    desk_close(&desk);
}

/* B6, also of the requests that are too many: the same answer, and no token. */
static void asking_says_nothing_of_whether_the_account_exists(void **state)
{
    (void)state;
    for (int exists = 0; exists <= 1; exists++) {
        struct desk desk;
        desk_open(&desk, "");
        if (exists)
            desk_store(&desk, FIRST);
        for (unsigned i = 0; i < 8; i++) {
            pwpol_outcome *outcome = NULL;
            pwpol_row_change row = { .size = sizeof row };
            pwpol_account_request request = desk_request(&desk, NULL);
            assert_int_equal(pwpol_account_reset_begin(desk.accounts, &request, &outcome), PWPOL_OK);
            assert_int_equal(pwpol_outcome_answer(outcome), PWPOL_ACCEPTED);
            assert_non_null(strstr(pwpol_outcome_sentence(outcome, "en"), "If this account exists"));
            assert_int_equal(pwpol_outcome_wait_ms(outcome), 0);
            bool sent = exists && i < 5; /* throttle.delay_after */
            assert_int_equal(pwpol_outcome_token(outcome)[0] != '\0', sent);
            assert_int_equal(pwpol_outcome_row(outcome, &row), PWPOL_OK);
            assert_int_equal(row.write, sent);
            assert_string_equal(pwpol_outcome_cause(outcome),
                                i >= 5 ? "too-many-requests" : exists ? "" : "unknown-account");
            pwpol_outcome_free(outcome);
        }
        assert_int_equal(desk_login(&desk, FIRST), exists ? PWPOL_ACCEPTED : PWPOL_REFUSED); /* counted apart */
        desk_close(&desk);
    }
}

/* Where the policy tells: that it is too often, and for how long. */
static void asking_too_often_is_told_where_the_policy_tells(void **state)
{
    (void)state;
    struct desk desk;
    desk_open(&desk, "throttle.uniform_answer=false");
    desk_store(&desk, FIRST);
    for (unsigned i = 0; i < 7; i++) {
        pwpol_outcome *outcome = NULL;
        pwpol_account_request request = desk_request(&desk, NULL);
        assert_int_equal(pwpol_account_reset_begin(desk.accounts, &request, &outcome), PWPOL_OK);
        assert_int_equal(pwpol_outcome_answer(outcome), i < 5 ? PWPOL_ACCEPTED : PWPOL_REFUSED);
        assert_int_equal(pwpol_outcome_wait_ms(outcome) > 0, i >= 5);
        assert_int_equal(pwpol_outcome_token(outcome)[0] != '\0', i < 5);
        pwpol_outcome_free(outcome);
    }
    desk_close(&desk);
}

static void one_bad_token_is_not_tried_for_ever(void **state)
{
    (void)state;
    struct desk desk;
    desk_open(&desk, "");
    desk_store(&desk, FIRST);
    for (unsigned i = 0; i < 7; i++) {
        pwpol_outcome *outcome = finish(&desk, "bad", SECOND);
        assert_int_equal(pwpol_outcome_answer(outcome), PWPOL_REFUSED);
        assert_string_equal(pwpol_outcome_cause(outcome), i < 5 ? "bad-token" : "too-many-requests");
        pwpol_outcome_free(outcome);
    }
    desk_close(&desk);
}

static void using_says_nothing_of_why_a_token_is_bad(void **state)
{
    (void)state;
    struct desk desk;
    char token[PWPOL_RESET_TOKEN_SIZE];
    static const char *const bad[] = { NULL, "", "x", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA" };
    desk_open(&desk, "");
    desk_store(&desk, FIRST);
    begin(&desk, token);
    for (int exists = 1; exists >= 0; exists--) {
        desk.exists = exists;
        for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
            pwpol_outcome *outcome = finish(&desk, bad[i], SECOND);
            assert_int_equal(pwpol_outcome_answer(outcome), PWPOL_REFUSED);
            assert_string_equal(pwpol_outcome_sentence(outcome, "en"),
                                "This link is not valid, or no longer: ask for a new one.");
            assert_string_equal(pwpol_outcome_cause(outcome), "bad-token");
            assert_null(pwpol_outcome_report(outcome));
            pwpol_outcome_free(outcome);
        }
    }
    desk_close(&desk);
}

/* Bad tokens are counted by their own name and by their address: they lock nobody's good one. */
static void bad_tokens_do_not_lock_out_the_owner_of_the_good_one(void **state)
{
    (void)state;
    struct desk desk;
    char token[PWPOL_RESET_TOKEN_SIZE];
    desk_open(&desk, "throttle.source_attempts_max=50");
    desk_store(&desk, FIRST);
    begin(&desk, token);
    for (unsigned i = 0; i < 60; i++) {
        char bad[16];
        snprintf(bad, sizeof bad, "bad %u", i);
        pwpol_outcome *outcome = NULL;
        pwpol_account_request request = desk_request(&desk, NULL);
        request.source = "198.51.100.1";
        request.token = bad;
        request.new_password = SECOND;
        request.new_password_len = strlen(SECOND);
        assert_int_equal(pwpol_account_reset_finish(desk.accounts, &request, &outcome), PWPOL_OK);
        assert_int_equal(pwpol_outcome_answer(outcome), PWPOL_REFUSED);
        assert_string_equal(pwpol_outcome_cause(outcome), i < 50 ? "bad-token" : "source");
        pwpol_outcome_free(outcome);
    }
    assert_int_equal(try_finish(&desk, token, SECOND), PWPOL_ACCEPTED);
    desk_close(&desk);
}

static void an_invited_person_without_a_password_gets_a_first_one(void **state)
{
    (void)state;
    struct desk desk;
    char token[PWPOL_RESET_TOKEN_SIZE];
    desk_open(&desk, "");
    desk.exists = true;
    begin(&desk, token);
    assert_int_equal(try_finish(&desk, token, FIRST), PWPOL_ACCEPTED);
    assert_int_equal(desk_login(&desk, FIRST), PWPOL_ACCEPTED);
    desk_close(&desk);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_token_sets_a_new_password_once),
        cmocka_unit_test(using_one_token_kills_the_others),
        cmocka_unit_test(a_token_expires_and_a_clock_that_goes_back_does_not_prolong_it),
        cmocka_unit_test(a_weak_password_leaves_the_token_good),
        cmocka_unit_test(the_current_password_is_not_taken_again),
        cmocka_unit_test(a_reset_unlocks_the_account),
        cmocka_unit_test(asking_says_nothing_of_whether_the_account_exists),
        cmocka_unit_test(asking_too_often_is_told_where_the_policy_tells),
        cmocka_unit_test(one_bad_token_is_not_tried_for_ever),
        cmocka_unit_test(using_says_nothing_of_why_a_token_is_bad),
        cmocka_unit_test(bad_tokens_do_not_lock_out_the_owner_of_the_good_one),
        cmocka_unit_test(an_invited_person_without_a_password_gets_a_first_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
