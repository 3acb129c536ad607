/* libsodium: SIMD, but one lane, version 0x13, no secret and no data, a salt of
 * 16 bytes, and memory that it maps and unmaps itself. */
#include "hash/engine.h"

#include <errno.h>
#include <sodium.h>

static int algorithm_of(const struct argon2_task *task)
{
    return task->variant == ARGON2_VARIANT_ID ? crypto_pwhash_ALG_ARGON2ID13 : crypto_pwhash_ALG_ARGON2I13;
}

static bool sodium_can(const struct argon2_task *task)
{
    /* libsodium asks for 3 passes of Argon2i, as its authors do. */
    uint32_t least_passes = task->variant == ARGON2_VARIANT_I ? 3 : 1;
    return task->variant != ARGON2_VARIANT_D && task->version == ARGON2_V13 && task->cost.lanes == 1 &&
           task->cost.passes >= least_passes && task->secret_len == 0 && task->data_len == 0 &&
           task->salt_len == crypto_pwhash_SALTBYTES && task->tag_len >= crypto_pwhash_BYTES_MIN;
}

static enum engine_answer sodium_run(const struct argon2_task *task, void *memory)
{
    (void)memory;
    errno = 0;
    int failed = crypto_pwhash(task->tag, task->tag_len, task->password, task->password_len, task->salt,
                               task->cost.passes, (size_t)task->cost.memory * 1024, algorithm_of(task));
    if (failed == 0)
        return ENGINE_DONE;
    /* The parameters were checked by can(): what is left is memory. 1.0.18
     * reports it as EINVAL, 1.0.20 as ENOMEM. */
    return ENGINE_NO_MEMORY;
}

const struct engine engine_sodium = { "sodium", false, false, sodium_can, sodium_run };
