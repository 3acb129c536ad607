/* The formal strength of a candidate (rules A1 to A8): the authority's own
 * examples pass, and a character or a word less does not. */
#include "suite.h"

#include "policy/formal.h"
#include "text/text.h"

#include <math.h>

enum {
    L = CLASS_LOWER,
    U = CLASS_UPPER,
    D = CLASS_DIGIT,
    S = CLASS_SPECIAL,
};

static pwpol_policy *preset(const char *name)
{
    pwpol_policy *policy;
    assert_int_equal(pwpol_policy_new(&policy, name), PWPOL_OK);
    return policy;
}

static const struct {
    double length, count, bits; /* bits = length x log2(count), rules.md A6 and A8 */
} formulas[] = {
    { 12, 99, 79.55 },                                          /* log2(99) = 6.62936 */
    { 8, 73, 49.52 },                                           /* log2(73) = 6.18982 */
    { 14, 62, 83.36 },                                          /* log2(62) = 5.95420 */
    { 8, 62, 47.63 },   { 16, 10, 53.15 },                      /* log2(10) = 3.32193 */
    { 15, 10, 49.83 },  { 4, 10, 13.29 },   { 7, 7776, 90.47 }, /* log2(7776) = 5 log2(6) = 12.92481 */
    { 6, 7776, 77.55 }, { 4, 7776, 51.70 }, { 100, 1, 0 },      { 100, 0, 0 }, { 0, 99, 0 },
};

static void the_formula_gives_the_figures_of_the_rules(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof formulas / sizeof formulas[0]; i++)
        assert_true(fabs(entropy_of(formulas[i].length, formulas[i].count) - formulas[i].bits) < 0.005);
}

static void entropy_is_rounded_to_the_nearest_bit(void **state)
{
    (void)state;
    assert_true(entropy_rounded(79.55) == 80);
    assert_true(entropy_rounded(49.5) == 50);
    assert_true(entropy_rounded(49.49) == 49);
    assert_true(entropy_rounded(13.29) == 13);
}

static const struct {
    unsigned classes;
    uint32_t symbols; /* 26 + 26 + 10 + 37 */
} alphabets[] = {
    { 0, 0 },
    { L, 26 },
    { U, 26 },
    { D, 10 },
    { S, 37 },
    { L | U, 52 },
    { L | U | D, 62 },
    { L | D | S, 73 },
    { L | U | D | S, 99 },
    { CLASS_OTHER_LETTER, 26 }, /* counts with the lower case, once */
    { CLASS_OTHER_LETTER | L, 26 },
    { CLASS_OTHER_LETTER | D, 36 },
};

static void each_class_adds_its_symbols(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof alphabets / sizeof alphabets[0]; i++)
        assert_int_equal(symbols_of(alphabets[i].classes), alphabets[i].symbols);
}

/* Every example of A2, A4 and A5 under the preset of its case, and one less. */
static const struct {
    const char *preset;
    size_t length;
    unsigned classes;
    size_t words;
    bool accepted;
    int example;
} candidates[] = {
    { "cnil-2022-100-alone", 12, L | U | D | S, 0, true, EXAMPLE_12_FOUR_CLASSES }, /* 79.55 */
    { "cnil-2022-100-alone", 11, L | U | D | S, 0, false, EXAMPLE_NONE },           /* 72.92 */
    { "cnil-2022-100-alone", 14, L | U | D, 0, true, EXAMPLE_14_LETTERS_DIGITS },   /* 83.36 */
    { "cnil-2022-100-alone", 13, L | U | D, 0, false, EXAMPLE_NONE },               /* 77.40 */
    { "cnil-2022-100-alone", 13, L | D | S, 0, true, EXAMPLE_NONE },                /* 80.47: formula */
    { "cnil-2022-100-alone", 12, L | D | S, 0, false, EXAMPLE_NONE },               /* 74.28 */
    { "cnil-2022-100-alone", 40, L, 7, true, EXAMPLE_7_WORDS },                     /* 90.47 */
    { "cnil-2022-100-alone", 40, L, 6, false, EXAMPLE_NONE }, /* 77.55, though 40 letters are 188 bits */
    { "cnil-2022-100-alone", 40, L | U | S, 6, false, EXAMPLE_NONE },
    { "cnil-2022-100-alone", 17, L, 1, true, EXAMPLE_NONE },  /* 79.91; one word is no phrase */
    { "cnil-2022-100-alone", 16, L, 0, false, EXAMPLE_NONE }, /* 75.21 */

    { "cnil-2022-100-restricted", 8, L | U | D, 0, true, EXAMPLE_8_THREE_CLASSES }, /* 47.63: by example */
    { "cnil-2022-100-restricted", 8, L | D | S, 0, true, EXAMPLE_8_THREE_CLASSES },
    { "cnil-2022-100-restricted", 8, CLASS_OTHER_LETTER | U | D, 0, true, EXAMPLE_8_THREE_CLASSES },
    { "cnil-2022-100-restricted", 7, L | U | D, 0, false, EXAMPLE_NONE },                  /* 41.68 */
    { "cnil-2022-100-restricted", 7, L | U | D | S, 0, false, EXAMPLE_NONE },              /* 46.41 */
    { "cnil-2022-100-restricted", 8, L | S, 0, false, EXAMPLE_NONE },                      /* 47.82 */
    { "cnil-2022-100-restricted", 8, CLASS_OTHER_LETTER | L | D, 0, false, EXAMPLE_NONE }, /* 41.36 */
    { "cnil-2022-100-restricted", 9, L | U, 0, true, EXAMPLE_NONE },                       /* 51.30 */
    { "cnil-2022-100-restricted", 16, D, 0, true, EXAMPLE_16_DIGITS },                     /* 53.15 */
    { "cnil-2022-100-restricted", 15, D, 0, false, EXAMPLE_NONE },         /* 49.83 rounds to 50: A7c */
    { "cnil-2022-100-restricted", 25, L, 4, true, EXAMPLE_NONE },          /* 51.70 */
    { "cnil-2022-100-restricted", 25, L | U | S, 3, false, EXAMPLE_NONE }, /* 38.77 */

    { "cnil-2022-100-device", 4, D, 0, true, EXAMPLE_4_DIGITS }, /* 13.29 */
    { "cnil-2022-100-device", 3, D, 0, false, EXAMPLE_NONE },    /* 9.97 */
    { "cnil-2022-100-device", 30, L, 2, true, EXAMPLE_NONE },    /* measured in letters: recognise is off */
};

static void the_authority_s_examples_pass_and_one_less_does_not(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof candidates / sizeof candidates[0]; i++) {
        pwpol_policy *policy = preset(candidates[i].preset);
        struct formal_candidate candidate = { candidates[i].length, candidates[i].classes,
                                              candidates[i].words, 7776 };
        struct formal formal = formal_judge(policy, &candidate);
        if (formal.accepted != candidates[i].accepted || formal.example != candidates[i].example)
            fail_msg("row %zu: accepted %d, example %d, %.2f bits", i, formal.accepted, formal.example,
                     formal.bits);
        pwpol_policy_free(policy);
    }
}

static void seven_words_of_a_short_list_are_not_the_example(void **state)
{
    (void)state;
    pwpol_policy *policy = preset("cnil-2022-100-alone");
    /* 7 x log2(1296) = 72.4: four dice a word are not enough. */
    struct formal_candidate candidate = { 40, L, 7, 1296 };
    assert_false(formal_judge(policy, &candidate).accepted);
    /* 8 x log2(1296) = 82.7 */
    candidate.phrase_words = 8;
    struct formal formal = formal_judge(policy, &candidate);
    assert_true(formal.accepted && formal.in_words);
    assert_int_equal(formal.symbols, 1296);
    pwpol_policy_free(policy);
}

static void sixteen_digits_are_asked_only_where_that_example_is_listed(void **state)
{
    (void)state;
    pwpol_policy *policy = preset("cnil-2022-100-restricted");
    assert_int_equal(pwpol_policy_set(policy, "entropy.examples", "", NULL), PWPOL_OK);
    struct formal_candidate fifteen = { 15, D, 0, 0 };
    assert_true(formal_judge(policy, &fifteen).accepted); /* 49.83 rounds to 50 */
    struct formal_candidate fourteen = { 14, D, 0, 0 };
    assert_false(formal_judge(policy, &fourteen).accepted); /* 46.51 */
    pwpol_policy_free(policy);
}

static void no_entropy_asked_accepts_anything(void **state)
{
    (void)state;
    pwpol_policy *policy = preset("nist-800-63b-4");
    struct formal_candidate one = { 1, D, 0, 0 };
    struct formal formal = formal_judge(policy, &one);
    assert_true(formal.accepted);
    assert_int_equal(formal.example, EXAMPLE_NONE);
    pwpol_policy_free(policy);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_formula_gives_the_figures_of_the_rules),
        cmocka_unit_test(entropy_is_rounded_to_the_nearest_bit),
        cmocka_unit_test(each_class_adds_its_symbols),
        cmocka_unit_test(the_authority_s_examples_pass_and_one_less_does_not),
        cmocka_unit_test(seven_words_of_a_short_list_are_not_the_example),
        cmocka_unit_test(sixteen_digits_are_asked_only_where_that_example_is_listed),
        cmocka_unit_test(no_entropy_asked_accepts_anything),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
