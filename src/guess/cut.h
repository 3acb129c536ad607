/* The cheapest way to cut a span into pieces and characters drawn at random. */
#ifndef PWPOL_GUESS_CUT_H
#define PWPOL_GUESS_CUT_H

#include "guess/match.h"

struct estimate {
    double guesses_log10;
    struct piece *pieces; /* from left to right, without a gap */
    size_t count;
};

/* Cuts code points [start, end). Both may be asked of any span once the pieces
 * are found; only the number when pieces_wanted is false. false: no memory. */
bool cut(struct match *match, size_t start, size_t end, bool pieces_wanted, struct estimate *estimate);

#endif
