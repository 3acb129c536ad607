/* pwpol_policy_write() and pwpol_policy_copy(): what is written reads back the same. */
#include "suite.h"

#include "policy/keys.h"

#include <stdio.h>
#include <stdlib.h>

static void assert_same(const pwpol_policy *left, const pwpol_policy *right)
{
    assert_string_equal(pwpol_policy_preset(left), pwpol_policy_preset(right));
    for (size_t i = 0; i < KEY_COUNT; i++)
        assert_string_equal(pwpol_policy_get(left, keys[i].name), pwpol_policy_get(right, keys[i].name));
}

static void assert_reads_back(const pwpol_policy *policy)
{
    for (int full = 0; full < 2; full++) {
        char *text;
        pwpol_policy *read;
        pwpol_where where = PWPOL_WHERE_INIT;
        assert_int_equal(pwpol_policy_write(policy, full != 0, &text), PWPOL_OK);
        if (pwpol_policy_parse(&read, text, strlen(text), "written", &where) != PWPOL_OK)
            fail_msg("%s\n%s", where.message_en, text);
        assert_same(read, policy);
        pwpol_policy_free(read);
        pwpol_free(text);
    }
}

static void every_preset_reads_back(void **state)
{
    (void)state;
    for (size_t i = 0; pwpol_preset_name(i) != NULL; i++) {
        pwpol_policy *policy;
        assert_int_equal(pwpol_policy_new(&policy, pwpol_preset_name(i)), PWPOL_OK);
        assert_reads_back(policy);
        pwpol_policy_free(policy);
    }
}

static void a_preset_unchanged_is_written_as_its_name(void **state)
{
    (void)state;
    pwpol_policy *policy;
    char *text;
    assert_int_equal(pwpol_policy_new(&policy, "pci-dss-4"), PWPOL_OK);
    assert_int_equal(pwpol_policy_write(policy, false, &text), PWPOL_OK);
    assert_string_equal(text, "preset = pci-dss-4\n");
    pwpol_free(text);
    assert_int_equal(pwpol_policy_set(policy, "length.min", "14", NULL), PWPOL_OK);
    assert_int_equal(pwpol_policy_set(policy, "length.max", "128", NULL), PWPOL_OK);
    assert_int_equal(pwpol_policy_set(policy, "classes.required", "", NULL), PWPOL_OK);
    assert_int_equal(pwpol_policy_write(policy, false, &text), PWPOL_OK);
    assert_string_equal(text,
                        "preset = pci-dss-4\n\n[length]\nmin = 14\nmax = 128\n\n[classes]\nrequired =\n");
    pwpol_free(text);
    pwpol_policy_free(policy);
}

static void a_full_policy_documents_every_key(void **state)
{
    (void)state;
    pwpol_policy *policy;
    char *text, line[128];
    assert_int_equal(pwpol_policy_new(&policy, NULL), PWPOL_OK);
    assert_int_equal(pwpol_policy_write(policy, true, &text), PWPOL_OK);
    for (size_t i = 0; i < KEY_COUNT; i++) {
        const char *name = strchr(keys[i].name, '.') + 1;
        const char *value = pwpol_policy_get(policy, keys[i].name);
        snprintf(line, sizeof line, "\n%s =%s%s\n", name, value[0] == '\0' ? "" : " ", value);
        assert_non_null(strstr(text, line));
        assert_non_null(strstr(text, keys[i].doc_en));
        assert_non_null(strstr(text, keys[i].allowed_en));
    }
    assert_memory_equal(text, "preset = cnil-2022-100-restricted\n\n[length]\n; Shortest", 54);
    assert_non_null(strstr(text, "; Allowed: 1 to 1024. Unit: code points. Rules: A2 A4 E.\nmin = 8\n"));
    pwpol_free(text);
    pwpol_policy_free(policy);
}

/* ---- 1000 policies with every key at random; a failure names its seed ---- */

static uint64_t seed;

static unsigned below(unsigned bound)
{
    seed = seed * 6364136223846793005u + 1442695040888963407u; /* Knuth's MMIX */
    return (unsigned)((seed >> 33) % bound);
}

/* Any value, of which most are refused for some key and some are accepted for every one. */
static void random_value(const struct key *key, char *text, size_t text_size)
{
    static const char *const units[] = { "s", "min", "h", "d" };
    static const char *const pieces[] = { "/a", "/b c", "/d/e.txt", "/\u00E9",
                                          "/very/long/folder/name/of/a/list.txt" };
    size_t used = 0;
    text[0] = '\0';
    switch (key->type) {
    case TYPE_INTEGER:
        snprintf(text, text_size, "%u", below(5000));
        break;
    case TYPE_NUMBER:
        snprintf(text, text_size, "%u.%06u", below(20), below(1000000));
        break;
    case TYPE_BOOLEAN:
        snprintf(text, text_size, "%s", below(2) ? "oui" : "off");
        break;
    case TYPE_DURATION:
        snprintf(text, text_size, "%u%s", below(200), units[below(4)]);
        break;
    case TYPE_PATH:
        snprintf(text, text_size, "%s%u", pieces[below(5)], below(100));
        break;
    case TYPE_PATHS:
        for (unsigned i = below(9); i > 0; i--)
            used +=
                (size_t)snprintf(text + used, text_size - used, "\"%s%u\" ", pieces[below(5)], below(100));
        break;
    case TYPE_CHOICE:
    case TYPE_SET:
        for (const char *word = key->words; word != NULL; word = strchr(word, '|')) {
            word += strspn(word, "| ");
            if (below(2) || (key->type == TYPE_CHOICE && strchr(word, '|') == NULL)) {
                used +=
                    (size_t)snprintf(text + used, text_size - used, "%.*s", (int)strcspn(word, " "), word);
                if (key->type == TYPE_CHOICE)
                    break;
                used += (size_t)snprintf(text + used, text_size - used, " ");
            }
        }
    }
}

static void any_policy_reads_back(void **state)
{
    (void)state;
    size_t accepted = 0;
    for (unsigned round = 0; round < 1000; round++) {
        pwpol_policy *policy;
        char text[512];
        seed = round;
        assert_int_equal(pwpol_policy_new(&policy, pwpol_preset_name(below(9))), PWPOL_OK);
        for (size_t i = 0; i < KEY_COUNT; i++) {
            random_value(&keys[i], text, sizeof text);
            accepted += pwpol_policy_set(policy, keys[i].name, text, NULL) == PWPOL_OK;
        }
        assert_reads_back(policy);
        pwpol_policy_free(policy);
    }
    /* Or the test would say nothing. */
    assert_true(accepted > (size_t)1000 * KEY_COUNT / 2);
}

static void a_copy_is_equal_and_independent(void **state)
{
    (void)state;
    pwpol_policy *policy, *copy;
    assert_int_equal(pwpol_policy_new(&policy, "pci-dss-4"), PWPOL_OK);
    assert_int_equal(pwpol_policy_set(policy, "dictionary.files", "/a.txt", NULL), PWPOL_OK);
    assert_int_equal(pwpol_policy_copy(&copy, policy), PWPOL_OK);
    assert_same(copy, policy);
    assert_int_equal(pwpol_policy_set(copy, "length.min", "20", NULL), PWPOL_OK);
    assert_int_equal(pwpol_policy_set(copy, "dictionary.files", "/b.txt", NULL), PWPOL_OK);
    assert_string_equal(pwpol_policy_get(policy, "length.min"), "12");
    assert_string_equal(pwpol_policy_get(policy, "dictionary.files"), "/a.txt");
    pwpol_policy_free(policy);
    assert_string_equal(pwpol_policy_get(copy, "dictionary.files"), "/b.txt");
    pwpol_policy_free(copy);
}

static void null_arguments_are_refused(void **state)
{
    (void)state;
    pwpol_policy *policy;
    char *text;
    assert_int_equal(pwpol_policy_new(&policy, NULL), PWPOL_OK);
    assert_int_equal(pwpol_policy_write(NULL, false, &text), PWPOL_ERR_ARGUMENT);
    assert_int_equal(pwpol_policy_write(policy, false, NULL), PWPOL_ERR_ARGUMENT);
    assert_int_equal(pwpol_policy_copy(NULL, policy), PWPOL_ERR_ARGUMENT);
    assert_int_equal(pwpol_policy_copy(&policy, NULL), PWPOL_ERR_ARGUMENT);
    pwpol_policy_free(policy);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_preset_reads_back),
        cmocka_unit_test(a_preset_unchanged_is_written_as_its_name),
        cmocka_unit_test(a_full_policy_documents_every_key),
        cmocka_unit_test(any_policy_reads_back),
        cmocka_unit_test(a_copy_is_equal_and_independent),
        cmocka_unit_test(null_arguments_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
