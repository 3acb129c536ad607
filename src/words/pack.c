/* pwpol-pack: turns the lists of data/ into the packed files that builtin.c
 * embeds. Runs on the machine that builds; what it writes is the same on every
 * machine, byte for byte. */
#include "text/text.h"
#include "words/reader.h"
#include "words/word_set.h"
#include "words/wordlist.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Words of a passphrase list: five dice draw one, log2(7776) = 12.9 bits (rule A8). */
enum { PASSPHRASE_WORDS = 6 * 6 * 6 * 6 * 6 };

/* The arguments, in this order. */
enum {
    ARGUMENT_WORDS = 1, /* written */
    ARGUMENT_FRENCH,
    ARGUMENT_ENGLISH,
    ARGUMENT_HEADER,
    ARGUMENT_LISTS, /* read, in the order of enum wordlist_source */
    ARGUMENT_FRENCH_LIST = ARGUMENT_LISTS + WORDLIST_SOURCES,
    ARGUMENT_ENGLISH_LIST,
    ARGUMENT_COUNT
};

static __attribute__((noreturn, format(printf, 1, 2))) void fail(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    fputs("pwpol-pack: ", stderr);
    vfprintf(stderr, format, arguments);
    fputc('\n', stderr);
    va_end(arguments);
    exit(1);
}

static FILE *create(const char *path)
{
    FILE *file = fopen(path, "wb");
    if (file == NULL)
        fail("cannot create %s", path);
    return file;
}

static void finish(FILE *file, const char *path)
{
    if (ferror(file) != 0 || fclose(file) != 0)
        fail("cannot write %s", path);
}

static void open_list(struct reader *reader, const char *path)
{
    if (!reader_open(reader, path))
        fail("cannot open %s", path);
}

/* False at the end of the list. */
static bool next_word(struct reader *reader, const char *path, const char **word, size_t *word_len)
{
    enum reader_result result = reader_next(reader, word, word_len);
    if (result != READER_WORD && result != READER_END)
        fail("%s:%u: not a line of a word list", path, (unsigned)reader->line);
    return result == READER_WORD;
}

static void add_word(struct word_set *set, const char *path, const char *word, size_t word_len,
                     unsigned source, uint32_t rank)
{
    if (word_set_add(set, word, word_len, source, rank) != PWPOL_OK)
        fail("%s: word %u is not UTF-8 or does not fit the memory", path, (unsigned)rank);
}

static void add_list(struct word_set *set, const char *path, unsigned source)
{
    struct reader reader;
    open_list(&reader, path);
    const char *word;
    size_t word_len;
    for (uint32_t rank = 1; next_word(&reader, path, &word, &word_len); rank++)
        add_word(set, path, word, word_len, source, rank);
    reader_end(&reader);
}

static struct wordlist *pack(struct word_set *set, size_t *size)
{
    struct wordlist *list;
    if (word_set_pack(set, &list, size) != PWPOL_OK)
        fail("not enough memory");
    return list;
}

static void write_words(char **arguments)
{
    struct word_set set = { 0 };
    for (unsigned source = 0; source < WORDLIST_SOURCES; source++)
        add_list(&set, arguments[ARGUMENT_LISTS + source], source);
    size_t size;
    struct wordlist *list = pack(&set, &size);
    FILE *file = create(arguments[ARGUMENT_WORDS]);
    fwrite(list, 1, size, file);
    finish(file, arguments[ARGUMENT_WORDS]);
    free(list);
}

static void put_number(FILE *file, uint32_t number)
{
    for (unsigned shift = 0; shift < 32; shift += 8)
        fputc((int)(number >> shift & 0xFF), file);
}

/* Writes the form that builtin.c reads. */
static void write_passphrases(const char *list_path, const char *path)
{
    static char text[PASSPHRASE_WORDS * (WORD_SET_WORD_MAX + 1)];
    static uint32_t starts[PASSPHRASE_WORDS];
    size_t text_len = 0;
    uint32_t count = 0;
    struct word_set set = { 0 };
    struct reader reader;
    open_list(&reader, list_path);
    const char *word;
    size_t word_len;
    for (; next_word(&reader, list_path, &word, &word_len); count++) {
        if (count >= PASSPHRASE_WORDS)
            continue;
        starts[count] = (uint32_t)text_len;
        memcpy(text + text_len, word, word_len);
        text_len += word_len;
        text[text_len++] = '\0';
        add_word(&set, list_path, word, word_len, 0, count + 1);
    }
    if (count != PASSPHRASE_WORDS)
        fail("%s holds %u words, not %d", list_path, (unsigned)count, PASSPHRASE_WORDS);
    reader_end(&reader);

    size_t size;
    struct wordlist *list = pack(&set, &size);
    if (trie_load32(list->count) != PASSPHRASE_WORDS)
        fail("%s: two words fold alike", list_path);
    FILE *file = create(path);
    uint32_t text_start = 4 * (count + 1);
    for (uint32_t i = 0; i < count; i++)
        put_number(file, text_start + starts[i]);
    put_number(file, text_start + (uint32_t)text_len);
    fwrite(text, 1, text_len, file);
    fwrite(list, 1, size, file);
    finish(file, path);
    free(list);
}

int main(int count, char **arguments)
{
    if (count != ARGUMENT_COUNT)
        fail("usage: pwpol-pack WORDS FRENCH ENGLISH HEADER LIST... FRENCH-LIST ENGLISH-LIST");
    write_words(arguments);
    write_passphrases(arguments[ARGUMENT_FRENCH_LIST], arguments[ARGUMENT_FRENCH]);
    write_passphrases(arguments[ARGUMENT_ENGLISH_LIST], arguments[ARGUMENT_ENGLISH]);
    FILE *header = create(arguments[ARGUMENT_HEADER]);
    fprintf(header, "#define PACKED_WORDS \"%s\"\n", arguments[ARGUMENT_WORDS]);
    fprintf(header, "#define PACKED_FRENCH \"%s\"\n", arguments[ARGUMENT_FRENCH]);
    fprintf(header, "#define PACKED_ENGLISH \"%s\"\n", arguments[ARGUMENT_ENGLISH]);
    fprintf(header, "#define PACKED_PASSPHRASE_WORDS %d\n", PASSPHRASE_WORDS);
    finish(header, arguments[ARGUMENT_HEADER]);
    return 0;
}
