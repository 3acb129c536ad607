/* pwpol-pack: turns the lists of data/ into the packed files that builtin.c
 * embeds. Runs on the machine that builds; what it writes is the same on every
 * machine, byte for byte. */
#include "text/text.h"
#include "words/chain_train.h"
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
    ARGUMENT_CHAIN,
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

/* All that is packed lies in every process that loads the library. */
enum { BYTES_MAX = 6 * 1024 * 1024 };

static void finish(FILE *file, const char *path)
{
    static long bytes;
    bytes += ftell(file);
    if (bytes > BYTES_MAX)
        fail("%s: the lists take more than %d bytes packed", path, BYTES_MAX);
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

/* "saint-malo" is also typed saintmalo and "saint malo", "mon amour" mon-amour: a word of several in
 * the other ways, at the same rank. */
static void add_joined(struct word_set *set, const char *path, const char *word, size_t word_len,
                       unsigned source, uint32_t rank)
{
    static const char joints[] = { '\0', ' ', '-' };
    for (size_t i = 0; i < sizeof joints; i++) {
        char other[WORD_SET_WORD_MAX];
        size_t other_len = 0;
        for (size_t at = 0; at < word_len; at++) {
            bool joins = word[at] == ' ' || word[at] == '-';
            if (joins || word[at] == '\'') {
                if (joins && joints[i] != '\0')
                    other[other_len++] = joints[i];
            } else {
                other[other_len++] = word[at];
            }
        }
        if (other_len < word_len || memcmp(other, word, word_len) != 0)
            add_word(set, path, other, other_len, source, rank);
    }
}

static bool is_of_several(const char *word, size_t word_len)
{
    if (word_len == 0 || word_len > WORD_SET_WORD_MAX)
        return false;
    bool joins = false;
    for (size_t at = 0; at < word_len; at++) {
        unsigned char byte = (unsigned char)word[at];
        joins |= at > 0 && at + 1 < word_len && (byte == ' ' || byte == '-' || byte == '\'');
    }
    return joins;
}

static void count_word(struct chain_counts *counts, const char *word, size_t word_len)
{
    static unsigned char folded[4 * WORD_SET_WORD_MAX + 1];
    size_t folded_len;
    if (text_fold(word, word_len, folded, sizeof folded, &folded_len) && folded_len > 0)
        chain_count(counts, folded, folded_len);
}

/* A password is typed as it is. */
static bool is_password(unsigned source)
{
    return source == WORDLIST_PASSWORDS || source == WORDLIST_MORE_PASSWORDS;
}

/* Ranks begin after before; the last one given. */
static uint32_t add_list(struct word_set *set, struct chain_counts *counts, const char *path, unsigned source,
                         uint32_t before)
{
    struct reader reader;
    open_list(&reader, path);
    const char *word;
    size_t word_len;
    uint32_t rank = before;
    while (next_word(&reader, path, &word, &word_len)) {
        add_word(set, path, word, word_len, source, ++rank);
        if (!is_password(source) && is_of_several(word, word_len))
            add_joined(set, path, word, word_len, source, rank);
        count_word(counts, word, word_len);
    }
    reader_end(&reader);
    return rank;
}

static struct wordlist *pack(struct word_set *set, size_t *size)
{
    struct wordlist *list;
    if (word_set_pack(set, &list, size) != PWPOL_OK)
        fail("not enough memory");
    return list;
}

static void write_chain(const struct chain_counts *counts, const char *path)
{
    static struct chain chain;
    chain_train(counts, &chain);
    FILE *file = create(path);
    fwrite(&chain, 1, sizeof chain, file);
    finish(file, path);
}

/* The words of all lists, and the chain that they train. */
static void write_words(char **arguments)
{
    struct word_set set = { 0 };
    struct chain_counts *counts = chain_counts_new();
    if (counts == NULL)
        fail("not enough memory");
    uint32_t passwords = 0;
    for (unsigned source = 0; source < WORDLIST_SOURCES; source++) {
        uint32_t before = source == WORDLIST_MORE_PASSWORDS ? passwords : 0;
        uint32_t last = add_list(&set, counts, arguments[ARGUMENT_LISTS + source], source, before);
        passwords = source == WORDLIST_PASSWORDS ? last : passwords;
    }
    write_chain(counts, arguments[ARGUMENT_CHAIN]);
    free(counts);
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
        fail("usage: pwpol-pack WORDS FRENCH ENGLISH CHAIN HEADER LIST... FRENCH-LIST ENGLISH-LIST");
    write_words(arguments);
    write_passphrases(arguments[ARGUMENT_FRENCH_LIST], arguments[ARGUMENT_FRENCH]);
    write_passphrases(arguments[ARGUMENT_ENGLISH_LIST], arguments[ARGUMENT_ENGLISH]);
    FILE *header = create(arguments[ARGUMENT_HEADER]);
    fprintf(header, "#define PACKED_WORDS \"%s\"\n", arguments[ARGUMENT_WORDS]);
    fprintf(header, "#define PACKED_FRENCH \"%s\"\n", arguments[ARGUMENT_FRENCH]);
    fprintf(header, "#define PACKED_ENGLISH \"%s\"\n", arguments[ARGUMENT_ENGLISH]);
    fprintf(header, "#define PACKED_CHAIN \"%s\"\n", arguments[ARGUMENT_CHAIN]);
    fprintf(header, "#define PACKED_PASSPHRASE_WORDS %d\n", PASSPHRASE_WORDS);
    finish(header, arguments[ARGUMENT_HEADER]);
    return 0;
}
