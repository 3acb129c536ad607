/* pwpol_account_login(): who is let in, what is written back, and what is told. */
#include "desk.h"

#include <crypt.h>
#include <stdio.h>

#define SALT "$c2FsdHNhbHRzYWx0c2FsdA"
#define TAG "$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
#define SEALED "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"

/* The row holds a credential of FIRST unless stored says otherwise. */
static const struct {
    const char *settings;
    const char *stored; /* NULL: FIRST's; "" for none; "absent" for no row */
    uint32_t flags;
    pwpol_role role;
    int64_t changed_at;
    const char *password;
    pwpol_answer answer;
    const char *cause;
    const char *events;
} logins[] = {
#define ROW(flags) NULL, flags, PWPOL_ROLE_ORDINARY, NOW
#define STORED(text) text, 0, PWPOL_ROLE_ORDINARY, NOW
#define REFUSED(cause) PWPOL_REFUSED, cause, "login.refused(" cause ")"
#define MUST_CHANGE(cause) PWPOL_ACCEPTED_MUST_CHANGE, cause, "login.accepted(" cause ")"
#define DAMAGED(cause) PWPOL_TRY_LATER, cause, "credential.damaged(" cause ") login.undecided(" cause ")"
    { "", ROW(0), FIRST, PWPOL_ACCEPTED, "", "login.accepted()" },
    { "pepper", ROW(0), FIRST, PWPOL_ACCEPTED, "", "login.accepted()" },
    { "", ROW(0), SECOND, REFUSED("wrong-password") },
    { "", ROW(0), "", REFUSED("impossible-password") },
    { "", ROW(0), "\xff", REFUSED("impossible-password") },
    { "", STORED("absent"), FIRST, REFUSED("unknown-account") },
    { "", STORED("absent"), "", REFUSED("impossible-password") },
    { "", STORED(""), FIRST, REFUSED("no-password") },
    { "", STORED(""), "", REFUSED("impossible-password") },

    /* what must change */
    { "", ROW(PWPOL_PASSWORD_PROVISIONED), FIRST, MUST_CHANGE("first-login") },
    { "", ROW(PWPOL_PASSWORD_COMPROMISED), FIRST, MUST_CHANGE("compromised") },
    { "", ROW(PWPOL_PASSWORD_MUST_CHANGE), FIRST, MUST_CHANGE("administrator") },
    { "", NULL, 0, PWPOL_ROLE_PRIVILEGED, NOW - 1095 * DAY, FIRST, MUST_CHANGE("expired") },
    { "", NULL, 0, PWPOL_ROLE_PRIVILEGED, NOW - 1095 * DAY, SECOND, REFUSED("wrong-password") },
    { "renewal.first_login=false", ROW(PWPOL_PASSWORD_PROVISIONED), FIRST, PWPOL_ACCEPTED, "", "login.accepted()" },

    /* what cannot be verified is neither right nor wrong */
    { "", STORED("no credential"), FIRST, DAMAGED("malformed-credential") },
    { "", STORED("5f4dcc3b5aa765d61d8327deb882cf99"), "password", DAMAGED("unsupported-credential") },
    { "", STORED("$argon2id$v=19$m=4194304,t=1,p=1" SALT TAG), FIRST, DAMAGED("credential-over-limit") },
    { "pepper", STORED("$pwpol$k=other$" SEALED), FIRST, DAMAGED("unknown-pepper-key") },
    { "pepper", STORED("$pwpol$k=one$" SEALED), FIRST, DAMAGED("credential-of-another-account") },
};

static void each_login_has_its_answer_its_cause_and_its_event(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof logins / sizeof logins[0]; i++) {
        struct desk desk;
        desk_open(&desk, logins[i].settings);
        desk_store(&desk, FIRST);
        if (logins[i].stored != NULL)
            snprintf(desk.stored, sizeof desk.stored, "%s", logins[i].stored);
        desk.exists = logins[i].stored == NULL || strcmp(logins[i].stored, "absent") != 0;
        desk.flags = logins[i].flags;
        desk.role = logins[i].role;
        desk.changed_at = logins[i].changed_at;
        pwpol_outcome *outcome = NULL;
        pwpol_account_request request = desk_request(&desk, logins[i].password);
        assert_int_equal(pwpol_account_login(desk.accounts, &request, &outcome), PWPOL_OK);
        if (pwpol_outcome_answer(outcome) != logins[i].answer ||
            strcmp(pwpol_outcome_cause(outcome), logins[i].cause) != 0)
            fail_msg("login %zu: %d, %s", i, (int)pwpol_outcome_answer(outcome), pwpol_outcome_cause(outcome));
        desk_assert_events(&desk, logins[i].events);
        pwpol_row_change change = { .size = sizeof change };
        assert_int_equal(pwpol_outcome_row(outcome, &change), PWPOL_OK);
        assert_false(change.write);
        assert_string_equal(change.stored, desk.exists ? desk.stored : "");
        assert_int_equal(change.flags, desk.exists ? desk.flags : 0);
        bool let_in = logins[i].answer == PWPOL_ACCEPTED || logins[i].answer == PWPOL_ACCEPTED_MUST_CHANGE;
        assert_int_equal(pwpol_outcome_device(outcome)[0] != '\0', let_in);
        pwpol_renewal_result life = { .size = sizeof life };
        assert_int_equal(pwpol_outcome_renewal(outcome, &life), let_in ? PWPOL_OK : PWPOL_ERR_ARGUMENT);
        assert_int_equal(life.state == PWPOL_RENEWAL_MUST_CHANGE, logins[i].answer == PWPOL_ACCEPTED_MUST_CHANGE);
        pwpol_outcome_free(outcome);
        desk_close(&desk);
    }
}

/* A credential that cannot be verified counts no attempt: its owner is not locked out when it is mended. */
static void what_cannot_be_verified_is_not_counted(void **state)
{
    (void)state;
    struct desk desk;
    desk_open(&desk, "");
    desk_store(&desk, FIRST);
    char good[PWPOL_HASH_SIZE];
    snprintf(good, sizeof good, "%s", desk.stored);
    snprintf(desk.stored, sizeof desk.stored, "damaged");
    for (unsigned i = 0; i < 30; i++)
        assert_int_equal(desk_login(&desk, FIRST), PWPOL_TRY_LATER);
    snprintf(desk.stored, sizeof desk.stored, "%s", good);
    assert_int_equal(desk_login(&desk, FIRST), PWPOL_ACCEPTED);
    desk_close(&desk);
}

/* "U*U": a known answer of crypt_blowfish. */
static const char bcrypt[] = "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW";

static void an_old_hash_is_replaced_at_login_and_only_then(void **state)
{
    (void)state;
    struct desk desk;
    desk_open(&desk, "");
    desk_store(&desk, FIRST);
    snprintf(desk.stored, sizeof desk.stored, "%s", bcrypt);
    snprintf(desk.reset, sizeof desk.reset, "pending");
    snprintf(desk.history, sizeof desk.history, "$older");
    assert_int_equal(desk_login(&desk, "U*u"), PWPOL_REFUSED);
    assert_string_equal(desk.stored, bcrypt);
    desk_assert_events(&desk, "login.refused(wrong-password)");
    assert_int_equal(desk_login(&desk, "U*U"), PWPOL_ACCEPTED);
    desk_assert_events(&desk, "credential.rehashed() login.accepted()");
    assert_int_equal(strncmp(desk.stored, "$argon2id$", 10), 0);
    assert_string_equal(desk.history, "$older");
    assert_int_equal(desk.changed_at, NOW - DAY); /* it is the same password */
    assert_string_equal(desk.reset, "");          /* what it was bound to is gone */
    assert_int_equal(desk_login(&desk, "U*U"), PWPOL_ACCEPTED);
    desk_assert_events(&desk, "login.accepted()");
    desk_close(&desk);
}

/* bcrypt looks at 72 bytes. */
static void a_password_of_which_an_old_hash_sees_a_part_is_noted(void **state)
{
    (void)state;
    char password[80];
    memset(password, 'a', sizeof password - 1);
    password[sizeof password - 1] = '\0';
    struct desk desk;
    desk_open(&desk, "");
    desk_store(&desk, FIRST);
    password[72] = '\0';
    snprintf(desk.stored, sizeof desk.stored, "%s", crypt(password, "$2b$04$CCCCCCCCCCCCCCCCCCCCC."));
    password[72] = 'b';
    assert_int_equal(desk_login(&desk, password), PWPOL_ACCEPTED);
    desk_assert_events(&desk, "credential.truncated(bcrypt) credential.rehashed() login.accepted()");
    desk_close(&desk);
}

/* An id too long for a pepper: verifying an unsealed hash needs none, sealing does. */
static void a_rehash_that_fails_does_not_keep_anybody_out(void **state)
{
    (void)state;
    char login[2000];
    struct desk desk;
    desk_open(&desk, "pepper");
    desk_store(&desk, FIRST);
    snprintf(desk.stored, sizeof desk.stored, "%s", bcrypt);
    memset(login, 'x', sizeof login);
    pwpol_outcome *outcome = NULL;
    pwpol_account_request request = desk_request(&desk, "U*U");
    request.account = NULL;
    request.account_len = 0;
    request.login = login;
    request.login_len = sizeof login;
    assert_int_equal(pwpol_account_login(desk.accounts, &request, &outcome), PWPOL_OK);
    assert_int_equal(pwpol_outcome_answer(outcome), PWPOL_ACCEPTED);
    pwpol_row_change change = { .size = sizeof change };
    assert_int_equal(pwpol_outcome_row(outcome, &change), PWPOL_OK);
    assert_false(change.write);
    desk_assert_events(&desk, "credential.not-rehashed() login.accepted()");
    pwpol_outcome_free(outcome);
    desk_close(&desk);
}

static void a_password_found_in_a_breach_lets_its_owner_in_to_change_it(void **state)
{
    (void)state;
    struct desk desk;
    desk_open(&desk, "breach");
    desk_store(&desk, "password1");
    assert_int_equal(desk_login(&desk, "password1"), PWPOL_ACCEPTED_MUST_CHANGE);
    assert_int_equal(desk.flags, PWPOL_PASSWORD_COMPROMISED);
    desk_assert_events(&desk, "password.compromised(breach) login.accepted(compromised)");
    assert_int_equal(desk_login(&desk, "password1"), PWPOL_ACCEPTED_MUST_CHANGE);
    desk_assert_events(&desk, "login.accepted(compromised)");
    desk_store(&desk, FIRST);
    desk.flags = 0;
    assert_int_equal(desk_login(&desk, FIRST), PWPOL_ACCEPTED);
    desk_close(&desk);
}

static void one_date_has_all_older_passwords_changed(void **state)
{
    (void)state;
    struct desk desk;
    desk_open(&desk, "");
    desk_store(&desk, FIRST);
    assert_int_equal(desk_login(&desk, FIRST), PWPOL_ACCEPTED);
    pwpol_accounts_compromised(desk.accounts, desk.changed_at);
    assert_int_equal(desk_login(&desk, FIRST), PWPOL_ACCEPTED);
    pwpol_accounts_compromised(desk.accounts, desk.changed_at + 1);
    assert_int_equal(desk_login(&desk, FIRST), PWPOL_ACCEPTED_MUST_CHANGE);
    desk_close(&desk);
}

/* B4: ten failures in a row, for half an hour. */
static void a_locked_account_refuses_the_right_password_until_it_is_unlocked(void **state)
{
    (void)state;
    struct desk desk;
    desk_open(&desk, "throttle.delay_after=0 throttle.trust=false");
    desk_store(&desk, FIRST);
    desk_fail_logins(&desk, 10);
    assert_int_equal(desk_login(&desk, FIRST), PWPOL_REFUSED);
    desk_assert_events(&desk, "login.refused(locked)");
    desk.now += INT64_C(30 * 60 * 1000) - 1;
    assert_int_equal(desk_login(&desk, FIRST), PWPOL_REFUSED);
    desk.now += 1;
    assert_int_equal(desk_login(&desk, FIRST), PWPOL_ACCEPTED);
    desk_fail_logins(&desk, 10);
    assert_int_equal(pwpol_throttle_unlock(desk.throttle, "42", 2, desk.now), PWPOL_OK);
    assert_int_equal(desk_login(&desk, FIRST), PWPOL_ACCEPTED);
    desk_close(&desk);
}

/* Two spellings that one row answers to are counted as one; a name that leads nowhere is counted alone. */
static void all_names_of_an_account_are_counted_as_one(void **state)
{
    (void)state;
    struct desk desk;
    desk_open(&desk, "throttle.delay_after=0 throttle.trust=false");
    desk_store(&desk, FIRST);
    desk_fail_logins(&desk, 10);
    pwpol_outcome *outcome = NULL;
    pwpol_account_request request = desk_request(&desk, FIRST);
    request.login = "CAMILLE";
    assert_int_equal(pwpol_account_login(desk.accounts, &request, &outcome), PWPOL_OK);
    assert_string_equal(pwpol_outcome_cause(outcome), "locked");
    pwpol_outcome_free(outcome);
    request = desk_request(&desk, FIRST);
    request.login = "dominique";
    request.login_len = 9;
    request.row = NULL;
    assert_int_equal(pwpol_account_login(desk.accounts, &request, &outcome), PWPOL_OK);
    assert_string_equal(pwpol_outcome_cause(outcome), "unknown-account");
    pwpol_outcome_free(outcome);
    desk_close(&desk);
}

static void a_known_device_is_not_locked_out_by_strangers(void **state)
{
    (void)state;
    struct desk desk;
    desk_open(&desk, "");
    desk_store(&desk, FIRST);
    pwpol_outcome *first = NULL, *second = NULL;
    pwpol_account_request request = desk_request(&desk, FIRST);
    assert_int_equal(pwpol_account_login(desk.accounts, &request, &first), PWPOL_OK);
    assert_int_equal(pwpol_outcome_answer(first), PWPOL_ACCEPTED);
    desk_fail_logins(&desk, 40);
    request = desk_request(&desk, FIRST);
    request.source = "203.0.113.9"; /* where the owner has never been */
    assert_int_equal(pwpol_account_login(desk.accounts, &request, &second), PWPOL_OK);
    assert_int_equal(pwpol_outcome_answer(second), PWPOL_REFUSED);
    pwpol_outcome_free(second);
    request.device = pwpol_outcome_device(first);
    assert_int_equal(pwpol_account_login(desk.accounts, &request, &second), PWPOL_OK);
    assert_int_equal(pwpol_outcome_answer(second), PWPOL_ACCEPTED);
    pwpol_outcome_free(second);
    pwpol_outcome_free(first);
    desk_close(&desk);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_login_has_its_answer_its_cause_and_its_event),
        cmocka_unit_test(what_cannot_be_verified_is_not_counted),
        cmocka_unit_test(an_old_hash_is_replaced_at_login_and_only_then),
        cmocka_unit_test(a_password_of_which_an_old_hash_sees_a_part_is_noted),
        cmocka_unit_test(a_rehash_that_fails_does_not_keep_anybody_out),
        cmocka_unit_test(a_password_found_in_a_breach_lets_its_owner_in_to_change_it),
        cmocka_unit_test(one_date_has_all_older_passwords_changed),
        cmocka_unit_test(a_locked_account_refuses_the_right_password_until_it_is_unlocked),
        cmocka_unit_test(all_names_of_an_account_are_counted_as_one),
        cmocka_unit_test(a_known_device_is_not_locked_out_by_strangers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
