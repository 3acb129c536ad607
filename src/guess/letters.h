/* What each code point of a candidate costs an attacker who goes by the
 * characters before it, and who knows how people write capitals and accents. */
#ifndef PWPOL_GUESS_LETTERS_H
#define PWPOL_GUESS_LETTERS_H

#include "guess/match.h"

/* All costs are of one code point, log10 of guesses. */
struct letters {
    const float *chain; /* after those before it, by words/chain.h */
    double edge;        /* that nothing comes after the last */
    const uint8_t *width; /* letters that it stands for: œ is two; 1 of what is none */
    const uint8_t *set; /* class that it is drawn from; bits of text_class, or LETTERS_BEYOND */
    const uint8_t *accent; /* 1 where an accent is counted */
};

enum { LETTERS_BEYOND = 16 }; /* of no ASCII letter */

/* false: no memory. */
bool letters_lay(struct match *match);

/* log10 of the guesses for the accents of a span. */
double letters_accents(const struct match *match, size_t start, size_t end);

#endif
