/* Where a secret is compared, time does not depend on it: valgrind is told that the secret is undefined, and complains
 * of every branch and every address that depends on what is undefined. The answer, which the caller learns anyway,
 * is defined again where the comparison gives it. */
#include "support.h"

#include "hash/hasher.h"
#include "hash/legacy.h"
#include "pwpol/renewal.h"
#include "throttle/subject.h"

#include <stdio.h>
#include <valgrind/memcheck.h>

static unsigned comparisons;   /* that a secret came to */
static bool decoded_is_secret; /* base64 is decoded to a secret */

static bool is_secret(const void *bytes, size_t size)
{
    static unsigned char bits[64];
    assert_true(size <= sizeof bits);
    bool some = false;
    assert_int_equal(VALGRIND_GET_VBITS(bytes, bits, size), 1);
    for (size_t i = 0; i < size; i++)
        some |= bits[i] != 0;
    return some;
}

int __real_sodium_memcmp(const void *one, const void *other, size_t size);
int __wrap_sodium_memcmp(const void *one, const void *other, size_t size);
int __wrap_sodium_memcmp(const void *one, const void *other, size_t size)
{
    comparisons += is_secret(one, size) || is_secret(other, size);
    int answer = __real_sodium_memcmp(one, other, size);
    VALGRIND_MAKE_MEM_DEFINED(&answer, sizeof answer);
    return answer;
}

int __real_sodium_base642bin(unsigned char *bin, size_t size, const char *text, size_t text_len, const char *ignored,
                             size_t *length, const char **end, int variant);
int __wrap_sodium_base642bin(unsigned char *bin, size_t size, const char *text, size_t text_len, const char *ignored,
                             size_t *length, const char **end, int variant);
int __wrap_sodium_base642bin(unsigned char *bin, size_t size, const char *text, size_t text_len, const char *ignored,
                             size_t *length, const char **end, int variant)
{
    int answer = __real_sodium_base642bin(bin, size, text, text_len, ignored, length, end, variant);
    if (decoded_is_secret)
        VALGRIND_MAKE_MEM_UNDEFINED(bin, size);
    return answer;
}

/* Argon2id's second half takes addresses from what it fills, on purpose, and old hashes are what they are: what is
 * secret here is what they come to. */
pwpol_verdict __real_hasher_compute(struct pwpol_hasher *hasher, const struct argon2_task *task);
pwpol_verdict __wrap_hasher_compute(struct pwpol_hasher *hasher, const struct argon2_task *task);
pwpol_verdict __wrap_hasher_compute(struct pwpol_hasher *hasher, const struct argon2_task *task)
{
    pwpol_verdict verdict = __real_hasher_compute(hasher, task);
    VALGRIND_MAKE_MEM_UNDEFINED(task->tag, task->tag_len);
    return verdict;
}

pwpol_verdict __real_legacy_compute(const struct legacy *legacy, const char *password, size_t password_len,
                                    unsigned char digest[LEGACY_DIGEST_SIZE], size_t *digest_len);
pwpol_verdict __wrap_legacy_compute(const struct legacy *legacy, const char *password, size_t password_len,
                                    unsigned char digest[LEGACY_DIGEST_SIZE], size_t *digest_len);
pwpol_verdict __wrap_legacy_compute(const struct legacy *legacy, const char *password, size_t password_len,
                                    unsigned char digest[LEGACY_DIGEST_SIZE], size_t *digest_len)
{
    pwpol_verdict verdict = __real_legacy_compute(legacy, password, password_len, digest, digest_len);
    VALGRIND_MAKE_MEM_UNDEFINED(digest, *digest_len);
    return verdict;
}

static unsigned complaints; /* of valgrind, before the test */

static int begin(void **state)
{
    (void)state;
    comparisons = 0;
    decoded_is_secret = false;
    complaints = VALGRIND_COUNT_ERRORS;
    return 0;
}

static int nothing_was_found(void **state)
{
    (void)state;
    return VALGRIND_COUNT_ERRORS == complaints ? 0 : -1;
}

/* What finds nothing is worth something only if it finds what is there. */
static void a_branch_on_a_secret_is_found(void **state)
{
    (void)state;
    volatile unsigned char secret = 1;
    volatile unsigned seen = 0;
    VALGRIND_MAKE_MEM_UNDEFINED((const void *)&secret, sizeof secret);
    fprintf(stderr, "# the branch that this test takes on purpose:\n");
    if (secret != 0)
        seen++;
    assert_int_equal(seen, 1);
    assert_int_equal(VALGRIND_COUNT_ERRORS, complaints + 1);
}

static void the_tag_of_argon2_is_compared_in_constant_time(void **state)
{
    (void)state;
    char stored[PWPOL_HASH_SIZE];
    pwpol_hasher *hasher = quick_hasher(NULL, NULL);
    assert_int_equal(pwpol_hash(hasher, "correct horse", 13, NULL, 0, stored), PWPOL_OK);
    VALGRIND_MAKE_MEM_DEFINED(stored, sizeof stored); /* the tag came to text */
    assert_int_equal(pwpol_verify(hasher, stored, "correct horse", 13, NULL, 0, NULL), PWPOL_MATCH);
    assert_int_equal(pwpol_verify(hasher, stored, "correct house", 13, NULL, 0, NULL), PWPOL_MISMATCH);
    assert_int_equal(comparisons, 2);
    pwpol_hasher_free(hasher);
}

static void the_digest_of_an_old_hash_is_compared_in_constant_time(void **state)
{
    (void)state;
    static const char stored[] = "pbkdf2_sha256$1000$salt$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
    pwpol_hasher *hasher = quick_hasher(NULL, NULL);
    assert_int_equal(pwpol_verify(hasher, stored, "correct horse", 13, NULL, 0, NULL), PWPOL_MISMATCH);
    assert_int_equal(comparisons, 1);
    pwpol_hasher_free(hasher);
}

static void the_tag_of_a_counter_is_compared_in_constant_time(void **state)
{
    (void)state;
    struct counter counter = { .failures = 3 }, read;
    struct limits limits = { .fingerprint = 1, .bucket = 1000, .attempt_lifetime = 1000 };
    unsigned char secret[STATE_KEY_SIZE], key[PWPOL_STORE_KEY_SIZE] = { 7 }, kept[PWPOL_STORE_STATE_SIZE];
    randombytes_buf(secret, sizeof secret);
    state_write(&counter, &limits, secret, key, kept);
    VALGRIND_MAKE_MEM_UNDEFINED(secret, sizeof secret);
    assert_true(state_read(&read, &limits, secret, key, kept));
    kept[PWPOL_STORE_STATE_SIZE - 1] ^= 1;
    assert_false(state_read(&read, &limits, secret, key, kept));
    assert_int_equal(comparisons, 2);
}

static void the_tag_of_a_device_is_compared_in_constant_time(void **state)
{
    (void)state;
    struct secrets secrets;
    struct account_keys account;
    unsigned char key[THROTTLE_KEY_SIZE], id[DEVICE_ID_SIZE];
    char token[PWPOL_DEVICE_TOKEN_SIZE];
    randombytes_buf(key, sizeof key);
    secrets_derive(&secrets, key);
    subject_account(&secrets, "ada", 3, &account);
    device_token_make(&secrets, &account, 2000, token);
    VALGRIND_MAKE_MEM_UNDEFINED(secrets.devices, sizeof secrets.devices);
    assert_true(device_token_read(&secrets, &account, token, 1000, id));
    char *altered = token + strlen(token) - 3;
    *altered = *altered == 'A' ? 'B' : 'A'; /* still base64, or nothing would be compared */
    assert_false(device_token_read(&secrets, &account, token, 1000, id));
    assert_int_equal(comparisons, 2);
}

static void a_token_of_reset_is_compared_in_constant_time(void **state)
{
    (void)state;
    static const int64_t now = INT64_C(1728000000000);
    char token[PWPOL_RESET_TOKEN_SIZE], kept[PWPOL_RESET_STORED_SIZE];
    pwpol_policy *policy = quick_policy(NULL);
    assert_int_equal(pwpol_reset_token_new(policy, "ada", 3, NULL, now, token, kept), PWPOL_OK);
    decoded_is_secret = true;
    bool good = pwpol_reset_token_check(policy, kept, token, "ada", 3, NULL, now);
    VALGRIND_MAKE_MEM_DEFINED(&good, sizeof good);
    assert_true(good);
    good = pwpol_reset_token_check(policy, kept, token, "bob", 3, NULL, now);
    VALGRIND_MAKE_MEM_DEFINED(&good, sizeof good);
    assert_false(good);
    assert_int_equal(comparisons, 2);
    pwpol_policy_free(policy);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(a_branch_on_a_secret_is_found, begin),
        cmocka_unit_test_setup_teardown(the_tag_of_argon2_is_compared_in_constant_time, begin, nothing_was_found),
        cmocka_unit_test_setup_teardown(the_digest_of_an_old_hash_is_compared_in_constant_time, begin, nothing_was_found),
        cmocka_unit_test_setup_teardown(the_tag_of_a_counter_is_compared_in_constant_time, begin, nothing_was_found),
        cmocka_unit_test_setup_teardown(the_tag_of_a_device_is_compared_in_constant_time, begin, nothing_was_found),
        cmocka_unit_test_setup_teardown(a_token_of_reset_is_compared_in_constant_time, begin, nothing_was_found),
    };
    if (!RUNNING_ON_VALGRIND) {
        fprintf(stderr, "test-timing-comparisons: without valgrind nothing would be seen; see tests/timing/meson.build.\n");
        return 1;
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
