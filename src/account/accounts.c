#include "account/flow.h"

#include "base/seams.h"
#include "base/sized.h"
#include "base/uncancelled.h"
#include "hash/hasher.h"
#include "policy/policy.h"

#include <stdlib.h>

/* A flood on locked accounts may keep a few verifications waiting for each slot of the hasher, and no more: the next
 * login waits for so many at most. */
enum { DECOYS_A_SLOT = 4 };

pwpol_status pwpol_accounts_new(pwpol_accounts **accounts, const pwpol_accounts_parts *parts)
{
    UNCANCELLED;
    pwpol_accounts_parts known;
    if (accounts == NULL)
        return PWPOL_ERR_ARGUMENT;
    *accounts = NULL;
    if (!sized_read(&known, sizeof known, parts) || known.policy == NULL || known.hasher == NULL ||
        known.throttle == NULL)
        return PWPOL_ERR_ARGUMENT;
    if (!base_init())
        return PWPOL_ERR_RANDOM;
    pwpol_status status = pwpol_policy_validate(known.policy, NULL);
    if (status != PWPOL_OK)
        return status;
    pwpol_accounts *made = calloc(1, sizeof *made);
    if (made == NULL)
        return PWPOL_ERR_NO_MEMORY;
    made->parts = known;
    made->uniform = policy_integer(known.policy, KEY_THROTTLE_UNIFORM_ANSWER) != 0;
    made->trust = policy_integer(known.policy, KEY_THROTTLE_TRUST) != 0;
    made->decoys_max = DECOYS_A_SLOT * (unsigned)hasher_slots(known.policy);
    atomic_init(&made->compromised_before, known.compromised_before);
    atomic_init(&made->decoys, 0);
    pwpol_hasher_report(known.hasher, known.on_event, known.event_context);
    *accounts = made;
    return PWPOL_OK;
}

void pwpol_accounts_compromised(pwpol_accounts *accounts, int64_t before)
{
    if (accounts != NULL)
        atomic_store(&accounts->compromised_before, before);
}

void pwpol_accounts_free(pwpol_accounts *accounts)
{
    free(accounts);
}
