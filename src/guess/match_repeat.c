/* One unit several times: aaaa, abcabc, chatchat. */
#include "base/decimal.h"
#include "guess/cut.h"
#include "guess/letters.h"
#include "guess/prices.h"


enum {
    PERIOD_MAX = 64,    /* code points of a unit; bounds the work */
    PERIOD_OF_LONG = 16, /* in a candidate of more than LONGER */
    REPEAT_MIN = 3,  /* of a single character: 11 is none */
};

/* Whether [start, start + period) is no repetition itself. */
static bool is_primitive(const struct match *match, size_t start, size_t period)
{
    for (size_t shorter = 1; shorter <= period / 2; shorter++) {
        if (period % shorter != 0)
            continue;
        size_t i = shorter;
        while (i < period && match->plain[start + i] == match->plain[start + i - shorter])
            i++;
        if (i == period)
            return false;
    }
    return true;
}

/* Whether the copies do not even differ in capitals or accents. */
static bool is_exact(const struct match *match, size_t start, size_t end, size_t period)
{
    for (size_t i = start; i + period < end; i++) {
        if (match->text->points[i] != match->text->points[i + period])
            return false;
    }
    return true;
}

/* The unit, then how many of it, with a separator between two or none. Copies that differ in
 * capitals or accents cost the choice of them. */
static void add(struct match *match, size_t start, size_t period, size_t count, bool separated)
{
    struct estimate unit;
    size_t end = start + period * count - separated;
    if (!cut(match, start, start + period - separated, false, &unit)) {
        match->failed = true;
        return;
    }
    double capitals = is_exact(match, start, end, period)
                          ? 0
                          : match_capitals(match, start, end) + letters_accents(match, start + period, end);
    match_add(match, &(struct piece){
                         .kind = PWPOL_PIECE_REPEAT,
                         .start = (uint32_t)start,
                         .length = (uint32_t)(end - start),
                         .guesses_log10 = unit.guesses_log10 + decimal_log10((double)count) + capitals +
                                          (separated ? decimal_log10(TEXT_ASCII_SPECIALS) : 0),
                         .price = period == 1 ? price_repeat_of_one : price_repeat,
                         .list = "",
                     });
}

/* Whether a sign stands between the copies, and nowhere else: chat-chat, chat chat chat. */
static bool is_separated(const struct match *match, size_t start, size_t end, size_t period)
{
    const uint8_t *classes = match->text->classes;
    return (end - start + 1) % period == 0 && period >= REPEAT_MIN && classes[start + period - 1] == CLASS_SPECIAL &&
           classes[start] != CLASS_SPECIAL && classes[start + period - 2] != CLASS_SPECIAL;
}

/* A run [start, end) where each code point is the one a period before. It rarely
 * is a whole number of units: the unit that people repeat begins where the run
 * begins, or ends where it ends. */
static void add_run(struct match *match, size_t start, size_t end, size_t period)
{
    if (is_separated(match, start, end, period))
        add(match, start, period, (end - start + 1) / period, true);
    size_t count = (end - start) / period;
    if (count < 2 || end - start < REPEAT_MIN || !is_primitive(match, start, period))
        return;
    add(match, start, period, count, false);
    if ((end - start) % period != 0)
        add(match, end - count * period, period, count, false);
}

static void match_period(struct match *match, size_t period)
{
    size_t start = 0;
    for (size_t i = period; i <= match->length; i++) {
        if (i < match->length && match->plain[i] == match->plain[i - period])
            continue;
        if (i + 1 >= start + 2 * period)
            add_run(match, start, i, period);
        start = i + 1 - period;
    }
}

void match_repeats(struct match *match)
{
    size_t most = match->length > LONGER ? PERIOD_OF_LONG : PERIOD_MAX;
    for (size_t period = 1; period <= most && 2 * period <= match->length + 1; period++)
        match_period(match, period);
}
