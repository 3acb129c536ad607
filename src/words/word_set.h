/* Words as they are read, in any order, on their way to a list. */
#ifndef PWPOL_WORDS_WORD_SET_H
#define PWPOL_WORDS_WORD_SET_H

#include "pwpol/status.h"
#include "words/trie.h"

struct word_set_entry {
    uint32_t start; /* of the NUL-terminated word in text */
    uint32_t value; /* as trie.h packs it */
};

/* Start it zeroed. */
struct word_set {
    unsigned char *text;
    size_t text_len;
    size_t text_capacity;
    struct word_set_entry *entries;
    size_t count;
    size_t capacity;
};

/* Longest word, in bytes before folding. */
enum { WORD_SET_WORD_MAX = 256 };

/* Folds the word and adds it; one that folds to nothing is passed over.
 *
 * word    word_len bytes, at most WORD_SET_WORD_MAX, without NUL
 * source  below 1 << TRIE_SOURCE_BITS
 * rank    1 and up; of words that fold alike the one that takes the fewest guesses stays
 *
 * PWPOL_ERR_UTF8, PWPOL_ERR_NO_MEMORY, PWPOL_ERR_TOO_LONG beyond 3 GiB in all. */
pwpol_status word_set_add(struct word_set *set, const char *word, size_t word_len, unsigned source,
                          uint32_t rank);

/* The list, of *size bytes, end it with free(); the set is empty again either
 * way. Only PWPOL_ERR_NO_MEMORY is a failure. */
pwpol_status word_set_pack(struct word_set *set, struct wordlist **list, size_t *size);

void word_set_end(struct word_set *set);

#endif
