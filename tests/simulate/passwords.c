/* Which of the attacker's guesses is an account's password. */
#include "suite.h"

#include "fail_alloc.h"
#include "simulate/passwords.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { ACCOUNTS = 200000 };

/* As many accounts are found by so many guesses as the probability says, within five standard errors. */
static void assert_agree(const struct passwords *passwords, uint64_t guesses)
{
    unsigned found = 0;
    double expected = passwords_found(passwords, guesses);
    for (uint64_t account = 0; account < ACCOUNTS; account++) {
        uint64_t rank = passwords_rank(passwords, 1, account);
        found += rank > 0 && rank <= guesses;
    }
    assert_true(expected >= 0 && expected <= 1);
    assert_true(fabs(found - ACCOUNTS * expected) <= 5 * sqrt(ACCOUNTS * expected * (1 - expected)) + 1e-9);
}

/* 0.037433 x 1^0.187227, x 10^0.187227 = 1.53896, x 1000^0.187227 = 3.64486 */
static void the_law_gives_the_shares_that_were_published(void **state)
{
    (void)state;
    assert_true(passwords_share(0) == 0);
    assert_true(fabs(passwords_share(1) - 0.037433) < 1e-6);
    assert_true(fabs(passwords_share(10) - 0.057608) < 1e-6);
    assert_true(fabs(passwords_share(1000) - 0.136436) < 1e-5);
    assert_true(passwords_share(1e9) == 1);
}

static void ranks_and_probabilities_agree_under_the_law(void **state)
{
    static const double refused[] = { 0, 1, 1000, PASSWORDS_BUILTIN, 4e7 };
    static const uint64_t guesses[] = { 1, 25, 10000, 10000000 };
    (void)state;
    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++) {
        struct passwords passwords = passwords_zipf(refused[i]);
        for (size_t j = 0; j < sizeof guesses / sizeof guesses[0]; j++)
            assert_agree(&passwords, guesses[j]);
    }
}

static void a_policy_that_refuses_all_leaves_nothing_to_find(void **state)
{
    struct passwords passwords = passwords_zipf(1e9);
    (void)state;
    assert_int_equal(passwords_rank(&passwords, 1, 1), 0);
    assert_true(passwords_found(&passwords, 1000) == 0);
}

static void each_guess_is_as_likely_when_they_are_even(void **state)
{
    struct passwords passwords = passwords_even(3);
    (void)state;
    assert_true(passwords_found(&passwords, 25) == 0.025);
    assert_agree(&passwords, 25);
    assert_agree(&passwords, 1000);
    for (uint64_t account = 0; account < 1000; account++)
        assert_in_range(passwords_rank(&passwords, 1, account), 1, 1000);
}

/* Of a list of 1000 words every other is refused, and the others take their share. */
static void a_word_that_the_policy_refuses_is_nobodys_password(void **state)
{
    struct passwords passwords = { .model = PASSWORDS_LIST };
    (void)state;
    for (int i = 0; i < 1000; i++)
        assert_true(passwords_add(&passwords, i % 2 == 1));
    assert_int_equal(passwords.lines, 1000);
    assert_int_equal(passwords.count, 500);
    assert_agree(&passwords, 1);
    assert_agree(&passwords, 100);
    double all = passwords_found(&passwords, 500);
    assert_true(all > 0.05 && all < passwords_share(1000)); /* the odd ranks are less likely than the even ones */
    assert_true(passwords_found(&passwords, 100000) == all);
    passwords_end(&passwords);
    struct passwords none = { .model = PASSWORDS_LIST };
    assert_true(passwords_add(&none, false));
    assert_int_equal(passwords_rank(&none, 1, 1), 0);
    assert_true(passwords_found(&none, 10) == 0);
}

static void a_word_for_which_there_is_no_memory_is_told(void **state)
{
    struct passwords passwords = { .model = PASSWORDS_LIST };
    (void)state;
    fail_alloc_start(1, true);
    assert_false(passwords_add(&passwords, true));
    assert_true(fail_alloc_stop());
    assert_int_equal(passwords.lines, 0);
    passwords_end(&passwords);
}

/* The count stands in the code, and the list is a file: they must not part. */
static void the_builtin_list_is_as_long_as_is_said(void **state)
{
    char path[4096], line[512];
    int words = 0;
    (void)state;
    snprintf(path, sizeof path, "%s/data/words/passwords.txt", getenv("PWPOL_SOURCE"));
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    while (fgets(line, sizeof line, file) != NULL)
        words += strncmp(line, "# ", 2) != 0 && line[0] != '\n';
    fclose(file);
    assert_int_equal(words, PASSWORDS_BUILTIN);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_law_gives_the_shares_that_were_published),
        cmocka_unit_test(ranks_and_probabilities_agree_under_the_law),
        cmocka_unit_test(a_policy_that_refuses_all_leaves_nothing_to_find),
        cmocka_unit_test(each_guess_is_as_likely_when_they_are_even),
        cmocka_unit_test(a_word_that_the_policy_refuses_is_nobodys_password),
        cmocka_unit_test(a_word_for_which_there_is_no_memory_is_told),
        cmocka_unit_test(the_builtin_list_is_as_long_as_is_said),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
