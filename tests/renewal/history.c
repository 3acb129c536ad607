/* pwpol_history_add(): the column of earlier credentials. */
#include "support.h"

#include "fail_alloc.h"

#include <stdlib.h>

#define LONGEST_MAX 1023 /* a credential and its NUL take PWPOL_HASH_SIZE bytes */

static const struct {
    const char *count;
    const char *history, *stored, *renewed;
} cases[] = {
    { "4", NULL, "$a", "$a" },
    { "4", "", "$a", "$a" },
    { "4", "$b", "$a", "$a\n$b" },
    { "4", "$b\n$c", "$a", "$a\n$b\n$c" },
    { "4", "$b\n$c\n$d", "$a", "$a\n$b\n$c" }, /* 4 with the new current one */
    { "4", "$b\n$c\n$d\n$e\n$f\n$g", "$a", "$a\n$b\n$c" },
    { "4", "$b\n$c\n$d", NULL, "$b\n$c\n$d" }, /* an account that had no password */
    { "4", "$b\n$c\n$d", "", "$b\n$c\n$d" },
    { "2", "$b\n$c", "$a", "$a" },
    { "1", "$b\n$c", "$a", "" }, /* the current one alone */
    { "0", "$b\n$c", "$a", "" },
    { "100", NULL, NULL, "" },
    /* what is no credential */
    { "9", "\n\n$b\n\n\n$c\n", "$a", "$a\n$b\n$c" },
    { "9", "$b\r\n$c\r\n", "$a", "$a\n$b\n$c" },
    { "9", "two words\n$b\nd\u00e9j\u00e0\n\x01\n$c\x7f\n$d", "$a", "$a\n$b\n$d" },
    { "9", "$b", "with\na newline", "$b" },
    { "9", "$b", "with a space", "$b" },
};

static void the_newest_stands_first_and_no_more_are_kept_than_the_policy_asks(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char settings[64];
        snprintf(settings, sizeof settings, "history.count=%s", cases[i].count);
        pwpol_policy *policy = policy_with(settings);
        char *renewed = NULL;
        assert_int_equal(pwpol_history_add(policy, cases[i].history, cases[i].stored, &renewed), PWPOL_OK);
        assert_string_equal(renewed, cases[i].renewed);
        pwpol_free(renewed);
        pwpol_policy_free(policy);
    }
}

static void the_longest_credential_is_kept_and_a_longer_one_is_none(void **state)
{
    (void)state;
    pwpol_policy *policy = policy_with("history.count=3");
    char line[LONGEST_MAX + 2];
    char *renewed = NULL;
    memset(line, 'x', sizeof line);
    line[LONGEST_MAX] = '\0';
    assert_int_equal(pwpol_history_add(policy, line, line, &renewed), PWPOL_OK);
    assert_int_equal(strlen(renewed), 2 * LONGEST_MAX + 1);
    pwpol_free(renewed);
    line[LONGEST_MAX] = 'x';
    line[LONGEST_MAX + 1] = '\0';
    assert_int_equal(pwpol_history_add(policy, line, line, &renewed), PWPOL_OK);
    assert_string_equal(renewed, "");
    pwpol_free(renewed);
    pwpol_policy_free(policy);
}

static void a_history_of_any_size_gets_a_status(void **state)
{
    (void)state;
    enum { MOST = 128 * 1024 };
    pwpol_policy *policy = policy_with("history.count=100");
    char *history = malloc(MOST + 2);
    char *renewed = NULL;
    assert_non_null(history);
    memset(history, '\n', MOST + 2);
    history[MOST] = '\0';
    assert_int_equal(pwpol_history_add(policy, history, "$a", &renewed), PWPOL_OK);
    assert_string_equal(renewed, "$a");
    pwpol_free(renewed);
    history[MOST] = '\n';
    history[MOST + 1] = '\0';
    assert_int_equal(pwpol_history_add(policy, history, "$a", &renewed), PWPOL_ERR_TOO_LONG);
    assert_null(renewed);
    free(history);
    assert_int_equal(pwpol_history_add(NULL, NULL, "$a", &renewed), PWPOL_ERR_ARGUMENT);
    assert_int_equal(pwpol_history_add(policy, NULL, "$a", NULL), PWPOL_ERR_ARGUMENT);
    pwpol_policy_free(policy);
}

static void every_allocation_may_fail(void **state)
{
    (void)state;
    pwpol_policy *policy = policy_with("history.count=5");
    for (size_t nth = 1;; nth++) {
        char *renewed = NULL;
        fail_alloc_start(nth, false);
        pwpol_status status = pwpol_history_add(policy, "$b\n$c", "$a", &renewed);
        bool failed = fail_alloc_stop();
        assert_int_equal(status, failed ? PWPOL_ERR_NO_MEMORY : PWPOL_OK);
        assert_int_equal(renewed == NULL, failed);
        pwpol_free(renewed);
        if (!failed)
            break;
    }
    pwpol_policy_free(policy);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_newest_stands_first_and_no_more_are_kept_than_the_policy_asks),
        cmocka_unit_test(the_longest_credential_is_kept_and_a_longer_one_is_none),
        cmocka_unit_test(a_history_of_any_size_gets_a_status),
        cmocka_unit_test(every_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
