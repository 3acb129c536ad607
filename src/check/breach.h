/* The corpus of breached passwords that the policy names, asked about a candidate. */
#ifndef PWPOL_CHECK_BREACH_H
#define PWPOL_CHECK_BREACH_H

#include "policy/policy.h"
#include "text/text.h"

/* *count is how often it was seen at least, 0 for never; *unread tells that the policy goes
 * on though its corpus could not be asked. */
pwpol_status breach_ask(const pwpol_policy *policy, const struct text *text, uint64_t *count, bool *unread);

#endif
