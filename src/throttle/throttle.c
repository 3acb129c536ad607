#include "throttle/object.h"

#include "base/forks.h"
#include "base/seams.h"
#include "base/secret.h"
#include "base/sized.h"
#include "base/uncancelled.h"
#include "throttle/keyfile.h"
#include "throttle/memory.h"

#include <string.h>

bool throttle_time(const pwpol_throttle *throttle, int64_t given, int64_t *now)
{
    *now = given != 0 ? given : boot_time() + throttle->wall_lead;
    return *now >= 1 && *now <= TIME_MAX;
}

static void read_policy(pwpol_throttle *throttle, const pwpol_policy *policy)
{
    throttle->account = limits_of_account(policy);
    throttle->source = limits_of_source(policy);
    throttle->network = limits_of_network(policy);
    throttle->trust = policy_integer(policy, KEY_THROTTLE_TRUST) != 0;
    throttle->trust_lifetime = policy_integer(policy, KEY_THROTTLE_TRUST_LIFETIME);
    throttle->source_prefix_ipv4 = (unsigned)policy_integer(policy, KEY_THROTTLE_SOURCE_PREFIX_IPV4);
    throttle->source_prefix_ipv6 = (unsigned)policy_integer(policy, KEY_THROTTLE_SOURCE_PREFIX_IPV6);
    throttle->network_prefix_ipv6 = (unsigned)policy_integer(policy, KEY_THROTTLE_NETWORK_PREFIX_IPV6);
    throttle->outage = policy_integer(policy, KEY_THROTTLE_OUTAGE);
}

static pwpol_status take_key(pwpol_throttle *throttle, const pwpol_policy *policy,
                             const pwpol_throttle_options *options, pwpol_where *where)
{
    const char *path = pwpol_policy_get(policy, "throttle.key_file");
    pwpol_status status = PWPOL_OK;
    unsigned char *key = secret_alloc(THROTTLE_KEY_SIZE);
    if (key == NULL)
        return PWPOL_ERR_NO_MEMORY;
    if (options->key != NULL)
        memcpy(key, options->key, THROTTLE_KEY_SIZE);
    else if (path != NULL && path[0] != '\0')
        status = keyfile_read(path, key, where);
    else if (options->store != NULL)
        status = PWPOL_ERR_ARGUMENT;
    else if (!random_fill(key, THROTTLE_KEY_SIZE))
        status = PWPOL_ERR_RANDOM;
    if (status == PWPOL_OK)
        secrets_derive(&throttle->secrets, key);
    secret_free(key);
    return status;
}

static pwpol_status take_stores(pwpol_throttle *throttle, const pwpol_policy *policy,
                                const pwpol_throttle_options *options)
{
    uint64_t records = (uint64_t)policy_integer(policy, KEY_THROTTLE_MEMORY_SUBJECTS);
    pwpol_status status = PWPOL_OK;
    if (options->store == NULL)
        status = pwpol_store_memory_new(&throttle->own_store, records);
    else if (throttle->outage == OUTAGE_LOCAL)
        status = pwpol_store_memory_new(&throttle->local_store, records);
    if (status != PWPOL_OK)
        return status;
    if (throttle->local_store != NULL)
        memory_begins_anew_in_children(store_memory(throttle->local_store));
    keeper_init(&throttle->keeper, options->store == NULL ? throttle->own_store : options->store,
                &throttle->reporter);
    keeper_init(&throttle->local, throttle->local_store, &throttle->reporter);
    return PWPOL_OK;
}

/* Learns whether the store counts time by a clock of its own, before that matters. A store that does not answer
 * now is asked again when it is needed. */
static void learn_clock(pwpol_throttle *throttle)
{
    pwpol_store_item item = { .action = PWPOL_ACTION_KEEP };
    int64_t now;
    if (!throttle->keeper.in_memory && throttle_time(throttle, 0, &now))
        keeper_load(&throttle->keeper, &item, 1, now);
}

static pwpol_status make(pwpol_throttle *throttle, const pwpol_policy *policy, const pwpol_throttle_options *options,
                         pwpol_where *where)
{
    throttle->reporter = (struct reporter){ options->on_event, options->event_context };
    throttle->wall_lead = clock_now() - boot_time();
    read_policy(throttle, policy);
    pwpol_status status = take_key(throttle, policy, options, where);
    if (status == PWPOL_OK)
        status = take_stores(throttle, policy, options);
    if (status != PWPOL_OK)
        return status;
    if (!throttle->keeper.in_memory && (throttle->guesses = guesses_new()) == NULL)
        return PWPOL_ERR_NO_MEMORY;
    everybody_init(&throttle->everybody, policy_integer(policy, KEY_THROTTLE_STUFFING_FAILURES), &throttle->secrets,
                   &throttle->reporter);
    learn_clock(throttle);
    return PWPOL_OK;
}

pwpol_status pwpol_throttle_new(pwpol_throttle **throttle, const pwpol_policy *policy,
                                const pwpol_throttle_options *given, pwpol_where *where)
{
    UNCANCELLED;
    if (throttle == NULL)
        return PWPOL_ERR_ARGUMENT;
    *throttle = NULL;
    pwpol_throttle_options options = PWPOL_THROTTLE_OPTIONS_INIT;
    if (policy == NULL || (given != NULL && !sized_read(&options, sizeof options, given)))
        return PWPOL_ERR_ARGUMENT;
    if (!base_init())
        return PWPOL_ERR_RANDOM;
    pwpol_status status = pwpol_policy_validate(policy, where);
    if (status != PWPOL_OK)
        return status;
    pwpol_throttle *made = forks_watch() ? secret_alloc(sizeof *made) : NULL;
    if (made == NULL)
        return PWPOL_ERR_NO_MEMORY;
    status = make(made, policy, &options, where);
    if (status == PWPOL_OK)
        *throttle = made;
    else
        pwpol_throttle_free(made);
    return status;
}

void pwpol_throttle_free(pwpol_throttle *throttle)
{
    UNCANCELLED;
    if (throttle == NULL)
        return;
    everybody_end(&throttle->everybody);
    guesses_free(throttle->guesses);
    pwpol_store_free(throttle->own_store);
    pwpol_store_free(throttle->local_store);
    secret_free(throttle);
}

pwpol_status pwpol_device_token(pwpol_throttle *throttle, const void *account, size_t account_len, int64_t given,
                                char token[PWPOL_DEVICE_TOKEN_SIZE])
{
    UNCANCELLED;
    int64_t now;
    if (token != NULL)
        token[0] = '\0';
    if (throttle == NULL || account == NULL || account_len == 0 || token == NULL ||
        !throttle_time(throttle, given, &now))
        return PWPOL_ERR_ARGUMENT;
    struct account_keys keys;
    subject_account(&throttle->secrets, account, account_len, &keys);
    bool made = device_token_make(&throttle->secrets, &keys, now + throttle->trust_lifetime, token);
    secret_wipe(&keys, sizeof keys);
    return made ? PWPOL_OK : PWPOL_ERR_RANDOM;
}
