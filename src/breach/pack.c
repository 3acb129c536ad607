/* pwpol-pack-breach: makes the corpus that builtin.c embeds from a word list. Runs on the
 * machine that builds; what it writes is the same on every machine, byte for byte. */
#include "breach/digest.h"
#include "breach/record.h"
#include "breach/writer.h"
#include "words/reader.h"

#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

enum { WORDS_MOST = 1 << 20, RATE_BITS = 20 };

static __attribute__((noreturn, format(printf, 1, 2))) void fail(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    fputs("pwpol-pack-breach: ", stderr);
    vfprintf(stderr, format, arguments);
    fputc('\n', stderr);
    va_end(arguments);
    exit(1);
}

static size_t read_list(const char *path, uint64_t *records)
{
    static struct reader reader;
    unsigned char digest[HASH_SIZE_MOST];
    const char *word;
    size_t word_len, count = 0;
    enum reader_result result;
    if (!reader_open(&reader, path))
        fail("cannot open %s", path);
    while ((result = reader_next(&reader, &word, &word_len)) == READER_WORD && count < WORDS_MOST) {
        password_digest(PWPOL_BREACH_SHA1, word, word_len, digest);
        record_of_hash(&records[count++], RECORD_SHORT, digest, 20, 0);
    }
    if (result != READER_END)
        fail("%s:%u: not a line of a word list", path, (unsigned)reader.line);
    reader_end(&reader);
    return count;
}

static uint64_t write_corpus(const char *path, uint64_t *records, size_t count, int64_t date)
{
    struct header header = { .shape = { .hash = PWPOL_BREACH_SHA1, .universe = (uint64_t)count << RATE_BITS },
                             .entries = count,
                             .date = date,
                             .built = date,
                             .smallest_count = 1,
                             .source = "common passwords (pwpol)" };
    struct writer writer;
    int fd = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    pwpol_status status = fd < 0 ? PWPOL_ERR_IO : writer_begin_at(&writer, fd, &header);
    for (size_t i = 0; i < count && status == PWPOL_OK; i++) {
        struct entry entry = entry_of_record(&header.shape, &records[i], RECORD_SHORT);
        status = writer_add(&writer, &entry);
    }
    if (status == PWPOL_OK)
        status = writer_finish_at(&writer);
    if (status != PWPOL_OK)
        fail("cannot write %s", path);
    uint64_t size = header_file_size(&writer.header);
    writer_end(&writer);
    return size;
}

int main(int count, char **arguments)
{
    if (count != 5)
        fail("usage: pwpol-pack-breach CORPUS HEADER LIST DATE-IN-MS");
    uint64_t *records = calloc(WORDS_MOST, 2 * sizeof *records);
    if (records == NULL)
        fail("not enough memory");
    size_t words = read_list(arguments[3], records);
    records_sort(records, words, RECORD_SHORT, records + WORDS_MOST);
    words = records_unique(records, words, RECORD_SHORT);
    uint64_t size = write_corpus(arguments[1], records, words, strtoll(arguments[4], NULL, 10));
    FILE *header = fopen(arguments[2], "w");
    if (header == NULL)
        fail("cannot create %s", arguments[2]);
    fprintf(header, "#define BUILTIN_BREACH_FILE \"%s\"\n#define BUILTIN_BREACH_SIZE %llu\n", arguments[1],
            (unsigned long long)size);
    if (fclose(header) != 0)
        fail("cannot write %s", arguments[2]);
    free(records);
    return 0;
}
