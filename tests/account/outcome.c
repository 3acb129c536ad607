/* What callers of any release read of an outcome, and what they may not ask. */
#include "desk.h"

#include "account/flow.h"

static void no_outcome_lets_nobody_in(void **state)
{
    (void)state;
    pwpol_row_change change = { .size = sizeof change };
    pwpol_renewal_result life = { .size = sizeof life };
    assert_int_equal(pwpol_outcome_answer(NULL), PWPOL_TRY_LATER);
    assert_int_equal(pwpol_outcome_row(NULL, &change), PWPOL_ERR_ARGUMENT);
    assert_int_equal(pwpol_outcome_renewal(NULL, &life), PWPOL_ERR_ARGUMENT);
    assert_int_equal(pwpol_outcome_wait_ms(NULL), 0);
    assert_null(pwpol_outcome_report(NULL));
    assert_string_equal(pwpol_outcome_device(NULL), "");
    assert_string_equal(pwpol_outcome_token(NULL), "");
    assert_string_equal(pwpol_outcome_cause(NULL), "");
    assert_true(pwpol_outcome_sentence(NULL, "fr")[0] != '\0');
    pwpol_outcome_free(NULL);
    pwpol_accounts_free(NULL);
    pwpol_accounts_compromised(NULL, 1);
}

static void every_sentence_is_there_in_both_languages(void **state)
{
    (void)state;
    pwpol_outcome outcome = { .answer = PWPOL_ACCEPTED };
    for (int saying = 0; saying < SAYING_COUNT; saying++) {
        outcome.saying = (enum saying)saying;
        const char *english = pwpol_outcome_sentence(&outcome, "en");
        const char *french = pwpol_outcome_sentence(&outcome, "fr");
        assert_true(strlen(english) > 10 && strlen(french) > 10);
        assert_string_not_equal(english, french);
        assert_ptr_equal(pwpol_outcome_sentence(&outcome, NULL), english);
        assert_ptr_equal(pwpol_outcome_sentence(&outcome, "de"), english);
        /* French wants a no-break space there, which is two other bytes */
        for (const char *mark = strpbrk(french, ":;!?"); mark != NULL; mark = strpbrk(mark + 1, ":;!?"))
            assert_true(mark - french >= 2 && memcmp(mark - 2, "\u00a0", 2) == 0);
    }
}

static void every_cause_is_a_stable_word(void **state)
{
    (void)state;
    for (int cause = 1; cause < CAUSE_COUNT; cause++) {
        const char *text = cause_text((enum cause)cause);
        assert_int_equal(strspn(text, "abcdefghijklmnopqrstuvwxyz-"), strlen(text));
        assert_true(strlen(text) > 3);
        for (int other = 0; other < cause; other++)
            assert_string_not_equal(text, cause_text((enum cause)other));
    }
}

static void callers_of_other_releases_are_served(void **state)
{
    (void)state;
    struct {
        pwpol_account_request known;
        int later;
    } longer = { 0 };
    struct desk desk;
    pwpol_outcome *outcome = NULL;
    desk_open(&desk, "");
    desk_store(&desk, FIRST);
    longer.known = desk_request(&desk, FIRST);
    longer.known.size = sizeof longer;
    assert_int_equal(pwpol_account_login(desk.accounts, &longer.known, &outcome), PWPOL_OK);
    assert_int_equal(pwpol_outcome_answer(outcome), PWPOL_ACCEPTED);
    pwpol_row_change change = { .size = offsetof(pwpol_row_change, expected), .expected = "untouched" };
    assert_int_equal(pwpol_outcome_row(outcome, &change), PWPOL_OK);
    assert_string_equal(change.expected, "untouched");
    pwpol_outcome_free(outcome);
    longer.later = 1; /* something that this release would have to understand */
    assert_int_equal(pwpol_account_login(desk.accounts, &longer.known, &outcome), PWPOL_ERR_ARGUMENT);
    assert_null(outcome);

    /* an older one, before new_password was: a login needs nothing of what followed but the clock and the source */
    pwpol_account_request shorter = desk_request(&desk, FIRST);
    shorter.size = offsetof(pwpol_account_request, new_password);
    assert_int_equal(pwpol_account_login(desk.accounts, &shorter, &outcome), PWPOL_OK);
    assert_int_equal(pwpol_outcome_answer(outcome), PWPOL_ACCEPTED);
    pwpol_outcome_free(outcome);
    desk.row.size = offsetof(pwpol_row, history);
    assert_int_equal(pwpol_account_login(desk.accounts, &shorter, &outcome), PWPOL_OK);
    pwpol_outcome_free(outcome);
    desk_close(&desk);
}

static void what_the_documentation_excludes_is_a_status(void **state)
{
    (void)state;
    struct desk desk;
    desk_open(&desk, "");
    desk_store(&desk, FIRST);
    pwpol_account_request requests[10];
    for (size_t i = 0; i < 10; i++)
        requests[i] = desk_request(&desk, FIRST);
    pwpol_row strange = desk.row;
    strange.role = (pwpol_role)7;
    pwpol_row none = desk.row;
    none.size = 0;
    requests[0].size = 0;
    requests[1].login = NULL;
    requests[2].account = NULL;
    requests[3].password = NULL;
    requests[4].new_password_len = 1;
    requests[5].account_len = 1025;
    requests[6].row = &strange;
    requests[7].now = -1;
    requests[8].now = INT64_MAX;
    requests[9].row = &none;
    pwpol_status (*const flows[])(pwpol_accounts *, const pwpol_account_request *, pwpol_outcome **) = {
        pwpol_account_enrol, pwpol_account_login, pwpol_account_change, pwpol_account_reset_begin,
        pwpol_account_reset_finish
    };
    for (size_t flow = 0; flow < 5; flow++) {
        pwpol_outcome *outcome;
        for (size_t i = 0; i < 10; i++) {
            outcome = (pwpol_outcome *)&desk;
            assert_int_equal(flows[flow](desk.accounts, &requests[i], &outcome), PWPOL_ERR_ARGUMENT);
            assert_null(outcome);
        }
        requests[0].size = sizeof requests[0];
        assert_int_equal(flows[flow](NULL, &requests[0], &outcome), PWPOL_ERR_ARGUMENT);
        assert_int_equal(flows[flow](desk.accounts, NULL, &outcome), PWPOL_ERR_ARGUMENT);
        assert_int_equal(flows[flow](desk.accounts, &requests[0], NULL), PWPOL_ERR_ARGUMENT);
        requests[0].size = 0;
    }
    assert_string_equal(desk.events, "");
    desk_close(&desk);
}

static void accounts_need_all_their_parts(void **state)
{
    (void)state;
    struct desk desk;
    desk_open(&desk, "");
    pwpol_accounts_parts parts[4];
    for (size_t i = 0; i < 4; i++) {
        parts[i] = (pwpol_accounts_parts)PWPOL_ACCOUNTS_PARTS_INIT;
        parts[i].policy = i == 0 ? NULL : desk.policy;
        parts[i].hasher = i == 1 ? NULL : desk.hasher;
        parts[i].throttle = i == 2 ? NULL : desk.throttle;
    }
    parts[3].size = 1;
    for (size_t i = 0; i < 4; i++) {
        pwpol_accounts *accounts = (pwpol_accounts *)&desk;
        assert_int_equal(pwpol_accounts_new(&accounts, &parts[i]), PWPOL_ERR_ARGUMENT);
        assert_null(accounts);
    }
    assert_int_equal(pwpol_accounts_new(NULL, &parts[3]), PWPOL_ERR_ARGUMENT);
    pwpol_accounts *accounts = NULL;
    pwpol_policy *contradiction = NULL;
    assert_int_equal(pwpol_policy_new(&contradiction, NULL), PWPOL_OK);
    assert_int_equal(pwpol_policy_set(contradiction, "length.min", "100", NULL), PWPOL_OK);
    assert_int_equal(pwpol_policy_set(contradiction, "length.max", "64", NULL), PWPOL_OK);
    parts[0].policy = contradiction;
    assert_int_equal(pwpol_accounts_new(&accounts, &parts[0]), PWPOL_ERR_CONFLICT);
    assert_null(accounts);
    pwpol_policy_free(contradiction);
    desk_close(&desk);
}

/* An empty field of a form is a name that nobody has; one of a mebibyte, too. */
static void a_name_of_any_length_is_answered(void **state)
{
    (void)state;
    enum { LONG = 1 << 20 };
    static char login[LONG];
    struct desk desk;
    desk_open(&desk, "");
    memset(login, '\xff', LONG);
    static const size_t lengths[] = { 0, 1, 1024, 1025, LONG };
    for (size_t i = 0; i < sizeof lengths / sizeof lengths[0]; i++) {
        pwpol_outcome *outcome = NULL;
        pwpol_account_request request = desk_request(&desk, FIRST);
        request.login = login;
        request.login_len = lengths[i];
        request.account = NULL;
        request.account_len = 0;
        assert_int_equal(pwpol_account_login(desk.accounts, &request, &outcome), PWPOL_OK);
        assert_string_equal(pwpol_outcome_cause(outcome), "unknown-account");
        pwpol_outcome_free(outcome);
        assert_int_equal(pwpol_account_reset_begin(desk.accounts, &request, &outcome), PWPOL_OK);
        assert_int_equal(pwpol_outcome_answer(outcome), PWPOL_ACCEPTED);
        pwpol_outcome_free(outcome);
    }
    desk_close(&desk);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_outcome_lets_nobody_in),
        cmocka_unit_test(every_sentence_is_there_in_both_languages),
        cmocka_unit_test(every_cause_is_a_stable_word),
        cmocka_unit_test(callers_of_other_releases_are_served),
        cmocka_unit_test(what_the_documentation_excludes_is_a_status),
        cmocka_unit_test(accounts_need_all_their_parts),
        cmocka_unit_test(a_name_of_any_length_is_answered),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
