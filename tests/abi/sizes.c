/* Every sized struct of the public headers, as callers of other releases have it: every shorter one, which ends where
 * memory ends, and a longer one. */
#include "suite.h"

#include <pwpol.h>
#include <pwpol/store_conformance.h>
#ifdef WITH_REDIS
#include <pwpol/store_redis.h>
#endif
#ifdef WITH_SQLITE
#include <pwpol/store_sqlite.h>
#endif

#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

enum { STEP = sizeof(size_t), LONGER = 64, ROOM = 4096 };

/* ROOM bytes, and then none. */
static unsigned char *room;

static pwpol_policy *policy;
static pwpol_hasher *hasher;
static pwpol_throttle *throttle;
static pwpol_accounts *accounts;
static pwpol_report *report;
static pwpol_guess_result *guess;
static pwpol_audit *audit;
static pwpol_breach *breach;
static pwpol_outcome *outcome;
static pwpol_tuning *tuning;
static char stored[PWPOL_HASH_SIZE];

enum { NOW = 1700000000 };

/* ---- What the library fills ---------------------------------------------------- */

static pwpol_status fill_finding(void *result)
{
    return pwpol_report_finding(report, 0, result);
}

static pwpol_status fill_numbers(void *result)
{
    return pwpol_report_numbers(report, result);
}

static pwpol_status fill_piece(void *result)
{
    return pwpol_guess_piece(guess, 0, result);
}

static pwpol_status fill_engine(void *result)
{
    return pwpol_hasher_engine(hasher, result);
}

/* A result that cannot be given takes nothing from the verdict. */
static pwpol_status fill_verified(void *result)
{
    assert_int_equal(pwpol_verify(hasher, stored, "wrong", 5, NULL, 0, result), PWPOL_MISMATCH);
    return *(size_t *)result < sizeof(size_t) ? PWPOL_ERR_ARGUMENT : PWPOL_OK;
}

static pwpol_status fill_candidate(void *result)
{
    return pwpol_tuning_candidate(tuning, 0, result);
}

static pwpol_status fill_key(void *result)
{
    return pwpol_policy_key(0, result);
}

static pwpol_status fill_strength(void *result)
{
    return pwpol_policy_strength_of(policy, result);
}

static pwpol_status fill_point(void *result)
{
    return pwpol_audit_point_at(audit, 0, result);
}

static pwpol_status fill_info(void *result)
{
    return pwpol_breach_info_of(breach, result);
}

static pwpol_status fill_row_change(void *result)
{
    return pwpol_outcome_row(outcome, result);
}

static pwpol_status fill_renewal(void *result)
{
    const pwpol_password_life life = { .size = sizeof life, .changed_at = NOW };
    return pwpol_renewal(policy, &life, NOW, result);
}

static pwpol_status fill_answer(void *result)
{
    pwpol_attempt_request request = PWPOL_ATTEMPT_REQUEST_INIT;
    request.account = "ada";
    request.account_len = 3;
    request.now = NOW;
    pwpol_attempt *attempt = NULL;
    pwpol_status status = pwpol_attempt_begin(throttle, &request, result, &attempt);
    pwpol_attempt_release(attempt, NOW);
    return status;
}

static pwpol_status fill_subject(void *result)
{
    return pwpol_throttle_status(throttle, "ada", 3, NOW, result);
}

struct filled {
    const char *name;
    size_t size;
    size_t last, last_size; /* the last field, whose bytes a whole struct and a longer one share */
    pwpol_status (*fill)(void *result);
};

#define FILLED(type, last, fill)                                                                             \
    {                                                                                                        \
#type, sizeof(type), offsetof(type, last), sizeof(((type *)0)->last), fill                           \
    }

static const struct filled all_filled[] = {
    FILLED(pwpol_finding, source, fill_finding),
    FILLED(pwpol_numbers, words, fill_numbers),
    FILLED(pwpol_piece, guesses_log10, fill_piece),
    FILLED(pwpol_engine, withdrawn, fill_engine),
    FILLED(pwpol_verified, scheme, fill_verified),
    FILLED(pwpol_candidate, meets_target, fill_candidate),
    FILLED(pwpol_key, doc_fr, fill_key),
    FILLED(pwpol_policy_strength, example, fill_strength),
    FILLED(pwpol_audit_point, by_service, fill_point),
    FILLED(pwpol_breach_info, builtin, fill_info),
    FILLED(pwpol_row_change, expected, fill_row_change),
    FILLED(pwpol_renewal_result, days_left, fill_renewal),
    FILLED(pwpol_attempt_answer, status, fill_answer),
    FILLED(pwpol_subject_status, subject, fill_subject),
};

/* A struct of size bytes at the end of the room. */
static unsigned char *at_the_end(size_t size, unsigned char with)
{
    unsigned char *given = room + ROOM - size;
    memset(given, with, size);
    memcpy(given, &size, sizeof size);
    return given;
}

static void what_is_filled_is_filled_as_far_as_the_caller_knows_it(void **state)
{
    (void)state;
    static unsigned char whole[ROOM];
    for (const struct filled *each = all_filled; each < all_filled + sizeof all_filled / sizeof *all_filled;
         each++) {
        print_message("# %s\n", each->name);
        size_t size = 0;
        memcpy(whole, &each->size, sizeof each->size);
        assert_int_equal(each->fill(whole), PWPOL_OK);
        for (size = STEP; size <= each->size + LONGER; size += STEP) {
            unsigned char *given = at_the_end(size, 0xA5);
            assert_int_equal(each->fill(given), PWPOL_OK);
            assert_memory_equal(given, &size, sizeof size);
            if (size >= each->size)
                assert_memory_equal(given + each->last, whole + each->last, each->last_size);
            for (size_t i = each->size; i < size; i++)
                assert_int_equal(given[i], 0);
        }
        for (size = 0; size < sizeof size; size += sizeof size - 1) {
            unsigned char *given = at_the_end(each->size, 0xA5);
            memcpy(given, &size, sizeof size);
            assert_int_equal(each->fill(given), PWPOL_ERR_ARGUMENT);
            for (size_t i = sizeof size; i < each->size; i++)
                assert_int_equal(given[i], 0xA5);
        }
    }
}

/* ---- What the library reads ---------------------------------------------------- */

static pwpol_status read_context(const void *given)
{
    pwpol_report *made = NULL;
    pwpol_status status = pwpol_check(policy, "secret", 6, given, &made);
    pwpol_report_free(made);
    return status;
}

static pwpol_status read_event(const void *given)
{
    char text[512];
    return pwpol_event_json(given, text, sizeof text) == 0 ? PWPOL_ERR_ARGUMENT : PWPOL_OK;
}

static pwpol_status read_life(const void *given)
{
    pwpol_renewal_result result = { .size = sizeof result };
    return pwpol_renewal(policy, given, NOW, &result);
}

static pwpol_status read_attempt(const void *given)
{
    pwpol_attempt_answer answer = { .size = sizeof answer };
    pwpol_attempt *attempt = NULL;
    pwpol_status status = pwpol_attempt_begin(throttle, given, &answer, &attempt);
    pwpol_attempt_release(attempt, NOW);
    return status;
}

static pwpol_status read_throttle_options(const void *given)
{
    pwpol_throttle *made = NULL;
    pwpol_status status = pwpol_throttle_new(&made, policy, given, NULL);
    pwpol_throttle_free(made);
    return status;
}

static pwpol_status read_parts(const void *given)
{
    pwpol_accounts *made = NULL;
    pwpol_status status = pwpol_accounts_new(&made, given);
    pwpol_accounts_free(made);
    return status;
}

static pwpol_status begin_reset(const pwpol_account_request *request)
{
    pwpol_outcome *made = NULL;
    pwpol_status status = pwpol_account_reset_begin(accounts, request, &made);
    pwpol_outcome_free(made);
    return status;
}

static pwpol_status read_request(const void *given)
{
    return begin_reset(given);
}

static pwpol_status read_row(const void *given)
{
    pwpol_account_request request = PWPOL_ACCOUNT_REQUEST_INIT;
    request.login = "ada";
    request.login_len = 3;
    request.row = given;
    request.now = NOW;
    return begin_reset(&request);
}

/* Out of its bounds, lest it measure. */
static pwpol_status read_tune_request(const void *given)
{
    pwpol_tuning *made = NULL;
    return pwpol_tune(given, &made);
}

static pwpol_status load(void *context, pwpol_store_item *items, size_t count, int64_t *now)
{
    (void)context, (void)items, (void)count, (void)now;
    return PWPOL_OK;
}

static pwpol_status swap(void *context, pwpol_store_item *items, size_t count, int64_t *now, bool *swapped)
{
    *swapped = true;
    return load(context, items, count, now);
}

static pwpol_status scan(void *context, int64_t *now,
                         bool (*visit)(void *visitor, const pwpol_store_record *record), void *visitor)
{
    (void)context, (void)now, (void)visit, (void)visitor;
    return PWPOL_OK;
}

static pwpol_status clear(void *context)
{
    (void)context;
    return PWPOL_OK;
}

static void shut(void *context)
{
    (void)context;
}

static pwpol_status read_methods(const void *given)
{
    pwpol_store *store = NULL;
    pwpol_status status = pwpol_store_new(&store, given, NULL);
    if (status == PWPOL_OK) {
        pwpol_where where = PWPOL_WHERE_INIT;
        pwpol_store_trouble(store, &where);
    }
    pwpol_store_free(store);
    return status;
}

static pwpol_status open_nothing(void *context, pwpol_store **store)
{
    (void)context;
    *store = NULL;
    return PWPOL_ERR_IO;
}

static pwpol_status read_conformance_options(const void *given)
{
    size_t broken = 0;
    return pwpol_store_conformance(given, &broken);
}

#ifdef WITH_SQLITE
static pwpol_status read_sqlite_options(const void *given)
{
    pwpol_store *store = NULL;
    pwpol_status status = pwpol_store_sqlite_open(&store, "/nowhere/attempts.db", given, NULL);
    pwpol_store_free(store);
    return status;
}
#endif

#ifdef WITH_REDIS
static pwpol_status read_redis_options(const void *given)
{
    pwpol_store *store = NULL;
    pwpol_status status = pwpol_store_redis_open(&store, "redis://localhost", given, NULL);
    pwpol_store_free(store);
    return status;
}
#endif

struct read_in {
    const char *name;
    const void *whole;
    size_t size;
    pwpol_status (*read)(const void *given);
    bool unknown_is_unused; /* what this release does not know is never called, and may be there */
};

#define READ(type, read, ...)                                                                                \
    {                                                                                                        \
#type, &(const type){ .size = sizeof(type), __VA_ARGS__ }, sizeof(type), read, false                 \
    }

static void what_is_read_is_read_as_far_as_the_caller_knows_it(void **state)
{
    (void)state;
    const pwpol_store_methods methods = { sizeof methods, load, swap, scan, clear, shut, NULL };
    const struct read_in all_read[] = {
        READ(pwpol_context, read_context, .login = "ada", .old_password = "older", .old_password_len = 5),
        READ(pwpol_event, read_event, .name = "attempt.refused", .rule = "", .cause = "", .subject = "",
             .source = "", .now = NOW),
        READ(pwpol_password_life, read_life, .changed_at = NOW, .compromised_before = 1),
        READ(pwpol_attempt_request, read_attempt, .account = "ada", .account_len = 3, .now = NOW),
        READ(pwpol_throttle_options, read_throttle_options, .key = (const unsigned char *)stored),
        READ(pwpol_accounts_parts, read_parts, .policy = policy, .hasher = hasher, .throttle = throttle),
        READ(pwpol_account_request, read_request, .login = "ada", .login_len = 3, .now = NOW),
        READ(pwpol_row, read_row, .stored = stored, .changed_at = NOW),
        READ(pwpol_tune_request, read_tune_request, .target_ms = 1, .memory_bytes = 1, .concurrent = 1),
        { "pwpol_store_methods", &methods, sizeof methods, read_methods, true },
        READ(pwpol_store_conformance_options, read_conformance_options, .open = open_nothing, .rounds = 1),
#ifdef WITH_SQLITE
        READ(pwpol_store_sqlite_options, read_sqlite_options, .records_max = 16, .timeout_ms = 1),
#endif
#ifdef WITH_REDIS
        READ(pwpol_store_redis_options, read_redis_options, .user = "pwpol", .connections = 1),
#endif
    };
    for (const struct read_in *each = all_read; each < all_read + sizeof all_read / sizeof *all_read;
         each++) {
        print_message("# %s\n", each->name);
        /* A shorter one is as the whole of which the rest is zero. */
        for (size_t size = STEP; size <= each->size; size += STEP) {
            static union {
                size_t size;
                unsigned char bytes[ROOM];
            } cut;
            memset(&cut, 0, sizeof cut);
            memcpy(&cut, each->whole, size);
            pwpol_status status = each->read(&cut);
            unsigned char *given = at_the_end(size, 0);
            memcpy(given + sizeof size, (const unsigned char *)each->whole + sizeof size, size - sizeof size);
            if (!each->unknown_is_unused)
                assert_int_equal(each->read(given), status);
            else
                assert_int_equal(each->read(given), size < offsetof(pwpol_store_methods, trouble)
                                                        ? PWPOL_ERR_ARGUMENT
                                                        : PWPOL_OK);
        }
        pwpol_status status = each->read(each->whole);
        assert_int_not_equal(status, PWPOL_ERR_ARGUMENT);
        size_t longer = each->size + LONGER;
        unsigned char *given = at_the_end(longer, 0);
        memcpy(given, each->whole, each->size);
        memcpy(given, &longer, sizeof longer);
        assert_int_equal(each->read(given), status);
        for (size_t used = each->size; used < each->size + LONGER; used++) {
            given[used] = 1;
            assert_int_equal(each->read(given), each->unknown_is_unused ? status : PWPOL_ERR_ARGUMENT);
            given[used] = 0;
        }
        for (size_t size = 0; size < sizeof size; size += sizeof size - 1) {
            memcpy(given, &size, sizeof size);
            assert_int_equal(each->read(given), PWPOL_ERR_ARGUMENT);
        }
    }
}

/* pwpol_where, of which a field is written whole or not at all. */
static void a_shorter_where_hears_what_it_has_fields_for(void **state)
{
    (void)state;
    pwpol_policy *changed = NULL;
    assert_int_equal(pwpol_policy_new(&changed, NULL), PWPOL_OK);
    for (size_t size = 0; size <= sizeof(pwpol_where) + LONGER; size += STEP) {
        unsigned char *given = at_the_end(size < STEP ? STEP : size, 0xA5);
        memcpy(given, &size, sizeof size);
        assert_int_equal(pwpol_policy_set(changed, "length.min", "no", (pwpol_where *)given),
                         PWPOL_ERR_RANGE);
        assert_memory_equal(given, &size, sizeof size);
        if (size >= offsetof(pwpol_where, allowed))
            assert_string_equal((char *)given + offsetof(pwpol_where, key), "length.min");
        else if (size > offsetof(pwpol_where, key))
            assert_int_equal(given[offsetof(pwpol_where, key)], 0xA5);
        if (size >= sizeof(pwpol_where))
            assert_int_not_equal(given[offsetof(pwpol_where, message_fr)], '\0');
    }
    pwpol_policy_free(changed);
}

static int set_up(void **state)
{
    (void)state;
    room = mmap(NULL, 2 * ROOM, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    assert_true(room != MAP_FAILED && mprotect(room + ROOM, ROOM, PROT_NONE) == 0);
    static const char *const quick[][2] = { { "hash.memory", "7168" },
                                            { "hash.passes", "5" },
                                            { "hash.lanes", "1" } };
    assert_int_equal(pwpol_policy_new(&policy, NULL), PWPOL_OK);
    for (size_t i = 0; i < sizeof quick / sizeof quick[0]; i++)
        assert_int_equal(pwpol_policy_set(policy, quick[i][0], quick[i][1], NULL), PWPOL_OK);
    assert_int_equal(pwpol_hasher_new(&hasher, policy, NULL, NULL), PWPOL_OK);
    assert_int_equal(pwpol_hash(hasher, "right", 5, NULL, 0, stored), PWPOL_OK);
    assert_int_equal(pwpol_throttle_new(&throttle, policy, NULL, NULL), PWPOL_OK);
    pwpol_accounts_parts parts = PWPOL_ACCOUNTS_PARTS_INIT;
    parts.policy = policy;
    parts.hasher = hasher;
    parts.throttle = throttle;
    assert_int_equal(pwpol_accounts_new(&accounts, &parts), PWPOL_OK);
    pwpol_account_request request = PWPOL_ACCOUNT_REQUEST_INIT;
    request.login = "grace";
    request.login_len = 5;
    request.now = NOW;
    assert_int_equal(pwpol_account_reset_begin(accounts, &request, &outcome), PWPOL_OK);
    assert_int_equal(pwpol_check(policy, "azerty", 6, NULL, &report), PWPOL_OK);
    assert_int_equal(pwpol_guess("azerty", 6, NULL, &guess), PWPOL_OK);
    assert_int_equal(pwpol_audit_new(policy, NOW, "en", &audit), PWPOL_OK);
    assert_int_equal(pwpol_breach_open(&breach, NULL, PWPOL_BREACH_MAP, NULL), PWPOL_OK);
    const pwpol_tune_request tune = { sizeof tune, 1, 8 * 1024 * 1024, 1 };
    return pwpol_tune(&tune, &tuning);
}

static int tear_down(void **state)
{
    (void)state;
    pwpol_tuning_free(tuning);
    pwpol_breach_close(breach);
    pwpol_audit_free(audit);
    pwpol_guess_free(guess);
    pwpol_report_free(report);
    pwpol_outcome_free(outcome);
    pwpol_accounts_free(accounts);
    pwpol_throttle_free(throttle);
    pwpol_hasher_free(hasher);
    pwpol_policy_free(policy);
    return munmap(room, 2 * ROOM);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_filled_is_filled_as_far_as_the_caller_knows_it),
        cmocka_unit_test(what_is_read_is_read_as_far_as_the_caller_knows_it),
        cmocka_unit_test(a_shorter_where_hears_what_it_has_fields_for),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
