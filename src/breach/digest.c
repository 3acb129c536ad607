#include "breach/digest.h"

#include "base/secret.h"
#include "text/text.h"

#include <nettle/md4.h>
#include <nettle/sha1.h>

static void sha1(const char *password, size_t password_len, unsigned char *digest)
{
    struct sha1_ctx context;
    sha1_init(&context);
    sha1_update(&context, password_len, (const unsigned char *)password);
    sha1_digest(&context, SHA1_DIGEST_SIZE, digest);
    secret_wipe(&context, sizeof context);
}

/* The UTF-16LE form goes through a buffer of a few units, so that no length of password
 * needs memory of its own. */
static pwpol_status nt(const char *password, size_t password_len, unsigned char *digest)
{
    struct md4_ctx context;
    unsigned char units[256];
    size_t length = 0;
    pwpol_status status = PWPOL_OK;
    md4_init(&context);
    for (size_t i = 0; i < password_len && status == PWPOL_OK;) {
        uint32_t point = 0;
        size_t taken = utf8_decode((const unsigned char *)password + i, password_len - i, &point);
        if (taken == 0) {
            status = PWPOL_ERR_UTF8;
        } else if (point >= 0x10000) {
            store(units + length, 0xD800 + ((point - 0x10000) >> 10), 2);
            store(units + length + 2, 0xDC00 + ((point - 0x10000) & 0x3FF), 2);
            length += 4;
        } else {
            store(units + length, point, 2);
            length += 2;
        }
        i += taken;
        if (length > sizeof units - 4) {
            md4_update(&context, length, units);
            length = 0;
        }
    }
    md4_update(&context, length, units);
    md4_digest(&context, MD4_DIGEST_SIZE, digest);
    secret_wipe(&context, sizeof context);
    secret_wipe(units, sizeof units);
    return status;
}

pwpol_status password_digest(pwpol_breach_hash kind, const char *password, size_t password_len,
                             unsigned char digest[HASH_SIZE_MOST])
{
    if (kind == PWPOL_BREACH_NT)
        return nt(password, password_len, digest);
    sha1(password, password_len, digest);
    return PWPOL_OK;
}
