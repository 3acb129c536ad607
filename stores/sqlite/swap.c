#include "sqlite/store.h"

#include <string.h>

/* Records that are looked at for what has expired, for each that is put: the walk goes round
 * the table at least twice as fast as it can grow. */
enum { SWEEP_PER_PUT = 2 };
/* A full store looks at so many records for the one that it misses least, and at so many
 * times as many before it says that it is full of what it must not forget. */
enum { SAMPLE = 64, SAMPLES_MAX = 16 };

static bool expired(const struct row *row, int64_t now)
{
    return row->expires <= now;
}

void item_tell(pwpol_store_item *item, const struct row *row, bool found, int64_t now)
{
    item->found = found && !expired(row, now);
    if (item->found)
        memcpy(item->current, row->state, PWPOL_STORE_STATE_SIZE);
    else
        memset(item->current, 0, PWPOL_STORE_STATE_SIZE);
}

static bool as_expected(const pwpol_store_item *item, const struct row *row, bool found, int64_t now)
{
    bool there = found && !expired(row, now);
    switch (item->expect) {
    case PWPOL_EXPECT_ANY:
        return true;
    case PWPOL_EXPECT_ABSENT:
        return !there;
    case PWPOL_EXPECT_STATE:
        return there && memcmp(item->expected, row->state, PWPOL_STORE_STATE_SIZE) == 0;
    }
    return false;
}

static bool one_of(const unsigned char *key, const pwpol_store_item *items, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (memcmp(key, items[i].key, PWPOL_STORE_KEY_SIZE) == 0)
            return true;
    return false;
}

/* Where the walk round the table goes on after count rows of most, of which last is the last key. It begins again when it
 * has come to the end. */
static void walk_on(struct connection *connection, size_t count, size_t most, const unsigned char *last)
{
    connection->swept_size = count < most ? 0 : PWPOL_STORE_KEY_SIZE;
    if (count == most)
        memcpy(connection->swept, last, PWPOL_STORE_KEY_SIZE);
}

static int forget(struct connection *connection, const unsigned char *key, struct host_row *host)
{
    if (host->records > 0)
        host->records--;
    return row_remove(connection, key);
}

/* Removes what has expired among the next rows and is none of the call's own. */
static int sweep(struct connection *connection, size_t puts, const pwpol_store_item *items, size_t item_count,
                 struct host_row *host, int64_t now)
{
    struct row_end ends[SWEEP_PER_PUT * PWPOL_STORE_ITEMS_MAX];
    size_t most = SWEEP_PER_PUT * puts, count = 0;
    int code = ends_next(connection, connection->swept, connection->swept_size, ends, most, &count);
    if (code != SQLITE_OK)
        return code;
    for (size_t i = 0; i < count && code == SQLITE_OK; i++)
        if (ends[i].expires <= now && !one_of(ends[i].key, items, item_count))
            code = forget(connection, ends[i].key, host);
    walk_on(connection, count, most, ends[most - 1].key);
    return code;
}

/* Of a sample: everything that has expired, or else the least dangerous, and of equal ones the
 * one that expires first, that nothing holds and that is none of the call's own. */
static int forget_of(struct connection *connection, const struct row *rows, size_t count,
                     const pwpol_store_item *items, size_t item_count, struct host_row *host, int64_t now)
{
    const struct row *least = NULL;
    bool some = false;
    for (size_t i = 0; i < count; i++) {
        const struct row *row = &rows[i];
        if (one_of(row->key, items, item_count))
            continue;
        if (expired(row, now)) {
            int code = forget(connection, row->key, host);
            if (code != SQLITE_OK)
                return code;
            some = true;
        } else if (row->hold <= now &&
                   (least == NULL || row->danger < least->danger ||
                    (row->danger == least->danger && row->expires < least->expires))) {
            least = row;
        }
    }
    return some || least == NULL ? SQLITE_OK : forget(connection, least->key, host);
}

/* Forgets so many that added more fit. A store whose bound was lowered shrinks a sample at a time. */
static int make_room(struct connection *connection, const pwpol_store_item *items, size_t item_count,
                     int64_t added, struct host_row *host, int64_t now, bool *full)
{
    int64_t goal = (int64_t)connection->store->records_max - added;
    if (goal < host->records - added - SAMPLE)
        goal = host->records - added - SAMPLE;
    struct row rows[SAMPLE];
    for (unsigned vain = 0; host->records > goal && !*full;) {
        int64_t before = host->records;
        size_t count = 0;
        int code = rows_next(connection, connection->swept, connection->swept_size, rows, SAMPLE, &count);
        walk_on(connection, count, SAMPLE, rows[SAMPLE - 1].key);
        if (code == SQLITE_OK)
            code = forget_of(connection, rows, count, items, item_count, host, now);
        if (code != SQLITE_OK)
            return code;
        if (host->records == before)
            *full = ++vain == SAMPLES_MAX;
    }
    return SQLITE_OK;
}

static int act(struct connection *connection, const pwpol_store_item *item, bool found, struct host_row *host,
               int64_t now)
{
    if (item->action == PWPOL_ACTION_REMOVE && found)
        return forget(connection, item->key, host);
    if (item->action != PWPOL_ACTION_PUT)
        return SQLITE_OK;
    struct row row = { .expires = time_after(now, item->lifetime),
                       .hold = item->hold > 0 ? time_after(now, item->hold) : 0,
                       .danger = item->danger };
    memcpy(row.key, item->key, PWPOL_STORE_KEY_SIZE);
    memcpy(row.state, item->state, PWPOL_STORE_STATE_SIZE);
    host->records += !found;
    return row_put(connection, &row, found);
}

int swap_items(struct connection *connection, pwpol_store_item *items, size_t count, struct host_row *host,
               int64_t now, bool *swapped, bool *full)
{
    struct row rows[PWPOL_STORE_ITEMS_MAX];
    bool found[PWPOL_STORE_ITEMS_MAX];
    size_t puts = 0;
    int64_t added = 0;
    *swapped = true;
    *full = false;
    for (size_t i = 0; i < count; i++) {
        int code = row_find(connection, items[i].key, &rows[i], &found[i]);
        if (code != SQLITE_OK)
            return code;
        if (!as_expected(&items[i], &rows[i], found[i], now))
            *swapped = false;
        puts += items[i].action == PWPOL_ACTION_PUT;
        added += items[i].action == PWPOL_ACTION_PUT && !found[i];
    }
    if (!*swapped) {
        for (size_t i = 0; i < count; i++)
            item_tell(&items[i], &rows[i], found[i], now);
        return SQLITE_OK;
    }
    int code = SQLITE_OK;
    if (puts > 0)
        code = sweep(connection, puts, items, count, host, now);
    if (code == SQLITE_OK && added > 0)
        code = make_room(connection, items, count, added, host, now, full);
    for (size_t i = 0; i < count && code == SQLITE_OK && !*full; i++)
        code = act(connection, &items[i], found[i], host, now);
    return code;
}
