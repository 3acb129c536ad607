/* Chance that can be drawn again. */
#include "suite.h"

#include "simulate/chance.h"

#include <math.h>

enum { DRAWS = 100000 };

static void the_same_question_has_the_same_answer_and_another_a_different_one(void **state)
{
    (void)state;
    uint64_t answer = chance_bits(7, CHANCE_OF_LOGIN, 3, 2);
    assert_int_equal(chance_bits(7, CHANCE_OF_LOGIN, 3, 2), answer);
    assert_int_not_equal(chance_bits(8, CHANCE_OF_LOGIN, 3, 2), answer);
    assert_int_not_equal(chance_bits(7, CHANCE_OF_OWNER, 3, 2), answer);
    assert_int_not_equal(chance_bits(7, CHANCE_OF_LOGIN, 4, 2), answer);
    assert_int_not_equal(chance_bits(7, CHANCE_OF_LOGIN, 3, 3), answer);
}

/* A share is uniform: mean 1/2 and variance 1/12, within five standard errors; its neighbours do not go together. */
static void shares_are_even(void **state)
{
    double sum = 0, squares = 0, products = 0, last = 0;
    (void)state;
    for (uint64_t i = 0; i < DRAWS; i++) {
        double share = chance_share(1, CHANCE_OF_PASSWORD, i, 0);
        assert_true(share >= 0 && share < 1);
        sum += share;
        squares += (share - 0.5) * (share - 0.5);
        products += (share - 0.5) * (last - 0.5);
        last = share;
    }
    assert_true(fabs(sum / DRAWS - 0.5) < 5 * sqrt(1.0 / 12 / DRAWS));
    assert_true(fabs(squares / DRAWS - 1.0 / 12) < 5 * sqrt(1.0 / 180 / DRAWS));
    assert_true(fabs(products / DRAWS) < 5 / 12.0 / sqrt(DRAWS));
}

static void every_number_below_a_bound_comes_as_often(void **state)
{
    unsigned counts[7] = { 0 };
    (void)state;
    for (uint64_t i = 0; i < DRAWS; i++)
        counts[chance_below(1, CHANCE_OF_OWNER, i, 0, 7)]++;
    for (size_t i = 0; i < 7; i++)
        assert_true(fabs(counts[i] - DRAWS / 7.0) < 5 * sqrt(DRAWS * 6.0 / 49));
    assert_int_equal(chance_below(1, CHANCE_OF_OWNER, 0, 0, 1), 0);
}

/* Exponential: mean 1 and variance 1. */
static void waits_have_no_memory(void **state)
{
    double sum = 0;
    unsigned above_one = 0;
    (void)state;
    for (uint64_t i = 0; i < DRAWS; i++) {
        double wait = chance_wait(1, CHANCE_OF_ARRIVAL, i, 0);
        assert_true(wait >= 0 && isfinite(wait));
        sum += wait;
        above_one += wait > 1;
    }
    assert_true(fabs(sum / DRAWS - 1) < 5 / sqrt(DRAWS));
    assert_true(fabs(above_one - DRAWS * exp(-1)) < 5 * sqrt(DRAWS * exp(-1) * (1 - exp(-1))));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_same_question_has_the_same_answer_and_another_a_different_one),
        cmocka_unit_test(shares_are_even),
        cmocka_unit_test(every_number_below_a_bound_comes_as_often),
        cmocka_unit_test(waits_have_no_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
