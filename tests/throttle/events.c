#include <stdio.h>

#include "throttle_support.h"

#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

/* ---- Texts ---- */

static const pwpol_event event = { sizeof event, "account.locked", "B4", "account", "00112233445566778899aabbccddeeff",
                                   "ffeeddccbbaa99887766554433221100", 1767225600000, 1767227400000, 10, PWPOL_OK };

static void an_event_is_one_line_of_json(void **state)
{
    (void)state;
    char text[512];
    static const char wanted[] =
        "{\"event\":\"account.locked\",\"rule\":\"B4\",\"cause\":\"account\","
        "\"subject\":\"00112233445566778899aabbccddeeff\",\"source\":\"ffeeddccbbaa99887766554433221100\","
        "\"now\":1767225600000,\"until\":1767227400000,\"count\":10}";
    size_t length = pwpol_event_json(&event, text, sizeof text);
    char *plain = text; /* whatever white space JSON allows between its parts */
    for (const char *at = text; *at != '\0'; at++)
        if (*at != ' ')
            *plain++ = *at;
    *plain = '\0';
    assert_string_equal(text, wanted);
    assert_null(strchr(text, '\n'));
    assert_true(length >= strlen(wanted));
    pwpol_event failed = { .size = sizeof failed, .name = "store.failed", .status = PWPOL_ERR_STORE };
    pwpol_event_json(&failed, text, sizeof text);
    assert_non_null(strstr(text, pwpol_strstatus(PWPOL_ERR_STORE, "en")));
}

static void an_event_is_one_line_for_syslog(void **state)
{
    (void)state;
    char text[512], cut[20];
    static const char wanted[] = "account.locked rule=B4 cause=account subject=00112233445566778899aabbccddeeff "
                                 "source=ffeeddccbbaa99887766554433221100 now=1767225600000 until=1767227400000 "
                                 "count=10";
    assert_int_equal(pwpol_event_text(&event, text, sizeof text), strlen(wanted));
    assert_string_equal(text, wanted);
    assert_int_equal(pwpol_event_text(&event, cut, sizeof cut), strlen(wanted));
    assert_int_equal(strlen(cut), sizeof cut - 1);
    assert_memory_equal(cut, wanted, sizeof cut - 1);
    assert_int_equal(pwpol_event_text(&event, NULL, 0), strlen(wanted));
    pwpol_event hostile = { .size = sizeof hostile, .name = "x", .cause = "a b\n\"c\"\xff", .status = PWPOL_ERR_STORE };
    pwpol_event_text(&hostile, text, sizeof text);
    assert_string_equal(text, "x cause=a_b__c__ now=0 status=16");
}

static void what_is_no_event_is_no_text(void **state)
{
    (void)state;
    char text[8] = "before";
    pwpol_event nameless = { .size = sizeof nameless }, sizeless = { 0 };
    assert_int_equal(pwpol_event_json(NULL, text, sizeof text), 0);
    assert_string_equal(text, "");
    assert_int_equal(pwpol_event_text(&nameless, text, sizeof text), 0);
    assert_int_equal(pwpol_event_text(&sizeless, text, sizeof text), 0);
}

/* ---- What is told ---- */

struct log {
    unsigned count;
    char lines[64][512];
};

static void keep(void *context, const pwpol_event *told)
{
    struct log *log = context;
    if (log->count < 64)
        pwpol_event_text(told, log->lines[log->count++], sizeof log->lines[0]);
}

static bool has(const struct log *log, const char *start, const char *part)
{
    for (unsigned i = 0; i < log->count; i++)
        if (strncmp(log->lines[i], start, strlen(start)) == 0 && strstr(log->lines[i], part) != NULL)
            return true;
    return false;
}

static void what_happens_is_told_without_names(void **state)
{
    (void)state;
    static struct log log;
    pwpol_policy *policy = policy_with(NULL, "throttle.delay_after=2, throttle.lock_after=3");
    pwpol_throttle_options options = PWPOL_THROTTLE_OPTIONS_INIT;
    pwpol_throttle *throttle = NULL;
    options.on_event = keep;
    options.event_context = &log;
    assert_int_equal(pwpol_throttle_new(&throttle, policy, &options, NULL), PWPOL_OK);
    for (int i = 0; i < 4; i++) {
        char password[] = "secret-0";
        password[7] = (char)('0' + i);
        pwpol_attempt_request request = request_of("camille", "192.0.2.7", password, NOW + i * HOUR);
        try_as(throttle, &request, false);
    }
    assert_int_equal(pwpol_throttle_unlock(throttle, "camille", 7, NOW), PWPOL_OK);
    succeed_at(throttle, "camille", "192.0.2.7", NOW);
    fail_at(throttle, "camille", "192.0.2.7", NOW);
    fail_at(throttle, "camille", "192.0.2.7", NOW);
    fail_at(throttle, "camille", "192.0.2.7", NOW);
    assert_true(has(&log, "attempt.failed cause=account", "count=1"));
    assert_true(has(&log, "account.delayed rule=B1 cause=account", "count=2"));
    assert_true(has(&log, "account.locked rule=B4 cause=account", "count=3"));
    assert_true(has(&log, "account.unlocked rule=B4", "subject="));
    assert_true(has(&log, "attempt.succeeded cause=account", "source="));
    assert_true(has(&log, "attempt.failed cause=pair", "count=1"));
    for (unsigned i = 0; i < log.count; i++) {
        assert_null(strstr(log.lines[i], "camille"));
        assert_null(strstr(log.lines[i], "secret"));
        assert_null(strstr(log.lines[i], "192.0"));
        assert_non_null(strstr(log.lines[i], "subject="));
    }
    pwpol_throttle_free(throttle);
    pwpol_policy_free(policy);
}

/* ---- Children ---- */

static pwpol_status never(void *context, pwpol_store_item *items, size_t count, int64_t *now)
{
    (void)context, (void)items, (void)count, (void)now;
    return PWPOL_ERR_STORE;
}

static pwpol_status never_swap(void *context, pwpol_store_item *items, size_t count, int64_t *now, bool *swapped)
{
    (void)swapped;
    return never(context, items, count, now);
}

static pwpol_status never_scan(void *context, int64_t *now, bool (*visit)(void *, const pwpol_store_record *),
                               void *visitor)
{
    (void)context, (void)now, (void)visit, (void)visitor;
    return PWPOL_ERR_STORE;
}

static pwpol_status never_clear(void *context)
{
    (void)context;
    return PWPOL_ERR_STORE;
}

static void never_close(void *context)
{
    (void)context;
}

/* throttle.outage = local in a server that forks after it made its throttle: each child counts by itself. */
static void what_stands_in_for_a_store_works_in_a_child(void **state)
{
    (void)state;
    static const pwpol_store_methods methods = { sizeof methods, never,       never_swap, never_scan,
                                                 never_clear,    never_close, NULL };
    pwpol_store *store = NULL;
    assert_int_equal(pwpol_store_new(&store, &methods, NULL), PWPOL_OK);
    pwpol_throttle *throttle = throttle_with(NULL, "throttle.outage=local, throttle.lock_after=1", store);
    assert_int_equal(fail_at(throttle, "alice", NULL, NOW).decision, PWPOL_ALLOW);
    pid_t child = fork();
    if (child == 0) {
        bool first = fail_at(throttle, "alice", NULL, NOW).decision == PWPOL_ALLOW;
        bool second = fail_at(throttle, "alice", NULL, NOW).decision == PWPOL_LOCKED;
        _exit(first && second ? 0 : 1);
    }
    int outcome;
    assert_int_equal(waitpid(child, &outcome, 0), child);
    assert_int_equal(outcome, 0);
    assert_int_equal(fail_at(throttle, "alice", NULL, NOW).decision, PWPOL_LOCKED);
    pwpol_throttle_free(throttle);
    pwpol_store_free(store);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_event_is_one_line_of_json),
        cmocka_unit_test(an_event_is_one_line_for_syslog),
        cmocka_unit_test(what_is_no_event_is_no_text),
        cmocka_unit_test(what_happens_is_told_without_names),
        cmocka_unit_test(what_stands_in_for_a_store_works_in_a_child),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
