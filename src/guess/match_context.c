/* What belongs to the person or the site, and what the old password left. */
#include "base/decimal.h"
#include "guess/walk.h"

#include <string.h>

/* ---- Words ---- */

static void found(const struct walk *walk, uint32_t node)
{
    struct match *match = walk->match;
    const struct context_node *end = &match->context->nodes[node];
    uint32_t first = walk_begin(walk);
    uint32_t after = walk_end(walk);
    /* "Léa" is not what "cléaner" is drawn from. */
    if (walk_letters(walk) == WORD_MIN && !(match_is_border(match, first) && match_is_border(match, after)))
        return;
    match_add(match, &(struct piece){
                         .kind = PWPOL_PIECE_CONTEXT,
                         .how = walk_how(walk) | (end->part ? PIECE_PREFIX : 0u),
                         .start = first,
                         .length = after - first,
                         .rank = end->rank,
                         .guesses_log10 = decimal_log10(end->rank) + walk_variations(walk),
                         .list = context_field_name(end->field),
                     });
}

/* ---- The two digits of the year of birth, which say something only beside a
 * word of the person ---- */

static bool is_year_of_birth(const struct match *match, size_t at)
{
    const uint32_t *points = match->text->points;
    unsigned year = match->context->year % 100;
    return at + 2 <= match->length && points[at] == '0' + year / 10 && points[at + 1] == '0' + year % 10 &&
           (at + 2 == match->length || match->text->classes[at + 2] != CLASS_DIGIT) &&
           (at == 0 || match->text->classes[at - 1] != CLASS_DIGIT);
}

static void add_year_of_birth(struct match *match, size_t at)
{
    if (!is_year_of_birth(match, at))
        return;
    match_add(match, &(struct piece){
                         .kind = PWPOL_PIECE_CONTEXT,
                         .how = PIECE_PREFIX,
                         .start = (uint32_t)at,
                         .length = 2,
                         .rank = 1,
                         .list = context_field_name(FIELD_BIRTH_DATE),
                     });
}

static void add_years_of_birth(struct match *match)
{
    if (match->context->year == 0)
        return;
    for (size_t start = 0; start < match->length; start++) {
        for (uint32_t i = match->starts[start].first; i != 0; i = match->items[i - 1].next) {
            struct piece piece = match->items[i - 1].piece;
            if (piece.kind != PWPOL_PIECE_CONTEXT || piece.length <= 2)
                continue;
            add_year_of_birth(match, start + piece.length);
            if (start >= 2)
                add_year_of_birth(match, start - 2);
        }
    }
}

void match_context(struct match *match)
{
    if (match->context->nodes != NULL) {
        struct walk walk = { .match = match, .context = match->context, .found = found };
        walk_words(&walk);
        secret_wipe(walk.signs, sizeof walk.signs);
    }
    add_years_of_birth(match);
}

/* ---- The old password ---- */

enum {
    OLD_RUN_MIN = 4,   /* folded bytes in a row that both have */
    OLD_LOOK_MAX = 256 /* of the old password; bounds the work */
};

static void add_old(struct match *match, size_t first, size_t last)
{
    const struct lane *lane = &match->forward;
    while (first <= last && !lane_starts(lane, first))
        first++;
    while (last > first && !lane_ends(lane, last))
        last--;
    if (last < first + OLD_RUN_MIN - 1)
        return;
    double old_len = (double)match->context->old_len;
    uint32_t start = lane_begin(lane, first, last);
    uint32_t end = lane_end(lane, first, last);
    match_add(match,
              &(struct piece){
                  .kind = PWPOL_PIECE_OLD,
                  .start = start,
                  .length = end - start,
                  .rank = 1,
                  /* any piece of it */
                  .guesses_log10 = decimal_log10(old_len * (old_len + 1) / 2) + match_capitals(match, start, end),
                  .list = context_field_name(FIELD_OLD_PASSWORD),
              });
}

/* The longest run shared with the old password that ends at each byte; a run is
 * kept where it cannot go on. */
void match_old(struct match *match)
{
    const struct guess_context *context = match->context;
    size_t old_len = context->old_len < OLD_LOOK_MAX ? context->old_len : OLD_LOOK_MAX;
    if (context->old == NULL || old_len < OLD_RUN_MIN)
        return;
    uint16_t *runs = arena_take(match->arena, old_len + 1, sizeof *runs); /* that end before old byte j */
    if (runs == NULL) {
        match->failed = true;
        return;
    }
    size_t before = 0;
    for (size_t i = 0; i <= match->forward.length; i++) {
        size_t longest = 0;
        for (size_t j = old_len; j > 0; j--) {
            bool same = i < match->forward.length && context->old[j - 1] == match->forward.bytes[i];
            runs[j] = same ? (uint16_t)(runs[j - 1] + 1) : 0;
            if (runs[j] > longest)
                longest = runs[j];
        }
        if (before >= OLD_RUN_MIN && longest <= before)
            add_old(match, i - before, i - 1);
        before = longest;
    }
}
