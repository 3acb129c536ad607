/* Dates and years, in the orders and with the separators that people write. */
#include "base/decimal.h"
#include "guess/context.h"
#include "guess/match.h"
#include "guess/prices.h"

#include <stdlib.h>
#include <string.h>

enum {
    YEAR_FIRST = 1900,
    YEAR_LAST = 2049,
    YEAR_REFERENCE = 2026, /* people write years near theirs; a year more or less moves the number by 5 % */
    YEARS_MIN = 20,        /* Wheeler's: the least number of years to try */
    DAYS = 366,
    SEPARATORS = 4 /* Wheeler's factor for the choice of one, or of none */
};

/* d day, m month, M its name, Y year, y its two digits; / is a separator, the
 * same one wherever there are two. A day or month of one digit only where a
 * separator or a name ends it. Grouped by what tells at a glance that they cannot fit. */
static const char *const eight_digit_forms[] = { "dmY", "mdY", "Ymd", NULL };
static const char *const six_digit_forms[] = { "dmy", "mdy", "ymd", "mY", "Ym", NULL };
static const char *const four_digit_forms[] = { "Y", "dm", "md", NULL };
static const char *const separated_forms[] = { "d/m/Y", "m/d/Y", "Y/m/d", "d/m/y", "m/d/y", "y/m/d",
                                               "m/Y",   "Y/m",   "d/m",   "m/d",   NULL };
static const char *const named_forms[] = { "d/M/Y", "dMY", "d/M/y", "dMy", "d/M", "dM", NULL };
static const char *const name_first_forms[] = { "M/Y", "MY", "My", "Md", NULL };
enum { FORMS = 32, DATE_MIN = 4 };

struct date {
    unsigned day, month, year; /* 0 where the form has none */
    bool two_digits;           /* of the year */
    unsigned char separator;   /* 0 for none */
    bool unusual;              /* the day does not come first */
};

static const unsigned days_of[] = { 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };

/* ---- Reading ---- */

static bool is_digit(const struct lane *lane, size_t at)
{
    return at < lane->length && lane->bytes[at] >= '0' && lane->bytes[at] <= '9';
}

/* Exactly count digits; false when there are fewer. */
static bool read_digits(const struct lane *lane, size_t *at, unsigned count, unsigned *number)
{
    *number = 0;
    for (unsigned i = 0; i < count; i++) {
        if (!is_digit(lane, *at + i))
            return false;
        *number = *number * 10 + (unsigned)(lane->bytes[*at + i] - '0');
    }
    *at += count;
    return true;
}

/* "1er" janvier. */
static bool is_first(const struct lane *lane, size_t at)
{
    return at + 3 < lane->length && memcmp(lane->bytes + at, "1er", 3) == 0;
}

/* Two digits, or one that something else than a digit follows. */
static bool read_short(const struct lane *lane, size_t *at, unsigned *number)
{
    if (is_first(lane, *at)) {
        *number = 1;
        *at += 3;
        return true;
    }
    return read_digits(lane, at, is_digit(lane, *at + 1) ? 2 : 1, number);
}

static bool is_separator(const struct lane *lane, size_t at)
{
    static const char separators[] = "/-. _\\,";
    return at < lane->length && memchr(separators, lane->bytes[at], sizeof separators - 1) != NULL;
}

static bool read_separator(const struct lane *lane, size_t *at, struct date *date)
{
    if (!is_separator(lane, *at))
        return false;
    if (date->separator != 0 && date->separator != lane->bytes[*at])
        return false;
    date->separator = lane->bytes[(*at)++];
    return true;
}

/* Folded; what begins like another comes after it. */
static const struct month_name {
    char name[10];
    unsigned char length;
    unsigned char month;
} month_names[] = {
    { "janvier", 7, 1 },   { "january", 7, 1 },   { "fevrier", 7, 2 },   { "february", 8, 2 },
    { "mars", 4, 3 },      { "march", 5, 3 },     { "avril", 5, 4 },     { "april", 5, 4 },
    { "mai", 3, 5 },       { "may", 3, 5 },       { "juin", 4, 6 },      { "june", 4, 6 },
    { "juillet", 7, 7 },   { "july", 4, 7 },      { "aout", 4, 8 },      { "august", 6, 8 },
    { "septembre", 9, 9 }, { "september", 9, 9 }, { "octobre", 7, 10 },  { "october", 7, 10 },
    { "novembre", 8, 11 }, { "november", 8, 11 }, { "decembre", 8, 12 }, { "december", 8, 12 },
    { "janv", 4, 1 },      { "jan", 3, 1 },       { "fevr", 4, 2 },      { "fev", 3, 2 },
    { "feb", 3, 2 },       { "mar", 3, 3 },       { "avr", 3, 4 },       { "apr", 3, 4 },
    { "jun", 3, 6 },       { "juil", 4, 7 },      { "jul", 3, 7 },       { "aug", 3, 8 },
    { "sept", 4, 9 },      { "sep", 3, 9 },       { "oct", 3, 10 },      { "nov", 3, 11 },
    { "dec", 3, 12 },
};

/* One of "jfmasond". */
static bool is_initial(unsigned char byte)
{
    static const uint32_t initials = 1u << ('j' - 'a') | 1u << ('f' - 'a') | 1u << ('m' - 'a') | 1u |
                                     1u << ('s' - 'a') | 1u << ('o' - 'a') | 1u << ('n' - 'a') |
                                     1u << ('d' - 'a');
    return byte >= 'a' && byte <= 'z' && (initials >> (byte - 'a') & 1) != 0;
}

static bool read_name(const struct lane *lane, size_t *at, unsigned *month)
{
    if (*at >= lane->length || !is_initial(lane->bytes[*at]))
        return false;
    for (size_t i = 0; i < sizeof month_names / sizeof month_names[0]; i++) {
        const struct month_name *name = &month_names[i];
        if (lane->bytes[*at] == (unsigned char)name->name[0] && name->length <= lane->length - *at &&
            memcmp(name->name, lane->bytes + *at, name->length) == 0) {
            *month = name->month;
            *at += name->length;
            return true;
        }
    }
    return false;
}

/* The century that brings two digits nearest to the present. */
static unsigned full_year(unsigned two_digits)
{
    unsigned last = 1900 + two_digits;
    unsigned present = 2000 + two_digits;
    bool nearer = YEAR_REFERENCE - last < (unsigned)abs((int)present - YEAR_REFERENCE);
    return nearer || present > YEAR_LAST ? last : present;
}

static bool read_part(const struct lane *lane, size_t *at, char part, bool loose, struct date *date)
{
    switch (part) {
    case 'd':
        return (loose ? read_short(lane, at, &date->day) : read_digits(lane, at, 2, &date->day)) &&
               date->day >= 1;
    case 'm':
        return (loose ? read_short(lane, at, &date->month) : read_digits(lane, at, 2, &date->month)) &&
               date->month >= 1 && date->month <= 12;
    case 'M':
        return read_name(lane, at, &date->month);
    case 'Y':
        return read_digits(lane, at, 4, &date->year) && date->year >= YEAR_FIRST && date->year <= YEAR_LAST;
    case 'y':
        date->two_digits = true;
        if (!read_digits(lane, at, 2, &date->year))
            return false;
        date->year = full_year(date->year);
        return true;
    default:
        return read_separator(lane, at, date);
    }
}

/* Where the date of this form that starts at first ends; 0 when there is none. */
static size_t read_form(const struct lane *lane, size_t first, const char *form, bool loose,
                        struct date *date)
{
    *date = (struct date){ .unusual = *form != 'd' };
    size_t at = first;
    for (const char *part = form; *part != '\0'; part++) {
        if (!read_part(lane, &at, *part, loose, date))
            return 0;
    }
    return date->day == 0 || date->day <= days_of[date->month - 1] ? at : 0;
}

/* ---- Keeping ---- */

/* A long number holds the same date at every place: the logarithm found last. */
struct logarithm {
    double number;
    double log10;
};

static double guesses_log10(const struct date *date, struct logarithm *last)
{
    double guesses = 1;
    if (date->year != 0) {
        int away = abs((int)date->year - YEAR_REFERENCE);
        guesses *= away > YEARS_MIN ? away : YEARS_MIN;
    }
    if (date->day != 0)
        guesses *= DAYS;
    else if (date->month != 0)
        guesses *= 12;
    if (date->separator != 0)
        guesses *= SEPARATORS;
    if (guesses != last->number)
        *last = (struct logarithm){ guesses, decimal_log10(guesses) };
    return last->log10;
}

static double price(const struct date *date)
{
    if (date->year == 0 || date->day == 0)
        return price_date_part;
    return date->unusual || date->separator != 0 ? price_date_unusual : price_date;
}

/* Every part that it has is that of the person's birth. */
static bool is_birth(const struct guess_context *context, const struct date *date)
{
    return context->year != 0 && (date->day == 0 || date->day == context->day) &&
           (date->month == 0 || date->month == context->month) &&
           (date->year == 0 ||
            (date->two_digits ? date->year % 100 == context->year % 100 : date->year == context->year));
}

static void add(struct match *match, const struct lane *lane, size_t first, size_t end,
                const struct date *date, bool birth, struct logarithm *last)
{
    if (!lane_starts(lane, first) || !lane_ends(lane, end - 1))
        return;
    struct piece piece = {
        .kind = birth ? PWPOL_PIECE_CONTEXT : PWPOL_PIECE_DATE,
        .how =
            (date->year == 0 || date->day == 0 ? PIECE_PREFIX : 0u) | (lane->reversed ? PIECE_REVERSED : 0u),
        .start = lane_begin(lane, first, end - 1),
        .rank = birth ? FORMS : 0, /* any way to write it */
        .list = birth ? context_field_name(FIELD_BIRTH_DATE) : "",
    };
    piece.length = lane_end(lane, first, end - 1) - piece.start;
    piece.price = birth ? 0 : price(date);
    piece.guesses_log10 = birth ? decimal_log10(piece.rank) : guesses_log10(date, last);
    match_add(match, &piece);
}

/* The longest found from the start looked at, or an earlier one. */
struct longest {
    struct date date;
    size_t end;
};

struct dates {
    struct longest any;
    struct longest birth; /* of the person */
};

static void try_forms(const struct match *match, const struct lane *lane, size_t first,
                      const char *const *forms, bool loose, struct dates *dates)
{
    for (; *forms != NULL; forms++) {
        struct date date;
        size_t end = read_form(lane, first, *forms, loose, &date);
        if (end < first + DATE_MIN)
            continue;
        if (end > dates->birth.end && is_birth(match->context, &date))
            dates->birth = (struct longest){ date, end };
        if (end > dates->any.end)
            dates->any = (struct longest){ date, end };
    }
}

static bool is_name(const struct lane *lane, size_t at)
{
    unsigned month;
    return read_name(lane, &at, &month);
}

/* Only the forms that what stands at first leaves possible. */
static void try_at(const struct match *match, const struct lane *lane, size_t first, struct dates *dates)
{
    size_t digits = 0;
    while (digits < 8 && is_digit(lane, first + digits))
        digits++;
    size_t after = first + digits;
    if (digits == 1 && first > 0 && is_digit(lane, first - 1))
        return; /* the second half of a day that there is not */
    if (digits == 0 && is_name(lane, first))
        try_forms(match, lane, first, name_first_forms, true, dates);
    size_t named = is_first(lane, first) ? first + 3 : after;
    if (digits >= 1 && digits <= 2 && is_name(lane, named + is_separator(lane, named)))
        try_forms(match, lane, first, named_forms, true, dates);
    if (digits >= 1 && digits <= 4 && is_separator(lane, after) && is_digit(lane, after + 1))
        try_forms(match, lane, first, separated_forms, true, dates);
    if (digits >= 8)
        try_forms(match, lane, first, eight_digit_forms, false, dates);
    if (digits >= 6)
        try_forms(match, lane, first, six_digit_forms, false, dates);
    if (digits >= 4)
        try_forms(match, lane, first, four_digit_forms, false, dates);
}

/* A date that lies inside an earlier one is no other; but one that is not the
 * person's may hold a part that is. */
static void match_lane(struct match *match, const struct lane *lane)
{
    struct dates dates = { .any.end = 0 };
    struct logarithm last = { 1, 0 };
    for (size_t first = 0; first + DATE_MIN <= lane->length; first++) {
        struct dates before = dates;
        try_at(match, lane, first, &dates);
        if (dates.birth.end > before.birth.end)
            add(match, lane, first, dates.birth.end, &dates.birth.date, true, &last);
        if (dates.any.end > before.any.end && dates.any.end > dates.birth.end && !lane->reversed)
            add(match, lane, first, dates.any.end, &dates.any.date, false, &last);
    }
}

void match_dates(struct match *match)
{
    unsigned digits = 0;
    for (size_t i = 0; i < match->length; i++)
        digits += match->text->classes[i] == CLASS_DIGIT;
    if (digits > 0)
        match_lane(match, &match->forward);
    if (digits >= 3 && match->context->year != 0)
        match_lane(match, &match->backward);
}
