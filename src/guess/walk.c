#include "guess/walk.h"

#include "base/decimal.h"
#include "guess/letters.h"
#include "guess/prices.h"

#include <string.h>

/* What a sign may stand for, beside itself. Wheeler's table, and the signs of a
 * French keyboard; the adversary's tools have the same. */
static const char *const stands_for[128] = {
    ['!'] = "il", ['$'] = "s", ['%'] = "x", ['('] = "c", ['+'] = "t", ['0'] = "o",  ['1'] = "il",
    ['2'] = "z",  ['3'] = "e", ['4'] = "a", ['5'] = "s", ['6'] = "g", ['7'] = "tl", ['8'] = "b",
    ['9'] = "g",  ['<'] = "c", ['@'] = "a", ['['] = "c", ['{'] = "c", ['|'] = "il",
};

/* Signs outside ASCII, as they are folded. */
static const struct {
    char bytes[4];
    const char *letters;
} wide_signs[] = {
    { "\xE2\x82\xAC", "e" }, /* € */
    { "\xC2\xA3", "l" },     /* £ */
    { "\xCE\xBC", "u" },     /* µ, folded to the Greek letter */
};

/* The letters that the sign at bytes stands for, or NULL; width is what it takes. */
static const char *letters_of(const unsigned char *bytes, size_t left, size_t *width)
{
    *width = 1;
    if (bytes[0] < 0x80)
        return stands_for[bytes[0]];
    for (size_t i = 0; i < sizeof wide_signs / sizeof wide_signs[0]; i++) {
        *width = strlen(wide_signs[i].bytes);
        if (*width <= left && memcmp(wide_signs[i].bytes, bytes, *width) == 0)
            return wide_signs[i].letters;
    }
    return NULL;
}

/* ---- One list or the other ---- */

static inline uint32_t step(struct walk *walk, uint32_t node, unsigned char byte)
{
    if (walk->budget == 0)
        return 0;
    walk->budget--;
    return walk->list != NULL ? wordlist_step(walk->list, node, byte)
                              : context_step(walk->context, node, byte);
}

static inline bool ends(const struct walk *walk, uint32_t node)
{
    return walk->list != NULL ? wordlist_ends(walk->list, node, NULL) : walk->context->nodes[node].rank != 0;
}

/* ---- The walk ---- */

static bool is_small(unsigned char byte)
{
    return byte >= 'a' && byte <= 'z';
}

/* Two letters between signs or at an end: "je suis". */
static bool is_short_word(const struct walk *walk)
{
    const uint8_t *classes = walk->match->text->classes;
    size_t begin = walk_begin(walk);
    size_t end = walk_end(walk);
    return walk->list != NULL && walk->after - walk->first == WORD_SHORT && walk->signs_count == 0 &&
           !walk->lane->reversed && is_small(walk->lane->bytes[walk->first]) &&
           is_small(walk->lane->bytes[walk->first + 1]) && (begin == 0 || classes[begin - 1] == CLASS_SPECIAL) &&
           (end >= walk->match->length || classes[end] == CLASS_SPECIAL) && lane_ends(walk->lane, walk->after - 1);
}

/* Not three letters in disguise, nor digits and signs alone, nor half of a code point; nor a key held
 * down in a word with signs: chance reads that. */
static bool is_readable(const struct walk *walk)
{
    size_t letters = walk_letters(walk);
    bool disguised = walk->signs_count > 0 || walk->lane->reversed;
    if (letters < WORD_MIN)
        return is_short_word(walk);
    if (walk->held > 0 && walk->signs_count > 0)
        return false;
    return letters >= (disguised ? DISGUISED_MIN : WORD_MIN) && walk->signs_count < letters &&
           lane_ends(walk->lane, walk->after - 1);
}

/* The word, and what people make of it at its end: its plural. */
static void find(struct walk *walk, uint32_t node)
{
    enum { PLURAL_MIN = 4 };
    const struct lane *lane = walk->lane;
    size_t after = walk->after;
    walk->found(walk, node);
    if (lane->reversed || after == lane->length || walk_letters(walk) < PLURAL_MIN)
        return;
    unsigned char byte = lane->bytes[after];
    unsigned char last = lane->bytes[after - 1];
    bool plural = byte == 's' ? last != 's' && last != 'x' && is_small(last) : byte == 'x' && last == 'u';
    if (!plural || !lane_ends(lane, after))
        return;
    walk->after = after + 1;
    walk->endings += price_plural;
    walk->found(walk, node);
    walk->endings -= price_plural;
    walk->after = after;
}

static void go_on(struct walk *walk, uint32_t node);

/* At the first or second letter of three or more alike, of which the word has so many: the rest
 * were typed because the key was held down. */
static void read_held(struct walk *walk, uint32_t node)
{
    enum { HELD_MIN = 3, HELD_MAX = 16 };
    const struct lane *lane = walk->lane;
    size_t at = walk->after - 1;
    unsigned char byte = lane->bytes[at];
    size_t begin = at;
    if (begin > walk->first && lane->bytes[begin - 1] == byte)
        begin--;
    if (begin > 0 && lane->bytes[begin - 1] == byte)
        return;
    size_t end = walk->after;
    while (end < lane->length && end < begin + HELD_MAX && lane->bytes[end] == byte)
        end++;
    if (end < begin + HELD_MIN || end == walk->after)
        return;
    double cost = price_held + price_held_more * (double)(end - begin - HELD_MIN);
    size_t after = walk->after;
    size_t held = end - after;
    walk->after = end;
    walk->held += held;
    walk->endings += cost;
    go_on(walk, node);
    walk->endings -= cost;
    walk->held -= held;
    walk->after = after;
}

/* The sign that stands at after, as each of the letters it may be. */
static void read_sign(struct walk *walk, uint32_t node)
{
    size_t width;
    size_t at = walk->after;
    const char *letters = letters_of(walk->lane->bytes + at, walk->lane->length - at, &width);
    if (letters == NULL || walk->signs_count == WALK_SIGNS)
        return;
    for (; *letters != '\0'; letters++) {
        uint32_t next = step(walk, node, (unsigned char)*letters);
        if (next == 0)
            continue;
        walk->signs[walk->signs_count++] = (struct walk_sign){ at, (unsigned char)*letters };
        walk->wide += width - 1;
        walk->after = at + width;
        go_on(walk, next);
        walk->after = at;
        walk->wide -= width - 1;
        walk->signs_count--;
    }
}

/* From the node on: byte by byte, and at each sign first what it may stand for.
 * after is left where it was. */
static void go_on(struct walk *walk, uint32_t node)
{
    const struct lane *lane = walk->lane;
    size_t after = walk->after;
    while (node != 0 || walk->after == walk->first) {
        if (node != 0 && ends(walk, node) && is_readable(walk))
            find(walk, node);
        if (walk->after == lane->length)
            break;
        unsigned char byte = lane->bytes[walk->after];
        if (!is_small(byte) && walk->reads_signs)
            read_sign(walk, node);
        node = step(walk, node, byte);
        walk->after++;
        if (node != 0 && walk->after < lane->length && lane->bytes[walk->after] == byte && is_small(byte) &&
            walk->match->length <= LONGER)
            read_held(walk, node);
    }
    walk->after = after;
}

static void walk_lane(struct walk *walk, const struct lane *lane)
{
    walk->lane = lane;
    for (size_t first = 0; first + WORD_SHORT <= lane->length; first++) {
        if (!lane_starts(lane, first))
            continue;
        if (walk->only_borders && !match_is_border(walk->match, lane->end[first]))
            continue;
        walk->first = walk->after = first;
        walk->budget = NODES_A_START;
        go_on(walk, 0);
        walk->match->steps += NODES_A_START - walk->budget;
    }
}

void walk_words(struct walk *walk)
{
    bool own = walk->context != NULL;
    bool disguised = own || walk->match->length <= LONGER;
    walk->reads_signs = disguised;
    walk->only_borders = false;
    walk_lane(walk, &walk->match->forward);
    walk->reads_signs = own;
    walk->only_borders = !own;
    if (disguised)
        walk_lane(walk, &walk->match->backward);
}

/* ---- The word found ---- */

uint32_t walk_begin(const struct walk *walk)
{
    return lane_begin(walk->lane, walk->first, walk->after - 1);
}

uint32_t walk_end(const struct walk *walk)
{
    return lane_end(walk->lane, walk->first, walk->after - 1);
}

size_t walk_letters(const struct walk *walk)
{
    return walk->after - walk->first - walk->wide - walk->held;
}

unsigned walk_how(const struct walk *walk)
{
    return (walk->lane->reversed ? PIECE_REVERSED : 0u) | (walk->signs_count > 0 ? PIECE_LEET : 0u);
}

static bool is_sign(const struct walk *walk, size_t at)
{
    for (unsigned i = 0; i < walk->signs_count; i++) {
        if (walk->signs[i].at == at)
            return true;
    }
    return false;
}

/* Each sign of the word, with the letter that it stands for: the letter was
 * written so wherever it is, or could have been in other places (Wheeler 2016, 2.4.2). */
static double signs_log10(const struct walk *walk)
{
    const unsigned char *bytes = walk->lane->bytes;
    double total = 0;
    for (unsigned i = 0; i < walk->signs_count; i++) {
        struct walk_sign sign = walk->signs[i];
        bool counted = false;
        unsigned signs = 0;
        unsigned plain = 0;
        for (unsigned k = 0; k < walk->signs_count; k++) {
            bool same = walk->signs[k].letter == sign.letter && bytes[walk->signs[k].at] == bytes[sign.at];
            signs += same;
            counted |= same && k < i;
        }
        for (size_t at = walk->first; at < walk->after; at++)
            plain += bytes[at] == sign.letter && !is_sign(walk, at);
        if (!counted)
            total += plain == 0 ? decimal_log10(2) : choices_log10(signs, plain);
    }
    return total;
}

double walk_variations(const struct walk *walk)
{
    double total = walk->endings + match_capitals(walk->match, walk_begin(walk), walk_end(walk));
    total += letters_accents(walk->match, walk_begin(walk), walk_end(walk));
    bool own = walk->context != NULL; /* of the person: tried in every way at once */
    if (walk->signs_count > 0)
        total += signs_log10(walk) + (own ? 0 : price_signs);
    if (walk->lane->reversed)
        total += own ? decimal_log10(2) : price_reversed;
    return total;
}
