/* Reset tokens: good once, for one account, one credential and a time. */
#include "support.h"

#include <sodium.h>
#include <stdlib.h>

#define HOUR INT64_C(3600000)
#define NOW INT64_C(1728000000000) /* 4 October 2024 */
#define STORED "$argon2id$v=19$m=65536,t=3,p=1$c2FsdHNhbHRzYWx0c2FsdA$dGFn"

static pwpol_policy *policy;
static char token[PWPOL_RESET_TOKEN_SIZE], kept[PWPOL_RESET_STORED_SIZE];

static int make(void **state)
{
    (void)state;
    policy = policy_with("");
    return pwpol_reset_token_new(policy, "42", 2, STORED, NOW, token, kept);
}

static int end(void **state)
{
    (void)state;
    pwpol_policy_free(policy);
    return 0;
}

static bool good_at(int64_t now)
{
    return pwpol_reset_token_check(policy, kept, token, "42", 2, STORED, now);
}

static void a_token_is_256_random_bits_that_fit_in_a_link(void **state)
{
    (void)state;
    unsigned char bytes[32];
    size_t length = 0;
    char other[PWPOL_RESET_TOKEN_SIZE], other_kept[PWPOL_RESET_STORED_SIZE];
    assert_int_equal(strlen(token), 43);
    assert_int_equal(sodium_base642bin(bytes, sizeof bytes, token, 43, NULL, &length, NULL,
                                       sodium_base64_VARIANT_URLSAFE_NO_PADDING), 0);
    assert_int_equal(length, 32);
    assert_int_equal(pwpol_reset_token_new(policy, "42", 2, STORED, NOW, other, other_kept), PWPOL_OK);
    assert_string_not_equal(token, other);
    assert_string_not_equal(kept, other_kept);
    /* the second replaces the first: what is kept is the second's */
    assert_true(pwpol_reset_token_check(policy, other_kept, other, "42", 2, STORED, NOW));
    assert_false(pwpol_reset_token_check(policy, other_kept, token, "42", 2, STORED, NOW));
}

/* The form of what is kept, computed by hand: services keep it across releases. */
static void what_is_kept_is_a_keyed_hash_of_all_that_the_token_is_bound_to(void **state)
{
    (void)state;
    unsigned char key[32], tag[32], text[256];
    size_t length = 0, at = 0;
    char encoded[64], wanted[PWPOL_RESET_STORED_SIZE];
    static const char domain[] = "pwpol reset token 1";
    const int64_t expiry = NOW + HOUR;
    assert_int_equal(sodium_base642bin(key, sizeof key, token, 43, NULL, &length, NULL,
                                       sodium_base64_VARIANT_URLSAFE_NO_PADDING), 0);
    memcpy(text, domain, sizeof domain);
    at = sizeof domain;
    const uint64_t numbers[] = { (uint64_t)expiry, 2, sizeof STORED - 1 };
    const char *const parts[] = { "", "42", STORED };
    const size_t lengths[] = { 0, 2, sizeof STORED - 1 };
    for (size_t i = 0; i < 3; i++) {
        for (size_t byte = 0; byte < 8; byte++)
            text[at++] = (unsigned char)(numbers[i] >> (8 * byte));
        memcpy(text + at, parts[i], lengths[i]);
        at += lengths[i];
    }
    assert_int_equal(crypto_generichash(tag, sizeof tag, text, at, key, sizeof key), 0);
    sodium_bin2base64(encoded, sizeof encoded, tag, sizeof tag, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    snprintf(wanted, sizeof wanted, "1.%lld.%s", (long long)expiry, encoded);
    assert_string_equal(kept, wanted);
    assert_null(strstr(kept, token));
}

/* The default lifetime is one hour. */
static void a_token_lives_as_long_as_the_policy_says_and_no_clock_prolongs_it(void **state)
{
    (void)state;
    static const struct {
        int64_t after;
        bool good;
    } moments[] = {
        { 0, true },         { 1, true },           { HOUR - 1, true },      { HOUR, false },
        { HOUR + 1, false }, { 24 * HOUR, false },  { INT64_MAX - NOW, false },
        { -1, false }, /* the clock went backwards: it would live longer than an hour */
        { -HOUR, false },    { -NOW, false },       { -NOW - 1, false },
    };
    for (size_t i = 0; i < sizeof moments / sizeof moments[0]; i++)
        assert_int_equal(good_at(NOW + moments[i].after), moments[i].good);
    /* a policy that has become stricter holds for tokens that were made before */
    pwpol_policy *stricter = policy_with("renewal.reset_lifetime=1min");
    assert_false(pwpol_reset_token_check(stricter, kept, token, "42", 2, STORED, NOW));
    assert_true(pwpol_reset_token_check(stricter, kept, token, "42", 2, STORED, NOW + HOUR - 60000));
    pwpol_policy_free(stricter);
}

static void a_token_is_worth_nothing_for_another_account_or_another_credential(void **state)
{
    (void)state;
    static const struct {
        const char *account;
        size_t account_len;
        const char *stored;
    } others[] = {
        { "43", 2, STORED }, { "42", 1, STORED }, { "42", 3, STORED }, { "", 0, STORED }, { NULL, 0, STORED },
        { "42", 2, STORED "A" }, { "42", 2, "" }, { "42", 2, NULL },
        /* no byte of one field passes for a byte of the other */
        { "4", 1, "2" STORED }, { "42$", 3, "argon2id$v=19$m=65536,t=3,p=1$c2FsdHNhbHRzYWx0c2FsdA$dGFn" },
    };
    assert_true(good_at(NOW));
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        assert_false(pwpol_reset_token_check(policy, kept, token, others[i].account, others[i].account_len,
                                             others[i].stored, NOW));
}

static void an_account_without_a_password_may_be_given_one(void **state)
{
    (void)state;
    char first[PWPOL_RESET_TOKEN_SIZE], first_kept[PWPOL_RESET_STORED_SIZE];
    assert_int_equal(pwpol_reset_token_new(policy, "42", 2, NULL, NOW, first, first_kept), PWPOL_OK);
    assert_true(pwpol_reset_token_check(policy, first_kept, first, "42", 2, "", NOW));
    assert_true(pwpol_reset_token_check(policy, first_kept, first, "42", 2, NULL, NOW));
    assert_false(pwpol_reset_token_check(policy, first_kept, first, "42", 2, STORED, NOW));
}

static void no_altered_byte_is_taken(void **state)
{
    (void)state;
    char altered[PWPOL_RESET_STORED_SIZE];
    for (size_t i = 0; token[i] != '\0'; i++) {
        memcpy(altered, token, sizeof token);
        altered[i] = token[i] == 'A' ? 'B' : 'A';
        assert_false(pwpol_reset_token_check(policy, kept, altered, "42", 2, STORED, NOW));
        altered[i] = '\0';
        assert_false(pwpol_reset_token_check(policy, kept, altered, "42", 2, STORED, NOW));
    }
    for (size_t i = 0; kept[i] != '\0'; i++) {
        memcpy(altered, kept, sizeof kept);
        altered[i] = kept[i] == '1' ? '2' : '1';
        assert_false(pwpol_reset_token_check(policy, altered, token, "42", 2, STORED, NOW));
        altered[i] = '\0';
        assert_false(pwpol_reset_token_check(policy, altered, token, "42", 2, STORED, NOW));
    }
}

static void any_text_at_all_is_no_token(void **state)
{
    (void)state;
    static const char *const texts[] = {
        NULL, "", "1", "1.", "1..", ".", "2.1728003600000.", "1.-1728003600000.AAAA", "1.99999999999999999999.AA",
        "1.999999999999999999.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "\xff\xfe", "1.1e12.AAAA",
        "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
        "1.1728003600000.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "1.01728003600000.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
    };
    enum { COUNT = sizeof texts / sizeof texts[0] };
    char *huge = malloc(1 << 20);
    assert_non_null(huge);
    memset(huge, '1', 1 << 20);
    huge[(1 << 20) - 1] = '\0';
    for (size_t i = 0; i < COUNT; i++) {
        for (size_t j = 0; j < COUNT; j++)
            assert_false(pwpol_reset_token_check(policy, texts[i], texts[j], "42", 2, STORED, NOW));
        assert_false(pwpol_reset_token_check(policy, kept, texts[i], "42", 2, STORED, NOW));
        assert_false(pwpol_reset_token_check(policy, texts[i], token, "42", 2, STORED, NOW));
    }
    assert_false(pwpol_reset_token_check(policy, huge, huge, "42", 2, huge, NOW));
    free(huge);
    assert_false(pwpol_reset_token_check(NULL, kept, token, "42", 2, STORED, NOW));
}

static void what_cannot_be_made_leaves_both_texts_empty(void **state)
{
    (void)state;
    static const struct {
        bool with_policy;
        const char *account;
        size_t account_len;
        int64_t now;
    } cases[] = {
        { false, "42", 2, NOW }, { true, NULL, 2, NOW }, { true, "42", 0, NOW }, { true, "42", 2, -1 },
        { true, "42", 2, INT64_MAX },
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char made[PWPOL_RESET_TOKEN_SIZE] = "x", made_kept[PWPOL_RESET_STORED_SIZE] = "x";
        assert_int_equal(pwpol_reset_token_new(cases[i].with_policy ? policy : NULL, cases[i].account,
                                               cases[i].account_len, STORED, cases[i].now, made, made_kept),
                         PWPOL_ERR_ARGUMENT);
        assert_string_equal(made, "");
        assert_string_equal(made_kept, "");
    }
    assert_int_equal(pwpol_reset_token_new(policy, "42", 2, STORED, NOW, NULL, kept), PWPOL_ERR_ARGUMENT);
    assert_int_equal(pwpol_reset_token_new(policy, "42", 2, STORED, NOW, token, NULL), PWPOL_ERR_ARGUMENT);
}

/* A thousand years hence the expiry is longer, and is read back. */
static void a_late_clock_makes_tokens_that_are_read_back(void **state)
{
    (void)state;
    const int64_t late = INT64_C(253402300799999);
    char made[PWPOL_RESET_TOKEN_SIZE], made_kept[PWPOL_RESET_STORED_SIZE];
    assert_int_equal(pwpol_reset_token_new(policy, "42", 2, STORED, late, made, made_kept), PWPOL_OK);
    assert_true(pwpol_reset_token_check(policy, made_kept, made, "42", 2, STORED, late));
    assert_int_equal(pwpol_reset_token_new(policy, "42", 2, STORED, 0, made, made_kept), PWPOL_OK);
    assert_true(pwpol_reset_token_check(policy, made_kept, made, "42", 2, STORED, 0));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_token_is_256_random_bits_that_fit_in_a_link),
        cmocka_unit_test(what_is_kept_is_a_keyed_hash_of_all_that_the_token_is_bound_to),
        cmocka_unit_test(a_token_lives_as_long_as_the_policy_says_and_no_clock_prolongs_it),
        cmocka_unit_test(a_token_is_worth_nothing_for_another_account_or_another_credential),
        cmocka_unit_test(an_account_without_a_password_may_be_given_one),
        cmocka_unit_test(no_altered_byte_is_taken),
        cmocka_unit_test(any_text_at_all_is_no_token),
        cmocka_unit_test(what_cannot_be_made_leaves_both_texts_empty),
        cmocka_unit_test(a_late_clock_makes_tokens_that_are_read_back),
    };
    return cmocka_run_group_tests(tests, make, end);
}
