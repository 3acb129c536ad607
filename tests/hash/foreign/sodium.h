/* BLAKE2b (RFC 7693) under libsodium's names, as much as the engine calls: so that
 * it can be built for a processor whose libsodium is not at hand. For tests only. */
#ifndef PWPOL_TESTS_FOREIGN_SODIUM_H
#define PWPOL_TESTS_FOREIGN_SODIUM_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

typedef struct crypto_generichash_state {
    uint64_t h[8], count;
    unsigned char bytes[128];
    size_t used;
} crypto_generichash_state;

static const uint64_t blake2b_start[8] = { 0x6a09e667f3bcc908, 0xbb67ae8584caa73b, 0x3c6ef372fe94f82b,
                                           0xa54ff53a5f1d36f1, 0x510e527fade682d1, 0x9b05688c2b3e6c1f,
                                           0x1f83d9abfb41bd6b, 0x5be0cd19137e2179 };

static inline uint64_t blake2b_rotate(uint64_t a, unsigned bits)
{
    return a >> bits | a << (64 - bits);
}

static inline void blake2b_mix(uint64_t v[16], const unsigned at[4], uint64_t x, uint64_t y)
{
    uint64_t *a = &v[at[0]], *b = &v[at[1]], *c = &v[at[2]], *d = &v[at[3]];
    *a += *b + x;
    *d = blake2b_rotate(*d ^ *a, 32);
    *c += *d;
    *b = blake2b_rotate(*b ^ *c, 24);
    *a += *b + y;
    *d = blake2b_rotate(*d ^ *a, 16);
    *c += *d;
    *b = blake2b_rotate(*b ^ *c, 63);
}

static inline void blake2b_compress(crypto_generichash_state *state, uint64_t last)
{
    static const unsigned char sigma[10][16] = {
        { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15 }, { 14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3 },
        { 11, 8, 12, 0, 5, 2, 15, 13, 10, 14, 3, 6, 7, 1, 9, 4 }, { 7, 9, 3, 1, 13, 12, 11, 14, 2, 6, 5, 10, 4, 0, 15, 8 },
        { 9, 0, 5, 7, 2, 4, 10, 15, 14, 1, 11, 12, 6, 8, 3, 13 }, { 2, 12, 6, 10, 0, 11, 8, 3, 4, 13, 7, 5, 15, 14, 1, 9 },
        { 12, 5, 1, 15, 14, 13, 4, 10, 0, 7, 6, 3, 9, 2, 8, 11 }, { 13, 11, 7, 14, 12, 1, 3, 9, 5, 0, 15, 4, 8, 6, 2, 10 },
        { 6, 15, 14, 9, 11, 3, 0, 8, 12, 2, 13, 7, 1, 4, 10, 5 }, { 10, 2, 8, 4, 7, 6, 1, 5, 15, 11, 9, 14, 3, 12, 13, 0 },
    };
    static const unsigned places[8][4] = { { 0, 4, 8, 12 },  { 1, 5, 9, 13 },  { 2, 6, 10, 14 }, { 3, 7, 11, 15 },
                                           { 0, 5, 10, 15 }, { 1, 6, 11, 12 }, { 2, 7, 8, 13 },  { 3, 4, 9, 14 } };
    uint64_t v[16], words[16] = { 0 };
    for (unsigned i = 0; i < 128; i++)
        words[i / 8] |= (uint64_t)state->bytes[i] << i % 8 * 8;
    memcpy(v, state->h, sizeof state->h);
    memcpy(v + 8, blake2b_start, sizeof blake2b_start);
    v[12] ^= state->count;
    v[14] ^= last;
    for (unsigned round = 0; round < 12; round++)
        for (unsigned i = 0; i < 8; i++)
            blake2b_mix(v, places[i], words[sigma[round % 10][2 * i]], words[sigma[round % 10][2 * i + 1]]);
    for (unsigned i = 0; i < 8; i++)
        state->h[i] ^= v[i] ^ v[i + 8];
}

static inline int crypto_generichash_init(crypto_generichash_state *state, const unsigned char *key, size_t key_len,
                                          size_t out_len)
{
    (void)key;
    memset(state, 0, sizeof *state);
    memcpy(state->h, blake2b_start, sizeof blake2b_start);
    state->h[0] ^= 0x01010000 ^ key_len << 8 ^ out_len;
    return 0;
}

static inline int crypto_generichash_update(crypto_generichash_state *state, const unsigned char *bytes,
                                            unsigned long long length)
{
    for (unsigned long long i = 0; i < length; i++) {
        if (state->used == sizeof state->bytes) {
            state->count += state->used;
            state->used = 0;
            blake2b_compress(state, 0);
        }
        state->bytes[state->used++] = bytes[i];
    }
    return 0;
}

static inline int crypto_generichash_final(crypto_generichash_state *state, unsigned char *out, size_t out_len)
{
    state->count += state->used;
    memset(state->bytes + state->used, 0, sizeof state->bytes - state->used);
    blake2b_compress(state, UINT64_MAX);
    for (size_t i = 0; i < out_len; i++)
        out[i] = (unsigned char)(state->h[i / 8] >> i % 8 * 8);
    return 0;
}

static inline int crypto_generichash(unsigned char *out, size_t out_len, const unsigned char *bytes,
                                     unsigned long long length, const unsigned char *key, size_t key_len)
{
    crypto_generichash_state state;
    crypto_generichash_init(&state, key, key_len, out_len);
    crypto_generichash_update(&state, bytes, length);
    return crypto_generichash_final(&state, out, out_len);
}

#endif
