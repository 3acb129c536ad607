/* What the policy's word for an outage comes to while attackers storm, and the server is killed, frozen, or refuses
 * writes. What is verified is counted for each account. */
#include "kinds.h"

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>

/* An account is attacked TRIES times, by all threads, then the next. */
enum { THREADS = 8, TRIES = 40, MOST = 25, ACCOUNTS = 1 << 16 };

struct storm {
    pwpol_throttle *throttle;
    atomic_bool over;
    atomic_uint turn;
    atomic_uint sound;  /* attempts that the store decided */
    atomic_uint outage; /* and those it did not */
    atomic_uint wrong;  /* answers that are none */
    atomic_uchar counted[ACCOUNTS], uncounted[ACCOUNTS]; /* verified, with the store and without */
};

static void storm_once(struct storm *storm)
{
    unsigned turn = atomic_fetch_add(&storm->turn, 1), number = turn / TRIES % ACCOUNTS;
    char account[32], password[32];
    pwpol_attempt_request request = PWPOL_ATTEMPT_REQUEST_INIT;
    pwpol_attempt_answer answer = { .size = sizeof answer };
    pwpol_attempt *attempt = NULL;
    request.account = account;
    request.account_len = (size_t)snprintf(account, sizeof account, "account %u", number);
    request.password = password;
    request.password_len = (size_t)snprintf(password, sizeof password, "guess %u", turn);
    pwpol_status status = pwpol_attempt_begin(storm->throttle, &request, &answer, &attempt);
    if (status != PWPOL_OK || (answer.status == PWPOL_OK) == answer.outage ||
        (answer.outage && answer.status != PWPOL_ERR_STORE) || (attempt != NULL) != (answer.decision == PWPOL_ALLOW) ||
        (answer.decision == PWPOL_UNAVAILABLE && (!answer.outage || strcmp(answer.cause, "store") != 0)))
        atomic_fetch_add(&storm->wrong, 1);
    if (attempt != NULL) {
        atomic_fetch_add(answer.outage ? &storm->uncounted[number] : &storm->counted[number], 1);
        pwpol_attempt_settle(attempt, false, 0);
    }
    atomic_fetch_add(answer.outage ? &storm->outage : &storm->sound, 1);
    if (answer.outage) /* refused at once, and the accounts must last */
        nanosleep(&(struct timespec){ .tv_nsec = 2000000 }, NULL);
}

static void *rage(void *storm)
{
    while (!atomic_load(&((struct storm *)storm)->over))
        storm_once(storm);
    return NULL;
}

static unsigned most_of(atomic_uchar *counts)
{
    unsigned most = 0;
    for (size_t i = 0; i < ACCOUNTS; i++)
        if (atomic_load(&counts[i]) > most)
            most = atomic_load(&counts[i]);
    return most;
}

static void wait_until_more(atomic_uint *counter, unsigned more)
{
    unsigned wanted = atomic_load(counter) + more;
    for (unsigned turn = 0; turn < 3000 && atomic_load(counter) < wanted; turn++)
        nanosleep(&(struct timespec){ .tv_nsec = 10000000 }, NULL);
    assert_true(atomic_load(counter) >= wanted);
}

/* Through the three outages; what is done with the result is the caller's. */
static struct storm *weather(const char *outage)
{
    static struct storm storm;
    const char *const settings[] = { "throttle.delay_after", "0", "throttle.lock_after", "0", "throttle.outage", outage,
                                     NULL };
    struct server server;
    pwpol_store *store = NULL;
    pthread_t threads[THREADS];
    char url[128];
    memset(&storm, 0, sizeof storm);
    server_start(&server, outage, "--port", "PORT", "--appendonly", "yes", "--appendfsync", "always", NULL);
    snprintf(url, sizeof url, "redis://127.0.0.1:%s?timeout_ms=300&connect_timeout_ms=200&connections=4", server.port);
    assert_int_equal(pwpol_store_redis_open(&store, url, NULL, NULL), PWPOL_OK);
    storm.throttle = kind_throttle(store, settings);
    for (size_t i = 0; i < THREADS; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, rage, &storm), 0);
    wait_until_more(&storm.sound, 4 * TRIES);
    server_kill(&server);
    wait_until_more(&storm.outage, 3 * TRIES);
    server_restart(&server);
    wait_until_more(&storm.sound, 4 * TRIES);
    assert_int_equal(kill(server.pid, SIGSTOP), 0);
    wait_until_more(&storm.outage, 3 * TRIES);
    assert_int_equal(kill(server.pid, SIGCONT), 0);
    wait_until_more(&storm.sound, 4 * TRIES);
    server_tell(&server, "CONFIG SET maxmemory 1");
    wait_until_more(&storm.outage, 3 * TRIES);
    server_tell(&server, "CONFIG SET maxmemory 0");
    wait_until_more(&storm.sound, 4 * TRIES);
    atomic_store(&storm.over, true);
    for (size_t i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    /* Attempts at once make each other wait: one attacker alone gets all that the policy allows. */
    for (unsigned turn = 0; turn < 50 * TRIES && most_of(storm.counted) < MOST; turn++)
        storm_once(&storm);
    pwpol_throttle_free(storm.throttle);
    pwpol_store_free(store);
    server_kill(&server);
    assert_int_equal(atomic_load(&storm.wrong), 0);
    assert_true(atomic_load(&storm.turn) / TRIES < ACCOUNTS);
    return &storm;
}

/* A swap without an answer may have been done: fewer are verified then, never more. */
static void closed_verifies_nothing_that_the_store_has_not_counted(void **state)
{
    (void)state;
    struct storm *storm = weather("closed");
    assert_int_equal(most_of(storm->counted), MOST);
    assert_int_equal(most_of(storm->uncounted), 0);
}

static void local_counts_in_memory_what_the_store_cannot(void **state)
{
    (void)state;
    struct storm *storm = weather("local");
    assert_int_equal(most_of(storm->counted), MOST);
    unsigned most = most_of(storm->uncounted);
    assert_true(most > 0 && most <= MOST);
}

static void open_lets_everybody_try_and_says_of_whom_it_knew_nothing(void **state)
{
    (void)state;
    struct storm *storm = weather("open");
    assert_int_equal(most_of(storm->counted), MOST);
    assert_true(most_of(storm->uncounted) > MOST);
}

/* ---- A server that is killed while locks are made ---- */

enum { LOCKED_MOST = 16384 };

struct locksmith {
    pwpol_throttle *throttle;
    atomic_bool over;
    atomic_uint locked; /* of so many, from the first on, the locks were answered; those that were not are skipped */
    char names[LOCKED_MOST][16];
};

static void *lock_accounts(void *pointer)
{
    struct locksmith *smith = pointer;
    for (unsigned number = 0; !atomic_load(&smith->over) && atomic_load(&smith->locked) < LOCKED_MOST; number++) {
        char *name = smith->names[atomic_load(&smith->locked)];
        int length = snprintf(name, sizeof smith->names[0], "name %u", number);
        if (pwpol_throttle_lock(smith->throttle, name, (size_t)length, 0, 0) == PWPOL_OK)
            atomic_fetch_add(&smith->locked, 1);
        nanosleep(&(struct timespec){ .tv_nsec = 300000 }, NULL); /* the names must last */
    }
    return NULL;
}

static void no_lock_that_was_answered_is_lost_with_a_server_that_is_killed(void **state)
{
    (void)state;
    static struct locksmith smith;
    static const char *const settings[] = { NULL };
    struct server server;
    pwpol_store *store = NULL;
    pthread_t thread;
    char url[128];
    server_start(&server, "killed", "--port", "PORT", "--appendonly", "yes", "--appendfsync", "always", NULL);
    snprintf(url, sizeof url, "redis://127.0.0.1:%s?timeout_ms=2000", server.port);
    assert_int_equal(pwpol_store_redis_open(&store, url, NULL, NULL), PWPOL_OK);
    smith.throttle = kind_throttle(store, settings);
    assert_int_equal(pthread_create(&thread, NULL, lock_accounts, &smith), 0);
    for (unsigned round = 0; round < 5; round++) {
        wait_until_more(&smith.locked, 20);
        nanosleep(&(struct timespec){ .tv_nsec = (long)round * 700000 }, NULL);
        server_kill(&server);
        server_restart(&server);
    }
    wait_until_more(&smith.locked, 20);
    atomic_store(&smith.over, true);
    pthread_join(thread, NULL);
    for (unsigned i = 0; i < atomic_load(&smith.locked); i++) {
        pwpol_subject_status status = { .size = sizeof status };
        assert_int_equal(pwpol_throttle_status(smith.throttle, smith.names[i], strlen(smith.names[i]), 0, &status), PWPOL_OK);
        assert_int_equal(status.decision, PWPOL_LOCKED);
        assert_true(status.locked_by_person);
    }
    pwpol_throttle_free(smith.throttle);
    pwpol_store_free(store);
    server_kill(&server);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(closed_verifies_nothing_that_the_store_has_not_counted),
        cmocka_unit_test(local_counts_in_memory_what_the_store_cannot),
        cmocka_unit_test(open_lets_everybody_try_and_says_of_whom_it_knew_nothing),
        cmocka_unit_test(no_lock_that_was_answered_is_lost_with_a_server_that_is_killed),
    };
    return cmocka_run_group_tests(tests, support_enter, support_leave);
}
