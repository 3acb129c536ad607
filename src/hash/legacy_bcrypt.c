/* bcrypt as Django and passlib wrap it, mostly to get around its 72 bytes: a
 * digest of the password, in printable characters, goes into bcrypt. */
#include "hash/legacy.h"

#include "base/secret.h"
#include "hash/phc.h"

#include <nettle/hmac.h>
#include <stdio.h>
#include <string.h>

enum { BCRYPT_SETTING = 29, BCRYPT_SALT = 22, BCRYPT_DIGEST = 31 };

enum before_bcrypt { NOTHING, SHA256_HEX, SHA256_BASE64, HMAC_SHA256_BASE64 };

/* The bcrypt setting inside, and what is done first. */
struct inner {
    char setting[BCRYPT_SETTING + 1];
    enum before_bcrypt before;
};

static bool starts_with(const char *text, size_t text_len, const char *prefix)
{
    return text_len >= strlen(prefix) && memcmp(text, prefix, strlen(prefix)) == 0;
}

/* bcrypt_sha256$$2b$12$salt or bcrypt$$2b$12$salt */
static bool django_inner(const char *setting, size_t setting_len, struct inner *inner)
{
    const char *prefix = starts_with(setting, setting_len, "bcrypt_sha256$") ? "bcrypt_sha256$" : "bcrypt$";
    if (!starts_with(setting, setting_len, prefix) || setting_len != strlen(prefix) + BCRYPT_SETTING)
        return false;
    memcpy(inner->setting, setting + strlen(prefix), BCRYPT_SETTING);
    inner->setting[BCRYPT_SETTING] = '\0';
    inner->before = strlen(prefix) == strlen("bcrypt$") ? NOTHING : SHA256_HEX;
    return true;
}

/* $bcrypt-sha256$v=2,t=2b,r=12$salt$ or, before 1.7.3, $bcrypt-sha256$2b,12$salt$ */
static bool passlib_inner(const char *setting, size_t setting_len, struct inner *inner)
{
    char text[LEGACY_SETTING_SIZE];
    char type[3], salt[BCRYPT_SALT + 1], end = 0;
    unsigned cost = 0;
    int used = 0;
    if (setting_len >= sizeof text)
        return false;
    memcpy(text, setting, setting_len);
    text[setting_len] = '\0';
    inner->before = HMAC_SHA256_BASE64;
    if (sscanf(text, "$bcrypt-sha256$v=2,t=%2[2aby],r=%2u$%22[./0-9A-Za-z]%c%n", type, &cost, salt, &end,
               &used) != 4) {
        inner->before = SHA256_BASE64;
        used = 0;
        if (sscanf(text, "$bcrypt-sha256$%2[2aby],%2u$%22[./0-9A-Za-z]%c%n", type, &cost, salt, &end,
                   &used) != 4)
            return false;
    }
    if (end != '$' || (size_t)used != setting_len || strlen(salt) != BCRYPT_SALT || strlen(type) != 2)
        return false;
    snprintf(inner->setting, sizeof inner->setting, "$%s$%02u$%s", type, cost % 100, salt);
    return true;
}

typedef bool inner_of(const char *setting, size_t setting_len, struct inner *inner);

static bool parse(inner_of *inner_of_setting, const char *stored, size_t stored_len, bool setting_only,
                  struct legacy *legacy)
{
    struct inner inner;
    struct legacy bcrypt;
    size_t setting_len = setting_only                 ? stored_len
                         : stored_len < BCRYPT_DIGEST ? 0
                                                      : stored_len - BCRYPT_DIGEST;
    if (!inner_of_setting(stored, setting_len, &inner))
        return false;
    char whole[BCRYPT_SETTING + BCRYPT_DIGEST + 1];
    int whole_len = snprintf(whole, sizeof whole, "%s%.*s", inner.setting, setting_only ? 0 : BCRYPT_DIGEST,
                             stored + setting_len);
    bcrypt = (struct legacy){ .scheme = legacy_bcrypt };
    if (!legacy_bcrypt->parse(whole, (size_t)whole_len, setting_only, &bcrypt))
        return false;
    memcpy(legacy->digest, bcrypt.digest, sizeof bcrypt.digest);
    legacy->digest_len = bcrypt.digest_len;
    legacy->cost = bcrypt.cost;
    memcpy(legacy->setting, stored, setting_len);
    legacy->setting[setting_len] = '\0';
    return true;
}

static void digest_password(const struct inner *inner, const char *password, size_t password_len,
                            uint8_t digest[SHA256_DIGEST_SIZE])
{
    const uint8_t *bytes = (const uint8_t *)password;
    if (inner->before == HMAC_SHA256_BASE64) {
        struct hmac_sha256_ctx context;
        hmac_sha256_set_key(&context, BCRYPT_SALT,
                            (const uint8_t *)inner->setting + BCRYPT_SETTING - BCRYPT_SALT);
        hmac_sha256_update(&context, password_len, bytes);
        hmac_sha256_digest(&context, SHA256_DIGEST_SIZE, digest);
        secret_wipe(&context, sizeof context);
    } else {
        struct sha256_ctx context;
        sha256_init(&context);
        sha256_update(&context, password_len, bytes);
        sha256_digest(&context, SHA256_DIGEST_SIZE, digest);
        secret_wipe(&context, sizeof context);
    }
}

static pwpol_verdict compute(inner_of *inner_of_setting, const struct legacy *legacy, const char *password,
                             size_t password_len, unsigned char *digest, size_t *digest_len)
{
    struct inner inner;
    struct legacy bcrypt = { .scheme = legacy_bcrypt };
    uint8_t hashed[SHA256_DIGEST_SIZE];
    char printable[2 * SHA256_DIGEST_SIZE + 1];
    if (!inner_of_setting(legacy->setting, strlen(legacy->setting), &inner) ||
        !legacy_bcrypt->parse(inner.setting, BCRYPT_SETTING, true, &bcrypt))
        return PWPOL_MALFORMED;
    if (inner.before == NOTHING)
        return legacy_bcrypt->compute(&bcrypt, password, password_len, digest, digest_len);
    digest_password(&inner, password, password_len, hashed);
    if (inner.before == SHA256_HEX) {
        for (size_t i = 0; i < sizeof hashed; i++)
            snprintf(printable + 2 * i, 3, "%02x", hashed[i]);
    } else {
        strcpy(base64_encode(hashed, sizeof hashed, printable), "=");
    }
    pwpol_verdict verdict = legacy_bcrypt->compute(&bcrypt, printable, strlen(printable), digest, digest_len);
    secret_wipe(hashed, sizeof hashed);
    secret_wipe(printable, sizeof printable);
    return verdict;
}

static bool django_parse(const char *stored, size_t stored_len, bool setting_only, struct legacy *legacy)
{
    return parse(django_inner, stored, stored_len, setting_only, legacy);
}

static bool passlib_parse(const char *stored, size_t stored_len, bool setting_only, struct legacy *legacy)
{
    return parse(passlib_inner, stored, stored_len, setting_only, legacy);
}

static pwpol_verdict django_compute(const struct legacy *legacy, const char *password, size_t password_len,
                                    unsigned char *digest, size_t *digest_len)
{
    return compute(django_inner, legacy, password, password_len, digest, digest_len);
}

static pwpol_verdict passlib_compute(const struct legacy *legacy, const char *password, size_t password_len,
                                     unsigned char *digest, size_t *digest_len)
{
    return compute(passlib_inner, legacy, password, password_len, digest, digest_len);
}

static const struct legacy_scheme schemes[] = {
    { "django-bcrypt", django_parse, PRICE_BCRYPT, django_compute, NULL, false },
    { "passlib-bcrypt-sha256", passlib_parse, PRICE_BCRYPT, passlib_compute, NULL, false },
};

const struct legacy_scheme *const legacy_bcrypt_schemes[] = { &schemes[0], &schemes[1], NULL };
