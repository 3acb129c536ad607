/* Sentences are made when somebody asks for them, once, and kept in the report. */
#ifndef PWPOL_CHECK_MESSAGES_H
#define PWPOL_CHECK_MESSAGES_H

#include "check/sentences.h"

/* NULL when there is no memory; the public functions then answer with a static sentence. */
const char *message_part(pwpol_report *report, size_t index, enum part part, enum language language);
const char *message_suggestion(pwpol_report *report, enum language language);
void texts_free(struct texts *texts);

#endif
