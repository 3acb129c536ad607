/* Values that contradict each other. */
#ifndef PWPOL_POLICY_CONFLICTS_H
#define PWPOL_POLICY_CONFLICTS_H

#include "policy/policy.h"

/* PWPOL_ERR_CONFLICT at the first contradiction, with where filled. */
pwpol_status conflicts_find(const pwpol_policy *policy, pwpol_where *where);

/* KiB that the OWASP Password Storage Cheat Sheet asks of Argon2id for a number of passes, with one lane (C7):
 * the pairs are 47104/1, 19456/2, 12288/3, 9216/4 and 7168/5, and more passes do not lower it further. */
int64_t owasp_memory(int64_t passes);

#endif
