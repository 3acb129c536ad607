/* What is left of a password, and of what stands for it, in the memory of the
 * process after a call. */
#include "residue.h"
#include "support.h"

#include "base/secret.h"
#include "hash/hasher.h"

#include <nettle/sha2.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

enum { PASSWORD_LEN = 24, ASCII_LEN = PASSWORD_LEN - 2, RUN = 8, MASK = 0xA5 };

/* The password at rest is masked; given is what the library sees, and is wiped
 * before anybody looks. */
static volatile unsigned char masked[PASSWORD_LEN]; /* a byte at a time: in no register whole */
static char given[PASSWORD_LEN + 1];

static void new_password(void)
{
    static const char characters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    assert_true(sodium_init() >= 0);
    for (unsigned i = 0; i < ASCII_LEN; i++)
        masked[i] = (unsigned char)(characters[randombytes_uniform(64)] ^ MASK);
    masked[ASCII_LEN] = 0xC3 ^ MASK; /* and an accent, U+00E9: plain ASCII would not be normalised */
    masked[ASCII_LEN + 1] = 0xA9 ^ MASK;
}

static void unmask(unsigned char *into, unsigned char with)
{
    for (unsigned i = 0; i < PASSWORD_LEN; i++)
        ((volatile unsigned char *)into)[i] = masked[i] ^ MASK ^ with;
}

/* A copy of the password, and of it as HMAC pads it, as NT widens it, and its
 * SHA-256, which bcrypt_sha256 of Django and passlib hashes instead. */
static void expect_password(void)
{
    static unsigned char work[256];
    struct sha256_ctx sha256;
    char hex[2 * SHA256_DIGEST_SIZE + 1];
    residue_begin();
    unmask(work, 0);
    residue_expect("the password", work, PASSWORD_LEN, RUN);
    sha256_init(&sha256);
    sha256_update(&sha256, PASSWORD_LEN, work);
    sha256_digest(&sha256, SHA256_DIGEST_SIZE, work);
    residue_expect("the SHA-256 of the password", work, SHA256_DIGEST_SIZE, RUN);
    sodium_bin2hex(hex, sizeof hex, work, SHA256_DIGEST_SIZE);
    residue_expect("the SHA-256 of the password in hexadecimal", (unsigned char *)hex, sizeof hex - 1, RUN);
    unmask(work, 0x36);
    residue_expect("the inner pad of HMAC", work, PASSWORD_LEN, RUN);
    unmask(work, 0x5c);
    residue_expect("the outer pad of HMAC", work, PASSWORD_LEN, RUN);
    for (unsigned width = 2; width <= 4; width += 2) {
        memset(work, 0, sizeof work);
        for (unsigned i = 0; i < ASCII_LEN; i++)
            work[width * i] = masked[i] ^ MASK;
        residue_expect(width == 2 ? "the password in UTF-16" : "the password in UTF-32", work,
                       width * ASCII_LEN, width * RUN);
    }
    sodium_memzero(work, sizeof work);
    sodium_memzero(hex, sizeof hex);
    sodium_memzero(&sha256, sizeof sha256);
    sodium_stackzero(16384);
}

static void add_number(crypto_generichash_state *state, uint32_t value)
{
    unsigned char bytes[4] = { (unsigned char)value, (unsigned char)(value >> 8),
                               (unsigned char)(value >> 16), (unsigned char)(value >> 24) };
    crypto_generichash_update(state, bytes, sizeof bytes);
}

/* H0 of RFC 9106, 3.2, which stands for the password at the price of one BLAKE2b,
 * and the start of the first block of each lane, which costs two: with either, guesses are
 * free of the memory that makes them dear. In one pass nothing is written over them. */
static void expect_matrix(const char *stored)
{
    struct phc phc;
    unsigned char h0[64], block[64], clear[PASSWORD_LEN];
    crypto_generichash_state state;
    assert_true(phc_parse(stored, strlen(stored), &phc));
    unmask(clear, 0);
    crypto_generichash_init(&state, NULL, 0, sizeof h0);
    const uint32_t numbers[] = { phc.cost.lanes, (uint32_t)phc.tag_len, phc.cost.memory, phc.cost.passes,
                                 phc.version,    phc.variant,           PASSWORD_LEN };
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
        add_number(&state, numbers[i]);
    crypto_generichash_update(&state, clear, sizeof clear);
    add_number(&state, (uint32_t)phc.salt_len);
    crypto_generichash_update(&state, phc.salt, phc.salt_len);
    add_number(&state, 0);
    add_number(&state, 0);
    crypto_generichash_final(&state, h0, sizeof h0);
    residue_expect("H0 of Argon2", h0, sizeof h0, RUN);
    for (uint32_t lane = 0; lane < phc.cost.lanes; lane++)
        for (uint32_t column = 0; column < 2; column++) {
            crypto_generichash_init(&state, NULL, 0, sizeof block);
            add_number(&state, 1024);
            crypto_generichash_update(&state, h0, sizeof h0);
            add_number(&state, column);
            add_number(&state, lane);
            crypto_generichash_final(&state, block, sizeof block);
            residue_expect("the first blocks of the matrix", block, 32, RUN);
        }
    sodium_memzero(h0, sizeof h0);
    sodium_memzero(block, sizeof block);
    sodium_memzero(clear, sizeof clear);
    sodium_memzero(&state, sizeof state);
    sodium_stackzero(16384);
}

/* ---- Calls, on a stack that is searched after them ---- */

struct call {
    pwpol_hasher *hasher;
    const char *account;
    char stored[PWPOL_HASH_SIZE];
    bool hashes; /* otherwise verifies */
    int answer;
};

static void run_call(void *pointer)
{
    struct call *call = pointer;
    size_t account_len = call->account == NULL ? 0 : strlen(call->account);
    if (call->hashes)
        call->answer =
            pwpol_hash(call->hasher, given, PASSWORD_LEN, call->account, account_len, call->stored);
    else
        call->answer =
            pwpol_verify(call->hasher, call->stored, given, PASSWORD_LEN, call->account, account_len, NULL);
}

/* A search that finds nothing is worth something only if it finds what is there. */
static void leave_a_copy(void *call)
{
    residue_leave(given, PASSWORD_LEN);
    ((struct call *)call)->answer = 0;
}

static void nothing(void *none)
{
    (void)none;
}

static void on_its_own_stack(void (*function)(void *), struct call *call)
{
    unmask((unsigned char *)given, 0);
    residue_run(function, call);
    sodium_memzero(given, sizeof given);
}

static void what_is_left_is_found(void **state)
{
    (void)state;
    struct call call = { .hasher = NULL };
    new_password();
    on_its_own_stack(leave_a_copy, &call);
    expect_password();
    fprintf(stderr, "# the copy that this test leaves on purpose:\n");
    assert_int_equal(residue_count(), PASSWORD_LEN - RUN + 1);
    residue_run(nothing, NULL);
    assert_int_equal(residue_count(), 0);
}

static size_t left_by(struct call *call)
{
    on_its_own_stack(run_call, call);
    expect_password();
    if (strncmp(call->stored, "$argon2", 7) == 0)
        expect_matrix(call->stored);
    return residue_count();
}

static const char *const engine_settings[][5] = {
    { "hash.engine", "sodium", "hash.lanes", "1", NULL },
    { "hash.engine", "argon2", "hash.lanes", "4", NULL },
    { "hash.engine", "native", "hash.lanes", "1", NULL },
    { "hash.engine", "native", "hash.lanes", "4", NULL },
};

static void nothing_is_left_of_a_password_that_was_hashed_and_verified(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof engine_settings / sizeof engine_settings[0]; i++) {
        struct call call = { .hasher = quick_hasher(engine_settings[i], NULL), .hashes = true };
        new_password();
        assert_int_equal(left_by(&call), 0);
        assert_int_equal(call.answer, PWPOL_OK);
        call.hashes = false;
        assert_int_equal(left_by(&call), 0);
        assert_int_equal(call.answer, PWPOL_MATCH);
        pwpol_hasher_free(call.hasher);
        expect_password();
        expect_matrix(call.stored);
        assert_int_equal(residue_count(), 0);
    }
}

/* An accent apart from its letter, U+0301: the password is composed before it is hashed. */
static void nothing_is_left_of_a_password_that_had_to_be_composed(void **state)
{
    (void)state;
    struct call call = { .hasher = quick_hasher(NULL, NULL), .hashes = true };
    new_password();
    masked[ASCII_LEN] = 0xCC ^ MASK;
    masked[ASCII_LEN + 1] = 0x81 ^ MASK;
    on_its_own_stack(run_call, &call);
    assert_int_equal(call.answer, PWPOL_OK);
    expect_password();
    assert_int_equal(residue_count(), 0);
    pwpol_hasher_free(call.hasher);
}

static void a_slot_that_is_given_back_holds_zeros(void **state)
{
    (void)state;
    for (size_t i = 1; i < sizeof engine_settings / sizeof engine_settings[0]; i++) { /* libsodium has its own */
        pwpol_hasher *hasher = quick_hasher(engine_settings[i], NULL);
        struct call call = { .hasher = hasher, .hashes = true };
        struct slot slot;
        new_password();
        on_its_own_stack(run_call, &call);
        assert_int_equal(call.answer, PWPOL_OK);
        assert_int_equal(slots_take(hasher->slots, QUICK_KIB * 1024, true, 0, &slot), SLOTS_TAKEN);
        assert_true(sodium_is_zero(slot.memory, slot.size));
        slots_give(hasher->slots, &slot, 0);
        pwpol_hasher_free(hasher);
    }
}

/* Settings that parse, with digests that nobody's password has: the whole
 * computation is done, and compared. */
#define SALT22 "saltsaltsaltsaltsaltse"
static const struct {
    const char *name;
    const char *setting;
    size_t digest_len; /* of '.' */
    const char *end;
} legacies[] = {
    { "bcrypt", "$2b$04$" SALT22, 31, "" },
    { "yescrypt", "$y$j75$saltsaltsalt$", 43, "" },
    { "gost-yescrypt", "$gy$j75$saltsaltsalt$", 43, "" },
    { "scrypt", "$7$4/..../....saltsalt$", 43, "" },
    { "sha512crypt", "$6$rounds=1000$saltsalt$", 86, "" },
    { "sha256crypt", "$5$rounds=1000$saltsalt$", 43, "" },
    { "sha1crypt", "$sha1$1000$saltsalt$", 28, "" },
    { "md5crypt", "$1$saltsalt$", 22, "" },
    { "bsdicrypt", "_7C..salt", 11, "" },
    { "descrypt", "sa", 11, "" },
    { "django-pbkdf2-sha256", "pbkdf2_sha256$1000$salt$", 0, "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=" },
    { "django-pbkdf2-sha1", "pbkdf2_sha1$1000$salt$", 0, "AAAAAAAAAAAAAAAAAAAAAAAAAAA=" },
    { "passlib-pbkdf2-sha512", "$pbkdf2-sha512$1000$c2FsdHNhbHQ$", 86 - 1, "A" },
    { "django-bcrypt", "bcrypt_sha256$$2b$04$" SALT22, 31, "" },
    { "passlib-bcrypt-sha256", "$bcrypt-sha256$v=2,t=2b,r=4$" SALT22 "$", 31, "" },
    { "django-scrypt", "scrypt$256$salt$8$1$", 0,
      "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA==" },
    { "passlib-scrypt", "$scrypt$ln=8,r=8,p=1$c2FsdHNhbHQ$", 0,
      "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA" },
    { "ssha512", "{SSHA512}", 0,
      "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA" },
    { "ssha", "{SSHA}", 0, "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA" },
    { "sha256", "", 0, "0000000000000000000000000000000000000000000000000000000000000000" },
    { "nt", "{NT}", 0, "00000000000000000000000000000000" },
};

static void nothing_is_left_of_a_password_verified_in_any_old_format(void **state)
{
    (void)state;
    pwpol_hasher *hasher = quick_hasher((const char *const[]){ "hash.allow_unsalted", "true", NULL }, NULL);
    size_t all_left = 0;
    for (size_t i = 0; i < sizeof legacies / sizeof legacies[0]; i++) {
        struct call call = { .hasher = hasher };
        char digest[LEGACY_DIGEST_SIZE + 1] = "";
        memset(digest, '.', legacies[i].digest_len);
        snprintf(call.stored, sizeof call.stored, "%s%s%s", legacies[i].setting, digest, legacies[i].end);
        new_password();
        size_t left = left_by(&call);
        if (left > 0)
            fprintf(stderr, "# that was %s\n", legacies[i].name);
        all_left += left;
        assert_int_equal(call.answer, PWPOL_MISMATCH);
    }
    assert_int_equal(all_left, 0);
    pwpol_hasher_free(hasher);
}

static void nothing_is_left_under_an_onion_and_a_seal(void **state)
{
    (void)state;
    static unsigned char key[32];
    randombytes_buf(key, sizeof key);
    pwpol_keyring *ring = NULL;
    assert_int_equal(pwpol_keyring_new(&ring), PWPOL_OK);
    assert_int_equal(pwpol_keyring_add(ring, "a", key, true), PWPOL_OK);
    struct call call = { .hasher = quick_hasher(NULL, ring), .account = "ada", .hashes = true };
    new_password();
    assert_int_equal(left_by(&call), 0);
    assert_int_equal(call.answer, PWPOL_OK);
    call.hashes = false;
    assert_int_equal(left_by(&call), 0);
    assert_int_equal(call.answer, PWPOL_MATCH);
    assert_int_equal(pwpol_wrap_legacy(call.hasher, "$2b$04$" SALT22 "...............................", "ada",
                                       3, call.stored),
                     PWPOL_OK);
    assert_int_equal(left_by(&call), 0);
    assert_int_equal(call.answer, PWPOL_MISMATCH);
    pwpol_hasher_free(call.hasher);
    pwpol_keyring_free(ring);
    expect_password();
    residue_expect("the pepper key", key, sizeof key, RUN);
    sodium_memzero(key, sizeof key);
    assert_int_equal(residue_count(), 0);
}

/* ---- Core dumps ---- */

enum { MARK_SIZE = 4096 };

/* A mark that is in no string of the program. */
static void write_mark(volatile char *memory, char letter)
{
    for (size_t i = 0; i < MARK_SIZE; i++)
        memory[i] = (char)(letter ^ (char)(i % 61));
}

static bool file_holds(FILE *file, char letter)
{
    static unsigned char bytes[1 << 20];
    size_t run = 0, count;
    rewind(file);
    while ((count = fread(bytes, 1, sizeof bytes, file)) > 0)
        for (size_t i = 0; i < count; i++) {
            run = bytes[i] == (unsigned char)(letter ^ (char)(run % 61)) ? run + 1 : 0;
            if (run == 1024)
                return true;
        }
    return false;
}

/* Ends in a core dump, with a mark in the heap, in a slot and in a secret. */
_Noreturn static void crash(const char *folder)
{
    struct rlimit unlimited = { RLIM_INFINITY, RLIM_INFINITY };
    struct slots *slots = slots_new(1, 16 * 1024 * 1024);
    struct slot slot;
    char *heap = malloc(MARK_SIZE), *secret = secret_alloc(MARK_SIZE);
    if (setrlimit(RLIMIT_CORE, &unlimited) != 0 || prctl(PR_SET_DUMPABLE, 1) != 0 || chdir(folder) != 0 ||
        slots == NULL || slots_take(slots, 8 * 1024 * 1024, true, 0, &slot) != SLOTS_TAKEN || heap == NULL ||
        secret == NULL)
        _exit(1);
    write_mark(heap, 'h');
    write_mark(secret, 's');
    for (size_t at = 0; at < slot.size; at += MARK_SIZE)
        write_mark((char *)slot.memory + at, 't');
    signal(SIGABRT, SIG_DFL);
    abort();
}

static FILE *open_core(const char *folder, pid_t child, char path[256])
{
    snprintf(path, 256, "%s/core", folder);
    FILE *core = fopen(path, "rb");
    if (core == NULL) {
        snprintf(path, 256, "%s/core.%d", folder, (int)child);
        core = fopen(path, "rb");
    }
    return core;
}

/* Where the system writes no core file into the working folder (a core_pattern
 * that pipes, a hard limit of 0), slots.c has looked at the flags of the mapping. */
static void a_core_dump_holds_no_slot_and_no_secret(void **state)
{
    (void)state;
    char folder[] = "/tmp/pwpol-core-XXXXXX", path[256];
    assert_non_null(mkdtemp(folder));
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0)
        crash(folder);
    int status = 0;
    assert_int_equal(waitpid(child, &status, 0), child);
    FILE *core = WIFSIGNALED(status) && WCOREDUMP(status) ? open_core(folder, child, path) : NULL;
    if (core != NULL) {
        bool heap = file_holds(core, 'h'), slot = file_holds(core, 't'), secret = file_holds(core, 's');
        fclose(core);
        remove(path);
        assert_true(heap); /* it is a whole dump */
        assert_false(slot);
        assert_false(secret);
    } else {
        fprintf(stderr, "# no core file was written here\n");
    }
    assert_int_equal(rmdir(folder), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_slot_that_is_given_back_holds_zeros),
        cmocka_unit_test(what_is_left_is_found),
        cmocka_unit_test(nothing_is_left_of_a_password_that_was_hashed_and_verified),
        cmocka_unit_test(nothing_is_left_of_a_password_that_had_to_be_composed),
        cmocka_unit_test(nothing_is_left_of_a_password_verified_in_any_old_format),
        cmocka_unit_test(nothing_is_left_under_an_onion_and_a_seal),
        cmocka_unit_test(a_core_dump_holds_no_slot_and_no_secret),
    };
    /* A sanitizer's memory is not the product's, and too large to search. */
    const struct CMUnitTest without_search[] = { tests[0] };
    return SUITE_HAS_SHADOW_MEMORY ? cmocka_run_group_tests(without_search, NULL, NULL)
                                   : cmocka_run_group_tests(tests, NULL, NULL);
}
