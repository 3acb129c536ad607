/* Sorts words by their bytes. */
#ifndef PWPOL_WORDS_SORT_H
#define PWPOL_WORDS_SORT_H

#include "words/word_set.h"

/* Bytes after the last word that sorting may look at. */
enum { SORT_PADDING = 8 };

/* Each entry is a NUL-terminated word at text + start; words that are equal stay
 * in no particular order. Allocates nothing; recursion at most log2(count) deep. */
void sort_words(const unsigned char *text, struct word_set_entry *entries, size_t count);

#endif
