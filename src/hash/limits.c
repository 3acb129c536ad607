/* What a stored hash may ask for: the ceilings of the policy, and the hasher's memory. A stored
 * string is input, and all of this is asked before anything is allocated or computed. */
#include "hash/hasher.h"
#include "policy/policy.h"

static const enum policy_key legacy_ceilings[LEGACY_PRICES] = {
    [PRICE_BCRYPT] = KEY_HASH_CEILING_BCRYPT,
    [PRICE_ROUNDS] = KEY_HASH_CEILING_SHA_ROUNDS,
    [PRICE_PBKDF2] = KEY_HASH_CEILING_PBKDF2_ROUNDS,
    [PRICE_SCRYPT] = KEY_HASH_CEILING_SCRYPT,
};

void legacy_limits_read(struct legacy_limits *limits, const pwpol_policy *policy)
{
    limits->most[PRICE_NONE] = UINT64_MAX;
    for (enum legacy_price price = PRICE_NONE + 1; price < LEGACY_PRICES; price++)
        limits->most[price] =
            (uint64_t)policy_integer(policy, legacy_ceilings[price]) * (price == PRICE_SCRYPT ? 1024 : 1);
    limits->allow_unsalted = policy_integer(policy, KEY_HASH_ALLOW_UNSALTED) != 0;
}

size_t legacy_memory(const struct legacy *legacy)
{
    enum { WORK_SIZE = 65536 }; /* libxcrypt's own */
    return WORK_SIZE + legacy->memory;
}

static const char *limit_of_memory(const struct pwpol_hasher *hasher, size_t memory)
{
    return slots_could_hold(hasher->slots, memory) ? "" : policy_key_name(KEY_HASH_BUDGET);
}

static const char *limit_of_legacy(const struct pwpol_hasher *hasher, const struct legacy *legacy)
{
    enum legacy_price price = legacy->scheme->price;
    if (legacy->cost > hasher->legacy_limits.most[price])
        return policy_key_name(legacy_ceilings[price]);
    return limit_of_memory(hasher, legacy_memory(legacy));
}

static const char *limit_of_argon2(const struct pwpol_hasher *hasher, const struct argon2_cost *cost)
{
    if (cost->memory > hasher->ceilings.memory)
        return policy_key_name(KEY_HASH_CEILING_MEMORY);
    if (cost->passes > hasher->ceilings.passes)
        return policy_key_name(KEY_HASH_CEILING_PASSES);
    if (cost->lanes > hasher->ceilings.lanes)
        return policy_key_name(KEY_HASH_CEILING_LANES);
    return limit_of_memory(hasher, engine_memory(cost));
}

pwpol_verdict stored_allowed(const struct pwpol_hasher *hasher, const struct stored *stored,
                             const char **limit)
{
    bool has_legacy = stored->kind == STORED_LEGACY || stored->kind == STORED_ONION;
    *limit = "";
    if (has_legacy && stored->legacy.scheme->unsalted && !hasher->legacy_limits.allow_unsalted)
        return PWPOL_UNSUPPORTED;
    if (has_legacy)
        *limit = limit_of_legacy(hasher, &stored->legacy);
    if ((*limit)[0] == '\0' && stored->kind != STORED_LEGACY)
        *limit = limit_of_argon2(hasher, &stored->phc.cost);
    return (*limit)[0] == '\0' ? PWPOL_MATCH : PWPOL_OVER_LIMIT;
}
