/* A hasher that is quick: what the suites are about is not its speed. */
#ifndef PWPOL_TESTS_HASH_SUPPORT_H
#define PWPOL_TESTS_HASH_SUPPORT_H

#include "suite.h"

#include "pwpol/hash.h"

enum { QUICK_KIB = 256 };

static inline pwpol_policy *quick_policy(const char *const *settings)
{
    static const char *const quick[] = { "hash.memory", "256",         "hash.passes", "1", "hash.allow_weak",
                                         "true",        "hash.budget", "65536",       NULL };
    pwpol_policy *policy = NULL;
    assert_int_equal(pwpol_policy_new(&policy, NULL), PWPOL_OK);
    for (size_t i = 0; quick[i] != NULL; i += 2)
        assert_int_equal(pwpol_policy_set(policy, quick[i], quick[i + 1], NULL), PWPOL_OK);
    for (size_t i = 0; settings != NULL && settings[i] != NULL; i += 2)
        assert_int_equal(pwpol_policy_set(policy, settings[i], settings[i + 1], NULL), PWPOL_OK);
    return policy;
}

static inline pwpol_hasher *quick_hasher(const char *const *settings, const pwpol_keyring *ring)
{
    pwpol_hasher *hasher = NULL;
    pwpol_policy *policy = quick_policy(settings);
    assert_int_equal(pwpol_hasher_new(&hasher, policy, ring, NULL), PWPOL_OK);
    pwpol_policy_free(policy);
    return hasher;
}

#endif
