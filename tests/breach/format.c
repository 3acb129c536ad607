/* The parts of a file: checksums, header, blocks, records. */
#include "support.h"

#include "breach/corpus.h"
#include "breach/digest.h"

#include <stdlib.h>

/* RFC 3720, appendix B.4; and the check value of the CRC catalogue. */
static void checksums_are_those_of_the_standard(void **state)
{
    (void)state;
    unsigned char bytes[32] = { 0 };
    assert_true(checksum_add(0, bytes, 32) == 0x8A9136AA);
    memset(bytes, 0xFF, 32);
    assert_true(checksum_add(0, bytes, 32) == 0x62A8AB43);
    for (unsigned i = 0; i < 32; i++)
        bytes[i] = (unsigned char)i;
    assert_true(checksum_add(0, bytes, 32) == 0x46DD794E);
    assert_true(checksum_by_table(bytes, 32) == 0x46DD794E);
    assert_true(checksum_add(checksum_add(0, bytes, 13), bytes + 13, 19) == 0x46DD794E);
    assert_true(checksum_add(0, "123456789", 9) == 0xE3069283);
    assert_true(checksum_by_table("123456789", 9) == 0xE3069283);
}

/* printf '\U00010437motdepasse' | iconv -t UTF-16LE | openssl dgst -provider legacy -md4 */
static void beyond_the_basic_plane_the_nt_hash_is_of_two_surrogates(void **state)
{
    (void)state;
    static const unsigned char expected[] = { 0x3c, 0xa2, 0xa8, 0xf6, 0x97, 0x73, 0xf9, 0x90,
                                              0xb5, 0x5c, 0x5e, 0x67, 0x65, 0x66, 0x01, 0x68 };
    unsigned char digest[HASH_SIZE_MOST];
    static const char password[] = "\U00010437motdepasse";
    assert_int_equal(password_digest(PWPOL_BREACH_NT, password, strlen(password), digest), PWPOL_OK);
    assert_memory_equal(digest, expected, sizeof expected);
}

static struct header sound_header(void)
{
    struct header header = { .shape = { .hash = PWPOL_BREACH_SHA1,
                                        .low_bits = 19,
                                        .span_bytes = 4,
                                        .class_bits = 2,
                                        .universe = UINT64_C(1000) << 20 },
                             .entries = 1000,
                             .blocks = 1,
                             .date = 1234567890123,
                             .built = 1234567890124,
                             .smallest_count = 3,
                             .classes = { 10, 100, 1000 },
                             .index_checksum = 0xDEADBEEF,
                             .source = "étude" };
    return header;
}

static void a_header_is_read_as_it_was_written(void **state)
{
    (void)state;
    unsigned char page[PAGE_SIZE], again[PAGE_SIZE];
    struct header header = sound_header(), read;
    header_write(&header, page);
    assert_memory_equal(page, "pwbreach\1\0\0\0", 12);
    assert_int_equal(header_read(page, &read), HEADER_FINE);
    header_write(&read, again);
    assert_memory_equal(page, again, PAGE_SIZE);
    assert_true(read.date == header.date && read.built == header.built && read.shape.universe == header.shape.universe);
    assert_true(header_file_size(&read) == 4096 + 4096 + 4);
}

static void a_header_out_of_bounds_is_damaged(void **state)
{
    (void)state;
    for (unsigned which = 0; which < 18; which++) {
        unsigned char page[PAGE_SIZE];
        struct header header = sound_header(), read;
        switch (which) {
        case 0: header.shape.hash = 3; break;
        case 1: header.shape.low_bits = LOW_BITS_MOST + 1; break;
        case 2: header.shape.span_bytes = 0; break;
        case 3: header.shape.span_bytes = 9; break;
        case 4: header.shape.class_bits = 1; break;
        case 5: header.shape.universe = 0; break;
        case 6: header.shape.universe = UNIVERSE_MOST + 1; break;
        case 7: header.shape.tail_bytes = 12; break;
        case 8: header.shape.exact = true; break;
        case 9: header.blocks = 1001; break;
        case 10: header.blocks = 0; break;
        case 11: header.entries = 0; break;
        case 12: header.entries = header.blocks = UINT64_MAX / 4096; break;
        case 13: header.classes[1] = 9; break;
        case 14: strcpy(header.source, "\xC3"); break;
        case 16: header.date = -1; break;
        case 17: header.built = INT64_MAX; break;
        case 15: strcpy(header.source, "a\033[2J"); break;
        }
        header_write(&header, page);
        assert_int_equal(header_read(page, &read), HEADER_DAMAGED);
    }
}

/* A hash of the place where an entry is kept is kept there again: what merging needs. */
static void an_entry_is_the_entry_of_its_record(void **state)
{
    (void)state;
    static const uint64_t universes[] = { 1, 2, 3, 1000, 55890ull << 20, (1ull << 62) - 1, 1ull << 62 };
    for (size_t u = 0; u < sizeof universes / sizeof universes[0]; u++) {
        struct shape shape = { .hash = PWPOL_BREACH_SHA1, .universe = universes[u] };
        for (uint64_t i = 0; i < 10000; i++) {
            struct entry entry = { .head = i * 0x9E3779B97F4A7C15 % universes[u], .class = i % 4 };
            uint64_t record;
            record_of_entry(&shape, &entry, &record, RECORD_SHORT);
            struct entry again = entry_of_record(&shape, &record, RECORD_SHORT);
            assert_true(again.head == entry.head && again.class == entry.class);
        }
    }
    struct shape exact = { .hash = PWPOL_BREACH_SHA1, .exact = true, .tail_bytes = 12 };
    unsigned char hash[20];
    uint64_t record[RECORD_LONG];
    made_hash(1, 1, hash, 20);
    record_of_hash(record, RECORD_LONG, hash, 20, 2);
    struct entry entry = entry_of_record(&exact, record, RECORD_LONG), same = entry_of_hash(&exact, hash);
    assert_int_equal(entry_compare(&exact, &entry, &same), 0);
    assert_int_equal(entry.class, 2);
}

static void a_block_decodes_to_what_was_added(void **state)
{
    (void)state;
    struct block_maker *maker = calloc(1, sizeof *maker);
    struct entry *entries = malloc(2 * BLOCK_ENTRIES_MOST * sizeof *entries), *added = entries + BLOCK_ENTRIES_MOST;
    unsigned char page[PAGE_SIZE];
    assert_true(maker != NULL && entries != NULL);
    for (unsigned low_bits = 0; low_bits <= LOW_BITS_MOST; low_bits++) {
        struct shape shape = { .hash = PWPOL_BREACH_SHA1,
                               .low_bits = low_bits,
                               .span_bytes = low_bits < 48 ? low_bits / 8 + 2 : 8,
                               .class_bits = low_bits % 2 ? CLASS_BITS : 0,
                               .universe = UNIVERSE_MOST };
        size_t count = 0;
        uint64_t head = low_bits, dice = low_bits;
        maker->shape = &shape;
        for (;;) {
            struct entry entry = { .head = head, .class = shape.class_bits ? count % 4 : 0 };
            if (!block_add(maker, &entry))
                break;
            added[count++] = entry;
            dice = dice * 6364136223846793005 + 1442695040888963407;
            head += 1 + ((dice >> 8) & ((UINT64_C(2) << low_bits) - 1));
        }
        block_write(maker, 5, page);
        assert_true(load32(page) == checksum_of_block(page, 5));
        assert_int_equal(block_decode(&shape, page, entries), count);
        for (size_t i = 0; i < count; i++)
            assert_true(entries[i].head == added[i].head && entries[i].class == added[i].class);
    }
    free(maker);
    free(entries);
}

/* What the format promises: log2(1/e) + 2 bits an entry at most, of a corpus that is not tiny. */
static void entries_take_two_bits_more_than_their_rate_needs(void **state)
{
    (void)state;
    static const struct plan plan = { .seed = 21 };
    pwpol_breach *breach;
    pwpol_breach_info info = { .size = sizeof info };
    make_corpus(in_folder("size"), &plan, 300000);
    assert_int_equal(pwpol_breach_open(&breach, in_folder("size"), PWPOL_BREACH_MAP, NULL), PWPOL_OK);
    assert_int_equal(pwpol_breach_info_of(breach, &info), PWPOL_OK);
    assert_true(info.bits_per_entry > 21.5 && info.bits_per_entry < 22);
    pwpol_breach_close(breach);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(beyond_the_basic_plane_the_nt_hash_is_of_two_surrogates),
        cmocka_unit_test(checksums_are_those_of_the_standard),
        cmocka_unit_test(a_header_is_read_as_it_was_written),
        cmocka_unit_test(a_header_out_of_bounds_is_damaged),
        cmocka_unit_test(an_entry_is_the_entry_of_its_record),
        cmocka_unit_test(a_block_decodes_to_what_was_added),
        cmocka_unit_test(entries_take_two_bits_more_than_their_rate_needs),
    };
    return cmocka_run_group_tests(tests, begin_folder, end_folder);
}
