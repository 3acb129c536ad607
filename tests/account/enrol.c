/* pwpol_account_enrol(): a first password. */
#include "desk.h"

#include "../breach/support.h"

#include <stdio.h>
#include <stdlib.h>

static pwpol_outcome *enrol(struct desk *desk, const char *password, bool provisioned)
{
    pwpol_outcome *outcome = NULL;
    pwpol_account_request request = desk_request(desk, password);
    request.provisioned = provisioned;
    assert_int_equal(pwpol_account_enrol(desk->accounts, &request, &outcome), PWPOL_OK);
    return outcome;
}

static void an_accepted_password_is_hashed_and_logs_in(void **state)
{
    (void)state;
    static const char *const settings[] = { "history.count=4", "history.count=4 pepper" };
    for (size_t i = 0; i < 2; i++) {
        struct desk desk;
        desk_open(&desk, settings[i]);
        pwpol_outcome *outcome = enrol(&desk, FIRST, false);
        assert_int_equal(pwpol_outcome_answer(outcome), PWPOL_ACCEPTED);
        assert_true(pwpol_report_accepted(pwpol_outcome_report(outcome)));
        desk_assert_events(&desk, "password.changed(enrolment)");
        assert_true(desk_write(&desk, outcome));
        assert_int_equal(strncmp(desk.stored, i == 0 ? "$argon2id$" : "$pwpol$k=one$", 10), 0);
        assert_string_equal(desk.history, "");
        assert_string_equal(desk.reset, "");
        assert_int_equal(desk.changed_at, NOW);
        assert_int_equal(desk.flags, 0);
        pwpol_outcome_free(outcome);
        assert_int_equal(desk_login(&desk, FIRST), PWPOL_ACCEPTED);
        assert_int_equal(desk_login(&desk, SECOND), PWPOL_REFUSED);
        desk_close(&desk);
    }
}

/* D4 */
static void a_password_that_someone_else_made_must_change_at_first_login(void **state)
{
    (void)state;
    struct desk desk;
    desk_open(&desk, "");
    pwpol_outcome *outcome = enrol(&desk, FIRST, true);
    assert_true(desk_write(&desk, outcome));
    pwpol_outcome_free(outcome);
    assert_int_equal(desk.flags, PWPOL_PASSWORD_PROVISIONED);
    assert_int_equal(desk_login(&desk, FIRST), PWPOL_ACCEPTED_MUST_CHANGE);
    desk_close(&desk);
}

static void a_weak_password_is_reported_and_nothing_is_to_be_written(void **state)
{
    (void)state;
    struct desk desk;
    desk_open(&desk, "breach");
    static const char *const weak[] = { "", "short", "password1", "\xff\xfe", "camille2024" };
    for (size_t i = 0; i < sizeof weak / sizeof weak[0]; i++) {
        pwpol_outcome *outcome = enrol(&desk, weak[i], false);
        pwpol_row_change change = { .size = sizeof change };
        assert_int_equal(pwpol_outcome_answer(outcome), PWPOL_REFUSED_WEAK);
        assert_false(pwpol_report_accepted(pwpol_outcome_report(outcome)));
        assert_true(pwpol_report_count(pwpol_outcome_report(outcome)) > 0);
        assert_string_equal(pwpol_outcome_cause(outcome), "weak-password");
        desk_assert_events(&desk, "password.refused(enrolment)");
        assert_int_equal(pwpol_outcome_row(outcome, &change), PWPOL_OK);
        assert_false(change.write);
        assert_string_equal(change.stored, "");
        pwpol_outcome_free(outcome);
    }
    desk_close(&desk);
}

/* breach.missing says what happens, whoever named the corpus. */
static void a_corpus_of_the_service_that_cannot_be_read_closes_unless_the_policy_opens_it(void **state)
{
    (void)state;
    char settings[300];
    size_t size;
    make_corpus(in_folder("corpus"), &(struct plan){ .seed = 1 }, 1);
    unsigned char *bytes = read_file(in_folder("corpus"), &size);
    bytes[PAGE_SIZE + 100] ^= 1;
    write_file(in_folder("corpus"), bytes, size);
    free(bytes);
    static const char *const missing[] = { "closed", "open" };
    for (size_t i = 0; i < 2; i++) {
        struct desk desk;
        snprintf(settings, sizeof settings, "breach.missing=%s corpus=%s", missing[i], in_folder("corpus"));
        desk_open(&desk, settings);
        pwpol_account_request request = desk_request(&desk, FIRST);
        pwpol_outcome *outcome = NULL;
        assert_int_equal(pwpol_account_enrol(desk.accounts, &request, &outcome), PWPOL_OK);
        if (i == 0) {
            assert_int_equal(pwpol_outcome_answer(outcome), PWPOL_TRY_LATER);
        } else {
            pwpol_finding finding = { .size = sizeof finding };
            assert_int_equal(pwpol_outcome_answer(outcome), PWPOL_ACCEPTED);
            assert_int_equal(pwpol_report_finding(pwpol_outcome_report(outcome), 0, &finding), PWPOL_OK);
            assert_string_equal(finding.name, "breach");
            assert_int_equal(finding.severity, PWPOL_NOTE);
        }
        pwpol_outcome_free(outcome);
        desk_close(&desk);
    }
}

static void what_belongs_to_the_person_is_refused(void **state)
{
    (void)state;
    struct desk desk;
    desk_open(&desk, "");
    pwpol_context who = PWPOL_CONTEXT_INIT;
    pwpol_outcome *outcome = NULL;
    pwpol_account_request request = desk_request(&desk, FIRST);
    who.login = FIRST;
    request.context = &who;
    assert_int_equal(pwpol_account_enrol(desk.accounts, &request, &outcome), PWPOL_OK);
    assert_int_equal(pwpol_outcome_answer(outcome), PWPOL_REFUSED_WEAK);
    pwpol_outcome_free(outcome);
    who.birth_date = "yesterday"; /* a context that breaks its bounds is a status */
    assert_int_equal(pwpol_account_enrol(desk.accounts, &request, &outcome), PWPOL_ERR_RANGE);
    assert_null(outcome);
    who.size = 0;
    assert_int_equal(pwpol_account_enrol(desk.accounts, &request, &outcome), PWPOL_ERR_ARGUMENT);
    desk_close(&desk);
}

/* Or enrolment would be a change that asks for no password. */
static void an_account_that_has_a_password_is_not_enrolled_again(void **state)
{
    (void)state;
    struct desk desk;
    desk_open(&desk, "");
    desk_store(&desk, FIRST);
    pwpol_outcome *outcome = (pwpol_outcome *)&desk;
    pwpol_account_request request = desk_request(&desk, SECOND);
    assert_int_equal(pwpol_account_enrol(desk.accounts, &request, &outcome), PWPOL_ERR_ARGUMENT);
    assert_null(outcome);
    desk.stored[0] = '\0'; /* a row that waits for its first one is */
    request = desk_request(&desk, SECOND);
    assert_int_equal(pwpol_account_enrol(desk.accounts, &request, &outcome), PWPOL_OK);
    assert_int_equal(pwpol_outcome_answer(outcome), PWPOL_ACCEPTED);
    pwpol_outcome_free(outcome);
    desk_close(&desk);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_accepted_password_is_hashed_and_logs_in),
        cmocka_unit_test(a_password_that_someone_else_made_must_change_at_first_login),
        cmocka_unit_test(a_weak_password_is_reported_and_nothing_is_to_be_written),
        cmocka_unit_test(a_corpus_of_the_service_that_cannot_be_read_closes_unless_the_policy_opens_it),
        cmocka_unit_test(what_belongs_to_the_person_is_refused),
        cmocka_unit_test(an_account_that_has_a_password_is_not_enrolled_again),
    };
    return cmocka_run_group_tests(tests, begin_folder, end_folder);
}
