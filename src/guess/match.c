#include "guess/match.h"

#include "base/decimal.h"
#include "guess/context.h"
#include "guess/letters.h"
#include "guess/prices.h"

#include <string.h>
#include <utf8proc.h>

/* ---- The lanes ---- */

/* Folded bytes of the code points looked at. */
static size_t folded_within(const struct text *text, size_t points)
{
    size_t length = text->folded_len;
    while (length > 0 && text->origin[length - 1] >= points)
        length--;
    return length;
}

static bool lay_forward(struct match *match)
{
    const struct text *text = match->text;
    size_t length = folded_within(text, match->length);
    uint32_t *end = arena_take(match->arena, length, sizeof *end);
    if (end == NULL)
        return false;
    uint32_t after = (uint32_t)match->length;
    for (size_t i = length; i-- > 0;) {
        end[i] = after;
        if (i > 0 && text->origin[i] != text->origin[i - 1])
            after = text->origin[i];
    }
    match->forward =
        (struct lane){ .bytes = text->folded, .length = length, .begin = text->origin, .end = end };
    return true;
}

static bool lay_backward(struct match *match)
{
    const struct lane *forward = &match->forward;
    size_t length = forward->length;
    unsigned char *bytes = arena_take(match->arena, length, 1);
    uint32_t *begin = arena_take(match->arena, length, sizeof *begin);
    uint32_t *end = arena_take(match->arena, length, sizeof *end);
    if (bytes == NULL || begin == NULL || end == NULL)
        return false;
    size_t to = length;
    for (size_t from = 0; from < length;) {
        size_t width = 1;
        while (!lane_ends(forward, from + width - 1))
            width++;
        to -= width;
        for (size_t k = 0; k < width; k++) {
            bytes[to + k] = forward->bytes[from + k];
            begin[to + k] = forward->begin[from + k];
            end[to + k] = forward->end[from + k];
        }
        from += width;
    }
    match->backward =
        (struct lane){ .bytes = bytes, .length = length, .begin = begin, .end = end, .reversed = true };
    return true;
}

static bool lay_lower(struct match *match)
{
    uint32_t *lower = arena_take(match->arena, match->length, sizeof *lower);
    if (lower == NULL)
        return false;
    for (size_t i = 0; i < match->length; i++) {
        uint32_t point = match->text->points[i];
        if (point < 0x80)
            lower[i] = point >= 'A' && point <= 'Z' ? point + 32 : point;
        else
            lower[i] = (uint32_t)utf8proc_tolower((utf8proc_int32_t)point);
    }
    match->lower = lower;
    return true;
}

/* A letter that folds to one of ASCII is that one. */
static bool lay_plain(struct match *match)
{
    const struct lane *lane = &match->forward;
    if (match->text->bytes_len == match->text->length) {
        match->plain = match->lower;
        return true;
    }
    uint32_t *plain = arena_take(match->arena, match->length, sizeof *plain);
    if (plain == NULL)
        return false;
    memcpy(plain, match->lower, match->length * sizeof *plain);
    for (size_t i = 0; i < lane->length; i++) {
        if (lane->bytes[i] < 0x80 && lane_starts(lane, i) && lane_ends(lane, i))
            plain[lane->begin[i]] = lane->bytes[i];
    }
    match->plain = plain;
    return true;
}

pwpol_status match_begin(struct arena *arena, const struct guess_request *request, struct match *match)
{
    static const struct guess_context nothing;
    *match = (struct match){ .arena = arena, .text = request->text };
    match->context = request->context != NULL ? request->context : &nothing;
    match->length = request->text->length < LOOK_MAX ? request->text->length : LOOK_MAX;
    match->a_start = match->length > LONGER ? PIECES_OF_LONGER
                     : match->length > LONG ? PIECES_OF_LONG
                                            : PIECES_A_START;
    match->starts = arena_take(arena, match->length, sizeof *match->starts);
    if (match->starts == NULL || !lay_forward(match) || !lay_backward(match) || !lay_lower(match) ||
        !lay_plain(match) || !letters_lay(match))
        return PWPOL_ERR_NO_MEMORY;
    return PWPOL_OK;
}

/* ---- The pieces ---- */

enum { ITEMS_FIRST = 24 };

static bool make_room(struct match *match)
{
    if (match->count < match->capacity)
        return true;
    uint32_t most = match->a_start * (uint32_t)match->length;
    uint32_t capacity = match->capacity == 0 ? ITEMS_FIRST : match->capacity * 2;
    if (match->length > LONG || capacity > most)
        capacity = most; /* once, and not twice as much again and again */
    struct found_piece *items = arena_take(match->arena, capacity, sizeof *items);
    if (items == NULL) {
        match->failed = true;
        return false;
    }
    if (match->count > 0)
        memcpy(items, match->items, match->count * sizeof *items);
    match->items = items;
    match->capacity = capacity;
    return true;
}

/* Unlinks the shortest piece of a full start; its place is free for another. */
static uint32_t drop_shortest(struct match *match, struct start *start)
{
    uint32_t *link = &start->first;
    while (match->items[*link - 1].next != 0)
        link = &match->items[*link - 1].next;
    uint32_t index = *link;
    *link = 0;
    return index;
}

void match_add(struct match *match, const struct piece *piece)
{
    struct start *start = &match->starts[piece->start];
    uint32_t before = 0; /* the last piece that is no shorter */
    uint32_t shortest = 0;
    for (uint32_t i = start->first; i != 0; i = match->items[i - 1].next) {
        struct piece *other = &match->items[i - 1].piece;
        if (other->length == piece->length && other->kind == piece->kind) {
            if (piece->guesses_log10 + piece->price < other->guesses_log10 + other->price)
                *other = *piece;
            return;
        }
        if (other->length >= piece->length)
            before = i;
        shortest = other->length;
    }
    uint32_t index;
    if (start->count == match->a_start) {
        if (piece->length <= shortest)
            return;
        index = drop_shortest(match, start);
    } else {
        if (!make_room(match))
            return;
        index = ++match->count;
        start->count++;
    }
    uint32_t *link = before == 0 ? &start->first : &match->items[before - 1].next;
    match->items[index - 1] = (struct found_piece){ .piece = *piece, .next = *link };
    *link = index;
}

/* ---- What spans have in common ---- */

bool match_is_border(const struct match *match, size_t at)
{
    if (at == 0 || at >= match->length)
        return true;
    unsigned before = match->text->classes[at - 1];
    unsigned after = match->text->classes[at];
    if (after == CLASS_UPPER)
        return before != CLASS_UPPER;
    if (after == CLASS_SPECIAL || before == CLASS_SPECIAL)
        return true;
    return (before == CLASS_DIGIT) != (after == CLASS_DIGIT);
}

/* Beyond this, 2^n is close enough to the sum and cannot overflow. */
enum { CHOICES_EXACT = 256 };

double choices_log10(unsigned a, unsigned b)
{
    unsigned n = a + b;
    unsigned most = a < b ? a : b;
    if (n > CHOICES_EXACT)
        return n * decimal_log10(2);
    double sum = 0;
    double choices = 1;
    for (unsigned i = 1; i <= most; i++) {
        choices = choices * (n - i + 1) / i;
        sum += choices;
    }
    return most == 0 ? 0 : decimal_log10(sum);
}

/* Capitals that begin words (MotDePasse) or alternate: none beside another, the
 * first letter among them. Short spans have them by chance. */
enum { CAMEL_MIN = 8 };

static bool is_camel(const uint8_t *classes, size_t start, size_t end)
{
    if (end - start < CAMEL_MIN || classes[start] != CLASS_UPPER)
        return false;
    for (size_t i = start; i + 1 < end; i++)
        if (classes[i] == CLASS_UPPER && classes[i + 1] == CLASS_UPPER)
            return false;
    return true;
}

/* A capital first in every run of letters, of which there are several, and no other: Corse2A, Jean-Marc. */
static bool is_titled(const uint8_t *classes, size_t start, size_t end)
{
    unsigned runs = 0;
    bool letter_before = false;
    for (size_t i = start; i < end; i++) {
        bool letter = classes[i] == CLASS_UPPER || classes[i] == CLASS_LOWER;
        if (letter && (classes[i] == CLASS_UPPER) == letter_before)
            return false;
        runs += letter && !letter_before;
        letter_before = letter;
    }
    return runs > 1;
}

double match_capitals(const struct match *match, size_t start, size_t end)
{
    const uint8_t *classes = match->text->classes;
    if ((match->text->classes_seen & CLASS_UPPER) == 0)
        return 0;
    unsigned upper = 0;
    unsigned lower = 0;
    for (size_t i = start; i < end; i++) {
        upper += classes[i] == CLASS_UPPER;
        lower += classes[i] == CLASS_LOWER;
    }
    if (upper == 0)
        return 0;
    bool at_an_end = classes[start] == CLASS_UPPER || classes[end - 1] == CLASS_UPPER;
    if (lower == 0 || (upper == 1 && at_an_end))
        return decimal_log10(2);
    if (is_titled(classes, start, end))
        return decimal_log10(2);
    double choices = choices_log10(upper, lower);
    if (is_camel(classes, start, end))
        return choices < price_camel ? choices : price_camel;
    return choices + price_odd_capitals;
}
