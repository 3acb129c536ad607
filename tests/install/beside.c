/* A program that uses pwpol beside libsodium and libargon2, all of them static,
 * and calls one of those (CALLS_SODIUM, CALLS_ARGON2) or both: then the strings of
 * libargon2 only, which libsodium answers as well, for over the context of libargon2
 * the two of them disagree. Prints "right". */
#include <pwpol.h>
#include <stdio.h>
#include <string.h>
#ifdef CALLS_SODIUM
#include <sodium.h>
#endif
#ifdef CALLS_ARGON2
#include <argon2.h>
#endif

/* argon2 0.20171227 of the P-H-C: printf password | argon2 somesalt -id -t 1 -k 64 -p 4 -e */
static const char known[] =
    "$argon2id$v=19$m=64,t=1,p=4$c29tZXNhbHQ$GZOJRe9ZuVUD2unFl6UsH/Sx36bQnoUnlnFvQz7vT88";

/* One lane is computed by libsodium, four by libargon2. */
static int pwpol_is_right(const char *lanes)
{
    pwpol_policy *policy = NULL;
    pwpol_hasher *hasher = NULL;
    char stored[PWPOL_HASH_SIZE];
    int right = pwpol_policy_new(&policy, NULL) == PWPOL_OK &&
                pwpol_policy_set(policy, "hash.memory", "256", NULL) == PWPOL_OK &&
                pwpol_policy_set(policy, "hash.budget", "65536", NULL) == PWPOL_OK &&
                pwpol_policy_set(policy, "hash.allow_weak", "true", NULL) == PWPOL_OK &&
                pwpol_policy_set(policy, "hash.lanes", lanes, NULL) == PWPOL_OK &&
                pwpol_hasher_new(&hasher, policy, NULL, NULL) == PWPOL_OK &&
                pwpol_hash(hasher, "secret", 6, NULL, 0, stored) == PWPOL_OK &&
                pwpol_verify(hasher, stored, "secret", 6, NULL, 0, NULL) == PWPOL_MATCH &&
                pwpol_verify(hasher, stored, "secreT", 6, NULL, 0, NULL) == PWPOL_MISMATCH &&
                pwpol_verify(hasher, known, "password", 8, NULL, 0, NULL) == PWPOL_MATCH;
    pwpol_hasher_free(hasher);
    pwpol_policy_free(policy);
    return right;
}

static int libsodium_is_right(void)
{
#ifdef CALLS_SODIUM
    char stored[crypto_pwhash_STRBYTES];
    return sodium_init() >= 0 && crypto_pwhash_str(stored, "secret", 6, 1, 65536) == 0 &&
           crypto_pwhash_str_verify(stored, "secret", 6) == 0 &&
           crypto_pwhash_str_verify(stored, "secreT", 6) != 0;
#else
    return 1;
#endif
}

static int libargon2_is_right(void)
{
#ifdef CALLS_ARGON2
    char stored[256];
    if (argon2id_hash_encoded(1, 64, 4, "password", 8, "somesalt", 8, 32, stored, sizeof stored) !=
            ARGON2_OK ||
        strcmp(stored, known) != 0)
        return 0;
#ifndef CALLS_SODIUM
    unsigned char tag[32];
    argon2_context context = { .out = tag,
                               .outlen = sizeof tag,
                               .pwd = (uint8_t *)"password",
                               .pwdlen = 8,
                               .salt = (uint8_t *)"somesalt",
                               .saltlen = 8,
                               .t_cost = 1,
                               .m_cost = 64,
                               .lanes = 4,
                               .threads = 4,
                               .version = ARGON2_VERSION_13 };
    return argon2id_ctx(&context) == ARGON2_OK && tag[0] == 0x19 && tag[31] == 0xcf; /* "GZ" and "88" above */
#endif
#endif
    return 1;
}

int main(void)
{
    int right = pwpol_is_right("1") && libsodium_is_right() && libargon2_is_right() && pwpol_is_right("4");
    puts(right ? "right" : "wrong");
    return right ? 0 : 1;
}
