/* A policy with a few keys set. */
#ifndef PWPOL_TESTS_RENEWAL_SUPPORT_H
#define PWPOL_TESTS_RENEWAL_SUPPORT_H

#include "suite.h"

#include "pwpol/renewal.h"

#include <stdio.h>

/* settings: "renewal.max_age=90d renewal.notice=7d", "" for none. */
static inline pwpol_policy *policy_with(const char *settings)
{
    char copy[256];
    pwpol_policy *policy = NULL;
    assert_int_equal(pwpol_policy_new(&policy, NULL), PWPOL_OK);
    assert_true(snprintf(copy, sizeof copy, "%s", settings) < (int)sizeof copy);
    for (char *setting = strtok(copy, " "); setting != NULL; setting = strtok(NULL, " ")) {
        char *value = strchr(setting, '=');
        assert_non_null(value);
        *value++ = '\0';
        assert_int_equal(pwpol_policy_set(policy, setting, value, NULL), PWPOL_OK);
    }
    return policy;
}

#endif
