/* States that were altered; clocks that jump; names of any kind; memory that runs out; the key's file. */
#include <stdio.h>

#include "throttle_support.h"

#include "fail_alloc.h"
#include "throttle/memory.h"
#include "throttle/subject.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static const char alice[] = "alice";

/* ---- Altered states ---- */

static void take_record(pwpol_store *store, const char *account, pwpol_store_item *item)
{
    struct secrets secrets;
    struct account_keys keys;
    int64_t now = NOW;
    secrets_derive(&secrets, test_key);
    subject_account(&secrets, account, strlen(account), &keys);
    *item = (pwpol_store_item){ .action = PWPOL_ACTION_KEEP };
    memcpy(item->key, keys.key, sizeof item->key);
    assert_int_equal(pwpol_store_load(store, item, 1, &now), PWPOL_OK);
    assert_true(item->found);
}

static void put_record(pwpol_store *store, pwpol_store_item *item, const unsigned char *bytes)
{
    int64_t now = NOW;
    bool swapped;
    item->action = PWPOL_ACTION_PUT;
    item->expect = PWPOL_EXPECT_ANY;
    item->lifetime = DAY;
    memcpy(item->state, bytes, sizeof item->state);
    assert_int_equal(pwpol_store_swap(store, item, 1, &now, &swapped), PWPOL_OK);
}

static unsigned damaged_events;

static void count_damage(void *context, const pwpol_event *event)
{
    (void)context;
    damaged_events += strcmp(event->name, "state.damaged") == 0;
}

static void a_state_with_any_bit_flipped_is_a_lock_that_ends(void **state)
{
    (void)state;
    pwpol_store *store = NULL;
    assert_int_equal(pwpol_store_memory_new(&store, 1000), PWPOL_OK);
    pwpol_policy *policy = policy_with(NULL, NULL);
    pwpol_throttle_options options = PWPOL_THROTTLE_OPTIONS_INIT;
    options.store = store;
    options.key = test_key;
    options.on_event = count_damage;
    pwpol_throttle *throttle = NULL;
    assert_int_equal(pwpol_throttle_new(&throttle, policy, &options, NULL), PWPOL_OK);
    fail_at(throttle, alice, NULL, NOW);
    pwpol_store_item item;
    unsigned char sound[PWPOL_STORE_STATE_SIZE], altered[PWPOL_STORE_STATE_SIZE];
    take_record(store, alice, &item);
    memcpy(sound, item.current, sizeof sound);
    damaged_events = 0;
    for (unsigned bit = 0; bit < 8 * sizeof sound; bit++) {
        memcpy(altered, sound, sizeof altered);
        altered[bit / 8] ^= (unsigned char)(1 << bit % 8);
        put_record(store, &item, altered);
        pwpol_attempt_answer answer = fail_at(throttle, alice, NULL, NOW);
        assert_int_equal(answer.decision, PWPOL_LOCKED);
        assert_int_equal(answer.until, NOW + 30 * MINUTE);
        assert_int_equal(damaged_events, bit + 1);
        assert_int_equal(fail_at(throttle, alice, NULL, NOW + 30 * MINUTE - 1).decision, PWPOL_LOCKED);
    }
    /* cut short, which reads as zeros */
    for (unsigned size = 0; size < sizeof sound; size++) {
        memcpy(altered, sound, sizeof altered);
        memset(altered + size, 0, sizeof altered - size);
        put_record(store, &item, altered);
        assert_int_equal(fail_at(throttle, alice, NULL, NOW).decision,
                         memcmp(altered, sound, sizeof sound) == 0 ? PWPOL_ALLOW : PWPOL_LOCKED);
    }
    put_record(store, &item, altered);
    assert_int_equal(pwpol_throttle_unlock(throttle, alice, 5, NOW), PWPOL_OK);
    assert_int_equal(fail_at(throttle, alice, NULL, NOW).decision, PWPOL_ALLOW);
    /* another subject's state */
    fail_at(throttle, "bob", NULL, NOW);
    pwpol_store_item bobs;
    take_record(store, "bob", &bobs);
    put_record(store, &item, bobs.current);
    assert_int_equal(fail_at(throttle, alice, NULL, NOW).decision, PWPOL_LOCKED);
    assert_int_equal(fail_at(throttle, alice, NULL, NOW + 30 * MINUTE).decision, PWPOL_ALLOW);
    pwpol_throttle_free(throttle);
    pwpol_policy_free(policy);
    pwpol_store_free(store);
}

/* ---- Another policy at the same store ---- */

static void a_second_process_with_another_policy_gives_no_more_attempts(void **state)
{
    (void)state;
    pwpol_store *store = NULL;
    assert_int_equal(pwpol_store_memory_new(&store, 1000), PWPOL_OK);
    pwpol_throttle *day = throttle_with(NULL, "throttle.delay_after=0, throttle.lock_after=0", store);
    pwpol_throttle *minute = throttle_with(
        NULL, "throttle.delay_after=0, throttle.lock_after=0, throttle.attempts_window=1min", store);
    pwpol_throttle *strict = throttle_with(NULL, "throttle.delay_after=0, throttle.lock_after=3", store);
    for (int i = 0; i < 25; i++)
        assert_int_equal(fail_at(i % 2 == 0 ? day : minute, alice, NULL, NOW).decision, PWPOL_ALLOW);
    assert_int_equal(fail_at(day, alice, NULL, NOW).decision, PWPOL_WAIT);
    assert_int_equal(fail_at(minute, alice, NULL, NOW).decision, PWPOL_WAIT);
    assert_int_equal(fail_at(day, alice, NULL, NOW + DAY).decision, PWPOL_WAIT);
    pwpol_attempt_answer answer = fail_at(strict, alice, NULL, NOW);
    assert_int_equal(answer.decision, PWPOL_LOCKED);
    assert_int_equal(answer.until, NOW + 30 * MINUTE);
    pwpol_throttle_free(strict);
    pwpol_throttle_free(minute);
    pwpol_throttle_free(day);
    pwpol_store_free(store);
}

/* ---- Clocks ---- */

static void a_clock_that_goes_back_years_unlocks_nothing_and_locks_for_no_longer(void **state)
{
    (void)state;
    pwpol_throttle *throttle = throttle_with(NULL, "throttle.delay_after=0", NULL);
    for (int i = 0; i < 10; i++)
        fail_at(throttle, alice, NULL, NOW);
    int64_t before = NOW - 3000 * DAY;
    pwpol_attempt_answer answer = fail_at(throttle, alice, NULL, before);
    assert_int_equal(answer.decision, PWPOL_LOCKED);
    assert_int_equal(answer.until, before + 30 * MINUTE);
    assert_int_equal(fail_at(throttle, alice, NULL, NOW + 30 * MINUTE - 1).decision, PWPOL_LOCKED);
    assert_int_equal(fail_at(throttle, alice, NULL, NOW + 30 * MINUTE).decision, PWPOL_ALLOW);
    pwpol_throttle_free(throttle);
}

static void moments_at_the_ends_of_time_are_refused_or_decided(void **state)
{
    (void)state;
    pwpol_throttle *throttle = throttle_with(NULL, "throttle.lock_after=1", NULL);
    pwpol_attempt_answer answer = { .size = sizeof answer };
    pwpol_attempt *attempt = NULL;
    static const int64_t outside[] = { INT64_MIN, -1, TIME_MAX + 1, INT64_MAX };
    for (size_t i = 0; i < sizeof outside / sizeof outside[0]; i++) {
        pwpol_attempt_request request = request_of(alice, NULL, NULL, outside[i]);
        assert_int_equal(pwpol_attempt_begin(throttle, &request, &answer, &attempt), PWPOL_ERR_ARGUMENT);
        assert_null(attempt);
    }
    assert_int_equal(fail_at(throttle, alice, "::1", TIME_MAX - HOUR).decision, PWPOL_ALLOW);
    assert_int_equal(fail_at(throttle, alice, "::1", 1).decision, PWPOL_LOCKED);
    assert_int_equal(fail_at(throttle, "dave", "::1", TIME_MAX).decision, PWPOL_ALLOW);
    assert_int_equal(fail_at(throttle, "bob", "::1", 1).decision, PWPOL_ALLOW);
    assert_int_equal(fail_at(throttle, "bob", "::1", 2).decision, PWPOL_LOCKED);
    /* the throttle's own clock */
    assert_int_equal(fail_at(throttle, "carol", "::1", 0).decision, PWPOL_ALLOW);
    /* Known until the end of time at most; an end that is none is refused, and the attempt is over all the same. */
    pwpol_attempt_request last = request_of("erin", "192.0.2.9", NULL, TIME_MAX - 1);
    assert_int_equal(pwpol_attempt_begin(throttle, &last, &answer, &attempt), PWPOL_OK);
    assert_int_equal(pwpol_attempt_settle(attempt, true, TIME_MAX), PWPOL_OK);
    last = request_of("frank", NULL, NULL, NOW);
    assert_int_equal(pwpol_attempt_begin(throttle, &last, &answer, &attempt), PWPOL_OK);
    assert_non_null(attempt);
    assert_int_equal(pwpol_attempt_settle(attempt, false, -1), PWPOL_ERR_ARGUMENT);
    answer = fail_at(throttle, "carol", "::1", 0);
    assert_int_equal(answer.decision, PWPOL_LOCKED);
    assert_true(answer.wait_ms > 29 * MINUTE && answer.wait_ms <= 30 * MINUTE);
    pwpol_throttle_free(throttle);
}

/* ---- Names ---- */

static void accounts_are_any_bytes_of_any_length(void **state)
{
    (void)state;
    enum { LONG = 3 << 20 };
    pwpol_throttle *throttle = throttle_with(NULL, "throttle.lock_after=1, throttle.source_attempts_max=0", NULL);
    unsigned char *bytes = calloc(1, LONG);
    static const size_t lengths[] = { 1, 2, 94, 95, 96, 97, 127, 128, 129, 1000, 1 << 20, LONG };
    for (size_t i = 0; i < sizeof lengths / sizeof lengths[0]; i++) {
        pwpol_attempt_request request = request_of("", NULL, NULL, NOW);
        request.account = bytes;
        request.account_len = lengths[i];
        assert_int_equal(try_as(throttle, &request, false).decision, PWPOL_ALLOW);
        assert_int_equal(try_as(throttle, &request, false).decision, PWPOL_LOCKED);
    }
    bytes[LONG - 1] = 1;
    pwpol_attempt_request request = request_of("", NULL, NULL, NOW);
    request.account = bytes;
    request.account_len = LONG;
    assert_int_equal(try_as(throttle, &request, false).decision, PWPOL_ALLOW);
    free(bytes);
    pwpol_throttle_free(throttle);
}

/* ---- Everybody's failures ---- */

static unsigned stuffing_events;

static void count_stuffing(void *context, const pwpol_event *event)
{
    (void)context;
    stuffing_events += strcmp(event->name, "stuffing.suspected") == 0;
}

static void credential_stuffing_has_strangers_challenged(void **state)
{
    (void)state;
    pwpol_policy *policy = policy_with(NULL, "throttle.stuffing_failures=50, throttle.source_attempts_max=0");
    pwpol_throttle_options options = PWPOL_THROTTLE_OPTIONS_INIT;
    options.on_event = count_stuffing;
    pwpol_throttle *throttle = NULL;
    char account[32], token[PWPOL_DEVICE_TOKEN_SIZE];
    stuffing_events = 0;
    assert_int_equal(pwpol_throttle_new(&throttle, policy, &options, NULL), PWPOL_OK);
    assert_int_equal(pwpol_device_token(throttle, alice, 5, NOW, token), PWPOL_OK);
    for (int i = 0; i < 50; i++) {
        snprintf(account, sizeof account, "user%d", i);
        assert_int_equal(fail_at(throttle, account, NULL, NOW).decision, PWPOL_ALLOW);
    }
    assert_int_equal(stuffing_events, 1);
    pwpol_attempt_request request = request_of(alice, NULL, NULL, NOW);
    pwpol_attempt_answer answer = try_as(throttle, &request, false);
    assert_int_equal(answer.decision, PWPOL_CHALLENGE);
    assert_string_equal(answer.cause, "global");
    request.device = token;
    assert_int_equal(try_as(throttle, &request, false).decision, PWPOL_ALLOW);
    request.device = NULL;
    request.challenge_passed = true;
    assert_int_equal(try_as(throttle, &request, false).decision, PWPOL_ALLOW);
    request.challenge_passed = false;
    request.now = NOW + 2 * MINUTE;
    assert_int_equal(try_as(throttle, &request, false).decision, PWPOL_ALLOW);
    assert_int_equal(stuffing_events, 1);
    pwpol_throttle_free(throttle);
    pwpol_policy_free(policy);
}

/* ---- Making one ---- */

static void a_key_file_is_one_private_line(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        mode_t mode;
        pwpol_status status;
    } files[] = {
        { "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n", 0600, PWPOL_OK },
        { "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8", 0400, PWPOL_OK },
        { "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\r\n", 0600, PWPOL_OK },
        { "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n", 0640, PWPOL_ERR_IO },
        { "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n", 0604, PWPOL_ERR_IO },
        { "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHg==\n", 0600, PWPOL_ERR_SYNTAX },
        { "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh9B\n", 0600, PWPOL_ERR_SYNTAX },
        { "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\nx\n", 0600, PWPOL_ERR_SYNTAX },
        { "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh9=\n", 0600, PWPOL_ERR_SYNTAX }, /* stray bits */
        { "", 0600, PWPOL_ERR_SYNTAX },
        { "                                                                                                    "
          "                                                                  ",
          0600, PWPOL_ERR_SYNTAX },
    };
    char path[] = "/tmp/pwpol-key-XXXXXX";
    int file = mkstemp(path);
    assert_true(file >= 0);
    close(file);
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        pwpol_policy *policy = policy_with(NULL, NULL);
        pwpol_throttle *throttle = NULL;
        pwpol_where where = PWPOL_WHERE_INIT;
        assert_int_equal(unlink(path), 0);
        FILE *key = fopen(path, "w");
        assert_non_null(key);
        fputs(files[i].text, key);
        fclose(key);
        assert_int_equal(chmod(path, files[i].mode), 0);
        assert_int_equal(pwpol_policy_set(policy, "throttle.key_file", path, NULL), PWPOL_OK);
        assert_int_equal(pwpol_throttle_new(&throttle, policy, NULL, &where), files[i].status);
        if (files[i].status != PWPOL_OK) {
            assert_null(throttle);
            assert_non_null(strstr(where.message_en, path));
            assert_non_null(strstr(where.message_fr, path));
            assert_string_equal(where.key, "throttle.key_file");
        }
        pwpol_throttle_free(throttle);
        pwpol_policy_free(policy);
    }
    unlink(path);
}

static void a_store_without_a_key_is_refused(void **state)
{
    (void)state;
    pwpol_store *store = NULL;
    pwpol_policy *policy = policy_with(NULL, NULL);
    pwpol_throttle_options options = PWPOL_THROTTLE_OPTIONS_INIT;
    pwpol_throttle *throttle = NULL;
    assert_int_equal(pwpol_store_memory_new(&store, 10), PWPOL_OK);
    options.store = store;
    assert_int_equal(pwpol_throttle_new(&throttle, policy, &options, NULL), PWPOL_ERR_ARGUMENT);
    options.key = test_key;
    options.size = 1;
    assert_int_equal(pwpol_throttle_new(&throttle, policy, &options, NULL), PWPOL_ERR_ARGUMENT);
    assert_int_equal(pwpol_throttle_new(NULL, policy, NULL, NULL), PWPOL_ERR_ARGUMENT);
    assert_int_equal(pwpol_throttle_new(&throttle, NULL, NULL, NULL), PWPOL_ERR_ARGUMENT);
    pwpol_policy_free(policy);
    pwpol_store_free(store);
    pwpol_throttle_free(NULL);
}

static void arguments_that_are_none_are_refused(void **state)
{
    (void)state;
    pwpol_throttle *throttle = throttle_with(NULL, NULL, NULL);
    pwpol_attempt_answer answer = { .size = sizeof answer };
    pwpol_attempt *attempt = NULL;
    pwpol_attempt_request request = request_of(alice, NULL, NULL, NOW), wrong;
    pwpol_subject_status status = { .size = sizeof status };
    char token[PWPOL_DEVICE_TOKEN_SIZE];
    assert_int_equal(pwpol_attempt_begin(NULL, &request, &answer, &attempt), PWPOL_ERR_ARGUMENT);
    assert_int_equal(pwpol_attempt_begin(throttle, NULL, &answer, &attempt), PWPOL_ERR_ARGUMENT);
    assert_int_equal(pwpol_attempt_begin(throttle, &request, NULL, &attempt), PWPOL_ERR_ARGUMENT);
    assert_int_equal(pwpol_attempt_begin(throttle, &request, &answer, NULL), PWPOL_ERR_ARGUMENT);
    wrong = request, wrong.account = NULL;
    assert_int_equal(pwpol_attempt_begin(throttle, &wrong, &answer, &attempt), PWPOL_ERR_ARGUMENT);
    wrong = request, wrong.account_len = 0;
    assert_int_equal(pwpol_attempt_begin(throttle, &wrong, &answer, &attempt), PWPOL_ERR_ARGUMENT);
    wrong = request, wrong.password_len = 3;
    assert_int_equal(pwpol_attempt_begin(throttle, &wrong, &answer, &attempt), PWPOL_ERR_ARGUMENT);
    wrong = request, wrong.size = 0;
    assert_int_equal(pwpol_attempt_begin(throttle, &wrong, &answer, &attempt), PWPOL_ERR_ARGUMENT);
    answer.size = 0;
    assert_int_equal(pwpol_attempt_begin(throttle, &request, &answer, &attempt), PWPOL_ERR_ARGUMENT);
    assert_int_equal(pwpol_attempt_settle(NULL, true, NOW), PWPOL_ERR_ARGUMENT);
    assert_int_equal(pwpol_device_token(throttle, alice, 0, NOW, token), PWPOL_ERR_ARGUMENT);
    assert_int_equal(pwpol_device_token(throttle, alice, 5, NOW, NULL), PWPOL_ERR_ARGUMENT);
    assert_int_equal(pwpol_throttle_status(throttle, alice, 5, NOW, NULL), PWPOL_ERR_ARGUMENT);
    assert_int_equal(pwpol_throttle_source_status(throttle, NULL, NOW, &status), PWPOL_ERR_ARGUMENT);
    assert_int_equal(pwpol_throttle_unlock(throttle, NULL, 5, NOW), PWPOL_ERR_ARGUMENT);
    assert_int_equal(pwpol_throttle_unlock_source(NULL, "::1", NOW), PWPOL_ERR_ARGUMENT);
    pwpol_throttle_free(throttle);

    pwpol_store *store = NULL;
    pwpol_where where = PWPOL_WHERE_INIT;
    static const pwpol_store_methods nothing = { .size = sizeof nothing };
    assert_int_equal(pwpol_store_new(NULL, &nothing, NULL), PWPOL_ERR_ARGUMENT);
    assert_int_equal(pwpol_store_new(&store, &nothing, NULL), PWPOL_ERR_ARGUMENT);
    assert_null(store);
    pwpol_store_trouble(NULL, &where);
    assert_string_equal(where.message_en, "");

    pwpol_policy *policy = policy_with(NULL, NULL);
    assert_int_equal(pwpol_policy_set(policy, "length.min", "100", NULL), PWPOL_OK);
    assert_int_equal(pwpol_policy_set(policy, "length.max", "64", NULL), PWPOL_OK);
    assert_int_equal(pwpol_throttle_new(&throttle, policy, NULL, NULL), PWPOL_ERR_CONFLICT);
    assert_null(throttle);
    pwpol_policy_free(policy);
}

static void memory_that_runs_out_allows_nothing(void **state)
{
    (void)state;
    pwpol_policy *policy = policy_with(NULL, NULL);
    assert_int_equal(pwpol_policy_validate(policy, NULL), PWPOL_OK);
    pwpol_throttle *throttle = NULL;
    for (size_t nth = 1;; nth++) {
        fail_alloc_start(nth, false);
        pwpol_status status = pwpol_throttle_new(&throttle, policy, NULL, NULL);
        if (!fail_alloc_stop())
            break;
        assert_int_equal(status, PWPOL_ERR_NO_MEMORY);
        assert_null(throttle);
    }
    unsigned refused = 0;
    for (size_t nth = 1;; nth++) {
        pwpol_attempt_answer answer = { .size = sizeof answer };
        pwpol_attempt *attempt = NULL;
        pwpol_attempt_request request = request_of(alice, "2001:db8::1", "wrong", NOW);
        fail_alloc_start(nth, false);
        pwpol_status status = pwpol_attempt_begin(throttle, &request, &answer, &attempt);
        if (!fail_alloc_stop()) {
            assert_int_equal(answer.decision, PWPOL_ALLOW);
            assert_int_equal(pwpol_attempt_settle(attempt, false, NOW), PWPOL_OK);
            break;
        }
        refused++;
        assert_null(attempt);
        if (status == PWPOL_OK)
            assert_int_equal(answer.decision, PWPOL_UNAVAILABLE);
        else
            assert_int_equal(status, PWPOL_ERR_NO_MEMORY);
    }
    assert_true(refused > 0);
    assert_int_equal(status_of(throttle, alice, NOW).failures, 1);
    pwpol_throttle_free(throttle);
    pwpol_policy_free(policy);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_state_with_any_bit_flipped_is_a_lock_that_ends),
        cmocka_unit_test(a_second_process_with_another_policy_gives_no_more_attempts),
        cmocka_unit_test(a_clock_that_goes_back_years_unlocks_nothing_and_locks_for_no_longer),
        cmocka_unit_test(moments_at_the_ends_of_time_are_refused_or_decided),
        cmocka_unit_test(accounts_are_any_bytes_of_any_length),
        cmocka_unit_test(credential_stuffing_has_strangers_challenged),
        cmocka_unit_test(a_key_file_is_one_private_line),
        cmocka_unit_test(a_store_without_a_key_is_refused),
        cmocka_unit_test(arguments_that_are_none_are_refused),
        cmocka_unit_test(memory_that_runs_out_allows_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
