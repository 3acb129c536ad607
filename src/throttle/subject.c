#include "throttle/subject.h"

#include "base/seams.h"
#include "base/secret.h"

#include <string.h>

void secrets_derive(struct secrets *secrets, const unsigned char key[THROTTLE_KEY_SIZE])
{
    enum { SUBJECTS = 1, DEVICES = 2, STATES = 3 };
    static const char context[crypto_kdf_CONTEXTBYTES] = { 't', 'h', 'r', 'o', 't', 't', 'l', 'e' };
    _Static_assert(THROTTLE_KEY_SIZE == crypto_kdf_KEYBYTES, "a throttle's key derives others");
    crypto_kdf_derive_from_key(secrets->subjects, sizeof secrets->subjects, SUBJECTS, context, key);
    crypto_kdf_derive_from_key(secrets->devices, sizeof secrets->devices, DEVICES, context, key);
    crypto_kdf_derive_from_key(secrets->states, sizeof secrets->states, STATES, context, key);
}

/* BLAKE2b with the key in front, which for this function is as good a MAC as its keyed mode (it cannot be
 * extended) and takes one block less. The kind keeps an address and an account of the same bytes apart. */
static void hash(const struct secrets *secrets, enum subject_kind kind, const void *bytes, size_t count,
                 unsigned char *out, size_t out_size)
{
    enum { SHORT = 128 - sizeof secrets->subjects - 1 }; /* what fits in one block of BLAKE2b */
    unsigned char text[128];
    memcpy(text, secrets->subjects, sizeof secrets->subjects);
    text[sizeof secrets->subjects] = (unsigned char)kind;
    if (count <= SHORT) {
        memcpy(text + sizeof text - SHORT, bytes, count);
        crypto_generichash(out, out_size, text, sizeof text - SHORT + count, NULL, 0);
    } else {
        crypto_generichash_state state;
        crypto_generichash_init(&state, NULL, 0, out_size);
        crypto_generichash_update(&state, text, sizeof text - SHORT);
        crypto_generichash_update(&state, bytes, count);
        crypto_generichash_final(&state, out, out_size);
        secret_wipe(&state, sizeof state);
    }
    secret_wipe(text, sizeof secrets->subjects);
}

void subject_account(const struct secrets *secrets, const void *account, size_t account_len,
                     struct account_keys *keys)
{
    _Static_assert(sizeof *keys <= crypto_generichash_BYTES_MAX, "one hash gives all keys of an account");
    hash(secrets, SUBJECT_ACCOUNT, account, account_len, (unsigned char *)keys, sizeof *keys);
}

void subject_hash(const struct secrets *secrets, enum subject_kind kind, const void *bytes, size_t count,
                  store_key key)
{
    hash(secrets, kind, bytes, count, key, PWPOL_STORE_KEY_SIZE);
}

void subject_source(const struct secrets *secrets, const struct address *address, unsigned ipv4_bits,
                    unsigned ipv6_bits, store_key key)
{
    struct address source = address_prefix(address, address->family == ADDRESS_IPV4 ? ipv4_bits : ipv6_bits);
    unsigned char bytes[1 + sizeof source.bytes] = { (unsigned char)source.family };
    memcpy(bytes + 1, source.bytes, sizeof source.bytes);
    subject_hash(secrets, SUBJECT_SOURCE, bytes, sizeof bytes, key);
}

void subject_of_account(const struct account_keys *account, enum subject_kind kind, const unsigned char name[16],
                        store_key key)
{
    unsigned char text[17];
    memcpy(text, name, 16);
    text[16] = (unsigned char)kind;
    _Static_assert(crypto_shorthash_siphashx24_BYTES == PWPOL_STORE_KEY_SIZE, "a key is what it gives");
    crypto_shorthash_siphashx24(key, text, sizeof text, account->others);
}

uint32_t subject_password_mac(const struct account_keys *account, const char *password, size_t password_len)
{
    unsigned char mac[crypto_shorthash_BYTES];
    crypto_shorthash(mac, (const unsigned char *)password, password_len, account->passwords);
    uint32_t bits = (uint32_t)mac[0] | (uint32_t)mac[1] << 8 | (uint32_t)mac[2] << 16;
    return bits == 0 ? 1 : bits;
}

/* ---- Tokens: "d1." and base64 of the device's id, the expiry in ms (48 bits) and a tag of both and the account ---- */

enum { EXPIRES_SIZE = 6, TOKEN_TAG_SIZE = 16, TOKEN_SIZE = DEVICE_ID_SIZE + EXPIRES_SIZE + TOKEN_TAG_SIZE };
static const char token_prefix[] = "d1.";
enum { TOKEN_PREFIX_LEN = sizeof token_prefix - 1 };
_Static_assert(TOKEN_PREFIX_LEN + sodium_base64_ENCODED_LEN(TOKEN_SIZE, sodium_base64_VARIANT_URLSAFE_NO_PADDING) <=
                   PWPOL_DEVICE_TOKEN_SIZE,
               "a token fits");

static void token_tag(const struct secrets *secrets, const struct account_keys *account,
                      const unsigned char *token, unsigned char tag[TOKEN_TAG_SIZE])
{
    unsigned char text[DEVICE_ID_SIZE + EXPIRES_SIZE + PWPOL_STORE_KEY_SIZE];
    memcpy(text, token, DEVICE_ID_SIZE + EXPIRES_SIZE);
    memcpy(text + DEVICE_ID_SIZE + EXPIRES_SIZE, account->key, PWPOL_STORE_KEY_SIZE);
    crypto_generichash(tag, TOKEN_TAG_SIZE, text, sizeof text, secrets->devices, sizeof secrets->devices);
}

bool device_token_make(const struct secrets *secrets, const struct account_keys *account, int64_t expires,
                       char token[PWPOL_DEVICE_TOKEN_SIZE])
{
    unsigned char bytes[TOKEN_SIZE];
    if (!random_fill(bytes, DEVICE_ID_SIZE))
        return false;
    for (unsigned i = 0; i < EXPIRES_SIZE; i++)
        bytes[DEVICE_ID_SIZE + i] = (unsigned char)((uint64_t)expires >> 8 * i);
    token_tag(secrets, account, bytes, bytes + DEVICE_ID_SIZE + EXPIRES_SIZE);
    memcpy(token, token_prefix, TOKEN_PREFIX_LEN);
    sodium_bin2base64(token + TOKEN_PREFIX_LEN, PWPOL_DEVICE_TOKEN_SIZE - TOKEN_PREFIX_LEN, bytes, sizeof bytes,
                      sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    return true;
}

bool device_token_read(const struct secrets *secrets, const struct account_keys *account, const char *token,
                       int64_t now, unsigned char id[DEVICE_ID_SIZE])
{
    unsigned char bytes[TOKEN_SIZE], tag[TOKEN_TAG_SIZE];
    size_t count = 0, length = strnlen(token, PWPOL_DEVICE_TOKEN_SIZE);
    const char *end = NULL;
    if (length == PWPOL_DEVICE_TOKEN_SIZE || strncmp(token, token_prefix, TOKEN_PREFIX_LEN) != 0 ||
        sodium_base642bin(bytes, sizeof bytes, token + TOKEN_PREFIX_LEN, length - TOKEN_PREFIX_LEN, NULL, &count,
                          &end, sodium_base64_VARIANT_URLSAFE_NO_PADDING) != 0 ||
        count != sizeof bytes || end != token + length)
        return false;
    token_tag(secrets, account, bytes, tag);
    if (sodium_memcmp(tag, bytes + DEVICE_ID_SIZE + EXPIRES_SIZE, sizeof tag) != 0)
        return false;
    int64_t expires = 0;
    for (unsigned i = EXPIRES_SIZE; i > 0; i--)
        expires = expires << 8 | bytes[DEVICE_ID_SIZE + i - 1];
    memcpy(id, bytes, DEVICE_ID_SIZE);
    return now < expires;
}
