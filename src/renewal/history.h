/* The lines of a history, as the flows read them. */
#ifndef PWPOL_RENEWAL_HISTORY_H
#define PWPOL_RENEWAL_HISTORY_H

#include "pwpol/renewal.h"

/* The next line that may be a credential, of line_len bytes, and *history moved behind it; false when
 * there is no more. */
bool history_next(const char **history, const char **line, size_t *line_len);

#endif
