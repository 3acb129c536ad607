/* Sentences on findings. */
#ifndef PWPOL_CHECK_MESSAGES_H
#define PWPOL_CHECK_MESSAGES_H

#include "base/buffer.h"
#include "check/report.h"

void messages_problem(struct buffer *out, const struct finding *finding, const pwpol_numbers *numbers,
                      enum language language);
void messages_remedy(struct buffer *out, const struct finding *finding, enum language language);
/* "3 million guesses", "3 millions d'essais". */
void messages_add_guesses(struct buffer *out, double log10_guesses, enum language language);
/* What would help this candidate most; nothing when it is accepted. */
void messages_suggestion(struct buffer *out, const struct pwpol_report *report, enum language language);

#endif
