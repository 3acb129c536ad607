/* Which of the pieces that the matchers found are worth telling. */
#include "check/rules.h"

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

static bool is_pattern(const struct check *check, const struct piece *piece)
{
    (void)check;
    return piece->kind == PWPOL_PIECE_REPEAT || piece->kind == PWPOL_PIECE_SEQUENCE ||
           piece->kind == PWPOL_PIECE_KEYBOARD || piece->kind == PWPOL_PIECE_DATE;
}

static bool cover(struct arena *arena, struct check *check)
{
    size_t length = check->text->length;
    uint8_t *covered = arena_take(arena, length, 1);
    if (covered == NULL)
        return false;
    size_t sum = 0;
    size_t end = 0; /* found is in the order of starts, so no point is visited twice */
    for (size_t i = 0; i < check->guess->found_count; i++) {
        const struct piece *piece = &check->guess->found[i];
        if (!is_pattern(check, piece))
            continue;
        for (size_t at = piece->start > end ? piece->start : end; at < piece->start + piece->length; at++) {
            covered[at] = 1;
            sum++;
            end = at + 1;
        }
    }
    check->covered = covered;
    check->pattern_share = 100.0 * (double)sum / (double)length;
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
    if (!cover(arena, check))
        return false;
    pieces_choose(check, is_pattern, &check->patterns);
    return true;
}
