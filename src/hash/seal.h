/* A credential sealed under a pepper key:
 *
 *   $pwpol$k=ID$BASE64(nonce, ciphertext, tag)
 *
 * XChaCha20-Poly1305 over the inner string; associated data is
 * "$pwpol$k=ID$", a NUL and the account, so that a string moved to another
 * account's row, or given another key's name, does not open. Keys rotate without any
 * password: open, seal again. */
#ifndef PWPOL_HASH_SEAL_H
#define PWPOL_HASH_SEAL_H

#include "hash/keyring.h"

enum { ACCOUNT_MAX = 1024, INNER_SIZE = 640 }; /* longest inner string, its NUL included */

struct account {
    const void *id;
    size_t id_len;
};

/* Whether stored is of this form at all, and its key's id. */
bool seal_recognise(const char *stored, size_t stored_len, const char **id, size_t *id_len);

/* PWPOL_ERR_RANDOM when there is no nonce to be had. */
pwpol_status seal(const struct pepper_key *key, const struct account *account, const char *inner,
                  char stored[PWPOL_HASH_SIZE]);

/* Writes the inner string, NUL-terminated. PWPOL_MATCH, PWPOL_MALFORMED,
 * PWPOL_UNKNOWN_KEY or PWPOL_WRONG_ACCOUNT. */
pwpol_verdict seal_open(const pwpol_keyring *ring, const struct account *account, const char *stored,
                        size_t stored_len, char inner[INNER_SIZE]);

#endif
