/* What the rooms above plug into a check. */
#ifndef PWPOL_CHECK_CHECK_H
#define PWPOL_CHECK_CHECK_H

#include "pwpol/check.h"
#include "text/text.h"

/* Each may be NULL; each is called once, for a text that could be prepared. A
 * status other than PWPOL_OK ends the check with it: nothing is accepted by
 * accident. */
struct check_hooks {
    /* Times that the candidate is in a corpus of breached passwords; 0 for never. NULL asks
     * the one that the policy names. */
    pwpol_status (*breach)(void *corpus, const struct text *text, uint64_t *count);
    void *corpus;
    /* How many passwords ago it served, 1 being the current one; 0 for never. Looks
     * at the last history_count at most. */
    pwpol_status (*reused)(void *history, const struct text *text, size_t history_count, size_t *ago);
    void *history;
    /* The candidate replaces a password that the context does not tell. Then reused is asked of that one even where
     * history.count is 0, if history.distance forbids it: or resetting a compromised password could keep it (D3). */
    bool current_unknown;
};

/* pwpol_check() with hooks; NULL for none. */
pwpol_status check_run(const pwpol_policy *policy, const char *candidate, size_t candidate_len,
                       const pwpol_context *context, const struct check_hooks *hooks, pwpol_report **report);

#endif
