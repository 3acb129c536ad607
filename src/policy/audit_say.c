/* Figures as people write them, in French and in English, whatever the program's locale is. */
#include "base/seams.h"
#include "policy/audit.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#define NO_BREAK "\u00A0" /* no-break space: what keeps a number and its unit on one line */

enum { SECOND = 1000, MINUTE = 60 * SECOND, HOUR = 60 * MINUTE, DAY = 24 * HOUR };

void say(struct audit_judgement *judgement, const char *french, const char *english, ...)
{
    va_list arguments;
    va_start(arguments, english);
    buffer_vaddf(judgement->figure, judgement->french ? french : english, arguments);
    va_end(arguments);
}

void say_by_service(struct audit_judgement *judgement)
{
    say(judgement, NO_BREAK "; c'est au service de connexion de l'appliquer.",
        "; it is for the login service to apply it.");
}

void say_by_pwpol(struct audit_judgement *judgement)
{
    say(judgement, NO_BREAK "; pwpol l'applique aux connexions que le service lui soumet.",
        "; pwpol applies it to the logins that the service passes through it.");
}

const char *words_in(const struct audit_words *words, bool french)
{
    return french ? words->french : words->english;
}

const char *plural(bool french, int64_t count)
{
    return (french ? count < 2 : count == 1) ? "" : "s";
}

struct spelt spell_number(bool french, double value, unsigned decimals)
{
    struct spelt spelt = { "" };
    number_print(value, decimals, spelt.text, sizeof spelt.text);
    char *point = strchr(spelt.text, '.');
    if (french && point != NULL)
        *point = ',';
    return spelt;
}

struct spelt spell_integer(bool french, int64_t value)
{
    char digits[24];
    size_t count = (size_t)snprintf(digits, sizeof digits, "%" PRId64, value);
    struct spelt spelt = { "" };
    char *to = spelt.text;
    /* Four digits stay together, as both languages' typographers advise. */
    for (size_t i = 0; i < count; i++) {
        if (i > 0 && count > 4 && (count - i) % 3 == 0)
            to = stpcpy(to, french ? NO_BREAK : ",");
        *to++ = digits[i];
    }
    *to = '\0';
    return spelt;
}

struct spelt spell_duration(bool french, int64_t milliseconds)
{
    static const struct {
        int64_t length;
        int64_t least; /* durations from here on are told in this unit, when they are whole in it */
        const char *french;
        const char *english;
        bool takes_plural;
    } units[] = {
        { 365LL * DAY, 365LL * DAY, "an", "year", true },
        { DAY, 2LL * DAY, "jour", "day", true },
        { HOUR, HOUR, "h", "h", false },
        { MINUTE, MINUTE, "min", "min", false },
        { SECOND, SECOND, "s", "s", false },
        { 1, 0, "ms", "ms", false },
    };
    struct spelt spelt = { "" };
    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
        if (milliseconds < units[i].least || milliseconds % units[i].length != 0)
            continue;
        int64_t count = milliseconds / units[i].length;
        snprintf(spelt.text, sizeof spelt.text, "%.40s" NO_BREAK "%s%s", spell_integer(french, count).text,
                 french ? units[i].french : units[i].english,
                 units[i].takes_plural ? plural(french, count) : "");
        break;
    }
    return spelt;
}

struct spelt spell_power(bool french, double exponent)
{
    static const char *const raised[] = { "⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹" };
    struct spelt spelt = { "" };
    if (exponent != floor(exponent) || exponent < 0 || exponent > 99) {
        snprintf(spelt.text, sizeof spelt.text, "10^%.40s", spell_number(french, exponent, 2).text);
        return spelt;
    }
    unsigned whole = (unsigned)exponent;
    snprintf(spelt.text, sizeof spelt.text, "10%s%s", whole < 10 ? "" : raised[whole / 10],
             raised[whole % 10]);
    return spelt;
}

/* Day of the civil calendar, from days since 1970 (H. Hinnant, "chrono-compatible
 * low-level date algorithms"): years that begin in March end with the leap day. */
struct civil {
    int year;
    unsigned month;
    unsigned day;
};

static struct civil civil_from_days(int64_t days)
{
    int64_t shifted = days + 719468; /* since 1 March 0000 */
    int64_t era = shifted / 146097;  /* of 400 years */
    unsigned day_of_era = (unsigned)(shifted % 146097);
    unsigned year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    unsigned day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    unsigned month = (5 * day_of_year + 2) / 153; /* 0 is March */
    struct civil civil = { .year = (int)(era * 400) + (int)year_of_era,
                           .month = month < 10 ? month + 3 : month - 9,
                           .day = day_of_year - (153 * month + 2) / 5 + 1 };
    if (civil.month <= 2)
        civil.year++;
    return civil;
}

struct spelt spell_date(bool french, int64_t milliseconds)
{
    static const struct audit_words months[] = {
        { "janvier", "January" }, { "février", "February" },  { "mars", "March" },
        { "avril", "April" },     { "mai", "May" },           { "juin", "June" },
        { "juillet", "July" },    { "août", "August" },       { "septembre", "September" },
        { "octobre", "October" }, { "novembre", "November" }, { "décembre", "December" },
    };
    struct civil civil = civil_from_days(milliseconds / DAY);
    struct spelt spelt = { "" };
    snprintf(spelt.text, sizeof spelt.text, "%u%s" NO_BREAK "%s" NO_BREAK "%d", civil.day,
             french && civil.day == 1 ? "er" : "", words_in(&months[civil.month - 1], french), civil.year);
    return spelt;
}

struct spelt spell_timestamp(int64_t milliseconds)
{
    struct civil civil = civil_from_days(milliseconds / DAY);
    unsigned second = (unsigned)(milliseconds % DAY / SECOND);
    struct spelt spelt = { "" };
    snprintf(spelt.text, sizeof spelt.text, "%04d-%02u-%02uT%02u:%02u:%02uZ", civil.year, civil.month,
             civil.day, second / 3600, second / 60 % 60, second % 60);
    return spelt;
}
