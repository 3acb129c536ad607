#include "words/word_set.h"

#include "text/text.h"
#include "words/sort.h"
#include "words/trie_write.h"
#include "words/wordlist.h"

#include <stdlib.h>
#include <string.h>

/* Starts are 32 bits, and so are the offsets of the packed nodes, which take at
 * most a third more than the text. */
static const uint64_t text_max = UINT64_C(3) << 30;

static pwpol_status reserve(struct word_set *set, size_t text_count)
{
    if (text_count > set->text_capacity - set->text_len) {
        uint64_t capacity = (uint64_t)set->text_capacity + set->text_capacity / 2 + text_count + 4096;
        if (capacity > text_max)
            return PWPOL_ERR_TOO_LONG;
        unsigned char *text = realloc(set->text, (size_t)capacity);
        if (text == NULL)
            return PWPOL_ERR_NO_MEMORY;
        set->text = text;
        set->text_capacity = (size_t)capacity;
    }
    if (set->count == set->capacity) {
        size_t capacity = set->capacity + set->capacity / 2 + 512;
        struct word_set_entry *entries = realloc(set->entries, capacity * sizeof *entries);
        if (entries == NULL)
            return PWPOL_ERR_NO_MEMORY;
        set->entries = entries;
        set->capacity = capacity;
    }
    return PWPOL_OK;
}

/* Lists are mostly ASCII, where folding is lower case: 13 ms for a million words,
 * 78 by text_fold(). */
static bool fold_if_ascii(const char *word, size_t word_len, unsigned char *folded)
{
    unsigned seen = 0;
    for (size_t i = 0; i < word_len; i++) {
        unsigned char byte = (unsigned char)word[i];
        seen |= byte;
        folded[i] = (unsigned char)(byte + ((unsigned)(byte - 'A') < 26u) * ('a' - 'A'));
    }
    return seen < 0x80;
}

pwpol_status word_set_add(struct word_set *set, const char *word, size_t word_len, unsigned source,
                          uint32_t rank)
{
    size_t folded_size = 4 * word_len + 1;
    pwpol_status status = reserve(set, folded_size + SORT_PADDING);
    if (status != PWPOL_OK)
        return status;
    unsigned char *folded = set->text + set->text_len;
    size_t folded_len = word_len;
    if (!fold_if_ascii(word, word_len, folded) &&
        !text_fold(word, word_len, folded, folded_size, &folded_len))
        return PWPOL_ERR_UTF8;
    if (folded_len == 0)
        return PWPOL_OK;
    folded[folded_len] = '\0';
    set->entries[set->count++] = (struct word_set_entry){
        .start = (uint32_t)set->text_len,
        .value = rank << TRIE_SOURCE_BITS | source,
    };
    set->text_len += folded_len + 1;
    return PWPOL_OK;
}

/* Sorted words lie anywhere in the text: asked for this many words ahead, they
 * have come from memory when they are needed. */
enum { PREFETCH = 16 };

static uint64_t guesses_of(uint32_t value)
{
    return (uint64_t)wordlist_times((enum wordlist_source)(value & ((1u << TRIE_SOURCE_BITS) - 1))) *
           (value >> TRIE_SOURCE_BITS);
}

static bool is_tried_before(uint32_t value, uint32_t other)
{
    uint64_t guesses = guesses_of(value);
    uint64_t others = guesses_of(other);
    return guesses != others ? guesses < others : value < other;
}

static void write_entries(const struct word_set *set, struct trie_writer *writer)
{
    for (size_t i = 0, next; i < set->count; i = next) {
        if (i + PREFETCH < set->count)
            __builtin_prefetch(set->text + set->entries[i + PREFETCH].start);
        const unsigned char *word = set->text + set->entries[i].start;
        uint32_t best = set->entries[i].value;
        for (next = i + 1; next < set->count; next++) {
            const unsigned char *other = set->text + set->entries[next].start;
            if (strcmp((const char *)word, (const char *)other) != 0)
                break;
            if (is_tried_before(set->entries[next].value, best))
                best = set->entries[next].value;
        }
        trie_writer_add(writer, word, strlen((const char *)word), best);
    }
}

pwpol_status word_set_pack(struct word_set *set, struct wordlist **list, size_t *size)
{
    *list = NULL;
    struct trie_writer *writer = calloc(1, sizeof *writer);
    if (writer != NULL) {
        if (set->count > 0) {
            memset(set->text + set->text_len, 0, SORT_PADDING);
            sort_words(set->text, set->entries, set->count);
        }
        write_entries(set, writer);
        word_set_end(set);
        *list = trie_writer_finish(writer, size);
        free(writer);
    }
    word_set_end(set);
    return *list == NULL ? PWPOL_ERR_NO_MEMORY : PWPOL_OK;
}

void word_set_end(struct word_set *set)
{
    free(set->text);
    free(set->entries);
    *set = (struct word_set){ 0 };
}
