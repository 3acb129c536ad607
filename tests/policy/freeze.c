/* The first use of a policy freezes it, for every thread, and loads its lists. */
#include "suite.h"

#include "folder.h"

#include "policy/policy.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static pwpol_policy *policy_with(const char *files)
{
    pwpol_policy *policy;
    assert_int_equal(pwpol_policy_new(&policy, NULL), PWPOL_OK);
    assert_int_equal(pwpol_policy_set(policy, "dictionary.files", files, NULL), PWPOL_OK);
    return policy;
}

static void a_frozen_policy_cannot_be_set(void **state)
{
    (void)state;
    pwpol_policy *policy = policy_with(""), *copy;
    pwpol_where where = PWPOL_WHERE_INIT;
    assert_int_equal(pwpol_policy_set(policy, "length.min", "9", NULL), PWPOL_OK);
    assert_int_equal(pwpol_policy_validate(policy, &where), PWPOL_OK);
    assert_int_equal(pwpol_policy_validate(policy, &where), PWPOL_OK);
    assert_string_equal(where.message_en, "");
    assert_int_equal(pwpol_policy_set(policy, "length.min", "10", &where), PWPOL_ERR_FROZEN);
    assert_string_equal(pwpol_policy_get(policy, "length.min"), "9");
    assert_non_null(strstr(where.message_en, "make a copy"));
    assert_non_null(strstr(where.message_fr, "faites-en une copie"));
    /* A copy may change again. */
    assert_int_equal(pwpol_policy_copy(&copy, policy), PWPOL_OK);
    assert_int_equal(pwpol_policy_set(copy, "length.min", "10", NULL), PWPOL_OK);
    assert_int_equal(pwpol_policy_validate(copy, NULL), PWPOL_OK);
    pwpol_policy_free(copy);
    pwpol_policy_free(policy);
    assert_int_equal(pwpol_policy_validate(NULL, NULL), PWPOL_ERR_ARGUMENT);
}

static void the_strength_needs_no_freezing(void **state)
{
    (void)state;
    pwpol_policy *policy = policy_with("");
    pwpol_policy_strength strength = { .size = sizeof strength };
    assert_int_equal(pwpol_policy_strength_of(policy, &strength), PWPOL_OK);
    assert_int_equal(pwpol_policy_set(policy, "length.min", "10", NULL), PWPOL_OK);
    pwpol_policy_free(policy);
}

static void the_administrator_s_lists_are_loaded(void **state)
{
    (void)state;
    struct word word;
    write_file("one.txt", "abricot\ncerise\n");
    write_file("two words.txt", "grenade\n");
    pwpol_policy *policy = policy_with("one.txt \"two words.txt\"");
    assert_int_equal(policy_denied_count(policy), 0);
    assert_int_equal(pwpol_policy_validate(policy, NULL), PWPOL_OK);
    assert_int_equal(policy_denied_count(policy), 2);
    assert_string_equal(policy_denied_name(policy, 0), "one.txt");
    assert_string_equal(policy_denied_name(policy, 1), "two words.txt");
    assert_int_equal(wordlist_count(policy_denied_list(policy, 0)), 2);
    assert_true(wordlist_find(policy_denied_list(policy, 1), (const unsigned char *)"grenade", 7, &word));
    pwpol_policy_free(policy);
}

static void a_list_that_cannot_be_read_leaves_the_policy_open(void **state)
{
    (void)state;
    pwpol_where where = PWPOL_WHERE_INIT;
    write_file("good.txt", "abricot\n");
    write_file("bad.txt", "abricot\nceri\xFFse\n");
    pwpol_policy *policy = policy_with("good.txt missing.txt");
    assert_int_equal(pwpol_policy_validate(policy, &where), PWPOL_ERR_IO);
    assert_non_null(strstr(where.file, "missing.txt"));
    assert_string_equal(where.key, "dictionary.files");
    assert_true(where.message_en[0] != '\0' && where.message_fr[0] != '\0');
    assert_int_equal(policy_denied_count(policy), 0);
    assert_int_equal(pwpol_policy_set(policy, "dictionary.files", "good.txt bad.txt", NULL), PWPOL_OK);
    assert_int_equal(pwpol_policy_validate(policy, &where), PWPOL_ERR_SYNTAX);
    assert_non_null(strstr(where.file, "bad.txt"));
    assert_int_equal(where.line, 2);
    assert_int_equal(pwpol_policy_set(policy, "dictionary.files", "good.txt", NULL), PWPOL_OK);
    assert_int_equal(pwpol_policy_validate(policy, &where), PWPOL_OK);
    assert_int_equal(policy_denied_count(policy), 1);
    pwpol_policy_free(policy);
}

/* ---- Threads that use a new policy at once ---- */

enum { THREADS = 8, ROUNDS = 50 };

struct user {
    const pwpol_policy *policy;
    pthread_barrier_t *start;
    pwpol_status status;
    const struct wordlist *list;
    double entropy;
};

static void *use(void *argument)
{
    struct user *user = argument;
    pthread_barrier_wait(user->start);
    user->status = pwpol_policy_validate(user->policy, NULL);
    if (user->status == PWPOL_OK) {
        user->list = policy_denied_list(user->policy, 0);
        user->entropy = policy_entropy(user->policy);
    }
    return NULL;
}

static void any_number_of_threads_may_freeze_a_policy(void **state)
{
    (void)state;
    write_file("list.txt", "abricot\n");
    for (int round = 0; round < ROUNDS; round++) {
        pwpol_policy *policy = policy_with("list.txt");
        pthread_t threads[THREADS];
        struct user users[THREADS];
        pthread_barrier_t start;
        assert_int_equal(pthread_barrier_init(&start, NULL, THREADS), 0);
        for (int i = 0; i < THREADS; i++) {
            users[i] = (struct user){ policy, &start, PWPOL_ERR_INTERNAL, NULL, 0 };
            assert_int_equal(pthread_create(&threads[i], NULL, use, &users[i]), 0);
        }
        for (int i = 0; i < THREADS; i++)
            assert_int_equal(pthread_join(threads[i], NULL), 0);
        for (int i = 0; i < THREADS; i++) {
            assert_int_equal(users[i].status, PWPOL_OK);
            assert_ptr_equal(users[i].list, users[0].list);
            assert_true(users[i].entropy == users[0].entropy && users[i].entropy > 0);
        }
        pthread_barrier_destroy(&start);
        pwpol_policy_free(policy);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_frozen_policy_cannot_be_set),
        cmocka_unit_test(the_strength_needs_no_freezing),
        cmocka_unit_test(the_administrator_s_lists_are_loaded),
        cmocka_unit_test(a_list_that_cannot_be_read_leaves_the_policy_open),
        cmocka_unit_test(any_number_of_threads_may_freeze_a_policy),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
