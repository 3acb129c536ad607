/* Structs of callers that were compiled against another release. */
#include "suite.h"

#include "base/sized.h"

struct form {
    size_t size;
    int first;
    int second;
};

struct longer_form {
    struct form known;
    int64_t third; /* and no padding, whose bytes nobody promises to be zero */
};

static void what_a_shorter_struct_lacks_is_zero(void **state)
{
    (void)state;
    struct form given = { .size = offsetof(struct form, second), .first = 1, .second = 2 };
    struct form copy = { 0 };
    assert_true(sized_read(&copy, sizeof copy, &given));
    assert_int_equal(copy.size, sizeof copy);
    assert_int_equal(copy.first, 1);
    assert_int_equal(copy.second, 0);
}

static void a_longer_struct_may_only_leave_unused_what_this_release_does_not_know(void **state)
{
    (void)state;
    struct longer_form given = { { sizeof given, 1, 2 }, 0 };
    struct form copy = { 0 };
    assert_true(sized_read(&copy, sizeof copy, &given));
    assert_int_equal(copy.size, sizeof copy);
    assert_int_equal(copy.second, 2);
    given.third = 3;
    assert_false(sized_read(&copy, sizeof copy, &given));
}

static void a_struct_shorter_than_its_own_size_is_none(void **state)
{
    (void)state;
    struct form given = { .size = sizeof(size_t) - 1 }, copy = { 0 };
    assert_false(sized_read(&copy, sizeof copy, &given));
    assert_false(sized_read(&copy, sizeof copy, NULL));
    assert_int_equal(sized_give(&given, &copy, sizeof copy), PWPOL_ERR_ARGUMENT);
    assert_int_equal(sized_give(NULL, &copy, sizeof copy), PWPOL_ERR_ARGUMENT);
}

static void nothing_is_written_beyond_the_caller_s_size_and_all_of_it_is_known(void **state)
{
    (void)state;
    const struct form made = { sizeof made, 1, 2 };
    struct form result = { offsetof(struct form, second), 7, 8 };
    assert_int_equal(sized_give(&result, &made, sizeof made), PWPOL_OK);
    assert_int_equal(result.size, offsetof(struct form, second));
    assert_int_equal(result.first, 1);
    assert_int_equal(result.second, 8);

    struct longer_form longer = { { sizeof longer, 7, 8 }, 9 };
    assert_int_equal(sized_give(&longer, &made, sizeof made), PWPOL_OK);
    assert_int_equal(longer.known.size, sizeof longer);
    assert_int_equal(longer.known.second, 2);
    assert_int_equal(longer.third, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_a_shorter_struct_lacks_is_zero),
        cmocka_unit_test(a_longer_struct_may_only_leave_unused_what_this_release_does_not_know),
        cmocka_unit_test(a_struct_shorter_than_its_own_size_is_none),
        cmocka_unit_test(nothing_is_written_beyond_the_caller_s_size_and_all_of_it_is_known),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
