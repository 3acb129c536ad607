/* Runs a store through pwpol_store_conformance(), as a third party would.
 *
 * conform memory
 * conform sqlite FILE          the host's clock
 * conform sqlite-caller FILE   the caller's clock, and as full as it gets
 * conform redis URL */
#include "pwpol/store_conformance.h"
#ifdef WITH_SQLITE
#include "pwpol/store_sqlite.h"
#endif
#ifdef WITH_REDIS
#include "pwpol/store_redis.h"
#endif

#include <stdio.h>
#include <string.h>

enum { CAPACITY = 64 };

static pwpol_status open_memory(void *context, pwpol_store **store)
{
    (void)context;
    return pwpol_store_memory_new(store, CAPACITY);
}

#ifdef WITH_SQLITE
static pwpol_status open_sqlite(void *context, pwpol_store **store)
{
    pwpol_where where = PWPOL_WHERE_INIT;
    pwpol_store_sqlite_options options = PWPOL_STORE_SQLITE_OPTIONS_INIT;
    options.timeout_ms = 30000; /* for a crowded machine */
    pwpol_status status = pwpol_store_sqlite_open(store, context, &options, &where);
    if (status != PWPOL_OK)
        printf("# %s\n", where.message_en);
    return status;
}

static pwpol_status open_sqlite_caller(void *context, pwpol_store **store)
{
    pwpol_store_sqlite_options options = PWPOL_STORE_SQLITE_OPTIONS_INIT;
    options.clock = PWPOL_SQLITE_CLOCK_CALLER;
    options.records_max = CAPACITY;
    options.timeout_ms = 30000;
    return pwpol_store_sqlite_open(store, context, &options, NULL);
}
#endif

#ifdef WITH_REDIS
static pwpol_status open_redis(void *context, pwpol_store **store)
{
    return pwpol_store_redis_open(store, context, NULL, NULL);
}
#endif

static const struct {
    const char *name;
    pwpol_status (*open)(void *context, pwpol_store **store);
    bool shared;
    uint32_t capacity;
} stores[] = {
    { "memory", open_memory, false, CAPACITY },
#ifdef WITH_SQLITE
    { "sqlite", open_sqlite, true, 0 },
    { "sqlite-caller", open_sqlite_caller, true, CAPACITY },
#endif
#ifdef WITH_REDIS
    { "redis", open_redis, true, 0 },
#endif
};

int main(int argc, char **argv)
{
    for (size_t i = 0; i < sizeof stores / sizeof stores[0] && argc >= 2; i++) {
        if (strcmp(argv[1], stores[i].name) != 0)
            continue;
        pwpol_store_conformance_options options = PWPOL_STORE_CONFORMANCE_OPTIONS_INIT;
        options.open = stores[i].open;
        options.context = argc > 2 ? argv[2] : NULL;
        options.shared = stores[i].shared;
        options.capacity = stores[i].capacity;
        size_t broken = 1;
        pwpol_status status = pwpol_store_conformance(&options, &broken);
        if (status != PWPOL_OK)
            printf("Bail out! %s\n", pwpol_strstatus(status, "en"));
        return status == PWPOL_OK && broken == 0 ? 0 : 1;
    }
    printf("Bail out! no such store\n");
    return 1;
}
