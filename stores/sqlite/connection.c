#include "common/deadline.h"
#include "sqlite/store.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* "pwpl": tells this store's files from everybody else's. */
#define APPLICATION_ID "1886875756"
enum { APPLICATION = 1886875756, SCHEMA = 1 };

static const char *const texts[STATEMENTS] = {
    [BEGIN_READ] = "BEGIN",
    [BEGIN_WRITE] = "BEGIN IMMEDIATE",
    [COMMIT] = "COMMIT",
    [ROLLBACK] = "ROLLBACK",
    [READ_HOST] = "SELECT boot, boot_ms, time_ms, offset_ms, records FROM host WHERE id = 1",
    [WRITE_HOST] = "UPDATE host SET boot = ?1, boot_ms = ?2, time_ms = ?3, offset_ms = ?4, records = ?5 WHERE id = 1",
    [FIND] = "SELECT key, state, expires, hold, danger FROM subject WHERE key = ?1",
    [PUT] = "INSERT INTO subject (key, state, expires, hold, danger) VALUES (?1, ?2, ?3, ?4, ?5)",
    [UPDATE] = "UPDATE subject SET state = ?2, expires = ?3, hold = ?4, danger = ?5 WHERE key = ?1",
    [REMOVE] = "DELETE FROM subject WHERE key = ?1",
    [NEXT] = "SELECT key, state, expires, hold, danger FROM subject WHERE key > ?1 ORDER BY key LIMIT ?2",
    [NEXT_ENDS] = "SELECT key, expires FROM subject WHERE key > ?1 ORDER BY key LIMIT ?2",
    [CLEAR] = "DELETE FROM subject",
};

/* No index on expires: every put would have to move its entry too. What has expired is found
 * by a walk round the table, a few records at each put. */
static const char make_tables[] =
    "CREATE TABLE subject (key BLOB PRIMARY KEY, state BLOB NOT NULL, expires INTEGER NOT NULL,"
    " hold INTEGER NOT NULL, danger INTEGER NOT NULL) STRICT, WITHOUT ROWID;"
    "CREATE TABLE host (id INTEGER PRIMARY KEY CHECK (id = 1), boot TEXT NOT NULL, boot_ms INTEGER NOT NULL,"
    " time_ms INTEGER NOT NULL, offset_ms INTEGER NOT NULL, records INTEGER NOT NULL) STRICT;"
    "INSERT INTO host VALUES (1, '', 0, 0, 0, 0);"
    "PRAGMA application_id = " APPLICATION_ID ";"
    "PRAGMA user_version = 1;";
_Static_assert(SCHEMA == 1, "make_tables writes the schema's version");

static const struct {
    int code;
    const char *english, *french;
} sentences[] = {
    { SQLITE_BUSY, "Another process kept the store %s for longer than a call may wait: it is overloaded or stopped.",
      "Un autre processus a gardé le magasin %s plus longtemps qu'un appel ne peut attendre\u00A0: il est surchargé ou "
      "arrêté." },
    { SQLITE_FULL, "The disk of the store %s is full: nothing was changed; make room on it.",
      "Le disque du magasin %s est plein\u00A0: rien n'a été modifié\u00A0; faites-y de la place." },
    { SQLITE_IOERR, "The store %s cannot be read or written: look at its disk and at the permissions of its folder.",
      "Le magasin %s ne peut être lu ou écrit\u00A0: voyez son disque et les droits de son dossier." },
    { SQLITE_CORRUPT, "The store %s is damaged: put back a copy, or move it away with its -wal and -shm files for an "
                      "empty one.",
      "Le magasin %s est endommagé\u00A0: remettez une copie, ou déplacez-le avec ses fichiers -wal et -shm pour en "
      "avoir un vide." },
    { SQLITE_NOTADB, "The store %s is no SQLite file, or is damaged: name another file, or move it away.",
      "Le magasin %s n'est pas un fichier SQLite, ou est endommagé\u00A0: nommez un autre fichier, ou déplacez-le." },
    { SQLITE_READONLY, "The store %s cannot be written: give this user the right to write it and its folder.",
      "Le magasin %s ne peut être écrit\u00A0: donnez à cet utilisateur le droit de l'écrire, lui et son dossier." },
    { SQLITE_CANTOPEN, "The store %s cannot be opened: does its folder exist, and may this user write in it?",
      "Le magasin %s ne peut être ouvert\u00A0: son dossier existe-t-il, et cet utilisateur peut-il y écrire\u00A0?" },
};

pwpol_status sqlite_store_failed(struct sqlite_store *store, int code)
{
    int primary = code & 0xFF;
    if (primary == SQLITE_NOMEM)
        return PWPOL_ERR_NO_MEMORY;
    if (primary == SQLITE_LOCKED || primary == SQLITE_PROTOCOL)
        primary = SQLITE_BUSY;
    if (primary == SQLITE_PERM || primary == SQLITE_AUTH)
        primary = SQLITE_READONLY;
    for (size_t i = 0; i < sizeof sentences / sizeof sentences[0]; i++)
        if (sentences[i].code == primary) {
            trouble_say(&store->trouble, sentences[i].english, sentences[i].french, store->trouble.file);
            return PWPOL_ERR_STORE;
        }
    trouble_say(&store->trouble, "SQLite refuses the store %s: %s.", "SQLite refuse le magasin %s\u00A0: %s.",
                store->trouble.file, sqlite3_errstr(code));
    return PWPOL_ERR_STORE;
}

static pwpol_status refuse(struct sqlite_store *store, const char *english, const char *french)
{
    trouble_say(&store->trouble, english, french, store->trouble.file);
    return PWPOL_ERR_STORE;
}

/* Another process writes: its turn takes some 0.2 ms. First let it run, then ask again soon, and not in step
 * with the others. */
static int wait_for_turn(void *context, int count)
{
    enum { YIELDS = 4, SHORTEST_US = 20, LONGEST_US = 1000 };
    struct connection *connection = context;
    if (deadline_left(connection->deadline) == 0)
        return 0;
    if (count < YIELDS) {
        sched_yield();
        return 1;
    }
    connection->noise ^= connection->noise << 13;
    connection->noise ^= connection->noise >> 17;
    connection->noise ^= connection->noise << 5;
    unsigned most = SHORTEST_US + 10 * (unsigned)count;
    if (most > LONGEST_US)
        most = LONGEST_US;
    unsigned pause = SHORTEST_US + connection->noise % most;
    nanosleep(&(struct timespec){ .tv_nsec = (long)pause * 1000 }, NULL);
    return 1;
}

/* One file at a time is made or opened: close() of a file that SQLite has open elsewhere in
 * this process would end SQLite's locks on it. */
static pthread_mutex_t files_lock = PTHREAD_MUTEX_INITIALIZER;

static pwpol_status make_file(struct sqlite_store *store)
{
    struct stat status;
    if (stat(store->path, &status) == 0) {
        if (!S_ISREG(status.st_mode))
            return refuse(store, "The store %s is no regular file: name a file.",
                          "Le magasin %s n'est pas un fichier ordinaire\u00A0: nommez un fichier.");
        if ((status.st_mode & 07) != 0)
            return refuse(store, "The store %s is open to every user of the host: take these rights away (chmod o= FILE).",
                          "Le magasin %s est ouvert à tous les utilisateurs de l'hôte\u00A0: retirez-leur ces droits "
                          "(chmod o= FICHIER).");
        return PWPOL_OK;
    }
    int file = open(store->path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (file < 0)
        return errno == EEXIST ? PWPOL_OK
                               : sqlite_store_failed(store, errno == ENOSPC ? SQLITE_FULL : SQLITE_CANTOPEN);
    close(file);
    return PWPOL_OK;
}

static int open_file(struct connection *connection)
{
    int code = sqlite3_open_v2(connection->store->path, &connection->db,
                               SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE, NULL);
    struct stat status;
    if (code == SQLITE_OK && stat(connection->store->path, &status) != 0)
        code = SQLITE_CANTOPEN;
    if (code != SQLITE_OK)
        return code;
    connection->device = status.st_dev;
    connection->inode = status.st_ino;
    sqlite3_extended_result_codes(connection->db, 1);
    sqlite3_busy_handler(connection->db, wait_for_turn, connection);
    /* The file may have been written by somebody else: nothing in it may run. */
    sqlite3_db_config(connection->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    sqlite3_db_config(connection->db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
    sqlite3_db_config(connection->db, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, NULL);
    sqlite3_db_config(connection->db, SQLITE_DBCONFIG_ENABLE_VIEW, 0, NULL);
    return SQLITE_OK;
}

bool connection_current(const struct connection *connection)
{
    struct stat status;
    return stat(connection->store->path, &status) == 0 && status.st_dev == connection->device &&
           status.st_ino == connection->inode;
}

/* Runs text until it is let: SQLite answers some of it (the change to WAL) with "busy" at once. */
static int execute(struct connection *connection, const char *text)
{
    int code = sqlite3_exec(connection->db, text, NULL, NULL, NULL);
    for (int count = 0; (code & 0xFF) == SQLITE_BUSY && wait_for_turn(connection, count); count++)
        code = sqlite3_exec(connection->db, text, NULL, NULL, NULL);
    return code;
}

static int ask_number(struct connection *connection, const char *text, int64_t *number)
{
    sqlite3_stmt *statement = NULL;
    int code = sqlite3_prepare_v2(connection->db, text, -1, &statement, NULL);
    if (code == SQLITE_OK && (code = sqlite3_step(statement)) == SQLITE_ROW) {
        *number = sqlite3_column_int64(statement, 0);
        code = SQLITE_OK;
    }
    sqlite3_finalize(statement);
    return code == SQLITE_DONE ? SQLITE_CORRUPT : code;
}

/* Whose file this is: *ours, or *empty, or neither. */
static int ask_whose(struct connection *connection, bool *ours, bool *empty, int64_t *version)
{
    int64_t application = 0, tables = 0;
    int code = ask_number(connection, "PRAGMA application_id", &application);
    if (code == SQLITE_OK)
        code = ask_number(connection, "PRAGMA user_version", version);
    if (code == SQLITE_OK)
        code = ask_number(connection, "SELECT count(*) FROM sqlite_schema", &tables);
    *ours = application == APPLICATION && tables > 0;
    *empty = application == 0 && tables == 0 && *version == 0;
    return code;
}

/* Answers an SQLite code; *status says more when the file is somebody else's. */
static int prepare_tables(struct connection *connection, pwpol_status *status)
{
    struct sqlite_store *store = connection->store;
    bool ours = false, empty = false;
    int64_t version = 0;
    /* In one view of the file: another process may be making the tables between two questions. */
    int code = execute(connection, "BEGIN");
    if (code == SQLITE_OK)
        code = ask_whose(connection, &ours, &empty, &version);
    if (code == SQLITE_OK)
        code = execute(connection, "COMMIT");
    if (code != SQLITE_OK)
        return code;
    if (!ours && !empty)
        *status = refuse(store, "The file %s is another program's database: name a file of its own for the store.",
                         "Le fichier %s est la base de données d'un autre programme\u00A0: nommez un fichier propre au "
                         "magasin.");
    else if (ours && version > SCHEMA)
        *status = refuse(store, "The store %s was made by a later release of pwpol: use that one, or another file.",
                         "Le magasin %s a été fait par une version plus récente de pwpol\u00A0: utilisez-la, ou un autre "
                         "fichier.");
    else if (ours && version < SCHEMA)
        code = SQLITE_CORRUPT;
    if (*status != PWPOL_OK || code != SQLITE_OK)
        return code;
    code = execute(connection, "PRAGMA journal_mode = WAL");
    if (code != SQLITE_OK || ours)
        return code;
    code = execute(connection, "BEGIN IMMEDIATE");
    /* Another process may have come first. */
    if (code == SQLITE_OK)
        code = ask_whose(connection, &ours, &empty, &version);
    if (code == SQLITE_OK && empty)
        code = execute(connection, make_tables);
    return code == SQLITE_OK ? execute(connection, "COMMIT") : code;
}

/* synchronous: in WAL mode NORMAL hands every commit to the kernel, so that it outlives any
 * process, and syncs at checkpoints only; FULL syncs every commit. Either keeps the file whole.
 * A checkpoint comes at 4000 pages (16 MiB), to which the log is cut back after a storm. */
static int set_up(struct connection *connection)
{
    int code = execute(connection, connection->store->durable ? "PRAGMA synchronous = FULL"
                                                              : "PRAGMA synchronous = NORMAL");
    if (code == SQLITE_OK)
        code = execute(connection, "PRAGMA cache_size = -8192; PRAGMA cell_size_check = ON;"
                                   "PRAGMA wal_autocheckpoint = 4000; PRAGMA journal_size_limit = 16777216;");
    for (size_t i = 0; i < STATEMENTS && code == SQLITE_OK; i++)
        code = sqlite3_prepare_v3(connection->db, texts[i], -1, SQLITE_PREPARE_PERSISTENT,
                                  &connection->statements[i], NULL);
    return code;
}

/* A restart begins the walk elsewhere, or processes that come and go would sweep the same corner. */
static void begin_walk(struct connection *connection)
{
    sqlite3_randomness(sizeof connection->swept, connection->swept);
    connection->swept_size = PWPOL_STORE_KEY_SIZE;
    sqlite3_randomness(sizeof connection->noise, &connection->noise);
    connection->noise |= 1;
}

pwpol_status sqlite_connection_open(struct sqlite_store *store, int64_t deadline, struct connection **result)
{
    struct connection *connection = calloc(1, sizeof *connection);
    if (connection == NULL)
        return PWPOL_ERR_NO_MEMORY;
    connection->store = store;
    connection->deadline = deadline;
    connection->noise = 1;
    pthread_mutex_lock(&files_lock);
    pwpol_status status = make_file(store);
    int code = SQLITE_OK;
    if (status == PWPOL_OK)
        code = open_file(connection);
    pthread_mutex_unlock(&files_lock);
    if (status == PWPOL_OK && code == SQLITE_OK)
        code = prepare_tables(connection, &status);
    if (status == PWPOL_OK && code == SQLITE_OK)
        code = set_up(connection);
    if (status == PWPOL_OK && code != SQLITE_OK)
        status = sqlite_store_failed(store, code);
    if (status != PWPOL_OK) {
        sqlite_connection_close(connection);
        return status;
    }
    begin_walk(connection);
    *result = connection;
    return PWPOL_OK;
}

void sqlite_connection_close(void *pointer)
{
    struct connection *connection = pointer;
    for (size_t i = 0; i < STATEMENTS; i++)
        sqlite3_finalize(connection->statements[i]);
    connection->deadline = 0;
    sqlite3_close(connection->db);
    free(connection);
}
