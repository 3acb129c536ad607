/* Words of the lists compiled in and of the administrator's. */
#include "guess/walk.h"

#include "base/decimal.h"

static double rank_log10(struct walk_ranks *ranks, uint32_t rank)
{
    unsigned at = rank % WALK_RANKS;
    if (ranks->rank[at] != rank) {
        ranks->rank[at] = rank;
        ranks->log10[at] = decimal_log10(rank);
    }
    return ranks->log10[at];
}

static void found(const struct walk *walk, uint32_t node)
{
    struct word word = { WORDLIST_PASSWORDS, 1 };
    wordlist_ends(walk->list, node, &word);
    struct piece piece = {
        .kind = walk->denied != NULL ? PWPOL_PIECE_DENIED : PWPOL_PIECE_WORD,
        .how = walk_how(walk),
        .start = walk_begin(walk),
        .rank = word.rank,
        .guesses_log10 = rank_log10(walk->ranks, word.rank) + walk_variations(walk),
        .price = wordlist_times_log10(word.source),
        .list = walk->denied != NULL ? walk->denied : wordlist_source_name(word.source),
    };
    piece.length = walk_end(walk) - piece.start;
    match_add(walk->match, &piece);
}

void match_words(struct match *match, const struct guess_request *request)
{
    struct walk_ranks ranks = { .rank = { 0 } }; /* no word has rank 0 */
    struct walk walk = { .match = match, .list = wordlist_builtin(), .found = found, .ranks = &ranks };
    walk_words(&walk);
    for (size_t i = 0; i < request->denied_count; i++) {
        walk.list = request->denied[i].list;
        walk.denied = request->denied[i].name;
        walk_words(&walk);
    }
    secret_wipe(walk.signs, sizeof walk.signs);
    secret_wipe(&ranks, sizeof ranks);
}
