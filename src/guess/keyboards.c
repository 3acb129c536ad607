#include "guess/keyboards.h"

#include <pthread.h>
#include <stddef.h>
#include <uchar.h>

/* A space where a key has no character. */
struct row {
    unsigned offset; /* of the first key, in quarters of a key */
    const char32_t *plain;
    const char32_t *shifted;
};

enum { ROWS_MAX = 5, QUARTERS = 4 };

/* Letters' rows stand half a key, three quarters and one and a quarter further
 * right than the digits' on every keyboard with staggered rows (ISO/IEC 9995). */
static const struct layout {
    const char *name;
    bool aligned; /* keys stand in columns: the number pad */
    struct row rows[ROWS_MAX];
} layouts[KEYBOARD_COUNT] = {
    /* French PC keyboard, as sold since the 1980s (not NF Z71-300). */
    [KEYBOARD_AZERTY] = { "azerty",
                          false,
                          { { 0, U"²&é\"'(-è_çà)=", U" 1234567890°+" },
                            { 6, U"azertyuiop^$", U"AZERTYUIOP¨£" },
                            { 7, U"qsdfghjklmù*", U"QSDFGHJKLM%µ" },
                            { 5, U"<wxcvbn,;:!", U">WXCVBN?./§" } } },
    /* bépo 1.0, bepo.fr; NF Z71-300 keeps its rows. */
    [KEYBOARD_BEPO] = { "bepo",
                        false,
                        { { 0, U"$\"«»()@+-/*=%", U"#1234567890°`" },
                          { 6, U"bépoè^vdljzw", U"BÉPOÈ!VDLJZW" },
                          { 7, U"auie,ctsrnmç", U"AUIE;CTSRNMÇ" },
                          { 5, U"êàyx.k'qghf", U"ÊÀYX:K?QGHF" } } },
    [KEYBOARD_QWERTY] = { "qwerty",
                          false,
                          { { 0, U"`1234567890-=", U"~!@#$%^&*()_+" },
                            { 6, U"qwertyuiop[]\\", U"QWERTYUIOP{}|" },
                            { 7, U"asdfghjkl;'", U"ASDFGHJKL:\"" },
                            { 9, U"zxcvbnm,./", U"ZXCVBNM<>?" } } },
    /* The 0 is two keys wide. */
    [KEYBOARD_KEYPAD] = { "keypad",
                          true,
                          { { 4, U"/*-", U"   " },
                            { 0, U"789+", U"    " },
                            { 0, U"456", U"   " },
                            { 0, U"123", U"   " },
                            { 2, U"0", U" " } } },
};

/* ---- Tables, made of the rows once ---- */

enum { PLACES = 0x180 }; /* ASCII, Latin-1 and Latin Extended-A: all that is on a key here */

static pthread_once_t once = PTHREAD_ONCE_INIT;
static struct place places[KEYBOARD_COUNT][PLACES];
static struct keyboard_facts facts[KEYBOARD_COUNT];

static void place_row(enum keyboard keyboard, unsigned number, const struct row *row)
{
    for (unsigned i = 0; row->plain != NULL && row->plain[i] != 0; i++) {
        struct place place = { (uint8_t)(number + 1), (uint8_t)(row->offset + i * QUARTERS), false };
        places[keyboard][row->plain[i]] = place;
        place.shifted = true;
        if (row->shifted[i] != U' ')
            places[keyboard][row->shifted[i]] = place;
        facts[keyboard].keys++;
    }
}

static void count_neighbours(enum keyboard keyboard)
{
    double neighbours = 0;
    for (unsigned i = 0; i < PLACES; i++) {
        for (unsigned j = 0; j < PLACES; j++) {
            struct place from = places[keyboard][i];
            struct place to = places[keyboard][j];
            if (!from.shifted && !to.shifted && keyboard_direction(keyboard, from, to) != 0)
                neighbours++;
        }
    }
    facts[keyboard].neighbours = neighbours / facts[keyboard].keys;
}

static void make_tables(void)
{
    for (enum keyboard keyboard = 0; keyboard < KEYBOARD_COUNT; keyboard++) {
        facts[keyboard].name = layouts[keyboard].name;
        for (unsigned row = 0; row < ROWS_MAX; row++)
            place_row(keyboard, row, &layouts[keyboard].rows[row]);
        count_neighbours(keyboard);
    }
}

/* ---- Answers ---- */

struct keyboard_facts keyboard_facts(enum keyboard keyboard)
{
    pthread_once(&once, make_tables);
    return facts[keyboard];
}

struct place keyboard_place(enum keyboard keyboard, uint32_t point)
{
    pthread_once(&once, make_tables);
    return point < PLACES ? places[keyboard][point] : (struct place){ 0 };
}

unsigned keyboard_direction(enum keyboard keyboard, struct place from, struct place to)
{
    if (from.row == 0 || to.row == 0)
        return 0;
    int down = to.row - from.row;
    int right = to.column - from.column;
    if (down < -1 || down > 1)
        return 0;
    bool touch;
    if (down == 0)
        touch = right == QUARTERS || right == -QUARTERS;
    else if (layouts[keyboard].aligned)
        touch = right >= -QUARTERS && right <= QUARTERS;
    else
        touch = right > -QUARTERS && right < QUARTERS;
    int side = right > 0 ? 2 : right < 0 ? 0 : 1;
    return touch ? (unsigned)((down + 1) * 3 + side + 1) : 0;
}
