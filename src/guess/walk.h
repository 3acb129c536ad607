/* Walks the words of one list over a candidate, from every start, in one
 * direction, with the substitutions that people make (p@ssw0rd). */
#ifndef PWPOL_GUESS_WALK_H
#define PWPOL_GUESS_WALK_H

#include "guess/match.h"

/* Letters that can be undone at once; a longer word is matched up to here. */
enum { WALK_DEPTH = 256 };

struct walk {
    struct match *match;
    const struct lane *lane;
    const void *words;
    /* The node after byte, or 0. */
    uint32_t (*step)(const void *words, uint32_t node, unsigned char byte);
    /* Called at every node that is WORD_MIN or more letters deep, between two code
     * points: whether a word ends there is for it to see. */
    void (*reach)(struct walk *walk, uint32_t node);

    size_t first; /* of the lane's bytes */
    size_t after;
    unsigned depth;       /* letters */
    unsigned substituted; /* of these letters */
    unsigned budget;
    unsigned char letters[WALK_DEPTH]; /* of the word */
    unsigned char written[WALK_DEPTH]; /* in the candidate, the first byte of each */
};

/* Fills in nothing but the position: set match, lane, words, step and reach. */
void walk_all(struct walk *walk);

/* Of the word reached. */
uint32_t walk_begin(const struct walk *walk);
uint32_t walk_end(const struct walk *walk);
/* PIECE_REVERSED and PIECE_LEET. */
unsigned walk_how(const struct walk *walk);
/* False for what nobody would read as a word: three letters in disguise, or
 * digits and signs alone. */
bool walk_is_readable(const struct walk *walk);
/* log10 of the ways to write the word as it was: capitals, substitutions, direction. */
double walk_variations(const struct walk *walk);

#endif
