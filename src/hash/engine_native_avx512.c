/* Argon2's G with AVX-512F: four rounds of P at a time, one in each 16 bytes of
 * the vectors. */
#include "hash/engine_native.h"

#if defined(__x86_64__) || defined(__i386__)

#include "base/secret.h"

#include <immintrin.h>
#include <string.h>

#define KERNEL_TARGET __attribute__((target("avx512f")))
#define KERNEL static inline __attribute__((always_inline)) KERNEL_TARGET
#define KERNEL_ARRANGE native_natural_order
enum { STEPS = 2, VECTORS = 2 /* in a row of units */ };

typedef __m512i vector;

KERNEL vector add(vector a, vector b)
{
    return _mm512_add_epi64(a, b);
}

KERNEL vector exclusive_or(vector a, vector b)
{
    return _mm512_xor_si512(a, b);
}

KERNEL vector multiply(vector a, vector b)
{
    return _mm512_mul_epu32(a, b);
}

KERNEL vector rotate_32(vector a)
{
    return _mm512_ror_epi64(a, 32);
}

KERNEL vector rotate_24(vector a)
{
    return _mm512_ror_epi64(a, 24);
}

KERNEL vector rotate_16(vector a)
{
    return _mm512_ror_epi64(a, 16);
}

KERNEL vector rotate_63(vector a)
{
    return _mm512_ror_epi64(a, 63);
}

KERNEL vector join(vector high, vector low)
{
    return _mm512_castpd_si512(_mm512_shuffle_pd(_mm512_castsi512_pd(low), _mm512_castsi512_pd(high), 0x55));
}

#include "hash/engine_native_round.h"

KERNEL vector load(const struct native_block *block, unsigned index)
{
    return _mm512_load_si512((const vector *)block->words + index);
}

KERNEL void store(struct native_block *block, unsigned index, vector a)
{
    _mm512_store_si512((vector *)block->words + index, a);
}

/* 4 x 4 units; twice is nothing. */
KERNEL void transpose(vector v[4])
{
    vector even_01 = _mm512_shuffle_i32x4(v[0], v[1], 0x88), odd_01 = _mm512_shuffle_i32x4(v[0], v[1], 0xdd);
    vector even_23 = _mm512_shuffle_i32x4(v[2], v[3], 0x88), odd_23 = _mm512_shuffle_i32x4(v[2], v[3], 0xdd);
    v[0] = _mm512_shuffle_i32x4(even_01, even_23, 0x88);
    v[1] = _mm512_shuffle_i32x4(odd_01, odd_23, 0x88);
    v[2] = _mm512_shuffle_i32x4(even_01, even_23, 0xdd);
    v[3] = _mm512_shuffle_i32x4(odd_01, odd_23, 0xdd);
}

/* v[0..3]: the left half of four rows, v[4..7]: the right half. */
KERNEL unsigned place(unsigned step, unsigned i)
{
    return (step * 4 + i % 4) * VECTORS + i / 4;
}

KERNEL void rows(struct native_block *scratch, const struct native_block *previous,
                 const struct native_block *reference, struct native_block *current, bool add_current,
                 unsigned step)
{
    vector v[8];
    for (unsigned i = 0; i < 8; i++) {
        unsigned index = place(step, i);
        v[i] = exclusive_or(load(previous, index), load(reference, index));
        store(current, index, add_current ? exclusive_or(v[i], load(current, index)) : v[i]);
    }
    transpose(v);
    transpose(v + 4);
    full_round(v);
    transpose(v);
    transpose(v + 4);
    for (unsigned i = 0; i < 8; i++)
        store(scratch, place(step, i), v[i]);
}

KERNEL void columns(const struct native_block *scratch, struct native_block *current, unsigned step)
{
    vector v[8];
    for (unsigned i = 0; i < 8; i++)
        v[i] = load(scratch, i * VECTORS + step);
    full_round(v);
    for (unsigned i = 0; i < 8; i++)
        store(current, i * VECTORS + step, exclusive_or(v[i], load(current, i * VECTORS + step)));
}

#include "hash/engine_native_walk.h"

static bool supported(void)
{
    return __builtin_cpu_supports("avx512f");
}

const struct native_kernel native_avx512 = { "avx512", supported, native_natural_order, fill, native_stream_zeros };

#endif
