/* The formal strength of one candidate under a policy (rules A1 to A8). check
 * judges candidates with it, and the strength of a policy is the least that it
 * accepts: one function, so that the two cannot disagree. */
#ifndef PWPOL_POLICY_FORMAL_H
#define PWPOL_POLICY_FORMAL_H

#include "policy/policy.h"

/* Two words are a phrase; one is a word, and is measured in characters. */
enum { PHRASE_WORDS_LEAST = 2 };
/* The list that the authority's example supposes: five dice a word (A8). */
enum { PHRASE_LIST_SIZE = 7776 };
enum { EXAMPLE_COUNT = EXAMPLE_4_DIGITS + 1, EXAMPLE_NONE = -1 };

/* What was measured of a candidate. */
struct formal_candidate {
    size_t length;             /* code points of the prepared text */
    unsigned classes;          /* enum text_class bits, all that it uses */
    size_t phrase_words;       /* of a passphrase; 0 when it is not one */
    uint32_t phrase_list_size; /* words of the list that they come from */
};

struct formal {
    double bits;      /* L x log2(N), of characters or of words (A6, A8) */
    uint32_t symbols; /* N */
    bool in_words;    /* L counts words: no classes are asked of it */
    int example;      /* EXAMPLE_..., one that the policy names and that it fits; or EXAMPLE_NONE */
    bool accepted;    /* as much as entropy.min and entropy.examples ask */
};

struct formal formal_judge(const pwpol_policy *policy, const struct formal_candidate *candidate);

/* An example of the authority (A2, A4, A5), as it counts it. */
struct formal_example {
    uint32_t length;    /* characters or words */
    uint32_t symbols;   /* N of the authority's count: 73 where it counts 11 specials */
    uint32_t cnil_case; /* that it meets */
};
extern const struct formal_example formal_examples[EXAMPLE_COUNT];

/* Whether a candidate is of an example's shape, or longer. */
bool formal_fits(int example, const struct formal_candidate *candidate, bool in_words);

/* How many of the four classes a set of enum text_class holds; a letter of
 * neither case counts with the lower case. */
unsigned formal_class_count(unsigned classes);

#endif
