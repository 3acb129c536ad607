/* The throttle over stores that several processes share: what one attacker gets alone is what a thousand get
 * together, and every store leads to the same decisions. */
#include "pwpol/throttle.h"

#include "pwpol/store_redis.h"
#include "pwpol/store_sqlite.h"
#include "redis_server.h"
#include "store_support.h"

#include <signal.h>
#include <stdatomic.h>
#include <sys/mman.h>
#include <sys/wait.h>

enum kind { MEMORY, SQLITE, REDIS, KINDS };

static struct server server;
static const unsigned char key[32] = "thirty-two bytes for the hashes";

static pwpol_store *open_kind(enum kind kind, const char *file)
{
    pwpol_store *store = NULL;
    pwpol_status status = PWPOL_ERR_INTERNAL;
    pwpol_store_sqlite_options options = PWPOL_STORE_SQLITE_OPTIONS_INIT;
    pwpol_store_redis_options patient = PWPOL_STORE_REDIS_OPTIONS_INIT;
    switch (kind) {
    case MEMORY:
        status = pwpol_store_memory_new(&store, 100000);
        break;
    case SQLITE:
        options.timeout_ms = 60000;
        options.clock = strncmp(file, "caller", 6) == 0 ? PWPOL_SQLITE_CLOCK_CALLER : PWPOL_SQLITE_CLOCK_HOST;
        status = pwpol_store_sqlite_open(&store, file, &options, NULL);
        break;
    default:
        patient.timeout_ms = patient.connect_timeout_ms = 60000;
        status = pwpol_store_redis_open(&store, server.url, &patient, NULL);
        break;
    }
    assert_int_equal(status, PWPOL_OK);
    return store;
}

static pwpol_throttle *throttle_on(pwpol_store *store, const char *delay_after)
{
    pwpol_policy *policy = NULL;
    pwpol_throttle *throttle = NULL;
    pwpol_throttle_options options = PWPOL_THROTTLE_OPTIONS_INIT;
    options.store = store;
    options.key = key;
    assert_int_equal(pwpol_policy_new(&policy, NULL), PWPOL_OK);
    assert_int_equal(pwpol_policy_set(policy, "throttle.delay_after", delay_after, NULL), PWPOL_OK);
    assert_int_equal(pwpol_throttle_new(&throttle, policy, &options, NULL), PWPOL_OK);
    pwpol_policy_free(policy);
    return throttle;
}

/* ---- Many at once ------------------------------------------------------------------- */

struct guesses {
    atomic_uint verified; /* passwords that were compared */
    atomic_uint errors;
};

/* One attacker who never waits: turns tries, each another wrong password. */
static void guess(pwpol_throttle *throttle, unsigned who, unsigned turns, struct guesses *guesses)
{
    for (unsigned turn = 0; turn < turns; turn++) {
        char source[32], password[32];
        snprintf(source, sizeof source, "192.0.2.%u", who);
        int length = snprintf(password, sizeof password, "guess %u of %u", turn, who);
        pwpol_attempt_request request = PWPOL_ATTEMPT_REQUEST_INIT;
        pwpol_attempt_answer answer = { .size = sizeof answer };
        pwpol_attempt *attempt = NULL;
        request.account = "camille";
        request.account_len = 7;
        request.source = source;
        request.password = password;
        request.password_len = (size_t)length;
        if (pwpol_attempt_begin(throttle, &request, &answer, &attempt) != PWPOL_OK || answer.outage)
            atomic_fetch_add(&guesses->errors, 1);
        if (attempt == NULL)
            continue;
        atomic_fetch_add(&guesses->verified, 1);
        if (pwpol_attempt_settle(attempt, false, 0) != PWPOL_OK)
            atomic_fetch_add(&guesses->errors, 1);
    }
}

static unsigned alone(const char *delay_after)
{
    struct guesses guesses = { 0 };
    pwpol_store *store = open_kind(MEMORY, NULL);
    pwpol_throttle *throttle = throttle_on(store, delay_after);
    guess(throttle, 1, 50, &guesses);
    pwpol_throttle_free(throttle);
    pwpol_store_free(store);
    assert_int_equal(atomic_load(&guesses.errors), 0);
    return atomic_load(&guesses.verified);
}

static void guess_together(enum kind kind)
{
    enum { PROCESSES = 8, TURNS = 40 };
    static const char *const delays[] = { "5", "0" };
    struct guesses *guesses = mmap(NULL, sizeof *guesses, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    assert_ptr_not_equal(guesses, MAP_FAILED);
    for (size_t i = 0; i < 2; i++) {
        char file[32];
        snprintf(file, sizeof file, "together-%zu.db", i);
        atomic_store(&guesses->verified, 0);
        atomic_store(&guesses->errors, 0);
        pid_t children[PROCESSES];
        for (unsigned child = 0; child < PROCESSES; child++) {
            children[child] = fork();
            if (children[child] == 0) {
                pwpol_store *store = open_kind(kind, file);
                pwpol_throttle *throttle = throttle_on(store, delays[i]);
                guess(throttle, child, TURNS, guesses);
                pwpol_throttle_free(throttle);
                pwpol_store_free(store);
                _exit(0);
            }
        }
        for (unsigned child = 0; child < PROCESSES; child++) {
            int status = 1;
            waitpid(children[child], &status, 0);
            assert_int_equal(status, 0);
        }
        assert_int_equal(atomic_load(&guesses->errors), 0);
        assert_true(atomic_load(&guesses->verified) >= 1);
        assert_true(atomic_load(&guesses->verified) <= alone(delays[i]));
        pwpol_store *store = open_kind(kind, file);
        assert_int_equal(pwpol_store_clear(store), PWPOL_OK);
        pwpol_store_free(store);
    }
    munmap(guesses, sizeof *guesses);
}

static void eight_processes_on_one_file_get_what_one_gets(void **state)
{
    (void)state;
    guess_together(SQLITE);
}

static void eight_processes_on_one_server_get_what_one_gets(void **state)
{
    (void)state;
    guess_together(REDIS);
}

/* Attackers are killed at any point, over and over: the lock stands. */
static void no_lock_is_lost_with_a_process_that_is_killed(void **state)
{
    (void)state;
    for (enum kind kind = SQLITE; kind < KINDS; kind++) {
        pwpol_store *store = open_kind(kind, "killed.db");
        pwpol_throttle *throttle = throttle_on(store, "5");
        struct guesses guesses = { 0 };
        guess(throttle, 1, 20, &guesses);
        pwpol_subject_status before = { .size = sizeof before }, after = { .size = sizeof after };
        assert_int_equal(pwpol_throttle_status(throttle, "camille", 7, 0, &before), PWPOL_OK);
        assert_int_not_equal(before.decision, PWPOL_ALLOW);
        for (long kill_at = 1; kill_at <= 10; kill_at++) {
            pid_t child = fork();
            if (child == 0) {
                pwpol_store *own = open_kind(kind, "killed.db");
                pwpol_throttle *theirs = throttle_on(own, "5");
                for (;;)
                    guess(theirs, 2, 1000, &guesses);
            }
            nanosleep(&(struct timespec){ .tv_nsec = kill_at * 3000000 }, NULL);
            kill(child, SIGKILL);
            waitpid(child, NULL, 0);
            assert_int_equal(pwpol_throttle_status(throttle, "camille", 7, 0, &after), PWPOL_OK);
            assert_int_equal(after.decision, before.decision);
            assert_true(after.failures >= before.failures);
        }
        assert_int_equal(pwpol_store_clear(store), PWPOL_OK);
        pwpol_throttle_free(throttle);
        pwpol_store_free(store);
    }
}

/* ---- The same decisions ----------------------------------------------------------------- */

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
    actor->store = open_kind(kind, file);
    actor->throttle = throttle_on(actor->store, "3");
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

static int enter(void **state)
{
    if (support_enter(state) != 0)
        return -1;
    server_start(&server, "attempts", NULL);
    return 0;
}

static int leave(void **state)
{
    server_kill(&server);
    return support_leave(state);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(eight_processes_on_one_file_get_what_one_gets),
        cmocka_unit_test(eight_processes_on_one_server_get_what_one_gets),
        cmocka_unit_test(no_lock_is_lost_with_a_process_that_is_killed),
        cmocka_unit_test(sqlite_leads_to_the_decisions_of_memory_through_days),
        cmocka_unit_test(redis_leads_to_the_decisions_of_memory),
    };
    return cmocka_run_group_tests(tests, enter, leave);
}
