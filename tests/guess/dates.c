/* Dates and years. */
#include "guess_support.h"

#include <math.h>

static const struct row dates[] = {
    { "14071989", PWPOL_PIECE_DATE, "", 0, 8, 0 },
    { "07141989", PWPOL_PIECE_DATE, "", 0, 8, 0 },
    { "19890714", PWPOL_PIECE_DATE, "", 0, 8, 0 },
    { "140789", PWPOL_PIECE_DATE, "", 0, 6, 0 },
    { "890714", PWPOL_PIECE_DATE, "", 0, 6, 0 },
    { "071989", PWPOL_PIECE_DATE, "", 0, 6, 0 },
    { "1407", PWPOL_PIECE_DATE, "", 0, 4, 0 },
    { "0731", PWPOL_PIECE_DATE, "", 0, 4, 0 },
    { "x1989x", PWPOL_PIECE_DATE, "", 1, 4, 0 },
    { "1900", PWPOL_PIECE_DATE, "", 0, 4, 0 },
    { "2049", PWPOL_PIECE_DATE, "", 0, 4, 0 },
    { "14/07/89", PWPOL_PIECE_DATE, "", 0, 8, 0 },
    { "4/7/89", PWPOL_PIECE_DATE, "", 0, 6, 0 },
    { "1989-07-14", PWPOL_PIECE_DATE, "", 0, 10, 0 },
    { "14.07.1989", PWPOL_PIECE_DATE, "", 0, 10, 0 },
    { "14 07 1989", PWPOL_PIECE_DATE, "", 0, 10, 0 },
    { "14_07_1989", PWPOL_PIECE_DATE, "", 0, 10, 0 },
    { "07/14/1989", PWPOL_PIECE_DATE, "", 0, 10, 0 },
    { "14/07", PWPOL_PIECE_DATE, "", 0, 5, 0 },
    { "07/1989", PWPOL_PIECE_DATE, "", 0, 7, 0 },
    { "14juillet", PWPOL_PIECE_DATE, "", 0, 9, 0 },
    { "juillet1989", PWPOL_PIECE_DATE, "", 0, 11, 0 },
    { "14Juillet1989", PWPOL_PIECE_DATE, "", 0, 13, 0 },
    { "4-july-89", PWPOL_PIECE_DATE, "", 0, 9, 0 },
    { "August2020", PWPOL_PIECE_DATE, "", 0, 10, 0 },
    { "f\u00E9vrier 2020", PWPOL_PIECE_DATE, "", 0, 12, 0 },
    { "mai68", PWPOL_PIECE_DATE, "", 0, 5, 0 },
    { "29022000", PWPOL_PIECE_DATE, "", 0, 8, 0 },
    { "\uFF11\uFF19\uFF18\uFF19", PWPOL_PIECE_DATE, "", 0, 4, 0 }, /* full-width digits */
};

static void dates_are_found_as_people_write_them(void **state)
{
    (void)state;
    check_rows(dates, COUNT(dates), NULL, NULL);
}

static const struct absent no_dates[] = {
    { "3207", PWPOL_PIECE_DATE },                                   /* no such day, nor month */
    { "1313", PWPOL_PIECE_DATE },     { "3002", PWPOL_PIECE_DATE }, /* February has 29 days at most */
    { "1899", PWPOL_PIECE_DATE },     { "2050", PWPOL_PIECE_DATE },
    { "32/13/99", PWPOL_PIECE_DATE }, { "31/02", PWPOL_PIECE_DATE },
    { "0/0", PWPOL_PIECE_DATE },      { "juillet", PWPOL_PIECE_DATE }, /* a word */
    { "mais19", PWPOL_PIECE_DATE },   { "89", PWPOL_PIECE_DATE },
    { "1.5", PWPOL_PIECE_DATE }, /* too short to be one */
};

static void other_numbers_are_no_dates(void **state)
{
    (void)state;
    check_absent(no_dates, COUNT(no_dates), NULL, NULL);
}

/* One separator, the same everywhere. */
static void separators_must_agree(void **state)
{
    (void)state;
    struct guessing guessing;
    guessing_begin(&guessing, "14/07-1989", NULL, false);
    assert_null(guessing_find(&guessing, PWPOL_PIECE_DATE, 0, 10));
    assert_non_null(guessing_find(&guessing, PWPOL_PIECE_DATE, 0, 5));
    assert_non_null(guessing_find(&guessing, PWPOL_PIECE_DATE, 3, 7)); /* 07-1989 */
    guessing_end(&guessing);
}

static void a_date_inside_a_longer_one_is_no_other(void **state)
{
    (void)state;
    struct guessing guessing;
    guessing_begin(&guessing, "14071989", NULL, false);
    unsigned found = 0;
    for (size_t i = 0; i < guessing.guess.found_count; i++)
        found += guessing.guess.found[i].kind == PWPOL_PIECE_DATE;
    assert_int_equal(found, 1);
    guessing_end(&guessing);
}

/* After D. Wheeler, 2.4.5: the distance of the year from 2026, 20 at least; 366 days,
 * or 12 months; 4 for a separator. */
static const struct {
    const char *candidate;
    double guesses;
} numbers[] = {
    { "2020", 20 },
    { "1989", 37 },
    { "1926", 100 },
    { "1407", 366 },
    { "14071989", 366 * 37 },
    { "140789", 366 * 37 }, /* 1989 is nearer than 2089 */
    { "140720", 366 * 20 }, /* 2020 */
    { "140755", 366 * 71 }, /* 1955: 2055 is beyond the last year */
    { "14/07/1989", 366 * 37 * 4 },
    { "juillet2020", 12 * 20 },
};

static void a_date_costs_its_days_and_its_years(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(numbers); i++) {
        struct guessing guessing;
        guessing_begin(&guessing, numbers[i].candidate, NULL, false);
        const struct piece *piece =
            guessing_find(&guessing, PWPOL_PIECE_DATE, 0, strlen(numbers[i].candidate));
        if (piece == NULL || fabs(piece->guesses_log10 - log10(numbers[i].guesses)) > 1e-9)
            fail_msg("%s: 10^%f, not %f", numbers[i].candidate, piece == NULL ? NAN : piece->guesses_log10,
                     numbers[i].guesses);
        guessing_end(&guessing);
    }
}

static void a_date_without_its_year_says_so(void **state)
{
    (void)state;
    struct guessing guessing;
    guessing_begin(&guessing, "1407", NULL, false);
    assert_int_equal(guessing_find(&guessing, PWPOL_PIECE_DATE, 0, 4)->how, PIECE_PREFIX);
    guessing_end(&guessing);
    guessing_begin(&guessing, "14071989", NULL, false);
    assert_int_equal(guessing_find(&guessing, PWPOL_PIECE_DATE, 0, 8)->how, 0);
    guessing_end(&guessing);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(dates_are_found_as_people_write_them),
        cmocka_unit_test(other_numbers_are_no_dates),
        cmocka_unit_test(separators_must_agree),
        cmocka_unit_test(a_date_inside_a_longer_one_is_no_other),
        cmocka_unit_test(a_date_costs_its_days_and_its_years),
        cmocka_unit_test(a_date_without_its_year_says_so),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
