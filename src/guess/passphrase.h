/* Passphrases: words of one known list and nothing else. */
#ifndef PWPOL_GUESS_PASSPHRASE_H
#define PWPOL_GUESS_PASSPHRASE_H

#include "guess/match.h"

struct passphrase {
    const struct passphrase_list *list; /* NULL when it is none */
    size_t words;
    unsigned char separator;
};

struct passphrase passphrase_recognise(const struct match *match);
/* The pieces of one, passphrase->words of them, separators with the word before; false: no memory. */
bool passphrase_pieces(struct match *match, const struct passphrase *passphrase, struct piece **pieces);

#endif
