/* Rule B6: nobody learns from an answer whether an account exists, or is locked. */
#include "desk.h"

#include "account/flow.h"

#include <stdio.h>

/* Everything that a person can be shown of an outcome, in one text. */
static void show(const pwpol_outcome *outcome, char *text, size_t size)
{
    pwpol_row_change change = { .size = sizeof change };
    pwpol_renewal_result life = { .size = sizeof life };
    assert_int_equal(pwpol_outcome_row(outcome, &change), PWPOL_OK);
    snprintf(text, size, "%d|%s|%s|%lld|%d|%s|%s|%d|%d", (int)pwpol_outcome_answer(outcome),
             pwpol_outcome_sentence(outcome, "en"), pwpol_outcome_sentence(outcome, "fr"),
             (long long)pwpol_outcome_wait_ms(outcome), pwpol_outcome_report(outcome) != NULL,
             pwpol_outcome_device(outcome), pwpol_outcome_token(outcome), change.write,
             (int)pwpol_outcome_renewal(outcome, &life));
}

enum { SHOWN_SIZE = 1024 };
typedef pwpol_status flow(pwpol_accounts *, const pwpol_account_request *, pwpol_outcome **);

/* The same as shown, which the first one fills. */
static void assert_shows(struct desk *desk, flow *run, const char *password, const char *cause, char *shown)
{
    char text[SHOWN_SIZE];
    pwpol_outcome *outcome = NULL;
    pwpol_account_request request = desk_request(desk, password);
    request.new_password = SECOND;
    request.new_password_len = strlen(SECOND);
    assert_int_equal(run(desk->accounts, &request, &outcome), PWPOL_OK);
    assert_string_equal(pwpol_outcome_cause(outcome), cause);
    show(outcome, text, sizeof text);
    if (shown[0] == '\0')
        memcpy(shown, text, sizeof text);
    assert_string_equal(text, shown);
    pwpol_outcome_free(outcome);
}

static void unknown_wrong_waiting_and_locked_are_one_answer(void **state)
{
    (void)state;
    static flow *const flows[] = { pwpol_account_login, pwpol_account_change };
    for (size_t i = 0; i < 2; i++) {
        struct desk desk;
        char shown[SHOWN_SIZE] = "";
        desk_open(&desk, "throttle.trust=false");
        assert_shows(&desk, flows[i], FIRST, "unknown-account", shown);
        desk.exists = true; /* a row without a password */
        assert_shows(&desk, flows[i], FIRST, "no-password", shown);
        desk_store(&desk, FIRST);
        desk.now += 2 * DAY;
        assert_shows(&desk, flows[i], THIRD, "wrong-password", shown);
        assert_shows(&desk, flows[i], "", "impossible-password", shown);
        desk_fail_logins(&desk, 3);
        assert_shows(&desk, flows[i], FIRST, "delayed", shown); /* also with the right password */
        assert_shows(&desk, flows[i], THIRD, "delayed", shown);
        assert_int_equal(pwpol_throttle_lock(desk.throttle, "42", 2, 0, desk.now), PWPOL_OK);
        assert_shows(&desk, flows[i], FIRST, "locked", shown);
        assert_shows(&desk, flows[i], THIRD, "locked", shown);
        assert_shows(&desk, flows[i], "", "locked", shown);
        desk.exists = false; /* the same for an account that is locked and does not exist */
        assert_int_equal(pwpol_throttle_lock(desk.throttle, "camille", 7, 0, desk.now), PWPOL_OK);
        assert_shows(&desk, flows[i], FIRST, "locked", shown);
        desk_close(&desk);
    }
}

static void an_account_that_does_not_exist_is_locked_like_one_that_does(void **state)
{
    (void)state;
    for (int exists = 0; exists <= 1; exists++) {
        struct desk desk;
        desk_open(&desk, "throttle.delay_after=0 throttle.trust=false");
        if (exists)
            desk_store(&desk, FIRST);
        desk_fail_logins(&desk, 10);
        assert_int_equal(desk_login(&desk, SECOND), PWPOL_REFUSED);
        desk_assert_events(&desk, "login.refused(locked)");
        desk_close(&desk);
    }
}

/* The person is told how long, and nothing is computed for show. */
static void where_the_policy_allows_it_the_wait_is_told(void **state)
{
    (void)state;
    struct desk desk;
    desk_open(&desk, "throttle.uniform_answer=false throttle.trust=false");
    desk_store(&desk, FIRST);
    desk_fail_logins(&desk, 5);
    pwpol_outcome *outcome = NULL;
    pwpol_account_request request = desk_request(&desk, FIRST);
    assert_int_equal(pwpol_account_login(desk.accounts, &request, &outcome), PWPOL_OK);
    assert_int_equal(pwpol_outcome_answer(outcome), PWPOL_REFUSED);
    assert_int_equal(pwpol_outcome_wait_ms(outcome), 90000); /* throttle.delay_first */
    assert_non_null(strstr(pwpol_outcome_sentence(outcome, "en"), "wait"));
    pwpol_outcome_free(outcome);
    assert_int_equal(pwpol_throttle_lock(desk.throttle, "42", 2, 0, desk.now), PWPOL_OK);
    assert_int_equal(pwpol_account_login(desk.accounts, &request, &outcome), PWPOL_OK);
    assert_int_equal(pwpol_outcome_wait_ms(outcome), 0);
    assert_non_null(strstr(pwpol_outcome_sentence(outcome, "fr"), "est bloqu\u00e9\u00a0:"));
    pwpol_outcome_free(outcome);
    desk_close(&desk);
}

static void a_challenge_is_asked_of_everybody_alike(void **state)
{
    (void)state;
    char shown[SHOWN_SIZE] = "";
    for (int exists = 0; exists <= 1; exists++) {
        struct desk desk;
        desk_open(&desk, "throttle.challenge_after=3 throttle.trust=false");
        if (exists)
            desk_store(&desk, FIRST);
        desk_fail_logins(&desk, 3);
        assert_shows(&desk, pwpol_account_login, FIRST, "challenge", shown);
        desk_assert_events(&desk, "login.refused(challenge)");
        pwpol_outcome *outcome = NULL;
        pwpol_account_request request = desk_request(&desk, FIRST);
        request.challenge_passed = true;
        assert_int_equal(pwpol_account_login(desk.accounts, &request, &outcome), PWPOL_OK);
        assert_int_equal(pwpol_outcome_answer(outcome), exists ? PWPOL_ACCEPTED : PWPOL_REFUSED);
        pwpol_outcome_free(outcome);
        desk_close(&desk);
    }
}

/* It concerns no account, so it is told, and costs nothing. */
static void an_address_that_tries_too_often_is_told_to_wait(void **state)
{
    (void)state;
    char shown[SHOWN_SIZE] = "";
    for (int exists = 0; exists <= 1; exists++) {
        struct desk desk;
        desk_open(&desk, "throttle.source_attempts_max=3 throttle.trust=false");
        for (unsigned i = 0; i < 3; i++) {
            pwpol_outcome *outcome = NULL;
            pwpol_account_request request = desk_request(&desk, THIRD);
            char login[8];
            snprintf(login, sizeof login, "user%u", i);
            request.login = login;
            request.login_len = 5;
            assert_int_equal(pwpol_account_login(desk.accounts, &request, &outcome), PWPOL_OK);
            pwpol_outcome_free(outcome);
        }
        if (exists)
            desk_store(&desk, FIRST);
        assert_shows(&desk, pwpol_account_login, FIRST, "source", shown);
        assert_non_null(strstr(shown, "wait a while"));
        desk_close(&desk);
    }
}

/* A flood on a locked account keeps a bounded number of verifications waiting; nobody else is refused for it. */
static void verifications_for_show_are_bounded(void **state)
{
    (void)state;
    struct desk desk;
    desk_open(&desk, "throttle.trust=false");
    desk_store(&desk, FIRST);
    assert_int_equal(desk.accounts->decoys_max, 16); /* four for each of hash.slots */
    atomic_store(&desk.accounts->decoys, desk.accounts->decoys_max);
    assert_int_equal(pwpol_throttle_lock(desk.throttle, "42", 2, NOW + DAY, desk.now), PWPOL_OK);
    assert_int_equal(desk_login(&desk, FIRST), PWPOL_TRY_LATER);
    desk_assert_events(&desk, "login.undecided(busy)");
    assert_int_equal(pwpol_throttle_unlock(desk.throttle, "42", 2, desk.now), PWPOL_OK);
    assert_int_equal(desk_login(&desk, FIRST), PWPOL_ACCEPTED);
    assert_int_equal(atomic_load(&desk.accounts->decoys), desk.accounts->decoys_max);
    desk_close(&desk);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(unknown_wrong_waiting_and_locked_are_one_answer),
        cmocka_unit_test(an_account_that_does_not_exist_is_locked_like_one_that_does),
        cmocka_unit_test(where_the_policy_allows_it_the_wait_is_told),
        cmocka_unit_test(a_challenge_is_asked_of_everybody_alike),
        cmocka_unit_test(an_address_that_tries_too_often_is_told_to_wait),
        cmocka_unit_test(verifications_for_show_are_bounded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
