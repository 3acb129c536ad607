/* A system that gives no random bytes: getrandom() is replaced for the whole program, libsodium in
 * it. Its real failures (no such call, no entropy source) are those of kernels one cannot have here. */
#include "support.h"

#include "base/seams.h"
#include "pwpol/renewal.h"
#include "pwpol/throttle.h"
#include "throttle/party.h"

#include <errno.h>
#include <limits.h>
#include <sys/random.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static unsigned answered = UINT_MAX; /* how many more calls are */

ssize_t getrandom(void *buffer, size_t size, unsigned flags)
{
    if (answered == 0) {
        errno = EIO;
        return -1;
    }
    answered--;
    return syscall(SYS_getrandom, buffer, size, flags);
}

static const char bcrypt[] = "$2b$04$trFWiw.y/K1IebhOKClG9Of/biPPgeRHlUNuKvwvH9Ocjt/86gFr6"; /* of "secret" */

/* In a child, and first: libsodium is initialised once in a process. */
static void no_hasher_is_made(void **state)
{
    (void)state;
    int status = 0;
    pid_t child = fork();
    if (child == 0) {
        answered = 0;
        pwpol_hasher *hasher = NULL;
        pwpol_policy *policy = quick_policy(NULL);
        _exit(pwpol_hasher_new(&hasher, policy, NULL, NULL) == PWPOL_ERR_RANDOM && hasher == NULL ? 0 : 1);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
}

static void no_hash_is_made(void **state)
{
    (void)state;
    char stored[PWPOL_HASH_SIZE] = "before";
    pwpol_hasher *hasher = quick_hasher(NULL, NULL);
    answered = 0;
    assert_int_equal(pwpol_hash(hasher, "secret", 6, NULL, 0, stored), PWPOL_ERR_RANDOM);
    assert_string_equal(stored, "");
    strcpy(stored, "before");
    assert_int_equal(pwpol_wrap_legacy(hasher, bcrypt, NULL, 0, stored), PWPOL_ERR_RANDOM);
    assert_string_equal(stored, "");
    answered = UINT_MAX; /* and it works again afterwards */
    assert_int_equal(pwpol_hash(hasher, "secret", 6, NULL, 0, stored), PWPOL_OK);
    pwpol_hasher_free(hasher);
}

static void nothing_is_sealed(void **state)
{
    (void)state;
    static const unsigned char key[32] = { 1 }, newer[32] = { 2 };
    char stored[PWPOL_HASH_SIZE] = "", renewed[PWPOL_HASH_SIZE] = "before";
    pwpol_keyring *ring = NULL;
    assert_int_equal(pwpol_keyring_new(&ring), PWPOL_OK);
    assert_int_equal(pwpol_keyring_add(ring, "one", key, true), PWPOL_OK);
    pwpol_hasher *before = quick_hasher(NULL, ring);
    assert_int_equal(pwpol_keyring_add(ring, "two", newer, true), PWPOL_OK);
    pwpol_hasher *after = quick_hasher(NULL, ring);
    assert_int_equal(pwpol_hash(before, "secret", 6, "a", 1, stored), PWPOL_OK);
    answered = 0;
    assert_int_equal(pwpol_rewrap(after, stored, "a", 1, renewed), PWPOL_ERR_RANDOM);
    assert_string_equal(renewed, "");
    answered = 1; /* a salt, but no nonce */
    assert_int_equal(pwpol_hash(after, "secret", 6, "a", 1, renewed), PWPOL_ERR_RANDOM);
    assert_string_equal(renewed, "");
    answered = UINT_MAX;
    pwpol_hasher_free(before);
    pwpol_hasher_free(after);
    pwpol_keyring_free(ring);
}

static void passwords_are_verified_all_the_same(void **state)
{
    (void)state;
    pwpol_hasher *hasher = quick_hasher(NULL, NULL);
    answered = 0;
    assert_int_equal(pwpol_verify(hasher, bcrypt, "secret", 6, NULL, 0, NULL), PWPOL_MATCH);
    assert_int_equal(pwpol_verify_absent(hasher, "secret", 6), PWPOL_MISMATCH);
    answered = UINT_MAX;
    pwpol_hasher_free(hasher);
}

static void no_reset_token_is_made(void **state)
{
    (void)state;
    char token[PWPOL_RESET_TOKEN_SIZE] = "before", kept[PWPOL_RESET_STORED_SIZE] = "before";
    pwpol_policy *policy = quick_policy(NULL);
    answered = 0;
    assert_int_equal(pwpol_reset_token_new(policy, "a", 1, bcrypt, 0, token, kept), PWPOL_ERR_RANDOM);
    answered = UINT_MAX;
    assert_string_equal(token, "");
    assert_string_equal(kept, "");
    pwpol_policy_free(policy);
}

static void no_throttle_and_no_store_is_made(void **state)
{
    (void)state;
    static const unsigned char key[32] = { 1 };
    pwpol_throttle_options options = PWPOL_THROTTLE_OPTIONS_INIT;
    pwpol_throttle *throttle = (pwpol_throttle *)&options;
    pwpol_store *store = (pwpol_store *)&options;
    pwpol_policy *policy = quick_policy(NULL);
    answered = 0;
    assert_int_equal(pwpol_throttle_new(&throttle, policy, NULL, NULL), PWPOL_ERR_RANDOM);
    assert_null(throttle);
    assert_int_equal(pwpol_store_memory_new(&store, 100), PWPOL_ERR_RANDOM);
    assert_null(store);
    answered = 1; /* a key, but nothing that its store can be made with */
    assert_int_equal(pwpol_throttle_new(&throttle, policy, NULL, NULL), PWPOL_ERR_RANDOM);
    assert_null(throttle);
    options.key = key;
    answered = 1; /* for the store alone */
    assert_int_equal(pwpol_throttle_new(&throttle, policy, &options, NULL), PWPOL_OK);
    answered = UINT_MAX;
    pwpol_throttle_free(throttle);
    pwpol_policy_free(policy);
}

static void no_device_is_known_and_attempts_go_on(void **state)
{
    (void)state;
    char token[PWPOL_DEVICE_TOKEN_SIZE] = "before";
    pwpol_throttle *throttle = NULL;
    pwpol_policy *policy = quick_policy(NULL);
    assert_int_equal(pwpol_throttle_new(&throttle, policy, NULL, NULL), PWPOL_OK);
    pwpol_attempt_request request = PWPOL_ATTEMPT_REQUEST_INIT;
    pwpol_attempt_answer answer = { .size = sizeof answer };
    pwpol_attempt *attempt = NULL;
    request.account = "a";
    request.account_len = 1;
    answered = 0;
    assert_int_equal(pwpol_device_token(throttle, "a", 1, 0, token), PWPOL_ERR_RANDOM);
    assert_string_equal(token, "");
    assert_int_equal(pwpol_attempt_begin(throttle, &request, &answer, &attempt), PWPOL_OK);
    assert_int_equal(answer.decision, PWPOL_ALLOW);
    assert_int_equal(pwpol_attempt_settle(attempt, false, 0), PWPOL_OK);
    for (unsigned tries = 0; tries < 8; tries++)
        pause_before_try(tries);
    answered = UINT_MAX;
    assert_int_equal(pwpol_device_token(throttle, "a", 1, 0, token), PWPOL_OK);
    assert_memory_equal(token, "d1.", 3);
    pwpol_throttle_free(throttle);
    pwpol_policy_free(policy);
}

static void no_number_is_drawn(void **state)
{
    (void)state;
    uint32_t number = 7;
    answered = 0;
    assert_false(random_below(10, &number));
    answered = UINT_MAX;
    assert_int_equal(number, 7);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_hasher_is_made),      cmocka_unit_test(no_hash_is_made),
        cmocka_unit_test(nothing_is_sealed),      cmocka_unit_test(passwords_are_verified_all_the_same),
        cmocka_unit_test(no_reset_token_is_made), cmocka_unit_test(no_throttle_and_no_store_is_made),
        cmocka_unit_test(no_device_is_known_and_attempts_go_on), cmocka_unit_test(no_number_is_drawn),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
