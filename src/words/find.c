#include "words/wordlist.h"

size_t wordlist_count(const struct wordlist *list)
{
    return trie_load32(list->count);
}

bool wordlist_find(const struct wordlist *list, const unsigned char *folded, size_t folded_len,
                   struct word *word)
{
    uint32_t node = WORDLIST_ROOT;
    for (size_t i = 0; i < folded_len; i++) {
        node = wordlist_step(list, node, folded[i]);
        if (node == 0)
            return false;
    }
    return wordlist_ends(list, node, word);
}
