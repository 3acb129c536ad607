/* Sealed strings: opened for the right account only, and never once altered. Fields: the account, the inner string,
 * the password, then the altered byte. A second reading takes the inner string for a sealed one. */
#include "quick.h"

#include "hash/hasher.h"

static pwpol_keyring *ring_of_two(void)
{
    static const unsigned char first[32] = { 1 }, second[32] = { 2 };
    pwpol_keyring *ring = NULL;
    if (pwpol_keyring_new(&ring) != PWPOL_OK || pwpol_keyring_add(ring, "old", first, false) != PWPOL_OK ||
        pwpol_keyring_add(ring, "new", second, true) != PWPOL_OK)
        abort();
    return ring;
}

struct case_of {
    struct account account;
    const char *inner, *password;
    size_t password_len;
};

static void judge_altered(pwpol_hasher *hasher, const struct case_of *case_of, char *stored,
                          struct input *input)
{
    char inner[INNER_SIZE];
    size_t length = strlen(stored), at = input_below(input, length);
    char altered = (char)(stored[at] ^ (1 + input_below(input, 255)));
    char right = stored[at];
    stored[at] = altered;
    must(altered == '\0' || seal_open(hasher->ring, &case_of->account, stored, length, inner) != PWPOL_MATCH,
         "an altered string does not open");
    stored[at] = right;
    must(seal_open(hasher->ring, &case_of->account, stored, length - 1, inner) != PWPOL_MATCH,
         "nor does a cut one");
}

static void judge_sealed(pwpol_hasher *hasher, const struct case_of *case_of, struct input *input)
{
    char stored[PWPOL_HASH_SIZE], renewed[PWPOL_HASH_SIZE], inner[INNER_SIZE];
    const struct account *account = &case_of->account;
    if (seal(&hasher->ring->keys[0], account, case_of->inner, stored) != PWPOL_OK)
        return;
    must(strlen(stored) < PWPOL_HASH_SIZE, "what is sealed fits");
    must(seal_open(hasher->ring, account, stored, strlen(stored), inner) == PWPOL_MATCH &&
             strcmp(inner, case_of->inner) == 0,
         "what was sealed opens");
    struct account other = { account->id, account->id_len > 0 ? account->id_len - 1 : 0 };
    must(other.id_len == account->id_len ||
             seal_open(hasher->ring, &other, stored, strlen(stored), inner) == PWPOL_WRONG_ACCOUNT,
         "for nobody else");
    pwpol_verdict verdict = pwpol_verify(hasher, stored, case_of->password, case_of->password_len,
                                         account->id, account->id_len, NULL);
    pwpol_status status = pwpol_rewrap(hasher, stored, account->id, account->id_len, renewed);
    must((status == PWPOL_OK) == (renewed[0] != '\0'), "what failed leaves nothing");
    if (status == PWPOL_OK) {
        must(pwpol_verify(hasher, renewed, case_of->password, case_of->password_len, account->id,
                          account->id_len, NULL) == verdict,
             "a credential says the same under a new key");
        must(strncmp(renewed, "$pwpol$k=new$", 13) == 0, "which is the current one");
    }
    judge_altered(hasher, case_of, stored, input);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    static pwpol_hasher *hasher;
    if (hasher == NULL) {
        pwpol_keyring *ring = ring_of_two();
        hasher = quick_hasher(ring);
        pwpol_keyring_free(ring);
    }
    struct input input = { bytes, size };
    struct case_of case_of;
    size_t account_len;
    char *account = input_field(&input, &account_len), *inner = input_field(&input, NULL),
         *password = input_field(&input, &case_of.password_len);
    if (account_len > ACCOUNT_MAX)
        account_len = ACCOUNT_MAX;
    case_of.account = (struct account){ account, account_len };
    case_of.inner = inner;
    case_of.password = password;
    if (inner[0] != '\0' && strlen(inner) < INNER_SIZE)
        judge_sealed(hasher, &case_of, &input);
    /* Nobody could have sealed it. */
    pwpol_verdict verdict =
        pwpol_verify(hasher, inner, password, case_of.password_len, account, account_len, NULL);
    must(strncmp(inner, "$pwpol$", 7) != 0 || verdict != PWPOL_MATCH,
         "a string from elsewhere does not open");
    free(account);
    free(inner);
    free(password);
    return 0;
}
