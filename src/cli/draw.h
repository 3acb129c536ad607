/* Draws passwords and passphrases at random, each of its space as likely as any other. */
#ifndef PWPOL_CLI_DRAW_H
#define PWPOL_CLI_DRAW_H

#include "cli/page.h"
#include "words/wordlist.h"

struct drawing {
    const char *symbols; /* ASCII, each once; NULL draws words */
    const struct passphrase_list *list;
    const char *separator;
    uint32_t length; /* symbols, or words */
};

/* The printable ASCII symbols without the space: 26 + 26 + 10 + 32. */
extern const char symbols_all[];
/* Those that nobody takes for another: see draw.c. */
extern const char symbols_readable[];

/* The passphrase list of this name; NULL when there is none. */
const struct passphrase_list *list_named(const char *name);
/* A word of the list that holds one of the separator's characters, so that a phrase could be cut
 * into words in several ways and its entropy would not be exactly words x log2(list); NULL when
 * there is none. */
const char *word_with_any(const struct passphrase_list *list, const char *separator);

/* Replaces password by one drawn from length x log2(symbols or words) bits; false without random bytes. */
bool draw(const struct drawing *drawing, struct page *password);
/* log2 of the number of passwords that may come out. */
double drawing_entropy(const struct drawing *drawing);
/* Symbols or words that one is drawn from. */
uint32_t drawing_choices(const struct drawing *drawing);

#endif
