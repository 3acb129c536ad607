/* pwpol_account_change(): the current password, then a new one. */
#include "desk.h"

#include <stdio.h>

static pwpol_outcome *change(struct desk *desk, const char *current, const char *wanted)
{
    pwpol_outcome *outcome = NULL;
    pwpol_account_request request = desk_request(desk, current);
    request.new_password = wanted;
    request.new_password_len = strlen(wanted);
    assert_int_equal(pwpol_account_change(desk->accounts, &request, &outcome), PWPOL_OK);
    return outcome;
}

/* Changes and writes; what the report's first finding is called, "" for none. */
static pwpol_answer try_change(struct desk *desk, const char *current, const char *wanted, const char *finding)
{
    pwpol_outcome *outcome = change(desk, current, wanted);
    pwpol_answer answer = pwpol_outcome_answer(outcome);
    pwpol_finding first = { .size = sizeof first, .name = "" };
    (void)pwpol_report_finding(pwpol_outcome_report(outcome), 0, &first);
    if (answer == PWPOL_REFUSED_WEAK)
        assert_string_equal(first.name, finding);
    assert_true(desk_write(desk, outcome));
    pwpol_outcome_free(outcome);
    return answer;
}

static void the_row_is_changed_as_a_whole(void **state)
{
    (void)state;
    struct desk desk;
    desk_open(&desk, "history.count=3");
    desk_store(&desk, FIRST);
    desk.flags = PWPOL_PASSWORD_PROVISIONED | PWPOL_PASSWORD_COMPROMISED | PWPOL_PASSWORD_MUST_CHANGE | 0x100;
    snprintf(desk.history, sizeof desk.history, "$a\n$b");
    snprintf(desk.reset, sizeof desk.reset, "pending");
    char before[PWPOL_HASH_SIZE], history[PWPOL_HASH_SIZE + 8];
    snprintf(before, sizeof before, "%s", desk.stored);
    snprintf(history, sizeof history, "%s\n$a", before);

    pwpol_outcome *outcome = change(&desk, FIRST, SECOND);
    pwpol_row_change row = { .size = sizeof row };
    pwpol_renewal_result life = { .size = sizeof life };
    assert_int_equal(pwpol_outcome_answer(outcome), PWPOL_ACCEPTED);
    assert_int_equal(pwpol_outcome_row(outcome, &row), PWPOL_OK);
    assert_true(row.write);
    assert_string_equal(row.expected, before);
    assert_string_not_equal(row.stored, before);
    assert_string_equal(row.history, history);
    assert_string_equal(row.reset, "");
    assert_int_equal(row.changed_at, NOW);
    assert_int_equal(row.flags, 0x100); /* a flag that is not the library's stays */
    assert_int_equal(pwpol_outcome_renewal(outcome, &life), PWPOL_OK);
    assert_int_equal(life.state, PWPOL_RENEWAL_FINE);
    assert_true(pwpol_outcome_device(outcome)[0] != '\0');
    desk_assert_events(&desk, "history.unreadable() password.changed(change)"); /* $a and $b are no credentials */
    assert_true(desk_write(&desk, outcome));
    assert_false(desk_write(&desk, outcome)); /* the row no longer holds what the flow looked at */
    pwpol_outcome_free(outcome);
    assert_int_equal(desk_login(&desk, SECOND), PWPOL_ACCEPTED);
    assert_int_equal(desk_login(&desk, FIRST), PWPOL_REFUSED);
    desk_close(&desk);
}

static void neither_the_current_nor_an_earlier_password_nor_a_variation_is_taken(void **state)
{
    (void)state;
    struct desk desk;
    desk_open(&desk, "history.count=3");
    desk_store(&desk, FIRST);
    assert_int_equal(try_change(&desk, FIRST, FIRST, "history.reused"), PWPOL_REFUSED_WEAK);
    assert_int_equal(try_change(&desk, FIRST, FIRST "1", "history.similar"), PWPOL_REFUSED_WEAK);
    assert_int_equal(try_change(&desk, FIRST, SECOND, ""), PWPOL_ACCEPTED);
    assert_int_equal(try_change(&desk, SECOND, FIRST, "history.reused"), PWPOL_REFUSED_WEAK);
    assert_int_equal(try_change(&desk, SECOND, THIRD, ""), PWPOL_ACCEPTED);
    assert_int_equal(try_change(&desk, THIRD, FIRST, "history.reused"), PWPOL_REFUSED_WEAK); /* 3 ago */
    assert_int_equal(try_change(&desk, THIRD, "Zy8&nKd(5Wre", ""), PWPOL_ACCEPTED);
    assert_int_equal(try_change(&desk, "Zy8&nKd(5Wre", FIRST, ""), PWPOL_ACCEPTED); /* 4 ago */
    desk_close(&desk);
}

static void a_wrong_current_password_changes_nothing_and_counts(void **state)
{
    (void)state;
    struct desk desk;
    desk_open(&desk, "throttle.delay_after=0 throttle.lock_after=3 throttle.trust=false");
    desk_store(&desk, FIRST);
    static const char *const wrong[] = { SECOND, THIRD, "another" };
    for (size_t i = 0; i < 3; i++) {
        pwpol_outcome *outcome = change(&desk, wrong[i], SECOND);
        pwpol_row_change row = { .size = sizeof row };
        assert_int_equal(pwpol_outcome_answer(outcome), PWPOL_REFUSED);
        assert_null(pwpol_outcome_report(outcome)); /* the new one is not even looked at */
        assert_int_equal(pwpol_outcome_row(outcome, &row), PWPOL_OK);
        assert_false(row.write);
        desk_assert_events(&desk, "change.refused(wrong-password)");
        pwpol_outcome_free(outcome);
    }
    assert_int_equal(try_change(&desk, FIRST, SECOND, ""), PWPOL_REFUSED);
    desk_assert_events(&desk, "change.refused(locked)");
    desk_close(&desk);
}

static void a_password_that_must_change_can(void **state)
{
    (void)state;
    struct desk desk;
    desk_open(&desk, "");
    desk_store(&desk, FIRST);
    desk.flags = PWPOL_PASSWORD_COMPROMISED;
    assert_int_equal(desk_login(&desk, FIRST), PWPOL_ACCEPTED_MUST_CHANGE);
    assert_int_equal(try_change(&desk, FIRST, "short", "length.min"), PWPOL_REFUSED_WEAK);
    assert_int_equal(desk.flags, PWPOL_PASSWORD_COMPROMISED);
    assert_int_equal(try_change(&desk, FIRST, SECOND, ""), PWPOL_ACCEPTED);
    assert_int_equal(desk_login(&desk, SECOND), PWPOL_ACCEPTED);
    desk_close(&desk);
}

/* The table of a service that changes its pepper forgets the lines of a history: that keeps nobody from changing. */
static void a_history_that_cannot_be_verified_is_noted_and_skipped(void **state)
{
    (void)state;
    struct desk desk;
    desk_open(&desk, "history.count=9 pepper");
    desk_store(&desk, FIRST);
    snprintf(desk.history, sizeof desk.history, "$pwpol$k=gone$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n"
                                                "5f4dcc3b5aa765d61d8327deb882cf99\n%0*d", PWPOL_HASH_SIZE, 0);
    assert_int_equal(try_change(&desk, FIRST, SECOND, ""), PWPOL_ACCEPTED);
    desk_assert_events(&desk, "history.unreadable() password.changed(change)");
    desk_close(&desk);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_row_is_changed_as_a_whole),
        cmocka_unit_test(neither_the_current_nor_an_earlier_password_nor_a_variation_is_taken),
        cmocka_unit_test(a_wrong_current_password_changes_nothing_and_counts),
        cmocka_unit_test(a_password_that_must_change_can),
        cmocka_unit_test(a_history_that_cannot_be_verified_is_noted_and_skipped),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
