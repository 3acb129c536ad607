#include "desk.h"

#include <stdio.h>
#include <stdlib.h>

/* ---- A store that fails when it is told to ---- */

static bool fails(struct desk *desk)
{
    size_t operation = atomic_fetch_add(&desk->operations, 1) + 1;
    return desk->fail_at != 0 && (desk->onward ? operation >= desk->fail_at : operation == desk->fail_at);
}

static pwpol_status load(void *context, pwpol_store_item *items, size_t count, int64_t *now)
{
    struct desk *desk = context;
    return fails(desk) ? PWPOL_ERR_STORE : pwpol_store_load(desk->memory, items, count, now);
}

static pwpol_status swap(void *context, pwpol_store_item *items, size_t count, int64_t *now, bool *swapped)
{
    struct desk *desk = context;
    return fails(desk) ? PWPOL_ERR_STORE : pwpol_store_swap(desk->memory, items, count, now, swapped);
}

static pwpol_status scan(void *context, int64_t *now, bool (*visit)(void *, const pwpol_store_record *), void *visitor)
{
    struct desk *desk = context;
    return fails(desk) ? PWPOL_ERR_STORE : pwpol_store_scan(desk->memory, now, visit, visitor);
}

static pwpol_status clear(void *context)
{
    struct desk *desk = context;
    return fails(desk) ? PWPOL_ERR_STORE : pwpol_store_clear(desk->memory);
}

static void close_nothing(void *context)
{
    (void)context;
}

/* ---- The service ---- */

static void hear(void *context, const pwpol_event *event)
{
    struct desk *desk = context;
    size_t length = strlen(desk->events);
    assert_int_equal(event->size, sizeof *event);
    assert_int_equal(strlen(event->subject), 32);
    assert_non_null(event->rule);
    snprintf(desk->events + length, sizeof desk->events - length, "%s%s(%s)", length == 0 ? "" : " ", event->name,
             event->cause);
}

static void apply(struct desk *desk, const char *settings, bool *pepper)
{
    char copy[512];
    int length = snprintf(copy, sizeof copy,
                          "hash.memory=8 hash.passes=1 hash.allow_weak=true hash.slots=4 hash.budget=4096 %s", settings);
    assert_true(length < (int)sizeof copy);
    for (char *setting = strtok(copy, " "); setting != NULL; setting = strtok(NULL, " ")) {
        char *value = strchr(setting, '=');
        if (value != NULL) {
            *value++ = '\0';
            if (strcmp(setting, "corpus") == 0) {
                assert_int_equal(pwpol_breach_open(&desk->breach, value, PWPOL_BREACH_READ, NULL), PWPOL_OK);
                continue;
            }
            assert_int_equal(pwpol_policy_set(desk->policy, setting, value, NULL), PWPOL_OK);
        } else if (strcmp(setting, "breach") == 0)
            assert_int_equal(pwpol_breach_open(&desk->breach, NULL, PWPOL_BREACH_MAP, NULL), PWPOL_OK);
        else
            *pepper = true;
    }
}

void desk_open(struct desk *desk, const char *settings)
{
    static const unsigned char key[32] = { 1 };
    static const pwpol_store_methods methods = { sizeof methods, load, swap, scan, clear, close_nothing, NULL };
    bool pepper = false;
    *desk = (struct desk){ .now = NOW };
    assert_int_equal(pwpol_policy_new(&desk->policy, NULL), PWPOL_OK);
    apply(desk, settings, &pepper);
    if (pepper) {
        assert_int_equal(pwpol_keyring_new(&desk->ring), PWPOL_OK);
        assert_int_equal(pwpol_keyring_add(desk->ring, "one", key, true), PWPOL_OK);
    }
    assert_int_equal(pwpol_hasher_new(&desk->hasher, desk->policy, desk->ring, NULL), PWPOL_OK);
    assert_int_equal(pwpol_store_memory_new(&desk->memory, 10000), PWPOL_OK);
    assert_int_equal(pwpol_store_new(&desk->store, &methods, desk), PWPOL_OK);
    pwpol_throttle_options options = PWPOL_THROTTLE_OPTIONS_INIT;
    options.store = desk->store;
    options.key = key;
    assert_int_equal(pwpol_throttle_new(&desk->throttle, desk->policy, &options, NULL), PWPOL_OK);
    pwpol_accounts_parts parts = PWPOL_ACCOUNTS_PARTS_INIT;
    parts.policy = desk->policy;
    parts.hasher = desk->hasher;
    parts.throttle = desk->throttle;
    parts.on_event = hear;
    parts.event_context = desk;
    parts.breach = desk->breach;
    assert_int_equal(pwpol_accounts_new(&desk->accounts, &parts), PWPOL_OK);
    desk->operations = 0;
}

pwpol_accounts *desk_quiet_accounts(struct desk *desk)
{
    pwpol_accounts *accounts = NULL;
    pwpol_accounts_parts parts = PWPOL_ACCOUNTS_PARTS_INIT;
    parts.policy = desk->policy;
    parts.hasher = desk->hasher;
    parts.throttle = desk->throttle;
    parts.breach = desk->breach;
    assert_int_equal(pwpol_accounts_new(&accounts, &parts), PWPOL_OK);
    return accounts;
}

void desk_close(struct desk *desk)
{
    pwpol_accounts_free(desk->accounts);
    pwpol_throttle_free(desk->throttle);
    pwpol_store_free(desk->store);
    pwpol_store_free(desk->memory);
    pwpol_hasher_free(desk->hasher);
    pwpol_keyring_free(desk->ring);
    pwpol_breach_close(desk->breach);
    pwpol_policy_free(desk->policy);
}

void desk_store(struct desk *desk, const char *password)
{
    assert_int_equal(pwpol_hash(desk->hasher, password, strlen(password), "42", 2, desk->stored), PWPOL_OK);
    desk->exists = true;
    desk->changed_at = NOW - DAY;
}

pwpol_account_request desk_request(struct desk *desk, const char *password)
{
    pwpol_account_request request = PWPOL_ACCOUNT_REQUEST_INIT;
    request.login = "camille";
    request.login_len = 7;
    request.account = "42";
    request.account_len = 2;
    request.password = password;
    request.password_len = password == NULL ? 0 : strlen(password);
    request.source = "192.0.2.7";
    request.now = desk->now;
    desk->row = (pwpol_row)PWPOL_ROW_INIT;
    desk->row.stored = desk->stored;
    desk->row.history = desk->history;
    desk->row.reset = desk->reset;
    desk->row.changed_at = desk->changed_at;
    desk->row.flags = desk->flags;
    desk->row.role = desk->role;
    request.row = desk->exists ? &desk->row : NULL;
    return request;
}

static void copy(char *to, size_t size, const char *from)
{
    assert_true(snprintf(to, size, "%s", from) < (int)size);
}

bool desk_write(struct desk *desk, const pwpol_outcome *outcome)
{
    pwpol_row_change change = { .size = sizeof change };
    assert_int_equal(pwpol_outcome_row(outcome, &change), PWPOL_OK);
    if (!change.write)
        return true;
    if (strcmp(change.expected, desk->stored) != 0)
        return false;
    desk->exists = true;
    copy(desk->stored, sizeof desk->stored, change.stored);
    copy(desk->history, sizeof desk->history, change.history);
    copy(desk->reset, sizeof desk->reset, change.reset);
    desk->changed_at = change.changed_at;
    desk->flags = change.flags;
    return true;
}

void desk_assert_events(struct desk *desk, const char *wanted)
{
    assert_string_equal(desk->events, wanted);
    desk->events[0] = '\0';
}

pwpol_answer desk_login(struct desk *desk, const char *password)
{
    pwpol_outcome *outcome = NULL;
    pwpol_account_request request = desk_request(desk, password);
    assert_int_equal(pwpol_account_login(desk->accounts, &request, &outcome), PWPOL_OK);
    pwpol_answer answer = pwpol_outcome_answer(outcome);
    assert_true(desk_write(desk, outcome));
    pwpol_outcome_free(outcome);
    return answer;
}

/* Each another password, from another address, so that each counts and none is held back by its address. */
void desk_fail_logins(struct desk *desk, unsigned count)
{
    for (unsigned i = 0; i < count; i++) {
        char password[32], source[32];
        pwpol_outcome *outcome = NULL;
        snprintf(password, sizeof password, "wrong %u", i);
        snprintf(source, sizeof source, "198.51.100.%u", i % 250 + 1);
        pwpol_account_request request = desk_request(desk, password);
        request.source = source;
        assert_int_equal(pwpol_account_login(desk->accounts, &request, &outcome), PWPOL_OK);
        assert_int_equal(pwpol_outcome_answer(outcome), PWPOL_REFUSED);
        pwpol_outcome_free(outcome);
    }
    desk->events[0] = '\0';
}
