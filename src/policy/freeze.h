/* What the first use of a policy computes, once, for every thread. */
#ifndef PWPOL_POLICY_FREEZE_H
#define PWPOL_POLICY_FREEZE_H

#include "policy/object.h"

struct frozen *frozen_create(void); /* NULL when there is no memory */
void frozen_free(struct frozen *frozen);
bool policy_is_frozen(const pwpol_policy *policy);

#endif
