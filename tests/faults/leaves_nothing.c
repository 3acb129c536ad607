/* What every public function leaves in the memory of the process, whether it works or runs out of memory half-way: no
 * password, no form of it that the library works with, and, once the objects are ended, no pepper key. */
#include "trials.h"

#include "fail_alloc.h"

#include "../hash/residue.h"

#include <sodium.h>
#include <stdio.h>

enum { PASSWORD_LEN = 24, ASCII_LEN = PASSWORD_LEN - 2, KEY_SIZE = 32, RUN = 8, MASK = 0xA5 };

/* At rest they are masked, a byte at a time: in no register whole. What the library sees is wiped before anybody looks. */
static volatile unsigned char masked[PASSWORD_LEN], masked_key[KEY_SIZE];
static char given[PASSWORD_LEN + 1];
static unsigned char given_key[KEY_SIZE];

static void new_secrets(void)
{
    static const char characters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    static const char all_classes[] = "aA1-";
    for (unsigned i = 0; i < ASCII_LEN; i++)
        masked[i] = (unsigned char)((i < 4 ? all_classes[i] : characters[randombytes_uniform(64)]) ^ MASK);
    masked[ASCII_LEN] = 0xC3 ^ MASK; /* and an accent, U+00E9, which is normalised and folded */
    masked[ASCII_LEN + 1] = 0xA9 ^ MASK;
    for (unsigned i = 0; i < KEY_SIZE; i++)
        masked_key[i] = (unsigned char)(randombytes_uniform(256) ^ MASK);
}

static void give(void)
{
    for (unsigned i = 0; i < PASSWORD_LEN; i++)
        ((volatile char *)given)[i] = (char)(masked[i] ^ MASK);
    for (unsigned i = 0; i < KEY_SIZE; i++)
        ((volatile unsigned char *)given_key)[i] = masked_key[i] ^ MASK;
}

static void take_away(void)
{
    sodium_memzero(given, sizeof given);
    sodium_memzero(given_key, sizeof given_key);
}

static unsigned char character(unsigned at, bool folded)
{
    unsigned char as_given = masked[at] ^ MASK;
    return folded && as_given >= 'A' && as_given <= 'Z' ? (unsigned char)(as_given + 'a' - 'A') : as_given;
}

/* As it is and folded, in UTF-8, UTF-16 and UTF-32; backwards; and its digests: the corpus asks for SHA-1. */
static void expect_password(void)
{
    static unsigned char work[4 * PASSWORD_LEN];
    residue_begin();
    for (int folded = 0; folded <= 1; folded++) {
        for (unsigned width = 1; width <= 4; width *= 2) {
            memset(work, 0, sizeof work);
            for (unsigned i = 0; i < ASCII_LEN; i++)
                work[width * i] = character(i, folded);
            residue_expect(folded ? "the password, folded" : "the password", work, width * ASCII_LEN, width * RUN);
        }
        for (unsigned i = 0; i < ASCII_LEN; i++)
            work[i] = character(ASCII_LEN - 1 - i, folded);
        residue_expect("the password, backwards", work, ASCII_LEN, RUN);
    }
    sodium_memzero(work, sizeof work);
    sodium_stackzero(16384);
}

static void expect_key(void)
{
    static unsigned char work[KEY_SIZE];
    residue_begin();
    for (unsigned i = 0; i < KEY_SIZE; i++)
        work[i] = masked_key[i] ^ MASK;
    residue_expect("the pepper key", work, KEY_SIZE, RUN);
    sodium_memzero(work, sizeof work);
    sodium_stackzero(16384);
}

static bool struck;

static void strike(void)
{
    if (here.nth > 0)
        fail_alloc_start(here.nth, false);
}

static void spare(void)
{
    struck = here.nth > 0 && fail_alloc_stop();
}

static void run(void *trial)
{
    ((const struct trial *)trial)->run(&here);
}

static size_t left_by(const struct trial *trial)
{
    give();
    residue_run(run, (void *)(uintptr_t)trial);
    take_away();
    expect_password();
    size_t left = residue_count();
    if (left > 0)
        fprintf(stderr, "# that was %s %s, allocation %zu failing\n", trial->function, trial->how, here.nth);
    return left;
}

static void copy(void *unused)
{
    (void)unused;
    residue_leave(given, PASSWORD_LEN);
}

/* A search that finds nothing is worth something only if it finds what is there. */
static void what_is_left_is_found(void **state)
{
    (void)state;
    give();
    residue_run(copy, NULL);
    take_away();
    expect_password();
    fprintf(stderr, "# the copy that this test leaves on purpose:\n");
    assert_int_equal(residue_count(), ASCII_LEN - RUN + 1);
}

static void no_function_leaves_the_password(void **state)
{
    (void)state;
    const struct trial *trial;
    size_t left = 0;
    here.nth = 0;
    for (size_t i = 0; (trial = trial_at(i)) != NULL; i++)
        left += left_by(trial);
    assert_int_equal(left, 0);
}

/* The functions that are given the password, or make something of it. */
static bool works_with_passwords(const struct trial *trial)
{
    static const char *const names[] = { "pwpol_check", "pwpol_guess", "pwpol_hash", "pwpol_verify", "pwpol_verify_absent",
                                         "pwpol_breach_contains", "pwpol_breach_contains_many", "pwpol_attempt_begin",
                                         "pwpol_account_enrol", "pwpol_account_login", "pwpol_account_change" };
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (strcmp(names[i], trial->function) == 0)
            return true;
    return false;
}

static void none_leaves_it_when_memory_runs_out_half_way(void **state)
{
    (void)state;
    const struct trial *trial;
    size_t left = 0, points = 0;
    for (size_t i = 0; (trial = trial_at(i)) != NULL; i++)
        if (works_with_passwords(trial))
            for (here.nth = 1, struck = true; struck; here.nth++, points++)
                left += left_by(trial);
    print_message("# %zu points\n", points);
    assert_int_equal(left, 0);
}

static void no_object_leaves_the_pepper_key(void **state)
{
    world_close(&here);
    take_away();
    expect_key();
    assert_int_equal(residue_count(), 0);
    give();
    world_open(&here);
    take_away();
    (void)state;
}

static int begin(void **state)
{
    if (sodium_init() < 0)
        return -1;
    new_secrets();
    give();
    here.password = given;
    here.password_len = PASSWORD_LEN;
    here.pepper = given_key;
    here.strike = strike;
    here.spare = spare;
    int failed = begin_world(state);
    take_away();
    return failed;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_left_is_found),
        cmocka_unit_test(no_function_leaves_the_password),
        cmocka_unit_test(none_leaves_it_when_memory_runs_out_half_way),
        cmocka_unit_test(no_object_leaves_the_pepper_key),
    };
    return cmocka_run_group_tests(tests, begin, end_world);
}
