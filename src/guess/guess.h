/* The one matcher of the house: the pieces of a candidate that an attacker
 * would try first, and how many guesses they leave. check makes its findings
 * of these pieces and holds no matcher of its own. */
#ifndef PWPOL_GUESS_INTERNAL_H
#define PWPOL_GUESS_INTERNAL_H

#include "base/secret.h"
#include "pwpol/guess.h"
#include "text/text.h"
#include "words/wordlist.h"

enum piece_how {        /* how the piece was disguised; bits */
    PIECE_REVERSED = 1,
    PIECE_LEET = 2,     /* p@ssw0rd */
    PIECE_PREFIX = 4    /* date without a year, part of a longer context word ... */
};

struct piece {
    pwpol_piece_kind kind;
    unsigned how;
    uint32_t start;       /* code points of the PREPARED text */
    uint32_t length;
    uint32_t rank;
    double guesses_log10; /* alone */
    const char *list;     /* as in pwpol_piece.list; static or owned by the policy */
    double price;         /* of the attack that finds it, log10 (prices.h) */
};

/* What was found: every piece worth a finding (found), by start and then longest
 * first, and the cheapest cut of the whole candidate (best). In the arena. */
struct guess {
    struct piece *found;
    size_t found_count;
    struct piece *best; /* NULL unless the number was asked for */
    size_t best_count;
    double guesses_log10; /* NAN unless asked for */
    const char *estimator;

    size_t passphrase_words;      /* the candidate is words of one known list and nothing */
    uint32_t passphrase_list_size; /* else: how many, of a list of how many; 0 when it is not */
    const char *passphrase_list;
};

/* Admin's lists, from the policy. */
struct guess_denied {
    const struct wordlist *list;
    const char *name; /* lives as long as the policy */
};

/* The context, checked and prepared once for one call. */
struct guess_context;
/* context may be NULL. PWPOL_ERR_UTF8, PWPOL_ERR_TOO_LONG, PWPOL_ERR_RANGE (birth date),
 * PWPOL_ERR_ARGUMENT (size, more than 64 names or words), PWPOL_ERR_NO_MEMORY. */
pwpol_status guess_context_prepare(struct arena *arena, const pwpol_context *context,
                                   struct guess_context **prepared);

struct guess_request {
    const struct text *text;             /* problem is TEXT_FINE */
    const struct guess_context *context; /* NULL when nothing is known */
    const struct guess_denied *denied;
    size_t denied_count;
    bool want_number; /* run the estimators, not only the matchers */
};

/* Only PWPOL_ERR_NO_MEMORY is a failure. */
pwpol_status guess_run(struct arena *arena, const struct guess_request *request,
                       struct guess *guess);

/* Smallest number of code points changed, added or removed between the folded
 * candidate and the folded old password of the context; 0 when they are equal.
 * SIZE_MAX when there is no old password. *suffix_only: one starts with the
 * other, or they differ only in their final digits and punctuation. */
size_t guess_distance_from_old(const struct guess_request *request, bool *suffix_only);

#endif
