/* What failed last, as a sentence in English and one in French, for a person who
 * asks why a store does not answer. Never a password, never what a server sent. */
#ifndef PWPOL_STORES_TROUBLE_H
#define PWPOL_STORES_TROUBLE_H

#include "pwpol/policy.h"


enum { TROUBLE_SIZE = 640 };

/* All stores share one lock, which is held for a copy and seldom. */
struct trouble {
    char file[256]; /* the file or the server that is concerned */
    char english[TROUBLE_SIZE];
    char french[TROUBLE_SIZE];
};

/* file: copied, cut to 255 bytes. */
void trouble_init(struct trouble *trouble, const char *file);

/* Both formats take the same arguments in the same order (printf). */
void trouble_say(struct trouble *trouble, const char *english, const char *french, ...);
/* Fills a caller's where; NULL is fine. */
void trouble_tell(struct trouble *trouble, pwpol_where *where);

/* So that a child is not born with the lock in the hands of a thread that it does not have. */
void trouble_before_fork(void);
void trouble_after_fork(void);

#endif
