/* Who is counted, by which hash, and the secrets that all of it hangs on. */
#ifndef PWPOL_THROTTLE_SUBJECT_H
#define PWPOL_THROTTLE_SUBJECT_H

#include "throttle/address.h"
#include "throttle/state.h"

enum { THROTTLE_KEY_SIZE = 32, DEVICE_ID_SIZE = 16 };

/* Derived from the key of a throttle; in secret memory. */
struct secrets {
    unsigned char subjects[32]; /* keys of records */
    unsigned char devices[32];  /* tags of tokens */
    unsigned char states[STATE_KEY_SIZE];
};

void secrets_derive(struct secrets *secrets, const unsigned char key[THROTTLE_KEY_SIZE]);

typedef unsigned char store_key[PWPOL_STORE_KEY_SIZE];

/* An account: the key of its record, and secrets of its own for what belongs to it. One hash gives them all. */
struct account_keys {
    store_key key;
    unsigned char passwords[crypto_shorthash_KEYBYTES];
    unsigned char others[crypto_shorthash_siphashx24_KEYBYTES];
};
void subject_account(const struct secrets *secrets, const void *account, size_t account_len,
                     struct account_keys *keys);

enum subject_kind {
    SUBJECT_ACCOUNT = 'A',
    SUBJECT_SOURCE = 'S',
    SUBJECT_NETWORK = 'N',
    SUBJECT_EVERYBODY = 'G',
    SUBJECT_TRUST = 'T', /* an account and a source: the mark of a success */
    SUBJECT_PAIR = 'P',  /* the same: its own counts */
    SUBJECT_DEVICE = 'D'
};

/* A source, a network, or a share of everybody. */
void subject_hash(const struct secrets *secrets, enum subject_kind kind, const void *bytes, size_t count,
                  store_key key);
/* The source that an address is of: its leading bits; what is no address is one source. */
void subject_source(const struct secrets *secrets, const struct address *address, unsigned ipv4_bits,
                    unsigned ipv6_bits, store_key key);
/* What belongs to an account: 16 bytes that name a source or a device. */
void subject_of_account(const struct account_keys *account, enum subject_kind kind, const unsigned char name[16],
                        store_key key);
/* 24 bits, never 0. */
uint32_t subject_password_mac(const struct account_keys *account, const char *password, size_t password_len);

/* ---- Tokens of devices ---- */

/* False when the system gives no random bytes, and token stays as it was. */
bool device_token_make(const struct secrets *secrets, const struct account_keys *account, int64_t expires,
                       char token[PWPOL_DEVICE_TOKEN_SIZE]);
/* False for what was not made with these secrets for this account, or has expired at now. */
bool device_token_read(const struct secrets *secrets, const struct account_keys *account, const char *token,
                       int64_t now, unsigned char id[DEVICE_ID_SIZE]);

#endif
