/* Walks from key to neighbouring key, on the characters as they are typed: é, è,
 * ç and à are keys. */
#include "base/decimal.h"
#include "guess/keyboards.h"
#include "guess/letters.h"
#include "guess/match.h"
#include "guess/prices.h"


enum { WALK_MIN = 4 };

struct keys {
    size_t start;
    unsigned length;
    unsigned turns;
    unsigned shifted;
    bool plain; /* letters with an accent were read without */
};

/* From any key, any walk as long or shorter with as many turns or fewer
 * (Wheeler 2016, 2.4.3). */
static double walks_log10(const struct keyboard_facts *facts, unsigned most_keys, unsigned turns)
{
    double total = 0;
    for (unsigned length = 2; length <= most_keys; length++) {
        double choices = 1; /* of where to turn: length - 1 over turn - 1 */
        double ways = facts->keys;
        for (unsigned turn = 1; turn <= turns && turn < length; turn++) {
            ways *= facts->neighbours;
            total += choices * ways;
            choices = choices * (length - turn) / turn;
        }
    }
    return decimal_log10(total);
}

/* The sum takes the square of the length, and overflows: beyond this many keys
 * a walk goes on as it began. */
enum { KEYS_SUMMED = 64 };

static double guesses_log10(enum keyboard keyboard, const struct keys *keys)
{
    const struct keyboard_facts *facts = &keyboards()->facts[keyboard];
    double guesses;
    if (keys->length <= KEYS_SUMMED) {
        guesses = walks_log10(facts, keys->length, keys->turns);
    } else {
        unsigned turns = (keys->turns * KEYS_SUMMED + keys->length - 1) / keys->length;
        guesses = walks_log10(facts, KEYS_SUMMED, turns) * keys->length / KEYS_SUMMED;
    }
    unsigned plain = keys->length - keys->shifted; /* the choices of shifted keys */
    if (keys->shifted > 0)
        guesses += plain == 0 ? decimal_log10(2) : choices_log10(keys->shifted, plain);
    return guesses;
}

static void add(struct match *match, enum keyboard keyboard, const struct keys *keys)
{
    size_t end = keys->start + keys->length;
    if (keys->length < WALK_MIN)
        return;
    match_add(match, &(struct piece){
                         .kind = PWPOL_PIECE_KEYBOARD,
                         .start = (uint32_t)keys->start,
                         .length = keys->length,
                         .guesses_log10 = guesses_log10(keyboard, keys) +
                                          (keys->plain ? letters_accents(match, keys->start, end) : 0),
                         .price = price_walk,
                         .list = keyboards()->facts[keyboard].name,
                     });
}

/* A capital that has no key of its own is its letter with the shift or the lock. */
static struct place place_of(const struct match *match, const struct place *places, size_t at, bool plain)
{
    bool apart = plain && match->plain[at] != match->lower[at];
    uint32_t point = apart ? match->plain[at] : match->text->points[at];
    uint32_t lower = apart ? match->plain[at] : match->lower[at];
    struct place place = { 0 };
    if (point < KEYBOARD_POINTS)
        place = places[point];
    if (place.row == 0 && lower != point && lower < KEYBOARD_POINTS) {
        place = places[lower];
        place.shifted = true;
    }
    return place;
}

static void match_keyboard(struct match *match, enum keyboard keyboard, bool plain)
{
    const struct place *places = keyboards()->places[keyboard];
    struct place before = { 0 };
    struct keys keys = { .plain = plain };
    unsigned heading = 0;
    for (size_t i = 0; i < match->length; i++) {
        struct place place = place_of(match, places, i, plain);
        unsigned direction = keyboard_direction(keyboard, before, place);
        if (direction == 0) {
            add(match, keyboard, &keys);
            keys = (struct keys){ .start = i, .plain = plain };
            heading = 0;
        }
        keys.length++;
        keys.shifted += place.shifted;
        keys.turns += direction != heading;
        heading = direction;
        before = place;
    }
    add(match, keyboard, &keys);
}

/* 1 << keyboard where the keys of two characters touch. */
static unsigned touching(uint32_t from, uint32_t to)
{
    const struct keyboards *all = keyboards();
    if (from < 128 && to < 128)
        return all->touching[from][to];
    unsigned where = 0;
    for (enum keyboard keyboard = 0; keyboard < KEYBOARD_COUNT; keyboard++) {
        const struct place *places = all->places[keyboard];
        if (from < KEYBOARD_POINTS && to < KEYBOARD_POINTS &&
            keyboard_direction(keyboard, places[from], places[to]) != 0)
            where |= 1u << keyboard;
    }
    return where;
}

/* Most candidates walk nowhere: only a keyboard where four keys in a row touch
 * is looked at more closely. */
static void walk_keyboards(struct match *match, const uint32_t *letters, bool plain)
{
    unsigned walked = 0;
    unsigned before = 0;
    unsigned last = 0;
    for (size_t i = 0; i + 1 < match->length; i++) {
        unsigned now = touching(letters[i], letters[i + 1]);
        walked |= now & last & before;
        before = last;
        last = now;
    }
    for (enum keyboard keyboard = 0; keyboard < KEYBOARD_COUNT; keyboard++) {
        if ((walked >> keyboard & 1) != 0)
            match_keyboard(match, keyboard, plain);
    }
}

/* With é as a key of its own, and as an e. */
void match_keyboards(struct match *match)
{
    walk_keyboards(match, match->lower, false);
    if (match->plain != match->lower)
        walk_keyboards(match, match->plain, true);
}
