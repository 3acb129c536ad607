/* pwpol_policy_set() and pwpol_policy_get(): each type of value, its canonical
 * text, and what is refused with nothing changed. */
#include "suite.h"

#include "policy/policy.h"

#include <locale.h>
#include <math.h>
#include <unistd.h>

static const struct {
    const char *key;
    const char *text;
    const char *canonical; /* NULL: refused */
} values[] = {
    { "length.min", "12", "12" },
    { "length.min", "012", "12" },
    { "length.min", "1", "1" },
    { "length.min", "1024", "1024" },
    { "length.min", "0", NULL },
    { "length.min", "1025", NULL },
    { "length.min", "-1", NULL },
    { "length.min", "+1", NULL },
    { "length.min", "", NULL },
    { "length.min", " 12", NULL },
    { "length.min", "12 ", NULL },
    { "length.min", "12.0", NULL },
    { "length.min", "0x10", NULL },
    { "length.min", "twelve", NULL },
    { "length.min", "18446744073709551628", NULL }, /* 2^64 + 12 */

    { "entropy.min", "79.5", "79.5" },
    { "entropy.min", "80.0", "80" },
    { "entropy.min", "0", "0" },
    { "entropy.min", "1024", "1024" },
    { "entropy.min", "1024.1", NULL },
    { "entropy.min", "79,5", NULL },
    { "entropy.min", "-1", NULL },
    { "entropy.min", "nan", NULL },
    { "entropy.min", "inf", NULL },
    { "entropy.min", "1e3", NULL },
    { "entropy.min", "", NULL },
    { "throttle.delay_factor", "1.5", "1.5" },
    { "throttle.delay_factor", "0.9", NULL },

    { "context.refuse", "true", "true" },
    { "context.refuse", "yes", "true" },
    { "context.refuse", "on", "true" },
    { "context.refuse", "oui", "true" },
    { "context.refuse", "OUI", "true" },
    { "context.refuse", "false", "false" },
    { "context.refuse", "no", "false" },
    { "context.refuse", "off", "false" },
    { "context.refuse", "non", "false" },
    { "context.refuse", "FALSE", "false" },
    { "context.refuse", "1", NULL },
    { "context.refuse", "0", NULL },
    { "context.refuse", "truely", NULL },
    { "context.refuse", "", NULL },

    { "cnil.case", "alone", "alone" },
    { "cnil.case", "device", "device" },
    { "cnil.case", "Alone", NULL },
    { "cnil.case", "alon", NULL },
    { "cnil.case", "alone |", NULL },
    { "cnil.case", "|", NULL },
    { "cnil.case", "", NULL },

    { "classes.required", "", "" },
    { "classes.required", "digit", "digit" },
    { "classes.required", "digit lower", "lower digit" }, /* in the order of the table */
    { "classes.required", "digit,lower, digit", "lower digit" },
    { "classes.required", "lower | digit", NULL },
    { "classes.required", "digits", NULL },
    { "entropy.examples", "4-digits 16-digits 8-three-classes 7-words 14-letters-digits 12-four-classes",
      "12-four-classes 14-letters-digits 7-words 8-three-classes 16-digits 4-digits" },

    { "throttle.delay_first", "90s", "90s" },
    { "throttle.delay_first", "60s", "1min" },
    { "throttle.delay_first", "120min", "2h" },
    { "throttle.delay_first", "24h", "24h" }, /* days from two on */
    { "throttle.delay_first", "1s", "1s" },
    { "throttle.delay_first", "0", NULL },
    { "throttle.delay_first", "0s", NULL },
    { "throttle.delay_first", "25h", NULL },
    { "throttle.delay_first", "90", NULL },
    { "throttle.delay_first", "90m", NULL },
    { "throttle.delay_first", "01h", "1h" },
    { "throttle.delay_first", "1.5h", NULL },
    { "throttle.delay_first", "1 h", NULL },
    { "throttle.delay_first", "h", NULL },
    { "throttle.delay_first", "", NULL },
    { "throttle.delay_first", "99999999999999999999h", NULL },
    { "throttle.delay_max", "7d", "7d" },
    { "throttle.delay_max", "168h", "7d" },
    { "throttle.delay_max", "25h", "25h" },
    { "renewal.max_age", "0", "0" },
    { "renewal.max_age", "0d", "0" },
    { "renewal.max_age", "0x", NULL },
    { "renewal.max_age", "0 d", NULL },
    { "renewal.max_age", "3650d", "3650d" },
    { "renewal.max_age", "3651d", NULL },

    { "dictionary.files", "", "" },
    { "dictionary.files", "  ", "" },
    { "dictionary.files", "/a/b.txt", "/a/b.txt" },
    { "dictionary.files", " /a/b.txt\t/c.txt ", "/a/b.txt /c.txt" },
    { "dictionary.files", "\"/a/b.txt\"", "/a/b.txt" },
    { "dictionary.files", "\"/a b/c.txt\" /d", "\"/a b/c.txt\" /d" },
    { "dictionary.files", "\"/a", NULL },
    { "dictionary.files", "\"\"", NULL },
    { "dictionary.files", "\"/a\"/b", NULL },
    { "dictionary.files", "/a\"b", NULL },
    { "dictionary.files", "/a;b", NULL },
    { "dictionary.files", "/a#b", NULL },
    { "dictionary.files", "/a\nb", NULL },
    { "hash.pepper_file", "", "" },
    { "hash.pepper_file", " \t", "" },
    { "hash.pepper_file", "/a", "/a" },
    { "hash.pepper_file", " /a b/c\t", "/a b/c" }, /* one path, spaces and all */
    { "hash.pepper_file", "\"/a b/c\"", "/a b/c" },
    { "hash.pepper_file", "\"\"", NULL },
    { "hash.pepper_file", "\"", NULL },
    { "hash.pepper_file", "\"/a", NULL },
    { "hash.pepper_file", "/a\"", NULL },
    { "hash.pepper_file", "\"/a\" \"/b\"", NULL },
    { "hash.pepper_file", "/a;b", NULL },
    { "hash.pepper_file", "/a\tb", NULL },
};

static pwpol_policy *new_policy(void)
{
    pwpol_policy *policy;
    assert_int_equal(pwpol_policy_new(&policy, NULL), PWPOL_OK);
    return policy;
}

static void values_are_read_and_written_in_their_canonical_text(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {
        pwpol_policy *policy = new_policy();
        char before[128];
        strcpy(before, pwpol_policy_get(policy, values[i].key));
        pwpol_where where = PWPOL_WHERE_INIT;
        pwpol_status status = pwpol_policy_set(policy, values[i].key, values[i].text, &where);
        const char *after = pwpol_policy_get(policy, values[i].key);
        if (values[i].canonical != NULL) {
            if (status != PWPOL_OK || strcmp(after, values[i].canonical) != 0)
                fail_msg("%s = '%s': status %d, '%s'", values[i].key, values[i].text, status, after);
            assert_string_equal(where.message_en, "");
        } else {
            if (status != PWPOL_ERR_RANGE || strcmp(after, before) != 0)
                fail_msg("%s = '%s': status %d, '%s'", values[i].key, values[i].text, status, after);
            assert_string_equal(where.key, values[i].key);
            assert_string_not_equal(where.allowed, "");
            assert_non_null(strstr(where.message_en, values[i].key));
            assert_non_null(strstr(where.message_fr, values[i].key));
        }
        pwpol_policy_free(policy);
    }
}

static void a_canonical_text_sets_the_same_value(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {
        if (values[i].canonical == NULL)
            continue;
        pwpol_policy *policy = new_policy();
        assert_int_equal(pwpol_policy_set(policy, values[i].key, values[i].canonical, NULL), PWPOL_OK);
        assert_string_equal(pwpol_policy_get(policy, values[i].key), values[i].canonical);
        pwpol_policy_free(policy);
    }
}

static void typed_accessors_give_the_value(void **state)
{
    (void)state;
    pwpol_policy *policy = new_policy();
    assert_int_equal(pwpol_policy_set(policy, "length.min", "17", NULL), PWPOL_OK);
    assert_int_equal(policy_integer(policy, KEY_LENGTH_MIN), 17);
    assert_int_equal(pwpol_policy_set(policy, "throttle.delay_first", "2min", NULL), PWPOL_OK);
    assert_int_equal(policy_integer(policy, KEY_THROTTLE_DELAY_FIRST), 120000);
    assert_int_equal(pwpol_policy_set(policy, "context.refuse", "no", NULL), PWPOL_OK);
    assert_int_equal(policy_integer(policy, KEY_CONTEXT_REFUSE), 0);
    assert_int_equal(pwpol_policy_set(policy, "length.unit", "graphemes", NULL), PWPOL_OK);
    assert_int_equal(policy_integer(policy, KEY_LENGTH_UNIT), UNIT_GRAPHEMES);
    assert_int_equal(pwpol_policy_set(policy, "strength.require", "either", NULL), PWPOL_OK);
    assert_int_equal(policy_integer(policy, KEY_STRENGTH_REQUIRE), STRENGTH_EITHER);
    assert_int_equal(pwpol_policy_set(policy, "cnil.case", "device", NULL), PWPOL_OK);
    assert_int_equal(policy_integer(policy, KEY_CNIL_CASE), CASE_DEVICE);
    assert_int_equal(pwpol_policy_set(policy, "classes.required", "upper special", NULL), PWPOL_OK);
    assert_int_equal(policy_set_of(policy, KEY_CLASSES_REQUIRED),
                     1u << REQUIRED_UPPER | 1u << REQUIRED_SPECIAL);
    assert_int_equal(pwpol_policy_set(policy, "entropy.examples", "4-digits", NULL), PWPOL_OK);
    assert_int_equal(policy_set_of(policy, KEY_ENTROPY_EXAMPLES), 1u << EXAMPLE_4_DIGITS);
    assert_int_equal(pwpol_policy_set(policy, "entropy.min", "79.5", NULL), PWPOL_OK);
    assert_true(policy_number(policy, KEY_ENTROPY_MIN) == 79.5);
    pwpol_policy_free(policy);
}

static void an_unknown_key_is_named_with_the_nearest_one(void **state)
{
    (void)state;
    pwpol_policy *policy = new_policy();
    pwpol_where where = PWPOL_WHERE_INIT;
    assert_int_equal(pwpol_policy_set(policy, "lenght.min", "12", &where), PWPOL_ERR_KEY);
    assert_string_equal(where.key, "lenght.min");
    assert_string_equal(where.allowed, "length.min");
    assert_string_equal(where.file, "");
    assert_string_equal(where.message_en, "no policy key is named \"lenght.min\"; did you mean length.min?");
    assert_string_equal(where.message_fr,
                        "aucune clé de politique ne s'appelle «\u00A0lenght.min\u00A0»\u00A0; vouliez-vous "
                        "dire length.min\u00A0?");
    assert_int_equal(pwpol_policy_set(policy, "nonsense", "12", NULL), PWPOL_ERR_KEY);
    assert_null(pwpol_policy_get(policy, "lenght.min"));
    pwpol_policy_free(policy);
}

static void a_refusal_says_what_is_allowed(void **state)
{
    (void)state;
    pwpol_policy *policy = new_policy();
    pwpol_where where = PWPOL_WHERE_INIT;
    assert_int_equal(pwpol_policy_set(policy, "length.min", "0", &where), PWPOL_ERR_RANGE);
    assert_string_equal(where.allowed, "1 to 1024");
    assert_string_equal(where.message_en, "length.min accepts 1 to 1024.");
    assert_string_equal(where.message_fr, "length.min accepte de 1 à 1024.");
    pwpol_policy_free(policy);
}

/* A file of passwords given for a policy, or a password typed as a value. */
static void a_refused_value_is_not_repeated(void **state)
{
    (void)state;
    pwpol_policy *policy = new_policy();
    for (size_t i = 0; i < pwpol_policy_key_count(); i++) {
        pwpol_where where = PWPOL_WHERE_INIT;
        assert_int_equal(pwpol_policy_set(policy, policy_key_name(i), "S3cret!\"", &where), PWPOL_ERR_RANGE);
        assert_null(strstr(where.message_en, "S3cret"));
        assert_null(strstr(where.message_fr, "S3cret"));
    }
    pwpol_policy_free(policy);
}

static void a_strange_name_is_shown_harmlessly(void **state)
{
    (void)state;
    pwpol_policy *policy = new_policy();
    pwpol_where where = PWPOL_WHERE_INIT;
    char name[4000];
    memset(name, 'x', sizeof name - 1);
    name[sizeof name - 1] = '\0';
    memcpy(name, "\x1B[31m\xC3\x28", 7);
    assert_int_equal(pwpol_policy_set(policy, name, "1", &where), PWPOL_ERR_KEY);
    for (const char *c = where.message_en; *c != '\0'; c++)
        assert_true(*c >= 0x20 && *c < 0x7F);
    assert_int_equal(strlen(where.key), 60);
    pwpol_policy_free(policy);
}

static void a_relative_path_starts_from_the_current_folder(void **state)
{
    (void)state;
    pwpol_policy *policy = new_policy();
    assert_int_equal(chdir("/"), 0);
    assert_int_equal(pwpol_policy_set(policy, "dictionary.files", "a.txt b/c.txt", NULL), PWPOL_OK);
    assert_string_equal(pwpol_policy_get(policy, "dictionary.files"), "/a.txt /b/c.txt");
    assert_int_equal(chdir("/usr"), 0);
    assert_int_equal(pwpol_policy_set(policy, "dictionary.files", "a.txt", NULL), PWPOL_OK);
    assert_string_equal(pwpol_policy_get(policy, "dictionary.files"), "/usr/a.txt");
    assert_int_equal(pwpol_policy_set(policy, "hash.pepper_file", "a key", NULL), PWPOL_OK);
    assert_string_equal(pwpol_policy_get(policy, "hash.pepper_file"), "/usr/a key");
    assert_int_equal(chdir("/"), 0);
    assert_int_equal(pwpol_policy_set(policy, "hash.pepper_file", "a key", NULL), PWPOL_OK);
    assert_string_equal(pwpol_policy_get(policy, "hash.pepper_file"), "/a key");
    pwpol_policy_free(policy);
}

static void more_than_64_paths_are_refused(void **state)
{
    (void)state;
    pwpol_policy *policy = new_policy();
    char paths[65 * 3 + 1] = "";
    for (size_t i = 0; i < 64; i++)
        strcat(paths, "/a ");
    assert_int_equal(pwpol_policy_set(policy, "dictionary.files", paths, NULL), PWPOL_OK);
    strcat(paths, "/a ");
    assert_int_equal(pwpol_policy_set(policy, "dictionary.files", paths, NULL), PWPOL_ERR_RANGE);
    pwpol_policy_free(policy);
}

static void a_path_has_4095_bytes_at_most(void **state)
{
    (void)state;
    pwpol_policy *policy = new_policy();
    char path[4097] = "/";
    memset(path + 1, 'a', 4095);
    path[4096] = '\0';
    assert_int_equal(pwpol_policy_set(policy, "hash.pepper_file", path, NULL), PWPOL_ERR_RANGE);
    path[4095] = '\0';
    assert_int_equal(pwpol_policy_set(policy, "hash.pepper_file", path, NULL), PWPOL_OK);
    pwpol_policy_free(policy);
}

static void null_arguments_are_refused(void **state)
{
    (void)state;
    pwpol_policy *policy = new_policy();
    assert_int_equal(pwpol_policy_set(NULL, "length.min", "12", NULL), PWPOL_ERR_ARGUMENT);
    assert_int_equal(pwpol_policy_set(policy, NULL, "12", NULL), PWPOL_ERR_ARGUMENT);
    assert_int_equal(pwpol_policy_set(policy, "length.min", NULL, NULL), PWPOL_ERR_ARGUMENT);
    assert_null(pwpol_policy_get(policy, NULL));
    assert_null(pwpol_policy_get(NULL, "length.min"));
    assert_null(pwpol_policy_preset(NULL));
    pwpol_policy_free(policy);
    pwpol_policy_free(NULL);
}

static void the_program_s_locale_does_not_matter(void **state)
{
    (void)state;
    /* Where the machine has neither locale, the C locale is tried again. */
    if (setlocale(LC_ALL, "fr_FR.UTF-8") == NULL)
        setlocale(LC_ALL, "de_DE.UTF-8");
    values_are_read_and_written_in_their_canonical_text(state);
    setlocale(LC_ALL, "C");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_are_read_and_written_in_their_canonical_text),
        cmocka_unit_test(a_canonical_text_sets_the_same_value),
        cmocka_unit_test(typed_accessors_give_the_value),
        cmocka_unit_test(an_unknown_key_is_named_with_the_nearest_one),
        cmocka_unit_test(a_refusal_says_what_is_allowed),
        cmocka_unit_test(a_refused_value_is_not_repeated),
        cmocka_unit_test(a_strange_name_is_shown_harmlessly),
        cmocka_unit_test(a_relative_path_starts_from_the_current_folder),
        cmocka_unit_test(more_than_64_paths_are_refused),
        cmocka_unit_test(a_path_has_4095_bytes_at_most),
        cmocka_unit_test(null_arguments_are_refused),
        cmocka_unit_test(the_program_s_locale_does_not_matter),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
