/* The lists compiled in: their names, and how their ranks compare. */
#include "words/wordlist.h"

/* A common word of a language is a password less often than a common password of
 * the same rank: an attacker comes to it this many times later. docs/guess.md
 * has the measures. */
static const struct source {
    const char *name;
    uint32_t times;
    double times_log10;
} sources[WORDLIST_SOURCES] = {
    [WORDLIST_PASSWORDS] = { "passwords", 1, 0 },
    [WORDLIST_FRENCH] = { "french", 10, 1 },
    [WORDLIST_ENGLISH] = { "english", 10, 1 },
    [WORDLIST_FIRST_NAMES] = { "first-names", 8, 0.90308998699194354 },
    [WORDLIST_LAST_NAMES] = { "last-names", 20, 1.3010299956639813 },
    [WORDLIST_PLACES] = { "places", 10, 1 },
    [WORDLIST_THEMES] = { "themes", 15, 1.1760912590556813 },
    [WORDLIST_GERMAN] = { "german", 30, 1.4771212547196624 },
    [WORDLIST_SPANISH] = { "spanish", 30, 1.4771212547196624 },
    [WORDLIST_ITALIAN] = { "italian", 30, 1.4771212547196624 },
    [WORDLIST_PORTUGUESE] = { "portuguese", 30, 1.4771212547196624 },
    [WORDLIST_DUTCH] = { "dutch", 30, 1.4771212547196624 },
    [WORDLIST_MORE_PASSWORDS] = { "more-passwords", 1, 0 },
};

_Static_assert(WORDLIST_SOURCES <= 1 << TRIE_SOURCE_BITS, "a value has room for every source");

const char *wordlist_source_name(enum wordlist_source source)
{
    return (unsigned)source < WORDLIST_SOURCES ? sources[source].name : "";
}

uint32_t wordlist_times(enum wordlist_source source)
{
    return (unsigned)source < WORDLIST_SOURCES ? sources[source].times : 1;
}

double wordlist_times_log10(enum wordlist_source source)
{
    return (unsigned)source < WORDLIST_SOURCES ? sources[source].times_log10 : 0;
}
