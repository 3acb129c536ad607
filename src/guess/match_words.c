/* Words of the lists compiled in and of the administrator's. */
#include "guess/walk.h"

#include <math.h>

struct source {
    const struct wordlist *list;
    const char *denied; /* its name; NULL for the lists compiled in */
};

static uint32_t step(const void *words, uint32_t node, unsigned char byte)
{
    const struct source *source = words;
    return wordlist_step(source->list, node, byte);
}

static void reach(struct walk *walk, uint32_t node)
{
    const struct source *source = walk->words;
    struct word word;
    if (!wordlist_ends(source->list, node, &word) || !walk_is_readable(walk))
        return;
    struct piece piece = {
        .kind = source->denied != NULL ? PWPOL_PIECE_DENIED : PWPOL_PIECE_WORD,
        .how = walk_how(walk),
        .start = walk_begin(walk),
        .rank = word.rank,
        .guesses_log10 = log10(word.rank) + walk_variations(walk),
        .list = source->denied != NULL ? source->denied : wordlist_source_name(word.source),
    };
    piece.length = walk_end(walk) - piece.start;
    match_add(walk->match, &piece);
}

static void walk_source(struct match *match, const struct source *source)
{
    struct walk walk = { .match = match, .words = source, .step = step, .reach = reach };
    walk.lane = &match->forward;
    walk_all(&walk);
    walk.lane = &match->backward;
    walk_all(&walk);
}

void match_words(struct match *match, const struct guess_request *request)
{
    walk_source(match, &(struct source){ .list = wordlist_builtin() });
    for (size_t i = 0; i < request->denied_count; i++)
        walk_source(match, &(struct source){ request->denied[i].list, request->denied[i].name });
}
