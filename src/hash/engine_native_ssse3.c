/* Argon2's G with SSSE3: one round of P at a time. */
#include "hash/engine_native.h"

#if defined(__x86_64__) || defined(__i386__)

#include "base/secret.h"

#include <immintrin.h>
#include <string.h>

#define KERNEL_TARGET __attribute__((target("ssse3")))
#define KERNEL static inline __attribute__((always_inline)) KERNEL_TARGET
#define KERNEL_ARRANGE native_natural_order

typedef __m128i vector;

KERNEL vector add(vector a, vector b)
{
    return _mm_add_epi64(a, b);
}

KERNEL vector exclusive_or(vector a, vector b)
{
    return _mm_xor_si128(a, b);
}

KERNEL vector multiply(vector a, vector b)
{
    return _mm_mul_epu32(a, b);
}

KERNEL vector rotate_32(vector a)
{
    return _mm_shuffle_epi32(a, 0xb1);
}

KERNEL vector rotate_24(vector a)
{
    return _mm_shuffle_epi8(a, _mm_setr_epi8(3, 4, 5, 6, 7, 0, 1, 2, 11, 12, 13, 14, 15, 8, 9, 10));
}

KERNEL vector rotate_16(vector a)
{
    return _mm_shuffle_epi8(a, _mm_setr_epi8(2, 3, 4, 5, 6, 7, 0, 1, 10, 11, 12, 13, 14, 15, 8, 9));
}

KERNEL vector rotate_63(vector a)
{
    return _mm_xor_si128(_mm_add_epi64(a, a), _mm_srli_epi64(a, 63));
}

KERNEL vector join(vector high, vector low)
{
    return _mm_alignr_epi8(high, low, 8);
}

KERNEL vector load(const struct native_block *block, unsigned index)
{
    return _mm_load_si128((const vector *)block->words + index);
}

KERNEL void store(struct native_block *block, unsigned index, vector a)
{
    _mm_store_si128((vector *)block->words + index, a);
}

#include "hash/engine_native_units.h"
#include "hash/engine_native_walk.h"

/* Not counted by a coverage build: its counters' locked additions wait for every store to reach memory. */
__attribute__((no_profile_instrument_function)) KERNEL_TARGET void native_stream_zeros(void *memory, size_t size)
{
    __m128i *at = memory;
    for (size_t i = 0; i < size / sizeof *at; i++)
        _mm_stream_si128(at + i, _mm_setzero_si128());
    _mm_sfence();
    __asm__ volatile("" : : "r"(memory) : "memory"); /* it is read: the stores stay */
}

static bool supported(void)
{
    return __builtin_cpu_supports("ssse3");
}

const struct native_kernel native_ssse3 = { "ssse3", supported, native_natural_order, fill, native_stream_zeros };

#endif
