/* Pepper keys, by id. */
#ifndef PWPOL_HASH_KEYRING_H
#define PWPOL_HASH_KEYRING_H

#include "pwpol/hash.h"

enum { PEPPER_KEY_SIZE = 32, PEPPER_ID_MAX = 32, PEPPER_KEYS_MAX = 64 };

struct pepper_key {
    char id[PEPPER_ID_MAX + 1];
    unsigned char key[PEPPER_KEY_SIZE];
};

/* In secret memory. */
struct pwpol_keyring {
    size_t count;
    size_t current; /* index of the key that seals */
    struct pepper_key keys[PEPPER_KEYS_MAX];
};

/* NULL when no key has this id. */
const struct pepper_key *keyring_find(const pwpol_keyring *ring, const char *id, size_t id_len);
pwpol_status keyring_copy(pwpol_keyring **copy, const pwpol_keyring *ring);

#endif
