/* Memory that runs out at every point, in the store and in SQLite: a status, and nothing lost. */
#include "pwpol/store_sqlite.h"

#include "fail_alloc.h"
#include "store_support.h"

#include <sqlite3.h>

/* ---- SQLite's own allocations, failing on purpose ------------------------------------ */

static sqlite3_mem_methods real;
static size_t count_down; /* 0 for none */
static bool has_failed;

static bool fails(void)
{
    if (count_down == 0 || --count_down > 0)
        return false;
    has_failed = true;
    return true;
}

static void *failing_malloc(int size)
{
    return fails() ? NULL : real.xMalloc(size);
}

static void *failing_realloc(void *memory, int size)
{
    return fails() ? NULL : real.xRealloc(memory, size);
}

static int enter(void **state)
{
    assert_int_equal(sqlite3_config(SQLITE_CONFIG_GETMALLOC, &real), SQLITE_OK);
    sqlite3_mem_methods failing = real;
    failing.xMalloc = failing_malloc;
    failing.xRealloc = failing_realloc;
    assert_int_equal(sqlite3_config(SQLITE_CONFIG_MALLOC, &failing), SQLITE_OK);
    return support_enter(state);
}

/* ---- The work --------------------------------------------------------------------------- */

static pwpol_status work(const char *path)
{
    pwpol_store *store = NULL;
    pwpol_status status = pwpol_store_sqlite_open(&store, path, NULL, NULL);
    return status == PWPOL_OK ? support_use_up(store) : status;
}

static void must_hold_the_lock(const char *path)
{
    pwpol_store *store = NULL;
    uint64_t value = 0;
    assert_int_equal(pwpol_store_sqlite_open(&store, path, NULL, NULL), PWPOL_OK);
    assert_int_equal(support_get(store, 500, &value), PWPOL_OK);
    assert_int_equal(value, 9);
    pwpol_store_free(store);
}

static void the_stores_own_memory_runs_out_at_every_point(void **state)
{
    (void)state;
    size_t nth = 1;
    for (;; nth++) {
        fail_alloc_start(nth, false);
        pwpol_status status = work("own.db");
        if (!fail_alloc_stop())
            break;
        assert_int_equal(status, PWPOL_ERR_NO_MEMORY);
    }
    assert_true(nth > 5);
}

/* Every seventh point, or each of them when PWPOL_TEST_EVERY_POINT is set: there are hundreds. */
static void sqlites_memory_runs_out_at_every_point(void **state)
{
    (void)state;
    size_t nth = 1;
    for (;; nth += getenv("PWPOL_TEST_EVERY_POINT") != NULL ? 1 : 7) {
        unlink("its.db");
        unlink("its.db-wal");
        unlink("its.db-shm");
        has_failed = false;
        count_down = nth;
        pwpol_status status = work("its.db");
        count_down = 0;
        if (!has_failed)
            break;
        /* SQLite does without some of what it asks for. */
        if (status != PWPOL_OK && status != PWPOL_ERR_NO_MEMORY)
            fail_msg("allocation %zu: status %d", nth, (int)status);
        assert_int_equal(work("its.db"), PWPOL_OK);
    }
    assert_true(nth > 100);
}

static void a_change_that_finds_no_memory_changes_nothing(void **state)
{
    (void)state;
    pwpol_store *store = NULL;
    assert_int_equal(pwpol_store_sqlite_open(&store, "change.db", NULL, NULL), PWPOL_OK);
    assert_int_equal(support_put(store, 500, 9), PWPOL_OK);
    for (size_t nth = 1;; nth++) {
        has_failed = false;
        count_down = nth;
        pwpol_status status = support_put(store, (uint32_t)nth, 7);
        count_down = 0;
        uint64_t value = 0;
        assert_int_equal(support_get(store, (uint32_t)nth, &value), PWPOL_OK);
        assert_int_equal(value, status == PWPOL_OK ? 7 : 0);
        must_hold_the_lock("change.db");
        if (!has_failed)
            break;
    }
    pwpol_store_free(store);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_stores_own_memory_runs_out_at_every_point),
        cmocka_unit_test(sqlites_memory_runs_out_at_every_point),
        cmocka_unit_test(a_change_that_finds_no_memory_changes_nothing),
    };
    return cmocka_run_group_tests(tests, enter, support_leave);
}
