/* A system that gives no memory: its own verdict, never a wrong password; no slot is lost, and the hasher works
 * again afterwards. */
#include "support.h"

#include "fail_alloc.h"
#include "hash/hasher.h"

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

static const unsigned char key[32] = { 1 }, newer[32] = { 2 };

enum what { HASH, ABSENT, WRAP, REWRAP, VERIFY };

/* An accent apart from its letter, so that there is something to compose. */
static const char password[] = "secre\u0301t";
enum { PASSWORD_LEN = sizeof password - 1 };

/* Made of the password when stored is NULL; else nobody's, and the whole computation is done all the same. */
static const struct action {
    const char *name;
    enum what what;
    bool sealed;
    const char *lanes;
    const char *stored;
} actions[] = {
    { "hash", HASH, false, "1", NULL },
    { "hash in lanes", HASH, false, "3", NULL },
    { "hash and seal", HASH, true, "1", NULL },
    { "absent", ABSENT, false, "1", NULL },
    { "verify", VERIFY, false, "1", NULL },
    { "verify sealed", VERIFY, true, "1", NULL },
    { "rewrap", REWRAP, true, "1", NULL },
    { "onion", WRAP, false, "1", "$2b$04$trFWiw.y/K1IebhOKClG9Of/biPPgeRHlUNuKvwvH9Ocjt/86gFr6" },
    { "onion, sealed", WRAP, true, "1", "{SSHA}MUqh2AtJRbpW5Z9RQYu7Za7/qexrbc0Z" },
    { "bcrypt", VERIFY, false, "1", "$2b$04$trFWiw.y/K1IebhOKClG9Of/biPPgeRHlUNuKvwvH9Ocjt/86gFr6" },
    { "bcrypt of Django", VERIFY, false, "1",
      "bcrypt_sha256$$2b$04$dpA8am1uNjIQeO1jiitB4u3WhHQSJS9JC0q2ANB.9e7CEhwe0.ftW" },
    { "yescrypt", VERIFY, false, "1",
      "$y$j75$8fn7zYmWuM8W6VFBd9J5L.$HXmw668RtAU5YJu/q1WBg6b./7AS0MRf4j0F5y20HM6" },
    { "PBKDF2", VERIFY, false, "1", "pbkdf2_sha1$1000$grainDeSel12$qYRgJSOq7Omab48j0y1uFJr/xvc=" },
    { "NT", VERIFY, false, "1", "{NT}878d8014606cda29677a44efa1353fc7" },
};

static pwpol_hasher *hasher_for(const struct action *action, bool later)
{
    pwpol_keyring *ring = NULL;
    if (action->sealed) {
        assert_int_equal(pwpol_keyring_new(&ring), PWPOL_OK);
        assert_int_equal(pwpol_keyring_add(ring, "one", key, true), PWPOL_OK);
        if (later)
            assert_int_equal(pwpol_keyring_add(ring, "two", newer, true), PWPOL_OK);
    }
    const char *const settings[] = { "hash.allow_unsalted", "true", "hash.lanes", action->lanes, "hash.slots", "1",
                                     "hash.wait", "0", /* a slot that was lost is told at once */ NULL };
    pwpol_hasher *hasher = quick_hasher(settings, ring);
    pwpol_keyring_free(ring);
    return hasher;
}

/* PWPOL_OK when it was done, PWPOL_ERR_NO_MEMORY when it said so; anything else is wrong. */
static pwpol_status act(pwpol_hasher *hasher, const struct action *action, const char *stored)
{
    char made[PWPOL_HASH_SIZE] = "before";
    pwpol_status status = PWPOL_OK;
    pwpol_verdict verdict = PWPOL_MATCH;
    switch (action->what) {
    case HASH:
        status = pwpol_hash(hasher, password, PASSWORD_LEN, "a", 1, made);
        break;
    case WRAP:
        status = pwpol_wrap_legacy(hasher, stored, "a", 1, made);
        break;
    case REWRAP:
        status = pwpol_rewrap(hasher, stored, "a", 1, made);
        break;
    case ABSENT:
        verdict = pwpol_verify_absent(hasher, password, PASSWORD_LEN);
        break;
    case VERIFY:
        verdict = pwpol_verify(hasher, stored, password, PASSWORD_LEN, "a", 1, NULL);
        break;
    }
    if (action->what == ABSENT || action->what == VERIFY) {
        pwpol_verdict wanted = action->what == VERIFY && action->stored == NULL ? PWPOL_MATCH : PWPOL_MISMATCH;
        return verdict == wanted ? PWPOL_OK : verdict == PWPOL_NO_MEMORY ? PWPOL_ERR_NO_MEMORY : PWPOL_ERR_INTERNAL;
    }
    assert_int_equal(made[0] == '\0', status != PWPOL_OK);
    return status;
}

static void every_allocation_of_every_call_may_fail(void **state)
{
    (void)state;
    enum { MOST = 200 };
    for (size_t i = 0; i < sizeof actions / sizeof actions[0]; i++) {
        const struct action *action = &actions[i];
        char stored[PWPOL_HASH_SIZE] = "";
        pwpol_hasher *before = hasher_for(action, false);
        assert_int_equal(pwpol_hash(before, password, PASSWORD_LEN, "a", 1, stored), PWPOL_OK);
        pwpol_hasher_free(before);
        size_t nth = 1;
        for (bool failed = true; failed; nth++) {
            pwpol_hasher *hasher = hasher_for(action, true); /* a new one, whose slot has no memory yet */
            fail_alloc_start(nth, false);
            pwpol_status status = act(hasher, action, action->stored == NULL ? stored : action->stored);
            failed = fail_alloc_stop();
            if (status != (failed ? PWPOL_ERR_NO_MEMORY : PWPOL_OK))
                fail_msg("%s, allocation %zu: status %d", action->name, nth, status);
            assert_int_equal(act(hasher, action, action->stored == NULL ? stored : action->stored), PWPOL_OK);
            pwpol_hasher_free(hasher);
            assert_true(nth < MOST);
        }
        if (action->what != REWRAP && action->what != WRAP)
            assert_true(nth > 2); /* there was something to fail */
    }
}

static void every_allocation_of_a_new_hasher_may_fail(void **state)
{
    (void)state;
    enum { MOST = 1000 };
    pwpol_keyring *ring = NULL;
    pwpol_policy *policy = quick_policy(NULL);
    assert_int_equal(pwpol_policy_validate(policy, NULL), PWPOL_OK);
    assert_int_equal(pwpol_keyring_new(&ring), PWPOL_OK);
    assert_int_equal(pwpol_keyring_add(ring, "one", key, true), PWPOL_OK);
    size_t nth = 1;
    for (bool failed = true; failed; nth++) {
        pwpol_hasher *hasher = NULL;
        fail_alloc_start(nth, false);
        pwpol_status status = pwpol_hasher_new(&hasher, policy, ring, NULL);
        failed = fail_alloc_stop();
        assert_int_equal(status, failed ? PWPOL_ERR_NO_MEMORY : PWPOL_OK);
        assert_int_equal(hasher == NULL, failed);
        pwpol_hasher_free(hasher);
        assert_true(nth < MOST);
    }
    assert_true(nth > 3); /* the hasher, its ring, its slots */
    pwpol_keyring_free(ring);
    pwpol_policy_free(policy);
}

/* ---- A limited address space, of a child ---- */

#define SALT "$c29tZXNhbHRzb21lc2FsdA"
#define TAG "$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"

/* To 64 MiB of addresses; what they were limited to. */
static struct rlimit cut_memory(void)
{
    struct rlimit all, cut;
    getrlimit(RLIMIT_AS, &all);
    cut = all;
    cut.rlim_cur = 64 * 1024 * 1024;
    setrlimit(RLIMIT_AS, &cut);
    return all;
}

static void want_of_memory_is_its_own_verdict(void **state)
{
    (void)state;
    if (SUITE_HAS_SHADOW_MEMORY) /* the builds without a sanitizer run this */
        return;
    static const char *const engines[] = { "native", "sodium", "argon2" };
    for (size_t i = 0; i < 3; i++) {
        const char *const settings[] = { "hash.memory", "131072",   "hash.budget", "262144",
                                         "hash.engine", engines[i], NULL };
        pwpol_hasher *hasher = quick_hasher(settings, NULL);
        char stored[PWPOL_HASH_SIZE];
        pid_t child = fork();
        if (child == 0) {
            struct rlimit all = cut_memory();
            if (pwpol_hash(hasher, "secret", 6, NULL, 0, stored) != PWPOL_ERR_NO_MEMORY)
                _exit(1);
            if (pwpol_verify(hasher, "$argon2id$v=19$m=131072,t=1,p=1" SALT TAG, "secret", 6, NULL, 0,
                             NULL) != PWPOL_NO_MEMORY)
                _exit(2);
            if (pwpol_verify_absent(hasher, "secret", 6) != PWPOL_NO_MEMORY)
                _exit(3);
            setrlimit(RLIMIT_AS, &all);
            if (pwpol_hash(hasher, "secret", 6, NULL, 0, stored) != PWPOL_OK)
                _exit(4);
            _exit(pwpol_verify(hasher, stored, "secret", 6, NULL, 0, NULL) == PWPOL_MATCH ? 0 : 5);
        }
        int status = -1;
        assert_int_equal(waitpid(child, &status, 0), child);
        assert_int_equal(status, 0);
        pwpol_hasher_free(hasher);
    }
}

/* Of "secret", 128 MiB each: by mkpasswd, and by hashlib as passlib and Django spell it. */
static const char *const large[] = {
    "$y$jCT$ezoN9eqHlGcxCC6HUajim.$dLZgMkwAC9sOG.iyFdXVxuLPVGaHstoaDPVdewLUokA",
    "$gy$jCT$2iA4AG0dO2Q94vfffFXRb.$oJuk9xbJr2QH0b5UhNHD20ZbMi/YAVAGb9H2fPjNTY8",
    "$7$DU..../....7aNIVqB/Btza9f3.BAgMp1$Dt8MdciIkpDisF0LUZyfOeKmrT3.i66STDrv3DheJ09",
    "$scrypt$ln=17,r=8,p=1$c2FsdHNhbHRzYWx0$9bfX11CfxkzNUOqPtGOWYoO9UX2ZkHhA+G+YMMrInOs",
    ("scrypt$131072$grainDeSel12$8$1$68teFG37Hu4Iej8g/zn9D7jLdBqVIn7itNCT6Q+TM0x+hmYHVe8lS5ANQcMkOAfxBI0FS3sEiHgEc0xQ"
     "1lqHRg=="),
};

static void want_of_memory_for_an_old_hash_is_the_same_verdict(void **state)
{
    (void)state;
    if (SUITE_HAS_SHADOW_MEMORY)
        return;
    pwpol_hasher *hasher = quick_hasher((const char *const[]){ "hash.budget", "262144", NULL }, NULL);
    for (size_t i = 0; i < sizeof large / sizeof large[0]; i++) {
        pid_t child = fork();
        if (child == 0) {
            struct rlimit all = cut_memory();
            pwpol_verdict cut_verdict = pwpol_verify(hasher, large[i], "secret", 6, NULL, 0, NULL);
            setrlimit(RLIMIT_AS, &all);
            if (cut_verdict != PWPOL_NO_MEMORY)
                _exit(10 + (int)cut_verdict);
            _exit((int)pwpol_verify(hasher, large[i], "secret", 6, NULL, 0, NULL));
        }
        int status = -1;
        assert_int_equal(waitpid(child, &status, 0), child);
        if (status != 0)
            fail_msg("%s: status %x", large[i], (unsigned)status);
    }
    pwpol_hasher_free(hasher);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_allocation_of_every_call_may_fail),
        cmocka_unit_test(every_allocation_of_a_new_hasher_may_fail),
        cmocka_unit_test(want_of_memory_is_its_own_verdict),
        cmocka_unit_test(want_of_memory_for_an_old_hash_is_the_same_verdict),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
