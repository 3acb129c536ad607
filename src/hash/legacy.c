#include "hash/legacy.h"

#include "base/secret.h"

#include <string.h>

static const struct legacy_scheme *const *const families[] = {
    legacy_crypt_schemes,  legacy_pbkdf2_schemes, legacy_scrypt_schemes,
    legacy_digest_schemes, legacy_bcrypt_schemes,
};

bool legacy_parse(const char *stored, size_t stored_len, bool setting_only, struct legacy *legacy)
{
    if (stored_len >= LEGACY_SETTING_SIZE)
        return false;
    for (size_t i = 0; i < sizeof families / sizeof families[0]; i++)
        for (const struct legacy_scheme *const *scheme = families[i]; *scheme != NULL; scheme++) {
            *legacy = (struct legacy){ .scheme = *scheme };
            if ((*scheme)->parse(stored, stored_len, setting_only, legacy))
                return true;
        }
    return false;
}

pwpol_verdict legacy_compute(const struct legacy *legacy, const char *password, size_t password_len,
                             unsigned char digest[LEGACY_DIGEST_SIZE], size_t *digest_len)
{
    pwpol_verdict verdict = legacy->scheme->compute(legacy, password, password_len, digest, digest_len);
    secret_wipe_stack(); /* nettle's HMAC leaves the password there, xored with its pads */
    return verdict;
}

static uint64_t clamped(double bytes, uint64_t most)
{
    return bytes < (double)most ? (uint64_t)bytes : most;
}

/* The matrix, the lanes' blocks, and the two blocks that are mixed (libsodium's and libxcrypt's B, V, XY). */
void legacy_price_scrypt(struct legacy *legacy, double n, double r, double lanes, double turns,
                         double lane_size)
{
    enum { BLOCK = 128, ALIGNMENT = 64 };
    legacy->cost = clamped(BLOCK * n * r * lanes * turns, UINT64_MAX);
    double memory = BLOCK * n * r + lanes * (BLOCK * r + lane_size) + 2 * BLOCK * r + ALIGNMENT;
    legacy->memory = (size_t)clamped(memory, SIZE_MAX / 4);
}

const char *legacy_number(const char *text, const char *end, uint64_t *number)
{
    const char *at = text;
    uint64_t value = 0;
    while (at < end && *at >= '0' && *at <= '9' && at - text < 18)
        value = value * 10 + (uint64_t)(*at++ - '0');
    if (at == text || (*text == '0' && at - text > 1) || (at < end && *at >= '0' && *at <= '9'))
        return NULL;
    *number = value;
    return at;
}
