/* The policy's keys, for people, programs and the manual. */
#ifndef PWPOL_CLI_KEYS_H
#define PWPOL_CLI_KEYS_H

#include "pwpol/policy.h"

/* Every key with its value, as a policy file without comments; NULL when there
 * is no memory. End it with pwpol_free(). */
char *keys_as_file(const pwpol_policy *policy);
/* The preset, the strength, and every key with its value in its own type. */
char *keys_as_json(const pwpol_policy *policy);

#endif
