/* What the rooms above plug into a check. */
#ifndef PWPOL_CHECK_CHECK_H
#define PWPOL_CHECK_CHECK_H

#include "pwpol/breach.h"
#include "pwpol/check.h"
#include "text/text.h"

struct check_hooks {
    const pwpol_breach *corpus; /* of breached passwords; NULL for the one that the policy names */
    /* How many passwords ago it served, 1 being the current one; 0 for never. Looks at the last history_count at most.
     * NULL: it never did. Called once, for a text that could be prepared; a status other than PWPOL_OK ends the check
     * with it: nothing is accepted by accident. */
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
