/* A corpus of breached passwords, asked about a candidate as the policy says. */
#ifndef PWPOL_CHECK_BREACH_H
#define PWPOL_CHECK_BREACH_H

#include "policy/policy.h"
#include "text/text.h"

/* corpus: NULL for the one that the policy names. *count is how often it was seen at least, 0 for never; *unread
 * tells that the policy goes on though the corpus could not be asked. */
pwpol_status breach_ask(const pwpol_policy *policy, const pwpol_breach *corpus, const struct text *text,
                        uint64_t *count, bool *unread);

#endif
