#include "guess/estimators.h"

#include "guess/passphrase.h"

bool estimate_pieces(struct match *match, struct estimate *estimate)
{
    return cut(match, 0, match->length, true, estimate);
}

bool estimate_passphrase(struct match *match, struct estimate *estimate)
{
    struct passphrase passphrase = passphrase_recognise_loose(match);
    if (passphrase.list == NULL)
        return true;
    if (!passphrase_pieces(match, &passphrase, &estimate->pieces))
        return false;
    estimate->count = passphrase.words;
    estimate->guesses_log10 = passphrase_log10(match, &passphrase, estimate->pieces);
    return true;
}
