/* The inside of a policy, for the files of this room. */
#ifndef PWPOL_POLICY_OBJECT_H
#define PWPOL_POLICY_OBJECT_H

#include "policy/presets.h"
#include "policy/value.h"

struct frozen; /* what the first use of a policy computes: freeze.c */

struct pwpol_policy {
    const struct preset *preset;
    struct value values[KEY_COUNT];
    char *origin;          /* the file it was read from, without its folder; NULL for none */
    struct frozen *frozen; /* pointed to, so that a const policy can be frozen */
};

/* Every key at its standard value. */
pwpol_status policy_create(pwpol_policy **policy);
/* Puts every key as the preset says. On failure the policy can only be freed. */
pwpol_status policy_start_from(pwpol_policy *policy, const struct preset *preset);
/* Replaces the value of a key by one that is from then on the policy's. */
void policy_replace(pwpol_policy *policy, enum policy_key key, struct value *value);

#endif
