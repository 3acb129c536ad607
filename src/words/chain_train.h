/* Trains the chain of words/chain.h. */
#ifndef PWPOL_WORDS_CHAIN_TRAIN_H
#define PWPOL_WORDS_CHAIN_TRAIN_H

#include "words/chain.h"

#include <stddef.h>

struct chain_counts; /* about 8 MB */

/* NULL when there is no memory; end it with free(). */
struct chain_counts *chain_counts_new(void);
/* Counts a folded word once, edges included. */
void chain_count(struct chain_counts *counts, const unsigned char *folded, size_t folded_len);
/* The same bytes on every machine: integers, and sums, products and quotients of doubles. */
void chain_train(const struct chain_counts *counts, struct chain *chain);

#endif
