/* The scenarios that have a name. */
#include "suite.h"

#include "simulate/scenario.h"

#include <math.h>

static void every_number_of_a_scenario_is_within_its_bounds(void **state)
{
    (void)state;
    for (size_t i = 0; scenario_named(i) != NULL; i++) {
        struct scenario scenario = *scenario_named(i);
        for (int field = 0; field < FIELDS; field++) {
            const struct field_row *row = field_row((enum field)field);
            double value = *field_of(&scenario, (enum field)field);
            assert_true(value >= row->lowest && value <= row->highest);
            assert_true(!row->whole || value == floor(value));
        }
        assert_in_range(scenario.duration, 1, (int64_t)SCENARIO_DURATION_MAX * 1000);
        assert_in_range(scenario_targets(&scenario), 1, scenario.accounts);
    }
}

static void a_day_has_as_many_logins_whatever_its_shape(void **state)
{
    (void)state;
    for (int day = 0; day_names[day] != NULL; day++) {
        double sum = 0;
        for (int hour = 0; hour < 24; hour++) {
            assert_true(day_hours((enum day)day)[hour] >= 0);
            sum += day_hours((enum day)day)[hour];
        }
        assert_true(fabs(sum - 24) < 1e-9);
    }
}

static void a_field_is_found_by_its_number(void **state)
{
    struct scenario scenario = *scenario_named(0);
    (void)state;
    *field_of(&scenario, FIELD_RATE) = 12.5;
    *field_of(&scenario, FIELD_BEHIND) = 3;
    assert_true(scenario.rate == 12.5 && scenario.behind == 3);
    assert_string_equal(field_row(FIELD_BEHIND)->name, "behind");
}

static void no_target_named_means_all_accounts(void **state)
{
    struct scenario scenario = { .accounts = 10, .targets = 0 };
    (void)state;
    assert_int_equal(scenario_targets(&scenario), 10);
    scenario.targets = 3;
    assert_int_equal(scenario_targets(&scenario), 3);
    scenario.targets = 11;
    assert_int_equal(scenario_targets(&scenario), 10);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_number_of_a_scenario_is_within_its_bounds),
        cmocka_unit_test(a_day_has_as_many_logins_whatever_its_shape),
        cmocka_unit_test(a_field_is_found_by_its_number),
        cmocka_unit_test(no_target_named_means_all_accounts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
