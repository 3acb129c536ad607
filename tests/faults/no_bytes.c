/* Bytes and their number: nothing at no bytes is empty, nothing at one byte or more is a mistake of the caller. So is
 * every object that is not there. */
#include "suite.h"

#include "pwpol.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define BCRYPT "$2b$04$abcdefghijklmnopqrstuuQIqTwCVE2mSwqwPmJ8l5Pp4nOa.E.Ny"

static pwpol_policy *policy;
static pwpol_hasher *hasher;
static pwpol_throttle *throttle;

static int set_up(void **state)
{
    (void)state;
    pwpol_throttle_options options = PWPOL_THROTTLE_OPTIONS_INIT;
    assert_int_equal(pwpol_policy_new(&policy, NULL), PWPOL_OK);
    assert_int_equal(pwpol_policy_set(policy, "hash.allow_weak", "true", NULL), PWPOL_OK);
    assert_int_equal(pwpol_policy_set(policy, "hash.memory", "64", NULL), PWPOL_OK);
    assert_int_equal(pwpol_policy_set(policy, "hash.passes", "1", NULL), PWPOL_OK);
    assert_int_equal(pwpol_hasher_new(&hasher, policy, NULL, NULL), PWPOL_OK);
    assert_int_equal(pwpol_throttle_new(&throttle, policy, &options, NULL), PWPOL_OK);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    pwpol_throttle_free(throttle);
    pwpol_hasher_free(hasher);
    pwpol_policy_free(policy);
    return 0;
}

static void a_hash_wants_its_password_its_account_and_a_place(void **state)
{
    (void)state;
    char stored[PWPOL_HASH_SIZE];
    for (size_t len = 1; len <= 2; len++) {
        assert_int_equal(pwpol_hash(hasher, NULL, len, "a", 1, stored), PWPOL_ERR_ARGUMENT);
        assert_int_equal(pwpol_hash(hasher, "secret", 6, NULL, len, stored), PWPOL_ERR_ARGUMENT);
    }
    assert_int_equal(pwpol_hash(NULL, "secret", 6, "a", 1, stored), PWPOL_ERR_ARGUMENT);
    assert_int_equal(pwpol_hash(hasher, "secret", 6, "a", 1, NULL), PWPOL_ERR_ARGUMENT);
    assert_int_equal(pwpol_hash(hasher, NULL, 0, "a", 1, stored), PWPOL_ERR_UTF8);
    assert_int_equal(pwpol_hash(hasher, "secret", 6, NULL, 0, stored), PWPOL_OK);
    assert_int_equal(pwpol_hash(hasher, "s", 1, "a", 1, stored), PWPOL_OK);
}

static void so_does_a_verification(void **state)
{
    (void)state;
    char stored[PWPOL_HASH_SIZE];
    assert_int_equal(pwpol_hash(hasher, "secret", 6, NULL, 0, stored), PWPOL_OK);
    for (size_t len = 1; len <= 2; len++) {
        assert_int_equal(pwpol_verify(hasher, stored, NULL, len, "a", 1, NULL), PWPOL_FAILED);
        assert_int_equal(pwpol_verify(hasher, stored, "secret", 6, NULL, len, NULL), PWPOL_FAILED);
        assert_int_equal(pwpol_verify_absent(hasher, NULL, len), PWPOL_FAILED);
        assert_true(pwpol_needs_rehash(hasher, stored, NULL, len));
    }
    assert_int_equal(pwpol_verify(NULL, stored, "secret", 6, "a", 1, NULL), PWPOL_FAILED);
    assert_int_equal(pwpol_verify(hasher, NULL, "secret", 6, "a", 1, NULL), PWPOL_FAILED);
    assert_int_equal(pwpol_verify_absent(NULL, "secret", 6), PWPOL_FAILED);
    assert_true(pwpol_needs_rehash(NULL, stored, NULL, 0));
    assert_true(pwpol_needs_rehash(hasher, NULL, NULL, 0));
    assert_int_equal(pwpol_verify(hasher, stored, NULL, 0, "a", 1, NULL), PWPOL_BAD_PASSWORD);
    assert_int_equal(pwpol_verify_absent(hasher, NULL, 0), PWPOL_BAD_PASSWORD);
    assert_int_equal(pwpol_verify(hasher, stored, "secret", 6, NULL, 0, NULL), PWPOL_MATCH);
    assert_int_equal(pwpol_verify(hasher, stored, "secret", 6, "a", 1, NULL), PWPOL_MATCH);
    assert_int_equal(pwpol_verify_absent(hasher, "secret", 6), PWPOL_MISMATCH);
    assert_false(pwpol_needs_rehash(hasher, stored, NULL, 0));
}

static void so_does_what_is_stored_anew(void **state)
{
    (void)state;
    char stored[PWPOL_HASH_SIZE];
    for (size_t len = 1; len <= 2; len++) {
        assert_int_equal(pwpol_rewrap(hasher, BCRYPT, NULL, len, stored), PWPOL_ERR_ARGUMENT);
        assert_int_equal(pwpol_wrap_legacy(hasher, BCRYPT, NULL, len, stored), PWPOL_ERR_ARGUMENT);
    }
    assert_int_equal(pwpol_rewrap(NULL, BCRYPT, "a", 1, stored), PWPOL_ERR_ARGUMENT);
    assert_int_equal(pwpol_rewrap(hasher, NULL, "a", 1, stored), PWPOL_ERR_ARGUMENT);
    assert_int_equal(pwpol_rewrap(hasher, BCRYPT, "a", 1, NULL), PWPOL_ERR_ARGUMENT);
    assert_int_equal(pwpol_wrap_legacy(NULL, BCRYPT, "a", 1, stored), PWPOL_ERR_ARGUMENT);
    assert_int_equal(pwpol_wrap_legacy(hasher, NULL, "a", 1, stored), PWPOL_ERR_ARGUMENT);
    assert_int_equal(pwpol_wrap_legacy(hasher, BCRYPT, "a", 1, NULL), PWPOL_ERR_ARGUMENT);
    assert_int_equal(pwpol_wrap_legacy(hasher, BCRYPT, NULL, 0, stored), PWPOL_OK);
    assert_int_equal(pwpol_rewrap(hasher, stored, NULL, 0, stored), PWPOL_ERR_KEY); /* no ring to seal under */
}

static void a_judgement_wants_its_candidate_and_its_context(void **state)
{
    (void)state;
    pwpol_report *report = (pwpol_report *)1;
    pwpol_guess_result *guess = (pwpol_guess_result *)1;
    for (size_t len = 1; len <= 2; len++) {
        assert_int_equal(pwpol_check(policy, NULL, len, NULL, &report), PWPOL_ERR_ARGUMENT);
        assert_null(report);
        assert_int_equal(pwpol_guess(NULL, len, NULL, &guess), PWPOL_ERR_ARGUMENT);
        assert_null(guess);
        const pwpol_context contexts[] = { { .size = sizeof contexts[0], .names_count = len },
                                           { .size = sizeof contexts[0], .words_count = len },
                                           { .size = sizeof contexts[0], .old_password_len = len } };
        for (size_t i = 0; i < sizeof contexts / sizeof contexts[0]; i++) {
            assert_int_equal(pwpol_check(policy, "secret", 6, &contexts[i], &report), PWPOL_ERR_ARGUMENT);
            assert_int_equal(pwpol_guess("secret", 6, &contexts[i], &guess), PWPOL_ERR_ARGUMENT);
        }
    }
    assert_int_equal(pwpol_check(NULL, "secret", 6, NULL, &report), PWPOL_ERR_ARGUMENT);
    assert_int_equal(pwpol_check(policy, "secret", 6, NULL, NULL), PWPOL_ERR_ARGUMENT);
    assert_int_equal(pwpol_guess("secret", 6, NULL, NULL), PWPOL_ERR_ARGUMENT);
    assert_int_equal(pwpol_check(policy, NULL, 0, NULL, &report), PWPOL_OK);
    pwpol_report_free(report);
    assert_int_equal(pwpol_guess(NULL, 0, NULL, &guess), PWPOL_OK);
    pwpol_guess_free(guess);
}

static void a_policy_wants_its_text(void **state)
{
    (void)state;
    pwpol_policy *parsed = NULL;
    assert_int_equal(pwpol_policy_parse(&parsed, NULL, 1, NULL, NULL), PWPOL_ERR_ARGUMENT);
    assert_int_equal(pwpol_policy_parse(NULL, "", 0, NULL, NULL), PWPOL_ERR_ARGUMENT);
    assert_int_equal(pwpol_policy_parse(&parsed, NULL, 0, NULL, NULL), PWPOL_OK);
    pwpol_policy_free(parsed);
}

static pwpol_status begin(const char *account, size_t account_len, const char *password, size_t password_len)
{
    pwpol_attempt_request request = PWPOL_ATTEMPT_REQUEST_INIT;
    pwpol_attempt_answer answer = { .size = sizeof answer };
    pwpol_attempt *attempt = NULL;
    request.account = account;
    request.account_len = account_len;
    request.password = password;
    request.password_len = password_len;
    pwpol_status status = pwpol_attempt_begin(throttle, &request, &answer, &attempt);
    assert_int_equal(attempt != NULL, status == PWPOL_OK);
    pwpol_attempt_release(attempt, 0);
    return status;
}

static void an_attempt_wants_its_account_which_is_never_empty(void **state)
{
    (void)state;
    assert_int_equal(begin(NULL, 0, "secret", 6), PWPOL_ERR_ARGUMENT);
    assert_int_equal(begin(NULL, 1, "secret", 6), PWPOL_ERR_ARGUMENT);
    assert_int_equal(begin("a", 0, "secret", 6), PWPOL_ERR_ARGUMENT);
    assert_int_equal(begin("a", 1, NULL, 1), PWPOL_ERR_ARGUMENT);
    assert_int_equal(begin("a", 1, NULL, 2), PWPOL_ERR_ARGUMENT);
    assert_int_equal(begin("a", 1, NULL, 0), PWPOL_OK);
    assert_int_equal(begin("a", 1, "s", 1), PWPOL_OK);
    pwpol_attempt_request request = PWPOL_ATTEMPT_REQUEST_INIT;
    pwpol_attempt_answer answer = { .size = sizeof answer };
    pwpol_attempt *attempt = (pwpol_attempt *)1;
    request.account = "a";
    request.account_len = 1;
    assert_int_equal(pwpol_attempt_begin(NULL, &request, &answer, &attempt), PWPOL_ERR_ARGUMENT);
    assert_null(attempt);
    assert_int_equal(pwpol_attempt_begin(throttle, NULL, &answer, &attempt), PWPOL_ERR_ARGUMENT);
    assert_int_equal(pwpol_attempt_begin(throttle, &request, NULL, &attempt), PWPOL_ERR_ARGUMENT);
    assert_int_equal(pwpol_attempt_begin(throttle, &request, &answer, NULL), PWPOL_ERR_ARGUMENT);
    request.now = -1;
    assert_int_equal(pwpol_attempt_begin(throttle, &request, &answer, &attempt), PWPOL_ERR_ARGUMENT);
}

static void who_acts_on_an_account_names_it(void **state)
{
    (void)state;
    pwpol_subject_status status = { .size = sizeof status };
    char token[PWPOL_DEVICE_TOKEN_SIZE];
    static const struct {
        const char *account;
        size_t account_len;
    } nobody[] = { { NULL, 0 }, { NULL, 1 }, { "a", 0 } };
    for (size_t i = 0; i < sizeof nobody / sizeof nobody[0]; i++) {
        const char *account = nobody[i].account;
        size_t len = nobody[i].account_len;
        assert_int_equal(pwpol_throttle_status(throttle, account, len, 0, &status), PWPOL_ERR_ARGUMENT);
        assert_int_equal(pwpol_throttle_lock(throttle, account, len, 0, 0), PWPOL_ERR_ARGUMENT);
        assert_int_equal(pwpol_throttle_unlock(throttle, account, len, 0), PWPOL_ERR_ARGUMENT);
        assert_int_equal(pwpol_device_token(throttle, account, len, 0, token), PWPOL_ERR_ARGUMENT);
    }
    assert_int_equal(pwpol_throttle_status(NULL, "a", 1, 0, &status), PWPOL_ERR_ARGUMENT);
    assert_int_equal(pwpol_throttle_status(throttle, "a", 1, 0, NULL), PWPOL_ERR_ARGUMENT);
    assert_int_equal(pwpol_throttle_lock(NULL, "a", 1, 0, 0), PWPOL_ERR_ARGUMENT);
    assert_int_equal(pwpol_throttle_unlock(NULL, "a", 1, 0), PWPOL_ERR_ARGUMENT);
    assert_int_equal(pwpol_device_token(NULL, "a", 1, 0, token), PWPOL_ERR_ARGUMENT);
    assert_int_equal(pwpol_device_token(throttle, "a", 1, 0, NULL), PWPOL_ERR_ARGUMENT);
    for (int64_t now = -2; now < 0; now++) {
        assert_int_equal(pwpol_throttle_status(throttle, "a", 1, now, &status), PWPOL_ERR_ARGUMENT);
        assert_int_equal(pwpol_throttle_lock(throttle, "a", 1, 0, now), PWPOL_ERR_ARGUMENT);
        assert_int_equal(pwpol_throttle_unlock(throttle, "a", 1, now), PWPOL_ERR_ARGUMENT);
        assert_int_equal(pwpol_device_token(throttle, "a", 1, now, token), PWPOL_ERR_ARGUMENT);
    }
    assert_int_equal(pwpol_throttle_lock(throttle, "a", 1, -1, 0), PWPOL_ERR_ARGUMENT);
    assert_int_equal(pwpol_throttle_status(throttle, "a", 1, 0, &status), PWPOL_OK);
    assert_int_equal(pwpol_throttle_lock(throttle, "a", 1, 0, 0), PWPOL_OK);
    assert_int_equal(pwpol_throttle_unlock(throttle, "a", 1, 0), PWPOL_OK);
    assert_int_equal(pwpol_device_token(throttle, "a", 1, 0, token), PWPOL_OK);
}

static void a_time_is_from_1970_to_9999(void **state)
{
    (void)state;
    static const int64_t last = INT64_C(253402300799999);
    char folder[] = "/tmp/pwpol-times-XXXXXX", path[64], token[PWPOL_RESET_TOKEN_SIZE], kept[PWPOL_RESET_STORED_SIZE];
    pwpol_store *store = NULL;
    assert_non_null(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/store", folder);
    assert_int_equal(pwpol_store_memory_new(&store, 1000), PWPOL_OK);
    const struct {
        int64_t now;
        pwpol_status status;
    } rows[] = { { -2, PWPOL_ERR_ARGUMENT }, { -1, PWPOL_ERR_ARGUMENT }, { 0, PWPOL_OK },
                 { 1, PWPOL_OK },            { last, PWPOL_OK },         { last + 1, PWPOL_ERR_ARGUMENT } };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        assert_int_equal(pwpol_store_memory_save(store, path, rows[i].now), rows[i].status);
        if (rows[i].status == PWPOL_OK)
            assert_int_equal(pwpol_store_memory_restore(store, path, rows[i].now), PWPOL_OK);
        assert_int_equal(pwpol_reset_token_new(policy, "a", 1, "", rows[i].now, token, kept), rows[i].status);
    }
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        assert_int_equal(pwpol_store_memory_restore(store, path, rows[i].now), rows[i].status);
    assert_int_equal(pwpol_store_memory_save(NULL, path, 0), PWPOL_ERR_ARGUMENT);
    assert_int_equal(pwpol_store_memory_save(store, NULL, 0), PWPOL_ERR_ARGUMENT);
    assert_int_equal(pwpol_store_memory_restore(NULL, path, 0), PWPOL_ERR_ARGUMENT);
    assert_int_equal(pwpol_store_memory_restore(store, NULL, 0), PWPOL_ERR_ARGUMENT);
    assert_int_equal(pwpol_reset_token_new(NULL, "a", 1, "", 0, token, kept), PWPOL_ERR_ARGUMENT);
    assert_int_equal(pwpol_reset_token_new(policy, NULL, 1, "", 0, token, kept), PWPOL_ERR_ARGUMENT);
    assert_int_equal(pwpol_reset_token_new(policy, "a", 0, "", 0, token, kept), PWPOL_ERR_ARGUMENT);
    assert_int_equal(pwpol_reset_token_new(policy, "a", 1, "", 0, NULL, kept), PWPOL_ERR_ARGUMENT);
    assert_int_equal(pwpol_reset_token_new(policy, "a", 1, "", 0, token, NULL), PWPOL_ERR_ARGUMENT);
    pwpol_store_free(store);
    unlink(path);
    rmdir(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_hash_wants_its_password_its_account_and_a_place),
        cmocka_unit_test(so_does_a_verification),
        cmocka_unit_test(so_does_what_is_stored_anew),
        cmocka_unit_test(a_judgement_wants_its_candidate_and_its_context),
        cmocka_unit_test(a_policy_wants_its_text),
        cmocka_unit_test(an_attempt_wants_its_account_which_is_never_empty),
        cmocka_unit_test(who_acts_on_an_account_names_it),
        cmocka_unit_test(a_time_is_from_1970_to_9999),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
