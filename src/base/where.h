/* Fills the pwpol_where of a caller, whichever release it was compiled against. */
#ifndef PWPOL_BASE_WHERE_H
#define PWPOL_BASE_WHERE_H

#include "pwpol/policy.h"

/* Writes every field that lies wholly within where->size bytes, and no byte
 * beyond. A NULL text is written as ""; a text too long for its field is cut
 * between two code points. A NULL where is fine. */
void where_report(pwpol_where *where, const char *file, unsigned line, unsigned column, const char *key,
                  const char *allowed, const char *message_en, const char *message_fr);

#endif
