/* Calls of the system that fail in every public function, one after the other: a status that says so, nothing kept,
 * and what is on the disk is the old or the new, whole. Interrupted or answered in part, they change nothing. */
#include "trials.h"

#include "fail_call.h"
#include "held.h"

#include <errno.h>
#include <fcntl.h>

static enum fail_call kind;
static int error;
static bool struck;

static void strike(void)
{
    if (here.nth > 0)
        fail_call_start(kind, here.nth, error);
}

static void spare(void)
{
    struck = here.nth > 0 && fail_call_stop();
}

static bool is_one_of(pwpol_status status, const pwpol_status *statuses)
{
    for (; *statuses != PWPOL_OK; statuses++)
        if (*statuses == status)
            return true;
    return status == PWPOL_OK;
}

/* Every call of this kind in this trial; how many there are. */
static size_t fail_each(const struct trial *trial, const pwpol_status *statuses, size_t *told)
{
    size_t points = 0;
    for (size_t point = 1;; point++) {
        here.nth = point;
        pwpol_status status = trial->run(&here);
        if (!struck) {
            assert_int_equal(status, PWPOL_OK);
            return points;
        }
        if (!is_one_of(status, statuses))
            fail_msg("%s %s: status %d at call %zu of %s, errno %d", trial->function, trial->how, (int)status, point,
                     fail_call_name(kind), error);
        points++;
        *told += status != PWPOL_OK;
        assert_runs(trial);
    }
}

/* statuses ends with PWPOL_OK, which is always fine: some calls are only tried. */
static void fail_all(enum fail_call which, int with, const pwpol_status *statuses, size_t points_least)
{
    const struct trial *trial;
    size_t points = 0, told = 0;
    kind = which;
    error = with;
    for (size_t i = 0; (trial = trial_at(i)) != NULL; i++) {
        assert_runs(trial);
        assert_runs(trial);
        struct held before = held_now();
        points += fail_each(trial, statuses, &told);
        here.nth = 0;
        assert_given_back(&before, trial->function);
    }
    print_message("# %zu calls of %s, errno %d: %zu told\n", points, fail_call_name(kind), error, told);
    assert_in_range(points, points_least, 10000);
    assert_int_equal(told > 0, statuses[0] != PWPOL_OK);
}

static const pwpol_status nothing[] = { PWPOL_OK };
static const pwpol_status random_is_none[] = { PWPOL_ERR_RANDOM, PWPOL_OK };
/* PWPOL_ERR_STORE is SQLite's. */
static const pwpol_status no_file[] = { PWPOL_ERR_IO, PWPOL_ERR_STORE, PWPOL_OK };
static const pwpol_status full[] = { PWPOL_ERR_IO, PWPOL_ERR_STORE, PWPOL_ERR_FULL, PWPOL_OK };

static void without_random_bytes(void **state)
{
    (void)state;
    fail_all(FAIL_GETRANDOM, EIO, random_is_none, 5);
}

static void files_that_do_not_open(void **state)
{
    (void)state;
    fail_all(FAIL_OPEN, EMFILE, no_file, 10);
    fail_all(FAIL_OPEN, EACCES, no_file, 10);
}

static void files_that_cannot_be_read(void **state)
{
    (void)state;
    fail_all(FAIL_READ, EIO, no_file, 10);
    fail_all(FAIL_STAT, EIO, no_file, 5);
}

static void a_disk_that_is_full_or_fails(void **state)
{
    (void)state;
    fail_all(FAIL_WRITE, ENOSPC, full, 3);
    fail_all(FAIL_WRITE, EIO, full, 3);
    fail_all(FAIL_FSYNC, EIO, full, 2);
    fail_all(FAIL_RENAME, ENOSPC, full, 1);
}

static void calls_that_are_interrupted(void **state)
{
    (void)state;
    fail_all(FAIL_GETRANDOM, EINTR, nothing, 5);
    fail_all(FAIL_OPEN, EINTR, nothing, 10);
    fail_all(FAIL_READ, EINTR, nothing, 10);
    fail_all(FAIL_WRITE, EINTR, nothing, 3);
}

static void calls_that_do_half_of_it(void **state)
{
    (void)state;
    fail_all(FAIL_GETRANDOM, 0, nothing, 5);
    fail_all(FAIL_READ, 0, nothing, 10);
    fail_all(FAIL_WRITE, 0, nothing, 3);
}

/* Memory that cannot be locked or kept out of core dumps serves all the same. */
static void memory_that_takes_no_advice(void **state)
{
    (void)state;
    fail_all(FAIL_LOCK, EPERM, nothing, 5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(without_random_bytes),
        cmocka_unit_test(files_that_do_not_open),
        cmocka_unit_test(files_that_cannot_be_read),
        cmocka_unit_test(a_disk_that_is_full_or_fails),
        cmocka_unit_test(calls_that_are_interrupted),
        cmocka_unit_test(calls_that_do_half_of_it),
        cmocka_unit_test(memory_that_takes_no_advice),
    };
    here.strike = strike;
    here.spare = spare;
    return cmocka_run_group_tests(tests, begin_world, end_world);
}
