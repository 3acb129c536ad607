#include "words/chain_train.h"

#include "base/decimal.h"

#include <stdlib.h>

struct chain_counts {
    uint32_t four[CHAIN_FAR_SYMBOLS][CHAIN_SYMBOLS][CHAIN_SYMBOLS][CHAIN_SYMBOLS];
    uint32_t three[CHAIN_SYMBOLS][CHAIN_SYMBOLS][CHAIN_SYMBOLS];
    uint32_t two[CHAIN_SYMBOLS][CHAIN_SYMBOLS];
    uint32_t one[CHAIN_SYMBOLS];
    uint32_t specials[CHAIN_SPECIALS];
};

struct chain_counts *chain_counts_new(void)
{
    return calloc(1, sizeof(struct chain_counts));
}

void chain_count(struct chain_counts *counts, const unsigned char *folded, size_t folded_len)
{
    unsigned before[3] = { CHAIN_EDGE, CHAIN_EDGE, CHAIN_EDGE }; /* the farthest first */
    for (size_t i = 0; i <= folded_len; i++) {
        unsigned symbol = i < folded_len ? chain_symbol_of(folded[i]) : CHAIN_EDGE;
        if (symbol == CHAIN_SPECIAL)
            counts->specials[chain_special_of(folded[i])]++;
        counts->four[chain_far(before[0])][before[1]][before[2]][symbol]++;
        counts->three[before[1]][before[2]][symbol]++;
        counts->two[before[2]][symbol]++;
        counts->one[symbol]++;
        before[0] = before[1];
        before[1] = before[2];
        before[2] = symbol;
    }
}

/* What was seen gives up some of its likelihood to what was not, which has it in
 * the proportions of a shorter memory: absolute discounting (H. Ney, U. Essen,
 * R. Kneser, 1994), with their usual discount. */
static const double discount = 0.75;

static void mix(const uint32_t counts[CHAIN_SYMBOLS], const double shorter[CHAIN_SYMBOLS],
                double likely[CHAIN_SYMBOLS])
{
    double total = 0;
    double given = 0;
    for (unsigned i = 0; i < CHAIN_SYMBOLS; i++) {
        total += counts[i];
        given += counts[i] > 0 ? discount : 0;
    }
    for (unsigned i = 0; i < CHAIN_SYMBOLS; i++) {
        double seen = counts[i] > 0 ? counts[i] - discount : 0;
        likely[i] = total > 0 ? (seen + given * shorter[i]) / total : shorter[i];
    }
}

static uint8_t cost_of(double likelihood)
{
    double cost = -decimal_log10(likelihood) * CHAIN_STEPS + 0.5;
    return cost < 0 ? 0 : cost > UINT8_MAX ? UINT8_MAX : (uint8_t)cost;
}

static void write_costs(const double likely[CHAIN_SYMBOLS], uint8_t costs[CHAIN_SYMBOLS])
{
    for (unsigned i = 0; i < CHAIN_SYMBOLS; i++)
        costs[i] = cost_of(likely[i]);
}

static void train_specials(const struct chain_counts *counts, struct chain *chain)
{
    double total = 0;
    for (unsigned i = 0; i < CHAIN_SPECIALS; i++)
        total += counts->specials[i] + 1.0;
    for (unsigned i = 0; i < CHAIN_SPECIALS; i++)
        chain->specials[i] = cost_of((counts->specials[i] + 1.0) / total);
}

void chain_train(const struct chain_counts *counts, struct chain *chain)
{
    double even[CHAIN_SYMBOLS];
    double one[CHAIN_SYMBOLS];
    double two[CHAIN_SYMBOLS];
    double three[CHAIN_SYMBOLS];
    double four[CHAIN_SYMBOLS];
    for (unsigned i = 0; i < CHAIN_SYMBOLS; i++)
        even[i] = 1.0 / CHAIN_SYMBOLS;
    mix(counts->one, even, one);
    for (unsigned near = 0; near < CHAIN_SYMBOLS; near++) {
        mix(counts->two[near], one, two);
        for (unsigned middle = 0; middle < CHAIN_SYMBOLS; middle++) {
            mix(counts->three[middle][near], two, three);
            for (unsigned far = 0; far < CHAIN_FAR_SYMBOLS; far++) {
                mix(counts->four[far][middle][near], three, four);
                write_costs(four, chain->costs[far][middle][near]);
            }
        }
    }
    train_specials(counts, chain);
}
