/* Where the keys are. */
#ifndef PWPOL_GUESS_KEYBOARDS_H
#define PWPOL_GUESS_KEYBOARDS_H

#include <stdbool.h>
#include <stdint.h>

enum keyboard { KEYBOARD_AZERTY, KEYBOARD_BEPO, KEYBOARD_QWERTY, KEYBOARD_KEYPAD, KEYBOARD_COUNT };

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

struct keyboard_facts keyboard_facts(enum keyboard keyboard);
struct place keyboard_place(enum keyboard keyboard, uint32_t point);
/* 0 when the keys do not touch, else the direction from one to the other, 1 to 9. */
unsigned keyboard_direction(enum keyboard keyboard, struct place from, struct place to);

#endif
