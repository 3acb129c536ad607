/* Those that look at a candidate. The answer is the cheapest attack that any of
 * them finds; one more takes a file, and a line in the table of guess.c. */
#ifndef PWPOL_GUESS_ESTIMATORS_H
#define PWPOL_GUESS_ESTIMATORS_H

#include "guess/cut.h"
#include "guess/passphrase.h"

struct estimator {
    const char *name;
    /* best: the cheapest of those before it; the first is given NULL. Writes the
     * cost of an attack that finds the whole candidate, and its pieces, in the
     * arena; false: no memory. */
    bool (*estimate)(struct match *match, const struct passphrase *passphrase, const struct estimate *best,
                     struct estimate *mine);
};

bool estimate_pieces(struct match *match, const struct passphrase *passphrase, const struct estimate *best,
                     struct estimate *mine);
bool estimate_zxcvbn(struct match *match, const struct passphrase *passphrase, const struct estimate *best,
                     struct estimate *mine);

#endif
