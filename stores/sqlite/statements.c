#include "sqlite/store.h"

#include <string.h>

/* Steps a statement that answers nothing. */
static int finish(sqlite3_stmt *statement)
{
    int code = sqlite3_step(statement);
    sqlite3_reset(statement);
    return code == SQLITE_DONE || code == SQLITE_ROW ? SQLITE_OK : code;
}

int run(struct connection *connection, enum statement which)
{
    return finish(connection->statements[which]);
}

/* A value of a file that somebody may have damaged: of the right size, or nothing. */
static bool copy_blob(sqlite3_stmt *statement, int column, unsigned char *to, int size)
{
    const void *bytes = sqlite3_column_blob(statement, column);
    if (bytes == NULL || sqlite3_column_bytes(statement, column) != size)
        return false;
    memcpy(to, bytes, (size_t)size);
    return true;
}

int host_read(struct connection *connection, struct host_row *host)
{
    sqlite3_stmt *statement = connection->statements[READ_HOST];
    *host = (struct host_row){ 0 };
    int code = sqlite3_step(statement);
    if (code == SQLITE_ROW) {
        const unsigned char *boot = sqlite3_column_text(statement, 0);
        if (boot != NULL)
            strncpy(host->anchor.boot, (const char *)boot, BOOT_ID_SIZE - 1);
        host->anchor.boot_ms = sqlite3_column_int64(statement, 1);
        host->anchor.time_ms = sqlite3_column_int64(statement, 2);
        host->anchor.offset_ms = sqlite3_column_int64(statement, 3);
        host->records = sqlite3_column_int64(statement, 4);
        bool sound = host->anchor.time_ms >= 0 && host->anchor.boot_ms >= 0 && host->records >= 0;
        code = sound ? SQLITE_OK : SQLITE_CORRUPT;
    } else if (code == SQLITE_DONE) {
        code = SQLITE_CORRUPT;
    }
    sqlite3_reset(statement);
    return code;
}

int host_write(struct connection *connection, const struct host_row *host)
{
    sqlite3_stmt *statement = connection->statements[WRITE_HOST];
    sqlite3_bind_text(statement, 1, host->anchor.boot, -1, SQLITE_STATIC);
    sqlite3_bind_int64(statement, 2, host->anchor.boot_ms);
    sqlite3_bind_int64(statement, 3, host->anchor.time_ms);
    sqlite3_bind_int64(statement, 4, host->anchor.offset_ms);
    sqlite3_bind_int64(statement, 5, host->records);
    return finish(statement);
}

static bool read_row(sqlite3_stmt *statement, struct row *row)
{
    bool sound = copy_blob(statement, 0, row->key, PWPOL_STORE_KEY_SIZE) &&
                 copy_blob(statement, 1, row->state, PWPOL_STORE_STATE_SIZE);
    row->expires = sqlite3_column_int64(statement, 2);
    row->hold = sqlite3_column_int64(statement, 3);
    row->danger = sqlite3_column_int64(statement, 4);
    return sound && row->expires >= 0 && row->hold >= 0 && row->danger >= 0 && row->danger <= UINT32_MAX;
}

int row_find(struct connection *connection, const unsigned char *key, struct row *row, bool *found)
{
    sqlite3_stmt *statement = connection->statements[FIND];
    sqlite3_bind_blob(statement, 1, key, PWPOL_STORE_KEY_SIZE, SQLITE_STATIC);
    int code = sqlite3_step(statement);
    *found = code == SQLITE_ROW;
    if (*found)
        code = read_row(statement, row) ? SQLITE_OK : SQLITE_CORRUPT;
    else if (code == SQLITE_DONE)
        code = SQLITE_OK;
    sqlite3_reset(statement);
    return code;
}

int row_put(struct connection *connection, const struct row *row, bool found)
{
    sqlite3_stmt *statement = connection->statements[found ? UPDATE : PUT];
    sqlite3_bind_blob(statement, 1, row->key, PWPOL_STORE_KEY_SIZE, SQLITE_STATIC);
    sqlite3_bind_blob(statement, 2, row->state, PWPOL_STORE_STATE_SIZE, SQLITE_STATIC);
    sqlite3_bind_int64(statement, 3, row->expires);
    sqlite3_bind_int64(statement, 4, row->hold);
    sqlite3_bind_int64(statement, 5, row->danger);
    return finish(statement);
}

int row_remove(struct connection *connection, const unsigned char *key)
{
    sqlite3_stmt *statement = connection->statements[REMOVE];
    sqlite3_bind_blob(statement, 1, key, PWPOL_STORE_KEY_SIZE, SQLITE_STATIC);
    return finish(statement);
}

int rows_next(struct connection *connection, const unsigned char *after, size_t after_size, struct row *rows,
              size_t most, size_t *count)
{
    sqlite3_stmt *statement = connection->statements[NEXT];
    sqlite3_bind_blob(statement, 1, after, (int)after_size, SQLITE_STATIC);
    sqlite3_bind_int64(statement, 2, (int64_t)most);
    *count = 0;
    int code = SQLITE_DONE;
    while (*count < most && (code = sqlite3_step(statement)) == SQLITE_ROW) {
        if (!read_row(statement, &rows[*count])) {
            code = SQLITE_CORRUPT;
            break;
        }
        ++*count;
    }
    sqlite3_reset(statement);
    return code == SQLITE_ROW || code == SQLITE_DONE ? SQLITE_OK : code;
}

int ends_next(struct connection *connection, const unsigned char *after, size_t after_size, struct row_end *ends,
              size_t most, size_t *count)
{
    sqlite3_stmt *statement = connection->statements[NEXT_ENDS];
    sqlite3_bind_blob(statement, 1, after, (int)after_size, SQLITE_STATIC);
    sqlite3_bind_int64(statement, 2, (int64_t)most);
    *count = 0;
    int code = SQLITE_DONE;
    while (*count < most && (code = sqlite3_step(statement)) == SQLITE_ROW) {
        struct row_end *end = &ends[(*count)++];
        end->expires = sqlite3_column_int64(statement, 1);
        if (copy_blob(statement, 0, end->key, PWPOL_STORE_KEY_SIZE))
            continue;
        code = SQLITE_CORRUPT;
        break;
    }
    sqlite3_reset(statement);
    return code == SQLITE_ROW || code == SQLITE_DONE ? SQLITE_OK : code;
}
