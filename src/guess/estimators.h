/* Those that look at a candidate. The answer is the cheapest attack that any of
 * them finds; one more takes a file, and a line in the table of guess.c. */
#ifndef PWPOL_GUESS_ESTIMATORS_H
#define PWPOL_GUESS_ESTIMATORS_H

#include "guess/cut.h"

struct estimator {
    const char *name;
    /* Writes the cost of an attack that finds the whole candidate, and its
     * pieces, in the arena; no pieces: it knows none. false: no memory. */
    bool (*estimate)(struct match *match, struct estimate *estimate);
};

/* The cheapest cut into what the matchers found, and characters. */
bool estimate_pieces(struct match *match, struct estimate *estimate);
/* Words drawn from a known list (rule A8). */
bool estimate_passphrase(struct match *match, struct estimate *estimate);

#endif
