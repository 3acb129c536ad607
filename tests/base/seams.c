/* Numbers, random numbers and the clock. */
#include "suite.h"

#include "base/seams.h"

#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

static const struct {
    const char *text;
    bool accepted;
    double value;
} numbers[] = {
    { "0", true, 0 },      { "12", true, 12 },  { "79.55", true, 79.55 }, { "80.", true, 80 },
    { ".5", true, 0.5 },   { "007", true, 7 },  { "", false, 0 },         { ".", false, 0 },
    { "1.2.3", false, 0 }, { "1,5", false, 0 }, { "1e3", false, 0 },      { "0x10", false, 0 },
    { "inf", false, 0 },   { "nan", false, 0 }, { "-1", false, 0 },       { "+1", false, 0 },
    { " 1", false, 0 },    { "1 ", false, 0 },  { "1\n", false, 0 },
};

static const struct {
    double value;
    unsigned decimals;
    const char *text;
} printed[] = {
    { 0, 2, "0" },
    { 80, 2, "80" },
    { 79.55, 2, "79.55" },
    { 79.5, 2, "79.5" },
    { 100, 0, "100" },
    { 1200, 3, "1200" },
    { 0.125, 3, "0.125" },
    { 0.5, 0, "0" },
    { -0.0, 2, "0" },
    { -0.004, 2, "0" },
    { -0.4, 0, "0" },
    { -12.5, 1, "-12.5" },
    { 1e14, 2, "100000000000000" },
};

static void assert_numbers(void)
{
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        double value = -1;
        if (number_parse(numbers[i].text, &value) != numbers[i].accepted)
            fail_msg("\"%s\"", numbers[i].text);
        assert_true(value == (numbers[i].accepted ? numbers[i].value : -1));
    }
    for (size_t i = 0; i < sizeof printed / sizeof printed[0]; i++) {
        char text[32];
        number_print(printed[i].value, printed[i].decimals, text, sizeof text);
        assert_string_equal(text, printed[i].text);
    }
}

static void numbers_are_read_and_printed_as_in_the_c_locale(void **state)
{
    (void)state;
    assert_numbers();
}

static void a_number_too_large_or_too_small_is_refused(void **state)
{
    (void)state;
    char text[512];
    double value;
    memset(text, '9', 400);
    text[400] = '\0';
    assert_false(number_parse(text, &value));
    memset(text, '0', 400);
    text[1] = '.';
    strcpy(text + 400, "1");
    assert_false(number_parse(text, &value));
}

static void a_number_too_long_for_its_room_keeps_its_magnitude(void **state)
{
    (void)state;
    char text[16];
    number_print(1e300, 2, text, sizeof text);
    assert_string_equal(text, "1.000000e+300");
    number_print(-2.5e20, 2, text, sizeof text);
    assert_string_equal(text, "-2.500000e+20");
}

/* The French locale, made in a folder of its own where the system has none. */
static bool use_french_locale(char *folder)
{
    if (setlocale(LC_ALL, "fr_FR.UTF-8") != NULL)
        return true;
    char command[256];
    snprintf(command, sizeof command, "localedef -c -i fr_FR -f UTF-8 %s/fr_FR.UTF-8 2>/dev/null", folder);
    if (system(command) != 0)
        return false;
    setenv("LOCPATH", folder, 1);
    return setlocale(LC_ALL, "fr_FR.UTF-8") != NULL;
}

static void a_program_s_french_locale_changes_nothing(void **state)
{
    (void)state;
    char folder[] = "/tmp/pwpol-locale-XXXXXX";
    assert_non_null(mkdtemp(folder));
    if (use_french_locale(folder)) {
        char text[16];
        snprintf(text, sizeof text, "%.1f", 0.5);
        assert_string_equal(text, "0,5"); /* the program's own */
        assert_numbers();
        snprintf(text, sizeof text, "%.1f", 0.5);
        assert_string_equal(text, "0,5"); /* and still */
        assert_string_equal(setlocale(LC_ALL, NULL), "fr_FR.UTF-8");
    } else {
        print_message("# no French locale, and localedef cannot make one\n");
    }
    setlocale(LC_ALL, "C");
    char command[64];
    snprintf(command, sizeof command, "rm -r %s", folder);
    assert_int_equal(system(command), 0);
}

static const struct {
    const char *text;
    bool accepted;
    int64_t value;
} integers[] = {
    { "0", true, 0 },
    { "42", true, 42 },
    { "007", true, 7 },
    { "999999999999999999", true, INT64_C(999999999999999999) }, /* 18 digits */
    { "1000000000000000000", false, 0 },                         /* 19 */
    { "9223372036854775808", false, 0 },                         /* 2^63 */
    { "99999999999999999999999999", false, 0 },
    { "", false, 0 },
    { "-1", false, 0 },
    { "+1", false, 0 },
    { " 1", false, 0 },
    { "1 ", false, 0 },
    { "1.0", false, 0 },
    { "0x10", false, 0 },
    { "12a", false, 0 },
};

static void integers_are_digits_and_nothing_else(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof integers / sizeof integers[0]; i++) {
        int64_t value = -1;
        if (integer_parse(integers[i].text, &value) != integers[i].accepted)
            fail_msg("\"%s\"", integers[i].text);
        assert_true(value == (integers[i].accepted ? integers[i].value : -1));
    }
}

/* Each of 10 values is missing from 1000 drawings once in 10^45 runs: 10 x 0.9^1000. */
static void random_numbers_stay_below_their_bound_and_reach_every_value(void **state)
{
    (void)state;
    assert_true(base_init());
    assert_true(base_init());
    unsigned seen[10] = { 0 };
    for (unsigned i = 0; i < 1000; i++) {
        uint32_t drawn = 7;
        assert_true(random_below(1, &drawn));
        assert_int_equal(drawn, 0);
        assert_true(random_below(10, &drawn));
        assert_in_range(drawn, 0, 9);
        seen[drawn]++;
    }
    for (unsigned i = 0; i < 10; i++)
        assert_true(seen[i] > 0);
}

static uint64_t given; /* the next 32 bits of the source, which counts */

static void count_up(void *bytes, size_t size)
{
    uint32_t number = (uint32_t)given++;
    assert_int_equal(size, sizeof number);
    memcpy(bytes, &number, size);
}

/* 2^32 modulo 3 x 2^30 is 2^30: so many of the 2^32 values are drawn again. */
static void no_number_is_likelier_than_another(void **state)
{
    (void)state;
    static const uint32_t bound = UINT32_C(3) << 30, over = UINT32_C(1) << 30;
    uint32_t drawn = 0;
    random_from(count_up);
    given = over - 2; /* this one, and the next */
    assert_true(random_below(bound, &drawn));
    assert_int_equal(given, (uint64_t)over + 1);
    assert_int_equal(drawn, over % bound);
    given = UINT32_MAX;
    assert_true(random_below(bound, &drawn));
    assert_int_equal(drawn, UINT32_MAX % bound);
    random_from(NULL);
}

static void the_clock_counts_milliseconds_since_1970(void **state)
{
    (void)state;
    int64_t apart = clock_now() - (int64_t)time(NULL) * 1000;
    assert_true(apart > -60000 && apart < 60000); /* the unit and the epoch, not the precision */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_are_read_and_printed_as_in_the_c_locale),
        cmocka_unit_test(a_number_too_large_or_too_small_is_refused),
        cmocka_unit_test(a_number_too_long_for_its_room_keeps_its_magnitude),
        cmocka_unit_test(a_program_s_french_locale_changes_nothing),
        cmocka_unit_test(integers_are_digits_and_nothing_else),
        cmocka_unit_test(random_numbers_stay_below_their_bound_and_reach_every_value),
        cmocka_unit_test(no_number_is_likelier_than_another),
        cmocka_unit_test(the_clock_counts_milliseconds_since_1970),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
