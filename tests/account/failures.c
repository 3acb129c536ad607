/* Stores, memory and queues that fail: never a wrong password, and never a success. */
#include "desk.h"

#include "fail_alloc.h"
#include "hash/hasher.h"

#include <stdio.h>
#include <time.h>

enum flow_name { LOGIN, CHANGE, RESET_BEGIN, RESET_FINISH, ENROL, FLOWS };

static pwpol_status run(struct desk *desk, enum flow_name flow, const char *password, const char *token,
                        pwpol_outcome **outcome)
{
    static pwpol_status (*const flows[FLOWS])(pwpol_accounts *, const pwpol_account_request *, pwpol_outcome **) = {
        [LOGIN] = pwpol_account_login,
        [CHANGE] = pwpol_account_change,
        [RESET_BEGIN] = pwpol_account_reset_begin,
        [RESET_FINISH] = pwpol_account_reset_finish,
        [ENROL] = pwpol_account_enrol,
    };
    pwpol_account_request request = desk_request(desk, password);
    request.new_password = SECOND;
    request.new_password_len = strlen(SECOND);
    request.token = token;
    if (flow == ENROL)
        request.row = NULL;
    return flows[flow](desk->accounts, &request, outcome);
}

/* A row with FIRST and a good token. */
static void prepare(struct desk *desk, const char *settings, char token[PWPOL_RESET_TOKEN_SIZE])
{
    desk_open(desk, settings);
    desk_store(desk, FIRST);
    assert_int_equal(pwpol_reset_token_new(desk->policy, "42", 2, desk->stored, desk->now, token, desk->reset), PWPOL_OK);
}

/* With the right password or token: accepted all the same, or not decided. */
static void the_store_may_fail_at_every_operation(void **state)
{
    (void)state;
    static const char *const settings[] = { "throttle.outage=closed", "throttle.outage=open", "throttle.outage=local" };
    size_t failures = 0;
    for (size_t outage = 0; outage < 3; outage++)
        for (int flow = LOGIN; flow < FLOWS; flow++)
            for (int right = 0; right <= 1; right++)
                for (size_t nth = 1;; nth++) {
                    struct desk desk;
                    char token[PWPOL_RESET_TOKEN_SIZE];
                    pwpol_outcome *outcome = NULL;
                    prepare(&desk, settings[outage], token);
                    desk.fail_at = nth;
                    desk.onward = nth % 2 == 1;
                    assert_int_equal(run(&desk, (enum flow_name)flow, right ? FIRST : THIRD, right ? token : "bad", &outcome),
                                     PWPOL_OK);
                    pwpol_answer answer = pwpol_outcome_answer(outcome);
                    bool proves = flow != ENROL && flow != RESET_BEGIN;
                    if (proves && !right)
                        assert_true(answer == PWPOL_REFUSED || answer == PWPOL_TRY_LATER);
                    else
                        assert_true(answer == PWPOL_ACCEPTED || answer == PWPOL_TRY_LATER);
                    if (answer == PWPOL_TRY_LATER) {
                        assert_int_equal(outage, 0);
                        assert_string_equal(pwpol_outcome_cause(outcome), "store-outage");
                    }
                    bool failed = desk.operations >= nth;
                    failures += failed;
                    pwpol_outcome_free(outcome);
                    desk_close(&desk);
                    if (!failed)
                        break;
                    assert_true(nth < 100);
                }
    assert_true(failures > 40);
}

static void a_store_that_is_down_leaves_everything_undecided_where_the_policy_closes(void **state)
{
    (void)state;
    struct desk desk;
    char token[PWPOL_RESET_TOKEN_SIZE];
    prepare(&desk, "throttle.outage=closed", token);
    desk.fail_at = 1;
    desk.onward = true;
    for (int exists = 0; exists <= 1; exists++) {
        desk.exists = exists;
        assert_int_equal(desk_login(&desk, FIRST), PWPOL_TRY_LATER);
        assert_int_equal(desk_login(&desk, THIRD), PWPOL_TRY_LATER);
    }
    desk.fail_at = 0;
    pwpol_answer answer = PWPOL_TRY_LATER; /* a store that was down is asked again after a second */
    for (unsigned tries = 0; tries < 1000 && answer == PWPOL_TRY_LATER; tries++) {
        nanosleep(&(struct timespec){ .tv_nsec = 10000000 }, NULL);
        answer = desk_login(&desk, FIRST);
    }
    assert_int_equal(answer, PWPOL_ACCEPTED);
    desk_close(&desk);
}

static void assert_repeats_the_row(const struct desk *desk, const pwpol_outcome *outcome, bool has_row)
{
    pwpol_row_change change = { .size = sizeof change };
    assert_int_equal(pwpol_outcome_row(outcome, &change), PWPOL_OK);
    assert_false(change.write);
    assert_string_equal(change.stored, has_row ? desk->stored : "");
    assert_string_equal(change.history, has_row ? desk->history : "");
    assert_string_equal(change.reset, has_row ? desk->reset : "");
    assert_int_equal(change.flags, 0);
    assert_int_equal(change.changed_at, has_row ? desk->changed_at : 0);
    assert_string_equal(pwpol_outcome_token(outcome), "");
}

/* Every allocation of every flow. What is not needed (a device's token, a rehash) may be missing; nobody is refused for
 * it, and nobody is let in. */
static void every_allocation_may_fail(void **state)
{
    (void)state;
    for (int flow = LOGIN; flow < FLOWS; flow++)
        for (int right = 0; right <= 1; right++)
            for (int onward = 0; onward <= 1; onward++) {
                size_t nth = 1;
                for (;; nth++) {
                    struct desk desk;
                    char token[PWPOL_RESET_TOKEN_SIZE];
                    pwpol_outcome *outcome = (pwpol_outcome *)&desk;
                    prepare(&desk, "history.count=3 throttle.outage=closed breach", token);
                    snprintf(desk.history, sizeof desk.history, "%s", desk.stored);
                    fail_alloc_start(nth, onward);
                    pwpol_status status = run(&desk, (enum flow_name)flow, right ? FIRST : THIRD, right ? token : "bad", &outcome);
                    bool failed = fail_alloc_stop();
                    pwpol_answer answer = pwpol_outcome_answer(status == PWPOL_OK ? outcome : NULL);
                    bool proves = flow != ENROL && flow != RESET_BEGIN;
                    if (status != PWPOL_OK) {
                        assert_int_equal(status, PWPOL_ERR_NO_MEMORY);
                        assert_null(outcome);
                    } else if (proves && !right)
                        assert_true(answer == PWPOL_REFUSED || answer == PWPOL_TRY_LATER);
                    else if (answer != PWPOL_ACCEPTED)
                        assert_int_equal(answer, PWPOL_TRY_LATER);
                    if (!failed)
                        assert_int_equal(answer, proves && !right ? PWPOL_REFUSED : PWPOL_ACCEPTED);
                    if (status == PWPOL_OK && answer != PWPOL_ACCEPTED)
                        assert_repeats_the_row(&desk, outcome, flow != ENROL);
                    pwpol_outcome_free(outcome);
                    desk_close(&desk);
                    if (!failed)
                        break;
                    assert_true(nth < 1000);
                }
                assert_true(nth > 4);
            }
}

/* All slots are taken and nobody waits: the same for a right, a wrong and no password, and nothing is counted. */
static void a_full_queue_decides_nothing(void **state)
{
    (void)state;
    struct desk desk;
    char token[PWPOL_RESET_TOKEN_SIZE];
    struct slot slot;
    prepare(&desk, "hash.slots=1 hash.budget=8 hash.wait=0 throttle.trust=false throttle.delay_after=0", token);
    assert_int_equal(slots_take(desk.hasher->slots, 8192, true, 0, &slot), SLOTS_TAKEN);
    for (unsigned i = 0; i < 12; i++) {
        desk.exists = i % 3 != 0;
        assert_int_equal(desk_login(&desk, i % 2 == 0 ? FIRST : THIRD), PWPOL_TRY_LATER);
        desk_assert_events(&desk, "login.undecided(busy)");
    }
    pwpol_outcome *outcome = NULL;
    desk.exists = true;
    assert_int_equal(run(&desk, RESET_FINISH, FIRST, token, &outcome), PWPOL_OK); /* the token stays good */
    assert_int_equal(pwpol_outcome_answer(outcome), PWPOL_TRY_LATER);
    pwpol_outcome_free(outcome);
    slots_give(desk.hasher->slots, &slot, 0);
    pwpol_subject_status status = { .size = sizeof status };
    assert_int_equal(pwpol_throttle_status(desk.throttle, "42", 2, desk.now, &status), PWPOL_OK);
    assert_int_equal(status.failures + status.pending, 0);
    assert_int_equal(desk_login(&desk, FIRST), PWPOL_ACCEPTED);
    assert_int_equal(run(&desk, RESET_FINISH, FIRST, token, &outcome), PWPOL_OK);
    assert_int_equal(pwpol_outcome_answer(outcome), PWPOL_ACCEPTED);
    pwpol_outcome_free(outcome);
    desk_close(&desk);
}

static void making_accounts_needs_memory(void **state)
{
    (void)state;
    struct desk desk;
    desk_open(&desk, "");
    pwpol_accounts_parts parts = PWPOL_ACCOUNTS_PARTS_INIT;
    parts.policy = desk.policy;
    parts.hasher = desk.hasher;
    parts.throttle = desk.throttle;
    pwpol_accounts *accounts = (pwpol_accounts *)&desk;
    fail_alloc_start(1, false);
    assert_int_equal(pwpol_accounts_new(&accounts, &parts), PWPOL_ERR_NO_MEMORY);
    assert_true(fail_alloc_stop());
    assert_null(accounts);
    desk_close(&desk);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_store_may_fail_at_every_operation),
        cmocka_unit_test(a_store_that_is_down_leaves_everything_undecided_where_the_policy_closes),
        cmocka_unit_test(every_allocation_may_fail),
        cmocka_unit_test(a_full_queue_decides_nothing),
        cmocka_unit_test(making_accounts_needs_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
