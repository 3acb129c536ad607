#include "guess/walk.h"

#include <math.h>
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

static void go_on(struct walk *walk, uint32_t node);

/* One letter further, if the list goes on with it; 0 when it does not. */
static uint32_t take(struct walk *walk, uint32_t node, unsigned char letter, size_t width)
{
    if (walk->budget == 0)
        return 0;
    walk->budget--;
    uint32_t next = walk->step(walk->words, node, letter);
    if (next == 0)
        return 0;
    walk->letters[walk->depth] = letter;
    walk->written[walk->depth] = walk->lane->bytes[walk->after];
    walk->depth++;
    walk->after += width;
    return next;
}

static void take_substituted(struct walk *walk, uint32_t node, const char *letters, size_t width)
{
    for (; *letters != '\0'; letters++) {
        uint32_t next = take(walk, node, (unsigned char)*letters, width);
        if (next == 0)
            continue;
        walk->substituted++;
        go_on(walk, next);
        walk->substituted--;
        walk->depth--;
        walk->after -= width;
    }
}

/* From the node on: letter by letter, and at each sign first what it may stand
 * for. The walk is left as it was found. */
static void go_on(struct walk *walk, uint32_t node)
{
    const struct lane *lane = walk->lane;
    unsigned depth = walk->depth;
    size_t after = walk->after;
    for (;;) {
        if (walk->depth >= WORD_MIN && lane_ends(lane, walk->after - 1))
            walk->reach(walk, node);
        if (walk->after == lane->length || walk->depth == WALK_DEPTH)
            break;
        size_t width;
        const char *letters = letters_of(lane->bytes + walk->after, lane->length - walk->after, &width);
        if (letters != NULL)
            take_substituted(walk, node, letters, width);
        node = take(walk, node, lane->bytes[walk->after], 1);
        if (node == 0)
            break;
    }
    walk->depth = depth;
    walk->after = after;
}

void walk_all(struct walk *walk)
{
    for (size_t first = 0; first + WORD_MIN <= walk->lane->length; first++) {
        if (!lane_starts(walk->lane, first))
            continue;
        walk->first = walk->after = first;
        walk->depth = walk->substituted = 0;
        walk->budget = NODES_A_START;
        go_on(walk, 0);
        walk->match->steps += NODES_A_START - walk->budget;
    }
    secret_wipe(walk->letters, sizeof walk->letters);
    secret_wipe(walk->written, sizeof walk->written);
}

uint32_t walk_begin(const struct walk *walk)
{
    return lane_begin(walk->lane, walk->first, walk->after - 1);
}

uint32_t walk_end(const struct walk *walk)
{
    return lane_end(walk->lane, walk->first, walk->after - 1);
}

unsigned walk_how(const struct walk *walk)
{
    return (walk->lane->reversed ? PIECE_REVERSED : 0u) | (walk->substituted > 0 ? PIECE_LEET : 0u);
}

bool walk_is_readable(const struct walk *walk)
{
    if (walk->substituted == 0 && !walk->lane->reversed)
        return true;
    return walk->depth >= DISGUISED_MIN && walk->substituted < walk->depth;
}

/* The letters that a sign stood for were all written so, or it could have been
 * any of them (Wheeler 2016, 2.4.2). */
static double substitutions_log10(const struct walk *walk)
{
    double total = 0;
    for (unsigned i = 0; i < walk->depth; i++) {
        if (walk->letters[i] == walk->written[i])
            continue;
        bool counted = false;
        unsigned signs = 0;
        unsigned plain = 0;
        for (unsigned k = 0; k < walk->depth; k++) {
            bool same_letter = walk->letters[k] == walk->letters[i];
            bool same_sign = walk->written[k] == walk->written[i];
            counted |= k < i && same_letter && same_sign;
            signs += same_letter && same_sign;
            plain += same_letter && walk->written[k] == walk->letters[k];
        }
        if (!counted)
            total += plain == 0 ? log10(2) : choices_log10(signs, plain);
    }
    return total;
}

double walk_variations(const struct walk *walk)
{
    double total = match_capitals(walk->match, walk_begin(walk), walk_end(walk));
    if (walk->substituted > 0)
        total += substitutions_log10(walk);
    return walk->lane->reversed ? total + log10(2) : total;
}
