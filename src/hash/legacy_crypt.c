/* What crypt(3) made: bcrypt, yescrypt, scrypt, SHA-crypt, MD5-crypt, DES. libxcrypt
 * computes; here the strings are taken apart and their costs read, for libxcrypt
 * itself has no ceilings ($6$rounds=999999999$ takes minutes). */
#include "hash/legacy.h"

#include "base/secret.h"

#include <crypt.h>
#include <string.h>
#include <sys/mman.h>

enum { BCRYPT_BYTES_MAX = 72, SHA_ROUNDS_DEFAULT = 5000, LOG2_MAX = 63 };

/* Position in the alphabet of crypt(3), or 64. */
static unsigned crypt64(char character)
{
    static const char alphabet[] = "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    const char *found = character == '\0' ? NULL : strchr(alphabet, character);
    return found == NULL ? 64 : (unsigned)(found - alphabet);
}

static bool all_crypt64(const char *text, size_t text_len)
{
    for (size_t i = 0; i < text_len; i++)
        if (crypt64(text[i]) == 64)
            return false;
    return true;
}

/* Keeps the first setting_len bytes as the setting, the rest as the digest of expected length. */
static bool split(const char *stored, size_t stored_len, size_t setting_len, size_t digest_len,
                  bool setting_only, struct legacy *legacy)
{
    if (stored_len != setting_len + (setting_only ? 0 : digest_len))
        return false;
    for (size_t i = 0; i < setting_len; i++)
        if (stored[i] <= ' ' || stored[i] > '~' || strchr(":;*!\\", stored[i]) != NULL)
            return false;
    memcpy(legacy->setting, stored, setting_len);
    legacy->setting[setting_len] = '\0';
    if (setting_only)
        return true;
    if (!all_crypt64(stored + setting_len, digest_len))
        return false;
    memcpy(legacy->digest, stored + setting_len, digest_len);
    legacy->digest_len = digest_len;
    return true;
}

/* Length up to and including the last '$'; 0 when there is none after the prefix. */
static size_t up_to_last_dollar(const char *stored, size_t stored_len, size_t prefix_len)
{
    while (stored_len > prefix_len && stored[stored_len - 1] != '$')
        stored_len--;
    return stored_len > prefix_len ? stored_len : 0;
}

static bool starts_with(const char *stored, size_t stored_len, const char *prefix)
{
    size_t prefix_len = strlen(prefix);
    return stored_len >= prefix_len && memcmp(stored, prefix, prefix_len) == 0;
}

/* ---- bcrypt: $2b$12$ and 22 characters of salt ---- */

static bool bcrypt_parse(const char *stored, size_t stored_len, bool setting_only, struct legacy *legacy)
{
    enum { SETTING = 29, DIGEST = 31 };
    if (stored_len < SETTING || memcmp(stored, "$2", 2) != 0 || strchr("abxy", stored[2]) == NULL ||
        stored[3] != '$' || stored[6] != '$' || stored[4] < '0' || stored[4] > '3' || stored[5] < '0' ||
        stored[5] > '9' || !all_crypt64(stored + 7, SETTING - 7))
        return false;
    legacy->cost = (uint64_t)(stored[4] - '0') * 10 + (uint64_t)(stored[5] - '0');
    return legacy->cost >= 4 && legacy->cost <= 31 &&
           split(stored, stored_len, SETTING, DIGEST, setting_only, legacy);
}

static bool bcrypt_truncates(const char *password, size_t password_len)
{
    return password_len > BCRYPT_BYTES_MAX || memchr(password, '\0', password_len) != NULL;
}

static bool nul_truncates(const char *password, size_t password_len)
{
    return memchr(password, '\0', password_len) != NULL;
}

static bool des_truncates(const char *password, size_t password_len)
{
    return password_len > 8 || nul_truncates(password, password_len);
}

/* ---- SHA-crypt, SHA1-crypt, MD5-crypt ---- */

static bool sha_parse(const char *prefix, size_t digest_len, const char *stored, size_t stored_len,
                      bool setting_only, struct legacy *legacy)
{
    static const char rounds[] = "rounds=";
    if (!starts_with(stored, stored_len, prefix))
        return false;
    size_t setting_len = up_to_last_dollar(stored, stored_len, strlen(prefix));
    const char *at = stored + strlen(prefix);
    const char *end = stored + setting_len;
    legacy->cost = SHA_ROUNDS_DEFAULT;
    if (setting_len > 0 && starts_with(at, (size_t)(end - at), rounds)) {
        at = legacy_number(at + sizeof rounds - 1, end, &legacy->cost);
        if (at == NULL || at == end || *at != '$')
            return false;
    }
    return setting_len > 0 && split(stored, stored_len, setting_len, digest_len, setting_only, legacy);
}

static bool sha512_parse(const char *stored, size_t stored_len, bool setting_only, struct legacy *legacy)
{
    return sha_parse("$6$", 86, stored, stored_len, setting_only, legacy);
}

static bool sha256_parse(const char *stored, size_t stored_len, bool setting_only, struct legacy *legacy)
{
    return sha_parse("$5$", 43, stored, stored_len, setting_only, legacy);
}

static bool md5_parse(const char *stored, size_t stored_len, bool setting_only, struct legacy *legacy)
{
    return sha_parse("$1$", 22, stored, stored_len, setting_only, legacy);
}

static bool sha1_parse(const char *stored, size_t stored_len, bool setting_only, struct legacy *legacy)
{
    static const char prefix[] = "$sha1$";
    if (!starts_with(stored, stored_len, prefix))
        return false;
    const char *end = stored + stored_len;
    const char *at = legacy_number(stored + sizeof prefix - 1, end, &legacy->cost);
    size_t setting_len = up_to_last_dollar(stored, stored_len, sizeof prefix - 1);
    return at != NULL && at < end && *at == '$' && at < stored + setting_len - 1 &&
           split(stored, stored_len, setting_len, 28, setting_only, legacy);
}

/* ---- DES: 2 characters of salt; BSDI: _, 4 of rounds, 4 of salt ---- */

static bool des_parse(const char *stored, size_t stored_len, bool setting_only, struct legacy *legacy)
{
    return stored_len >= 2 && all_crypt64(stored, 2) &&
           split(stored, stored_len, 2, 11, setting_only, legacy);
}

static bool bsdi_parse(const char *stored, size_t stored_len, bool setting_only, struct legacy *legacy)
{
    if (stored_len < 9 || stored[0] != '_' || !all_crypt64(stored + 1, 8))
        return false;
    for (unsigned i = 0; i < 4; i++)
        legacy->cost |= (uint64_t)crypt64(stored[1 + i]) << 6 * i;
    return legacy->cost > 0 && split(stored, stored_len, 9, 11, setting_only, legacy);
}

/* ---- scrypt and yescrypt: parameters in the alphabet of crypt(3) ---- */

static bool scrypt_parse(const char *stored, size_t stored_len, bool setting_only, struct legacy *legacy)
{
    enum { PARAMETERS = 14 }; /* $7$, 1 of log2 N, 5 of r, 5 of p */
    if (!starts_with(stored, stored_len, "$7$") || stored_len < PARAMETERS ||
        !all_crypt64(stored + 3, PARAMETERS - 3))
        return false;
    uint64_t r = 0, p = 0;
    for (unsigned i = 0; i < 5; i++) {
        r |= (uint64_t)crypt64(stored[4 + i]) << 6 * i;
        p |= (uint64_t)crypt64(stored[9 + i]) << 6 * i;
    }
    if (r == 0 || p == 0)
        return false;
    legacy_price_scrypt(legacy, (double)(UINT64_C(1) << crypt64(stored[3])), (double)r, (double)p, 1, 0);
    size_t setting_len = up_to_last_dollar(stored, stored_len, PARAMETERS);
    return setting_len > 0 && split(stored, stored_len, setting_len, 43, setting_only, legacy);
}

/* yescrypt's numbers of variable length: the first character says how many more follow. */
static const char *yescrypt_number(const char *at, const char *end, uint32_t least, uint64_t *number)
{
    unsigned start = 0, last = 47, more = 0, bits = 0;
    unsigned value = at < end ? crypt64(*at++) : 64;
    if (value == 64)
        return NULL;
    *number = least;
    while (value > last) {
        *number += (uint64_t)(last + 1 - start) << bits;
        start = last + 1;
        last = start + (62 - last) / 2;
        more++;
        bits += 6;
    }
    *number += (uint64_t)(value - start) << bits;
    for (; more > 0; more--) {
        value = at < end ? crypt64(*at++) : 64;
        if (value == 64)
            return NULL;
        bits -= 6;
        *number += (uint64_t)value << bits;
    }
    return at;
}

static bool yescrypt_family(const char *prefix, const char *stored, size_t stored_len, bool setting_only,
                            struct legacy *legacy)
{
    enum { HAS_P = 1, HAS_T = 2, HAS_MORE = ~3, S_BOXES = 16384 /* 12 KiB and the state of pwxform */ };
    if (!starts_with(stored, stored_len, prefix))
        return false;
    const char *end = memchr(stored + strlen(prefix), '$', stored_len - strlen(prefix));
    if (end == NULL)
        return false;
    uint64_t flavour, log2_n, r, has = 0, p = 1, t = 0;
    const char *at = yescrypt_number(stored + strlen(prefix), end, 0, &flavour);
    if (at == NULL || (at = yescrypt_number(at, end, 1, &log2_n)) == NULL ||
        (at = yescrypt_number(at, end, 1, &r)) == NULL)
        return false;
    if (at < end && (at = yescrypt_number(at, end, 1, &has)) == NULL)
        return false;
    if (has & HAS_P && (at = yescrypt_number(at, end, 2, &p)) == NULL)
        return false;
    if (has & HAS_T && (at = yescrypt_number(at, end, 1, &t)) == NULL)
        return false;
    if (at != end || has & (uint64_t)HAS_MORE ||
        log2_n > LOG2_MAX) /* a ROM or an upgrade: nobody stores these */
        return false;
    legacy_price_scrypt(legacy, (double)(UINT64_C(1) << log2_n), (double)r, (double)p, (double)t + 1,
                        S_BOXES);
    size_t setting_len = up_to_last_dollar(stored, stored_len, (size_t)(end - stored) + 1);
    return setting_len > 0 && split(stored, stored_len, setting_len, 43, setting_only, legacy);
}

static bool yescrypt_parse(const char *stored, size_t stored_len, bool setting_only, struct legacy *legacy)
{
    return yescrypt_family("$y$", stored, stored_len, setting_only, legacy);
}

static bool gost_parse(const char *stored, size_t stored_len, bool setting_only, struct legacy *legacy)
{
    return yescrypt_family("$gy$", stored, stored_len, setting_only, legacy);
}

/* ---- Computing ---- */

/* libxcrypt says EINVAL for want of memory too, and ENOMEM when it did well without huge pages. What it
 * could not map cannot be mapped here either. */
static bool memory_is_there(size_t size)
{
    if (size == 0)
        return true;
    void *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED)
        return false;
    munmap(memory, size);
    return true;
}

static pwpol_verdict crypt_compute(const struct legacy *legacy, const char *password, size_t password_len,
                                   unsigned char digest[LEGACY_DIGEST_SIZE], size_t *digest_len)
{
    struct crypt_data *work = secret_alloc(sizeof *work);
    char *phrase = secret_alloc(CRYPT_MAX_PASSPHRASE_SIZE);
    pwpol_verdict verdict = PWPOL_NO_MEMORY;
    if (work == NULL || phrase == NULL)
        goto done;
    /* crypt(3) stops at a NUL and takes at most 511 bytes; what it would have cut is cut
     * here, and the schemes' truncates() tells. */
    size_t length = strnlen(password, password_len);
    if (length >= CRYPT_MAX_PASSPHRASE_SIZE) {
        verdict = PWPOL_MISMATCH;
        if (legacy->scheme->truncates != bcrypt_truncates && legacy->scheme->truncates != des_truncates)
            goto done;
        length = BCRYPT_BYTES_MAX;
    }
    memcpy(phrase, password, length);
    const char *computed = crypt_rn(phrase, legacy->setting, work, (int)sizeof *work);
    size_t setting_len = strlen(legacy->setting);
    verdict = computed != NULL || memory_is_there(legacy->memory) ? PWPOL_MALFORMED : PWPOL_NO_MEMORY;
    if (computed != NULL && computed[0] != '*' && strncmp(computed, legacy->setting, setting_len) == 0) {
        *digest_len = strlen(computed) - setting_len;
        verdict = *digest_len <= LEGACY_DIGEST_SIZE ? PWPOL_MATCH : PWPOL_FAILED;
        memcpy(digest, computed + setting_len, *digest_len <= LEGACY_DIGEST_SIZE ? *digest_len : 0);
    }
done:
    secret_free(phrase);
    secret_free(work);
    return verdict;
}

static const struct legacy_scheme schemes[] = {
    { "bcrypt", bcrypt_parse, PRICE_BCRYPT, crypt_compute, bcrypt_truncates, false },
    { "yescrypt", yescrypt_parse, PRICE_SCRYPT, crypt_compute, nul_truncates, false },
    { "gost-yescrypt", gost_parse, PRICE_SCRYPT, crypt_compute, nul_truncates, false },
    { "scrypt", scrypt_parse, PRICE_SCRYPT, crypt_compute, nul_truncates, false },
    { "sha512crypt", sha512_parse, PRICE_ROUNDS, crypt_compute, nul_truncates, false },
    { "sha256crypt", sha256_parse, PRICE_ROUNDS, crypt_compute, nul_truncates, false },
    { "sha1crypt", sha1_parse, PRICE_ROUNDS, crypt_compute, nul_truncates, false },
    { "md5crypt", md5_parse, PRICE_NONE, crypt_compute, nul_truncates, false },
    { "bsdicrypt", bsdi_parse, PRICE_ROUNDS, crypt_compute, nul_truncates, false },
    { "descrypt", des_parse, PRICE_NONE, crypt_compute, des_truncates, false },
};

const struct legacy_scheme *const legacy_crypt_schemes[] = {
    &schemes[0], &schemes[1], &schemes[2], &schemes[3], &schemes[4], &schemes[5],
    &schemes[6], &schemes[7], &schemes[8], &schemes[9], NULL,
};

const struct legacy_scheme *const legacy_bcrypt = &schemes[0];
