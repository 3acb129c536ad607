#include "policy/freeze.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

struct frozen {
    pthread_mutex_t lock;
    atomic_bool done;
};

struct frozen *frozen_create(void)
{
    struct frozen *frozen = calloc(1, sizeof *frozen);
    if (frozen != NULL && pthread_mutex_init(&frozen->lock, NULL) != 0) {
        free(frozen);
        frozen = NULL;
    }
    return frozen;
}

void frozen_free(struct frozen *frozen)
{
    if (frozen == NULL)
        return;
    pthread_mutex_destroy(&frozen->lock);
    free(frozen);
}

bool policy_is_frozen(const pwpol_policy *policy)
{
    return atomic_load_explicit(&policy->frozen->done, memory_order_acquire);
}

pwpol_status pwpol_policy_validate(const pwpol_policy *policy, pwpol_where *where)
{
    (void)where;
    if (policy == NULL)
        return PWPOL_ERR_ARGUMENT;
    pthread_mutex_lock(&policy->frozen->lock);
    atomic_store_explicit(&policy->frozen->done, true, memory_order_release);
    pthread_mutex_unlock(&policy->frozen->lock);
    return PWPOL_OK;
}
