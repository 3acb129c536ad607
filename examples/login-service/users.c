#include "users.h"

#include <fcntl.h>
#include <pthread.h>
#include <sodium.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { SESSION_IDLE_MS = 30 * 60 * 1000, SESSION_AGE_MS = 12 * 60 * 60 * 1000, SESSION_HASH_SIZE = 32 };

struct users {
    sqlite3 *db;
    pthread_mutex_t lock;
};

static const char schema[] =
    "PRAGMA journal_mode = WAL; PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON;"
    "CREATE TABLE IF NOT EXISTS users ("
    " id TEXT PRIMARY KEY, email TEXT NOT NULL UNIQUE, name TEXT NOT NULL, role INTEGER NOT NULL,"
    " stored TEXT NOT NULL, changed_at INTEGER NOT NULL, flags INTEGER NOT NULL, history TEXT NOT NULL,"
    " reset TEXT NOT NULL, confirm TEXT NOT NULL, version INTEGER NOT NULL) STRICT;"
    "CREATE TABLE IF NOT EXISTS sessions ("
    " token BLOB PRIMARY KEY, user TEXT NOT NULL REFERENCES users ON DELETE CASCADE,"
    " began_at INTEGER NOT NULL, seen_at INTEGER NOT NULL) STRICT;";

#define USER_COLUMNS "id, email, name, role, stored, changed_at, flags, history, reset, confirm, version"

/* What is bound to the ?1, ?2, ... of a statement. */
struct bound {
    enum { TEXT, NUMBER, HASH } type;
    const char *text;
    int64_t number;
};
#define TEXT_OF(value)                                                                                       \
    {                                                                                                        \
        .type = TEXT, .text = (value)                                                                        \
    }
#define NUMBER_OF(value)                                                                                     \
    {                                                                                                        \
        .type = NUMBER, .number = (value)                                                                    \
    }
#define HASH_OF(value)                                                                                       \
    {                                                                                                        \
        .type = HASH, .text = (value)                                                                        \
    }

static void hash_token(const char *token, unsigned char hash[SESSION_HASH_SIZE])
{
    crypto_generichash(hash, SESSION_HASH_SIZE, (const unsigned char *)token, strlen(token), NULL, 0);
}

static bool bind(sqlite3_stmt *statement, int at, const struct bound *value)
{
    unsigned char hash[SESSION_HASH_SIZE];
    if (value->type == TEXT)
        return sqlite3_bind_text(statement, at, value->text, -1, SQLITE_TRANSIENT) == SQLITE_OK;
    if (value->type == NUMBER)
        return sqlite3_bind_int64(statement, at, value->number) == SQLITE_OK;
    hash_token(value->text, hash);
    return sqlite3_bind_blob(statement, at, hash, sizeof hash, SQLITE_TRANSIENT) == SQLITE_OK;
}

static void copy(sqlite3_stmt *statement, int column, char *to, size_t size)
{
    const char *text = (const char *)sqlite3_column_text(statement, column);
    snprintf(to, size, "%s", text != NULL ? text : "");
}

static void copy_user(sqlite3_stmt *statement, struct user *user)
{
    copy(statement, 0, user->id, sizeof user->id);
    copy(statement, 1, user->email, sizeof user->email);
    copy(statement, 2, user->name, sizeof user->name);
    user->role = sqlite3_column_int(statement, 3) == PWPOL_ROLE_PRIVILEGED ? PWPOL_ROLE_PRIVILEGED
                                                                           : PWPOL_ROLE_ORDINARY;
    copy(statement, 4, user->stored, sizeof user->stored);
    user->changed_at = sqlite3_column_int64(statement, 5);
    user->flags = (uint32_t)sqlite3_column_int64(statement, 6);
    copy(statement, 7, user->history, sizeof user->history);
    copy(statement, 8, user->reset, sizeof user->reset);
    copy(statement, 9, user->confirm, sizeof user->confirm);
    user->version = sqlite3_column_int64(statement, 10);
}

/* Runs one statement. True when it gave a row, which is copied to user, or changed one. */
static bool run(struct users *users, const char *sql, const struct bound *values, size_t count,
                struct user *user)
{
    sqlite3_stmt *statement = NULL;
    pthread_mutex_lock(&users->lock);
    bool bound = sqlite3_prepare_v2(users->db, sql, -1, &statement, NULL) == SQLITE_OK;
    for (size_t i = 0; bound && i < count; i++)
        bound = bind(statement, (int)i + 1, &values[i]);
    int code = bound ? sqlite3_step(statement) : SQLITE_ERROR;
    if (code == SQLITE_ROW && user != NULL)
        copy_user(statement, user);
    if (code != SQLITE_ROW && code != SQLITE_DONE)
        fprintf(stderr, "login-service: database: %s\n", sqlite3_errmsg(users->db));
    sqlite3_finalize(statement);
    bool done = code == SQLITE_ROW || (code == SQLITE_DONE && user == NULL && sqlite3_changes(users->db) > 0);
    pthread_mutex_unlock(&users->lock);
    return done;
}
#define RUN(users, user, sql, ...)                                                                           \
    run(users, sql, (const struct bound[]){ __VA_ARGS__ },                                                   \
        sizeof((const struct bound[]){ __VA_ARGS__ }) / sizeof(struct bound), user)

struct users *users_open(const char *path)
{
    struct users *users = calloc(1, sizeof *users);
    if (users == NULL)
        return NULL;
    pthread_mutex_init(&users->lock, NULL);
    /* Made here, so that nobody else ever reads it; SQLite gives its other files the same mode. */
    int file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (file >= 0)
        close(file);
    if (sqlite3_open_v2(path, &users->db, SQLITE_OPEN_READWRITE, NULL) != SQLITE_OK ||
        sqlite3_busy_timeout(users->db, 5000) != SQLITE_OK ||
        sqlite3_exec(users->db, schema, NULL, NULL, NULL) != SQLITE_OK) {
        fprintf(stderr, "login-service: %s: %s\n", path, sqlite3_errmsg(users->db));
        users_close(users);
        return NULL;
    }
    return users;
}

void users_close(struct users *users)
{
    if (users == NULL)
        return;
    sqlite3_close(users->db);
    pthread_mutex_destroy(&users->lock);
    free(users);
}

bool users_find(struct users *users, const char *email, struct user *user)
{
    return RUN(users, user, "SELECT " USER_COLUMNS " FROM users WHERE email = ?1", TEXT_OF(email));
}

bool users_find_id(struct users *users, const char *id, struct user *user)
{
    return RUN(users, user, "SELECT " USER_COLUMNS " FROM users WHERE id = ?1", TEXT_OF(id));
}

bool users_add(struct users *users, const struct user *user)
{
    return RUN(
        users, NULL,
        "INSERT INTO users (" USER_COLUMNS ") VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, 1)"
        " ON CONFLICT (email) DO UPDATE SET id = excluded.id, name = excluded.name, role = excluded.role,"
        " stored = excluded.stored, changed_at = excluded.changed_at, flags = excluded.flags,"
        " history = excluded.history, reset = excluded.reset, confirm = excluded.confirm"
        " WHERE users.confirm <> ''",
        TEXT_OF(user->id), TEXT_OF(user->email), TEXT_OF(user->name), NUMBER_OF(user->role),
        TEXT_OF(user->stored), NUMBER_OF(user->changed_at), NUMBER_OF(user->flags), TEXT_OF(user->history),
        TEXT_OF(user->reset), TEXT_OF(user->confirm));
}

bool users_write(struct users *users, struct user *user, const pwpol_row_change *change)
{
    if (!change->write)
        return true;
    if (!RUN(users, NULL,
             "UPDATE users SET stored = ?3, changed_at = ?4, flags = ?5, history = ?6, reset = ?7,"
             " version = version + (stored <> ?3) WHERE id = ?1 AND version = ?2",
             TEXT_OF(user->id), NUMBER_OF(user->version), TEXT_OF(change->stored),
             NUMBER_OF(change->changed_at), NUMBER_OF(change->flags), TEXT_OF(change->history),
             TEXT_OF(change->reset)))
        return false;
    user->version += strcmp(user->stored, change->stored) != 0;
    snprintf(user->stored, sizeof user->stored, "%s", change->stored);
    snprintf(user->history, sizeof user->history, "%s", change->history);
    snprintf(user->reset, sizeof user->reset, "%s", change->reset);
    user->changed_at = change->changed_at;
    user->flags = change->flags;
    return true;
}

bool users_confirm(struct users *users, const struct user *user)
{
    return RUN(users, NULL, "UPDATE users SET confirm = '' WHERE id = ?1 AND confirm = ?2", TEXT_OF(user->id),
               TEXT_OF(user->confirm));
}

bool users_flag(struct users *users, const struct user *user, uint32_t flags)
{
    return RUN(users, NULL, "UPDATE users SET flags = flags | ?2, version = version + 1 WHERE id = ?1",
               TEXT_OF(user->id), NUMBER_OF(flags));
}

bool session_begin(struct users *users, const struct user *read, const char *token, int64_t now)
{
    return RUN(users, NULL,
               "INSERT INTO sessions (token, user, began_at, seen_at)"
               " SELECT ?3, id, ?4, ?4 FROM users WHERE id = ?1 AND version = ?2",
               TEXT_OF(read->id), NUMBER_OF(read->version), HASH_OF(token), NUMBER_OF(now));
}

bool session_find(struct users *users, const char *token, int64_t now, struct user *user)
{
    /* At most one write a minute; a clock that goes back keeps a session no longer. */
    RUN(users, NULL, "DELETE FROM sessions WHERE seen_at < ?1 OR began_at < ?2 OR began_at > ?3",
        NUMBER_OF(now - SESSION_IDLE_MS), NUMBER_OF(now - SESSION_AGE_MS), NUMBER_OF(now));
    RUN(users, NULL, "UPDATE sessions SET seen_at = ?2 WHERE token = ?1 AND seen_at < ?2 - 60000",
        HASH_OF(token), NUMBER_OF(now));
    return RUN(users, user,
               "SELECT " USER_COLUMNS " FROM users WHERE id = (SELECT user FROM sessions WHERE token = ?1)",
               HASH_OF(token));
}

void session_end(struct users *users, const char *token)
{
    RUN(users, NULL, "DELETE FROM sessions WHERE token = ?1", HASH_OF(token));
}

void session_end_all(struct users *users, const struct user *user)
{
    RUN(users, NULL, "DELETE FROM sessions WHERE user = ?1", TEXT_OF(user->id));
}
