#include "support.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static const unsigned char key_one[32] = { 1, 2, 3 };
static const unsigned char key_two[32] = { 9, 8, 7 };

static pwpol_keyring *ring_of(bool second_is_current, bool with_first)
{
    pwpol_keyring *ring = NULL;
    assert_int_equal(pwpol_keyring_new(&ring), PWPOL_OK);
    if (with_first)
        assert_int_equal(pwpol_keyring_add(ring, "2025", key_one, !second_is_current), PWPOL_OK);
    if (second_is_current)
        assert_int_equal(pwpol_keyring_add(ring, "2026", key_two, true), PWPOL_OK);
    return ring;
}

static pwpol_hasher *sealing_hasher(bool second_is_current, bool with_first)
{
    pwpol_keyring *ring = ring_of(second_is_current, with_first);
    pwpol_hasher *hasher = quick_hasher(NULL, ring);
    pwpol_keyring_free(ring); /* the hasher keeps a copy */
    return hasher;
}

static void a_sealed_hash_opens_for_its_account_only(void **state)
{
    (void)state;
    pwpol_hasher *hasher = sealing_hasher(false, true);
    char stored[PWPOL_HASH_SIZE];
    pwpol_verified result = { .size = sizeof result };
    assert_int_equal(pwpol_hash(hasher, "secret", 6, "17", 2, stored), PWPOL_OK);
    assert_memory_equal(stored, "$pwpol$k=2025$", 14);
    assert_null(strstr(stored, "argon2"));
    assert_int_equal(pwpol_verify(hasher, stored, "secret", 6, "17", 2, &result), PWPOL_MATCH);
    assert_false(result.needs_rehash);
    assert_int_equal(pwpol_verify(hasher, stored, "secreT", 6, "17", 2, NULL), PWPOL_MISMATCH);
    assert_int_equal(pwpol_verify(hasher, stored, "secret", 6, "18", 2, NULL), PWPOL_WRONG_ACCOUNT);
    assert_int_equal(pwpol_verify(hasher, stored, "secret", 6, NULL, 0, NULL), PWPOL_WRONG_ACCOUNT);
    static const char longer[1025]; /* than any account that a hash is sealed for */
    assert_int_equal(pwpol_verify(hasher, stored, "secret", 6, longer, sizeof longer, NULL), PWPOL_WRONG_ACCOUNT);
    pwpol_hasher_free(hasher);
}

static void keys_rotate_without_any_password(void **state)
{
    (void)state;
    pwpol_hasher *before = sealing_hasher(false, true), *after = sealing_hasher(true, true);
    pwpol_hasher *later = sealing_hasher(true, false);
    char stored[PWPOL_HASH_SIZE], renewed[PWPOL_HASH_SIZE];
    pwpol_verified result = { .size = sizeof result };
    assert_int_equal(pwpol_hash(before, "secret", 6, "17", 2, stored), PWPOL_OK);
    assert_int_equal(pwpol_verify(after, stored, "secret", 6, "17", 2, &result), PWPOL_MATCH);
    assert_true(result.needs_rehash); /* sealed under a key that is not the current one */
    assert_int_equal(pwpol_rewrap(after, stored, "17", 2, renewed), PWPOL_OK);
    assert_memory_equal(renewed, "$pwpol$k=2026$", 14);
    assert_int_equal(pwpol_verify(later, stored, "secret", 6, "17", 2, NULL), PWPOL_UNKNOWN_KEY);
    assert_int_equal(pwpol_verify(later, renewed, "secret", 6, "17", 2, &result), PWPOL_MATCH);
    assert_false(result.needs_rehash);
    assert_int_equal(pwpol_rewrap(after, stored, "18", 2, renewed), PWPOL_ERR_CONFLICT);
    assert_string_equal(renewed, "");
    assert_int_equal(pwpol_rewrap(later, stored, "17", 2, renewed), PWPOL_ERR_KEY);
    assert_int_equal(pwpol_rewrap(after, stored, "17", 2, stored), PWPOL_OK); /* in place */
    assert_int_equal(pwpol_verify(later, stored, "secret", 6, "17", 2, NULL), PWPOL_MATCH);
    pwpol_hasher_free(before);
    pwpol_hasher_free(after);
    pwpol_hasher_free(later);
}

static void hashes_from_before_the_pepper_are_taken_in(void **state)
{
    (void)state;
    pwpol_hasher *plain = quick_hasher(NULL, NULL), *sealing = sealing_hasher(false, true);
    char stored[PWPOL_HASH_SIZE], sealed[PWPOL_HASH_SIZE];
    pwpol_verified result = { .size = sizeof result };
    assert_int_equal(pwpol_hash(plain, "secret", 6, NULL, 0, stored), PWPOL_OK);
    assert_int_equal(pwpol_verify(sealing, stored, "secret", 6, "17", 2, &result), PWPOL_MATCH);
    assert_true(result.needs_rehash);
    assert_int_equal(pwpol_rewrap(sealing, stored, "17", 2, sealed), PWPOL_OK);
    assert_int_equal(pwpol_verify(sealing, sealed, "secret", 6, "17", 2, &result), PWPOL_MATCH);
    assert_false(result.needs_rehash);
    assert_int_equal(pwpol_verify(plain, sealed, "secret", 6, "17", 2, NULL), PWPOL_UNKNOWN_KEY);
    assert_int_equal(pwpol_rewrap(plain, stored, "17", 2, sealed), PWPOL_ERR_KEY);
    pwpol_hasher_free(plain);
    pwpol_hasher_free(sealing);
}

static void a_seal_with_any_byte_changed_does_not_open(void **state)
{
    (void)state;
    pwpol_hasher *hasher = sealing_hasher(true, true);
    char stored[PWPOL_HASH_SIZE];
    assert_int_equal(pwpol_hash(hasher, "secret", 6, "17", 2, stored), PWPOL_OK);
    for (size_t i = 0; stored[i] != '\0'; i++) {
        char kept = stored[i];
        stored[i] = kept == 'A' ? 'B' : 'A';
        pwpol_verdict verdict = pwpol_verify(hasher, stored, "secret", 6, "17", 2, NULL);
        assert_true(verdict == PWPOL_MALFORMED || verdict == PWPOL_UNKNOWN_KEY ||
                    verdict == PWPOL_WRONG_ACCOUNT);
        stored[i] = '\0';
        verdict = pwpol_verify(hasher, stored, "secret", 6, "17", 2, NULL);
        assert_true(verdict == PWPOL_MALFORMED || verdict == PWPOL_UNKNOWN_KEY ||
                    verdict == PWPOL_WRONG_ACCOUNT);
        stored[i] = kept;
    }
    pwpol_hasher_free(hasher);
}

/* ---- The file ---- */

static const char *write_ring(const char *text, mode_t mode)
{
    static char path[] = "/tmp/pwpol-test-ring-XXXXXX";
    memcpy(strrchr(path, '-') + 1, "XXXXXX", 6);
    int file = mkstemp(path);
    assert_true(file >= 0);
    assert_int_equal(write(file, text, strlen(text)), strlen(text));
    assert_int_equal(fchmod(file, mode), 0);
    close(file);
    return path;
}

#define KEY "AQIDAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA" /* key_one */

static void a_key_ring_file_is_read_and_others_are_refused(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        mode_t mode;
        pwpol_status status;
        uint32_t line;
    } rows[] = {
        { "# keys\n2025 " KEY "\n", 0600, PWPOL_OK, 0 },
        { "2025 " KEY "=\r\n2024 " KEY "", 0400, PWPOL_OK, 0 },
        { "2025 " KEY "\n", 0640, PWPOL_ERR_IO, 0 }, /* readable by a group */
        { "2025 " KEY "\n", 0604, PWPOL_ERR_IO, 0 },
        { "", 0600, PWPOL_ERR_SYNTAX, 0 },
        { "# nothing\n", 0600, PWPOL_ERR_SYNTAX, 0 },
        { "2025\n", 0600, PWPOL_ERR_SYNTAX, 1 },
        { "# a\n2025 short\n", 0600, PWPOL_ERR_SYNTAX, 2 },
        { "a b " KEY "\n", 0600, PWPOL_ERR_SYNTAX, 1 },
        { "a/b " KEY "\n", 0600, PWPOL_ERR_SYNTAX, 1 },
        { "2025 " KEY "\n2025 " KEY "\n", 0600, PWPOL_ERR_CONFLICT, 2 }, /* an id twice */
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        pwpol_keyring *ring = NULL;
        pwpol_where where = PWPOL_WHERE_INIT;
        const char *path = write_ring(rows[i].text, rows[i].mode);
        pwpol_status status = pwpol_keyring_load(&ring, path, &where);
        unlink(path);
        if (status != rows[i].status)
            fail_msg("row %zu: status %d: %s", i, status, where.message_en);
        assert_int_equal(where.line, rows[i].line);
        assert_true((ring != NULL) == (status == PWPOL_OK));
        if (status != PWPOL_OK) {
            assert_null(strstr(where.message_en, KEY)); /* no key in a message */
            assert_true(strlen(where.message_fr) > 0);
        }
        pwpol_keyring_free(ring);
    }
    pwpol_keyring *ring = NULL;
    assert_int_equal(pwpol_keyring_load(&ring, "/nonexistent/ring", NULL), PWPOL_ERR_IO);
    assert_int_equal(pwpol_keyring_load(&ring, "/tmp", NULL), PWPOL_ERR_IO);
    char large[16386]; /* 16 KiB and a byte */
    memset(large, '#', sizeof large - 1);
    large[sizeof large - 1] = '\0';
    pwpol_where where = PWPOL_WHERE_INIT;
    const char *path = write_ring(large, 0600);
    assert_int_equal(pwpol_keyring_load(&ring, path, &where), PWPOL_ERR_TOO_LONG);
    assert_non_null(strstr(where.message_en, "16 KiB"));
    unlink(path);
}

/* Only the superuser can give a file away, and so try this. */
static void a_key_ring_of_somebody_else_is_refused(void **state)
{
    (void)state;
    enum { SOMEBODY = 65534 };
    if (geteuid() != 0)
        skip();
    pwpol_keyring *ring = NULL;
    const char *path = write_ring("2025 " KEY "\n", 0600);
    assert_int_equal(chown(path, SOMEBODY, SOMEBODY), 0);
    assert_int_equal(pwpol_keyring_load(&ring, path, NULL), PWPOL_ERR_IO);
    assert_null(ring);
    assert_int_equal(chown(path, 0, SOMEBODY), 0); /* a group that cannot read it */
    assert_int_equal(pwpol_keyring_load(&ring, path, NULL), PWPOL_OK);
    pwpol_keyring_free(ring);
    unlink(path);
}

static void the_policy_names_the_key_ring(void **state)
{
    (void)state;
    const char *path = write_ring("2025 " KEY "\n", 0600);
    const char *const settings[] = { "hash.pepper_file", path, NULL };
    pwpol_hasher *from_file = quick_hasher(settings, NULL), *from_caller = sealing_hasher(false, true);
    unlink(path);
    char stored[PWPOL_HASH_SIZE];
    assert_int_equal(pwpol_hash(from_file, "secret", 6, "17", 2, stored), PWPOL_OK);
    assert_int_equal(pwpol_verify(from_caller, stored, "secret", 6, "17", 2, NULL), PWPOL_MATCH);
    pwpol_hasher_free(from_file);
    pwpol_hasher_free(from_caller);
}

static void null_arguments_are_refused(void **state)
{
    (void)state;
    pwpol_keyring *ring = NULL;
    pwpol_hasher *hasher = NULL;
    pwpol_policy *policy = quick_policy(NULL);
    assert_int_equal(pwpol_keyring_new(NULL), PWPOL_ERR_ARGUMENT);
    assert_int_equal(pwpol_keyring_load(NULL, "ring", NULL), PWPOL_ERR_ARGUMENT);
    assert_int_equal(pwpol_keyring_load(&ring, NULL, NULL), PWPOL_ERR_ARGUMENT);
    assert_int_equal(pwpol_hasher_new(NULL, policy, NULL, NULL), PWPOL_ERR_ARGUMENT);
    assert_int_equal(pwpol_hasher_new(&hasher, NULL, NULL, NULL), PWPOL_ERR_ARGUMENT);
    assert_null(ring);
    assert_null(hasher);
    pwpol_policy_free(policy);
}

static void a_ring_refuses_what_is_no_key(void **state)
{
    (void)state;
    pwpol_keyring *ring = ring_of(false, true);
    assert_int_equal(pwpol_keyring_add(ring, "2025", key_two, true), PWPOL_ERR_CONFLICT);
    assert_int_equal(pwpol_keyring_add(ring, "", key_two, true), PWPOL_ERR_ARGUMENT);
    assert_int_equal(pwpol_keyring_add(ring, "a$b", key_two, true), PWPOL_ERR_ARGUMENT);
    assert_int_equal(pwpol_keyring_add(ring, "012345678901234567890123456789012", key_two, true),
                     PWPOL_ERR_ARGUMENT);
    assert_int_equal(pwpol_keyring_add(ring, NULL, key_two, true), PWPOL_ERR_ARGUMENT);
    char id[8];
    for (int i = 1; i < 64; i++) {
        snprintf(id, sizeof id, "k%d", i);
        assert_int_equal(pwpol_keyring_add(ring, id, key_two, false), PWPOL_OK);
    }
    assert_int_equal(pwpol_keyring_add(ring, "k64", key_two, false), PWPOL_ERR_TOO_LONG);
    pwpol_keyring_free(ring);
    pwpol_keyring_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_sealed_hash_opens_for_its_account_only),
        cmocka_unit_test(keys_rotate_without_any_password),
        cmocka_unit_test(hashes_from_before_the_pepper_are_taken_in),
        cmocka_unit_test(a_seal_with_any_byte_changed_does_not_open),
        cmocka_unit_test(a_key_ring_file_is_read_and_others_are_refused),
        cmocka_unit_test(a_key_ring_of_somebody_else_is_refused),
        cmocka_unit_test(the_policy_names_the_key_ring),
        cmocka_unit_test(null_arguments_are_refused),
        cmocka_unit_test(a_ring_refuses_what_is_no_key),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
