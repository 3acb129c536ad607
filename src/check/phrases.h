/* The words that sentences are filled with, in both languages. */
#ifndef PWPOL_CHECK_PHRASES_H
#define PWPOL_CHECK_PHRASES_H

#include "check/sentences.h"

/* Whether a figure takes the singular: 0 and 1 and what is between in French, 1 in English. */
bool phrase_is_one(double value, enum language language);
/* "10,485,760" or "10 485 760", with at most two decimals. */
void phrase_number(struct buffer *out, double value, enum language language);
/* "two", "deux"; digits above ten. */
void phrase_count(struct buffer *out, uint32_t count, enum language language);
/* "about 20 million guesses"; rounded down, so that nothing seems stronger than it is. */
void phrase_guesses(struct buffer *out, double guesses_log10, enum language language);
/* "100 million" */
void phrase_guesses_wanted(struct buffer *out, double guesses_log10, enum language language);

/* "the first 9 characters", "les caractères 1 à 9", without a capital; last is 0
 * for the whole. characters is the length of the text. */
void phrase_span(struct buffer *out, uint32_t first, uint32_t last, size_t characters,
                 enum language language);
/* A word list, a keyboard or a field of the context. */
void phrase_source(struct buffer *out, const char *source, enum language language);
/* How a word was disguised: "", ", written backwards". */
void phrase_how(struct buffer *out, unsigned how, enum language language);
/* "an upper-case letter and a digit"; conjunction is NULL for a bare list. */
void phrase_classes(struct buffer *out, unsigned classes, const char *conjunction, enum language language);

#endif
