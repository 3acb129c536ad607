/* A hasher that is quick and refuses what is not. */
#ifndef PWPOL_FUZZ_QUICK_H
#define PWPOL_FUZZ_QUICK_H

#include "input.h"

#include "pwpol/hash.h"

static inline pwpol_hasher *quick_hasher(const pwpol_keyring *ring)
{
    static const char *const settings[][2] = {
        { "hash.allow_weak", "true" },
        { "hash.allow_unsalted", "true" },
        { "hash.memory", "64" },
        { "hash.passes", "1" },
        { "hash.lanes", "1" },
        { "hash.budget", "65536" },
        { "hash.ceiling_memory", "64" },
        { "hash.ceiling_passes", "2" },
        { "hash.ceiling_lanes", "4" },
        { "hash.ceiling_bcrypt", "4" },
        { "hash.ceiling_scrypt", "1024" },
        { "hash.ceiling_sha_rounds", "1000" },
        { "hash.ceiling_pbkdf2_rounds", "1000" },
    };
    pwpol_policy *policy = NULL;
    pwpol_hasher *hasher = NULL;
    pwpol_where where = PWPOL_WHERE_INIT;
    if (pwpol_policy_new(&policy, NULL) != PWPOL_OK)
        abort();
    for (size_t i = 0; i < sizeof settings / sizeof settings[0]; i++)
        if (pwpol_policy_set(policy, settings[i][0], settings[i][1], &where) != PWPOL_OK)
            must(false, where.message_en);
    if (pwpol_hasher_new(&hasher, policy, ring, &where) != PWPOL_OK)
        must(false, where.message_en);
    pwpol_policy_free(policy);
    return hasher;
}

#endif
