/* Plain digests: salted, as LDAP servers keep them, and bare hexadecimal, which
 * only a switch of the policy lets in. Computed by nettle. */
#include "hash/legacy.h"

#include "hash/phc.h"
#include "text/text.h"

#include <nettle/md4.h>
#include <nettle/md5.h>
#include <nettle/nettle-meta.h>
#include <nettle/sha1.h>
#include <nettle/sha2.h>
#include <stdlib.h>
#include <string.h>

enum { SALT_MAX = 64 };

struct digest {
    const char *prefix; /* "" for bare hexadecimal */
    const struct nettle_hash *hash;
    bool salted;
};

static void hash_into(const struct nettle_hash *hash, const void *first, size_t first_len, const void *second,
                      size_t second_len, unsigned char *digest)
{
    union nettle_context {
        struct md5_ctx md5;
        struct md4_ctx md4;
        struct sha1_ctx sha1;
        struct sha256_ctx sha256;
        struct sha512_ctx sha512;
    } context;
    if (hash->context_size > sizeof context)
        abort(); /* the union names every digest of the tables below */
    hash->init(&context);
    hash->update(&context, first_len, first);
    if (second_len > 0)
        hash->update(&context, second_len, second);
    hash->digest(&context, hash->digest_size, digest);
    secret_wipe(&context, sizeof context);
}

/* {SSHA}base64(digest, salt). The setting is the prefix and base64(salt). */
static bool ldap_parse(const struct digest *kind, const char *stored, size_t stored_len, bool setting_only,
                       struct legacy *legacy)
{
    size_t prefix_len = strlen(kind->prefix);
    size_t digest_len = kind->hash->digest_size;
    if (stored_len < prefix_len || memcmp(stored, kind->prefix, prefix_len) != 0)
        return false;
    size_t text_len = stored_len - prefix_len;
    if (!setting_only && text_len % 4 != 0)
        return false;
    for (unsigned padding = 0; padding < 2 && text_len > 0 && stored[prefix_len + text_len - 1] == '=';
         padding++)
        text_len--;
    unsigned char bytes[LEGACY_DIGEST_SIZE];
    int decoded = base64_decode(stored + prefix_len, text_len, bytes, digest_len + SALT_MAX);
    size_t before_salt = setting_only ? 0 : digest_len;
    if (decoded < 0 || (size_t)decoded < before_salt + (kind->salted ? 1 : 0) ||
        (!kind->salted && (size_t)decoded != before_salt))
        return false;
    memcpy(legacy->digest, bytes, before_salt);
    legacy->digest_len = before_salt;
    memcpy(legacy->setting, kind->prefix, prefix_len);
    base64_encode(bytes + before_salt, (size_t)decoded - before_salt, legacy->setting + prefix_len);
    return true;
}

static pwpol_verdict ldap_compute(const struct digest *kind, const struct legacy *legacy,
                                  const char *password, size_t password_len, unsigned char *digest,
                                  size_t *digest_len)
{
    unsigned char salt[SALT_MAX];
    const char *text = legacy->setting + strlen(kind->prefix);
    int salt_len = base64_decode(text, strlen(text), salt, sizeof salt);
    if (salt_len < 0)
        return PWPOL_MALFORMED;
    hash_into(kind->hash, password, password_len, salt, (size_t)salt_len, digest);
    *digest_len = kind->hash->digest_size;
    return PWPOL_MATCH;
}

static int hex_value(char character)
{
    if (character >= '0' && character <= '9')
        return character - '0';
    if (character >= 'a' && character <= 'f')
        return character - 'a' + 10;
    return character >= 'A' && character <= 'F' ? character - 'A' + 10 : -1;
}

/* The setting of a bare digest is its name in braces, which no bare digest is. */
static bool bare_parse(const char *name, size_t digest_len, const char *stored, size_t stored_len,
                       bool setting_only, struct legacy *legacy)
{
    strcpy(legacy->setting, name);
    if (setting_only)
        return stored_len == strlen(name) && memcmp(stored, name, stored_len) == 0;
    if (stored_len != 2 * digest_len)
        return false;
    for (size_t i = 0; i < digest_len; i++) {
        int high = hex_value(stored[2 * i]), low = hex_value(stored[2 * i + 1]);
        if (high < 0 || low < 0)
            return false;
        legacy->digest[i] = (unsigned char)(high << 4 | low);
    }
    legacy->digest_len = digest_len;
    return true;
}

#define LDAP(id, text, function, has_salt)                                                                   \
    static bool id##_parse(const char *stored, size_t stored_len, bool setting_only, struct legacy *legacy)  \
    {                                                                                                        \
        const struct digest kind = { text, &function, has_salt };                                            \
        return ldap_parse(&kind, stored, stored_len, setting_only, legacy);                                  \
    }                                                                                                        \
    static pwpol_verdict id##_compute(const struct legacy *legacy, const char *password,                     \
                                      size_t password_len, unsigned char *digest, size_t *digest_len)        \
    {                                                                                                        \
        const struct digest kind = { text, &function, has_salt };                                            \
        return ldap_compute(&kind, legacy, password, password_len, digest, digest_len);                      \
    }
LDAP(ssha512, "{SSHA512}", nettle_sha512, true)
LDAP(ssha256, "{SSHA256}", nettle_sha256, true)
LDAP(ssha, "{SSHA}", nettle_sha1, true)
LDAP(smd5, "{SMD5}", nettle_md5, true)
LDAP(sha, "{SHA}", nettle_sha1, false)
LDAP(md5_base64, "{MD5}", nettle_md5, false)

#define BARE(id, text, function, size)                                                                       \
    static bool id##_parse(const char *stored, size_t stored_len, bool setting_only, struct legacy *legacy)  \
    {                                                                                                        \
        return bare_parse(text, size, stored, stored_len, setting_only, legacy);                             \
    }                                                                                                        \
    static pwpol_verdict id##_compute(const struct legacy *legacy, const char *password,                     \
                                      size_t password_len, unsigned char *digest, size_t *digest_len)        \
    {                                                                                                        \
        (void)legacy;                                                                                        \
        hash_into(&function, password, password_len, NULL, 0, digest);                                       \
        *digest_len = size;                                                                                  \
        return PWPOL_MATCH;                                                                                  \
    }
BARE(hex_md5, "{HEX-MD5}", nettle_md5, 16)
BARE(hex_sha1, "{HEX-SHA1}", nettle_sha1, 20)
BARE(hex_sha256, "{HEX-SHA256}", nettle_sha256, 32)

/* NT hashes look like MD5 in hexadecimal, so they are told apart by a prefix
 * that the migration adds: {NT}. */
static bool nt_parse(const char *stored, size_t stored_len, bool setting_only, struct legacy *legacy)
{
    static const char prefix[] = "{NT}";
    size_t prefix_len = sizeof prefix - 1;
    if (stored_len < prefix_len || memcmp(stored, prefix, prefix_len) != 0)
        return false;
    if (setting_only || stored_len == prefix_len)
        return setting_only && bare_parse(prefix, 16, stored, stored_len, true, legacy);
    return bare_parse(prefix, 16, stored + prefix_len, stored_len - prefix_len, false, legacy);
}

static pwpol_verdict nt_compute(const struct legacy *legacy, const char *password, size_t password_len,
                                unsigned char *digest, size_t *digest_len)
{
    (void)legacy;
    unsigned char *wide = secret_alloc(password_len * 2 + 2);
    if (wide == NULL)
        return PWPOL_NO_MEMORY;
    size_t length = 0;
    for (size_t i = 0; i < password_len;) {
        uint32_t point = 0;
        size_t step = utf8_decode((const unsigned char *)password + i, password_len - i, &point);
        if (step == 0) {
            secret_free(wide);
            return PWPOL_MISMATCH;
        }
        i += step;
        uint32_t high = point >= 0x10000 ? 0xD800 + ((point - 0x10000) >> 10) : 0;
        uint32_t low = point >= 0x10000 ? 0xDC00 + ((point - 0x10000) & 0x3FF) : point;
        for (int unit = high == 0; unit < 2; unit++) {
            uint32_t value = unit == 0 ? high : low;
            wide[length++] = (unsigned char)value;
            wide[length++] = (unsigned char)(value >> 8);
        }
    }
    hash_into(&nettle_md4, wide, length, NULL, 0, digest);
    *digest_len = 16;
    secret_free(wide);
    return PWPOL_MATCH;
}

static const struct legacy_scheme schemes[] = {
    { "ssha512", ssha512_parse, PRICE_NONE, ssha512_compute, NULL, false },
    { "ssha256", ssha256_parse, PRICE_NONE, ssha256_compute, NULL, false },
    { "ssha", ssha_parse, PRICE_NONE, ssha_compute, NULL, false },
    { "smd5", smd5_parse, PRICE_NONE, smd5_compute, NULL, false },
    { "sha1", sha_parse, PRICE_NONE, sha_compute, NULL, true },
    { "md5", md5_base64_parse, PRICE_NONE, md5_base64_compute, NULL, true },
    { "nt", nt_parse, PRICE_NONE, nt_compute, NULL, true },
    { "md5", hex_md5_parse, PRICE_NONE, hex_md5_compute, NULL, true },
    { "sha1", hex_sha1_parse, PRICE_NONE, hex_sha1_compute, NULL, true },
    { "sha256", hex_sha256_parse, PRICE_NONE, hex_sha256_compute, NULL, true },
};

const struct legacy_scheme *const legacy_digest_schemes[] = {
    &schemes[0], &schemes[1], &schemes[2], &schemes[3], &schemes[4], &schemes[5],
    &schemes[6], &schemes[7], &schemes[8], &schemes[9], NULL,
};
