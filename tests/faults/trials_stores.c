/* Trials of stores. */
#include "trials.h"

#include "pwpol/store_conformance.h"
#ifdef WITH_SQLITE
#include "pwpol/store_sqlite.h"
#endif
#ifdef WITH_REDIS
#include "pwpol/store_redis.h"
#endif

#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

static pwpol_store_item an_item(unsigned char number, unsigned char value)
{
    pwpol_store_item item = { .action = PWPOL_ACTION_PUT, .lifetime = 86400000, .danger = 1 };
    item.key[0] = number;
    item.state[0] = value;
    return item;
}

static pwpol_status put(pwpol_store *store, unsigned char number, unsigned char value)
{
    pwpol_store_item item = an_item(number, value);
    int64_t now = WORLD_NOW;
    bool swapped = false;
    pwpol_status status = pwpol_store_swap(store, &item, 1, &now, &swapped);
    assert_true(status != PWPOL_OK || swapped);
    return status;
}

/* 0 for nothing. */
static unsigned char got(pwpol_store *store, unsigned char number)
{
    pwpol_store_item item = an_item(number, 0);
    int64_t now = WORLD_NOW;
    assert_int_equal(pwpol_store_load(store, &item, 1, &now), PWPOL_OK);
    return item.found ? item.current[0] : 0;
}

/* With a record 1 that holds 7. */
static pwpol_store *a_store(struct world *world)
{
    (void)world;
    pwpol_store *store = NULL;
    assert_int_equal(pwpol_store_memory_new(&store, 1000), PWPOL_OK);
    assert_int_equal(put(store, 1, 7), PWPOL_OK);
    return store;
}
ENDS(pwpol_store_free, pwpol_store, a_store)

/* A store in which record 1 must hold 7 still. */
static pwpol_status end_store(pwpol_status status, pwpol_store *store)
{
    assert_int_equal(got(store, 1), 7);
    pwpol_store_free(store);
    return status;
}

static pwpol_status try_pwpol_store_memory_new(struct world *world)
{
    pwpol_store *store = UNSET;
    world->strike();
    pwpol_status status = pwpol_store_memory_new(&store, 1000);
    world->spare();
    assert_true((status == PWPOL_OK) == (store != NULL));
    pwpol_store_free(store);
    return status;
}

static pwpol_status load(void *context, pwpol_store_item *items, size_t count, int64_t *now)
{
    (void)context, (void)items, (void)count, (void)now;
    return PWPOL_ERR_STORE;
}

static pwpol_status swap(void *context, pwpol_store_item *items, size_t count, int64_t *now, bool *swapped)
{
    *swapped = false;
    return load(context, items, count, now);
}

static pwpol_status scan(void *context, int64_t *now, bool (*visit)(void *, const pwpol_store_record *), void *visitor)
{
    (void)context, (void)now, (void)visit, (void)visitor;
    return PWPOL_ERR_STORE;
}

static pwpol_status clear(void *context)
{
    (void)context;
    return PWPOL_ERR_STORE;
}

static void shut(void *context)
{
    ++*(unsigned *)context;
}

/* On failure the context is the caller's still. */
static pwpol_status try_pwpol_store_new(struct world *world)
{
    static const pwpol_store_methods methods = { sizeof methods, load, swap, scan, clear, shut, NULL };
    unsigned closed = 0;
    pwpol_store *store = UNSET;
    world->strike();
    pwpol_status status = pwpol_store_new(&store, &methods, &closed);
    world->spare();
    assert_true((status == PWPOL_OK) == (store != NULL));
    assert_int_equal(closed, 0);
    pwpol_store_free(store);
    assert_int_equal(closed, status == PWPOL_OK ? 1 : 0);
    return status;
}

static pwpol_status try_pwpol_store_load(struct world *world)
{
    pwpol_store *store = a_store(world);
    pwpol_store_item item = an_item(1, 0);
    int64_t now = WORLD_NOW;
    world->strike();
    pwpol_status status = pwpol_store_load(store, &item, 1, &now);
    world->spare();
    return end_store(status, store);
}

/* All of eight records or none. */
static pwpol_status try_pwpol_store_swap(struct world *world)
{
    pwpol_store *store = a_store(world);
    pwpol_store_item items[PWPOL_STORE_ITEMS_MAX];
    int64_t now = WORLD_NOW;
    bool swapped = false;
    for (unsigned char i = 0; i < PWPOL_STORE_ITEMS_MAX; i++)
        items[i] = an_item((unsigned char)(2 + i), 9);
    world->strike();
    pwpol_status status = pwpol_store_swap(store, items, PWPOL_STORE_ITEMS_MAX, &now, &swapped);
    world->spare();
    assert_true((status == PWPOL_OK) == swapped);
    for (unsigned char i = 0; i < PWPOL_STORE_ITEMS_MAX; i++)
        assert_int_equal(got(store, (unsigned char)(2 + i)), swapped ? 9 : 0);
    return end_store(status, store);
}

static bool visit(void *visitor, const pwpol_store_record *record)
{
    (void)record;
    ++*(unsigned *)visitor;
    return true;
}

static pwpol_status try_pwpol_store_scan(struct world *world)
{
    pwpol_store *store = a_store(world);
    unsigned visits = 0;
    int64_t now = WORLD_NOW;
    world->strike();
    pwpol_status status = pwpol_store_scan(store, &now, visit, &visits);
    world->spare();
    assert_true(status != PWPOL_OK || visits == 1);
    return end_store(status, store);
}

static pwpol_status try_pwpol_store_clear(struct world *world)
{
    pwpol_store *store = a_store(world);
    world->strike();
    pwpol_status status = pwpol_store_clear(store);
    world->spare();
    assert_int_equal(got(store, 1), status == PWPOL_OK ? 0 : 7);
    pwpol_store_free(store);
    return status;
}

static pwpol_status try_pwpol_store_trouble(struct world *world)
{
    pwpol_where where = PWPOL_WHERE_INIT;
    world->strike();
    pwpol_store_trouble(world->store, &where);
    world->spare();
    return where.message_en[0] != '\0' ? PWPOL_OK : PWPOL_ERR_INTERNAL;
}

/* What the file restores: 0 when it cannot be. */
static unsigned char restored(void)
{
    pwpol_store *store = NULL;
    assert_int_equal(pwpol_store_memory_new(&store, 1000), PWPOL_OK);
    unsigned char value = pwpol_store_memory_restore(store, "snapshot", WORLD_NOW) == PWPOL_OK ? got(store, 1) : 0;
    pwpol_store_free(store);
    return value;
}

/* The older snapshot stays until the newer one has its name. After it, in which only the folder could not be synced,
 * the status says that a power failure may bring the older one back. */
static pwpol_status try_pwpol_store_memory_save(struct world *world)
{
    pwpol_store *store = a_store(world);
    assert_int_equal(pwpol_store_memory_save(store, "snapshot", WORLD_NOW), PWPOL_OK);
    assert_int_equal(put(store, 1, 8), PWPOL_OK);
    world->strike();
    pwpol_status status = pwpol_store_memory_save(store, "snapshot", WORLD_NOW);
    world->spare();
    unsigned char value = restored();
    assert_true(status == PWPOL_OK ? value == 8 : value == 7 || value == 8);
    assert_int_equal(put(store, 1, 7), PWPOL_OK);
    return end_store(status, store);
}

static pwpol_status try_pwpol_store_memory_restore(struct world *world)
{
    pwpol_store *store = a_store(world), *empty = NULL;
    assert_int_equal(pwpol_store_memory_save(store, "snapshot", WORLD_NOW), PWPOL_OK);
    assert_int_equal(pwpol_store_memory_new(&empty, 1000), PWPOL_OK);
    world->strike();
    pwpol_status status = pwpol_store_memory_restore(empty, "snapshot", WORLD_NOW);
    world->spare();
    assert_int_equal(got(empty, 1), status == PWPOL_OK ? 7 : 0);
    if (status != PWPOL_OK) /* nothing was taken, so that it can be tried again */
        assert_int_equal(pwpol_store_memory_restore(empty, "snapshot", WORLD_NOW), PWPOL_OK);
    pwpol_store_free(empty);
    return end_store(status, store);
}

/* ---- Libraries of their own ---- */

static pwpol_status open_nothing(void *context, pwpol_store **store)
{
    (void)context;
    *store = NULL;
    return PWPOL_ERR_IO;
}

static pwpol_status try_pwpol_store_conformance(struct world *world)
{
    pwpol_store_conformance_options options = PWPOL_STORE_CONFORMANCE_OPTIONS_INIT;
    size_t broken = 0;
    options.open = open_nothing;
    options.rounds = 1;
    world->strike();
    pwpol_status status = pwpol_store_conformance(&options, &broken);
    world->spare();
    return status == PWPOL_ERR_IO ? PWPOL_OK : status;
}

/* What was in the file stays there, whatever fails between opening and closing. */
#ifdef WITH_SQLITE
static pwpol_store *open_sqlite(void)
{
    pwpol_store *store = NULL;
    assert_int_equal(pwpol_store_sqlite_open(&store, "attempts.db", NULL, NULL), PWPOL_OK);
    return store;
}

static pwpol_status try_pwpol_store_sqlite_open(struct world *world)
{
    unlink("attempts.db");
    unlink("attempts.db-wal");
    unlink("attempts.db-shm");
    pwpol_store *store = open_sqlite();
    assert_int_equal(put(store, 1, 7), PWPOL_OK);
    pwpol_store_free(store);
    store = UNSET;
    world->strike();
    pwpol_status status = pwpol_store_sqlite_open(&store, "attempts.db", NULL, NULL);
    assert_true((status == PWPOL_OK) == (store != NULL));
    if (status == PWPOL_OK)
        status = put(store, 2, 9);
    pwpol_store_free(store);
    world->spare();
    store = open_sqlite();
    assert_true(status != PWPOL_OK || got(store, 2) == 9);
    return end_store(status, store);
}
#endif

#ifdef WITH_REDIS
/* No server is called before the first use. */
static pwpol_status try_pwpol_store_redis_open(struct world *world)
{
    pwpol_store_redis_options options = PWPOL_STORE_REDIS_OPTIONS_INIT;
    pwpol_store *store = UNSET;
    options.password_file = "secret";
    world->strike();
    pwpol_status status = pwpol_store_redis_open(&store, "redis://localhost", &options, NULL);
    world->spare();
    assert_true((status == PWPOL_OK) == (store != NULL));
    pwpol_store_free(store);
    return status;
}
#endif

const struct trial trials_of_stores[] = {
    TRIAL(pwpol_store_free),
    TRIAL(pwpol_store_memory_new),
    TRIAL(pwpol_store_new),
    TRIAL(pwpol_store_load),
    TRIAL(pwpol_store_swap),
    TRIAL(pwpol_store_scan),
    TRIAL(pwpol_store_clear),
    TRIAL(pwpol_store_trouble),
    TRIAL(pwpol_store_memory_save),
    TRIAL(pwpol_store_memory_restore),
    TRIAL(pwpol_store_conformance),
#ifdef WITH_SQLITE
    TRIAL(pwpol_store_sqlite_open),
#endif
#ifdef WITH_REDIS
    TRIAL(pwpol_store_redis_open),
#endif
};
const size_t trials_of_stores_count = sizeof trials_of_stores / sizeof trials_of_stores[0];
