/* The hashes that services hold today. Each scheme is split in two: a setting
 * (what to compute with) and a digest (what must come out), so that a hash can
 * be verified, and put under Argon2id without its digest being kept. */
#ifndef PWPOL_HASH_LEGACY_H
#define PWPOL_HASH_LEGACY_H

#include "pwpol/hash.h"

enum { LEGACY_SETTING_SIZE = 256, LEGACY_DIGEST_SIZE = 128 };

struct legacy_limits {
    uint32_t bcrypt_cost; /* log2 of the rounds */
    uint64_t sha_rounds;  /* sha256crypt, sha512crypt, sha1crypt, bsdi */
    uint64_t pbkdf2_rounds;
    uint64_t memory; /* bytes that scrypt and yescrypt may take */
    bool allow_unsalted;
};

struct legacy_scheme;

struct legacy {
    const struct legacy_scheme *scheme;
    char setting[LEGACY_SETTING_SIZE];        /* NUL-terminated printable ASCII */
    unsigned char digest[LEGACY_DIGEST_SIZE]; /* digest_len bytes; absent when parsed from a setting */
    size_t digest_len;
    uint64_t cost;    /* rounds, log2 of them for bcrypt, bytes of memory for scrypt */
    size_t number[3]; /* the scheme's own: lengths, offsets, parameters */
};

struct legacy_scheme {
    const char *name;
    /* Splits stored, or only checks a setting (digest_len stays 0) when setting_only. False when
     * it is not of this scheme or is damaged. */
    bool (*parse)(const char *stored, size_t stored_len, bool setting_only, struct legacy *legacy);
    bool (*over_limit)(const struct legacy *legacy, const struct legacy_limits *limits);
    /* Writes the digest that the password gives; PWPOL_MATCH when one was written. */
    pwpol_verdict (*compute)(const struct legacy *legacy, const char *password, size_t password_len,
                             unsigned char digest[LEGACY_DIGEST_SIZE], size_t *digest_len);
    bool (*truncates)(const char *password, size_t password_len); /* NULL: never */
    bool unsalted;
    size_t (*memory)(const struct legacy *legacy); /* bytes it computes in; NULL: next to nothing */
};

/* A stored hash or, when setting_only, its setting alone. False when no scheme knows it. */
bool legacy_parse(const char *stored, size_t stored_len, bool setting_only, struct legacy *legacy);

/* Checks limits, then computes. PWPOL_MATCH when digest was written; PWPOL_OVER_LIMIT,
 * PWPOL_UNSUPPORTED (unsalted and not allowed), PWPOL_NO_MEMORY, PWPOL_MALFORMED. */
pwpol_verdict legacy_compute(const struct legacy *legacy, const struct legacy_limits *limits,
                             const char *password, size_t password_len,
                             unsigned char digest[LEGACY_DIGEST_SIZE], size_t *digest_len);

/* Lists of schemes, a file each. */
extern const struct legacy_scheme *const legacy_crypt_schemes[]; /* NULL-terminated */
extern const struct legacy_scheme *const legacy_pbkdf2_schemes[];
extern const struct legacy_scheme *const legacy_scrypt_schemes[];
extern const struct legacy_scheme *const legacy_digest_schemes[];

extern const struct legacy_scheme *const legacy_bcrypt_schemes[];

/* bcrypt itself, on which others stand. */
extern const struct legacy_scheme *const legacy_bcrypt;

/* Shared by the parsers: a decimal number without leading zeros; where it ends, or NULL. */
const char *legacy_number(const char *text, const char *end, uint64_t *number);

#endif
