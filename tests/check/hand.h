/* A check made by hand: the text is prepared as it would be, the pieces are what
 * the test says, and the rules run on both. */
#ifndef PWPOL_TESTS_CHECK_HAND_H
#define PWPOL_TESTS_CHECK_HAND_H

#include "check/rules.h"

struct hand {
    struct arena arena;
    pwpol_policy *policy;
    struct text text;
    struct guess guess;
    struct check check;
    struct pwpol_report *report;
};

/* A policy that asks nothing, with "key=value;key=value" set. */
pwpol_policy *hand_policy(const char *keys);

/* pieces: up to the first of length 0, at most four; guesses: NAN when not estimated. */
void hand_make(struct hand *hand, const char *keys, const char *candidate, size_t candidate_len,
               const struct piece *pieces, double guesses);
/* The candidate is a phrase of so many words of a list of 7776. */
void hand_is_phrase(struct hand *hand, size_t words);
/* Measures, looks, runs the rules and chooses the suggestion. */
void hand_judge(struct hand *hand);
/* The first finding of this name, NULL when there is none. */
const struct finding *hand_found(const struct hand *hand, const char *name);
void hand_end(struct hand *hand);

#endif
