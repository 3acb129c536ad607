/* Every allocation of the room fails once: a status, no half-made policy, nothing leaked. */
#include "suite.h"

#include "folder.h"

#include "fail_alloc.h"
#include "policy/policy.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

typedef pwpol_status making(pwpol_policy **policy);

/* Makes a policy with each of its allocations failing in turn. */
static void assert_all_or_nothing(making *make)
{
    size_t points = 0;
    for (size_t nth = 1;; nth++) {
        pwpol_policy *policy = (pwpol_policy *)1;
        fail_alloc_start(nth, false);
        pwpol_status status = make(&policy);
        bool failed = fail_alloc_stop();
        if (!failed) {
            assert_int_equal(status, PWPOL_OK);
            assert_non_null(policy);
            pwpol_policy_free(policy);
            break;
        }
        assert_int_equal(status, PWPOL_ERR_NO_MEMORY);
        assert_null(policy);
        points++;
    }
    assert_true(points > 0);
}

static pwpol_status make_new(pwpol_policy **policy)
{
    return pwpol_policy_new(policy, "pci-dss-4");
}

static pwpol_status make_parsed(pwpol_policy **policy)
{
    static const char text[] = "preset = pci-dss-4\ndictionary.files = /a.txt /b.txt\n";
    return pwpol_policy_parse(policy, text, sizeof text - 1, "text", NULL);
}

static pwpol_status make_loaded(pwpol_policy **policy)
{
    return pwpol_policy_load(policy, "top.conf", NULL);
}

static void a_new_policy_is_whole_or_not_there(void **state)
{
    (void)state;
    assert_all_or_nothing(make_new);
}

static void a_parsed_policy_is_whole_or_not_there(void **state)
{
    (void)state;
    assert_all_or_nothing(make_parsed);
}

static void a_loaded_policy_is_whole_or_not_there(void **state)
{
    (void)state;
    write_file("top.conf", "preset = pci-dss-4\ninclude = other.conf\ndictionary.files = words.txt\n");
    write_file("other.conf", "length.min = 14\n");
    assert_all_or_nothing(make_loaded);
}

static pwpol_policy *original;

static pwpol_status make_copy(pwpol_policy **policy)
{
    return pwpol_policy_copy(policy, original);
}

static void a_copied_policy_is_whole_or_not_there(void **state)
{
    (void)state;
    static const char text[] = "dictionary.files = /a.txt\n";
    assert_int_equal(pwpol_policy_parse(&original, text, sizeof text - 1, "text", NULL), PWPOL_OK);
    assert_all_or_nothing(make_copy);
    pwpol_policy_free(original);
}

static void a_value_is_set_or_kept(void **state)
{
    (void)state;
    assert_int_equal(pwpol_policy_new(&original, NULL), PWPOL_OK);
    assert_int_equal(pwpol_policy_set(original, "dictionary.files", "/old.txt", NULL), PWPOL_OK);
    for (size_t nth = 1;; nth++) {
        fail_alloc_start(nth, false);
        pwpol_status status = pwpol_policy_set(original, "dictionary.files", "/new.txt", NULL);
        if (!fail_alloc_stop()) {
            assert_int_equal(status, PWPOL_OK);
            break;
        }
        assert_int_equal(status, PWPOL_ERR_NO_MEMORY);
        assert_string_equal(pwpol_policy_get(original, "dictionary.files"), "/old.txt");
    }
    assert_string_equal(pwpol_policy_get(original, "dictionary.files"), "/new.txt");
    pwpol_policy_free(original);
}

static void a_written_text_is_whole_or_not_there(void **state)
{
    (void)state;
    assert_int_equal(pwpol_policy_new(&original, NULL), PWPOL_OK);
    for (size_t nth = 1;; nth++) {
        char *text = (char *)1;
        fail_alloc_start(nth, false);
        pwpol_status status = pwpol_policy_write(original, true, &text);
        if (!fail_alloc_stop()) {
            assert_int_equal(status, PWPOL_OK);
            pwpol_free(text);
            break;
        }
        assert_int_equal(status, PWPOL_ERR_NO_MEMORY);
        assert_null(text);
    }
    pwpol_policy_free(original);
}

static void a_policy_without_memory_for_its_lists_stays_open(void **state)
{
    (void)state;
    bool failed = true;
    write_file("one.txt", "abricot\n");
    write_file("two.txt", "cerise\n");
    for (size_t nth = 1; failed; nth++) {
        assert_int_equal(pwpol_policy_new(&original, NULL), PWPOL_OK);
        assert_int_equal(pwpol_policy_set(original, "dictionary.files", "one.txt two.txt", NULL), PWPOL_OK);
        fail_alloc_start(nth, false);
        pwpol_status status = pwpol_policy_validate(original, NULL);
        failed = fail_alloc_stop();
        /* Without mmap() a list is read another way, so that a failure may end well. */
        if (status != PWPOL_OK) {
            assert_int_equal(status, PWPOL_ERR_NO_MEMORY);
            assert_true(failed);
            assert_int_equal(policy_denied_count(original), 0);
            assert_int_equal(pwpol_policy_set(original, "length.min", "9", NULL), PWPOL_OK);
            assert_int_equal(pwpol_policy_validate(original, NULL), PWPOL_OK);
        }
        assert_int_equal(policy_denied_count(original), 2);
        pwpol_policy_free(original);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_new_policy_is_whole_or_not_there),
        cmocka_unit_test(a_parsed_policy_is_whole_or_not_there),
        cmocka_unit_test(a_loaded_policy_is_whole_or_not_there),
        cmocka_unit_test(a_copied_policy_is_whole_or_not_there),
        cmocka_unit_test(a_value_is_set_or_kept),
        cmocka_unit_test(a_written_text_is_whole_or_not_there),
        cmocka_unit_test(a_policy_without_memory_for_its_lists_stays_open),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
