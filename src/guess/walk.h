/* Walks the words of one list over a candidate, from every start, in one
 * direction, with the substitutions that people make (p@ssw0rd). */
#ifndef PWPOL_GUESS_WALK_H
#define PWPOL_GUESS_WALK_H

#include "guess/context.h"
#include "guess/match.h"

enum { WALK_SIGNS = 32 }; /* of one word that stand for letters; nobody reads more */

/* A sign that was read as a letter. */
struct walk_sign {
    size_t at; /* of the lane's bytes */
    unsigned char letter;
};

/* Logarithms of the ranks met last: a candidate that repeats itself meets the same words at
 * every start. */
enum { WALK_RANKS = 64 };
struct walk_ranks {
    uint32_t rank[WALK_RANKS];
    double log10[WALK_RANKS];
};

struct walk {
    struct match *match;
    const struct lane *lane;
    /* One of the two. */
    const struct wordlist *list;
    const struct guess_context *context;
    const char *denied; /* name of an administrator's list */
    struct walk_ranks *ranks;
    /* Called where a word ends that somebody would read as one. */
    void (*found)(const struct walk *walk, uint32_t node);

    bool reads_signs;
    bool only_borders;
    size_t first; /* the word: bytes [first, after) of the lane */
    size_t after;
    unsigned budget;
    unsigned signs_count;
    struct walk_sign signs[WALK_SIGNS];
    size_t wide; /* bytes that wide signs take more than letters */
    size_t held; /* letters of a key held down: sallluuut */
    double endings; /* log10 of what they cost, and a plural */
};

/* Both directions. Set match, found and the list. Backwards, words of a list are
 * looked for only where a run of letters ends, and not with signs for letters
 * at once: what else is found is chance ("lie" in marseille), and half of the work.
 * The person's own words are looked for in every way. In a candidate of more than
 * LONGER code points words of lists are looked for as they stand. */
void walk_words(struct walk *walk);

/* The word found, in code points. */
uint32_t walk_begin(const struct walk *walk);
uint32_t walk_end(const struct walk *walk);
size_t walk_letters(const struct walk *walk);
/* PIECE_REVERSED and PIECE_LEET. */
unsigned walk_how(const struct walk *walk);
/* log10 of the ways to write it as it was: capitals, with accents or without,
 * substitutions, direction. */
double walk_variations(const struct walk *walk);

#endif
