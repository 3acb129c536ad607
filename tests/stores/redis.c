/* The store in Redis, with real servers that are killed, frozen, full, or say no. */
#include "pwpol/store_redis.h"

#include "redis_server.h"
#include "store_support.h"

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/wait.h>

/* Without options: patient, for a crowded machine. */
static pwpol_store *open_at(const char *url, const pwpol_store_redis_options *options)
{
    pwpol_store *store = NULL;
    pwpol_where where = PWPOL_WHERE_INIT;
    pwpol_store_redis_options patient = PWPOL_STORE_REDIS_OPTIONS_INIT;
    if (strstr(url, "timeout_ms") == NULL)
        patient.timeout_ms = patient.connect_timeout_ms = 5000;
    if (pwpol_store_redis_open(&store, url, options == NULL ? &patient : options, &where) != PWPOL_OK)
        fail_msg("%s", where.message_en);
    return store;
}

static void must_be(pwpol_store *store, uint32_t number, uint64_t expected)
{
    uint64_t value = 0;
    assert_int_equal(support_get(store, number, &value), PWPOL_OK);
    assert_int_equal(value, expected);
}

static void must_fail(pwpol_store *store, const char *words)
{
    assert_int_equal(support_put(store, 1, 1), PWPOL_ERR_STORE);
    support_expect_trouble(store, words);
}

/* A store tries again after a pause of 5 s at most; 20 s for a slow machine. */
static void must_come_back(pwpol_store *store)
{
    for (unsigned turn = 0; turn < 2000; turn++) {
        if (support_put(store, 99, turn + 1) == PWPOL_OK)
            return;
        nanosleep(&(struct timespec){ .tv_nsec = 10000000 }, NULL);
    }
    fail_msg("the store did not come back");
}

/* ---- One server, all is well ------------------------------------------------------ */

static void records_are_the_servers_and_named_like_subjects(void **state)
{
    (void)state;
    struct server server;
    server_start(&server, "plain", NULL);
    pwpol_store *store = open_at(server.url, NULL);
    assert_int_equal(support_put(store, 1, 7), PWPOL_OK);
    redisContext *context = redisConnectUnix(server.socket);
    redisReply *life = redisCommand(context, "PTTL {pwpol}:01000000000000000000000000000001");
    assert_int_equal(life->type, REDIS_REPLY_INTEGER);
    assert_in_range(life->integer, 86400000 - 60000, 86400000);
    freeReplyObject(life);
    /* A record that is none, and a key of another type. */
    freeReplyObject(redisCommand(context, "SET {pwpol}:02000000000000000000000000000001 short"));
    uint64_t value = 0;
    assert_int_equal(support_get(store, 2, &value), PWPOL_ERR_STORE);
    support_expect_trouble(store, "holds no record");
    /* Scripts that were forgotten are sent again. */
    freeReplyObject(redisCommand(context, "SCRIPT FLUSH"));
    must_be(store, 1, 7);
    assert_int_equal(support_put(store, 1, 8), PWPOL_OK);
    /* Two stores of other prefixes know nothing of each other, and clear their own only. */
    pwpol_store_redis_options options = PWPOL_STORE_REDIS_OPTIONS_INIT;
    options.prefix = "{o*[h]er}";
    pwpol_store *other = open_at(server.url, &options);
    must_be(other, 1, 0);
    assert_int_equal(support_put(other, 1, 9), PWPOL_OK);
    assert_int_equal(pwpol_store_clear(store), PWPOL_OK);
    must_be(store, 1, 0);
    must_be(other, 1, 9);
    assert_int_equal(pwpol_store_clear(other), PWPOL_OK);
    must_be(other, 1, 0);
    redisFree(context);
    pwpol_store_free(other);
    pwpol_store_free(store);
    server_kill(&server);
}

/* One request a call: an attempt is two round trips. */
static void a_load_and_a_swap_are_one_round_trip_each(void **state)
{
    (void)state;
    struct server server;
    server_start(&server, "trips", NULL);
    pwpol_store *store = open_at(server.url, NULL);
    assert_int_equal(support_put(store, 1, 7), PWPOL_OK);
    must_be(store, 1, 7);
    redisContext *context = redisConnectUnix(server.socket);
    freeReplyObject(redisCommand(context, "CONFIG RESETSTAT"));
    for (unsigned i = 0; i < 10; i++) {
        assert_int_equal(support_put(store, 1, 7), PWPOL_OK);
        must_be(store, 1, 7);
    }
    redisReply *info = redisCommand(context, "INFO commandstats");
    const char *calls = strstr(info->str, "cmdstat_evalsha:calls=");
    assert_non_null(calls);
    assert_int_equal(atoi(calls + strlen("cmdstat_evalsha:calls=")), 20);
    static const char *const others[] = { "cmdstat_eval:", "cmdstat_auth:", "cmdstat_ping:", "cmdstat_multi:" };
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        assert_null(strstr(info->str, others[i]));
    freeReplyObject(info);
    redisFree(context);
    pwpol_store_free(store);
    server_kill(&server);
}

/* ---- Who logs in -------------------------------------------------------------------- */

static void secrets_are_used_and_never_told(void **state)
{
    (void)state;
    struct server server;
    server_start(&server, "secret", "--port", "PORT", "--requirepass", "s3cr3t:p@ss", NULL);
    static const struct {
        const char *person;
        const char *words; /* NULL when it is let in */
    } people[] = {
        { ":s3cr3t%3Ap%40ss@", NULL },
        { "default:s3cr3t%3Ap%40ss@", NULL },
        { "", "wants a password" },
        { "other:s3cr3t%3Ap%40ss@", "no such user" },
        { ":wr0ng-s3cr3t@", "no such user" },
    };
    for (size_t i = 0; i < sizeof people / sizeof people[0]; i++) {
        char url[256];
        snprintf(url, sizeof url, "redis://%s127.0.0.1:%s/2", people[i].person, server.port);
        pwpol_store *store = open_at(url, NULL);
        if (people[i].words == NULL)
            assert_int_equal(support_put(store, 1, 7), PWPOL_OK);
        else
            must_fail(store, people[i].words);
        pwpol_where where = PWPOL_WHERE_INIT;
        pwpol_store_trouble(store, &where);
        assert_null(strstr(where.message_en, "cr3t"));
        assert_null(strstr(where.message_fr, "cr3t"));
        assert_null(strstr(where.file, "cr3t"));
        pwpol_store_free(store);
    }
    /* Given beside the URL, and by a file. */
    char url[64];
    snprintf(url, sizeof url, "redis://:not-this@127.0.0.1:%s", server.port);
    pwpol_store_redis_options options = PWPOL_STORE_REDIS_OPTIONS_INIT;
    options.password = "s3cr3t:p@ss";
    pwpol_store *store = open_at(url, &options);
    assert_int_equal(support_put(store, 1, 7), PWPOL_OK);
    pwpol_store_free(store);
    FILE *file = fopen("password", "w");
    fputs("s3cr3t:p@ss\r\n", file);
    fclose(file);
    options.password = NULL;
    options.password_file = "password";
    store = open_at(url, &options);
    must_be(store, 1, 7);
    pwpol_store_free(store);
    server_kill(&server);
}

/* ---- What it may refuse ---------------------------------------------------------------- */

static void a_server_that_takes_no_writes_says_why_and_is_used_again(void **state)
{
    (void)state;
    struct server server, replica;
    server_start(&server, "full", "--port", "PORT", NULL);
    pwpol_store *store = open_at(server.url, NULL);
    assert_int_equal(support_put(store, 1, 7), PWPOL_OK);
    server_tell(&server, "CONFIG SET maxmemory 1");
    must_fail(store, "is full");
    must_be(store, 1, 7);
    server_tell(&server, "CONFIG SET maxmemory 0");
    assert_int_equal(support_put(store, 1, 8), PWPOL_OK);

    server_start(&replica, "replica", "--replicaof", "127.0.0.1", server.port, NULL);
    pwpol_store *second = open_at(replica.url, NULL);
    must_fail(second, "read-only replica");
    server_tell(&replica, "REPLICAOF NO ONE");
    must_come_back(second);
    pwpol_store_free(second);
    server_kill(&replica);

    server_tell(&server, "CONFIG SET min-replicas-to-write 3");
    must_fail(store, "fewer replicas");
    server_tell(&server, "CONFIG SET min-replicas-to-write 0");
    assert_int_equal(support_put(store, 1, 9), PWPOL_OK);
    pwpol_store_free(store);
    server_kill(&server);
}

static void a_server_that_would_forget_locks_is_refused_unless_allowed(void **state)
{
    (void)state;
    struct server server;
    server_start(&server, "evicts", "--maxmemory", "100mb", "--maxmemory-policy", "volatile-lru", NULL);
    pwpol_store *store = open_at(server.url, NULL);
    must_fail(store, "maxmemory-policy");
    pwpol_store_redis_options options = PWPOL_STORE_REDIS_OPTIONS_INIT;
    options.allow_eviction = true;
    pwpol_store *allowed = open_at(server.url, &options);
    assert_int_equal(support_put(allowed, 1, 7), PWPOL_OK);
    pwpol_store_free(allowed);
    server_tell(&server, "CONFIG SET maxmemory-policy noeviction");
    must_come_back(store);
    pwpol_store_free(store);
    server_kill(&server);
}

static void a_cluster_wants_the_node_of_the_slot(void **state)
{
    (void)state;
    struct server server;
    server_start(&server, "cluster", "--port", "PORT", "--cluster-enabled", "yes", "--cluster-port", "ANOTHER", NULL);
    pwpol_store *store = open_at(server.url, NULL);
    must_fail(store, "cluster of");
    server_tell(&server, "CLUSTER ADDSLOTSRANGE 0 16383");
    must_come_back(store);
    /* Eight keys, one slot. */
    pwpol_store_item items[PWPOL_STORE_ITEMS_MAX];
    for (uint32_t i = 0; i < PWPOL_STORE_ITEMS_MAX; i++)
        items[i] = support_item(i * 77, i + 1);
    int64_t now = 0;
    bool swapped = false;
    assert_int_equal(pwpol_store_swap(store, items, PWPOL_STORE_ITEMS_MAX, &now, &swapped), PWPOL_OK);
    assert_true(swapped);
    pwpol_store_redis_options options = PWPOL_STORE_REDIS_OPTIONS_INIT;
    options.prefix = "no-tag:";
    pwpol_store *scattered = open_at(server.url, &options);
    assert_int_equal(pwpol_store_swap(scattered, items, PWPOL_STORE_ITEMS_MAX, &now, &swapped), PWPOL_ERR_STORE);
    support_expect_trouble(scattered, "hash tag");
    pwpol_store_free(scattered);
    pwpol_store_free(store);
    server_kill(&server);
}

/* ---- TLS ---------------------------------------------------------------------------------- */

static void tls_trusts_nobody_else(void **state)
{
    (void)state;
    static const char make[] =
        "set -e; key='-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2';"
        "for a in ca stranger; do openssl req -x509 $key -keyout $a.key -out $a.pem -subj /CN=$a; done 2>/dev/null;"
        "for s in right wrong; do openssl req -x509 $key -keyout $s.key -out $s.pem -subj /CN=$s -CA ca.pem -CAkey ca.key"
        " -addext subjectAltName=$(test $s = right && echo IP:127.0.0.1 || echo DNS:elsewhere.example)"
        " -addext basicConstraints=CA:FALSE; done 2>/dev/null";
    assert_int_equal(system(make), 0);
    static const struct {
        const char *certificate, *trusted, *words;
    } cases[] = {
        { "right", "ca.pem", NULL },
        { "right", "stranger.pem", "not to be trusted" },
        { "right", "", "not to be trusted" },
        { "wrong", "ca.pem", "not to be trusted" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct server server;
        char certificate[32], key[32], url[128];
        snprintf(certificate, sizeof certificate, "%s.pem", cases[i].certificate);
        snprintf(key, sizeof key, "%s.key", cases[i].certificate);
        server_start(&server, "tls", "--tls-port", "PORT", "--port", "0", "--tls-cert-file", certificate, "--tls-key-file",
                     key, "--tls-ca-cert-file", "ca.pem", "--tls-auth-clients", "no", NULL);
        pwpol_store_redis_options options = PWPOL_STORE_REDIS_OPTIONS_INIT;
        options.ca_file = cases[i].trusted[0] == '\0' ? NULL : cases[i].trusted;
        snprintf(url, sizeof url, "rediss://127.0.0.1:%s", server.port);
        pwpol_store *store = open_at(url, &options);
        if (cases[i].words == NULL)
            assert_int_equal(support_put(store, 1, 7), PWPOL_OK);
        else
            must_fail(store, cases[i].words);
        pwpol_store_free(store);
        /* TLS to who does not speak it, and the other way round. */
        snprintf(url, sizeof url, "redis://127.0.0.1:%s", server.port);
        store = open_at(url, NULL);
        assert_int_equal(support_put(store, 1, 7), PWPOL_ERR_STORE);
        pwpol_store_free(store);
        server_kill(&server);
    }
    struct server plain;
    char url[128];
    server_start(&plain, "plain", "--port", "PORT", NULL);
    snprintf(url, sizeof url, "rediss://127.0.0.1:%s?ca_file=ca.pem&timeout_ms=500", plain.port);
    pwpol_store *store = open_at(url, NULL);
    /* It takes a greeting for the beginning of a command, and waits for the end of it or closes. */
    assert_int_equal(support_put(store, 1, 7), PWPOL_ERR_STORE);
    pwpol_store_free(store);
    server_kill(&plain);
    pwpol_where where = PWPOL_WHERE_INIT;
    assert_int_equal(pwpol_store_redis_open(&store, "rediss://h?ca_file=missing", NULL, &where), PWPOL_ERR_IO);
    assert_non_null(strstr(where.message_en, "missing"));
    assert_int_equal(pwpol_store_redis_open(&store, "rediss://h?ca_file=ca.pem&certificate_file=right.pem&key_file=wrong.key",
                                            NULL, &where),
                     PWPOL_ERR_IO);
}

/* ---- Outages, in the middle of a storm -------------------------------------------------------- */

struct storm {
    pwpol_store *store;
    atomic_bool over;
    atomic_uint told;   /* raises that were answered */
    atomic_uint failed; /* and that were not */
    atomic_uint wrong;  /* any other status */
};

static void *rage(void *pointer)
{
    struct storm *storm = pointer;
    while (!atomic_load(&storm->over)) {
        pwpol_status status = support_raise(storm->store, 1);
        if (status == PWPOL_OK)
            atomic_fetch_add(&storm->told, 1);
        else if (status == PWPOL_ERR_STORE)
            atomic_fetch_add(&storm->failed, 1);
        else
            atomic_fetch_add(&storm->wrong, 1);
    }
    return NULL;
}

static void wait_until_more(atomic_uint *counter, unsigned more)
{
    unsigned wanted = atomic_load(counter) + more;
    for (unsigned turn = 0; turn < 3000 && atomic_load(counter) < wanted; turn++)
        nanosleep(&(struct timespec){ .tv_nsec = 10000000 }, NULL);
    assert_true(atomic_load(counter) >= wanted);
}

static void a_storm_outlives_a_server_that_is_killed_frozen_and_full(void **state)
{
    (void)state;
    enum { THREADS = 8 };
    struct server server;
    server_start(&server, "storm", "--port", "PORT", "--appendonly", "yes", "--appendfsync", "always", NULL);
    struct storm storm = { 0 };
    char url[128];
    snprintf(url, sizeof url, "redis://127.0.0.1:%s?timeout_ms=300&connect_timeout_ms=200&connections=4", server.port);
    storm.store = open_at(url, NULL);
    pthread_t threads[THREADS];
    for (size_t i = 0; i < THREADS; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, rage, &storm), 0);
    wait_until_more(&storm.told, 200);
    /* Killed: what was answered was on its disk. */
    server_kill(&server);
    wait_until_more(&storm.failed, 20);
    server_restart(&server);
    wait_until_more(&storm.told, 100);
    /* Frozen: it takes connections and says nothing. */
    assert_int_equal(kill(server.pid, SIGSTOP), 0);
    wait_until_more(&storm.failed, 20);
    assert_int_equal(kill(server.pid, SIGCONT), 0);
    wait_until_more(&storm.told, 100);
    /* Full. */
    server_tell(&server, "CONFIG SET maxmemory 1");
    wait_until_more(&storm.failed, 20);
    server_tell(&server, "CONFIG SET maxmemory 0");
    wait_until_more(&storm.told, 100);
    atomic_store(&storm.over, true);
    for (size_t i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    assert_int_equal(atomic_load(&storm.wrong), 0);
    uint64_t value = 0;
    must_come_back(storm.store);
    assert_int_equal(support_get(storm.store, 1, &value), PWPOL_OK);
    /* Every raise that was answered is there; of those that were not, some may be. */
    assert_true(value >= atomic_load(&storm.told));
    assert_true(value <= (uint64_t)atomic_load(&storm.told) + atomic_load(&storm.failed));
    pwpol_store_free(storm.store);
    server_kill(&server);
}

static void a_server_that_was_started_again_is_found_without_a_failure(void **state)
{
    (void)state;
    struct server server;
    server_start(&server, "again", NULL);
    pwpol_store *store = open_at(server.url, NULL);
    assert_int_equal(support_put(store, 1, 7), PWPOL_OK);
    server_kill(&server);
    unlink(server.socket);
    server_restart(&server);
    assert_int_equal(support_put(store, 1, 8), PWPOL_OK);
    pwpol_store_free(store);
    server_kill(&server);
}

static void a_service_starts_without_its_server(void **state)
{
    (void)state;
    pwpol_store *store = open_at("unix:///nowhere/socket", NULL);
    must_fail(store, "cannot be reached");
    pwpol_store_free(store);
    store = open_at("redis://127.0.0.1:1", NULL);
    must_fail(store, "Connection refused");
    pwpol_store_free(store);
    store = open_at("redis://no-such-host.invalid?timeout_ms=2000", NULL);
    assert_int_equal(support_put(store, 1, 1), PWPOL_ERR_STORE);
    pwpol_store_free(store);
}

#if !SUITE_HAS_ADDRESS_SANITIZER
static void a_fork_while_threads_work_disturbs_nobody(void **state)
{
    (void)state;
    enum { THREADS = 4, CHILDREN = 20, TURNS = 10 };
    struct server server;
    server_start(&server, "fork", NULL);
    struct storm storm = { .store = open_at(server.url, NULL) };
    pthread_t threads[THREADS];
    for (size_t i = 0; i < THREADS; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, rage, &storm), 0);
    support_raise_in_children(storm.store, 1, CHILDREN, TURNS);
    atomic_store(&storm.over, true);
    for (size_t i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    assert_int_equal(atomic_load(&storm.failed) + atomic_load(&storm.wrong), 0);
    must_be(storm.store, 1, atomic_load(&storm.told) + CHILDREN * TURNS);
    pwpol_store_free(storm.store);
    server_kill(&server);
}
#endif

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(records_are_the_servers_and_named_like_subjects),
        cmocka_unit_test(a_load_and_a_swap_are_one_round_trip_each),
        cmocka_unit_test(secrets_are_used_and_never_told),
        cmocka_unit_test(a_server_that_takes_no_writes_says_why_and_is_used_again),
        cmocka_unit_test(a_server_that_would_forget_locks_is_refused_unless_allowed),
        cmocka_unit_test(a_cluster_wants_the_node_of_the_slot),
        cmocka_unit_test(tls_trusts_nobody_else),
        cmocka_unit_test(a_storm_outlives_a_server_that_is_killed_frozen_and_full),
        cmocka_unit_test(a_server_that_was_started_again_is_found_without_a_failure),
        cmocka_unit_test(a_service_starts_without_its_server),
#if !SUITE_HAS_ADDRESS_SANITIZER
        cmocka_unit_test(a_fork_while_threads_work_disturbs_nobody),
#endif
    };
    return cmocka_run_group_tests(tests, support_enter, support_leave);
}
