#include "throttle/state.h"

#include "throttle/store.h"

#include <string.h>

/* Little-endian, in this order; a release that needs another order takes another version. */
enum {
    AT_VERSION = 0,      /* in the low half; flags in the high one */
    AT_FINGERPRINT = 1,  /* 24 bits */
    AT_FAILURES = 4,     /* 16 */
    AT_PENDING = 6,      /* 2 x 16 */
    AT_SEEN = 10,        /* 48 */
    AT_UNTIL = 16,       /* 48 */
    AT_GENERATION_AGE = 22, /* 24: a generation lasts at most an hour */
    AT_MACS = 25,        /* 4 x 24 */
    AT_BUCKET_AGE = 37,  /* 32: a bucket is filled for at most 5 days */
    AT_BUCKETS = 41,     /* 7 x 16 */
    AT_TAG = 56,         /* 64; the byte before is 0 */
    TAG_SIZE = PWPOL_STORE_STATE_SIZE - AT_TAG,
};
enum { STATE_VERSION = 1, FLAG_LOCKED = 0x10, FLAG_BY_PERSON = 0x20, FLAG_TRUSTED = 0x40 };
_Static_assert(AT_MACS + 3 * MACS == AT_BUCKET_AGE && AT_BUCKETS + 2 * BUCKETS < AT_TAG, "a state is full");
_Static_assert(TAG_SIZE == crypto_shorthash_BYTES, "a tag is what SipHash-2-4 gives");

static void put(unsigned char *bytes, unsigned size, uint64_t value)
{
    for (unsigned i = 0; i < size; i++)
        bytes[i] = (unsigned char)(value >> 8 * i);
}

static uint64_t get(const unsigned char *bytes, unsigned size)
{
    uint64_t value = 0;
    for (unsigned i = size; i > 0; i--)
        value = value << 8 | bytes[i - 1];
    return value;
}

static void tag_of(const unsigned char *secret, const unsigned char *key, const unsigned char *state,
                   unsigned char tag[TAG_SIZE])
{
    unsigned char text[AT_TAG + PWPOL_STORE_KEY_SIZE];
    memcpy(text, state, AT_TAG);
    memcpy(text + AT_TAG, key, PWPOL_STORE_KEY_SIZE);
    crypto_shorthash(tag, text, sizeof text, secret);
}

void state_write(const struct counter *counter, const struct limits *limits,
                 const unsigned char secret[STATE_KEY_SIZE], const unsigned char key[PWPOL_STORE_KEY_SIZE],
                 unsigned char state[PWPOL_STORE_STATE_SIZE])
{
    memset(state, 0, AT_TAG);
    state[AT_VERSION] = (unsigned char)(STATE_VERSION | (counter->locked ? FLAG_LOCKED : 0) |
                                        (counter->by_person ? FLAG_BY_PERSON : 0) |
                                        (counter->trusted ? FLAG_TRUSTED : 0));
    put(state + AT_FINGERPRINT, 3, limits->fingerprint);
    put(state + AT_FAILURES, 2, counter->failures);
    put(state + AT_PENDING, 2, counter->pending[0]);
    put(state + AT_PENDING + 2, 2, counter->pending[1]);
    put(state + AT_SEEN, 6, (uint64_t)counter->seen);
    put(state + AT_UNTIL, 6, (uint64_t)counter->until);
    put(state + AT_GENERATION_AGE, 3, counter->generation_age);
    for (unsigned i = 0; i < MACS; i++)
        put(state + AT_MACS + 3 * i, 3, counter->macs[i]);
    put(state + AT_BUCKET_AGE, 4, counter->bucket_age);
    for (unsigned i = 0; i < BUCKETS; i++)
        put(state + AT_BUCKETS + 2 * i, 2, counter->buckets[i]);
    tag_of(secret, key, state, state + AT_TAG);
}

static void count_anew(struct counter *counter)
{
    uint32_t failures = counter_in_window(counter), pending = counter_pending(counter);
    memset(counter->buckets, 0, sizeof counter->buckets);
    counter->buckets[0] = failures < UINT16_MAX ? (uint16_t)failures : UINT16_MAX;
    counter->pending[0] = pending < UINT16_MAX ? (uint16_t)pending : UINT16_MAX;
    counter->pending[1] = 0;
    counter->bucket_age = counter->generation_age = 0;
}

bool state_read(struct counter *counter, const struct limits *limits, const unsigned char secret[STATE_KEY_SIZE],
                const unsigned char key[PWPOL_STORE_KEY_SIZE],
                const unsigned char state[PWPOL_STORE_STATE_SIZE])
{
    unsigned char tag[TAG_SIZE];
    tag_of(secret, key, state, tag);
    if (sodium_memcmp(tag, state + AT_TAG, TAG_SIZE) != 0 || (state[AT_VERSION] & 0x0f) != STATE_VERSION)
        return false;
    *counter = (struct counter){
        .locked = (state[AT_VERSION] & FLAG_LOCKED) != 0,
        .by_person = (state[AT_VERSION] & FLAG_BY_PERSON) != 0,
        .trusted = (state[AT_VERSION] & FLAG_TRUSTED) != 0,
        .failures = (uint16_t)get(state + AT_FAILURES, 2),
        .pending = { (uint16_t)get(state + AT_PENDING, 2), (uint16_t)get(state + AT_PENDING + 2, 2) },
        .seen = (int64_t)get(state + AT_SEEN, 6),
        .until = (int64_t)get(state + AT_UNTIL, 6),
        .generation_age = (uint32_t)get(state + AT_GENERATION_AGE, 3),
        .bucket_age = (uint32_t)get(state + AT_BUCKET_AGE, 4),
    };
    for (unsigned i = 0; i < MACS; i++)
        counter->macs[i] = (uint32_t)get(state + AT_MACS + 3 * i, 3);
    for (unsigned i = 0; i < BUCKETS; i++)
        counter->buckets[i] = (uint16_t)get(state + AT_BUCKETS + 2 * i, 2);
    if (counter->seen > TIME_MAX || counter->until > TIME_MAX)
        return false;
    /* The ages are below those of the policy unless two policies have one fingerprint. */
    if (get(state + AT_FINGERPRINT, 3) != limits->fingerprint || counter->bucket_age >= limits->bucket ||
        counter->generation_age >= limits->attempt_lifetime)
        count_anew(counter);
    return true;
}
