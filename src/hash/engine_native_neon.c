/* Argon2's G with NEON, on 64-bit ARM: one round of P at a time. */
#include "hash/engine_native.h"

#if defined(__aarch64__)

#include "base/secret.h"

#include <arm_neon.h>
#include <string.h>
#include <sys/auxv.h>

#define KERNEL_TARGET
#define KERNEL static inline __attribute__((always_inline))
#define KERNEL_ARRANGE native_natural_order

typedef uint64x2_t vector;

KERNEL vector add(vector a, vector b)
{
    return vaddq_u64(a, b);
}

KERNEL vector exclusive_or(vector a, vector b)
{
    return veorq_u64(a, b);
}

KERNEL vector multiply(vector a, vector b)
{
    return vmull_u32(vmovn_u64(a), vmovn_u64(b));
}

KERNEL vector rotate_32(vector a)
{
    return vreinterpretq_u64_u32(vrev64q_u32(vreinterpretq_u32_u64(a)));
}

KERNEL vector rotate_24(vector a)
{
    return vsriq_n_u64(vshlq_n_u64(a, 40), a, 24);
}

KERNEL vector rotate_16(vector a)
{
    return vsriq_n_u64(vshlq_n_u64(a, 48), a, 16);
}

KERNEL vector rotate_63(vector a)
{
    return vsriq_n_u64(vaddq_u64(a, a), a, 63);
}

KERNEL vector join(vector high, vector low)
{
    return vextq_u64(low, high, 1);
}

KERNEL vector load(const struct native_block *block, unsigned index)
{
    return vld1q_u64(&block->words[2 * index]);
}

KERNEL void store(struct native_block *block, unsigned index, vector a)
{
    vst1q_u64(&block->words[2 * index], a);
}

#include "hash/engine_native_units.h"
#include "hash/engine_native_walk.h"

static bool supported(void)
{
    return (getauxval(AT_HWCAP) & HWCAP_ASIMD) != 0;
}

const struct native_kernel native_neon = { "neon", supported, native_natural_order, fill, secret_wipe };

#endif
