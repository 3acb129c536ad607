/* What is told of accounts and addresses that are held back. */
#ifndef PWPOL_CLI_SUBJECTS_H
#define PWPOL_CLI_SUBJECTS_H

#include "cli/page.h"
#include "cli/say.h"
#include "pwpol/throttle.h"

struct subject {
    const char *name;
    bool is_source; /* an address; else an account */
};

pwpol_status subject_ask(pwpol_throttle *throttle, const struct subject *subject, pwpol_subject_status *status);
/* Whether none is held back. */
bool subjects_free(const pwpol_subject_status *statuses, size_t count);
/* A few lines each; after those of which something was counted, the sentence unless it is SAY_NOTHING. */
void subjects_print(struct page *out, const struct subject *subjects, const pwpol_subject_status *statuses,
                    size_t count, enum sentence after);
void subjects_json(struct page *out, const struct subject *subjects, const pwpol_subject_status *statuses,
                   size_t count);

/* Counts the records of a store, and lists those that are held, at most 20, the longest first. 0, or the exit
 * code after a complaint. */
int subjects_summary(pwpol_store *store, bool json);

#endif
