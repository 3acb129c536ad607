/* The cheapest cut into what the matchers found; or, for a passphrase, each word
 * drawn from its list (rule A8). */
#include "guess/estimators.h"

#include <math.h>

bool estimate_pieces(struct match *match, const struct passphrase *passphrase, const struct estimate *best,
                     struct estimate *mine)
{
    (void)best;
    if (!cut(match, 0, match->length, true, mine))
        return false;
    if (passphrase->list == NULL)
        return true;
    double drawn = (double)passphrase->words * log10(passphrase->list->count);
    if (drawn >= mine->guesses_log10)
        return true;
    mine->guesses_log10 = drawn;
    mine->count = passphrase->words;
    return passphrase_pieces(match, passphrase, &mine->pieces);
}
