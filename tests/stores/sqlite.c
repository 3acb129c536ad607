/* The store in an SQLite file, against what happens to files. */
#include "pwpol/store_sqlite.h"

#include "store_support.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdatomic.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>

static pwpol_store *open_store(const char *path)
{
    pwpol_store *store = NULL;
    pwpol_where where = PWPOL_WHERE_INIT;
    pwpol_store_sqlite_options patient = PWPOL_STORE_SQLITE_OPTIONS_INIT;
    patient.timeout_ms = 30000; /* for a crowded machine */
    if (pwpol_store_sqlite_open(&store, path, &patient, &where) != PWPOL_OK)
        fail_msg("%s", where.message_en);
    return store;
}

/* With the caller's clock, so that time passes when the test says so. */
static pwpol_store *open_with(const char *path, uint64_t records_max, uint32_t timeout_ms)
{
    pwpol_store_sqlite_options options = PWPOL_STORE_SQLITE_OPTIONS_INIT;
    pwpol_store *store = NULL;
    options.records_max = records_max;
    options.timeout_ms = timeout_ms;
    options.clock = PWPOL_SQLITE_CLOCK_CALLER;
    assert_int_equal(pwpol_store_sqlite_open(&store, path, &options, NULL), PWPOL_OK);
    return store;
}

static void expect_refused(const char *path, pwpol_status status, const char *words)
{
    pwpol_store *store = (pwpol_store *)&store;
    pwpol_where where = PWPOL_WHERE_INIT;
    assert_int_equal(pwpol_store_sqlite_open(&store, path, NULL, &where), status);
    assert_null(store);
    if (strstr(where.message_en, words) == NULL)
        fail_msg("\"%s\" is not in \"%s\"", words, where.message_en);
}

static void must_be(pwpol_store *store, uint32_t number, uint64_t expected)
{
    uint64_t value = 0;
    assert_int_equal(support_get(store, number, &value), PWPOL_OK);
    assert_int_equal(value, expected);
}

static void execute(const char *path, const char *text)
{
    sqlite3 *db = NULL;
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    sqlite3_busy_timeout(db, 5000);
    char *why = NULL;
    if (sqlite3_exec(db, text, NULL, NULL, &why) != SQLITE_OK)
        fail_msg("%s: %s", text, why);
    assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

static int64_t ask(const char *path, const char *text)
{
    sqlite3 *db = NULL;
    sqlite3_stmt *statement = NULL;
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    sqlite3_busy_timeout(db, 5000);
    assert_int_equal(sqlite3_prepare_v2(db, text, -1, &statement, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_step(statement), SQLITE_ROW);
    int64_t number = sqlite3_column_int64(statement, 0);
    sqlite3_finalize(statement);
    assert_int_equal(sqlite3_close(db), SQLITE_OK);
    return number;
}

static void write_file(const char *path, const void *bytes, size_t length)
{
    int file = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    assert_true(file >= 0);
    assert_int_equal(write(file, bytes, length), (ssize_t)length);
    close(file);
}

/* ---- The file ------------------------------------------------------------------ */

static void its_files_are_the_owners_alone(void **state)
{
    (void)state;
    mode_t before = umask(0);
    pwpol_store *store = open_store("mode.db");
    assert_int_equal(support_put(store, 1, 1), PWPOL_OK);
    static const char *const names[] = { "mode.db", "mode.db-wal", "mode.db-shm" };
    for (size_t i = 0; i < 3; i++) {
        struct stat status;
        assert_int_equal(stat(names[i], &status), 0);
        assert_int_equal(status.st_mode & 0777, 0600);
    }
    umask(before);
    pwpol_store_free(store);
}

static void names_that_sqlite_would_interpret_are_names_of_files(void **state)
{
    (void)state;
    static const char *const names[] = { ":memory:", "file:x?mode=memory", "a b'c\"d%e" };
    for (size_t i = 0; i < 3; i++) {
        pwpol_store_free(open_store(names[i]));
        assert_int_equal(access(names[i], F_OK), 0);
    }
}

static void wrong_arguments_and_options_are_refused(void **state)
{
    (void)state;
    static char longest[5000];
    memset(longest, 'a', sizeof longest - 1);
    pwpol_store *store = NULL;
    assert_int_equal(pwpol_store_sqlite_open(NULL, "x.db", NULL, NULL), PWPOL_ERR_ARGUMENT);
    assert_int_equal(pwpol_store_sqlite_open(&store, NULL, NULL, NULL), PWPOL_ERR_ARGUMENT);
    assert_int_equal(pwpol_store_sqlite_open(&store, "", NULL, NULL), PWPOL_ERR_ARGUMENT);
    assert_int_equal(pwpol_store_sqlite_open(&store, longest, NULL, NULL), PWPOL_ERR_TOO_LONG);
    static const pwpol_store_sqlite_options wrong[] = {
        { .size = 3 },
        { .size = sizeof wrong[0], .records_max = 15 },
        { .size = sizeof wrong[0], .records_max = 1000000001 },
        { .size = sizeof wrong[0], .timeout_ms = 60001 },
        { .size = sizeof wrong[0], .clock = (pwpol_store_sqlite_clock)2 },
    };
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        pwpol_where where = PWPOL_WHERE_INIT;
        assert_int_equal(pwpol_store_sqlite_open(&store, "x.db", &wrong[i], &where),
                         i < 1 ? PWPOL_ERR_ARGUMENT : PWPOL_ERR_RANGE);
        assert_int_equal(i < 1, where.message_en[0] == '\0');
        assert_int_equal(access("x.db", F_OK), -1);
    }
    /* Options of an earlier release, which had no more than their size. */
    pwpol_store_sqlite_options shorter = { .size = sizeof shorter.size, .records_max = 1 };
    assert_int_equal(pwpol_store_sqlite_open(&store, "x.db", &shorter, NULL), PWPOL_OK);
    pwpol_store_free(store);
}

static void what_is_no_store_is_refused_and_left_alone(void **state)
{
    (void)state;
    expect_refused("missing/x.db", PWPOL_ERR_STORE, "does its folder exist");
    assert_int_equal(mkdir("folder", 0700), 0);
    expect_refused("folder", PWPOL_ERR_STORE, "no regular file");
    static const char text[] = "This is a letter, and a long one, to nobody in particular. It is no database at all, "
                               "and it is longer than the header of one, which has a hundred bytes.";
    write_file("letter", text, sizeof text);
    expect_refused("letter", PWPOL_ERR_STORE, "no SQLite file");
    execute("other.db", "CREATE TABLE users (name TEXT); INSERT INTO users VALUES ('camille');");
    assert_int_equal(chmod("other.db", 0600), 0);
    expect_refused("other.db", PWPOL_ERR_STORE, "another program's");
    assert_int_equal(ask("other.db", "SELECT count(*) FROM users"), 1);
    assert_int_equal(ask("other.db", "SELECT count(*) FROM sqlite_schema"), 1);
    pwpol_store_free(open_store("open.db"));
    assert_int_equal(chmod("open.db", 0604), 0);
    expect_refused("open.db", PWPOL_ERR_STORE, "open to every user");
    assert_int_equal(chmod("open.db", 0660), 0);
    pwpol_store_free(open_store("open.db"));
}

static void a_later_schema_is_refused_with_a_sentence(void **state)
{
    (void)state;
    pwpol_store_free(open_store("later.db"));
    assert_int_equal(ask("later.db", "PRAGMA user_version"), 1);
    execute("later.db", "PRAGMA user_version = 2");
    expect_refused("later.db", PWPOL_ERR_STORE, "later release");
}

static void triggers_that_somebody_put_there_do_not_run(void **state)
{
    (void)state;
    pwpol_store_free(open_store("trigger.db"));
    execute("trigger.db", "CREATE TRIGGER unlock AFTER INSERT ON subject BEGIN DELETE FROM subject; END");
    pwpol_store *store = open_store("trigger.db");
    assert_int_equal(support_put(store, 1, 7), PWPOL_OK);
    must_be(store, 1, 7);
    pwpol_store_free(store);
}

static void a_file_that_is_moved_away_is_made_anew(void **state)
{
    (void)state;
    pwpol_store *store = open_store("moved.db");
    assert_int_equal(support_put(store, 1, 7), PWPOL_OK);
    assert_int_equal(unlink("moved.db"), 0);
    unlink("moved.db-wal");
    unlink("moved.db-shm");
    must_be(store, 1, 0);
    assert_int_equal(support_put(store, 1, 8), PWPOL_OK);
    pwpol_store *other = open_store("moved.db");
    must_be(other, 1, 8);
    pwpol_store_free(other);
    pwpol_store_free(store);
}

/* ---- Damage ---------------------------------------------------------------------- */

/* Any status will do; a crash or a hang will not. */
static void use_anyhow(const char *path)
{
    pwpol_store *store = NULL;
    pwpol_status status = pwpol_store_sqlite_open(&store, path, NULL, NULL);
    assert_true(status == PWPOL_OK || status == PWPOL_ERR_STORE);
    if (status != PWPOL_OK)
        return;
    for (uint32_t i = 0; i < 300; i += 10) {
        uint64_t value = 0;
        status = support_get(store, i, &value);
        assert_true(status == PWPOL_OK || status == PWPOL_ERR_STORE);
        status = support_put(store, i, 1);
        assert_true(status == PWPOL_OK || status == PWPOL_ERR_STORE);
    }
    unsigned visits = 0;
    int64_t now = support_now();
    status = pwpol_store_scan(store, &now, support_count, &visits);
    assert_true(status == PWPOL_OK || status == PWPOL_ERR_STORE);
    pwpol_store_free(store);
}

static void damaged_files_give_a_status(void **state)
{
    (void)state;
    pwpol_store *store = open_store("whole.db");
    for (uint32_t i = 0; i < 300; i++)
        assert_int_equal(support_put(store, i, 1), PWPOL_OK);
    pwpol_store_free(store);
    static unsigned char bytes[1 << 20], damaged[1 << 20];
    int file = open("whole.db", O_RDONLY);
    ssize_t length = read(file, bytes, sizeof bytes);
    close(file);
    assert_in_range(length, 20000, sizeof bytes - 1);
    unsigned short seed[3] = { 7, 7, 7 };
    for (unsigned turn = 0; turn < 150; turn++) {
        memcpy(damaged, bytes, (size_t)length);
        for (unsigned i = 0; i <= turn % 40; i++)
            damaged[nrand48(seed) % length] = (unsigned char)nrand48(seed);
        write_file("damaged.db", damaged, turn % 5 == 0 ? (size_t)(nrand48(seed) % length) : (size_t)length);
        use_anyhow("damaged.db");
        unlink("damaged.db-wal");
        unlink("damaged.db-shm");
    }
}

static void a_damaged_row_is_no_answer(void **state)
{
    (void)state;
    static const char *const damages[] = {
        "UPDATE subject SET state = x'00'",        "UPDATE subject SET expires = -1",
        "UPDATE subject SET danger = 4294967296",  "DELETE FROM host",
        "UPDATE host SET time_ms = -5",            "UPDATE host SET records = -5",
    };
    for (size_t i = 0; i < sizeof damages / sizeof damages[0]; i++) {
        unlink("row.db");
        pwpol_store *store = open_store("row.db");
        assert_int_equal(support_put(store, 1, 7), PWPOL_OK);
        execute("row.db", damages[i]);
        uint64_t value = 0;
        assert_int_equal(support_get(store, 1, &value), PWPOL_ERR_STORE);
        support_expect_trouble(store, "is damaged");
        assert_int_equal(support_put(store, 1, 8), PWPOL_ERR_STORE);
        pwpol_store_free(store);
    }
}

/* ---- The disk --------------------------------------------------------------------- */

static void a_full_disk_is_told_and_loses_nothing(void **state)
{
    (void)state;
    pwpol_store *store = open_store("full.db");
    assert_int_equal(support_put(store, 0, 7), PWPOL_OK);
    struct rlimit before, small = { .rlim_cur = 300000 };
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    small.rlim_max = before.rlim_max;
    signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
    pwpol_status status = PWPOL_OK;
    uint32_t put = 1;
    for (; put < 100000 && status == PWPOL_OK; put++)
        status = support_put(store, put, 7);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
    assert_int_equal(status, PWPOL_ERR_STORE);
    for (uint32_t i = 0; i + 1 < put; i++)
        must_be(store, i, 7);
    must_be(store, put - 1, 0);
    /* With room again it goes on. */
    assert_int_equal(support_put(store, put - 1, 8), PWPOL_OK);
    pwpol_store_free(store);
    store = open_store("full.db");
    must_be(store, 0, 7);
    must_be(store, put - 1, 8);
    pwpol_store_free(store);
}

/* ---- Others ------------------------------------------------------------------------ */

/* A process stops in the middle of a change: the others are told, and go on when it is gone. */
static void a_process_that_stops_while_it_writes_is_waited_for_a_bounded_time(void **state)
{
    (void)state;
    pwpol_store *store = open_with("stopped.db", 0, 100);
    int ready[2];
    assert_int_equal(pipe(ready), 0);
    pid_t child = fork();
    if (child == 0) {
        sqlite3 *db = NULL;
        bool holds = sqlite3_open("stopped.db", &db) == SQLITE_OK &&
                     sqlite3_exec(db, "BEGIN IMMEDIATE", NULL, NULL, NULL) == SQLITE_OK;
        if (write(ready[1], holds ? "y" : "n", 1) == 1)
            pause();
        _exit(1);
    }
    char answer = 0;
    assert_int_equal(read(ready[0], &answer, 1), 1);
    assert_int_equal(answer, 'y');
    assert_int_equal(kill(child, SIGSTOP), 0);
    assert_int_equal(support_put(store, 1, 7), PWPOL_ERR_STORE);
    support_expect_trouble(store, "Another process");
    /* Who only reads waits for nobody. */
    must_be(store, 1, 0);
    kill(child, SIGKILL);
    waitpid(child, NULL, 0);
    assert_int_equal(support_put(store, 1, 7), PWPOL_OK);
    close(ready[0]);
    close(ready[1]);
    pwpol_store_free(store);
}

#if !SUITE_HAS_ADDRESS_SANITIZER
static atomic_bool stop_threads;
static atomic_uint raised, failed;

static void *raise_for_ever(void *pointer)
{
    while (!atomic_load(&stop_threads)) {
        if (support_raise(pointer, 1) == PWPOL_OK)
            atomic_fetch_add(&raised, 1);
        else
            atomic_fetch_add(&failed, 1);
    }
    return NULL;
}

static void a_fork_while_threads_work_disturbs_nobody(void **state)
{
    (void)state;
    enum { THREADS = 4, CHILDREN = 20, TURNS = 10 };
    pwpol_store *store = open_store("fork.db");
    pthread_t threads[THREADS];
    atomic_store(&stop_threads, false);
    for (size_t i = 0; i < THREADS; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, raise_for_ever, store), 0);
    support_raise_in_children(store, 1, CHILDREN, TURNS);
    atomic_store(&stop_threads, true);
    for (size_t i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    assert_int_equal(atomic_load(&failed), 0);
    must_be(store, 1, atomic_load(&raised) + CHILDREN * TURNS);
    pwpol_store_free(store);
}
#endif

/* ---- Time -------------------------------------------------------------------------- */

static void what_has_expired_is_removed_bit_by_bit(void **state)
{
    (void)state;
    pwpol_store *store = open_with("expired.db", 0, 0);
    int64_t now = 1000;
    bool swapped = false;
    for (uint32_t i = 0; i < 1000; i++) {
        pwpol_store_item item = support_item(i, 1);
        item.lifetime = 1000;
        assert_int_equal(pwpol_store_swap(store, &item, 1, &now, &swapped), PWPOL_OK);
    }
    assert_int_equal(ask("expired.db", "SELECT count(*) FROM subject"), 1000);
    /* A record that is put looks at two: 800 puts look at all of them and some twice. */
    for (uint32_t i = 0; i < 800; i++) {
        now = 5000;
        pwpol_store_item item = support_item(5000 + i % 4, i + 1);
        assert_int_equal(pwpol_store_swap(store, &item, 1, &now, &swapped), PWPOL_OK);
    }
    assert_int_equal(ask("expired.db", "SELECT count(*) FROM subject"), 4);
    assert_int_equal(ask("expired.db", "SELECT records FROM host"), 4);
    pwpol_store_free(store);
}

static void the_hosts_clock_never_falls_behind_what_the_file_has_seen(void **state)
{
    (void)state;
    pwpol_store_free(open_store("clock.db"));
    /* As if the wall clock had been a day ahead, and the host had been started since. */
    int64_t ahead = support_now() + 86400000;
    char text[128];
    snprintf(text, sizeof text, "UPDATE host SET boot = 'another', time_ms = %lld", (long long)ahead);
    execute("clock.db", text);
    pwpol_store *store = open_store("clock.db");
    pwpol_store_item item = support_item(1, 1);
    int64_t now = 5;
    assert_int_equal(pwpol_store_load(store, &item, 1, &now), PWPOL_OK);
    assert_true(now >= ahead);
    pwpol_store_free(store);
}

static void a_bound_that_was_lowered_is_reached_bit_by_bit(void **state)
{
    (void)state;
    pwpol_store *store = open_with("bound.db", 1000, 0);
    for (uint32_t i = 0; i < 1000; i++)
        assert_int_equal(support_put(store, i, 1), PWPOL_OK);
    pwpol_store_free(store);
    store = open_with("bound.db", 100, 0);
    assert_int_equal(support_put(store, 5000, 1), PWPOL_OK);
    assert_in_range(ask("bound.db", "SELECT count(*) FROM subject"), 800, 999);
    for (uint32_t i = 0; i < 1000; i++)
        assert_int_equal(support_put(store, 5000 + i, 1), PWPOL_OK);
    assert_int_equal(ask("bound.db", "SELECT count(*) FROM subject"), 100);
    assert_int_equal(ask("bound.db", "SELECT records FROM host"), 100);
    pwpol_store_free(store);
}

static void durable_works_alike(void **state)
{
    (void)state;
    pwpol_store_sqlite_options options = PWPOL_STORE_SQLITE_OPTIONS_INIT;
    pwpol_store *store = NULL;
    options.durable = true;
    assert_int_equal(pwpol_store_sqlite_open(&store, "durable.db", &options, NULL), PWPOL_OK);
    assert_int_equal(support_put(store, 1, 7), PWPOL_OK);
    must_be(store, 1, 7);
    pwpol_store_free(store);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(its_files_are_the_owners_alone),
        cmocka_unit_test(names_that_sqlite_would_interpret_are_names_of_files),
        cmocka_unit_test(wrong_arguments_and_options_are_refused),
        cmocka_unit_test(what_is_no_store_is_refused_and_left_alone),
        cmocka_unit_test(a_later_schema_is_refused_with_a_sentence),
        cmocka_unit_test(triggers_that_somebody_put_there_do_not_run),
        cmocka_unit_test(a_file_that_is_moved_away_is_made_anew),
        cmocka_unit_test(damaged_files_give_a_status),
        cmocka_unit_test(a_damaged_row_is_no_answer),
        cmocka_unit_test(a_full_disk_is_told_and_loses_nothing),
        cmocka_unit_test(a_process_that_stops_while_it_writes_is_waited_for_a_bounded_time),
#if !SUITE_HAS_ADDRESS_SANITIZER
        cmocka_unit_test(a_fork_while_threads_work_disturbs_nobody),
#endif
        cmocka_unit_test(what_has_expired_is_removed_bit_by_bit),
        cmocka_unit_test(the_hosts_clock_never_falls_behind_what_the_file_has_seen),
        cmocka_unit_test(a_bound_that_was_lowered_is_reached_bit_by_bit),
        cmocka_unit_test(durable_works_alike),
    };
    return cmocka_run_group_tests(tests, support_enter, support_leave);
}
