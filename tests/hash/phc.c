#include "suite.h"

#include "hash/engine.h"
#include "hash/phc.h"

static const char *const good[] = {
    "$argon2id$v=19$m=65536,t=3,p=1$c29tZXNhbHRzb21lc2FsdA$wWKIMhR9lyDFvRz9YTZweHKfbftvj+qf+YFY4NeBbtA",
    "$argon2i$m=65536,t=2,p=1$c29tZXNhbHQ$9sTbSlTio3Biev89thdrlKKiCaYsjjYVJxGAL3swxpQ",
    "$argon2d$v=16$m=8,t=1,p=1$c29tZXNhbHQ$AAAAAAAAAAAAAAAAAAAAAA",
    "$argon2id$v=19$m=4294967295,t=4294967295,p=16777215$c29tZXNhbHQ$AAAAAAAAAAAAAAAAAAAAAA",
    /* the longest: a salt of 48 bytes, a tag of 64 */
    ("$argon2id$v=19$m=8,t=1,p=1$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
     "$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"),
    "$argon2id$v=19$m=64,t=1,p=1,keyid=Hj5+dsK0,data=sRlHhRmKUGzdOmU$c29tZXNhbHQ$AAAAAAAAAAAAAAAAAAAAAA",
    "$argon2id$v=19$m=64,t=1,p=1,data=sRlHhRmKUGzdOmXn01XmXygd5Kc$c29tZXNhbHQ$AAAAAAAAAAAAAAAAAAAAAA",
};

static void strings_are_read_and_written_back_as_they_were(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        struct phc phc;
        char text[PHC_STRING_SIZE];
        assert_true(phc_parse(good[i], strlen(good[i]), &phc));
        phc_write(&phc, text);
        /* version 0x10 is written by its absence, whether it was named or not */
        if (strstr(good[i], "v=16$") == NULL)
            assert_string_equal(text, good[i]);
    }
}

#define SALT "$c29tZXNhbHQ"
#define TAG "$AAAAAAAAAAAAAAAAAAAAAA"

static const char *const bad[] = {
    "",
    "$",
    "argon2id$v=19$m=64,t=1,p=1" SALT TAG,
    "$argon2$v=19$m=64,t=1,p=1" SALT TAG,
    "$argon2ID$v=19$m=64,t=1,p=1" SALT TAG,
    "$argon2id$v=18$m=64,t=1,p=1" SALT TAG,
    "$argon2id$v=019$m=64,t=1,p=1" SALT TAG,
    "$argon2id$v=19$m=064,t=1,p=1" SALT TAG, /* leading zero */
    "$argon2id$v=19$m=64,t=0,p=1" SALT TAG,
    "$argon2id$v=19$m=64,t=1,p=0" SALT TAG,
    "$argon2id$v=19$m=4294967295,t=1,p=16777216" SALT TAG, /* RFC 9106: p < 2^24 */
    "$argon2id$v=19$m=7,t=1,p=1" SALT TAG,                 /* m >= 8 p */
    "$argon2id$v=19$m=15,t=1,p=2" SALT TAG,
    "$argon2id$v=19$m=4294967296,t=1,p=1" SALT TAG, /* 2^32 */
    "$argon2id$v=19$m=99999999999999999999,t=1,p=1" SALT TAG,
    "$argon2id$v=19$t=1,m=64,p=1" SALT TAG, /* order */
    "$argon2id$v=19$m=64,t=1" SALT TAG,
    "$argon2id$v=19$m=64,t=1,p=1,x=1" SALT TAG,
    "$argon2id$v=19$m= 64,t=1,p=1" SALT TAG,
    "$argon2id$v=19$m=+64,t=1,p=1" SALT TAG,
    "$argon2id$v=19$m=-64,t=1,p=1" SALT TAG,
    "$argon2id$v=19$m=64,t=1,p=1$" TAG,           /* no salt */
    "$argon2id$v=19$m=64,t=1,p=1$c29tZXNhbA" TAG, /* 7 bytes of salt */
    "$argon2id$v=19$m=64,t=1,p=1$"
    "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA" TAG, /* 49 */
    "$argon2id$v=19$m=64,t=1,p=1" SALT "$AAAAAAAAAAAAAAAAAAAA",                /* 15 bytes of tag */
    "$argon2id$v=19$m=64,t=1,p=1" SALT
    "$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", /* 65 */
    "$argon2id$v=19$m=64,t=1,p=1,data=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA" SALT TAG, /* 33 bytes */
    "$argon2id$v=19$m=64,t=1,p=1,data=" SALT TAG,
    "$argon2id$v=19$m=64,t=1,p=1" SALT,
    "$argon2id$v=19$m=64,t=1,p=1" SALT TAG "\n",
    "$argon2id$v=19$m=64,t=1,p=1" SALT TAG "=",
    "$argon2id$v=19$m=64,t=1,p=1" SALT TAG "$",
    "$argon2id$v=19$m=64,t=1,p=1" SALT "$AAAAAAAAAAAAAAAAAAAAAB", /* stray bits */
    "$argon2id$v=19$m=64,t=1,p=1" SALT
    "$AAAAAAAAAAAAAAAAAAAAAAB", /* 23 characters: 17 bytes and a stray bit */
    "$argon2id$v=19$m=64,t=1,p=1" SALT "$AAAAAAAAAAAAAAAAAAAA-_",
    "$argon2id$v=19$m=64,t=1,p=1,keyid=" SALT TAG,
    "$argon2id$v=19$m=64,t=1,p=1,keyid=AAAAAAAAAAAA" SALT TAG, /* 9 bytes */
    "$argon2id$v=19$m=64,t=1,p=1,data=sRlHhRmKUGzdOmXn01XmXygd5Kc,keyid=Hj5+dsK0" SALT TAG,
};

static void anything_else_is_refused(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct phc phc;
        if (phc_parse(bad[i], strlen(bad[i]), &phc))
            fail_msg("accepted: %s", bad[i]);
    }
}

static void every_truncation_of_a_good_string_is_refused_or_shorter(void **state)
{
    (void)state;
    struct phc phc;
    const char *text = good[0];
    size_t tag_at = (size_t)(strrchr(text, '$') - text);
    for (size_t length = 0; length < tag_at; length++)
        assert_false(phc_parse(text, length, &phc));
}

/* RFC 4648, section 10, without padding. */
static void base64_is_that_of_the_rfc(void **state)
{
    (void)state;
    static const struct {
        const char *bytes;
        const char *text;
    } rows[] = { { "", "" },           { "f", "Zg" },          { "fo", "Zm8" },         { "foo", "Zm9v" },
                 { "foob", "Zm9vYg" }, { "fooba", "Zm9vYmE" }, { "foobar", "Zm9vYmFy" } };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char text[16];
        unsigned char bytes[16];
        char *end = base64_encode((const unsigned char *)rows[i].bytes, strlen(rows[i].bytes), text);
        assert_string_equal(text, rows[i].text);
        assert_ptr_equal(end, text + strlen(text));
        assert_int_equal(base64_decode(text, strlen(text), bytes, sizeof bytes), strlen(rows[i].bytes));
        assert_memory_equal(bytes, rows[i].bytes, strlen(rows[i].bytes));
    }
    unsigned char small[2];
    assert_int_equal(base64_decode("Zm9v", 4, small, sizeof small), -1);
}

/* RFC 9106, section 5: the test vectors, with secret and associated data. */
static void the_engine_gives_the_vectors_of_rfc_9106(void **state)
{
    (void)state;
    static const unsigned char expected[][32] = {
        [ARGON2_VARIANT_D] = { 0x51, 0x2b, 0x39, 0x1b, 0x6f, 0x11, 0x62, 0x97, 0x53, 0x71, 0xd3,
                               0x09, 0x19, 0x73, 0x42, 0x94, 0xf8, 0x68, 0xe3, 0xbe, 0x39, 0x84,
                               0xf3, 0xc1, 0xa1, 0x3a, 0x4d, 0xb9, 0xfa, 0xbe, 0x4a, 0xcb },
        [ARGON2_VARIANT_I] = { 0xc8, 0x14, 0xd9, 0xd1, 0xdc, 0x7f, 0x37, 0xaa, 0x13, 0xf0, 0xd7,
                               0x7f, 0x24, 0x94, 0xbd, 0xa1, 0xc8, 0xde, 0x6b, 0x01, 0x6d, 0xd3,
                               0x88, 0xd2, 0x99, 0x52, 0xa4, 0xc4, 0x67, 0x2b, 0x6c, 0xe8 },
        [ARGON2_VARIANT_ID] = { 0x0d, 0x64, 0x0d, 0xf5, 0x8d, 0x78, 0x76, 0x6c, 0x08, 0xc0, 0x37,
                                0xa3, 0x4a, 0x8b, 0x53, 0xc9, 0xd0, 0x1e, 0xf0, 0x45, 0x2d, 0x75,
                                0xb6, 0x5e, 0xb5, 0x25, 0x20, 0xe9, 0x6b, 0x01, 0xe6, 0x59 },
    };
    unsigned char password[32], salt[16], secret[8], data[12], tag[32];
    static _Alignas(4096) unsigned char memory[32 * 1024];
    memset(password, 1, sizeof password);
    memset(salt, 2, sizeof salt);
    memset(secret, 3, sizeof secret);
    memset(data, 4, sizeof data);
    static const enum engine_choice engine_choices[] = { ENGINE_NATIVE, ENGINE_ARGON2 };
    for (int round = 0; round < 6; round++) {
        int variant = round % 3, choice = round / 3;
        struct argon2_task task = { (enum argon2_variant)variant,
                                    ARGON2_V13,
                                    { 32, 3, 4 },
                                    password,
                                    sizeof password,
                                    salt,
                                    sizeof salt,
                                    secret,
                                    sizeof secret,
                                    data,
                                    sizeof data,
                                    tag,
                                    sizeof tag };
        const struct engine *engine = engine_for(&task, engine_choices[choice]);
        assert_true(engine->uses_slot);
        assert_int_equal(engine_memory(&task.cost), sizeof memory);
        assert_int_equal(engine->run(&task, memory), ENGINE_DONE);
        assert_memory_equal(tag, expected[variant], sizeof tag);
        for (size_t i = 0; i < sizeof memory && !engine->leaves_matrix; i++)
            assert_int_equal(memory[i], 0); /* wiped by the engine */
    }
}

/* xorshift, seeded alike in every run */
static uint32_t draw(uint32_t bound)
{
    static uint64_t random_state = 88172645463325252u;
    random_state ^= random_state << 13;
    random_state ^= random_state >> 7;
    random_state ^= random_state << 17;
    return (uint32_t)(random_state >> 32) % bound;
}

static void both_engines_give_the_same_tag_wherever_both_can(void **state)
{
    (void)state;
    static _Alignas(4096) unsigned char memory[1024 * 1024];
    for (unsigned round = 0; round < 1000; round++) {
        unsigned char password[64], salt[16], one[64], other[64];
        for (size_t i = 0; i < sizeof password; i++)
            password[i] = (unsigned char)draw(256);
        for (size_t i = 0; i < sizeof salt; i++)
            salt[i] = (unsigned char)draw(256);
        struct argon2_task task = { draw(2) ? ARGON2_VARIANT_ID : ARGON2_VARIANT_I,
                                    ARGON2_V13,
                                    { 8 + draw(500), 3 + draw(3), 1 },
                                    password,
                                    draw(sizeof password),
                                    salt,
                                    sizeof salt,
                                    NULL,
                                    0,
                                    NULL,
                                    0,
                                    one,
                                    16 + draw(49) };
        assert_true(engine_sodium.can(&task));
        assert_int_equal(engine_sodium.run(&task, NULL), ENGINE_DONE);
        task.tag = other;
        assert_int_equal(engine_argon2.run(&task, memory), ENGINE_DONE);
        assert_memory_equal(one, other, task.tag_len);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(strings_are_read_and_written_back_as_they_were),
        cmocka_unit_test(anything_else_is_refused),
        cmocka_unit_test(every_truncation_of_a_good_string_is_refused_or_shorter),
        cmocka_unit_test(base64_is_that_of_the_rfc),
        cmocka_unit_test(the_engine_gives_the_vectors_of_rfc_9106),
        cmocka_unit_test(both_engines_give_the_same_tag_wherever_both_can),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
