/* What a corpus holds of a password; computed by nettle. */
#ifndef PWPOL_BREACH_DIGEST_H
#define PWPOL_BREACH_DIGEST_H

#include "breach/format.h"

/* hash_size(kind) bytes. PWPOL_ERR_UTF8 when an NT hash is asked of bytes that are not
 * UTF-8, PWPOL_ERR_NO_MEMORY. Leaves nothing of the password behind. */
pwpol_status password_digest(pwpol_breach_hash kind, const char *password, size_t password_len,
                             unsigned char digest[HASH_SIZE_MOST]);

#endif
