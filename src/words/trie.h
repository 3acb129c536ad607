/* The packed form of a word list, and how it is walked.
 *
 * A list is one run of bytes, the same compiled in and loaded, on every
 * machine; numbers are little-endian. A node is its offset in nodes[]; the root
 * is first. Labels are bytes of UTF-8, so the values that UTF-8 never holds
 * (0xF5 to 0xFF) are free to say what a node is:
 *
 *   label                       one way on; the child is the next byte
 *   LEAF|w-1  value             a word ends; nothing follows
 *   MORE|w-1  value  node       a word ends, and goes on as the node after it
 *   BRANCH  w-1:2 n-2:6  labels[n]  links[n-1]
 *                               n ways on; the last child comes right after
 *   TABLE   w  first  last-first  links[last-first+1]
 *                               many ways on, one link a label; 0 where none
 *   EMPTY                       the root of a list of no words
 *
 * A value is rank << 4 | source, a link the distance from the BRANCH or TABLE
 * byte to the child, both in w bytes (1 to 4). Children lie close behind their
 * parents, so most links take one or two bytes, and a tail that one word has for
 * itself takes a byte a letter: 8 bytes a word of an English dictionary, 12 a
 * word of ten random letters, value included. Nodes of fixed size (a label and
 * the first child, 5 bytes) would take three times that. */
#ifndef PWPOL_WORDS_TRIE_H
#define PWPOL_WORDS_TRIE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    TRIE_BRANCH = 0xF5,
    TRIE_TABLE = 0xF6,
    TRIE_EMPTY = 0xF7,
    TRIE_LEAF = 0xF8,
    TRIE_MORE = 0xFC,
    TRIE_SOURCE_BITS = 4,
    /* Bytes after the last node, so that a number may be loaded as four bytes. */
    TRIE_PADDING = 4
};

struct wordlist {
    unsigned char count[4]; /* distinct folded words */
    unsigned char nodes[];  /* and TRIE_PADDING zero bytes */
};

/* gcc and clang make one load of it on a little-endian machine. */
static inline uint32_t trie_load32(const unsigned char *at)
{
    return (uint32_t)at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 | (uint32_t)at[3] << 24;
}

/* A number of 1 to 4 bytes. */
static inline uint32_t trie_load(const unsigned char *at, unsigned width)
{
    return trie_load32(at) & UINT32_MAX >> (32 - 8 * width);
}

/* Where more than one way goes on, or none. */
static inline uint32_t trie_branch(const unsigned char *nodes, const unsigned char *at, unsigned char byte)
{
    if (*at == TRIE_BRANCH) {
        unsigned width = (at[1] >> 6) + 1u;
        unsigned ways = (at[1] & 63) + 2u;
        const unsigned char *labels = at + 2;
        size_t way = 0;
        while (way < ways && labels[way] != byte)
            way++;
        if (way == ways)
            return 0;
        const unsigned char *links = labels + ways;
        if (way == ways - 1)
            return (uint32_t)(links + way * width - nodes);
        return (uint32_t)(at - nodes) + trie_load(links + way * width, width);
    }
    if (*at == TRIE_TABLE) {
        unsigned width = at[1];
        size_t way = (size_t)byte - at[2];
        if (way > at[3])
            return 0;
        uint32_t link = trie_load(at + 4 + way * width, width);
        return link == 0 ? 0 : (uint32_t)(at - nodes) + link;
    }
    return 0;
}

/* The child, or 0 when there is none: the root is nobody's child. */
static inline uint32_t trie_step(const struct wordlist *list, uint32_t node, unsigned char byte)
{
    const unsigned char *at = list->nodes + node;
    if (*at >= TRIE_MORE)
        at += 2 + (*at & 3);
    if (*at < TRIE_BRANCH)
        return *at == byte ? (uint32_t)(at + 1 - list->nodes) : 0;
    return trie_branch(list->nodes, at, byte);
}

/* False when no word ends at the node. */
static inline bool trie_value(const struct wordlist *list, uint32_t node, uint32_t *value)
{
    const unsigned char *at = list->nodes + node;
    if (*at < TRIE_LEAF)
        return false;
    *value = trie_load(at + 1, (*at & 3) + 1u);
    return true;
}

#endif
