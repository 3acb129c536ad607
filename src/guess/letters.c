#include "guess/letters.h"

#include "base/decimal.h"
#include "words/chain.h"

/* ---- Capitals ----
 * Steps of the chain for a letter of either case, by what stands before it.
 * Counted over the 700 000 least common passwords of the fitting set (docs/guess.md): a
 * capital first in 13.7 %, after a small letter in 2.7 %, after a capital in 60 %,
 * after anything else in 18 %. */

enum before { BEFORE_NOTHING, BEFORE_SMALL, BEFORE_CAPITAL, BEFORE_OTHER };

static const struct {
    uint8_t capital;
    uint8_t small;
} case_steps[] = {
    [BEFORE_NOTHING] = { 35, 3 },
    [BEFORE_SMALL] = { 63, 0 },
    [BEFORE_CAPITAL] = { 9, 16 },
    [BEFORE_OTHER] = { 30, 3 },
};

static unsigned steps_of_case(const struct match *match, size_t at, enum before *before)
{
    unsigned class = match->text->classes[at];
    if (class != CLASS_UPPER && class != CLASS_LOWER) {
        *before = BEFORE_OTHER;
        return 0;
    }
    unsigned steps = class == CLASS_UPPER ? case_steps[*before].capital : case_steps[*before].small;
    *before = class == CLASS_UPPER ? BEFORE_CAPITAL : BEFORE_SMALL;
    return steps;
}

/* ---- Characters ---- */

/* Beyond ASCII: one of 64, as a gap counts them (cut.c); 40 decimal_log10(64). */
enum { BEYOND_STEPS = 72 };

struct memory {
    unsigned far, middle, near; /* symbols */
};

static unsigned steps_of_byte(const struct chain *chain, struct memory *memory, unsigned char byte)
{
    unsigned symbol = chain_symbol_of(byte);
    unsigned steps = chain->costs[chain_far(memory->far)][memory->middle][memory->near][symbol];
    if (symbol == CHAIN_SPECIAL)
        steps += chain->specials[chain_special_of(byte)];
    *memory = (struct memory){ memory->middle, memory->near, symbol };
    return steps;
}

static bool is_letter(unsigned char byte)
{
    return byte >= 'a' && byte <= 'z';
}

/* An accent is one of two ways to write the letter, and those who write accents
 * write them all: the first three are counted, the rest follow. */
enum { ACCENTS_COUNTED = 3 };
static const double accent_log10 = 0.30102999566398120; /* log10(2) */

double letters_accents(const struct match *match, size_t start, size_t end)
{
    double total = 0;
    if (match->text->bytes_len == match->text->length)
        return 0;
    for (size_t i = start; i < end; i++)
        total += match->letters->accent[i] != 0 ? accent_log10 : 0;
    return total;
}

bool letters_lay(struct match *match)
{
    struct letters *letters = arena_take(match->arena, 1, sizeof *letters);
    float *costs = arena_take(match->arena, match->length, sizeof *costs);
    uint8_t *widths = arena_take(match->arena, match->length, 1);
    uint8_t *sets = arena_take(match->arena, match->length, 1);
    uint8_t *accents = arena_take(match->arena, match->length, 1);
    if (letters == NULL || costs == NULL || widths == NULL || sets == NULL || accents == NULL)
        return false;
    const struct chain *chain = chain_builtin();
    const struct lane *lane = &match->forward;
    struct memory memory = { CHAIN_EDGE, CHAIN_EDGE, CHAIN_EDGE };
    enum before before = BEFORE_NOTHING;
    unsigned counted = 0;
    size_t at = 0; /* of the lane */
    for (size_t i = 0; i < match->length; i++) {
        bool plain = match->text->points[i] < 0x80;
        unsigned steps = steps_of_case(match, i, &before);
        bool lettered = at < lane->length && lane->begin[at] == i && (plain || is_letter(lane->bytes[at]));
        widths[i] = 0;
        for (; at < lane->length && lane->begin[at] == i; at++) {
            if (lettered) {
                steps += steps_of_byte(chain, &memory, lane->bytes[at]);
                widths[i]++;
            }
        }
        if (!lettered) {
            steps += steps_of_byte(chain, &memory, 0xFF) + BEYOND_STEPS;
            widths[i] = 1;
        } else if (!plain && counted < ACCENTS_COUNTED) {
            counted++;
            accents[i] = 1;
        }
        sets[i] = lettered ? match->text->classes[i] : LETTERS_BEYOND;
        costs[i] = (float)steps / CHAIN_STEPS;
    }
    letters->edge =
        (double)chain->costs[chain_far(memory.far)][memory.middle][memory.near][CHAIN_EDGE] / CHAIN_STEPS;
    letters->chain = costs;
    letters->width = widths;
    letters->set = sets;
    letters->accent = accents;
    match->letters = letters;
    return true;
}
