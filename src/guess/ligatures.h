/* œ is written oe, too, and what cuts oe in two must cut œ as well. */
#ifndef PWPOL_GUESS_LIGATURES_H
#define PWPOL_GUESS_LIGATURES_H

#include "guess/guess.h"

/* Replaces the number and the best pieces by those of the candidate with its ligatures
 * apart, when that is found sooner. Does nothing where there is none. Only PWPOL_ERR_NO_MEMORY
 * is a failure. */
pwpol_status ligatures_look(struct arena *arena, const struct guess_request *request, struct guess *guess);

#endif
