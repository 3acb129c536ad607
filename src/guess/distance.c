/* How far a candidate is from the old password (rule D3). */
#include "guess/context.h"

#include <string.h>

enum {
    /* The widest difference that is counted: the highest history.distance. The
     * work is this many cells a code point. */
    BAND = 64,
    BEYOND = 2 * BAND /* more than any cell that matters */
};

/* ---- Edit distance ---- */

/* One row of Levenshtein's table (1966), for the old password's points around
 * the candidate's: cells[k] stands for row + k - BAND points of the old one. */
struct row {
    uint16_t cells[2 * BAND + 1];
};

static void next_row(struct row *row, size_t number, uint32_t point, const uint32_t *old, size_t old_count)
{
    size_t first = number > BAND ? number - BAND : 0;
    size_t last = number + BAND < old_count ? number + BAND : old_count;
    for (size_t j = first; j <= last; j++) {
        size_t k = j + BAND - number;
        unsigned removed = k < 2 * BAND ? row->cells[k + 1] + 1u : BEYOND;
        unsigned added = j > first ? row->cells[k - 1] + 1u : BEYOND;
        unsigned changed = j > 0 ? row->cells[k] + (unsigned)(point != old[j - 1]) : BEYOND;
        unsigned least = removed < added ? removed : added;
        least = changed < least ? changed : least;
        row->cells[k] = (uint16_t)(least < BEYOND ? least : BEYOND);
    }
}

static size_t edit_distance(const unsigned char *folded, size_t folded_len, const uint32_t *old,
                            size_t old_count)
{
    struct row row;
    for (size_t k = 0; k <= 2 * BAND; k++)
        row.cells[k] = (uint16_t)(k >= BAND && k - BAND <= old_count ? k - BAND : BEYOND);
    size_t count = 0;
    for (size_t i = 0; i < folded_len;) {
        uint32_t point = 0;
        i += utf8_decode(folded + i, folded_len - i, &point);
        count++;
        if (count <= old_count + BAND)
            next_row(&row, count, point, old, old_count);
    }
    size_t apart = count > old_count ? count - old_count : old_count - count;
    size_t distance = apart > BAND ? BEYOND : row.cells[old_count + BAND - count];
    secret_wipe(&row, sizeof row);
    if (distance <= BAND)
        return distance;
    return apart > BAND ? apart : BAND + 1;
}

/* ---- Suffixes ---- */

static size_t without_suffix(const unsigned char *folded, size_t length)
{
    while (length > 0) {
        size_t start = length - 1;
        while (start > 0 && (folded[start] & 0xC0) == 0x80)
            start--;
        uint32_t point = 0;
        if (utf8_decode(folded + start, length - start, &point) == 0)
            break;
        if ((text_class_of(point) & (CLASS_DIGIT | CLASS_SPECIAL)) == 0)
            break;
        length = start;
    }
    return length;
}

static bool differ_in_suffix(const unsigned char *a, size_t a_len, const unsigned char *b, size_t b_len)
{
    size_t shorter = a_len < b_len ? a_len : b_len;
    if (memcmp(a, b, shorter) == 0)
        return true;
    size_t a_stem = without_suffix(a, a_len);
    size_t b_stem = without_suffix(b, b_len);
    return a_stem > 0 && a_stem == b_stem && memcmp(a, b, a_stem) == 0;
}

size_t guess_distance_from_old(const struct guess_request *request, bool *suffix_only)
{
    const struct guess_context *context = request->context;
    const struct text *text = request->text;
    *suffix_only = false;
    if (context == NULL || context->old == NULL)
        return SIZE_MAX;
    *suffix_only = differ_in_suffix(text->folded, text->folded_len, context->old, context->old_len);
    return edit_distance(text->folded, text->folded_len, context->old_points, context->old_count);
}
