/* The handle of a corpus, as the rooms that hold one open it. */
#ifndef PWPOL_BREACH_HANDLE_H
#define PWPOL_BREACH_HANDLE_H

#include "pwpol/breach.h"

/* As pwpol_breach_open(); with fallback, a file that cannot be opened is stood in for by
 * the corpus that is compiled in, until pwpol_breach_reload() finds it. */
pwpol_status breach_open(pwpol_breach **breach, const char *path, pwpol_breach_access access, bool fallback,
                         pwpol_where *where);

#endif
