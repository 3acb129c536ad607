/* Passphrases: words of one known list and nothing else. */
#ifndef PWPOL_GUESS_PASSPHRASE_H
#define PWPOL_GUESS_PASSPHRASE_H

#include "guess/match.h"

struct passphrase {
    const struct passphrase_list *list; /* NULL when it is none */
    size_t words;
    unsigned char separator; /* 0: none, or not the same everywhere */
};

/* Words with one separator between them, as a policy counts them. */
struct passphrase passphrase_recognise(const struct match *match);
/* Any that an attacker would try: also words run together or with other signs or
 * digits between them. Words of the lists are never the beginning of one another,
 * so that there is one way to read them. */
struct passphrase passphrase_recognise_loose(const struct match *match);

/* The pieces of one, passphrase->words of them, separators with the word before; false: no memory. */
bool passphrase_pieces(struct match *match, const struct passphrase *passphrase, struct piece **pieces);
/* log10 of the guesses: any words of the list, and how they are written. */
double passphrase_log10(const struct match *match, const struct passphrase *passphrase, const struct piece *pieces);

#endif
