/* Packs sorted words into the form of words/trie.h, in one pass. */
#ifndef PWPOL_WORDS_TRIE_WRITE_H
#define PWPOL_WORDS_TRIE_WRITE_H

#include "words/trie.h"

/* Longest folded word: 256 bytes that folding made four times as long. */
enum { TRIE_WORD_MAX = 1024 };

struct trie_child {
    uint32_t at; /* bytes that were written when the child was done */
    unsigned char label;
};

/* Start it zeroed. After a failed allocation every further call does nothing. */
struct trie_writer {
    unsigned char *bytes; /* the packed form, its last byte first */
    size_t used;
    size_t capacity;

    /* The nodes along the current word, the root first, and the children that
     * are already written, those of a deeper node after those of its parents. */
    struct {
        uint32_t value; /* 0: no word ends here */
        uint32_t first_child;
    } open[TRIE_WORD_MAX + 1];
    struct trie_child *children;
    size_t children_count;
    size_t children_capacity;
    unsigned char word[TRIE_WORD_MAX];
    size_t word_len;

    uint32_t count;
    bool failed;
};

/* Words come in the order of their bytes, each once, 1 to TRIE_WORD_MAX bytes
 * of UTF-8; value is not 0. */
void trie_writer_add(struct trie_writer *writer, const unsigned char *word, size_t word_len, uint32_t value);
/* The list, of *size bytes, end it with free(); NULL when an allocation failed.
 * The writer is empty again either way. */
struct wordlist *trie_writer_finish(struct trie_writer *writer, size_t *size);
/* Gives back what an unfinished writer holds. */
void trie_writer_end(struct trie_writer *writer);

#endif
