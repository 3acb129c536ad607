/* Every store leads the throttle to the same decisions. */
#include "kinds.h"

static const char *const settings[] = { "throttle.delay_after", "3", NULL };

enum { ACCOUNTS = 6, SOURCES = 5, PASSWORDS = 4, OPEN = 8 };

struct actor {
    pwpol_store *store;
    pwpol_throttle *throttle;
    pwpol_attempt *open[OPEN];
    bool timed; /* told the time by the test, not by its own clock */
};

static void actor_start(struct actor *actor, enum kind kind, const char *file, bool timed)
{
    *actor = (struct actor){ .timed = timed };
    actor->store = kind_open(kind, file, kinds_server.url);
    actor->throttle = kind_throttle(actor->store, settings);
}

static void actor_end(struct actor *actor)
{
    for (size_t i = 0; i < OPEN; i++)
        pwpol_attempt_release(actor->open[i], 0);
    pwpol_throttle_free(actor->throttle);
    pwpol_store_free(actor->store);
}

struct event {
    unsigned what, account, source, password, slot;
    bool challenge;
    int64_t now;
};

static pwpol_attempt_answer play(struct actor *actor, const struct event *event)
{
    char account[16], source[32], password[16];
    int account_len = snprintf(account, sizeof account, "account %u", event->account);
    int password_len = snprintf(password, sizeof password, "word %u", event->password);
    snprintf(source, sizeof source, event->source % 2 == 0 ? "198.51.100.%u" : "2001:db8:%u::1", event->source);
    int64_t now = actor->timed ? event->now : 0;
    pwpol_attempt_answer answer = { .size = sizeof answer };
    pwpol_attempt **open = &actor->open[event->slot];
    if (event->what == 0) {
        pwpol_throttle_unlock(actor->throttle, account, (size_t)account_len, now);
    } else if (event->what == 1) {
        pwpol_throttle_lock(actor->throttle, account, (size_t)account_len, 0, now);
    } else if (*open != NULL) {
        if (event->what < 5)
            pwpol_attempt_release(*open, now);
        else
            answer.status = pwpol_attempt_settle(*open, event->what < 9, now);
        *open = NULL;
    } else {
        pwpol_attempt_request request = PWPOL_ATTEMPT_REQUEST_INIT;
        request.account = account;
        request.account_len = (size_t)account_len;
        request.source = source;
        request.password = password;
        request.password_len = (size_t)password_len;
        request.challenge_passed = event->challenge;
        request.now = now;
        assert_int_equal(pwpol_attempt_begin(actor->throttle, &request, &answer, open), PWPOL_OK);
    }
    return answer;
}

static struct event draw(unsigned short seed[3], int64_t *now)
{
    /* Nothing, a moment, a delay, a lock, a window. */
    static const int64_t steps[] = { 0, 1, 700, 95000, 1900000, 90000000 };
    *now += steps[(size_t)nrand48(seed) % 30 < 6 ? (size_t)nrand48(seed) % 6 : 1];
    return (struct event){ .what = (unsigned)(nrand48(seed) % 40),
                           .account = (unsigned)(nrand48(seed) % ACCOUNTS),
                           .source = (unsigned)(nrand48(seed) % SOURCES),
                           .password = (unsigned)(nrand48(seed) % PASSWORDS),
                           .slot = (unsigned)(nrand48(seed) % OPEN),
                           .challenge = nrand48(seed) % 2 == 0,
                           .now = *now };
}

static void agree(enum kind kind, bool timed, unsigned events)
{
    const char *asked = getenv("PWPOL_TEST_EVENTS");
    if (asked != NULL)
        events = (unsigned)atoi(asked);
    struct actor reference, other;
    actor_start(&reference, MEMORY, NULL, timed);
    actor_start(&other, kind, timed ? "caller.db" : "host.db", timed);
    unsigned short seed[3] = { 11, 12, 13 };
    int64_t now = INT64_C(1800000000000);
    unsigned decisions[5] = { 0 };
    for (unsigned i = 0; i < events; i++) {
        struct event event = draw(seed, &now);
        pwpol_attempt_answer expected = play(&reference, &event), answer = play(&other, &event);
        assert_false(answer.outage);
        if (answer.decision != expected.decision || answer.failures != expected.failures ||
            /* Of two waits the shorter is told; in real time a moment decides which that is. */
            ((timed || answer.decision == PWPOL_ALLOW) && answer.trusted != expected.trusted) || answer.repeated != expected.repeated ||
            answer.status != expected.status || (timed && answer.until != expected.until))
            fail_msg("event %u: decision %d until %lld, %u failures; expected %d until %lld, %u", i, (int)answer.decision,
                     (long long)answer.until, answer.failures, (int)expected.decision, (long long)expected.until,
                     expected.failures);
        if ((timed || answer.decision == PWPOL_ALLOW) && answer.cause != NULL && expected.cause != NULL)
            assert_string_equal(answer.cause, expected.cause);
        decisions[answer.decision]++;
    }
    /* It was no monologue. */
    assert_true(decisions[PWPOL_ALLOW] > events / 50);
    assert_true(decisions[PWPOL_WAIT] + decisions[PWPOL_LOCKED] > events / 50);
    actor_end(&reference);
    actor_end(&other);
}

static void sqlite_leads_to_the_decisions_of_memory_through_days(void **state)
{
    (void)state;
    agree(SQLITE, true, 6000);
}

static void redis_leads_to_the_decisions_of_memory(void **state)
{
    (void)state;
    agree(REDIS, false, 3000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sqlite_leads_to_the_decisions_of_memory_through_days),
        cmocka_unit_test(redis_leads_to_the_decisions_of_memory),
    };
    return cmocka_run_group_tests(tests, kinds_enter, kinds_leave);
}
