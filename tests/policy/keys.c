/* The table of keys: what pwpol_policy_key() tells, and that it holds together. */
#include "suite.h"

#include "policy/keys.h"
#include "policy/value.h"

static const struct folder none = { FOLDER_NONE, NULL };

static void every_key_is_documented(void **state)
{
    (void)state;
    assert_int_equal(pwpol_policy_key_count(), KEY_COUNT);
    for (size_t i = 0; i < pwpol_policy_key_count(); i++) {
        pwpol_key key = { .size = sizeof key };
        assert_int_equal(pwpol_policy_key(i, &key), PWPOL_OK);
        assert_int_equal(key.size, sizeof key);
        assert_non_null(strchr(key.name, '.'));
        assert_true(key.type[0] != '\0' && key.allowed[0] != '\0');
        assert_true(key.doc_en[strlen(key.doc_en) - 1] == '.');
        assert_true(key.doc_fr[strlen(key.doc_fr) - 1] == '.');
        assert_non_null(key.unit);
        assert_non_null(key.rule);
        assert_string_equal(policy_key_name(i), key.name);
    }
}

static void a_key_tells_its_type_unit_standard_and_range(void **state)
{
    (void)state;
    pwpol_key key = { .size = sizeof key };
    assert_int_equal(pwpol_policy_key(KEY_LENGTH_MIN, &key), PWPOL_OK);
    assert_string_equal(key.name, "length.min");
    assert_string_equal(key.type, "integer");
    assert_string_equal(key.unit, "code points");
    assert_string_equal(key.standard, "8");
    assert_string_equal(key.allowed, "1 to 1024");
    assert_string_equal(key.rule, "A2 A4 E");
    assert_int_equal(pwpol_policy_key(KEY_CNIL_CASE, &key), PWPOL_OK);
    assert_string_equal(key.type, "choice");
    assert_string_equal(key.allowed, "none | alone | restricted | device");
    assert_int_equal(pwpol_policy_key(KEY_HASH_ALLOW_WEAK, &key), PWPOL_OK);
    assert_string_equal(key.type, "boolean");
    assert_string_equal(key.standard, "false");
    assert_int_equal(pwpol_policy_key(KEY_THROTTLE_DELAY_FIRST, &key), PWPOL_OK);
    assert_string_equal(key.type, "duration");
    assert_string_equal(key.unit, "s");
    assert_string_equal(key.standard, "90s");
}

static void past_the_last_key_is_an_error(void **state)
{
    (void)state;
    pwpol_key key = { .size = sizeof key };
    assert_int_equal(pwpol_policy_key(pwpol_policy_key_count(), &key), PWPOL_ERR_ARGUMENT);
    assert_int_equal(pwpol_policy_key(SIZE_MAX, &key), PWPOL_ERR_ARGUMENT);
    assert_int_equal(pwpol_policy_key(0, NULL), PWPOL_ERR_ARGUMENT);
    key.size = 0;
    assert_int_equal(pwpol_policy_key(0, &key), PWPOL_ERR_ARGUMENT);
}

/* A program built against an older release has a smaller struct. */
static void nothing_is_written_beyond_the_caller_s_size(void **state)
{
    (void)state;
    pwpol_key key = { .size = offsetof(pwpol_key, unit), .unit = "kept", .doc_fr = "kept" };
    assert_int_equal(pwpol_policy_key(0, &key), PWPOL_OK);
    assert_string_equal(key.name, "length.min");
    assert_string_equal(key.unit, "kept");
    assert_string_equal(key.doc_fr, "kept");
    key = (pwpol_key){ .size = offsetof(pwpol_key, type), .type = "kept" };
    assert_int_equal(pwpol_policy_key(1, &key), PWPOL_OK);
    assert_string_equal(key.name, "length.max");
    assert_string_equal(key.type, "kept");
}

static void standards_are_canonical_and_within_their_range(void **state)
{
    (void)state;
    for (size_t i = 0; i < KEY_COUNT; i++) {
        struct value value;
        assert_int_equal(value_parse(&keys[i], keys[i].standard, &none, &value), PWPOL_OK);
        assert_string_equal(value_text(&value), keys[i].standard);
        value_end(&value);
    }
}

/* Both ends of a range are allowed, and documented as a reader would write them. */
static void ends_of_ranges_are_canonical_and_accepted(void **state)
{
    (void)state;
    for (size_t i = 0; i < KEY_COUNT; i++) {
        const char *const ends[] = { keys[i].lowest, keys[i].highest };
        for (size_t j = 0; j < 2 && keys[i].lowest[0] != '\0'; j++) {
            struct value value;
            assert_int_equal(value_parse(&keys[i], ends[j], &none, &value), PWPOL_OK);
            assert_string_equal(value_text(&value), ends[j]);
        }
    }
}

static void names_are_unique_and_sections_stand_together(void **state)
{
    (void)state;
    for (size_t i = 0; i < KEY_COUNT; i++) {
        size_t section_len = strcspn(keys[i].name, ".") + 1;
        bool left = false;
        for (size_t j = i + 1; j < KEY_COUNT; j++) {
            assert_string_not_equal(keys[i].name, keys[j].name);
            bool same = strncmp(keys[i].name, keys[j].name, section_len) == 0;
            assert_false(same && left);
            left = !same;
        }
    }
}

/* French puts a space that does not break before ; : ! ? (U+00A0). */
static void french_punctuation_never_starts_a_line(void **state)
{
    (void)state;
    for (size_t i = 0; i < KEY_COUNT; i++)
        for (const char *c = keys[i].doc_fr; *c != '\0'; c++)
            if (strchr(";:!?", *c) != NULL)
                assert_memory_equal(c - 2, "\u00A0", 2);
}

static const struct {
    const char *from, *to;
    unsigned edits;
} distances[] = {
    { "", "", 0 },
    { "min", "min", 0 },
    { "", "min", 3 },
    { "lenght.min", "length.min", 1 }, /* two neighbours swapped */
    { "length.mn", "length.min", 1 },
    { "length.minn", "length.min", 1 },
    { "lenGth.min", "length.min", 1 },
    { "kitten", "sitting", 3 }, /* Levenshtein's own example */
    { "ca", "abc", 3 },         /* optimal string alignment: 3; unrestricted Damerau: 2 */
};

static void distances_are_those_of_optimal_string_alignment(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof distances / sizeof distances[0]; i++) {
        assert_int_equal(edit_distance(distances[i].from, distances[i].to), distances[i].edits);
        assert_int_equal(edit_distance(distances[i].to, distances[i].from), distances[i].edits);
    }
}

static void the_nearest_key_is_close_or_none(void **state)
{
    (void)state;
    assert_int_equal(key_nearest("length.mim"), KEY_LENGTH_MIN);
    assert_int_equal(key_nearest("lenght.min"), KEY_LENGTH_MIN);
    assert_int_equal(key_nearest("throttle.lockafter"), KEY_THROTTLE_LOCK_AFTER);
    assert_int_equal(key_nearest("entropie.min"), KEY_ENTROPY_MIN);
    assert_int_equal(key_nearest("lgth.min"), KEY_LENGTH_MIN); /* 2 of 8, and a third is 2 */
    assert_int_equal(key_nearest("lgt.min"), KEY_COUNT);       /* 3 of 7 */
    assert_int_equal(key_nearest("motdepasse"), KEY_COUNT);
    assert_int_equal(key_nearest(""), KEY_COUNT);
    char long_name[5000];
    memset(long_name, 'x', sizeof long_name - 1);
    long_name[sizeof long_name - 1] = '\0';
    assert_int_equal(key_nearest(long_name), KEY_COUNT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_key_is_documented),
        cmocka_unit_test(a_key_tells_its_type_unit_standard_and_range),
        cmocka_unit_test(past_the_last_key_is_an_error),
        cmocka_unit_test(nothing_is_written_beyond_the_caller_s_size),
        cmocka_unit_test(standards_are_canonical_and_within_their_range),
        cmocka_unit_test(ends_of_ranges_are_canonical_and_accepted),
        cmocka_unit_test(names_are_unique_and_sections_stand_together),
        cmocka_unit_test(french_punctuation_never_starts_a_line),
        cmocka_unit_test(distances_are_those_of_optimal_string_alignment),
        cmocka_unit_test(the_nearest_key_is_close_or_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
