/* Which of the pieces that the matchers found are worth telling. */
#include "check/rules.h"

#include <math.h>

static bool overlaps(const struct chosen *chosen, const struct piece *piece)
{
    for (size_t i = 0; i < chosen->count; i++) {
        const struct piece *other = &chosen->pieces[i];
        if (piece->start < other->start + other->length && other->start < piece->start + piece->length)
            return true;
    }
    return false;
}

/* What is several patterns at once is told as the plainest: 123456 is a sequence
 * before it is a walk on the keyboard, and 2026 is a year. */
static int plainness(pwpol_piece_kind kind)
{
    switch (kind) {
    case PWPOL_PIECE_REPEAT:
        return 3;
    case PWPOL_PIECE_SEQUENCE:
        return 2;
    case PWPOL_PIECE_DATE:
        return 1;
    default:
        return 0;
    }
}

static bool is_better(const struct piece *piece, const struct piece *best)
{
    if (best == NULL || piece->length != best->length)
        return best == NULL || piece->length > best->length;
    return piece->start == best->start && plainness(piece->kind) > plainness(best->kind);
}

void pieces_choose(const struct check *check, bool (*wanted)(const struct check *, const struct piece *),
                   struct chosen *chosen)
{
    chosen->count = 0;
    while (chosen->count < PIECES_TOLD) {
        const struct piece *best = NULL;
        for (size_t i = 0; i < check->guess->found_count; i++) {
            const struct piece *piece = &check->guess->found[i];
            if (is_better(piece, best) && wanted(check, piece) && !overlaps(chosen, piece))
                best = piece;
        }
        if (best == NULL)
            return;
        chosen->pieces[chosen->count++] = *best;
    }
}

const struct piece *piece_that_is_all(const struct check *check, pwpol_piece_kind kind)
{
    size_t shortest = (size_t)policy_integer(check->policy, KEY_DICTIONARY_LENGTH);
    const struct piece *best = NULL;
    for (size_t i = 0; i < check->guess->found_count; i++) {
        const struct piece *piece = &check->guess->found[i];
        if (piece->kind == kind && piece->length >= shortest && piece->start <= check->core_start &&
            piece->start + piece->length >= check->core_end && is_better(piece, best))
            best = piece;
    }
    return best;
}

/* ---- Patterns ---- */

static double random_cost(uint8_t class)
{
    switch (class) {
    case CLASS_DIGIT:
        return log10(SYMBOLS_DIGIT);
    case CLASS_SPECIAL:
        return log10(TEXT_ASCII_SPECIALS);
    default:
        return log10(SYMBOLS_LOWER);
    }
}

/* costs[i]: log10 of the guesses for the first i characters, were they random. */
static bool count_costs(struct arena *arena, struct check *check)
{
    double *costs = arena_take(arena, check->text->length + 1, sizeof *costs);
    if (costs == NULL)
        return false;
    costs[0] = 0;
    for (size_t i = 0; i < check->text->length; i++)
        costs[i + 1] = costs[i] + random_cost(check->text->classes[i]);
    check->costs = costs;
    return true;
}

/* log10 by which a repeat, sequence, walk or date is cheaper than random characters.
 * Without it two thirds of all codes of sixteen random digits would be patterns:
 * dates and walks cover half of their length. */
static const double saving_by_chance = 2.5; /* chance makes one in 300 */
static const double saving_of_a_year = 1.5; /* a decoration, but one that people use */

static double saving_of(const struct check *check, const struct piece *piece)
{
    if (piece->kind != PWPOL_PIECE_REPEAT && piece->kind != PWPOL_PIECE_SEQUENCE &&
        piece->kind != PWPOL_PIECE_KEYBOARD && piece->kind != PWPOL_PIECE_DATE)
        return -INFINITY;
    if (piece->length == check->text->length)
        return INFINITY; /* what is all there is is no chance */
    return check->costs[piece->start + piece->length] - check->costs[piece->start] - piece->guesses_log10;
}

static bool is_pattern(const struct check *check, const struct piece *piece)
{
    return saving_of(check, piece) >= saving_by_chance;
}

/* How many code points are in pieces that save so much; covered may be NULL. */
static size_t cover(const struct check *check, double saving, uint8_t *covered)
{
    size_t sum = 0;
    size_t end = 0; /* found is in the order of starts, so no point is visited twice */
    for (size_t i = 0; i < check->guess->found_count; i++) {
        const struct piece *piece = &check->guess->found[i];
        if (saving_of(check, piece) < saving)
            continue;
        for (size_t at = piece->start > end ? piece->start : end; at < piece->start + piece->length; at++) {
            if (covered != NULL)
                covered[at] = 1;
            sum++;
            end = at + 1;
        }
    }
    return sum;
}

static bool find_patterns(struct arena *arena, struct check *check)
{
    size_t length = check->text->length;
    uint8_t *covered = arena_take(arena, length, sizeof *covered);
    if (covered == NULL || !count_costs(arena, check))
        return false;
    cover(check, saving_of_a_year, covered);
    check->covered = covered;
    check->pattern_share = 100.0 * (double)cover(check, saving_by_chance, NULL) / (double)length;
    pieces_choose(check, is_pattern, &check->patterns);
    return true;
}

/* The span of all code points of these classes; false when there is none. */
static bool span_of(const struct text *text, unsigned classes, size_t *start, size_t *end)
{
    *start = *end = 0;
    for (size_t i = 0; i < text->length; i++) {
        if ((text->classes[i] & classes) == 0)
            continue;
        if (*end == 0)
            *start = i;
        *end = i + 1;
    }
    return *end > 0;
}

bool pieces_look(struct arena *arena, struct check *check)
{
    static const unsigned letters = CLASS_LOWER | CLASS_UPPER | CLASS_OTHER_LETTER;
    if (!span_of(check->text, letters, &check->core_start, &check->core_end) &&
        !span_of(check->text, CLASS_DIGIT, &check->core_start, &check->core_end))
        check->core_end = check->text->length;
    return find_patterns(arena, check);
}
