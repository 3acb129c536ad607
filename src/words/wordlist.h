/* Word lists: folded words with their ranks, packed into a trie that is walked
 * byte by byte, so that one pass over a candidate tries every word, with
 * substitutions, without trying them one by one. */
#ifndef PWPOL_WORDS_WORDLIST_H
#define PWPOL_WORDS_WORDLIST_H

#include "pwpol/policy.h"
#include "words/trie.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct wordlist; /* immutable; any number of threads may walk it; words/trie.h */

/* Of the lists compiled in (data/words/NAME.txt), in this order. */
enum wordlist_source {
    WORDLIST_PASSWORDS,
    WORDLIST_FRENCH,
    WORDLIST_ENGLISH,
    WORDLIST_FIRST_NAMES,
    WORDLIST_LAST_NAMES,
    WORDLIST_PLACES,
    WORDLIST_THEMES,
    WORDLIST_GERMAN,
    WORDLIST_SPANISH,
    WORDLIST_ITALIAN,
    WORDLIST_PORTUGUESE,
    WORDLIST_DUTCH,
    WORDLIST_MORE_PASSWORDS,
    WORDLIST_SOURCES
};

/* "passwords", "french", "english", "first-names", "last-names", "places", "themes",
 * "german", "spanish", "italian", "portuguese", "dutch", "more-passwords" */
const char *wordlist_source_name(enum wordlist_source source);
/* How many times later than a common password of the same rank an attacker comes to a word. */
uint32_t wordlist_times(enum wordlist_source source);
double wordlist_times_log10(enum wordlist_source source);

struct word {
    enum wordlist_source source; /* the list that finds it first; WORDLIST_PASSWORDS in a loaded list */
    uint32_t rank;               /* 1 is the most common; "more-passwords" go on after "passwords" */
};

/* All the lists of data/words, compiled in. Never NULL. */
const struct wordlist *wordlist_builtin(void);

/* Reads a list: UTF-8, a word a line, most likely first; CRLF, a BOM and blanks
 * around a word are fine, empty lines and lines that start with "# " are passed
 * over. At most 4 000 000 words, 256 bytes a line, 1 GiB in all; about 45 MiB while a
 * million words are read and 15 MiB from then on. where (NULL is fine) is filled
 * on failure: PWPOL_ERR_IO, PWPOL_ERR_SYNTAX (not UTF-8, a NUL byte; with line and
 * column), PWPOL_ERR_TOO_LONG, PWPOL_ERR_NO_MEMORY. */
pwpol_status wordlist_load(struct wordlist **list, const char *path, pwpol_where *where);
/* The same from memory. */
pwpol_status wordlist_parse(struct wordlist **list, const char *text, size_t text_len, const char *name,
                            pwpol_where *where);
void wordlist_free(struct wordlist *list);          /* not for the builtin; NULL is fine */
size_t wordlist_count(const struct wordlist *list); /* distinct folded words */

/* Walking: start at WORDLIST_ROOT, step with each folded byte. */
enum { WORDLIST_ROOT = 0 };
/* The node after byte, or 0 when no word goes on so. */
static inline uint32_t wordlist_step(const struct wordlist *list, uint32_t node, unsigned char byte);
/* True when a word ends at node; word may be NULL. */
static inline bool wordlist_ends(const struct wordlist *list, uint32_t node, struct word *word);
/* A whole folded word. */
bool wordlist_find(const struct wordlist *list, const unsigned char *folded, size_t folded_len,
                   struct word *word);

/* Passphrase lists: the words themselves, for drawing and for recognising. */
struct passphrase_list {
    const char *name; /* "french", "english" */
    uint32_t count;   /* 7776 */
};
size_t passphrase_list_count(void);
const struct passphrase_list *passphrase_list_at(size_t index); /* NULL past the last */
/* UTF-8 in NFC, static; NULL past the last. */
/* The folded words, to walk. */
const struct wordlist *passphrase_trie(const struct passphrase_list *list);
const char *passphrase_word(const struct passphrase_list *list, uint32_t index);
/* Whether the folded word is of the list. */
bool passphrase_contains(const struct passphrase_list *list, const unsigned char *folded, size_t folded_len);

/* ---- The walk itself: a few instructions, a hundred times a candidate ---- */

static inline uint32_t wordlist_step(const struct wordlist *list, uint32_t node, unsigned char byte)
{
    return trie_step(list, node, byte);
}

static inline bool wordlist_ends(const struct wordlist *list, uint32_t node, struct word *word)
{
    uint32_t value;
    if (!trie_value(list, node, &value))
        return false;
    if (word != NULL) {
        word->source = (enum wordlist_source)(value & ((1u << TRIE_SOURCE_BITS) - 1));
        word->rank = value >> TRIE_SOURCE_BITS;
    }
    return true;
}

#endif
