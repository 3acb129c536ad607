/* Runs of characters a constant step apart: abcd, 97531, 7890. */
#include "base/decimal.h"
#include "guess/letters.h"
#include "guess/match.h"
#include "guess/prices.h"

#include <stdlib.h>

enum {
    SEQUENCE_MIN = 3,
    STEP_MAX = 5 /* Wheeler's; beyond it nobody counts */
};

/* 0 when the two make no sequence: they are not of one kind, or too far apart. */
static int step_between(const struct match *match, size_t at)
{
    const uint8_t *classes = match->text->classes;
    bool digit = classes[at] == CLASS_DIGIT;
    if (digit != (classes[at + 1] == CLASS_DIGIT) || classes[at] == CLASS_SPECIAL ||
        classes[at + 1] == CLASS_SPECIAL)
        return 0;
    int64_t step = (int64_t)match->plain[at + 1] - match->plain[at];
    /* The keyboard's 7890, and back. */
    if (digit && (step == 9 || step == -9))
        step = step > 0 ? -1 : 1;
    return step >= -STEP_MAX && step <= STEP_MAX ? (int)step : 0;
}

/* Wheeler 2016, 2.4.4: where it starts, which way it goes, how long it is. */
static double guesses_log10(const struct match *match, size_t start, size_t length, int step)
{
    uint32_t first = match->plain[start];
    double starts = match->text->classes[start] == CLASS_DIGIT ? 10 : 26;
    if (first == 'a' || first == 'z' || first == '0' || first == '1' || first == '9')
        starts = 4;
    double guesses = starts * (double)length * abs(step) * (step < 0 ? 2 : 1);
    return decimal_log10(guesses) + match_capitals(match, start, start + length) +
           letters_accents(match, start, start + length);
}

static void add(struct match *match, size_t start, size_t end, int step)
{
    if (step == 0 || end - start < SEQUENCE_MIN)
        return;
    match_add(match, &(struct piece){
                         .kind = PWPOL_PIECE_SEQUENCE,
                         .start = (uint32_t)start,
                         .length = (uint32_t)(end - start),
                         .guesses_log10 = guesses_log10(match, start, end - start, step),
                         .price = match->text->classes[start] == CLASS_DIGIT ? price_sequence
                                                                            : price_sequence_of_letters,
                         .list = "",
                     });
}

void match_sequences(struct match *match)
{
    size_t start = 0;
    int step = 0;
    for (size_t i = 0; i + 1 < match->length; i++) {
        int next = step_between(match, i);
        if (next != step) {
            add(match, start, i + 1, step);
            start = i;
            step = next;
        }
    }
    add(match, start, match->length, step);
}
