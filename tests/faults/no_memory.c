/* Memory that runs out at every allocation of every public function: a status, nothing kept, and the
 * objects go on. */
#include "trials.h"

#include "fail_alloc.h"
#include "held.h"

#include <stdlib.h>

static char *const *baselines;
static int baselines_count;

static void every_public_function_has_a_trial(void **state)
{
    (void)state;
    assert_every_function_has_a_trial(baselines, baselines_count);
}

static bool onward, struck;

static void strike(void)
{
    if (here.nth > 0)
        fail_alloc_start(here.nth, onward);
}

static void spare(void)
{
    struck = here.nth > 0 && fail_alloc_stop();
}

/* How many points there are. */
static size_t run_out_at_each(const struct trial *trial)
{
    assert_runs(trial);
    assert_runs(trial); /* what is made at the first use, and kept, is there now */
    struct held before = held_now();
    size_t points = 0;
    for (size_t point = 1;; point++) {
        here.nth = point;
        pwpol_status status = trial->run(&here);
        if (!struck) {
            assert_int_equal(status, PWPOL_OK);
            break;
        }
        if (status != PWPOL_OK && status != PWPOL_ERR_NO_MEMORY)
            fail_msg("%s %s: status %d at allocation %zu%s", trial->function, trial->how, (int)status, point,
                     onward ? " and all later ones" : "");
        points++;
        assert_runs(trial);
    }
    here.nth = 0;
    assert_given_back(&before, trial->function);
    return points;
}

static void out_of_memory(void)
{
    const struct trial *trial;
    size_t points = 0, with_points = 0;
    for (size_t i = 0; (trial = trial_at(i)) != NULL; i++) {
        size_t found = run_out_at_each(trial);
        points += found;
        with_points += found > 0;
    }
    print_message("# %zu allocations of %zu trials\n", points, with_points);
    assert_true(with_points > 30);
}

static void one_allocation_may_fail(void **state)
{
    (void)state;
    onward = false;
    out_of_memory();
}

static void memory_may_be_gone_for_good(void **state)
{
    (void)state;
    onward = true;
    out_of_memory();
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_public_function_has_a_trial),
        cmocka_unit_test(one_allocation_may_fail),
        cmocka_unit_test(memory_may_be_gone_for_good),
    };
    baselines = argv + 1;
    baselines_count = argc - 1;
    here.strike = strike;
    here.spare = spare;
    return cmocka_run_group_tests(tests, begin_world, end_world);
}
