#include "hash/seal.h"

#include "base/seams.h"
#include "base/secret.h"
#include "hash/phc.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

enum {
    NONCE_SIZE = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES,
    TAG_SIZE = crypto_aead_xchacha20poly1305_ietf_ABYTES,
    SEALED_SIZE = NONCE_SIZE + INNER_SIZE + TAG_SIZE
};

static const char prefix[] = "$pwpol$k=";

/* What the seal is bound to. */
struct binding {
    unsigned char bytes[sizeof prefix + PEPPER_ID_MAX + 2 + ACCOUNT_MAX];
    size_t length;
};

static void bind_to(struct binding *binding, const char *id, const struct account *account)
{
    int header = snprintf((char *)binding->bytes, sizeof binding->bytes, "%s%s$", prefix, id) + 1;
    if (account->id_len > 0)
        memcpy(binding->bytes + header, account->id, account->id_len);
    binding->length = (size_t)header + account->id_len;
}

bool seal_recognise(const char *stored, size_t stored_len, const char **id, size_t *id_len)
{
    size_t prefix_len = sizeof prefix - 1;
    if (stored_len <= prefix_len || memcmp(stored, prefix, prefix_len) != 0)
        return false;
    const char *end = memchr(stored + prefix_len, '$', stored_len - prefix_len);
    if (end == NULL)
        return false;
    *id = stored + prefix_len;
    *id_len = (size_t)(end - *id);
    return *id_len >= 1 && *id_len <= PEPPER_ID_MAX;
}

pwpol_status seal(const struct pepper_key *key, const struct account *account, const char *inner,
                  char stored[PWPOL_HASH_SIZE])
{
    unsigned char sealed[SEALED_SIZE];
    struct binding binding;
    unsigned long long sealed_len = 0;
    stored[0] = '\0';
    if (account->id_len > ACCOUNT_MAX || strlen(inner) >= INNER_SIZE)
        return PWPOL_ERR_TOO_LONG;
    if (!base_init() || !random_fill(sealed, NONCE_SIZE))
        return PWPOL_ERR_RANDOM;
    bind_to(&binding, key->id, account);
    crypto_aead_xchacha20poly1305_ietf_encrypt(sealed + NONCE_SIZE, &sealed_len, (const unsigned char *)inner,
                                               strlen(inner), binding.bytes, binding.length, NULL, sealed,
                                               key->key);
    int header = snprintf(stored, PWPOL_HASH_SIZE, "%s%s$", prefix, key->id);
    base64_encode(sealed, NONCE_SIZE + (size_t)sealed_len, stored + header);
    return PWPOL_OK;
}

pwpol_verdict seal_open(const pwpol_keyring *ring, const struct account *account, const char *stored,
                        size_t stored_len, char inner[INNER_SIZE])
{
    const char *id = NULL;
    size_t id_len = 0;
    unsigned char sealed[SEALED_SIZE];
    if (!seal_recognise(stored, stored_len, &id, &id_len))
        return PWPOL_MALFORMED;
    const char *text = id + id_len + 1;
    int sealed_len = base64_decode(text, (size_t)(stored + stored_len - text), sealed, sizeof sealed);
    if (sealed_len < NONCE_SIZE + TAG_SIZE + 1 || sealed_len > SEALED_SIZE - 1)
        return PWPOL_MALFORMED;
    const struct pepper_key *key = ring == NULL ? NULL : keyring_find(ring, id, id_len);
    if (key == NULL)
        return PWPOL_UNKNOWN_KEY;
    if (account->id_len > ACCOUNT_MAX)
        return PWPOL_WRONG_ACCOUNT;
    struct binding binding;
    unsigned long long inner_len = 0;
    bind_to(&binding, key->id, account);
    if (crypto_aead_xchacha20poly1305_ietf_decrypt((unsigned char *)inner, &inner_len, NULL,
                                                   sealed + NONCE_SIZE,
                                                   (unsigned long long)sealed_len - NONCE_SIZE, binding.bytes,
                                                   binding.length, sealed, key->key) != 0)
        return PWPOL_WRONG_ACCOUNT;
    inner[inner_len] = '\0';
    return strlen(inner) == inner_len ? PWPOL_MATCH : PWPOL_MALFORMED;
}
