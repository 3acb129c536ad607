/* pwpol_breach_contains() and its kin: what is in a corpus is found, and hardly anything else. */
#include "support.h"

#include <stdlib.h>

static pwpol_breach *open_corpus(const char *path, pwpol_breach_access access)
{
    pwpol_breach *breach = NULL;
    pwpol_where where = PWPOL_WHERE_INIT;
    assert_int_equal(pwpol_breach_open(&breach, path, access, &where), PWPOL_OK);
    return breach;
}

static uint64_t ask(const pwpol_breach *breach, uint64_t seed, uint64_t index, size_t length)
{
    unsigned char hash[HASH_SIZE_MOST];
    uint64_t seen = UINT64_MAX;
    made_hash(seed, index, hash, length);
    assert_int_equal(pwpol_breach_contains_hash(breach, hash, length, &seen), PWPOL_OK);
    return seen;
}

static const struct plan plans[] = {
    { .seed = 1 },
    { .seed = 2, .bits = 8 },
    { .seed = 3, .bits = 30, .classes = true },
    { .seed = 4, .exact = true },
    { .seed = 5, .exact = true, .classes = true, .hash = PWPOL_BREACH_NT },
    { .seed = 6, .hash = PWPOL_BREACH_NT },
    { .seed = 7, .bits = 1 },
};
enum { PLANS = sizeof plans / sizeof plans[0] };

static void everything_in_a_corpus_is_found(void **state)
{
    (void)state;
    static const uint64_t counts[] = { 1, 2, 127, 128, 129, 130, 5000, 100000 };
    static const uint64_t least[] = { 1, 10, 100, 1000 };
    for (size_t p = 0; p < PLANS; p++)
        for (size_t c = 0; c < sizeof counts / sizeof counts[0]; c++) {
            size_t length = hash_size(plans[p].hash);
            make_corpus(in_folder("all"), &plans[p], counts[c]);
            pwpol_breach *breach = open_corpus(in_folder("all"), c % 2 ? PWPOL_BREACH_READ : PWPOL_BREACH_MAP);
            for (uint64_t i = 0; i < counts[c]; i++) {
                uint64_t seen = ask(breach, plans[p].seed, i, length);
                /* Two hashes may be cut to one entry, whose class is then the greater. */
                assert_true(seen >= (plans[p].classes ? least[i % 4] : 1));
            }
            pwpol_breach_close(breach);
        }
}

/* Hashes that no corpus here holds; only what places them is drawn. */
static uint64_t count_found(const pwpol_breach *breach, uint64_t trials)
{
    enum { TOGETHER = 1024 };
    static unsigned char hashes[20 * TOGETHER];
    uint64_t seen[TOGETHER], found = 0, dice = 9;
    for (uint64_t i = 0; i < trials; i += TOGETHER) {
        for (unsigned j = 0; j < TOGETHER; j++) {
            dice = dice * 6364136223846793005 + 1442695040888963407; /* its high bits are the good ones */
            store(hashes + 20 * j, __builtin_bswap64(dice ^ dice >> 32), 8);
        }
        assert_int_equal(pwpol_breach_contains_hashes(breach, hashes, 20, TOGETHER, seen), PWPOL_OK);
        for (unsigned j = 0; j < TOGETHER; j++)
            found += seen[j] > 0;
    }
    return found;
}

/* Within 5 % of the rate: with 2^-8, 4096 are expected, and their standard deviation is
 * 1.6 %; with 2^-10, 2048 and 2.2 %. */
static void false_positives_are_as_many_as_told(void **state)
{
    (void)state;
    static const struct plan coarse[] = { { .seed = 8, .bits = 8 }, { .seed = 9, .bits = 10 } };
    enum { ENTRIES = 20000 };
    for (size_t p = 0; p < 2; p++) {
        uint64_t trials = p == 0 ? 1 << 20 : 1 << 21;
        make_corpus(in_folder("some"), &coarse[p], ENTRIES);
        pwpol_breach *breach = open_corpus(in_folder("some"), PWPOL_BREACH_MAP);
        pwpol_breach_info info = { .size = sizeof info };
        assert_int_equal(pwpol_breach_info_of(breach, &info), PWPOL_OK);
        /* Entries that are cut alike are one. */
        double told = 1.0 / (1 << coarse[p].bits);
        assert_true(info.false_positives > 0.99 * told && info.false_positives <= told);
        double found = (double)count_found(breach, trials), expected = (double)trials * told;
        print_message("# %.0f found, %.0f expected\n", found, expected);
        assert_true(found > 0.95 * expected && found < 1.05 * expected);
        pwpol_breach_close(breach);
    }
}

static void an_exact_corpus_has_no_false_positive(void **state)
{
    (void)state;
    static const struct plan exact = { .seed = 10, .exact = true };
    make_corpus(in_folder("exact"), &exact, 5000);
    pwpol_breach *breach = open_corpus(in_folder("exact"), PWPOL_BREACH_MAP);
    for (uint64_t i = 0; i < 5000; i++) {
        unsigned char hash[20];
        uint64_t seen;
        made_hash(10, i, hash, 20);
        hash[i % 20] ^= (unsigned char)(1 << i / 20 % 8);
        assert_int_equal(pwpol_breach_contains_hash(breach, hash, 20, &seen), PWPOL_OK);
        assert_true(seen == 0);
    }
    pwpol_breach_close(breach);
}

/* A block is full of hashes that begin with the same 8 bytes, and the one before it too. */
static void hashes_that_begin_alike_are_told_apart(void **state)
{
    (void)state;
    enum { COUNT = 3000 };
    struct header header = { .shape = { .hash = PWPOL_BREACH_SHA1, .exact = true, .tail_bytes = 12 },
                             .entries = COUNT };
    struct writer writer;
    assert_int_equal(writer_begin(&writer, in_folder("alike"), &header), PWPOL_OK);
    for (unsigned i = 0; i < COUNT; i++) {
        struct entry entry = { .head = 0x0123456789ABCDEF };
        entry.tail[0] = (unsigned char)(i >> 8);
        entry.tail[1] = (unsigned char)i;
        assert_int_equal(writer_add(&writer, &entry), PWPOL_OK);
    }
    assert_int_equal(writer_finish(&writer), PWPOL_OK);
    assert_true(writer.header.blocks > 3);
    writer_end(&writer);
    pwpol_breach *breach = open_corpus(in_folder("alike"), PWPOL_BREACH_MAP);
    for (unsigned i = 0; i < COUNT + 100; i++) {
        unsigned char hash[20] = { 0x01, 0x23, 0x45, 0x67, 0x89, 0xAB, 0xCD, 0xEF, (unsigned char)(i >> 8),
                                   (unsigned char)i };
        uint64_t seen;
        assert_int_equal(pwpol_breach_contains_hash(breach, hash, 20, &seen), PWPOL_OK);
        assert_true((seen > 0) == (i < COUNT));
    }
    pwpol_breach_close(breach);
}

/* Clusters and deserts: what an even spread is not. */
static void an_uneven_spread_is_only_slower(void **state)
{
    (void)state;
    enum { COUNT = 20000 };
    static uint64_t heads[COUNT];
    struct header header = { .shape = { .hash = PWPOL_BREACH_SHA1, .universe = UNIVERSE_MOST },
                             .entries = COUNT };
    struct writer writer;
    for (unsigned i = 0; i < COUNT; i++)
        heads[i] = i < 15000 ? i * 3 : i < 19980 ? (UINT64_C(1) << 60) + i : (UINT64_C(1) << 61) + ((uint64_t)i << 44);
    assert_int_equal(writer_begin(&writer, in_folder("uneven"), &header), PWPOL_OK);
    for (unsigned i = 0; i < COUNT; i++)
        assert_int_equal(writer_add(&writer, &(struct entry){ .head = heads[i] }), PWPOL_OK);
    assert_int_equal(writer_finish(&writer), PWPOL_OK);
    writer_end(&writer);
    pwpol_breach *breach = open_corpus(in_folder("uneven"), PWPOL_BREACH_MAP);
    for (unsigned i = 0; i < COUNT; i++)
        for (unsigned off = 0; off < 2; off++) {
            unsigned char hash[20] = { 0 };
            uint64_t seen, first = (heads[i] + off) << 2;
            for (unsigned byte = 0; byte < 8; byte++)
                hash[byte] = (unsigned char)(first >> (56 - 8 * byte));
            assert_int_equal(pwpol_breach_contains_hash(breach, hash, 20, &seen), PWPOL_OK);
            if (off == 0)
                assert_true(seen > 0);
            else if (i < 15000)
                assert_true(seen == 0);
        }
    pwpol_breach_close(breach);
}

/* Hashes that are cut to one entry: at one bit an entry, a fourth of them. */
static void of_hashes_that_are_told_apart_no_more_the_greater_count_is_told(void **state)
{
    (void)state;
    enum { COUNT = 5000 };
    static const struct plan coarse = { .seed = 8, .bits = 1, .classes = true };
    static const uint64_t least[] = { 1, 10, 100, 1000 };
    make_corpus(in_folder("coarse"), &coarse, COUNT);
    pwpol_breach *breach = open_corpus(in_folder("coarse"), PWPOL_BREACH_MAP);
    for (uint64_t i = 0; i < COUNT; i++)
        assert_true(ask(breach, coarse.seed, i, 20) >= least[i % 4]);
    pwpol_breach_close(breach);
}

static void an_empty_corpus_answers_no(void **state)
{
    (void)state;
    make_corpus(in_folder("empty"), &plans[0], 0);
    pwpol_breach *breach = open_corpus(in_folder("empty"), PWPOL_BREACH_MAP);
    assert_true(ask(breach, 1, 1, 20) == 0);
    pwpol_breach_close(breach);
}

static void many_at_once_are_answered_as_one_by_one(void **state)
{
    (void)state;
    enum { MANY = 1000 };
    static unsigned char hashes[MANY * 20];
    uint64_t seen[MANY], one;
    make_corpus(in_folder("many"), &plans[2], MANY / 2);
    for (uint64_t i = 0; i < MANY; i++)
        made_hash(plans[2].seed, i, hashes + 20 * i, 20);
    pwpol_breach *breach = open_corpus(in_folder("many"), PWPOL_BREACH_MAP);
    assert_int_equal(pwpol_breach_contains_hashes(breach, hashes, 20, MANY, seen), PWPOL_OK);
    for (uint64_t i = 0; i < MANY; i++) {
        assert_int_equal(pwpol_breach_contains_hash(breach, hashes + 20 * i, 20, &one), PWPOL_OK);
        assert_true(one == seen[i] && (one > 0) == (i < MANY / 2));
    }
    pwpol_breach_close(breach);
}

/* FIPS 180-1's "abc"; the NT hash of "password" is on every list of them. */
static const unsigned char sha1_of_abc[20] = { 0xA9, 0x99, 0x3E, 0x36, 0x47, 0x06, 0x81, 0x6A, 0xBA, 0x3E,
                                               0x25, 0x71, 0x78, 0x50, 0xC2, 0x6C, 0x9C, 0xD0, 0xD8, 0x9D };
static const unsigned char nt_of_password[16] = { 0x88, 0x46, 0xF7, 0xEA, 0xEE, 0x8F, 0xB1, 0x17,
                                                  0xAD, 0x06, 0xBD, 0xD8, 0x30, 0xB7, 0x58, 0x6C };

static pwpol_breach *corpus_of_one(const unsigned char *hash, pwpol_breach_hash kind)
{
    struct header header = { .shape = { .hash = kind, .exact = true }, .entries = 1 };
    struct writer writer;
    header.shape.tail_bytes = (unsigned)hash_size(kind) - 8;
    assert_int_equal(writer_begin(&writer, in_folder("one"), &header), PWPOL_OK);
    struct entry entry = entry_of_hash(&writer.header.shape, hash);
    assert_int_equal(writer_add(&writer, &entry), PWPOL_OK);
    assert_int_equal(writer_finish(&writer), PWPOL_OK);
    writer_end(&writer);
    return open_corpus(in_folder("one"), PWPOL_BREACH_MAP);
}

static void passwords_are_hashed_as_the_corpus_has_them(void **state)
{
    (void)state;
    uint64_t seen;
    pwpol_breach *breach = corpus_of_one(sha1_of_abc, PWPOL_BREACH_SHA1);
    assert_int_equal(pwpol_breach_contains(breach, "abc", 3, &seen), PWPOL_OK);
    assert_true(seen == 1);
    assert_int_equal(pwpol_breach_contains(breach, "abd", 3, &seen), PWPOL_OK);
    assert_true(seen == 0);
    pwpol_breach_close(breach);

    breach = corpus_of_one(nt_of_password, PWPOL_BREACH_NT);
    assert_int_equal(pwpol_breach_contains(breach, "password", 8, &seen), PWPOL_OK);
    assert_true(seen == 1);
    assert_int_equal(pwpol_breach_contains(breach, "p\xFF", 2, &seen), PWPOL_ERR_UTF8);
    /* Longer than the buffer that its UTF-16 goes through. */
    char text[1000];
    memset(text, 'x', sizeof text);
    assert_int_equal(pwpol_breach_contains(breach, text, sizeof text, &seen), PWPOL_OK);
    pwpol_breach_close(breach);
}

static void the_corpus_compiled_in_holds_the_common_passwords(void **state)
{
    (void)state;
    pwpol_breach *breach = open_corpus(NULL, PWPOL_BREACH_MAP);
    static const char *const common[] = { "123456", "password", "azerty", "qwerty", "motdepasse", "doudou" };
    const char *passwords[7] = { NULL };
    size_t lens[7];
    uint64_t seen[7];
    for (size_t i = 0; i < 6; i++) {
        passwords[i] = common[i];
        lens[i] = strlen(common[i]);
    }
    passwords[6] = "k\u00E97#Vw!2qZx9";
    lens[6] = strlen(passwords[6]);
    assert_int_equal(pwpol_breach_contains_many(breach, passwords, lens, 7, seen), PWPOL_OK);
    for (size_t i = 0; i < 7; i++)
        assert_true((seen[i] > 0) == (i < 6));
    pwpol_breach_info info = { .size = sizeof info };
    assert_int_equal(pwpol_breach_info_of(breach, &info), PWPOL_OK);
    assert_true(info.false_positives > 0 && info.false_positives < 1e-6);
    assert_true(info.entries > 50000 && info.bytes < 1 << 20);
    bool changed = true;
    assert_int_equal(pwpol_breach_reload(breach, &changed, NULL), PWPOL_OK);
    assert_false(changed);
    pwpol_breach_close(breach);
}

static void arguments_out_of_bounds_are_refused(void **state)
{
    (void)state;
    uint64_t seen;
    size_t one = 1;
    const char *none = NULL;
    unsigned char hash[20] = { 0 };
    pwpol_breach_info info = { .size = 0 };
    pwpol_breach *breach = open_corpus(NULL, PWPOL_BREACH_MAP), *other;
    assert_int_equal(pwpol_breach_open(NULL, NULL, PWPOL_BREACH_MAP, NULL), PWPOL_ERR_ARGUMENT);
    assert_int_equal(pwpol_breach_open(&other, NULL, (pwpol_breach_access)7, NULL), PWPOL_ERR_ARGUMENT);
    assert_null(other);
    assert_int_equal(pwpol_breach_contains(NULL, "a", 1, &seen), PWPOL_ERR_ARGUMENT);
    assert_int_equal(pwpol_breach_contains(breach, NULL, 1, &seen), PWPOL_ERR_ARGUMENT);
    assert_int_equal(pwpol_breach_contains(breach, "a", 1, NULL), PWPOL_ERR_ARGUMENT);
    assert_int_equal(pwpol_breach_contains_many(breach, &none, &one, 1, &seen), PWPOL_ERR_ARGUMENT);
    assert_int_equal(pwpol_breach_contains_hash(breach, hash, 16, &seen), PWPOL_ERR_ARGUMENT);
    assert_int_equal(pwpol_breach_contains_hash(breach, NULL, 20, &seen), PWPOL_ERR_ARGUMENT);
    assert_int_equal(pwpol_breach_info_of(breach, &info), PWPOL_ERR_ARGUMENT);
    assert_int_equal(pwpol_breach_info_of(NULL, &info), PWPOL_ERR_ARGUMENT);
    assert_int_equal(pwpol_breach_reload(NULL, NULL, NULL), PWPOL_ERR_ARGUMENT);
    pwpol_breach_close(NULL);
    pwpol_breach_close(breach);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(everything_in_a_corpus_is_found),
        cmocka_unit_test(false_positives_are_as_many_as_told),
        cmocka_unit_test(an_exact_corpus_has_no_false_positive),
        cmocka_unit_test(hashes_that_begin_alike_are_told_apart),
        cmocka_unit_test(an_uneven_spread_is_only_slower),
        cmocka_unit_test(of_hashes_that_are_told_apart_no_more_the_greater_count_is_told),
        cmocka_unit_test(an_empty_corpus_answers_no),
        cmocka_unit_test(many_at_once_are_answered_as_one_by_one),
        cmocka_unit_test(passwords_are_hashed_as_the_corpus_has_them),
        cmocka_unit_test(the_corpus_compiled_in_holds_the_common_passwords),
        cmocka_unit_test(arguments_out_of_bounds_are_refused),
    };
    return cmocka_run_group_tests(tests, begin_folder, end_folder);
}
