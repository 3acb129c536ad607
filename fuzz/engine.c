/* Every kernel of pwpol's Argon2 engine gives the bytes of libargon2, whatever the parameters. The first
 * bytes of the input are the parameters, the rest is cut into password, salt, secret and data. */
#include "input.h"

#include "hash/engine_native.h"

#include <sodium.h>

enum { PARAMETERS = 12, MEMORY_MOST = 256 /* KiB */, TAG_MOST = 256, SALT_MIN = 8 };

/* The next length bytes, at most what is left. */
static const uint8_t *take(const uint8_t **at, size_t *left, size_t *length)
{
    const uint8_t *taken = *at;
    if (*length > *left)
        *length = *left;
    *at += *length;
    *left -= *length;
    return taken;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    static _Alignas(64) unsigned char memory[MEMORY_MOST * 1024];
    static const unsigned char zeros[MEMORY_MOST * 1024];
    unsigned char expected[TAG_MOST], tag[TAG_MOST];
    if (size < PARAMETERS + SALT_MIN || sodium_init() < 0)
        return 0;
    const uint8_t *p = bytes, *at = bytes + PARAMETERS;
    size_t left = size - PARAMETERS;
    uint32_t lanes = 1 + p[0] % 8;
    struct argon2_task task = { .variant = (enum argon2_variant)(p[1] % 3),
                                .version = p[2] % 2 ? ARGON2_V10 : ARGON2_V13,
                                .cost = { 8 * lanes +
                                              (p[3] | (uint32_t)p[4] << 8) % (MEMORY_MOST - 8 * lanes + 1),
                                          1 + p[5] % 3, lanes },
                                .salt_len = SALT_MIN + p[6],
                                .secret_len = p[7],
                                .data_len = p[8],
                                .tag = expected,
                                .tag_len = 4 + p[9] % (TAG_MOST - 3) };
    task.salt = take(&at, &left, &task.salt_len);
    task.secret = take(&at, &left, &task.secret_len);
    task.data = take(&at, &left, &task.data_len);
    task.password = at;
    task.password_len = left;
    must(engine_argon2.run(&task, memory) == ENGINE_DONE, "libargon2 computes what is possible");
    task.tag = tag;
    for (size_t i = 0; native_kernels[i] != NULL; i++) {
        if (!native_kernels[i]->supported())
            continue;
        native_compute(native_kernels[i], &task, memory);
        native_kernels[i]->wipe(memory, engine_memory(&task.cost));
        must(memcmp(tag, expected, task.tag_len) == 0, "a kernel computes as libargon2 does");
        must(memcmp(memory, zeros, engine_memory(&task.cost)) == 0, "and leaves nothing behind");
    }
    must(!engine_sodium.can(&task) ||
             (engine_sodium.run(&task, NULL) == ENGINE_DONE && memcmp(tag, expected, task.tag_len) == 0),
         "so does libsodium");
    return 0;
}
