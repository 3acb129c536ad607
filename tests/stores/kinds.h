/* A throttle over a store of any kind, for suites that hold one kind against another. Link with redis_server.c. */
#ifndef PWPOL_TESTS_STORES_KINDS_H
#define PWPOL_TESTS_STORES_KINDS_H

#include "pwpol/throttle.h"

#include "pwpol/store_redis.h"
#include "pwpol/store_sqlite.h"
#include "redis_server.h"
#include "store_support.h"

enum kind { MEMORY, SQLITE, REDIS, KINDS };

/* file is of SQLITE: one whose name begins with "caller" goes by the caller's clock. url is of REDIS. */
static inline pwpol_store *kind_open(enum kind kind, const char *file, const char *url)
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
        status = pwpol_store_redis_open(&store, url, &patient, NULL);
        break;
    }
    assert_int_equal(status, PWPOL_OK);
    return store;
}

/* A server for all tests of a suite; set-up and end of its group. */
static struct server kinds_server;

static inline int kinds_enter(void **state)
{
    if (support_enter(state) != 0)
        return -1;
    server_start(&kinds_server, "kinds", NULL);
    return 0;
}

static inline int kinds_leave(void **state)
{
    server_kill(&kinds_server);
    return support_leave(state);
}

/* settings: pairs of a key and its value, up to NULL. */
static inline pwpol_throttle *kind_throttle(pwpol_store *store, const char *const settings[])
{
    static const unsigned char key[32] = "thirty-two bytes for the hashes";
    pwpol_policy *policy = NULL;
    pwpol_throttle *throttle = NULL;
    pwpol_throttle_options options = PWPOL_THROTTLE_OPTIONS_INIT;
    options.store = store;
    options.key = key;
    assert_int_equal(pwpol_policy_new(&policy, NULL), PWPOL_OK);
    for (; *settings != NULL; settings += 2)
        assert_int_equal(pwpol_policy_set(policy, settings[0], settings[1], NULL), PWPOL_OK);
    assert_int_equal(pwpol_throttle_new(&throttle, policy, &options, NULL), PWPOL_OK);
    pwpol_policy_free(policy);
    return throttle;
}

#endif
