/* Stored hashes of any kind, verified: Argon2, the schemes that others left, and those under Argon2. Fields: the
 * stored string, the password. */
#include "quick.h"

static pwpol_verdict verdict_on(pwpol_hasher *hasher, const char *stored, const char *password,
                                size_t password_len)
{
    pwpol_verified verified = { .size = sizeof verified };
    pwpol_verdict verdict = pwpol_verify(hasher, stored, password, password_len, NULL, 0, &verified);
    must(verdict == verified.verdict && verified.scheme != NULL, "the verdict is told twice");
    must(verdict == PWPOL_MATCH || !verified.needs_rehash, "only a right password can be hashed again");
    return verdict;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    static pwpol_hasher *hasher;
    struct input input = { bytes, size };
    char wrapped[PWPOL_HASH_SIZE];
    size_t password_len;
    if (hasher == NULL)
        hasher = quick_hasher(NULL);
    char *stored = input_field(&input, NULL), *password = input_field(&input, &password_len);
    pwpol_verdict verdict = verdict_on(hasher, stored, password, password_len);
    must(verdict_on(hasher, stored, password, password_len) == verdict, "the same is verified alike");
    must(verdict != PWPOL_FAILED && verdict != PWPOL_BUSY && verdict != PWPOL_UNKNOWN_KEY,
         "nothing fails, is busy, or knows keys");
    pwpol_needs_rehash(hasher, stored, NULL, 0);
    pwpol_status status = pwpol_wrap_legacy(hasher, stored, NULL, 0, wrapped);
    if (status == PWPOL_OK)
        must(verdict_on(hasher, wrapped, password, password_len) == verdict,
             "a hash says the same when it is wrapped");
    else
        must(wrapped[0] == '\0', "what failed leaves nothing");
    must(verdict != PWPOL_MATCH || status == PWPOL_OK || status == PWPOL_ERR_ARGUMENT,
         "what verifies can be wrapped, unless it is Argon2");
    free(stored);
    free(password);
    return 0;
}
