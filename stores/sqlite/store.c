#include "sqlite/store.h"

#include "base/sized.h"
#include "base/uncancelled.h"
#include "base/where.h"
#include "common/deadline.h"

#include <stdlib.h>
#include <string.h>

enum { READERS = 4, PATH_LONGEST = 4095, SCAN_BATCH = 256 };
enum { RECORDS_STANDARD = 10000000, RECORDS_LEAST = 16, RECORDS_MOST = 1000000000 };
enum { TIMEOUT_STANDARD = 2000, TIMEOUT_MOST = 60000 };

/* ---- One transaction ------------------------------------------------------- */

/* Gives a connection back. One that met anything but a full disk or another's turn is not used again. */
static pwpol_status give_back(struct sqlite_store *store, struct pool *pool, struct lease *lease, int code)
{
    struct connection *connection = lease->connection;
    if (!sqlite3_get_autocommit(connection->db))
        run(connection, ROLLBACK);
    int primary = code & 0xFF;
    if (primary != SQLITE_OK && primary != SQLITE_BUSY && primary != SQLITE_FULL) {
        sqlite_connection_close(connection);
        lease->connection = NULL;
    }
    pool_give(pool, lease);
    return code == SQLITE_OK ? PWPOL_OK : sqlite_store_failed(store, code);
}

/* Takes a connection, opens it where it must, and begins. On failure nothing is taken. */
static pwpol_status begin(struct sqlite_store *store, struct pool *pool, struct lease *lease)
{
    int64_t deadline = monotonic_ms() + store->timeout_ms;
    if (!pool_take(pool, deadline, lease))
        return sqlite_store_failed(store, SQLITE_BUSY);
    if (lease->connection != NULL && !connection_current(lease->connection)) {
        sqlite_connection_close(lease->connection);
        lease->connection = NULL;
    }
    if (lease->connection == NULL) {
        struct connection *opened = NULL;
        pwpol_status status = sqlite_connection_open(store, deadline, &opened);
        if (status != PWPOL_OK) {
            pool_give(pool, lease);
            return status;
        }
        lease->connection = opened;
    }
    struct connection *connection = lease->connection;
    connection->deadline = deadline;
    int code = run(connection, pool == store->writer ? BEGIN_WRITE : BEGIN_READ);
    return code == SQLITE_OK ? PWPOL_OK : give_back(store, pool, lease, code);
}

/* Ends what begin() began: commits when code is SQLITE_OK and keep is true. */
static pwpol_status end(struct sqlite_store *store, struct pool *pool, struct lease *lease, int code, bool keep)
{
    if (code == SQLITE_OK && keep)
        code = run(lease->connection, COMMIT);
    return give_back(store, pool, lease, code);
}

/* ---- The clock --------------------------------------------------------------- */

/* By which clock this call counts; *changed when the file must remember it. */
static int64_t tell_time(struct sqlite_store *store, struct host_row *host, int64_t callers, bool *changed)
{
    /* How often the file remembers the caller's clock, at least. */
    enum { REMEMBER_MS = 1000 };
    if (store->clock == PWPOL_SQLITE_CLOCK_HOST) {
        struct host now;
        memcpy(now.boot, store->boot, sizeof now.boot);
        host_look(&now);
        *changed = clock_anchor(&host->anchor, &now);
        return clock_tell(&host->anchor, &now);
    }
    int64_t seen = host->anchor.time_ms;
    if (callers <= seen)
        return seen;
    *changed = callers - seen >= REMEMBER_MS;
    if (*changed)
        host->anchor = (struct anchor){ .time_ms = callers };
    return callers;
}

/* ---- The methods ------------------------------------------------------------- */

static pwpol_status load(void *context, pwpol_store_item *items, size_t count, int64_t *now)
{
    struct sqlite_store *store = context;
    struct lease lease;
    pwpol_status status = begin(store, store->readers, &lease);
    if (status != PWPOL_OK)
        return status;
    struct connection *connection = lease.connection;
    struct host_row host;
    int code = host_read(connection, &host);
    bool changed = false;
    int64_t time = code == SQLITE_OK ? tell_time(store, &host, *now, &changed) : 0;
    for (size_t i = 0; i < count && code == SQLITE_OK; i++) {
        struct row row;
        bool found = false;
        code = row_find(connection, items[i].key, &row, &found);
        if (code == SQLITE_OK)
            item_tell(&items[i], &row, found, time);
    }
    status = end(store, store->readers, &lease, code, true);
    if (status == PWPOL_OK)
        *now = time;
    return status;
}

static pwpol_status swap(void *context, pwpol_store_item *items, size_t count, int64_t *now, bool *swapped)
{
    struct sqlite_store *store = context;
    struct lease lease;
    *swapped = false;
    pwpol_status status = begin(store, store->writer, &lease);
    if (status != PWPOL_OK)
        return status;
    struct connection *connection = lease.connection;
    struct host_row host;
    bool changed = false, full = false, done = false;
    int64_t time = 0;
    int code = host_read(connection, &host);
    int64_t records = host.records;
    if (code == SQLITE_OK) {
        time = tell_time(store, &host, *now, &changed);
        code = swap_items(connection, items, count, &host, time, &done, &full);
    }
    bool keep = code == SQLITE_OK && !full && (done || changed);
    if (keep && (changed || host.records != records))
        code = host_write(connection, &host);
    status = end(store, store->writer, &lease, code, keep);
    if (status != PWPOL_OK)
        return status;
    *now = time;
    if (full) {
        trouble_say(&store->trouble, "The store %s is full of locks and delays in force: allow it more records.",
                    "Le magasin %s est plein de blocages et de délais en cours\u00A0: accordez-lui plus "
                    "d'enregistrements.",
                    store->trouble.file);
        return PWPOL_ERR_FULL;
    }
    *swapped = done;
    return PWPOL_OK;
}

/* Reads the next records and lets go of the file, so that visit may take its time. */
static pwpol_status read_batch(struct sqlite_store *store, const struct row *last, struct row *rows, size_t *count,
                               int64_t *now)
{
    struct lease lease;
    pwpol_status status = begin(store, store->readers, &lease);
    if (status != PWPOL_OK)
        return status;
    struct connection *connection = lease.connection;
    struct host_row host;
    bool changed = false;
    int code = host_read(connection, &host);
    if (code == SQLITE_OK) {
        *now = tell_time(store, &host, *now, &changed);
        code = rows_next(connection, last->key, last->expires == 0 ? 0 : PWPOL_STORE_KEY_SIZE, rows, SCAN_BATCH,
                         count);
    }
    return end(store, store->readers, &lease, code, true);
}

static bool show(const struct row *row, int64_t now, bool (*visit)(void *, const pwpol_store_record *), void *visitor)
{
    if (row->expires <= now)
        return true;
    pwpol_store_record record = { .lifetime = row->expires - now,
                                  .hold = row->hold > now ? row->hold - now : 0,
                                  .danger = (uint32_t)row->danger };
    memcpy(record.key, row->key, PWPOL_STORE_KEY_SIZE);
    memcpy(record.state, row->state, PWPOL_STORE_STATE_SIZE);
    return visit(visitor, &record);
}

static pwpol_status scan(void *context, int64_t *now, bool (*visit)(void *, const pwpol_store_record *),
                         void *visitor)
{
    struct sqlite_store *store = context;
    struct row *rows = calloc(SCAN_BATCH, sizeof rows[0]);
    if (rows == NULL)
        return PWPOL_ERR_NO_MEMORY;
    struct row last = { .expires = 0 };
    pwpol_status status = PWPOL_OK;
    size_t count = SCAN_BATCH;
    for (bool more = true; more && count == SCAN_BATCH;) {
        status = read_batch(store, &last, rows, &count, now);
        if (status != PWPOL_OK)
            break;
        for (size_t i = 0; i < count && more; i++)
            more = show(&rows[i], *now, visit, visitor);
        if (count > 0)
            last = rows[count - 1];
        last.expires = 1;
    }
    free(rows);
    return status;
}

static pwpol_status clear(void *context)
{
    struct sqlite_store *store = context;
    struct lease lease;
    pwpol_status status = begin(store, store->writer, &lease);
    if (status != PWPOL_OK)
        return status;
    struct connection *connection = lease.connection;
    struct host_row host;
    int code = host_read(connection, &host);
    if (code == SQLITE_OK)
        code = run(connection, CLEAR);
    host.records = 0;
    if (code == SQLITE_OK)
        code = host_write(connection, &host);
    return end(store, store->writer, &lease, code, true);
}

static void close_store(void *context)
{
    struct sqlite_store *store = context;
    if (store == NULL)
        return;
    pool_free(store->readers);
    pool_free(store->writer);
    free(store->path);
    free(store);
}

static void trouble(void *context, pwpol_where *where)
{
    struct sqlite_store *store = context;
    trouble_tell(&store->trouble, where);
}

/* ---- Opening ------------------------------------------------------------------ */

static pwpol_status out_of_range(pwpol_where *where, const char *key, const char *allowed, const char *english,
                                 const char *french)
{
    where_report(where, NULL, 0, 0, key, allowed, english, french);
    return PWPOL_ERR_RANGE;
}

static pwpol_status read_options(const pwpol_store_sqlite_options *given, pwpol_store_sqlite_options *options,
                                 pwpol_where *where)
{
    *options = (pwpol_store_sqlite_options)PWPOL_STORE_SQLITE_OPTIONS_INIT;
    if (given != NULL && !sized_read(options, sizeof *options, given))
        return PWPOL_ERR_ARGUMENT;
    if (options->records_max == 0)
        options->records_max = RECORDS_STANDARD;
    if (options->timeout_ms == 0)
        options->timeout_ms = TIMEOUT_STANDARD;
    if (options->records_max < RECORDS_LEAST || options->records_max > RECORDS_MOST)
        return out_of_range(where, "records_max", "16 to 1000000000",
                            "The option records_max takes 16 to 1000000000 records.",
                            "L'option records_max accepte de 16 à 1000000000 enregistrements.");
    if (options->timeout_ms > TIMEOUT_MOST)
        return out_of_range(where, "timeout_ms", "1 to 60000", "The option timeout_ms takes 1 to 60000 ms.",
                            "L'option timeout_ms accepte de 1 à 60000 ms.");
    if (options->clock != PWPOL_SQLITE_CLOCK_HOST && options->clock != PWPOL_SQLITE_CLOCK_CALLER)
        return out_of_range(where, "clock", "host | caller", "The option clock is not one of the documented clocks.",
                            "L'option clock n'est pas une des horloges documentées.");
    return PWPOL_OK;
}

static char *file_path(const char *path)
{
    const char *before = path[0] == '/' ? "" : "./";
    char *whole = malloc(strlen(before) + strlen(path) + 1);
    if (whole != NULL)
        strcat(strcpy(whole, before), path);
    return whole;
}

static struct sqlite_store *make_store(const char *path, const pwpol_store_sqlite_options *options)
{
    static const struct pool_hooks hooks = { .close = sqlite_connection_close, .close_before_fork = true };
    struct sqlite_store *store = calloc(1, sizeof *store);
    if (store == NULL)
        return NULL;
    trouble_init(&store->trouble, path);
    store->records_max = options->records_max;
    store->timeout_ms = options->timeout_ms;
    store->durable = options->durable;
    store->clock = options->clock;
    host_boot_id(store->boot);
    store->path = file_path(path);
    store->writer = pool_new(1, &hooks);
    store->readers = pool_new(READERS, &hooks);
    if (store->path == NULL || store->writer == NULL || store->readers == NULL) {
        close_store(store);
        return NULL;
    }
    return store;
}

/* Opens the file for the first time, and anchors its clock to this boot. */
static pwpol_status touch(struct sqlite_store *store)
{
    struct lease lease;
    pwpol_status status = begin(store, store->writer, &lease);
    if (status != PWPOL_OK)
        return status;
    struct host_row host;
    bool changed = false;
    int code = host_read(lease.connection, &host);
    if (code == SQLITE_OK)
        tell_time(store, &host, 0, &changed);
    if (code == SQLITE_OK && changed)
        code = host_write(lease.connection, &host);
    return end(store, store->writer, &lease, code, true);
}

static const pwpol_store_methods methods = {
    .size = sizeof methods,
    .load = load,
    .swap = swap,
    .scan = scan,
    .clear = clear,
    .close = close_store,
    .trouble = trouble,
};

pwpol_status pwpol_store_sqlite_open(pwpol_store **result, const char *path, const pwpol_store_sqlite_options *given,
                                     pwpol_where *where)
{
    UNCANCELLED;
    if (result == NULL)
        return PWPOL_ERR_ARGUMENT;
    *result = NULL;
    if (path == NULL || path[0] == '\0')
        return PWPOL_ERR_ARGUMENT;
    if (strnlen(path, PATH_LONGEST + 1) > PATH_LONGEST)
        return PWPOL_ERR_TOO_LONG;
    pwpol_store_sqlite_options options;
    pwpol_status status = read_options(given, &options, where);
    if (status != PWPOL_OK)
        return status;
    struct sqlite_store *store = make_store(path, &options);
    if (store == NULL)
        return PWPOL_ERR_NO_MEMORY;
    status = touch(store);
    if (status != PWPOL_OK)
        trouble_tell(&store->trouble, where);
    else
        status = pwpol_store_new(result, &methods, store);
    if (status != PWPOL_OK)
        close_store(store);
    return status;
}
