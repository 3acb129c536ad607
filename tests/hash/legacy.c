#include "at_once.h"

#include <regex.h>
#include <stdio.h>
#include <stdlib.h>

static const struct {
    const char *scheme;
    const char *made_by;
    const char *stored;
    bool unsalted;
} known[] = {
#include "legacy_known.inc"
};

static const char *const over[] = {
#include "legacy_over.inc"
};

static const char *const allow[] = { "hash.allow_unsalted", "true", NULL };

static void every_format_knows_its_password_and_no_other(void **state)
{
    (void)state;
    pwpol_hasher *hasher = quick_hasher(allow, NULL);
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        pwpol_verified result = { .size = sizeof result };
        if (pwpol_verify(hasher, known[i].stored, "secret", 6, NULL, 0, &result) != PWPOL_MATCH)
            fail_msg("%s of %s: %s", known[i].scheme, known[i].made_by,
                     pwpol_strverdict(result.verdict, "en"));
        assert_string_equal(result.scheme, known[i].scheme);
        assert_true(result.needs_rehash);
        assert_false(result.truncated);
        assert_int_equal(pwpol_verify(hasher, known[i].stored, "secreT", 6, NULL, 0, &result),
                         PWPOL_MISMATCH);
        assert_false(result.needs_rehash);
    }
    pwpol_hasher_free(hasher);
}

/* What a cut may leave that is a whole hash again: of a shorter salt, or of a format without a name. */
static bool is_whole_again(const char *cut)
{
    static const char *const whole[] = {
        "^[./0-9A-Za-z]{13}$",                    /* DES */
        "^([0-9a-f]{32}|[0-9a-f]{40})$",          /* MD5 and SHA-1 in hexadecimal */
        "^[{]SMD5[}]([+/0-9A-Za-z]{4}){6,}$",     /* 16 bytes of digest, 1 of salt or more */
        "^[{]SSHA[}]([+/0-9A-Za-z]{4}){7,}$",     /* 20 */
        "^[{]SSHA256[}]([+/0-9A-Za-z]{4}){11,}$", /* 32 */
        "^[{]SSHA512[}]([+/0-9A-Za-z]{4}){22,}$", /* 64 */
    };
    bool matches = false;
    for (size_t i = 0; i < sizeof whole / sizeof whole[0]; i++) {
        regex_t pattern;
        assert_int_equal(regcomp(&pattern, whole[i], REG_EXTENDED | REG_NOSUB), 0);
        matches = matches || regexec(&pattern, cut, 0, NULL, 0) == 0;
        regfree(&pattern);
    }
    return matches;
}

static void a_string_cut_anywhere_is_malformed_unless_it_is_whole_again(void **state)
{
    (void)state;
    unsigned whole = 0;
    pwpol_hasher *hasher = quick_hasher(allow, NULL);
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        for (size_t length = 0; length < strlen(known[i].stored); length++) {
            char *cut = strndup(known[i].stored, length); /* of its own size, for the sanitizer */
            bool is_whole = is_whole_again(cut);
            pwpol_verdict verdict = pwpol_verify(hasher, cut, "secret", 6, NULL, 0, NULL);
            if (verdict != (is_whole ? PWPOL_MISMATCH : PWPOL_MALFORMED))
                fail_msg("%s: verdict %d", cut, verdict);
            whole += is_whole;
            free(cut);
        }
    assert_true(whole > 0);
    pwpol_hasher_free(hasher);
}

/* A tag of Argon2 may be as short as 16 bytes, so that a cut one can be well-formed; it is another tag then. */
static void a_cut_onion_or_seal_never_matches(void **state)
{
    (void)state;
    static const unsigned char key[32] = { 1 };
    pwpol_keyring *ring = NULL;
    assert_int_equal(pwpol_keyring_new(&ring), PWPOL_OK);
    assert_int_equal(pwpol_keyring_add(ring, "one", key, true), PWPOL_OK);
    for (int sealed = 0; sealed <= 1; sealed++) {
        pwpol_hasher *hasher = quick_hasher(allow, sealed ? ring : NULL);
        char stored[PWPOL_HASH_SIZE];
        assert_int_equal(pwpol_wrap_legacy(hasher, known[0].stored, "a", 1, stored), PWPOL_OK);
        assert_int_equal(pwpol_verify(hasher, stored, "secret", 6, "a", 1, NULL), PWPOL_MATCH);
        for (size_t length = 0; length < strlen(stored); length++) {
            char *cut = strndup(stored, length);
            pwpol_verdict verdict = pwpol_verify(hasher, cut, "secret", 6, "a", 1, NULL);
            if (verdict != PWPOL_MALFORMED && verdict != (sealed ? PWPOL_WRONG_ACCOUNT : PWPOL_MISMATCH))
                fail_msg("%s: verdict %d", cut, verdict);
            free(cut);
        }
        pwpol_hasher_free(hasher);
    }
    pwpol_keyring_free(ring);
}

static void a_stored_hash_cannot_ask_for_more_than_the_ceilings(void **state)
{
    (void)state;
    pwpol_hasher *hasher = quick_hasher((const char *const[]){ "hash.prepare", "raw", NULL }, NULL);
    for (size_t i = 0; i < sizeof over / sizeof over[0]; i++) {
        pwpol_verdict verdict = verdict_at_once(hasher, over[i], NULL);
        if (verdict != PWPOL_OVER_LIMIT)
            fail_msg("%s: verdict %d", over[i], verdict);
    }
    pwpol_hasher_free(hasher);
}

/* Just at a ceiling, a known hash is verified; one step above, by the ceiling or by the hash, it is not. */
static void a_ceiling_lets_in_what_is_just_at_it(void **state)
{
    (void)state;
    static const struct {
        const char *key, *at, *below; /* values of the key */
        const char *known;            /* of passlib, hashlib and argon2-cffi; its cost is at */
    } rows[] = {
        { "hash.ceiling_bcrypt", "5", "4", "$2b$05$abcdefghijklmnopqrstuuOQiyCxlgf/oeuTqixKmWdcYUh4Hjl0a" },
        { "hash.ceiling_sha_rounds", "1001", "1000",
          "$5$rounds=1001$saltsalt$G0qlutv/pfgNOKekVSrFoRxr05Y4mvnzkYn0NiXeUCB" },
        { "hash.ceiling_sha_rounds", "5000", "4999", "$5$saltsalt$0IyaXrmV7.sGNS6tirgqHLqX/G.FBvgkYA.lpPdS5sA" },
        { "hash.ceiling_pbkdf2_rounds", "1001", "1000",
          "pbkdf2_sha256$1001$salt$EWWgK/Br/wt5GnEcQ3e1QZl1xJv8CYUbcn20T2KQ0zE=" },
        /* 128 bytes, N = 1024, r = 8, five lanes that are gone through one after the other */
        { "hash.ceiling_scrypt", "5120", "5119",
          "scrypt$1024$grainDeSel12$8$5$4ORbWth1jgJq/gp1ZVdX+mJ6NlhWPNbSlwtjEm07MRxs6FWrso8eod1cGKeueaPL95AmYCj0kk4s"
          "NBXv0+5sCw==" },
        { "hash.ceiling_memory", "512", "511",
          "$argon2id$v=19$m=512,t=1,p=1$c29tZXNhbHRzb21lc2FsdA$v39FOaSB5pTSFXLO1vTHfAk0k7WhXOh90UnDN85GrUo" },
        { "hash.ceiling_passes", "3", "2",
          "$argon2id$v=19$m=256,t=3,p=1$c29tZXNhbHRzb21lc2FsdA$Tt8ec0TxyIeXU8Y50AAj4N7jeSMT2W/0P0AWXbNz4kw" },
        { "hash.ceiling_lanes", "2", "1",
          "$argon2id$v=19$m=256,t=1,p=2$c29tZXNhbHRzb21lc2FsdA$/te5kGkZIBFPKNclnCJZAGAkvH04cWCVAGxzTfSs/v0" },
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        for (int above = 0; above <= 1; above++) {
            const char *const settings[] = { rows[i].key, above ? rows[i].below : rows[i].at, NULL };
            pwpol_hasher *hasher = quick_hasher(settings, NULL);
            pwpol_verified result = { .size = sizeof result };
            pwpol_verdict verdict = pwpol_verify(hasher, rows[i].known, "secret", 6, NULL, 0, &result);
            if (verdict != (above ? PWPOL_OVER_LIMIT : PWPOL_MATCH))
                fail_msg("%s: verdict %d", rows[i].known, verdict);
            assert_string_equal(result.limit, above ? rows[i].key : "");
            pwpol_hasher_free(hasher);
        }
}

/* Argon2 as Django spells it, made by Django. */
static void argon2_of_django_is_read_as_strictly_as_our_own(void **state)
{
    (void)state;
    static const char known_argon2[] =
        "argon2$argon2id$v=19$m=256,t=2,p=2$Z3JhaW5EZVNlbDEy$v+C1/IyAxnOCMaZGvygABQ";
    static const char *const too_much[] = {
        "argon2$argon2id$v=19$m=8388608,t=2,p=2$Z3JhaW5EZVNlbDEy$v+C1/IyAxnOCMaZGvygABQ",
        "argon2$argon2id$v=19$m=256,t=17,p=2$Z3JhaW5EZVNlbDEy$v+C1/IyAxnOCMaZGvygABQ",
        "argon2$argon2id$v=19$m=256,t=2,p=17$Z3JhaW5EZVNlbDEy$v+C1/IyAxnOCMaZGvygABQ",
    };
    pwpol_hasher *hasher = quick_hasher((const char *const[]){ "hash.prepare", "raw", NULL }, NULL);
    pwpol_verified result = { .size = sizeof result };
    assert_int_equal(pwpol_verify(hasher, known_argon2, "secret", 6, NULL, 0, &result), PWPOL_MATCH);
    assert_string_equal(result.scheme, "argon2id");
    assert_true(result.needs_rehash);
    assert_int_equal(pwpol_verify(hasher, known_argon2, "secreT", 6, NULL, 0, NULL), PWPOL_MISMATCH);
    for (size_t length = 0; length < sizeof known_argon2 - 1; length++) {
        char *cut = strndup(known_argon2, length);
        assert_int_equal(verdict_at_once(hasher, cut, NULL), PWPOL_MALFORMED);
        free(cut);
    }
    for (size_t i = 0; i < sizeof too_much / sizeof too_much[0]; i++)
        assert_int_equal(verdict_at_once(hasher, too_much[i], NULL), PWPOL_OVER_LIMIT);
    pwpol_hasher_free(hasher);
}

/* From hashlib, as passlib spells it: 64 MiB. */
static const char scrypt_64_mib[] =
    "$scrypt$ln=16,r=8,p=1$c2FsdHNhbHRzYWx0$VLGn0g4GqHPbuudOQXNSBxqi5h9OQWoHkrRoQuKXPLY";

/* The work areas beside its matrix are what made it more than the memory of one Argon2 hash. */
static void one_slot_suffices_for_scrypt_of_the_same_memory(void **state)
{
    (void)state;
    pwpol_hasher *hasher = quick_hasher(
        (const char *const[]){ "hash.memory", "65536", "hash.slots", "1", "hash.budget", "0", NULL }, NULL);
    assert_int_equal(pwpol_verify(hasher, scrypt_64_mib, "secret", 6, NULL, 0, NULL), PWPOL_MATCH);
    pwpol_hasher_free(hasher);
}

/* 1 MiB for each of five lanes, which come one after the other: in 2 MiB. */
static void lanes_of_scrypt_cost_time_and_not_memory(void **state)
{
    (void)state;
    static const char stored[] =
        "scrypt$1024$grainDeSel12$8$5$4ORbWth1jgJq/gp1ZVdX+mJ6NlhWPNbSlwtjEm07MRxs6FWrso8eod1"
        "cGKeueaPL95AmYCj0kk4sNBXv0+5sCw==";
    static const char many_lanes[] =
        "$scrypt$ln=14,r=8,p=17$c2FsdHNhbHRzYWx0$VLGn0g4GqHPbuudOQXNSBxqi5h9OQWoHkrRoQuKXPLY";
    pwpol_hasher *hasher = quick_hasher((const char *const[]){ "hash.budget", "2048", NULL }, NULL);
    assert_int_equal(pwpol_verify(hasher, stored, "secret", 6, NULL, 0, NULL), PWPOL_MATCH);
    pwpol_hasher_free(hasher);
    hasher = quick_hasher(NULL, NULL);
    assert_int_equal(pwpol_verify(hasher, many_lanes, "secret", 6, NULL, 0, NULL),
                     PWPOL_OVER_LIMIT); /* 272 MiB */
    pwpol_hasher_free(hasher);
}

/* An operator is to know what to raise. */
static void over_limit_names_the_key_of_the_policy(void **state)
{
    (void)state;
    static const struct {
        const char *stored, *limit;
    } rows[] = {
        { "$2b$31$trFWiw.y/K1IebhOKClG9Of/biPPgeRHlUNuKvwvH9Ocjt/86gFr6", "hash.ceiling_bcrypt" },
        { "$sha1$480000000$zNNSpit/$rcFXXwJL/ov.Ophh9b.JfXUuBecm", "hash.ceiling_sha_rounds" },
        { "pbkdf2_sha1$999999999$grainDeSel12$qYRgJSOq7Omab48j0y1uFJr/xvc=", "hash.ceiling_pbkdf2_rounds" },
        { "$scrypt$ln=19,r=8,p=1$c2FsdHNhbHRzYWx0$VLGn0g4GqHPbuudOQXNSBxqi5h9OQWoHkrRoQuKXPLY",
          "hash.ceiling_scrypt" },
        { scrypt_64_mib, "hash.budget" },
#define SALT_AND_TAG "$c29tZXNhbHQ$FqGkmHNGCd0BRW2kBt6fPZ2pPmyGwwChL8FGUhTOSSI"
        { "$argon2id$v=19$m=8388608,t=1,p=1" SALT_AND_TAG, "hash.ceiling_memory" },
        { "$argon2id$v=19$m=256,t=17,p=1" SALT_AND_TAG, "hash.ceiling_passes" },
        { "$argon2id$v=19$m=256,t=1,p=17" SALT_AND_TAG, "hash.ceiling_lanes" },
        { "$argon2id$v=19$m=65540,t=1,p=1" SALT_AND_TAG, "hash.budget" },
        { "$argon2id$v=19$m=256,t=1,p=1" SALT_AND_TAG, "" },
    };
    pwpol_hasher *hasher = quick_hasher(NULL, NULL);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        pwpol_verified result = { .size = sizeof result };
        pwpol_verdict verdict = pwpol_verify(hasher, rows[i].stored, "secret", 6, NULL, 0, &result);
        assert_int_equal(verdict, rows[i].limit[0] == '\0' ? PWPOL_MISMATCH : PWPOL_OVER_LIMIT);
        assert_string_equal(result.limit, rows[i].limit);
    }
    pwpol_hasher_free(hasher);
}

/* Else it could be put under Argon2id, and then never be verified. */
static void a_salt_that_is_no_base64_is_malformed_before_it_is_wrapped(void **state)
{
    (void)state;
    static const char stored[] = "$scrypt$ln=4,r=8,p=1$c2F!dA$gdQRnv7ogCkza8Ni2nBa9zH21D2bDjo1qsiorvjdEP0";
    pwpol_hasher *hasher = quick_hasher(NULL, NULL);
    char wrapped[PWPOL_HASH_SIZE];
    assert_int_equal(pwpol_verify(hasher, stored, "secret", 6, NULL, 0, NULL), PWPOL_MALFORMED);
    assert_int_equal(pwpol_wrap_legacy(hasher, stored, NULL, 0, wrapped), PWPOL_ERR_SYNTAX);
    pwpol_hasher_free(hasher);
}

static void unsalted_hashes_need_the_switch(void **state)
{
    (void)state;
    pwpol_hasher *hasher = quick_hasher(NULL, NULL);
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        pwpol_verdict verdict = pwpol_verify(hasher, known[i].stored, "secret", 6, NULL, 0, NULL);
        assert_int_equal(verdict, known[i].unsalted ? PWPOL_UNSUPPORTED : PWPOL_MATCH);
    }
    pwpol_hasher_free(hasher);
}

static void a_legacy_hash_under_argon2id_keeps_no_digest_and_verifies(void **state)
{
    (void)state;
    pwpol_hasher *hasher = quick_hasher(allow, NULL);
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        char wrapped[PWPOL_HASH_SIZE];
        pwpol_verified result = { .size = sizeof result };
        assert_int_equal(pwpol_wrap_legacy(hasher, known[i].stored, NULL, 0, wrapped), PWPOL_OK);
        const char *digest = known[i].stored + strlen(known[i].stored) - 10;
        assert_null(strstr(wrapped, digest));
        if (pwpol_verify(hasher, wrapped, "secret", 6, NULL, 0, &result) != PWPOL_MATCH)
            fail_msg("%s of %s under Argon2id: %s", known[i].scheme, known[i].made_by,
                     pwpol_strverdict(result.verdict, "en"));
        assert_true(result.needs_rehash);
        assert_int_equal(pwpol_verify(hasher, wrapped, "secreT", 6, NULL, 0, NULL), PWPOL_MISMATCH);
        assert_int_equal(pwpol_wrap_legacy(hasher, wrapped, NULL, 0, wrapped), PWPOL_ERR_ARGUMENT);
    }
    pwpol_hasher_free(hasher);
}

/* What was wrapped could never be verified: it would be noticed at the next login. */
static void what_the_policy_never_verifies_is_not_wrapped(void **state)
{
    (void)state;
    pwpol_hasher *hasher = quick_hasher(NULL, NULL);
    char wrapped[PWPOL_HASH_SIZE];
    for (size_t i = 0; i < sizeof over / sizeof over[0]; i++) {
        strcpy(wrapped, "before");
        assert_int_equal(pwpol_wrap_legacy(hasher, over[i], NULL, 0, wrapped), PWPOL_ERR_RANGE);
        assert_string_equal(wrapped, "");
    }
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        assert_int_equal(pwpol_wrap_legacy(hasher, known[i].stored, NULL, 0, wrapped),
                         known[i].unsalted ? PWPOL_ERR_SYNTAX : PWPOL_OK);
    pwpol_hasher_free(hasher);
    hasher = quick_hasher((const char *const[]){ "hash.budget", "65536", NULL }, NULL);
    assert_int_equal(pwpol_wrap_legacy(hasher, scrypt_64_mib, NULL, 0, wrapped), PWPOL_ERR_RANGE);
    pwpol_hasher_free(hasher);
}

/* bcrypt looks at 72 bytes and stops at a NUL: the verdict says so. */
static void bcrypt_tells_that_it_cut_the_password(void **state)
{
    (void)state;
    pwpol_hasher *hasher = quick_hasher((const char *const[]){ "hash.prepare", "raw", NULL }, NULL);
    pwpol_verified result = { .size = sizeof result };
    char password[100];
    memset(password, 'a', sizeof password);
    const char *stored = known[0].stored;
    assert_int_equal(pwpol_verify(hasher, stored, password, sizeof password, NULL, 0, &result),
                     PWPOL_MISMATCH);
    assert_true(result.truncated);
    assert_int_equal(pwpol_verify(hasher, stored, "secret\0more", 11, NULL, 0, &result), PWPOL_MATCH);
    assert_true(result.truncated);
    assert_true(result.needs_rehash);
    assert_int_equal(pwpol_verify(hasher, stored, "secret", 6, NULL, 0, &result), PWPOL_MATCH);
    assert_false(result.truncated);
    pwpol_hasher_free(hasher);
}

/* crypt(3) takes 511 bytes; the NT hash is of a text. */
static void a_password_that_a_format_cannot_take_is_not_the_one(void **state)
{
    (void)state;
    pwpol_hasher *hasher =
        quick_hasher((const char *const[]){ "hash.prepare", "raw", "hash.allow_unsalted", "true", NULL }, NULL);
    char longer[600];
    memset(longer, 'a', sizeof longer);
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        const char *stored = known[i].stored;
        assert_int_equal(pwpol_verify(hasher, stored, longer, sizeof longer, NULL, 0, NULL), PWPOL_MISMATCH);
        assert_int_equal(pwpol_verify(hasher, stored, "secret\xff", 7, NULL, 0, NULL), PWPOL_MISMATCH);
    }
    pwpol_hasher_free(hasher);
}

/* What follows r in a setting of yescrypt: which of p, t and more are there, and what is missing of them. */
static void numbers_that_a_setting_announces_must_be_there(void **state)
{
    (void)state;
    static const char *const settings[] = { "$y$j75.", "$y$j75/", "$y$j75.z", "$y$j75/z", "$y$j75z" };
    pwpol_hasher *hasher = quick_hasher(NULL, NULL);
    for (size_t i = 0; i < sizeof settings / sizeof settings[0]; i++) {
        char stored[200];
        snprintf(stored, sizeof stored, "%s$8fn7zYmWuM8W6VFBd9J5L.$HXmw668RtAU5YJu/q1WBg6b./7AS0MRf4j0F5y20HM6",
                 settings[i]);
        assert_int_equal(pwpol_verify(hasher, stored, "secret", 6, NULL, 0, NULL), PWPOL_MALFORMED);
    }
    assert_int_equal(pwpol_verify(hasher, "$7$C.....0....SodiumChloride$kBGj9fHznVYFQMEn/qDCfrDevf9YDtcDdKvEqHJLV8D",
                                  "secret", 6, NULL, 0, NULL),
                     PWPOL_MALFORMED);
    pwpol_hasher_free(hasher);
}

static void any_bytes_get_a_verdict(void **state)
{
    (void)state;
    pwpol_hasher *hasher = quick_hasher(allow, NULL);
    uint64_t random_state = 1;
    for (unsigned round = 0; round < 20000; round++) {
        char stored[600];
        const char *base = known[round % (sizeof known / sizeof known[0])].stored;
        size_t length = strlen(base);
        memcpy(stored, base, length + 1);
        for (unsigned change = 0; change < 3; change++) {
            random_state = random_state * 6364136223846793005u + 1442695040888963407u;
            stored[(random_state >> 33) % length] = (char)(1 + (random_state >> 21) % 255);
        }
        /* A changed setting may still be a hash, of nobody's password. */
        assert_int_not_equal(pwpol_verify(hasher, stored, "Other", 5, NULL, 0, NULL), PWPOL_MATCH);
    }
    pwpol_hasher_free(hasher);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_format_knows_its_password_and_no_other),
        cmocka_unit_test(a_string_cut_anywhere_is_malformed_unless_it_is_whole_again),
        cmocka_unit_test(a_cut_onion_or_seal_never_matches),
        cmocka_unit_test(a_stored_hash_cannot_ask_for_more_than_the_ceilings),
        cmocka_unit_test(a_ceiling_lets_in_what_is_just_at_it),
        cmocka_unit_test(argon2_of_django_is_read_as_strictly_as_our_own),
        cmocka_unit_test(one_slot_suffices_for_scrypt_of_the_same_memory),
        cmocka_unit_test(lanes_of_scrypt_cost_time_and_not_memory),
        cmocka_unit_test(over_limit_names_the_key_of_the_policy),
        cmocka_unit_test(a_salt_that_is_no_base64_is_malformed_before_it_is_wrapped),
        cmocka_unit_test(unsalted_hashes_need_the_switch),
        cmocka_unit_test(a_legacy_hash_under_argon2id_keeps_no_digest_and_verifies),
        cmocka_unit_test(what_the_policy_never_verifies_is_not_wrapped),
        cmocka_unit_test(bcrypt_tells_that_it_cut_the_password),
        cmocka_unit_test(a_password_that_a_format_cannot_take_is_not_the_one),
        cmocka_unit_test(numbers_that_a_setting_announces_must_be_there),
        cmocka_unit_test(any_bytes_get_a_verdict),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
