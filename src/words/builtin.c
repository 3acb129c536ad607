/* The lists that are compiled in. They are read where they lie, in the
 * program's read-only pages, shared by all its processes; nothing is prepared
 * at start-up. packed.h comes from pack.c and names the packed files. */
#include "base/embed.h"
#include "packed.h"
#include "words/chain.h"
#include "words/wordlist.h"

EMBED(pwpol_packed_words, PACKED_WORDS);
EMBED(pwpol_packed_french, PACKED_FRENCH);
EMBED(pwpol_packed_english, PACKED_ENGLISH);
EMBED(pwpol_packed_chain, PACKED_CHAIN);
EMBEDDED struct wordlist pwpol_packed_words;
EMBEDDED unsigned char pwpol_packed_french[];
EMBEDDED unsigned char pwpol_packed_english[];
EMBEDDED struct chain pwpol_packed_chain;

/* ---- Ranked lists ---- */

const struct wordlist *wordlist_builtin(void)
{
    return &pwpol_packed_words;
}

const struct chain *chain_builtin(void)
{
    return &pwpol_packed_chain;
}

/* ---- Passphrase lists ---- */

/* Packed: the starts of the words (4 bytes each, from the start of the packed
 * list), the start of the trie of the folded words, the words, NUL-terminated,
 * the trie. */
struct packed_list {
    struct passphrase_list list;
    const unsigned char *packed;
};

static const struct packed_list lists[] = {
    { { "french", PACKED_PASSPHRASE_WORDS }, pwpol_packed_french },
    { { "english", PACKED_PASSPHRASE_WORDS }, pwpol_packed_english },
};

size_t passphrase_list_count(void)
{
    return sizeof lists / sizeof lists[0];
}

const struct passphrase_list *passphrase_list_at(size_t index)
{
    return index < passphrase_list_count() ? &lists[index].list : NULL;
}

static const unsigned char *packed_of(const struct passphrase_list *list)
{
    return ((const struct packed_list *)(const void *)list)->packed;
}

const char *passphrase_word(const struct passphrase_list *list, uint32_t index)
{
    const unsigned char *packed = packed_of(list);
    return index < list->count ? (const char *)packed + trie_load32(packed + 4 * (size_t)index) : NULL;
}

const struct wordlist *passphrase_trie(const struct passphrase_list *list)
{
    const unsigned char *packed = packed_of(list);
    return (const struct wordlist *)(const void *)(packed + trie_load32(packed + 4 * (size_t)list->count));
}

bool passphrase_contains(const struct passphrase_list *list, const unsigned char *folded, size_t folded_len)
{
    return wordlist_find(passphrase_trie(list), folded, folded_len, NULL);
}
