/* Tokens that replace a forgotten password (rule D5).
 *
 * What is kept is 1.EXPIRY.TAG: a version, ms since 1970, and BLAKE2b-256 in base64url, under the token as its
 * key, of all that the token is bound to. The tag says nothing of the token, and the token is worth nothing for
 * another account, after its expiry, or once the credential it was to replace has changed: that is what makes it
 * single use, whatever the service does with the column. */
#include "pwpol/renewal.h"

#include "base/secret.h"
#include "base/seams.h"
#include "base/uncancelled.h"
#include "policy/policy.h"

#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>

enum { TOKEN_BYTES = 32, TAG_BYTES = 32, ENCODED_LEN = 43 /* of 32 bytes in base64url without padding */ };

#define YEAR_9999 INT64_C(253402300799999) /* its last ms */

static const char version_prefix[] = "1.";
static const char domain[] = "pwpol reset token 1";

struct binding {
    const void *account;
    size_t account_len;
    const char *stored; /* the credential to replace; NULL for none */
    int64_t expiry;
};

static void put_number(crypto_generichash_state *hash, uint64_t number)
{
    unsigned char bytes[8];
    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (unsigned char)(number >> (8 * i));
    crypto_generichash_update(hash, bytes, sizeof bytes);
}

/* Lengths stand before what they measure, so that no two bindings are one string of bytes. */
static void compute_tag(const unsigned char token[TOKEN_BYTES], const struct binding *binding,
                        unsigned char tag[TAG_BYTES])
{
    crypto_generichash_state hash;
    size_t stored_len = binding->stored == NULL ? 0 : strlen(binding->stored);
    crypto_generichash_init(&hash, token, TOKEN_BYTES, TAG_BYTES);
    crypto_generichash_update(&hash, (const unsigned char *)domain, sizeof domain);
    put_number(&hash, (uint64_t)binding->expiry);
    put_number(&hash, binding->account_len);
    crypto_generichash_update(&hash, binding->account, binding->account_len);
    put_number(&hash, stored_len);
    crypto_generichash_update(&hash, (const unsigned char *)binding->stored, stored_len);
    crypto_generichash_final(&hash, tag, TAG_BYTES);
    secret_wipe(&hash, sizeof hash);
    secret_wipe_stack(); /* libsodium's BLAKE2b leaves words of the token there */
}

pwpol_status pwpol_reset_token_new(const pwpol_policy *policy, const void *account, size_t account_len,
                                   const char *stored, int64_t now, char token[PWPOL_RESET_TOKEN_SIZE],
                                   char kept[PWPOL_RESET_STORED_SIZE])
{
    UNCANCELLED;
    if (token == NULL || kept == NULL)
        return PWPOL_ERR_ARGUMENT;
    token[0] = kept[0] = '\0';
    if (policy == NULL || account == NULL || account_len == 0 || now < 0 || now > YEAR_9999)
        return PWPOL_ERR_ARGUMENT;
    int64_t lifetime = policy_integer(policy, KEY_RENEWAL_RESET_LIFETIME);
    struct binding binding = { account, account_len, stored, now + lifetime };
    unsigned char bytes[TOKEN_BYTES], tag[TAG_BYTES];
    char encoded[PWPOL_RESET_TOKEN_SIZE];
    if (!base_init() || !random_fill(bytes, sizeof bytes))
        return PWPOL_ERR_RANDOM;
    compute_tag(bytes, &binding, tag);
    sodium_bin2base64(token, PWPOL_RESET_TOKEN_SIZE, bytes, sizeof bytes, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    sodium_bin2base64(encoded, sizeof encoded, tag, sizeof tag, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    snprintf(kept, PWPOL_RESET_STORED_SIZE, "%s%" PRId64 ".%s", version_prefix, binding.expiry, encoded);
    secret_wipe(bytes, sizeof bytes);
    return PWPOL_OK;
}

/* ---- Checking ---- */

/* Exactly 32 bytes in base64url; zeros otherwise. */
static bool decode(const char *text, unsigned char bytes[TOKEN_BYTES])
{
    size_t length = 0;
    bool whole = text != NULL && strnlen(text, ENCODED_LEN + 1) == ENCODED_LEN &&
                 sodium_base642bin(bytes, TOKEN_BYTES, text, ENCODED_LEN, NULL, &length, NULL,
                                   sodium_base64_VARIANT_URLSAFE_NO_PADDING) == 0 &&
                 length == TOKEN_BYTES;
    if (!whole)
        memset(bytes, 0, TOKEN_BYTES);
    return whole;
}

/* False when kept is not of this version or is damaged. */
static bool read_kept(const char *kept, int64_t *expiry, unsigned char tag[TAG_BYTES])
{
    char number[20]; /* what integer_parse() takes, and its NUL */
    *expiry = 0;
    memset(tag, 0, TAG_BYTES);
    if (kept == NULL || strncmp(kept, version_prefix, strlen(version_prefix)) != 0)
        return false;
    const char *digits = kept + strlen(version_prefix);
    const char *dot = memchr(digits, '.', strnlen(digits, sizeof number));
    if (dot == NULL || (size_t)(dot - digits) >= sizeof number)
        return false;
    memcpy(number, digits, (size_t)(dot - digits));
    number[dot - digits] = '\0';
    return integer_parse(number, expiry) && decode(dot + 1, tag);
}

bool pwpol_reset_token_check(const pwpol_policy *policy, const char *kept, const char *token, const void *account,
                             size_t account_len, const char *stored, int64_t now)
{
    if (policy == NULL || account == NULL || account_len == 0 || !base_init())
        return false;
    unsigned char bytes[TOKEN_BYTES], wanted[TAG_BYTES], tag[TAG_BYTES];
    struct binding binding = { account, account_len, stored, 0 };
    bool good = read_kept(kept, &binding.expiry, wanted);
    good &= decode(token, bytes);
    /* Computed in every case, so that time does not tell whether a token is pending. */
    compute_tag(bytes, &binding, tag);
    good &= sodium_memcmp(tag, wanted, sizeof tag) == 0;
    /* An expiry further away than any token made now would have: the clock has gone backwards, which
     * must not prolong it. */
    good &= now >= 0 && binding.expiry > now &&
            binding.expiry - now <= policy_integer(policy, KEY_RENEWAL_RESET_LIFETIME);
    secret_wipe(bytes, sizeof bytes);
    secret_wipe(tag, sizeof tag);
    return good;
}
