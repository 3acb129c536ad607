/* Argon2's G in C, for every processor. */
#include "hash/engine_native.h"

#include "base/secret.h"

#include <string.h>

#define KERNEL_TARGET
#define KERNEL static inline
#define KERNEL_ARRANGE native_natural_order
enum { STEPS = 8 };

KERNEL uint64_t rotate(uint64_t a, unsigned bits)
{
    return a >> bits | a << (64 - bits);
}

KERNEL uint64_t multiply_add(uint64_t a, uint64_t b)
{
    return a + b + 2 * (uint64_t)(uint32_t)a * (uint32_t)b;
}

KERNEL void quarter(uint64_t *a, uint64_t *b, uint64_t *c, uint64_t *d)
{
    *a = multiply_add(*a, *b);
    *d = rotate(*d ^ *a, 32);
    *c = multiply_add(*c, *d);
    *b = rotate(*b ^ *c, 24);
    *a = multiply_add(*a, *b);
    *d = rotate(*d ^ *a, 16);
    *c = multiply_add(*c, *d);
    *b = rotate(*b ^ *c, 63);
}

KERNEL void full_round(uint64_t v[16])
{
    quarter(&v[0], &v[4], &v[8], &v[12]);
    quarter(&v[1], &v[5], &v[9], &v[13]);
    quarter(&v[2], &v[6], &v[10], &v[14]);
    quarter(&v[3], &v[7], &v[11], &v[15]);
    quarter(&v[0], &v[5], &v[10], &v[15]);
    quarter(&v[1], &v[6], &v[11], &v[12]);
    quarter(&v[2], &v[7], &v[8], &v[13]);
    quarter(&v[3], &v[4], &v[9], &v[14]);
}

KERNEL void rows(struct native_block *scratch, const struct native_block *previous,
                 const struct native_block *reference, struct native_block *current, bool add, unsigned step)
{
    uint64_t v[16];
    for (unsigned i = 0; i < 16; i++) {
        v[i] = previous->words[step * 16 + i] ^ reference->words[step * 16 + i];
        current->words[step * 16 + i] = add ? current->words[step * 16 + i] ^ v[i] : v[i];
    }
    full_round(v);
    memcpy(&scratch->words[step * 16], v, sizeof v);
}

KERNEL void columns(const struct native_block *scratch, struct native_block *current, unsigned step)
{
    uint64_t v[16];
    for (unsigned i = 0; i < 16; i++)
        v[i] = scratch->words[i / 2 * 16 + step * 2 + i % 2];
    full_round(v);
    for (unsigned i = 0; i < 16; i++)
        current->words[i / 2 * 16 + step * 2 + i % 2] ^= v[i];
}

#include "hash/engine_native_walk.h"

static bool supported(void)
{
    return true;
}

const struct native_kernel native_portable = { "portable", supported, native_natural_order, fill, secret_wipe };
