#include "throttle/limits.h"

enum { MINUTE = 60000 };

/* FNV-1a (Fowler, Noll, Vo; public domain), cut to 24 bits: only to tell apart two policies at one store. */
static uint32_t fingerprint_of(int64_t window, int64_t lifetime)
{
    uint64_t hash = UINT64_C(14695981039346656037);
    uint64_t values[] = { (uint64_t)window, (uint64_t)lifetime };
    for (unsigned i = 0; i < 16; i++) {
        hash ^= values[i / 8] >> i % 8 * 8 & 0xff;
        hash *= UINT64_C(1099511628211);
    }
    return (uint32_t)(hash ^ hash >> 24 ^ hash >> 48) & 0xffffff;
}

static struct limits with_window(struct limits limits, int64_t attempts_max, int64_t window)
{
    limits.attempts_max = attempts_max;
    limits.window = window;
    limits.bucket = (window + WINDOW_PARTS - 1) / WINDOW_PARTS;
    limits.fingerprint = fingerprint_of(window, limits.attempt_lifetime);
    return limits;
}

struct limits limits_of_account(const pwpol_policy *policy)
{
    struct limits limits = {
        .delay_after = policy_integer(policy, KEY_THROTTLE_DELAY_AFTER),
        .delay_first = policy_integer(policy, KEY_THROTTLE_DELAY_FIRST),
        .delay_max = policy_integer(policy, KEY_THROTTLE_DELAY_MAX),
        .delay_factor = policy_number(policy, KEY_THROTTLE_DELAY_FACTOR),
        .challenge_after = policy_integer(policy, KEY_THROTTLE_CHALLENGE_AFTER),
        .lock_after = policy_integer(policy, KEY_THROTTLE_LOCK_AFTER),
        .unlock_after = policy_integer(policy, KEY_THROTTLE_UNLOCK_AFTER),
        .attempt_lifetime = policy_integer(policy, KEY_THROTTLE_ATTEMPT_LIFETIME),
        .failures_lifetime = policy_integer(policy, KEY_THROTTLE_FAILURES_LIFETIME),
    };
    return with_window(limits, policy_integer(policy, KEY_THROTTLE_ATTEMPTS_MAX),
                       policy_integer(policy, KEY_THROTTLE_ATTEMPTS_WINDOW));
}

/* Only a ceiling: many people may share an address, whose failures are in no row. */
static struct limits limits_of_ceiling(const pwpol_policy *policy, int64_t attempts_max)
{
    int64_t window = policy_integer(policy, KEY_THROTTLE_SOURCE_WINDOW);
    struct limits limits = { .attempt_lifetime = policy_integer(policy, KEY_THROTTLE_ATTEMPT_LIFETIME),
                             .failures_lifetime = window };
    return with_window(limits, attempts_max, window);
}

struct limits limits_of_source(const pwpol_policy *policy)
{
    return limits_of_ceiling(policy, policy_integer(policy, KEY_THROTTLE_SOURCE_ATTEMPTS_MAX));
}

struct limits limits_of_network(const pwpol_policy *policy)
{
    return limits_of_ceiling(policy, policy_integer(policy, KEY_THROTTLE_NETWORK_ATTEMPTS_MAX));
}

struct limits limits_of_everybody(int64_t attempts_max)
{
    struct limits limits = { .attempt_lifetime = MINUTE, .failures_lifetime = MINUTE };
    return with_window(limits, attempts_max, MINUTE);
}
