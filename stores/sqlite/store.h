/* What the files of this store share: a connection with its statements, and how
 * SQLite's answers become statuses and sentences. */
#ifndef PWPOL_STORES_SQLITE_STORE_H
#define PWPOL_STORES_SQLITE_STORE_H

#include "common/pool.h"
#include "common/trouble.h"
#include "pwpol/store_sqlite.h"
#include "sqlite/clock.h"

#include <sqlite3.h>
#include <sys/types.h>

enum statement {
    BEGIN_READ,
    BEGIN_WRITE,
    COMMIT,
    ROLLBACK,
    READ_HOST,
    WRITE_HOST,
    FIND,
    PUT,
    UPDATE,
    REMOVE,
    NEXT,
    NEXT_ENDS,
    CLEAR,
    STATEMENTS
};

struct sqlite_store {
    char *path; /* begins with "/" or "./", so that SQLite takes it for nothing but a file */
    uint64_t records_max;
    int64_t timeout_ms;
    bool durable;
    pwpol_store_sqlite_clock clock;
    char boot[BOOT_ID_SIZE];
    struct trouble trouble;
    /* One writes at a time anyway: that threads queue for their turn here costs less than
     * that they ask the file for it. */
    struct pool *writer;
    struct pool *readers;
};

struct connection {
    struct sqlite_store *store;
    sqlite3 *db;
    sqlite3_stmt *statements[STATEMENTS];
    int64_t deadline; /* of the call under way; monotonic */
    uint32_t noise;   /* so that processes do not wait in step */
    dev_t device;     /* of the file that is open, which may have been moved away */
    ino_t inode;
    size_t swept_size; /* 0 before the first key */
    unsigned char swept[PWPOL_STORE_KEY_SIZE]; /* where the search for expired records goes on */
};

/* The one row of the table host. */
struct host_row {
    struct anchor anchor;
    int64_t records;
};

struct row {
    unsigned char key[PWPOL_STORE_KEY_SIZE];
    unsigned char state[PWPOL_STORE_STATE_SIZE];
    int64_t expires;
    int64_t hold; /* until then */
    int64_t danger;
};

/* connection.c. Opens, and makes the file and its tables where there are none. */
pwpol_status sqlite_connection_open(struct sqlite_store *store, int64_t deadline,
                                    struct connection **connection);
void sqlite_connection_close(void *connection);
/* Whether path still names the file that is open. */
bool connection_current(const struct connection *connection);
/* Says what SQLite answered; the status for it. */
pwpol_status sqlite_store_failed(struct sqlite_store *store, int code);

/* statements.c. All answer as SQLite does: SQLITE_OK, or why not. */
int run(struct connection *connection, enum statement which);
int host_read(struct connection *connection, struct host_row *host);
int host_write(struct connection *connection, const struct host_row *host);
/* *found is false for no row; an expired one is found. */
int row_find(struct connection *connection, const unsigned char *key, struct row *row, bool *found);
/* found: whether there is one already; changed in place, fewer pages are written. */
int row_put(struct connection *connection, const struct row *row, bool found);
int row_remove(struct connection *connection, const unsigned char *key);
/* The rows that follow a key of after_size bytes (0 for the first), most at most. */
int rows_next(struct connection *connection, const unsigned char *after, size_t after_size, struct row *rows,
              size_t most, size_t *count);
/* The same with nothing but keys and ends of life. */
struct row_end {
    unsigned char key[PWPOL_STORE_KEY_SIZE];
    int64_t expires;
};
int ends_next(struct connection *connection, const unsigned char *after, size_t after_size, struct row_end *ends,
              size_t most, size_t *count);


/* swap.c. Within a transaction that writes; *full when everything that could go is held. */
int swap_items(struct connection *connection, pwpol_store_item *items, size_t count, struct host_row *host,
               int64_t now, bool *swapped, bool *full);
void item_tell(pwpol_store_item *item, const struct row *row, bool found, int64_t now);

#endif
