/* Argon2's G with AVX2: two rounds of P at a time, one in each half of the vectors. */
#include "hash/engine_native.h"

#if defined(__x86_64__) || defined(__i386__)

#include "base/secret.h"

#include <immintrin.h>
#include <string.h>

#define KERNEL_TARGET __attribute__((target("avx2")))
#define KERNEL static inline __attribute__((always_inline)) KERNEL_TARGET
#define KERNEL_ARRANGE avx2_arrange
enum { STEPS = 4, VECTORS = 4 /* in a row of units */ };

typedef __m256i vector;

KERNEL vector add(vector a, vector b)
{
    return _mm256_add_epi64(a, b);
}

KERNEL vector exclusive_or(vector a, vector b)
{
    return _mm256_xor_si256(a, b);
}

KERNEL vector multiply(vector a, vector b)
{
    return _mm256_mul_epu32(a, b);
}

KERNEL vector rotate_32(vector a)
{
    return _mm256_shuffle_epi32(a, 0xb1);
}

KERNEL vector rotate_24(vector a)
{
    return _mm256_shuffle_epi8(a, _mm256_setr_epi8(3, 4, 5, 6, 7, 0, 1, 2, 11, 12, 13, 14, 15, 8, 9, 10, 3, 4, 5,
                                                   6, 7, 0, 1, 2, 11, 12, 13, 14, 15, 8, 9, 10));
}

KERNEL vector rotate_16(vector a)
{
    return _mm256_shuffle_epi8(a, _mm256_setr_epi8(2, 3, 4, 5, 6, 7, 0, 1, 10, 11, 12, 13, 14, 15, 8, 9, 2, 3, 4,
                                                   5, 6, 7, 0, 1, 10, 11, 12, 13, 14, 15, 8, 9));
}

KERNEL vector rotate_63(vector a)
{
    return _mm256_xor_si256(_mm256_add_epi64(a, a), _mm256_srli_epi64(a, 63));
}

KERNEL vector join(vector high, vector low)
{
    return _mm256_alignr_epi8(high, low, 8);
}

#include "hash/engine_native_round.h"

/* The two rounds of a step are two rows of units, or two columns. A vector holds a
 * unit of each; so between rows and columns the matrix would have to be transposed.
 * P makes no difference between the units 2 j and 2 j + 1 as long as they are
 * exchanged throughout. Hence the upper half of a vector holds the other unit
 * of such a pair than the lower half:
 *
 *   even vector:  row 2 p, column 2 j      | row 2 p + 1, column 2 j + 1
 *   odd vector:   row 2 p + 1, column 2 j  | row 2 p, column 2 j + 1
 *
 * That is two columns; with the halves of the odd vector exchanged it is two
 * rows. One exchange for two vectors replaces the transposition, and blocks stay
 * in this order in the matrix. */
static void avx2_arrange(struct native_block *block)
{
    for (unsigned row = 0; row < 8; row += 2)
        for (unsigned unit = 1; unit < 8; unit += 2)
            for (unsigned word = 0; word < 2; word++) {
                uint64_t *even = &block->words[row * 16 + unit * 2 + word];
                uint64_t kept = even[0];
                even[0] = even[16];
                even[16] = kept;
            }
}

KERNEL vector exchange_halves(vector a)
{
    return _mm256_permute2x128_si256(a, a, 0x01);
}

KERNEL vector load(const struct native_block *block, unsigned index)
{
    return _mm256_load_si256((const vector *)block->words + index);
}

KERNEL void store(struct native_block *block, unsigned index, vector a)
{
    _mm256_store_si256((vector *)block->words + index, a);
}

KERNEL void rows(struct native_block *scratch, const struct native_block *previous,
                 const struct native_block *reference, struct native_block *current, bool add_current,
                 unsigned step)
{
    vector v[8];
    for (unsigned i = 0; i < 8; i++) {
        unsigned index = step * 8 + i % 2 * VECTORS + i / 2;
        v[i] = exclusive_or(load(previous, index), load(reference, index));
        store(current, index, add_current ? exclusive_or(v[i], load(current, index)) : v[i]);
        if (i % 2 == 1)
            v[i] = exchange_halves(v[i]);
    }
    full_round(v);
    for (unsigned i = 0; i < 8; i++)
        store(scratch, step * 8 + i % 2 * VECTORS + i / 2, i % 2 == 1 ? exchange_halves(v[i]) : v[i]);
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
    return __builtin_cpu_supports("avx2");
}

const struct native_kernel native_avx2 = { "avx2", supported, avx2_arrange, fill, native_stream_zeros };

#endif
