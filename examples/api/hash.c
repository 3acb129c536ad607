/* A credential under a pepper: made, verified, and worth nothing on another account. */
#include <pwpol/hash.h>
#include <string.h>

int main(void)
{
    static const unsigned char key[32] = { 7 }; /* a service reads its own: pwpol_keyring_load() */
    const char *password = "xK7#pQ2v!mRd";
    size_t length = strlen(password);
    char stored[PWPOL_HASH_SIZE];
    pwpol_policy *policy = NULL;
    pwpol_keyring *ring = NULL;
    pwpol_hasher *hasher = NULL;
    if (pwpol_policy_new(&policy, NULL) != PWPOL_OK || pwpol_keyring_new(&ring) != PWPOL_OK ||
        pwpol_keyring_add(ring, "2026", key, true) != PWPOL_OK ||
        pwpol_hasher_new(&hasher, policy, ring, NULL) != PWPOL_OK ||
        pwpol_hash(hasher, password, length, "id-42", 5, stored) != PWPOL_OK)
        return 3;

    pwpol_verified verified = { .size = sizeof verified };
    pwpol_verdict own = pwpol_verify(hasher, stored, password, length, "id-42", 5, &verified);
    if (own == PWPOL_MATCH && verified.needs_rehash) {
        /* store a new pwpol_hash() of this password now */
    }
    pwpol_verdict other = pwpol_verify(hasher, stored, password, length, "id-43", 5, NULL);
    pwpol_hasher_free(hasher);
    pwpol_keyring_free(ring);
    pwpol_policy_free(policy);
    return own == PWPOL_MATCH && other == PWPOL_WRONG_ACCOUNT ? 0 : 1;
}
