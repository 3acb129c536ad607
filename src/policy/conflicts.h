/* Values that contradict each other. */
#ifndef PWPOL_POLICY_CONFLICTS_H
#define PWPOL_POLICY_CONFLICTS_H

#include "policy/policy.h"

/* PWPOL_ERR_CONFLICT at the first contradiction, with where filled. */
pwpol_status conflicts_find(const pwpol_policy *policy, pwpol_where *where);

#endif
