/* PBKDF2 as Django and passlib write it; computed by nettle, which is small, has
 * SHA instructions, and needs no provider or global state. */
#include "hash/legacy.h"

#include "hash/phc.h"

#include <nettle/pbkdf2.h>
#include <string.h>

enum { SALT_SIZE = 128 };
enum { NUMBER_SALT_AT, NUMBER_SALT_LEN, NUMBER_TAG_LEN };

/* One spelling of a PBKDF2 hash. */
struct spelling {
    const char *prefix;
    bool
        passlib; /* $ between fields, base64 with '.' for '+', salt encoded; else Django: salt as it is, padded */
    size_t tag_len; /* bytes of the underlying hash */
};

static const struct spelling django_sha256 = { "pbkdf2_sha256$", false, 32 };
static const struct spelling django_sha1 = { "pbkdf2_sha1$", false, 20 };
static const struct spelling passlib_sha256 = { "$pbkdf2-sha256$", true, 32 };
static const struct spelling passlib_sha512 = { "$pbkdf2-sha512$", true, 64 };
static const struct spelling passlib_sha1 = { "$pbkdf2$", true, 20 };

/* Decodes base64 with the padding or the '.' that a spelling uses; -1 when it is not so. */
static int decode(const struct spelling *spelling, const char *text, size_t text_len, unsigned char *bytes,
                  size_t size)
{
    char plain[LEGACY_SETTING_SIZE];
    if (text_len >= sizeof plain)
        return -1;
    if (!spelling->passlib) {
        if (text_len % 4 != 0)
            return -1;
        for (unsigned padding = 0; padding < 2 && text_len > 0 && text[text_len - 1] == '='; padding++)
            text_len--;
    }
    for (size_t i = 0; i < text_len; i++) {
        if (spelling->passlib && text[i] == '+')
            return -1;
        plain[i] = text[i];
        if (spelling->passlib && text[i] == '.')
            plain[i] = '+';
    }
    return base64_decode(plain, text_len, bytes, size);
}

/* PREFIX rounds $ salt $ digest */
static bool parse(const struct spelling *spelling, const char *stored, size_t stored_len, bool setting_only,
                  struct legacy *legacy)
{
    size_t prefix_len = strlen(spelling->prefix);
    if (stored_len <= prefix_len || memcmp(stored, spelling->prefix, prefix_len) != 0)
        return false;
    const char *end = stored + stored_len;
    const char *salt = legacy_number(stored + prefix_len, end, &legacy->cost);
    if (salt == NULL || legacy->cost < 1 || salt == end || *salt++ != '$')
        return false;
    const char *salt_end = memchr(salt, '$', (size_t)(end - salt));
    if (salt_end == NULL)
        return false;
    for (const char *c = stored; c <= salt_end; c++)
        if (*c <= ' ' || *c > '~')
            return false;
    unsigned char bytes[SALT_SIZE];
    size_t salt_len = (size_t)(salt_end - salt);
    if (spelling->passlib ? decode(spelling, salt, salt_len, bytes, sizeof bytes) < 0 : salt_len == 0)
        return false;
    legacy->number[NUMBER_SALT_AT] = (size_t)(salt - stored);
    legacy->number[NUMBER_SALT_LEN] = salt_len;
    legacy->number[NUMBER_TAG_LEN] = spelling->tag_len;
    memcpy(legacy->setting, stored, (size_t)(salt_end + 1 - stored));
    legacy->setting[salt_end + 1 - stored] = '\0';
    if (setting_only)
        return salt_end + 1 == end;
    int digest_len =
        decode(spelling, salt_end + 1, (size_t)(end - salt_end - 1), legacy->digest, LEGACY_DIGEST_SIZE);
    legacy->digest_len = spelling->tag_len;
    return digest_len >= 0 && (size_t)digest_len == spelling->tag_len;
}

static pwpol_verdict compute(const struct spelling *spelling, const struct legacy *legacy,
                             const char *password, size_t password_len, unsigned char *digest,
                             size_t *digest_len)
{
    unsigned char bytes[SALT_SIZE];
    const char *salt = legacy->setting + legacy->number[NUMBER_SALT_AT];
    size_t salt_len = legacy->number[NUMBER_SALT_LEN];
    const unsigned char *used = (const unsigned char *)salt;
    if (spelling->passlib) {
        int decoded = decode(spelling, salt, salt_len, bytes, sizeof bytes);
        if (decoded < 0)
            return PWPOL_MALFORMED;
        salt_len = (size_t)decoded;
        used = bytes;
    }
    const uint8_t *key = (const uint8_t *)password;
    unsigned rounds = (unsigned)legacy->cost;
    *digest_len = spelling->tag_len;
    if (spelling->tag_len == 20)
        pbkdf2_hmac_sha1(password_len, key, rounds, salt_len, used, *digest_len, digest);
    else if (spelling->tag_len == 32)
        pbkdf2_hmac_sha256(password_len, key, rounds, salt_len, used, *digest_len, digest);
    else
        pbkdf2_hmac_sha512(password_len, key, rounds, salt_len, used, *digest_len, digest);
    return PWPOL_MATCH;
}

/* A scheme's functions take no argument of ours, so each spelling has its pair. */
#define SPELLING(name)                                                                                       \
    static bool name##_parse(const char *stored, size_t stored_len, bool setting_only,                       \
                             struct legacy *legacy)                                                          \
    {                                                                                                        \
        return parse(&name, stored, stored_len, setting_only, legacy);                                       \
    }                                                                                                        \
    static pwpol_verdict name##_compute(const struct legacy *legacy, const char *password,                   \
                                        size_t password_len, unsigned char *digest, size_t *digest_len)      \
    {                                                                                                        \
        return compute(&name, legacy, password, password_len, digest, digest_len);                           \
    }
SPELLING(django_sha256)
SPELLING(django_sha1)
SPELLING(passlib_sha256)
SPELLING(passlib_sha512)
SPELLING(passlib_sha1)

static const struct legacy_scheme schemes[] = {
    { "django-pbkdf2-sha256", django_sha256_parse, PRICE_PBKDF2, django_sha256_compute, NULL, false },
    { "django-pbkdf2-sha1", django_sha1_parse, PRICE_PBKDF2, django_sha1_compute, NULL, false },
    { "passlib-pbkdf2-sha256", passlib_sha256_parse, PRICE_PBKDF2, passlib_sha256_compute, NULL, false },
    { "passlib-pbkdf2-sha512", passlib_sha512_parse, PRICE_PBKDF2, passlib_sha512_compute, NULL, false },
    { "passlib-pbkdf2-sha1", passlib_sha1_parse, PRICE_PBKDF2, passlib_sha1_compute, NULL, false },
};

const struct legacy_scheme *const legacy_pbkdf2_schemes[] = {
    &schemes[0], &schemes[1], &schemes[2], &schemes[3], &schemes[4], NULL,
};
