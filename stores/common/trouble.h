/* What failed last, as a sentence in English and one in French, for a person who
 * asks why a store does not answer. Never a password, never what a server sent. */
#ifndef PWPOL_STORES_TROUBLE_H
#define PWPOL_STORES_TROUBLE_H

#include "pwpol/policy.h"

#include <pthread.h>
#include <stdbool.h>

enum { TROUBLE_SIZE = 640 };

struct trouble {
    pthread_mutex_t lock;
    char file[256]; /* the file or the server that is concerned */
    char english[TROUBLE_SIZE];
    char french[TROUBLE_SIZE];
};

/* file: copied, cut to 255 bytes. False when the system has no lock to give. */
bool trouble_init(struct trouble *trouble, const char *file);
void trouble_end(struct trouble *trouble);

/* Both formats take the same arguments in the same order (printf). */
void trouble_say(struct trouble *trouble, const char *english, const char *french, ...);
/* Fills a caller's where; NULL is fine. */
void trouble_tell(struct trouble *trouble, pwpol_where *where);

#endif
