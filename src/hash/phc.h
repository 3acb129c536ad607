/* Argon2 credentials in PHC string format:
 * $argon2id$v=19$m=65536,t=3,p=1[,keyid=...][,data=...]$salt$tag
 *
 * Source: the PHC string format specification and its Argon2 annex
 * (P-H-C/phc-string-format): decimal without leading zeros, parameters in this
 * order, unpadded base64 with no stray bits, keyid at most 8 bytes, data at most 32. */
#ifndef PWPOL_HASH_PHC_H
#define PWPOL_HASH_PHC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum argon2_variant { ARGON2_VARIANT_D = 0, ARGON2_VARIANT_I = 1, ARGON2_VARIANT_ID = 2 };
enum { ARGON2_V10 = 0x10, ARGON2_V13 = 0x13 };

enum {
    PHC_SALT_MIN = 8,
    PHC_SALT_MAX = 48,
    PHC_TAG_MIN = 16, /* libargon2 accepts 4 bytes, which a few thousand million guesses match */
    PHC_TAG_MAX = 64,
    PHC_KEYID_MAX = 8,
    PHC_DATA_MAX = 32,
    PHC_STRING_SIZE = 384 /* the longest string, its NUL included, with room to spare */
};

struct argon2_cost {
    uint32_t memory; /* KiB */
    uint32_t passes;
    uint32_t lanes;
};

struct phc {
    enum argon2_variant variant;
    uint32_t version;
    struct argon2_cost cost;
    unsigned char salt[PHC_SALT_MAX];
    unsigned char tag[PHC_TAG_MAX];
    unsigned char keyid[PHC_KEYID_MAX];
    unsigned char data[PHC_DATA_MAX];
    size_t salt_len;
    size_t tag_len;
    size_t keyid_len;
    size_t data_len;
};

/* True when text_len bytes are such a string and every parameter is one that
 * RFC 9106 allows: t >= 1, 1 <= p < 2^24, m >= 8 p. */
bool phc_parse(const char *text, size_t text_len, struct phc *phc);

/* Writes phc, which phc_parse() would accept, with its NUL. */
void phc_write(const struct phc *phc, char text[PHC_STRING_SIZE]);

/* Unpadded base64 (RFC 4648, standard alphabet). The number of bytes, or -1 for
 * a character outside the alphabet, stray bits, an impossible length, or more
 * than bytes_size bytes. */
int base64_decode(const char *text, size_t text_len, unsigned char *bytes, size_t bytes_size);
/* Writes 4/3 of bytes_len characters, rounded up, and a NUL; returns where the NUL is. */
char *base64_encode(const unsigned char *bytes, size_t bytes_len, char *text);

#endif
