/* where_report(): the sized struct that says where a file was refused. */
#include "suite.h"

#include "base/where.h"

static void every_field_is_written(void **state)
{
    (void)state;
    pwpol_where where = PWPOL_WHERE_INIT;
    where_report(&where, "policy.conf", 12, 3, "length.min", "1 to 1024", "english", "français");
    assert_int_equal(where.line, 12);
    assert_int_equal(where.column, 3);
    assert_string_equal(where.file, "policy.conf");
    assert_string_equal(where.key, "length.min");
    assert_string_equal(where.allowed, "1 to 1024");
    assert_string_equal(where.message_en, "english");
    assert_string_equal(where.message_fr, "français");
}

static void null_texts_become_empty_and_a_null_where_is_fine(void **state)
{
    (void)state;
    pwpol_where where = PWPOL_WHERE_INIT;
    memset(where.file, 'x', sizeof where.file);
    memset(where.message_fr, 'x', sizeof where.message_fr);
    where_report(&where, NULL, 0, 0, NULL, NULL, NULL, NULL);
    assert_string_equal(where.file, "");
    assert_string_equal(where.key, "");
    assert_string_equal(where.allowed, "");
    assert_string_equal(where.message_en, "");
    assert_string_equal(where.message_fr, "");
    where_report(NULL, "f", 1, 1, "k", "a", "e", "f");
}

/* The caller of an older release has a smaller struct: for every size that one
 * could have, the bytes after it stay as they were. */
static void nothing_is_written_beyond_the_caller_s_size(void **state)
{
    (void)state;
    for (size_t size = 0; size <= sizeof(pwpol_where); size++) {
        union {
            pwpol_where where;
            unsigned char bytes[sizeof(pwpol_where)];
        } caller;
        memset(&caller, 0xAA, sizeof caller);
        caller.where.size = size;
        where_report(&caller.where, "file", 1, 2, "key", "allowed", "en", "fr");
        for (size_t i = size < sizeof(size_t) ? sizeof(size_t) : size; i < sizeof caller; i++)
            assert_int_equal(caller.bytes[i], 0xAA);
    }
}

/* key holds 63 bytes and a NUL. */
static const struct {
    const char *tail; /* appended to 62 letters */
    size_t kept;      /* bytes of it that fit whole */
} cuts[] = {
    { "a", 1 },                /* 63 bytes: fits exactly */
    { "ab", 1 },               /* 64: the last is cut */
    { "\xC3\xA9", 0 },         /* U+00E9 takes 2 bytes, one is left */
    { "\xE2\x82\xAC", 0 },     /* U+20AC takes 3 */
    { "\xF0\x9F\x94\x91", 0 }, /* U+1F511 takes 4 */
    { "a\xC3\xA9", 1 },
};

static void long_texts_are_cut_between_code_points(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof cuts / sizeof cuts[0]; i++) {
        char text[128];
        memset(text, 'k', 62);
        strcpy(text + 62, cuts[i].tail);
        pwpol_where where = PWPOL_WHERE_INIT;
        where_report(&where, NULL, 0, 0, text, NULL, NULL, NULL);
        assert_int_equal(strlen(where.key), 62 + cuts[i].kept);
        assert_memory_equal(where.key, text, 62 + cuts[i].kept);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_field_is_written),
        cmocka_unit_test(null_texts_become_empty_and_a_null_where_is_fine),
        cmocka_unit_test(nothing_is_written_beyond_the_caller_s_size),
        cmocka_unit_test(long_texts_are_cut_between_code_points),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
