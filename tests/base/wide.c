/* Products and quotients of 128 bits, as processors of 64 and of 32 bits compute them. */
#include "suite.h"

#include "base/wide.h"

#define MOST UINT64_MAX
#define TWO(power) (UINT64_C(1) << (power))

/* By hand: (2^64 - 1)^2 = 2^128 - 2^65 + 1; (2^32 + 1)^2 = 2^64 + 2^33 + 1; (2^64 - 1) x 2^32 = 2^96 - 2^32;
 * (2^33 - 1)^2 = 2^66 - 2^34 + 1, where the halves carry. */
static const struct {
    uint64_t one, other, high;
} products[] = {
    { 0, MOST, 0 },
    { 1, MOST, 0 },
    { 2, MOST, 1 },
    { MOST, MOST, MOST - 1 },
    { TWO(32) + 1, TWO(32) + 1, 1 },
    { MOST, TWO(32), TWO(32) - 1 },
    { TWO(32), MOST, TWO(32) - 1 },
    { TWO(33) - 1, TWO(33) - 1, 3 },
    { TWO(63), TWO(63), TWO(62) },
};

static void the_upper_half_of_a_product_is_right(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof products / sizeof products[0]; i++) {
        assert_true(multiply_high(products[i].one, products[i].other) == products[i].high);
        assert_true(multiply_high_by_halves(products[i].one, products[i].other) == products[i].high);
    }
}

/* By hand: 2^62 / 3 = 1537228672809129301.3; 2 x 2^62 / 3 is twice that, 3074457345618258602.7;
 * (2^62 - 1) x 2^62 / 2^62 is whole; 1 x 2^4 / 5 = 3.2. */
static const struct {
    uint64_t number;
    unsigned shift;
    uint64_t divisor, quotient;
} quotients[] = {
    { 0, 62, 1, 0 },
    { 1, 62, 3, UINT64_C(1537228672809129302) },
    { 2, 62, 3, UINT64_C(3074457345618258603) },
    { TWO(62) - 1, 62, TWO(62), TWO(62) - 1 },
    { 1, 1, 2, 1 },
    { 1, 4, 5, 4 },
    { TWO(63) - 1, 1, TWO(63), 2 },
    { 4, 0, 5, 1 },
};

static void a_shifted_number_is_divided_and_rounded_up(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof quotients / sizeof quotients[0]; i++) {
        uint64_t number = quotients[i].number, divisor = quotients[i].divisor;
        assert_true(divide_shifted(number, quotients[i].shift, divisor) == quotients[i].quotient);
        assert_true(divide_shifted_by_bits(number, quotients[i].shift, divisor) == quotients[i].quotient);
    }
}

/* A linear congruential sequence, so that the two ways meet numbers that nobody chose. */
static void both_ways_agree(void **state)
{
    (void)state;
    uint64_t one = 1, other = 2;
    for (unsigned i = 0; i < 10000; i++) {
        one = one * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
        other = other * UINT64_C(6364136223846793005) + one;
        assert_true(multiply_high(one, other) == multiply_high_by_halves(one, other));
        uint64_t divisor = 1 + (other >> 1 >> one % 63);
        assert_true(divide_shifted(one % divisor, 62, divisor) == divide_shifted_by_bits(one % divisor, 62, divisor));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_upper_half_of_a_product_is_right),
        cmocka_unit_test(a_shifted_number_is_divided_and_rounded_up),
        cmocka_unit_test(both_ways_agree),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
