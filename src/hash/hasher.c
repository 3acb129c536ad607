#include "hash/hasher.h"

#include "base/processors.h"
#include "base/seams.h"
#include "base/uncancelled.h"
#include "base/where.h"
#include "policy/policy.h"
#include "text/text.h"

#include <string.h>

/* ---- Made from a policy ---- */

size_t hasher_slots(const pwpol_policy *policy)
{
    int64_t wanted = policy_integer(policy, KEY_HASH_SLOTS);
    if (wanted == 0)
        wanted = cores_usable();
    return wanted > SLOTS_MAX ? SLOTS_MAX : (size_t)wanted;
}

static size_t budget_wanted(const pwpol_policy *policy, size_t slots)
{
    uint64_t kib = (uint64_t)policy_integer(policy, KEY_HASH_BUDGET);
    if (kib == 0)
        kib = ((uint64_t)policy_integer(policy, KEY_HASH_MEMORY) + LEGACY_SLACK_KIB) * slots;
    return kib > SIZE_MAX / 1024 ? SIZE_MAX : (size_t)kib * 1024;
}

static void read_policy(struct pwpol_hasher *hasher, const pwpol_policy *policy)
{
    hasher->cost = (struct argon2_cost){ (uint32_t)policy_integer(policy, KEY_HASH_MEMORY),
                                         (uint32_t)policy_integer(policy, KEY_HASH_PASSES),
                                         (uint32_t)policy_integer(policy, KEY_HASH_LANES) };
    hasher->salt_len = (size_t)policy_integer(policy, KEY_HASH_SALT);
    hasher->tag_len = (size_t)policy_integer(policy, KEY_HASH_TAG);
    hasher->ceilings = (struct argon2_cost){ (uint32_t)policy_integer(policy, KEY_HASH_CEILING_MEMORY),
                                             (uint32_t)policy_integer(policy, KEY_HASH_CEILING_PASSES),
                                             (uint32_t)policy_integer(policy, KEY_HASH_CEILING_LANES) };
    legacy_limits_read(&hasher->legacy_limits, policy);
    hasher->wait_ms = policy_integer(policy, KEY_HASH_WAIT);
    hasher->engine = (enum engine_choice)policy_integer(policy, KEY_HASH_ENGINE);
    hasher->raw = policy_integer(policy, KEY_HASH_PREPARE) == PREPARE_RAW;
}

static pwpol_status take_ring(struct pwpol_hasher *hasher, const pwpol_policy *policy,
                              const pwpol_keyring *ring, pwpol_where *where)
{
    const char *path = pwpol_policy_get(policy, "hash.pepper_file");
    if (ring != NULL)
        return ring->count == 0 ? PWPOL_ERR_ARGUMENT : keyring_copy(&hasher->ring, ring);
    return path == NULL || path[0] == '\0' ? PWPOL_OK : pwpol_keyring_load(&hasher->ring, path, where);
}

pwpol_status pwpol_hasher_new(pwpol_hasher **hasher, const pwpol_policy *policy, const pwpol_keyring *ring,
                              pwpol_where *where)
{
    UNCANCELLED;
    if (hasher == NULL || policy == NULL)
        return PWPOL_ERR_ARGUMENT;
    *hasher = NULL;
    if (!base_init())
        return PWPOL_ERR_RANDOM;
    pwpol_status status = pwpol_policy_validate(policy, where);
    if (status != PWPOL_OK)
        return status;
    struct pwpol_hasher *made = secret_alloc(sizeof *made);
    if (made == NULL)
        return PWPOL_ERR_NO_MEMORY;
    read_policy(made, policy);
    status = take_ring(made, policy, ring, where);
    if (status == PWPOL_OK) {
        size_t slots = hasher_slots(policy);
        made->slots = slots_new(slots, budget_wanted(policy, slots));
        status = made->slots == NULL ? PWPOL_ERR_NO_MEMORY : PWPOL_OK;
    }
    if (status == PWPOL_OK)
        *hasher = made;
    else
        pwpol_hasher_free(made);
    return status;
}

void pwpol_hasher_free(pwpol_hasher *hasher)
{
    if (hasher == NULL)
        return;
    slots_free(hasher->slots);
    pwpol_keyring_free(hasher->ring);
    secret_free(hasher);
}

/* ---- Computing ---- */

pwpol_status hasher_prepare(const struct pwpol_hasher *hasher, struct arena *arena, const char *password,
                            size_t password_len, struct prepared *prepared)
{
    if (password_len > PWPOL_PASSWORD_SIZE)
        return PWPOL_ERR_TOO_LONG;
    if (hasher->raw) {
        *prepared = (struct prepared){ password, password_len };
        return PWPOL_OK;
    }
    struct text text;
    pwpol_status status = text_prepare(arena, password, password_len, PWPOL_PASSWORD_SIZE, &text);
    if (status == PWPOL_OK && text.problem != TEXT_FINE)
        status = text.problem == TEXT_TOO_LONG ? PWPOL_ERR_TOO_LONG : PWPOL_ERR_UTF8;
    *prepared = (struct prepared){ text.bytes, text.bytes_len };
    return status;
}

pwpol_verdict hasher_compute(struct pwpol_hasher *hasher, const struct argon2_task *task)
{
    static const pwpol_verdict verdicts[] = {
        [ENGINE_DONE] = PWPOL_MATCH, [ENGINE_NO_MEMORY] = PWPOL_NO_MEMORY, [ENGINE_FAILED] = PWPOL_FAILED
    };
    const struct engine *engine = engine_for(task, hasher->engine);
    struct slot slot;
    switch (
        slots_take(hasher->slots, engine_memory(&task->cost), engine->uses_slot, hasher->wait_ms, &slot)) {
    case SLOTS_TAKEN:
        break;
    case SLOTS_BUSY:
        return PWPOL_BUSY;
    case SLOTS_OVER_BUDGET:
        return PWPOL_OVER_LIMIT;
    case SLOTS_NO_MEMORY:
        return PWPOL_NO_MEMORY;
    }
    enum engine_answer answer = engine->run(task, slot.memory);
    secret_wipe_stack();
    slots_give(hasher->slots, &slot, engine->leaves_matrix ? engine_memory(&task->cost) : 0);
    return verdicts[answer];
}

struct argon2_task hasher_task(const struct phc *phc, const void *input, size_t input_len, unsigned char *tag)
{
    return (struct argon2_task){ .variant = phc->variant,
                                 .version = phc->version,
                                 .cost = phc->cost,
                                 .password = input,
                                 .password_len = input_len,
                                 .salt = phc->salt,
                                 .salt_len = phc->salt_len,
                                 .data = phc->data,
                                 .data_len = phc->data_len,
                                 .tag = tag,
                                 .tag_len = phc->tag_len };
}

static void begin_new(const struct pwpol_hasher *hasher, struct phc *phc)
{
    *phc = (struct phc){ .variant = ARGON2_VARIANT_ID,
                         .version = ARGON2_V13,
                         .cost = hasher->cost,
                         .salt_len = hasher->salt_len,
                         .tag_len = hasher->tag_len };
}

pwpol_status hasher_make(struct pwpol_hasher *hasher, const void *input, size_t input_len, struct phc *phc)
{
    begin_new(hasher, phc);
    if (!random_fill(phc->salt, phc->salt_len))
        return PWPOL_ERR_RANDOM;
    struct argon2_task task = hasher_task(phc, input, input_len, phc->tag);
    return status_of(hasher_compute(hasher, &task));
}

pwpol_verdict hasher_make_as_if(struct pwpol_hasher *hasher, const void *input, size_t input_len,
                                struct phc *phc)
{
    begin_new(hasher, phc);
    struct argon2_task task = hasher_task(phc, input, input_len, phc->tag);
    return hasher_compute(hasher, &task);
}

pwpol_status status_of(pwpol_verdict verdict)
{
    switch (verdict) {
    case PWPOL_MATCH:
        return PWPOL_OK;
    case PWPOL_BUSY:
        return PWPOL_ERR_BUSY;
    case PWPOL_NO_MEMORY:
        return PWPOL_ERR_NO_MEMORY;
    case PWPOL_OVER_LIMIT:
        return PWPOL_ERR_RANGE;
    case PWPOL_UNKNOWN_KEY:
        return PWPOL_ERR_KEY;
    case PWPOL_WRONG_ACCOUNT:
        return PWPOL_ERR_CONFLICT;
    case PWPOL_MALFORMED:
    case PWPOL_UNSUPPORTED:
        return PWPOL_ERR_SYNTAX;
    default:
        return PWPOL_ERR_INTERNAL;
    }
}

pwpol_status pwpol_hash(pwpol_hasher *hasher, const char *password, size_t password_len, const void *account,
                        size_t account_len, char stored[PWPOL_HASH_SIZE])
{
    UNCANCELLED;
    if (hasher == NULL || stored == NULL || (password == NULL && password_len > 0) ||
        (account == NULL && account_len > 0))
        return PWPOL_ERR_ARGUMENT;
    stored[0] = '\0';
    struct arena arena = { 0 };
    struct prepared prepared;
    struct phc phc;
    char inner[PHC_STRING_SIZE];
    struct account owner = { account, account_len };
    pwpol_status status = hasher_prepare(hasher, &arena, password, password_len, &prepared);
    if (status == PWPOL_OK)
        status = hasher_make(hasher, prepared.bytes, prepared.length, &phc);
    if (status == PWPOL_OK) {
        phc_write(&phc, inner);
        status = stored_write(hasher, &owner, inner, stored);
        secret_wipe(inner, sizeof inner);
    }
    secret_wipe(&phc, sizeof phc);
    arena_end(&arena);
    return status;
}
