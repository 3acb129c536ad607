/* What surrounds the matrix: H0, H', the first blocks and the tag (RFC 9106, 3.2
 * and 3.3), over libsodium's BLAKE2b. */
#include "hash/engine_native.h"

#include "base/secret.h"
#include "hash/engine_native_crew.h"

#include <sodium.h>
#include <string.h>

enum { H0_SIZE = 64, BLAKE2B_SIZE = 64, BLOCK_SIZE = 1024 };

static void store_32(unsigned char bytes[4], uint32_t number)
{
    for (unsigned i = 0; i < 4; i++)
        bytes[i] = (unsigned char)(number >> 8 * i);
}

static void load_block(struct native_block *block, const unsigned char bytes[BLOCK_SIZE])
{
    for (size_t i = 0; i < NATIVE_WORDS; i++) {
        uint64_t word = 0;
        for (size_t byte = 8; byte > 0; byte--)
            word = word << 8 | bytes[i * 8 + byte - 1];
        block->words[i] = word;
    }
}

static void store_block(unsigned char bytes[BLOCK_SIZE], const struct native_block *block)
{
    for (size_t i = 0; i < BLOCK_SIZE; i++)
        bytes[i] = (unsigned char)(block->words[i / 8] >> i % 8 * 8);
}

static void add_number(crypto_generichash_state *state, uint32_t number)
{
    unsigned char bytes[4];
    store_32(bytes, number);
    crypto_generichash_update(state, bytes, sizeof bytes);
}

static void add_string(crypto_generichash_state *state, const void *bytes, size_t length)
{
    add_number(state, (uint32_t)length);
    if (length > 0)
        crypto_generichash_update(state, bytes, length);
}

/* 3.2, step 1 */
static void make_h0(const struct argon2_task *task, unsigned char h0[H0_SIZE])
{
    crypto_generichash_state state;
    crypto_generichash_init(&state, NULL, 0, H0_SIZE);
    add_number(&state, task->cost.lanes);
    add_number(&state, (uint32_t)task->tag_len);
    add_number(&state, task->cost.memory);
    add_number(&state, task->cost.passes);
    add_number(&state, task->version);
    add_number(&state, (uint32_t)task->variant);
    add_string(&state, task->password, task->password_len);
    add_string(&state, task->salt, task->salt_len);
    add_string(&state, task->secret, task->secret_len);
    add_string(&state, task->data, task->data_len);
    crypto_generichash_final(&state, h0, H0_SIZE);
    secret_wipe(&state, sizeof state);
}

/* 3.3: H'. One BLAKE2b, or a chain of which each but the last gives half. */
static void hash_long(unsigned char *out, size_t out_len, const unsigned char *in, size_t in_len)
{
    crypto_generichash_state state;
    unsigned char link[BLAKE2B_SIZE];
    size_t size = out_len < BLAKE2B_SIZE ? out_len : BLAKE2B_SIZE;
    crypto_generichash_init(&state, NULL, 0, size);
    add_number(&state, (uint32_t)out_len);
    crypto_generichash_update(&state, in, in_len);
    crypto_generichash_final(&state, link, size);
    while (out_len > BLAKE2B_SIZE) {
        memcpy(out, link, BLAKE2B_SIZE / 2);
        out += BLAKE2B_SIZE / 2;
        out_len -= BLAKE2B_SIZE / 2;
        size = out_len < BLAKE2B_SIZE ? out_len : BLAKE2B_SIZE;
        crypto_generichash(link, size, link, BLAKE2B_SIZE, NULL, 0);
    }
    memcpy(out, link, out_len);
    secret_wipe(&state, sizeof state);
    secret_wipe(link, sizeof link);
}

/* 3.2, steps 3 and 4 */
static void make_first_blocks(const struct native_kernel *kernel, const struct native_fill *fill,
                              const unsigned char h0[H0_SIZE])
{
    unsigned char seed[H0_SIZE + 8], bytes[BLOCK_SIZE];
    memcpy(seed, h0, H0_SIZE);
    for (uint32_t lane = 0; lane < fill->lanes; lane++) {
        for (uint32_t i = 0; i < 2; i++) {
            struct native_block *block = fill->blocks + (size_t)lane * fill->lane_length + i;
            store_32(seed + H0_SIZE, i);
            store_32(seed + H0_SIZE + 4, lane);
            hash_long(bytes, sizeof bytes, seed, sizeof seed);
            load_block(block, bytes);
            kernel->arrange(block);
        }
    }
    secret_wipe(seed, sizeof seed);
    secret_wipe(bytes, sizeof bytes);
}

/* 3.2, steps 7 and 8 */
static void make_tag(const struct native_kernel *kernel, const struct native_fill *fill, unsigned char *tag,
                     size_t tag_len)
{
    struct native_block sum = { { 0 } };
    unsigned char bytes[BLOCK_SIZE];
    for (uint32_t lane = 0; lane < fill->lanes; lane++) {
        const struct native_block *last = fill->blocks + (size_t)(lane + 1) * fill->lane_length - 1;
        for (size_t i = 0; i < NATIVE_WORDS; i++)
            sum.words[i] ^= last->words[i];
    }
    kernel->arrange(&sum);
    store_block(bytes, &sum);
    hash_long(tag, tag_len, bytes, sizeof bytes);
    secret_wipe(&sum, sizeof sum);
    secret_wipe(bytes, sizeof bytes);
}

/* ---- The matrix ---- */

struct slice {
    const struct native_kernel *kernel;
    const struct native_fill *fill;
    uint32_t pass;
    uint32_t number;
};

static void fill_lane(void *context, uint32_t lane)
{
    const struct slice *slice = context;
    struct native_segment segment = { slice->fill, slice->pass, slice->number, lane };
    slice->kernel->fill(&segment);
}

static void fill_matrix(const struct native_kernel *kernel, const struct native_fill *fill)
{
    struct slice slice = { .kernel = kernel, .fill = fill };
    for (slice.pass = 0; slice.pass < fill->passes; slice.pass++)
        for (slice.number = 0; slice.number < NATIVE_SLICES; slice.number++)
            crew_run(fill->lanes, fill_lane, &slice);
}

void native_natural_order(struct native_block *block)
{
    (void)block;
}

void native_compute(const struct native_kernel *kernel, const struct argon2_task *task, void *memory)
{
    uint32_t segment_length = task->cost.memory / (NATIVE_SLICES * task->cost.lanes);
    struct native_fill fill = { .blocks = memory,
                                .variant = task->variant,
                                .version = task->version,
                                .passes = task->cost.passes,
                                .lanes = task->cost.lanes,
                                .lane_length = segment_length * NATIVE_SLICES,
                                .segment_length = segment_length };
    unsigned char h0[H0_SIZE];
    make_h0(task, h0);
    make_first_blocks(kernel, &fill, h0);
    secret_wipe(h0, sizeof h0);
    fill_matrix(kernel, &fill);
    make_tag(kernel, &fill, task->tag, task->tag_len);
}
