/* Where the keys are. */
#ifndef PWPOL_GUESS_KEYBOARDS_H
#define PWPOL_GUESS_KEYBOARDS_H

#include <stdbool.h>
#include <stdint.h>

enum keyboard { KEYBOARD_AZERTY, KEYBOARD_BEPO, KEYBOARD_QWERTY, KEYBOARD_QWERTZ, KEYBOARD_DVORAK, KEYBOARD_KEYPAD, KEYBOARD_COUNT };

/* A place on a keyboard: rows from the top, columns in quarters of a key. */
struct place {
    uint8_t row; /* from 1; 0 when the keyboard has no such key */
    uint8_t column;
    bool shifted;
};

struct keyboard_facts {
    const char *name;
    double keys;       /* where a walk may start */
    double neighbours; /* of a key, on average */
};

enum { KEYBOARD_POINTS = 0x180 }; /* ASCII, Latin-1, Latin Extended-A: all that is on a key here */

/* Made of the rows of keys, once. */
struct keyboards {
    struct place places[KEYBOARD_COUNT][KEYBOARD_POINTS];
    struct keyboard_facts facts[KEYBOARD_COUNT];
    uint8_t touching[128][128]; /* of two ASCII characters: 1 << keyboard where their keys touch */
};
const struct keyboards *keyboards(void);

enum { KEY_WIDTH = 4 };

/* 0 when the keys do not touch, else the direction from one to the other, 1 to
 * 9. Keys of a staggered row touch the two above and the two below that they
 * overlap; those of the number pad stand in columns, and touch eight. */
static inline unsigned keyboard_direction(enum keyboard keyboard, struct place from, struct place to)
{
    int down = to.row - from.row;
    int right = to.column - from.column;
    if (down < -1 || down > 1 || right < -KEY_WIDTH || right > KEY_WIDTH || from.row == 0 || to.row == 0)
        return 0;
    bool apart = right == KEY_WIDTH || right == -KEY_WIDTH;
    if (down == 0 ? !apart : apart && keyboard != KEYBOARD_KEYPAD)
        return 0;
    int side = right > 0 ? 2 : right < 0 ? 0 : 1;
    return (unsigned)((down + 1) * 3 + side + 1);
}

#endif
