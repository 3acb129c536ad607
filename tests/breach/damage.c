/* Files that are cut, flipped or that lie: a status or an answer, never more. */
#include "support.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

enum { ENTRIES = 2000 };

static const struct plan plans[] = {
    { .seed = 1, .classes = true },
    { .seed = 2, .exact = true },
};

/* Whatever the file is: it opens or not, and then answers or not. True when every
 * question was answered, and every entry found. */
static bool ask_all(const char *path, const struct plan *plan, pwpol_breach_access access)
{
    pwpol_breach *breach = (pwpol_breach *)&breach;
    pwpol_where where = PWPOL_WHERE_INIT;
    pwpol_status status = pwpol_breach_open(&breach, path, access, &where);
    bool whole = status == PWPOL_OK;
    if (status != PWPOL_OK) {
        assert_null(breach);
        assert_true(status == PWPOL_ERR_SYNTAX || status == PWPOL_ERR_IO);
        assert_true(where.message_en[0] != '\0' && where.message_fr[0] != '\0');
        return false;
    }
    for (uint64_t i = 0; i < ENTRIES; i += 7) {
        unsigned char hash[20];
        uint64_t seen;
        made_hash(plan->seed, i, hash, sizeof hash);
        status = pwpol_breach_contains_hash(breach, hash, sizeof hash, &seen);
        assert_true(status == PWPOL_OK || status == PWPOL_ERR_SYNTAX || status == PWPOL_ERR_IO);
        whole = whole && status == PWPOL_OK && seen > 0;
    }
    pwpol_breach_close(breach);
    return whole;
}

static void a_file_cut_anywhere_is_refused(void **state)
{
    (void)state;
    for (size_t p = 0; p < 2; p++) {
        size_t size;
        make_corpus(in_folder("whole"), &plans[p], ENTRIES);
        unsigned char *bytes = read_file(in_folder("whole"), &size);
        assert_true(ask_all(in_folder("whole"), &plans[p], PWPOL_BREACH_MAP));
        for (size_t cut = 0; cut < size; cut += cut < 130 || size - cut < 8 ? 1 : 509) {
            write_file(in_folder("cut"), bytes, cut);
            assert_false(ask_all(in_folder("cut"), &plans[p], cut % 2 ? PWPOL_BREACH_READ : PWPOL_BREACH_MAP));
        }
        bytes = realloc(bytes, size + 1);
        assert_non_null(bytes);
        bytes[size] = 0;
        write_file(in_folder("cut"), bytes, size + 1);
        assert_false(ask_all(in_folder("cut"), &plans[p], PWPOL_BREACH_MAP));
        free(bytes);
    }
}

/* CRC-32C sees every flip of one bit. */
static void a_flipped_bit_is_never_a_wrong_answer(void **state)
{
    (void)state;
    for (size_t p = 0; p < 2; p++) {
        size_t size;
        make_corpus(in_folder("whole"), &plans[p], ENTRIES);
        unsigned char *bytes = read_file(in_folder("whole"), &size);
        for (size_t bit = 0; bit < 8 * size; bit += bit < 8 * 110 || bit > 8 * (size - 5) ? 1 : 1021) {
            unsigned char *byte = &bytes[bit / 8];
            *byte ^= (unsigned char)(1 << bit % 8);
            write_file(in_folder("flipped"), bytes, size);
            pwpol_breach *breach = NULL;
            if (pwpol_breach_open(&breach, in_folder("flipped"), bit % 2 ? PWPOL_BREACH_READ : PWPOL_BREACH_MAP,
                                  NULL) == PWPOL_OK) {
                size_t failed = 0;
                for (uint64_t i = 0; i < ENTRIES; i += 3) {
                    unsigned char hash[20];
                    uint64_t seen;
                    made_hash(plans[p].seed, i, hash, sizeof hash);
                    pwpol_status status = pwpol_breach_contains_hash(breach, hash, sizeof hash, &seen);
                    assert_true(status == PWPOL_ERR_SYNTAX || (status == PWPOL_OK && seen > 0));
                    failed += status != PWPOL_OK;
                }
                assert_true(failed > 0); /* the block that is damaged */
            }
            pwpol_breach_close(breach);
            *byte ^= (unsigned char)(1 << bit % 8);
        }
        free(bytes);
    }
}

/* Makes the checksums of a file right again, so that what lies within is believed. */
static void seal(unsigned char *bytes, size_t size)
{
    static const unsigned char none[4];
    uint64_t blocks = (size - PAGE_SIZE) / (PAGE_SIZE + INDEX_ENTRY_SIZE);
    for (uint64_t i = 0; i < blocks; i++) {
        unsigned char *block = bytes + PAGE_SIZE * (1 + i);
        store(block, checksum_of_block(block, i), 4);
    }
    store(bytes + 96, checksum_add(0, bytes + PAGE_SIZE * (1 + blocks), INDEX_ENTRY_SIZE * blocks), 4);
    uint32_t crc = checksum_add(checksum_add(0, bytes, 12), none, 4);
    store(bytes + 12, checksum_add(crc, bytes + 16, PAGE_SIZE - 16), 4);
}

/* Bytes that were chosen by whoever made the file, with right checksums. */
static void a_file_that_lies_is_answered_within_its_bounds(void **state)
{
    (void)state;
    uint64_t dice = 12345;
    for (size_t p = 0; p < 2; p++) {
        size_t size;
        make_corpus(in_folder("whole"), &plans[p], ENTRIES);
        unsigned char *bytes = read_file(in_folder("whole"), &size), *lying = malloc(size);
        assert_non_null(lying);
        for (unsigned round = 0; round < 400; round++) {
            memcpy(lying, bytes, size);
            for (unsigned change = 0; change <= round % 4; change++) {
                dice = dice * 6364136223846793005 + 1442695040888963407;
                /* Header fields, the starts of blocks, and anything. */
                size_t where = dice >> 33;
                where = round % 3 == 0   ? 16 + where % 90
                        : round % 3 == 1 ? PAGE_SIZE * (1 + where / 128 % (size / PAGE_SIZE - 1)) + 4 + where % 92
                                         : where % size;
                lying[where] = round % 5 == 0 ? 0xFF : (unsigned char)(dice >> 24);
            }
            seal(lying, size);
            write_file(in_folder("lying"), lying, size);
            ask_all(in_folder("lying"), &plans[p], round % 2 ? PWPOL_BREACH_READ : PWPOL_BREACH_MAP);
        }
        free(bytes);
        free(lying);
    }
}

/* Pages of nothing but ones, zeros or noise, decoded under every shape. */
static void any_page_decodes_within_its_bounds(void **state)
{
    (void)state;
    static struct entry entries[BLOCK_ENTRIES_MOST];
    unsigned char *page = malloc(PAGE_SIZE); /* on the heap, where a sanitizer sees the byte after it */
    assert_non_null(page);
    uint64_t dice = 99;
    for (unsigned round = 0; round < 3000; round++) {
        dice = dice * 6364136223846793005 + 1442695040888963407;
        struct shape shape = { .hash = PWPOL_BREACH_SHA1,
                               .low_bits = (unsigned)(dice >> 40) % (LOW_BITS_MOST + 1),
                               .span_bytes = 1 + (unsigned)(dice >> 50) % 8,
                               .class_bits = dice >> 60 & 1 ? CLASS_BITS : 0,
                               .universe = UNIVERSE_MOST };
        if (round % 3 == 0) {
            shape.exact = true;
            shape.tail_bytes = 12;
            shape.universe = 0;
        }
        for (size_t i = 0; i < PAGE_SIZE; i += 8) {
            dice = dice * 6364136223846793005 + 1442695040888963407;
            store(page + i, round % 4 == 1 ? 0 : round % 4 == 2 ? UINT64_MAX : dice, 8);
        }
        store(page + 4, (dice >> 20) % 1700, 4);
        unsigned class;
        struct entry entry = { .head = round % 2 ? UINT64_MAX : dice };
        block_find(&shape, page, &entry, &class);
        assert_in_range(block_decode(&shape, page, entries), 0, BLOCK_ENTRIES_MOST);
    }
    free(page);
}

static void a_block_in_the_place_of_another_is_seen(void **state)
{
    (void)state;
    size_t size;
    unsigned char page[PAGE_SIZE];
    make_corpus(in_folder("whole"), &plans[0], ENTRIES);
    unsigned char *bytes = read_file(in_folder("whole"), &size);
    memcpy(page, bytes + PAGE_SIZE, PAGE_SIZE);
    memcpy(bytes + PAGE_SIZE, bytes + 2 * PAGE_SIZE, PAGE_SIZE);
    memcpy(bytes + 2 * PAGE_SIZE, page, PAGE_SIZE);
    write_file(in_folder("swapped"), bytes, size);
    assert_false(ask_all(in_folder("swapped"), &plans[0], PWPOL_BREACH_MAP));
    free(bytes);
}

static void each_refusal_says_what_is_wrong(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        pwpol_status status;
        const char *says;
    } refused[] = {
        { "no-such-file", PWPOL_ERR_IO, "does not exist" },
        { "text", PWPOL_ERR_SYNTAX, "is no breach corpus" },
        { "", PWPOL_ERR_SYNTAX, "is no breach corpus" },
        { "version", PWPOL_ERR_SYNTAX, "of a version" },
        { "header", PWPOL_ERR_SYNTAX, "damaged or cut short" },
    };
    size_t size;
    make_corpus(in_folder("whole"), &plans[0], 10);
    unsigned char *bytes = read_file(in_folder("whole"), &size);
    bytes[8] = 2;
    write_file(in_folder("version"), bytes, size);
    bytes[8] = 1;
    bytes[24] ^= 1;
    write_file(in_folder("header"), bytes, size);
    memset(bytes, 'a', size);
    write_file(in_folder("text"), bytes, size);
    free(bytes);
    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++) {
        pwpol_breach *breach;
        pwpol_where where = PWPOL_WHERE_INIT;
        const char *path = in_folder(refused[i].name);
        assert_int_equal(pwpol_breach_open(&breach, path, PWPOL_BREACH_MAP, &where), refused[i].status);
        assert_non_null(strstr(where.message_en, refused[i].says));
        assert_non_null(strstr(where.message_en, path));
        assert_string_equal(where.file, path);
    }
}

/* Cut between characters, wherever that falls. */
static void the_end_of_a_long_path_is_told(void **state)
{
    (void)state;
    for (size_t more = 0; more < 3; more++) {
        char path[700] = "/nowhere/";
        for (unsigned i = 0; i < 200; i++)
            strcat(path, "\u20AC"); /* 3 bytes */
        strcat(path, "/cc");
        path[strlen(path) - more] = '\0';
        pwpol_breach *breach = NULL;
        pwpol_where where = PWPOL_WHERE_INIT;
        assert_int_equal(pwpol_breach_open(&breach, path, PWPOL_BREACH_MAP, &where), PWPOL_ERR_IO);
        const char *shown = strstr(where.message_en, "\u20AC");
        assert_non_null(shown);
        assert_true(shown[-1] == ' ');
    }
}

/* Though its checksum is right: a search would not end where it should. */
static void an_index_that_descends_is_refused(void **state)
{
    (void)state;
    size_t size;
    make_corpus(in_folder("whole"), &plans[0], 10 * ENTRIES);
    unsigned char *bytes = read_file(in_folder("whole"), &size);
    uint64_t blocks = (size - PAGE_SIZE) / (PAGE_SIZE + INDEX_ENTRY_SIZE);
    assert_true(blocks > 1);
    memset(bytes + PAGE_SIZE * (1 + blocks), 0xFF, INDEX_ENTRY_SIZE);
    seal(bytes, size);
    write_file(in_folder("descends"), bytes, size);
    free(bytes);
    assert_false(ask_all(in_folder("descends"), &plans[0], PWPOL_BREACH_MAP));
    pwpol_breach *breach = NULL;
    assert_int_equal(pwpol_breach_open(&breach, in_folder("descends"), PWPOL_BREACH_MAP, NULL), PWPOL_ERR_SYNTAX);
}

/* A file that is cut short under a reader that reads, not maps. */
static void a_file_cut_while_it_is_read_is_a_status(void **state)
{
    (void)state;
    uint64_t seen;
    unsigned char hash[20];
    pwpol_breach *breach;
    make_corpus(in_folder("shrinks"), &plans[0], ENTRIES);
    assert_int_equal(pwpol_breach_open(&breach, in_folder("shrinks"), PWPOL_BREACH_READ, NULL), PWPOL_OK);
    assert_int_equal(truncate(in_folder("shrinks"), 5000), 0);
    unsigned failed = 0;
    for (uint64_t i = 0; i < 100; i++) {
        made_hash(plans[0].seed, i, hash, sizeof hash);
        pwpol_status status = pwpol_breach_contains_hash(breach, hash, sizeof hash, &seen);
        assert_true(status == PWPOL_ERR_IO || (status == PWPOL_OK && seen > 0));
        failed += status == PWPOL_ERR_IO;
    }
    assert_true(failed > 50);
    pwpol_breach_close(breach);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_file_cut_anywhere_is_refused),
        cmocka_unit_test(a_flipped_bit_is_never_a_wrong_answer),
        cmocka_unit_test(a_file_that_lies_is_answered_within_its_bounds),
        cmocka_unit_test(any_page_decodes_within_its_bounds),
        cmocka_unit_test(a_block_in_the_place_of_another_is_seen),
        cmocka_unit_test(each_refusal_says_what_is_wrong),
        cmocka_unit_test(the_end_of_a_long_path_is_told),
        cmocka_unit_test(an_index_that_descends_is_refused),
        cmocka_unit_test(a_file_cut_while_it_is_read_is_a_status),
    };
    return cmocka_run_group_tests(tests, begin_folder, end_folder);
}
