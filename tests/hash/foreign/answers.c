/* Prints tags of parameter sets that are drawn alike on every processor: by every kernel
 * that this one has, or, compiled with REFERENCE, by libargon2. tools/check-engine compares. */
#ifdef REFERENCE
#include <argon2.h>
#endif
#include "hash/engine_native.h"

#include "base/secret.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SETS = 60, LENGTH_MOST = 300, MEMORY_MOST = 2048 /* KiB */ };

static uint32_t draw(uint32_t bound)
{
    static uint64_t random_state = 88172645463325252u;
    random_state ^= random_state << 13;
    random_state ^= random_state >> 7;
    random_state ^= random_state << 17;
    return (uint32_t)(random_state >> 32) % bound;
}

#ifdef REFERENCE
static void answer(const struct argon2_task *task)
{
    argon2_context context = { .out = task->tag,
                               .outlen = (uint32_t)task->tag_len,
                               .pwd = (uint8_t *)task->password,
                               .pwdlen = (uint32_t)task->password_len,
                               .salt = (uint8_t *)task->salt,
                               .saltlen = (uint32_t)task->salt_len,
                               .secret = (uint8_t *)task->secret,
                               .secretlen = (uint32_t)task->secret_len,
                               .ad = (uint8_t *)task->data,
                               .adlen = (uint32_t)task->data_len,
                               .t_cost = task->cost.passes,
                               .m_cost = task->cost.memory,
                               .lanes = task->cost.lanes,
                               .threads = 1,
                               .version = task->version };
    if (argon2_ctx(&context, (argon2_type)task->variant) != ARGON2_OK)
        exit(1);
}
#else
/* What the engine takes from other rooms. */
size_t engine_memory(const struct argon2_cost *cost)
{
    uint32_t unit = 4 * cost->lanes;
    return (size_t)(cost->memory / unit * unit) * 1024;
}

void secret_wipe(void *memory, size_t size)
{
    volatile unsigned char *bytes = memory;
    while (size-- > 0)
        *bytes++ = 0;
}

void secret_wipe_stack(void)
{
}

static void answer(const struct argon2_task *task)
{
    static struct native_block memory[MEMORY_MOST];
    unsigned char first[LENGTH_MOST];
    bool any = false;
    for (size_t i = 0; native_kernels[i] != NULL; i++) {
        const struct native_kernel *kernel = native_kernels[i];
        if (!kernel->supported())
            continue;
        native_compute(kernel, task, memory);
        kernel->wipe(memory, engine_memory(&task->cost));
        for (size_t byte = 0; byte < engine_memory(&task->cost); byte++)
            if (((unsigned char *)memory)[byte] != 0)
                exit(3);
        if (any && memcmp(first, task->tag, task->tag_len) != 0)
            exit(4);
        memcpy(first, task->tag, task->tag_len);
        any = true;
    }
}
#endif

static void kernels(void)
{
#ifndef REFERENCE
    for (size_t i = 0; native_kernels[i] != NULL; i++)
        if (native_kernels[i]->supported()) {
            fprintf(stderr, " %s", native_kernels[i]->name);
            if (native_self_test(native_kernels[i]) != NATIVE_HEALTHY)
                exit(2);
        }
    fprintf(stderr, "\n");
#endif
}

int main(void)
{
    unsigned char inputs[4][LENGTH_MOST], tag[LENGTH_MOST];
    kernels();
    for (unsigned set = 0; set < SETS; set++) {
        for (unsigned i = 0; i < 4 * LENGTH_MOST; i++)
            inputs[i / LENGTH_MOST][i % LENGTH_MOST] = (unsigned char)draw(256);
        uint32_t lanes = 1 + draw(8);
        struct argon2_task task = { .variant = (enum argon2_variant)draw(3), .tag = tag };
        task.version = draw(2) ? ARGON2_V13 : ARGON2_V10;
        task.cost.lanes = lanes;
        task.cost.passes = 1 + draw(4);
        task.cost.memory = 8 * lanes + draw(MEMORY_MOST - 8 * lanes);
        task.password = inputs[0], task.password_len = draw(LENGTH_MOST);
        task.salt = inputs[1], task.salt_len = 8 + draw(LENGTH_MOST - 8);
        task.secret = inputs[2], task.secret_len = draw(LENGTH_MOST);
        task.data = inputs[3], task.data_len = draw(LENGTH_MOST);
        task.tag_len = 4 + draw(LENGTH_MOST - 4);
        answer(&task);
        for (size_t i = 0; i < task.tag_len; i++)
            printf("%02x", tag[i]);
        printf("\n");
    }
    return 0;
}
