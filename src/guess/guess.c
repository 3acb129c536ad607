/* Runs the matchers and the estimators, and tells the public interface. */
#include "guess/guess.h"

#include "guess/estimators.h"
#include "guess/ligatures.h"
#include "guess/passphrase.h"

#include <math.h>

static const struct estimator estimators[] = {
    { "pieces", estimate_pieces },
    { "passphrase", estimate_passphrase },
};

/* By start and then longest first, as match_add() links them. */
static bool collect(struct match *match, struct guess *guess)
{
    guess->found = arena_take(match->arena, match->count, sizeof *guess->found);
    if (guess->found == NULL)
        return false;
    for (size_t start = 0; start < match->length; start++) {
        for (uint32_t i = match->starts[start].first; i != 0; i = match->items[i - 1].next)
            guess->found[guess->found_count++] = match->items[i - 1].piece;
    }
    return true;
}

static bool estimate(struct match *match, struct guess *guess)
{
    guess->guesses_log10 = INFINITY;
    for (size_t i = 0; i < sizeof estimators / sizeof estimators[0]; i++) {
        struct estimate mine = { 0 };
        if (!estimators[i].estimate(match, &mine))
            return false;
        if (mine.pieces == NULL || mine.guesses_log10 >= guess->guesses_log10)
            continue;
        guess->guesses_log10 = mine.guesses_log10;
        guess->best = mine.pieces;
        guess->best_count = mine.count;
        guess->estimator = estimators[i].name;
    }
    return true;
}

pwpol_status guess_run(struct arena *arena, const struct guess_request *request, struct guess *guess)
{
    *guess = (struct guess){ .guesses_log10 = NAN };
    struct match match;
    pwpol_status status = match_begin(arena, request, &match);
    if (status != PWPOL_OK)
        return status;
    match_words(&match, request);
    match_context(&match);
    match_old(&match);
    match_keyboards(&match);
    match_sequences(&match);
    match_dates(&match);
    match_numbers(&match);
    match_digit_row(&match);
    match_repeats(&match);
    if (match.failed || !collect(&match, guess))
        return PWPOL_ERR_NO_MEMORY;
    struct passphrase passphrase = passphrase_recognise(&match);
    if (passphrase.list != NULL) {
        guess->passphrase_words = passphrase.words;
        guess->passphrase_list_size = passphrase.list->count;
        guess->passphrase_list = passphrase.list->name;
    }
    if (!request->want_number)
        return PWPOL_OK;
    return estimate(&match, guess) ? ligatures_look(arena, request, guess) : PWPOL_ERR_NO_MEMORY;
}
