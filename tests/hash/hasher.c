#include "at_once.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

#define SALT "$c29tZXNhbHRzb21lc2FsdA"
#define TAG "$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"

static void what_was_hashed_verifies_and_nothing_else_does(void **state)
{
    (void)state;
    pwpol_hasher *hasher = quick_hasher(NULL, NULL);
    char one[PWPOL_HASH_SIZE], other[PWPOL_HASH_SIZE];
    pwpol_verified result = { .size = sizeof result };
    assert_int_equal(pwpol_hash(hasher, "secret", 6, NULL, 0, one), PWPOL_OK);
    assert_int_equal(pwpol_hash(hasher, "secret", 6, NULL, 0, other), PWPOL_OK);
    assert_string_not_equal(one, other); /* a new salt each time (C3) */
    assert_memory_equal(one, "$argon2id$v=19$m=256,t=1,p=1$", 29);
    assert_int_equal(pwpol_verify(hasher, one, "secret", 6, NULL, 0, &result), PWPOL_MATCH);
    assert_false(result.needs_rehash);
    assert_string_equal(result.scheme, "argon2id");
    assert_int_equal(pwpol_verify(hasher, one, "secret ", 7, NULL, 0, &result), PWPOL_MISMATCH);
    assert_int_equal(pwpol_verify(hasher, one, "secre", 5, NULL, 0, &result), PWPOL_MISMATCH);
    assert_int_equal(pwpol_verify_absent(hasher, "secret", 6), PWPOL_MISMATCH);
    pwpol_hasher_free(hasher);
}

static void composed_and_decomposed_accents_are_one_password(void **state)
{
    (void)state;
    pwpol_hasher *hasher = quick_hasher(NULL, NULL);
    pwpol_hasher *raw = quick_hasher((const char *const[]){ "hash.prepare", "raw", NULL }, NULL);
    char stored[PWPOL_HASH_SIZE];
    assert_int_equal(pwpol_hash(hasher, "\u00e9t\u00e9", 5, NULL, 0, stored), PWPOL_OK);
    assert_int_equal(pwpol_verify(hasher, stored, "e\u0301te\u0301", 7, NULL, 0, NULL), PWPOL_MATCH);
    assert_int_equal(pwpol_verify(raw, stored, "e\u0301te\u0301", 7, NULL, 0, NULL), PWPOL_MISMATCH);
    assert_int_equal(pwpol_hash(raw, "\xff\0b", 3, NULL, 0, stored), PWPOL_OK);
    assert_int_equal(pwpol_verify(raw, stored, "\xff\0b", 3, NULL, 0, NULL), PWPOL_MATCH);
    assert_int_equal(pwpol_verify(raw, stored, "\xff\0c", 3, NULL, 0, NULL), PWPOL_MISMATCH);
    pwpol_hasher_free(raw);
    pwpol_hasher_free(hasher);
}

static void a_password_that_nobody_can_have_typed_is_refused_before_any_work(void **state)
{
    (void)state;
    pwpol_hasher *hasher = quick_hasher(NULL, NULL);
    char stored[PWPOL_HASH_SIZE] = "before", *huge = calloc(1, 10 * 1024 * 1024);
    memset(huge, 'a', 10 * 1024 * 1024);
    assert_int_equal(pwpol_hash(hasher, huge, 10 * 1024 * 1024, NULL, 0, stored), PWPOL_ERR_TOO_LONG);
    assert_string_equal(stored, "");
    assert_int_equal(pwpol_hash(hasher, "", 0, NULL, 0, stored), PWPOL_ERR_UTF8);
    assert_int_equal(pwpol_hash(hasher, "a\0b", 3, NULL, 0, stored), PWPOL_ERR_UTF8);
    assert_int_equal(pwpol_hash(hasher, "\xff", 1, NULL, 0, stored), PWPOL_ERR_UTF8);
    assert_int_equal(pwpol_hash(hasher, huge, PWPOL_PASSWORD_SIZE, NULL, 0, stored), PWPOL_OK);
    assert_int_equal(pwpol_verify(hasher, stored, huge, PWPOL_PASSWORD_SIZE + 1, NULL, 0, NULL),
                     PWPOL_BAD_PASSWORD);
    assert_int_equal(pwpol_verify(hasher, stored, "", 0, NULL, 0, NULL), PWPOL_BAD_PASSWORD);
    assert_int_equal(pwpol_verify_absent(hasher, huge, 10 * 1024 * 1024), PWPOL_BAD_PASSWORD);
    assert_int_equal(pwpol_hash(NULL, "a", 1, NULL, 0, stored), PWPOL_ERR_ARGUMENT);
    assert_int_equal(pwpol_hash(hasher, NULL, 1, NULL, 0, stored), PWPOL_ERR_ARGUMENT);
    assert_int_equal(pwpol_hash(hasher, "a", 1, NULL, 1, stored), PWPOL_ERR_ARGUMENT);
    assert_int_equal(pwpol_verify(NULL, "", "a", 1, NULL, 0, NULL), PWPOL_FAILED);
    assert_int_equal(pwpol_verify(hasher, NULL, "a", 1, NULL, 0, NULL), PWPOL_FAILED);
    free(huge);
    pwpol_hasher_free(hasher);
}

static const struct {
    const char *stored;
    pwpol_verdict verdict;
} absurd[] = {
    { "", PWPOL_MALFORMED },
    { "*", PWPOL_MALFORMED },
    { "!locked", PWPOL_MALFORMED },
    { "$argon2id$v=19$m=8388608,t=1,p=1" SALT TAG, PWPOL_OVER_LIMIT }, /* took 28 s elsewhere */
    { "$argon2id$v=19$m=4294967295,t=1,p=1" SALT TAG, PWPOL_OVER_LIMIT },
    { "$argon2id$v=19$m=4294967295,t=4294967295,p=16777215" SALT TAG, PWPOL_OVER_LIMIT },
    { "$argon2id$v=19$m=4294967296,t=1,p=1" SALT TAG, PWPOL_MALFORMED }, /* 2^32 */
    { "$argon2id$v=19$m=256,t=100000,p=1" SALT TAG, PWPOL_OVER_LIMIT },
    { "$argon2id$v=19$m=2048,t=1,p=64" SALT TAG, PWPOL_OVER_LIMIT },
    { "$argon2id$v=19$m=524288,t=1,p=1" SALT TAG, PWPOL_OVER_LIMIT }, /* under the ceiling, over the budget */
    { "$argon2id$v=19$m=64,t=0,p=1" SALT TAG, PWPOL_MALFORMED },
    { "$argon2id$v=19$m=64,t=1,p=0" SALT TAG, PWPOL_MALFORMED },
    { "$argon2id$v=19$m=64,t=1,p=16777216" SALT TAG, PWPOL_MALFORMED },
    { "$argon2id$v=19$m=64,t=1,p=1$" TAG, PWPOL_MALFORMED },
    { "$argon2id$v=19$m=64,t=1,p=1" SALT TAG "\n", PWPOL_MALFORMED },
    { "$pwpol-onion$$argon2id$v=19$m=64,t=1,p=1" SALT TAG, PWPOL_UNSUPPORTED },
    { "$pwpol-onion$!!$argon2id$v=19$m=64,t=1,p=1" SALT TAG, PWPOL_MALFORMED },
    { "$pwpol$k=a$AAAA", PWPOL_MALFORMED },
};

static void an_absurd_stored_string_gets_a_verdict_at_once(void **state)
{
    (void)state;
    pwpol_hasher *hasher = quick_hasher((const char *const[]){ "hash.prepare", "raw", NULL }, NULL);
    for (size_t i = 0; i < sizeof absurd / sizeof absurd[0]; i++) {
        pwpol_verdict verdict = verdict_at_once(hasher, absurd[i].stored, NULL);
        if (verdict != absurd[i].verdict)
            fail_msg("%s: verdict %d", absurd[i].stored, verdict);
    }
    static const char *const begins[] = { "$", "$argon2id$v=19$m=64,t=1,p=1$", "$pwpol$k=a$", "$pwpol-onion$",
                                          "$6$rounds=1000$", "pbkdf2_sha256$1000$", "{SSHA}", "" };
    enum { HUGE = 10 * 1024 * 1024 };
    char *huge = malloc(HUGE);
    for (size_t i = 0; i < sizeof begins / sizeof begins[0]; i++) {
        memset(huge, i == 0 ? '$' : 'A', HUGE);
        memcpy(huge, begins[i], strlen(begins[i]));
        huge[HUGE - 1] = '\0';
        assert_int_equal(verdict_at_once(hasher, huge, NULL), PWPOL_MALFORMED);
        assert_true(pwpol_needs_rehash(hasher, huge, NULL, 0));
    }
    free(huge);
    pwpol_hasher_free(hasher);
}

/* The policy asks for m=256, t=2, p=1, a salt of 16 bytes and a tag of 32. */
static const struct {
    const char *stored;
    bool wanted;
} rehash[] = {
    { "$argon2id$v=19$m=256,t=2,p=1" SALT TAG, false },
    { "$argon2id$v=19$m=255,t=2,p=1" SALT TAG, true },
    { "$argon2id$v=19$m=256,t=1,p=1" SALT TAG, true },
    { "$argon2id$v=19$m=1024,t=4,p=2" SALT TAG, false }, /* stronger: never weakened */
    { "$argon2id$v=19$m=1024,t=1,p=1" SALT TAG, false }, /* fewer passes, twice the work */
    { "$argon2id$v=19$m=128,t=8,p=1" SALT TAG, false },  /* the same the other way round */
    { "$argon2i$v=19$m=256,t=2,p=1" SALT TAG, true },
    { "$argon2d$v=19$m=1024,t=4,p=1" SALT TAG, true },
    { "$argon2id$m=256,t=2,p=1" SALT TAG, true },                            /* version 0x10 */
    { "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ" TAG, true },                /* a salt of 8 bytes */
    { "$argon2id$v=19$m=256,t=2,p=1" SALT "$AAAAAAAAAAAAAAAAAAAAAA", true }, /* a tag of 16 bytes */
    { "argon2$argon2id$v=19$m=256,t=2,p=1" SALT TAG, true },                 /* Django's spelling */
    { "$2b$04$trFWiw.y/K1IebhOKClG9Of/biPPgeRHlUNuKvwvH9Ocjt/86gFr6", true },
    { "damaged", true },
};

static void a_rehash_is_asked_for_when_any_parameter_is_weaker_and_never_to_weaken(void **state)
{
    (void)state;
    pwpol_hasher *hasher = quick_hasher((const char *const[]){ "hash.passes", "2", NULL }, NULL);
    for (size_t i = 0; i < sizeof rehash / sizeof rehash[0]; i++)
        if (pwpol_needs_rehash(hasher, rehash[i].stored, NULL, 0) != rehash[i].wanted)
            fail_msg("%s", rehash[i].stored);
    pwpol_hasher_free(hasher);
}

static void a_caller_with_a_smaller_result_is_served(void **state)
{
    (void)state;
    pwpol_hasher *hasher = quick_hasher(NULL, NULL);
    char stored[PWPOL_HASH_SIZE];
    assert_int_equal(pwpol_hash(hasher, "secret", 6, NULL, 0, stored), PWPOL_OK);
    pwpol_verified result = { .size = offsetof(pwpol_verified, scheme), .scheme = "untouched" };
    assert_int_equal(pwpol_verify(hasher, stored, "secret", 6, NULL, 0, &result), PWPOL_MATCH);
    assert_string_equal(result.scheme, "untouched");
    result.size = 0;
    assert_int_equal(pwpol_verify(hasher, stored, "secret", 6, NULL, 0, &result), PWPOL_MATCH);
    pwpol_hasher_free(hasher);
}

static void every_verdict_has_a_sentence_in_both_languages(void **state)
{
    (void)state;
    for (int verdict = PWPOL_MATCH; verdict <= PWPOL_FAILED; verdict++) {
        assert_true(strlen(pwpol_strverdict((pwpol_verdict)verdict, "en")) > 10);
        assert_true(strlen(pwpol_strverdict((pwpol_verdict)verdict, "fr")) > 10);
        assert_string_not_equal(pwpol_strverdict((pwpol_verdict)verdict, "en"),
                                pwpol_strverdict((pwpol_verdict)verdict, "fr"));
    }
    assert_string_equal(pwpol_strverdict((pwpol_verdict)99, NULL), "Unknown verdict.");
}

/* ---- Threads ---- */

struct guest {
    pwpol_hasher *hasher;
    const char *stored;
    pthread_t thread;
    unsigned matched, busy, other;
};

static void *verify_often(void *argument)
{
    struct guest *guest = argument;
    for (unsigned i = 0; i < 20; i++) {
        bool right = i % 2 == 0;
        switch (pwpol_verify(guest->hasher, guest->stored, right ? "secret" : "secreT", 6, NULL, 0, NULL)) {
        case PWPOL_MATCH:
            guest->matched += right;
            guest->other += !right;
            break;
        case PWPOL_MISMATCH:
            guest->matched += !right;
            guest->other += right;
            break;
        case PWPOL_BUSY:
            guest->busy++;
            break;
        default:
            guest->other++;
            break;
        }
    }
    return NULL;
}

static void a_storm_of_verifications_is_answered_within_the_budget(void **state)
{
    (void)state;
    enum { GUESTS = 32 };
    static const char *const engines[] = { "native", "native", "sodium", "argon2" };
    static const char *const lanes[] = { "1", "2", "1", "2" };
    for (size_t engine = 0; engine < 4; engine++) {
        const char *const settings[] = { "hash.memory", "1024",  "hash.budget", "4096",
                                         "hash.slots",  "4",     "hash.lanes",  lanes[engine],
                                         "hash.wait",   "10min", "hash.engine", engines[engine],
                                         NULL };
        pwpol_hasher *hasher = quick_hasher(settings, NULL);
        char stored[PWPOL_HASH_SIZE];
        struct guest guests[GUESTS];
        assert_int_equal(pwpol_hash(hasher, "secret", 6, NULL, 0, stored), PWPOL_OK);
        for (unsigned i = 0; i < GUESTS; i++) {
            guests[i] = (struct guest){ .hasher = hasher, .stored = stored };
            assert_int_equal(pthread_create(&guests[i].thread, NULL, verify_often, &guests[i]), 0);
        }
        for (unsigned i = 0; i < GUESTS; i++) {
            pthread_join(guests[i].thread, NULL);
            assert_int_equal(guests[i].matched, 20);
            assert_int_equal(guests[i].busy + guests[i].other, 0);
        }
        size_t now, peak;
        slots_usage(((struct pwpol_hasher *)hasher)->slots, &now, &peak);
        assert_true(peak <= 4096 * 1024);
        pwpol_hasher_free(hasher);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_hashed_verifies_and_nothing_else_does),
        cmocka_unit_test(composed_and_decomposed_accents_are_one_password),
        cmocka_unit_test(a_password_that_nobody_can_have_typed_is_refused_before_any_work),
        cmocka_unit_test(an_absurd_stored_string_gets_a_verdict_at_once),
        cmocka_unit_test(a_rehash_is_asked_for_when_any_parameter_is_weaker_and_never_to_weaken),
        cmocka_unit_test(a_caller_with_a_smaller_result_is_served),
        cmocka_unit_test(every_verdict_has_a_sentence_in_both_languages),
        cmocka_unit_test(a_storm_of_verifications_is_answered_within_the_budget),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
