#include "support.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static uint64_t mix(uint64_t value)
{
    value += 0x9E3779B97F4A7C15;
    value = (value ^ value >> 30) * 0xBF58476D1CE4E5B9;
    value = (value ^ value >> 27) * 0x94D049BB133111EB;
    return value ^ value >> 31;
}

void made_hash(uint64_t seed, uint64_t index, unsigned char *hash, size_t hash_len)
{
    uint64_t state = mix(seed) ^ index * 3;
    for (size_t at = 0; at < hash_len; at += 8, state++) {
        uint64_t word = mix(state);
        memcpy(hash + at, &word, hash_len - at < 8 ? hash_len - at : 8);
    }
}

void make_corpus(const char *path, const struct plan *plan, uint64_t count)
{
    pwpol_breach_hash kind = plan->hash == 0 ? PWPOL_BREACH_SHA1 : plan->hash;
    size_t length = hash_size(kind);
    unsigned words = record_words(plan->exact);
    struct sorter sorter;
    struct writer writer;
    assert_int_equal(sorter_begin(&sorter, plan->exact, 1 << 20, in_folder("")), PWPOL_OK);
    for (uint64_t i = 0; i < count; i++) {
        unsigned char hash[HASH_SIZE_MOST];
        uint64_t record[RECORD_LONG];
        made_hash(plan->seed, i, hash, length);
        record_of_hash(record, words, hash, length, plan->classes ? i % 4 : 0);
        assert_int_equal(sorter_add(&sorter, record, 1), PWPOL_OK);
    }
    assert_int_equal(sorter_finish(&sorter), PWPOL_OK);
    struct header header = { .entries = sorter.distinct,
                             .date = 1700000000000,
                             .smallest_count = 1,
                             .classes = { 10, 100, 1000 },
                             .source = "made" };
    header.shape = (struct shape){ .hash = kind, .exact = plan->exact };
    header.shape.class_bits = plan->classes ? CLASS_BITS : 0;
    header.shape.tail_bytes = plan->exact ? (unsigned)length - 8 : 0;
    header.shape.universe = plan->exact ? 0 : sorter.distinct << (plan->bits == 0 ? 20 : plan->bits);
    if (header.shape.universe == 0 && !plan->exact)
        header.shape.universe = 1;
    assert_int_equal(writer_begin(&writer, path, &header), PWPOL_OK);
    const uint64_t *records;
    size_t got;
    while (sorter_next(&sorter, &records, &got) == PWPOL_OK && got > 0) {
        for (size_t i = 0; i < got; i++) {
            struct entry entry = entry_of_record(&writer.header.shape, records + i * words, words);
            assert_int_equal(writer_add(&writer, &entry), PWPOL_OK);
        }
    }
    assert_int_equal(writer_finish(&writer), PWPOL_OK);
    writer_end(&writer);
    sorter_end(&sorter);
}

static char folder[] = "/tmp/pwpol-breach-XXXXXX";

int begin_folder(void **state)
{
    (void)state;
    return mkdtemp(folder) == NULL ? -1 : 0;
}

const char *in_folder(const char *name)
{
    static char paths[4][512];
    static unsigned turn;
    char *path = paths[turn++ % 4];
    snprintf(path, sizeof paths[0], "%s/%s", folder, name);
    return path;
}

int end_folder(void **state)
{
    (void)state;
    DIR *all = opendir(folder);
    for (struct dirent *one; all != NULL && (one = readdir(all)) != NULL;)
        if (one->d_name[0] != '.' || strlen(one->d_name) > 2)
            unlink(in_folder(one->d_name));
    if (all != NULL)
        closedir(all);
    return rmdir(folder);
}

unsigned char *read_file(const char *path, size_t *size)
{
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    assert_int_equal(fseek(file, 0, SEEK_END), 0);
    *size = (size_t)ftell(file);
    rewind(file);
    unsigned char *bytes = malloc(*size + 1);
    assert_non_null(bytes);
    assert_int_equal(fread(bytes, 1, *size, file), *size);
    fclose(file);
    return bytes;
}

void write_file(const char *path, const unsigned char *bytes, size_t size)
{
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, size, file), size);
    assert_int_equal(fclose(file), 0);
}
