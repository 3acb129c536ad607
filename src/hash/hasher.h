/* The hasher, as the files of this room share it. */
#ifndef PWPOL_HASH_HASHER_H
#define PWPOL_HASH_HASHER_H

#include "base/secret.h"
#include "hash/engine.h"
#include "hash/keyring.h"
#include "hash/legacy.h"
#include "hash/seal.h"
#include "hash/slots.h"

struct pwpol_hasher {
    struct argon2_cost cost; /* of new hashes */
    size_t salt_len;
    size_t tag_len;
    struct argon2_cost ceilings; /* of stored ones */
    struct legacy_limits legacy_limits;
    struct slots *slots;
    enum engine_choice engine;
    int64_t wait_ms;
    bool raw;            /* passwords are hashed as they are given */
    pwpol_keyring *ring; /* NULL when there is no pepper */
};

/* What an old scrypt hash takes besides its matrix, for each slot: where it and Argon2 ask for the same memory, a
 * hasher of one slot is to verify both. */
enum { LEGACY_SLACK_KIB = 256 };

/* hash.slots of a policy, 1 to SLOTS_MAX: the cores that the process may use where it is 0. */
size_t hasher_slots(const pwpol_policy *policy);

/* The bytes of a password that are hashed, in the arena. PWPOL_ERR_UTF8,
 * PWPOL_ERR_TOO_LONG, PWPOL_ERR_NO_MEMORY. */
struct prepared {
    const char *bytes;
    size_t length;
};
pwpol_status hasher_prepare(const struct pwpol_hasher *hasher, struct arena *arena, const char *password,
                            size_t password_len, struct prepared *prepared);

/* The tag of input under the parameters and the salt of phc, to be computed into tag. */
struct argon2_task hasher_task(const struct phc *phc, const void *input, size_t input_len, unsigned char *tag);
/* Computes a tag in the hasher's memory, after waiting its turn. PWPOL_MATCH when
 * it was written; PWPOL_BUSY, PWPOL_OVER_LIMIT, PWPOL_NO_MEMORY, PWPOL_FAILED. */
pwpol_verdict hasher_compute(struct pwpol_hasher *hasher, const struct argon2_task *task);

/* The tag of input at the policy's cost under a new salt, or under one of zeros when nobody keeps the
 * result. PWPOL_ERR_RANDOM, PWPOL_ERR_BUSY, PWPOL_ERR_NO_MEMORY, PWPOL_ERR_INTERNAL. */
pwpol_status hasher_make(struct pwpol_hasher *hasher, const void *input, size_t input_len, struct phc *phc);
pwpol_verdict hasher_make_as_if(struct pwpol_hasher *hasher, const void *input, size_t input_len,
                                struct phc *phc);

/* What a verdict other than PWPOL_MATCH is as a status. */
pwpol_status status_of(pwpol_verdict verdict);

/* ---- Stored strings, opened and told apart ---- */

enum stored_kind { STORED_UNKNOWN, STORED_ARGON2, STORED_ONION, STORED_LEGACY };

struct stored {
    enum stored_kind kind;
    bool sealed_currently; /* under the current key, or there is no ring */
    bool plain;            /* an Argon2 string in our own spelling */
    struct phc phc;        /* STORED_ARGON2, and the outside of STORED_ONION */
    struct legacy legacy;  /* STORED_LEGACY, and the inside of STORED_ONION (a setting) */
};

/* PWPOL_MATCH when the string was understood; PWPOL_MALFORMED, PWPOL_UNSUPPORTED,
 * PWPOL_UNKNOWN_KEY or PWPOL_WRONG_ACCOUNT. Computes no hash. */
pwpol_verdict stored_open(const struct pwpol_hasher *hasher, const char *text, const struct account *account,
                          struct stored *stored);

/* ---- What a stored hash may ask for ---- */

void legacy_limits_read(struct legacy_limits *limits, const pwpol_policy *policy);

/* Bytes that a legacy hash is computed in. */
size_t legacy_memory(const struct legacy *legacy);

/* Whether the policy and the hasher's memory let a password be verified against it at all:
 * PWPOL_MATCH; PWPOL_UNSUPPORTED for an unsalted one; PWPOL_OVER_LIMIT, and then *limit is the key of
 * the policy that keeps it, "" otherwise. Computes nothing. */
pwpol_verdict stored_allowed(const struct pwpol_hasher *hasher, const struct stored *stored,
                             const char **limit);

/* Over an onion: $pwpol-onion$BASE64(setting) and the Argon2 string. */
extern const char onion_prefix[];

/* Writes inner as it is, or sealed when the hasher has a ring. */
pwpol_status stored_write(const struct pwpol_hasher *hasher, const struct account *account, const char *inner,
                          char text[PWPOL_HASH_SIZE]);

#endif
