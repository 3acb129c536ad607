/* Prepares a text of any UTF-8, controls included. */
#ifndef PWPOL_GUESS_SANITISE_H
#define PWPOL_GUESS_SANITISE_H

#include "text/text.h"

/* As text_prepare(), but what it refuses as a control is looked at as U+FFFD: a
 * number can be told of every candidate, even of one that check refuses.
 * PWPOL_ERR_UTF8, PWPOL_ERR_TOO_LONG, PWPOL_ERR_NO_MEMORY; on PWPOL_OK the text is fine
 * or, when input_len is 0, TEXT_EMPTY. */
pwpol_status text_prepare_any(struct arena *arena, const char *input, size_t input_len, size_t max_points,
                              struct text *text);

#endif
