/* The hashes that services hold today. Each scheme is split in two: a setting
 * (what to compute with) and a digest (what must come out), so that a hash can
 * be verified, and put under Argon2id without its digest being kept. */
#ifndef PWPOL_HASH_LEGACY_H
#define PWPOL_HASH_LEGACY_H

#include "pwpol/hash.h"

enum { LEGACY_SETTING_SIZE = 256, LEGACY_DIGEST_SIZE = 128 };

/* What a scheme's cost is counted in; each has its ceiling. */
enum legacy_price {
    PRICE_NONE,   /* nothing to choose: always the same */
    PRICE_BCRYPT, /* log2 of the rounds */
    PRICE_ROUNDS, /* of sha256crypt, sha512crypt, sha1crypt, bsdi */
    PRICE_PBKDF2, /* rounds */
    PRICE_SCRYPT, /* bytes gone through: those of memory times the lanes, which come one after the other */
    LEGACY_PRICES
};

struct legacy_limits {
    uint64_t most[LEGACY_PRICES];
    bool allow_unsalted;
};

struct legacy_scheme;

struct legacy {
    const struct legacy_scheme *scheme;
    char setting[LEGACY_SETTING_SIZE];        /* NUL-terminated printable ASCII */
    unsigned char digest[LEGACY_DIGEST_SIZE]; /* digest_len bytes; absent when parsed from a setting */
    size_t digest_len;
    uint64_t cost;    /* in the scheme's enum legacy_price */
    size_t memory;    /* bytes it computes in, but for a little that all take; at most SIZE_MAX / 4 */
    size_t number[3]; /* the scheme's own: lengths, offsets, parameters */
};

struct legacy_scheme {
    const char *name;
    /* Splits stored, or only checks a setting (digest_len stays 0) when setting_only. False when
     * it is not of this scheme or is damaged. */
    bool (*parse)(const char *stored, size_t stored_len, bool setting_only, struct legacy *legacy);
    enum legacy_price price;
    /* Writes the digest that the password gives; PWPOL_MATCH when one was written. */
    pwpol_verdict (*compute)(const struct legacy *legacy, const char *password, size_t password_len,
                             unsigned char digest[LEGACY_DIGEST_SIZE], size_t *digest_len);
    bool (*truncates)(const char *password, size_t password_len); /* NULL: never */
    bool unsalted;
};

/* A stored hash or, when setting_only, its setting alone. False when no scheme knows it. */
bool legacy_parse(const char *stored, size_t stored_len, bool setting_only, struct legacy *legacy);

/* PWPOL_MATCH when digest was written; PWPOL_UNSUPPORTED, PWPOL_NO_MEMORY, PWPOL_MALFORMED. Whether
 * the hash may be computed at all is for the caller to ask before: stored_allowed(). */
pwpol_verdict legacy_compute(const struct legacy *legacy, const char *password, size_t password_len,
                             unsigned char digest[LEGACY_DIGEST_SIZE], size_t *digest_len);

/* Lists of schemes, a file each. */
extern const struct legacy_scheme *const legacy_crypt_schemes[]; /* NULL-terminated */
extern const struct legacy_scheme *const legacy_pbkdf2_schemes[];
extern const struct legacy_scheme *const legacy_scrypt_schemes[];
extern const struct legacy_scheme *const legacy_digest_schemes[];

extern const struct legacy_scheme *const legacy_bcrypt_schemes[];

/* bcrypt itself, on which others stand. */
extern const struct legacy_scheme *const legacy_bcrypt;

/* Shared by the parsers: cost and memory of scrypt with n times r blocks of 128 bytes, gone through
 * for each lane and turn; lane_size is what a lane has besides its r blocks. */
void legacy_price_scrypt(struct legacy *legacy, double n, double r, double lanes, double turns,
                         double lane_size);

/* Shared by the parsers: a decimal number without leading zeros; where it ends, or NULL. */
const char *legacy_number(const char *text, const char *end, uint64_t *number);

#endif
