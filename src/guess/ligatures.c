#include "guess/ligatures.h"

#include "base/decimal.h"
#include "guess/match.h"

#include <string.h>

/* As many as accents are counted (letters.c), each one of two ways to write it. */
enum { LIGATURES_COUNTED = 3 };

/* The two letters, or NULL. */
static const char *letters_of(const struct text *text, size_t at)
{
    bool small = at + 1 == text->length || text->classes[at + 1] != CLASS_UPPER;
    switch (text->points[at]) {
    case 0x153:
        return "oe";
    case 0xE6:
        return "ae";
    case 0x152:
        return small ? "Oe" : "OE";
    case 0xC6:
        return small ? "Ae" : "AE";
    default:
        return NULL;
    }
}

static size_t count_ligatures(const struct text *text)
{
    size_t count = 0;
    for (size_t i = 0; i < text->length; i++)
        count += letters_of(text, i) != NULL;
    return count;
}

/* The candidate with its ligatures apart, and which code point each of its own comes from. */
struct apart {
    struct text text;
    uint32_t *from; /* one more than there are, the last is the length */
};

static pwpol_status take_apart(struct arena *arena, const struct text *text, size_t count, struct apart *apart)
{
    size_t length = text->length + count;
    char *bytes = arena_take(arena, text->bytes_len + 1, 1); /* two bytes are two letters */
    apart->from = arena_take(arena, length + 1, sizeof *apart->from);
    if (bytes == NULL || apart->from == NULL)
        return PWPOL_ERR_NO_MEMORY;
    size_t bytes_len = 0;
    size_t to = 0;
    for (size_t i = 0; i < text->length; i++) {
        const char *letters = letters_of(text, i);
        apart->from[to++] = (uint32_t)i;
        if (letters == NULL) {
            bytes_len += utf8_encode(text->points[i], (unsigned char *)bytes + bytes_len);
            continue;
        }
        apart->from[to++] = (uint32_t)i;
        bytes[bytes_len++] = letters[0];
        bytes[bytes_len++] = letters[1];
    }
    apart->from[to] = (uint32_t)text->length;
    return text_prepare_leniently(arena, bytes, bytes_len, length, &apart->text);
}

/* Where a piece begins or ends in the candidate; a ligature that is cut belongs to the piece before. */
static uint32_t place_of(const struct apart *apart, size_t at)
{
    bool inside = at > 0 && apart->from[at] == apart->from[at - 1];
    return apart->from[at] + inside;
}

static void take_pieces(const struct apart *apart, const struct guess *other, struct guess *guess)
{
    guess->best = other->best;
    guess->best_count = 0;
    for (size_t i = 0; i < other->best_count; i++) {
        struct piece piece = other->best[i];
        uint32_t end = place_of(apart, piece.start + piece.length);
        piece.start = place_of(apart, piece.start);
        piece.length = end - piece.start;
        if (piece.length > 0)
            guess->best[guess->best_count++] = piece;
    }
}

pwpol_status ligatures_look(struct arena *arena, const struct guess_request *request, struct guess *guess)
{
    const struct text *text = request->text;
    size_t count = text->bytes_len == text->length || text->length > LONGER ? 0 : count_ligatures(text);
    if (count == 0)
        return PWPOL_OK;
    struct apart apart;
    pwpol_status status = take_apart(arena, text, count, &apart);
    if (status != PWPOL_OK || apart.text.problem != TEXT_FINE || apart.text.length != text->length + count)
        return status;
    struct guess_request plain = *request;
    plain.text = &apart.text;
    struct guess other;
    status = guess_run(arena, &plain, &other);
    if (status != PWPOL_OK)
        return status;
    size_t counted = count < LIGATURES_COUNTED ? count : LIGATURES_COUNTED;
    double number = other.guesses_log10 + (double)counted * decimal_log10(2);
    if (number < guess->guesses_log10) {
        guess->guesses_log10 = number;
        guess->estimator = other.estimator;
        take_pieces(&apart, &other, guess);
    }
    return PWPOL_OK;
}
