/* The weakest password that a policy admits. */
#ifndef PWPOL_POLICY_STRENGTH_H
#define PWPOL_POLICY_STRENGTH_H

#include "policy/policy.h"

/* What passwords of one kind have in common. */
struct shape {
    double bits;
    uint32_t length;    /* characters or words */
    uint32_t symbols;   /* N */
    unsigned classes;   /* enum text_class bits; 0 for a phrase */
    int example;        /* counted as this example of the authority; or EXAMPLE_NONE */
    uint32_t cnil_case; /* 1, 2, 3 or 0 */
};

/* False when the policy admits no password: entropy.min cannot be reached
 * within length.max. */
bool strength_weakest(const pwpol_policy *policy, struct shape *weakest);

#endif
