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

enum { ROWS_MAX = 5 };

/* Letters' rows stand half a key, three quarters and one and a quarter further
 * right than the digits' on every keyboard with staggered rows (ISO/IEC 9995). */
static const struct layout {
    const char *name;
    struct row rows[ROWS_MAX];
} layouts[KEYBOARD_COUNT] = {
    /* French PC keyboard, as sold since the 1980s (not NF Z71-300). */
    [KEYBOARD_AZERTY] = { "azerty",
                          { { 0, U"²&é\"'(-è_çà)=", U" 1234567890°+" },
                            { 6, U"azertyuiop^$", U"AZERTYUIOP¨£" },
                            { 7, U"qsdfghjklmù*", U"QSDFGHJKLM%µ" },
                            { 5, U"<wxcvbn,;:!", U">WXCVBN?./§" } } },
    /* bépo 1.0, bepo.fr; NF Z71-300 keeps its rows. */
    [KEYBOARD_BEPO] = { "bepo",
                        { { 0, U"$\"«»()@+-/*=%", U"#1234567890°`" },
                          { 6, U"bépoè^vdljzw", U"BÉPOÈ!VDLJZW" },
                          { 7, U"auie,ctsrnmç", U"AUIE;CTSRNMÇ" },
                          { 5, U"êàyx.k'qghf", U"ÊÀYX:K?QGHF" } } },
    [KEYBOARD_QWERTY] = { "qwerty",
                          { { 0, U"`1234567890-=", U"~!@#$%^&*()_+" },
                            { 6, U"qwertyuiop[]\\", U"QWERTYUIOP{}|" },
                            { 7, U"asdfghjkl;'", U"ASDFGHJKL:\"" },
                            { 9, U"zxcvbnm,./", U"ZXCVBNM<>?" } } },
    /* German PC keyboard, DIN 2137. */
    [KEYBOARD_QWERTZ] = { "qwertz",
                          { { 0, U"^1234567890ß´", U"°!\"§$%&/()=?`" },
                            { 6, U"qwertzuiopü+", U"QWERTZUIOPÜ*" },
                            { 7, U"asdfghjklöä#", U"ASDFGHJKLÖÄ'" },
                            { 5, U"<yxcvbnm,.-", U">YXCVBNM;:_" } } },
    /* ANSI INCITS 207, as it is sold. */
    [KEYBOARD_DVORAK] = { "dvorak",
                          { { 0, U"`1234567890[]", U"~!@#$%^&*(){}" },
                            { 6, U"',.pyfgcrl/=\\", U"\"<>PYFGCRL?+|" },
                            { 7, U"aoeuidhtns-", U"AOEUIDHTNS_" },
                            { 9, U";qjkxbmwvz", U":QJKXBMWVZ" } } },
    /* The 0 is two keys wide. */
    [KEYBOARD_KEYPAD] = { "keypad",
                          { { 4, U"/*-", U"   " },
                            { 0, U"789+", U"    " },
                            { 0, U"456", U"   " },
                            { 0, U"123", U"   " },
                            { 2, U"0", U" " } } },
};

static pthread_once_t once = PTHREAD_ONCE_INIT;
static struct keyboards made;

static void place_row(enum keyboard keyboard, unsigned number, const struct row *row)
{
    for (unsigned i = 0; row->plain != NULL && row->plain[i] != 0; i++) {
        struct place place = { (uint8_t)(number + 1), (uint8_t)(row->offset + i * KEY_WIDTH), false };
        made.places[keyboard][row->plain[i]] = place;
        place.shifted = true;
        if (row->shifted[i] != U' ')
            made.places[keyboard][row->shifted[i]] = place;
        made.facts[keyboard].keys++;
    }
}

static double count_neighbours(enum keyboard keyboard)
{
    double neighbours = 0;
    for (unsigned i = 0; i < KEYBOARD_POINTS; i++) {
        struct place from = made.places[keyboard][i];
        for (unsigned j = 0; j < KEYBOARD_POINTS && from.row != 0 && !from.shifted; j++) {
            struct place to = made.places[keyboard][j];
            neighbours += !to.shifted && keyboard_direction(keyboard, from, to) != 0;
        }
    }
    return neighbours;
}

static void mark_touching(enum keyboard keyboard)
{
    for (unsigned i = 0; i < 128; i++) {
        for (unsigned j = 0; j < 128; j++) {
            struct place from = made.places[keyboard][i];
            if (keyboard_direction(keyboard, from, made.places[keyboard][j]) != 0)
                made.touching[i][j] |= (uint8_t)(1u << keyboard);
        }
    }
}

static void make(void)
{
    for (enum keyboard keyboard = 0; keyboard < KEYBOARD_COUNT; keyboard++) {
        struct keyboard_facts *facts = &made.facts[keyboard];
        facts->name = layouts[keyboard].name;
        for (unsigned row = 0; row < ROWS_MAX; row++)
            place_row(keyboard, row, &layouts[keyboard].rows[row]);
        facts->neighbours = count_neighbours(keyboard) / facts->keys;
        mark_touching(keyboard);
    }
}

const struct keyboards *keyboards(void)
{
    pthread_once(&once, make);
    return &made;
}
