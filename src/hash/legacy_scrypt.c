/* scrypt as Django and passlib write it; computed by libsodium. */
#include "hash/legacy.h"

#include "hash/phc.h"

#include <errno.h>
#include <sodium.h>
#include <string.h>

enum { DJANGO_TAG_SIZE = 64, PASSLIB_TAG_SIZE = 32, SALT_SIZE = 96, LOG2_N_MAX = 40 };

/* Where the salt is in the setting, and the parameters. */
struct parameters {
    uint64_t n, r, p;
    const char *salt;
    size_t salt_len;
    const char *end; /* just after the '$' in front of the digest */
};

static const char *expect(const char *at, const char *end, const char *literal)
{
    size_t length = strlen(literal);
    return at != NULL && (size_t)(end - at) >= length && memcmp(at, literal, length) == 0 ? at + length
                                                                                          : NULL;
}

static const char *number_then(const char *at, const char *end, uint64_t *number, const char *literal)
{
    return at == NULL ? NULL : expect(legacy_number(at, end, number), end, literal);
}

/* Up to the next '$', which is passed over. */
static const char *field(const char *at, const char *end, const char **begin, size_t *length)
{
    const char *dollar = at == NULL ? NULL : memchr(at, '$', (size_t)(end - at));
    if (dollar == NULL || dollar == at)
        return NULL;
    *begin = at;
    *length = (size_t)(dollar - at);
    return dollar + 1;
}

/* scrypt$N$salt$r$p$digest */
static bool django_parameters(const char *stored, const char *end, struct parameters *found)
{
    const char *at = number_then(expect(stored, end, "scrypt$"), end, &found->n, "$");
    at = field(at, end, &found->salt, &found->salt_len);
    at = number_then(at, end, &found->r, "$");
    found->end = number_then(at, end, &found->p, "$");
    return found->end != NULL && found->n >= 2 && (found->n & (found->n - 1)) == 0;
}

/* $scrypt$ln=16,r=8,p=1$salt$digest */
static bool passlib_parameters(const char *stored, const char *end, struct parameters *found)
{
    uint64_t log2_n = 0;
    const char *at = number_then(expect(stored, end, "$scrypt$ln="), end, &log2_n, ",r=");
    at = number_then(at, end, &found->r, ",p=");
    at = number_then(at, end, &found->p, "$");
    found->end = field(at, end, &found->salt, &found->salt_len);
    found->n = log2_n >= 1 && log2_n <= LOG2_N_MAX ? UINT64_C(1) << log2_n : 0;
    return found->end != NULL && found->n != 0;
}

typedef bool parameters_of(const char *stored, const char *end, struct parameters *found);

static bool parse(parameters_of *parameters, bool padded, const char *stored, size_t stored_len,
                  bool setting_only, struct legacy *legacy)
{
    struct parameters found = { 0 };
    const char *end = stored + stored_len;
    if (!parameters(stored, end, &found) || found.r < 1 || found.p < 1 || found.r > 1u << 20 ||
        found.p > 1u << 20)
        return false;
    unsigned char salt[SALT_SIZE];
    if (!padded && base64_decode(found.salt, found.salt_len, salt, sizeof salt) < 0)
        return false;
    size_t setting_len = (size_t)(found.end - stored);
    for (size_t i = 0; i < setting_len; i++)
        if (stored[i] <= ' ' || stored[i] > '~')
            return false;
    memcpy(legacy->setting, stored, setting_len);
    legacy->setting[setting_len] = '\0';
    legacy_price_scrypt(legacy, (double)found.n, (double)found.r, (double)found.p, 1, 0);
    if (setting_only)
        return found.end == end;
    size_t text_len = (size_t)(end - found.end);
    if (padded && text_len % 4 != 0)
        return false;
    for (unsigned padding = 0; padded && padding < 2 && text_len > 0 && found.end[text_len - 1] == '=';
         padding++)
        text_len--;
    int digest_len = base64_decode(found.end, text_len, legacy->digest, LEGACY_DIGEST_SIZE);
    legacy->digest_len = digest_len < 0 ? 0 : (size_t)digest_len;
    return digest_len == (padded ? DJANGO_TAG_SIZE : PASSLIB_TAG_SIZE);
}

static pwpol_verdict compute(parameters_of *parameters, bool encoded_salt, const struct legacy *legacy,
                             const char *password, size_t password_len, unsigned char *digest,
                             size_t *digest_len)
{
    struct parameters found = { 0 };
    unsigned char bytes[SALT_SIZE];
    if (!parameters(legacy->setting, legacy->setting + strlen(legacy->setting), &found))
        return PWPOL_MALFORMED;
    const unsigned char *salt = (const unsigned char *)found.salt;
    size_t salt_len = found.salt_len;
    if (encoded_salt) {
        int decoded = base64_decode(found.salt, found.salt_len, bytes, sizeof bytes);
        if (decoded < 0)
            return PWPOL_MALFORMED;
        salt = bytes;
        salt_len = (size_t)decoded;
    }
    *digest_len = encoded_salt ? PASSLIB_TAG_SIZE : DJANGO_TAG_SIZE;
    errno = 0;
    if (crypto_pwhash_scryptsalsa208sha256_ll((const uint8_t *)password, password_len, salt, salt_len,
                                              found.n, (uint32_t)found.r, (uint32_t)found.p, digest,
                                              *digest_len) != 0)
        return errno == ENOMEM ? PWPOL_NO_MEMORY : PWPOL_UNSUPPORTED;
    return PWPOL_MATCH;
}

static bool django_parse(const char *stored, size_t stored_len, bool setting_only, struct legacy *legacy)
{
    return parse(django_parameters, true, stored, stored_len, setting_only, legacy);
}

static bool passlib_parse(const char *stored, size_t stored_len, bool setting_only, struct legacy *legacy)
{
    return parse(passlib_parameters, false, stored, stored_len, setting_only, legacy);
}

static pwpol_verdict django_compute(const struct legacy *legacy, const char *password, size_t password_len,
                                    unsigned char *digest, size_t *digest_len)
{
    return compute(django_parameters, false, legacy, password, password_len, digest, digest_len);
}

static pwpol_verdict passlib_compute(const struct legacy *legacy, const char *password, size_t password_len,
                                     unsigned char *digest, size_t *digest_len)
{
    return compute(passlib_parameters, true, legacy, password, password_len, digest, digest_len);
}

static const struct legacy_scheme schemes[] = {
    { "django-scrypt", django_parse, PRICE_SCRYPT, django_compute, NULL, false },
    { "passlib-scrypt", passlib_parse, PRICE_SCRYPT, passlib_compute, NULL, false },
};

const struct legacy_scheme *const legacy_scrypt_schemes[] = { &schemes[0], &schemes[1], NULL };
