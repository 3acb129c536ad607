#include "policy/formal.h"

#include "text/text.h"

#include <math.h>

/* The 11 specials that the authority counts in its example of case 2 (A4). */
enum { SYMBOLS_FEW_SPECIALS = 11 };

/* 7 words of fewer than 2624 are worth less than 79.5 bits, so they are not what
 * the authority's example means (A8). */
enum { EXAMPLE_LIST_LEAST = 2624 };

const struct formal_example formal_examples[EXAMPLE_COUNT] = {
    [EXAMPLE_12_FOUR_CLASSES] = { 12, SYMBOLS_LOWER + SYMBOLS_UPPER + SYMBOLS_DIGIT + SYMBOLS_SPECIAL, 1 },
    [EXAMPLE_14_LETTERS_DIGITS] = { 14, SYMBOLS_LOWER + SYMBOLS_UPPER + SYMBOLS_DIGIT, 1 },
    [EXAMPLE_7_WORDS] = { 7, PHRASE_LIST_SIZE, 1 },
    [EXAMPLE_8_THREE_CLASSES] = { 8, SYMBOLS_LOWER + SYMBOLS_UPPER + SYMBOLS_DIGIT + SYMBOLS_FEW_SPECIALS,
                                  2 },
    [EXAMPLE_16_DIGITS] = { 16, SYMBOLS_DIGIT, 2 },
    [EXAMPLE_4_DIGITS] = { 4, SYMBOLS_DIGIT, 3 },
};

/* An ideograph is worth a lower-case letter: nobody else's alphabet is counted. */
static unsigned four_classes(unsigned classes)
{
    if (classes & CLASS_OTHER_LETTER)
        classes |= CLASS_LOWER;
    return classes & (CLASS_LOWER | CLASS_UPPER | CLASS_DIGIT | CLASS_SPECIAL);
}

unsigned formal_class_count(unsigned classes)
{
    unsigned count = 0;
    for (unsigned left = four_classes(classes); left != 0; left &= left - 1)
        count++;
    return count;
}

double entropy_of(double length, double count)
{
    return count < 2 ? 0 : length * log2(count);
}

double entropy_rounded(double bits)
{
    return round(bits);
}

uint32_t symbols_of(unsigned classes)
{
    uint32_t symbols = 0;
    classes = four_classes(classes);
    symbols += classes & CLASS_LOWER ? SYMBOLS_LOWER : 0;
    symbols += classes & CLASS_UPPER ? SYMBOLS_UPPER : 0;
    symbols += classes & CLASS_DIGIT ? SYMBOLS_DIGIT : 0;
    symbols += classes & CLASS_SPECIAL ? SYMBOLS_SPECIAL : 0;
    return symbols;
}

bool formal_fits(int example, const struct formal_candidate *candidate, bool in_words)
{
    unsigned classes = four_classes(candidate->classes);
    unsigned letters_digits = CLASS_LOWER | CLASS_UPPER | CLASS_DIGIT;
    if (in_words)
        return example == EXAMPLE_7_WORDS && candidate->phrase_words >= formal_examples[example].length &&
               candidate->phrase_list_size >= EXAMPLE_LIST_LEAST;
    if (example == EXAMPLE_7_WORDS || candidate->length < formal_examples[example].length)
        return false;
    switch (example) {
    case EXAMPLE_12_FOUR_CLASSES:
        return formal_class_count(classes) == 4;
    case EXAMPLE_14_LETTERS_DIGITS:
        return (classes & letters_digits) == letters_digits;
    case EXAMPLE_8_THREE_CLASSES:
        return formal_class_count(classes) >= 3;
    default:
        return classes == CLASS_DIGIT;
    }
}

struct formal formal_judge(const pwpol_policy *policy, const struct formal_candidate *candidate)
{
    struct formal formal = { .example = EXAMPLE_NONE };
    unsigned examples = policy_set_of(policy, KEY_ENTROPY_EXAMPLES);
    double least = policy_number(policy, KEY_ENTROPY_MIN);

    /* A8: a phrase is worth its words, however many letters they have. */
    formal.in_words =
        candidate->phrase_words >= PHRASE_WORDS_LEAST && policy_integer(policy, KEY_PASSPHRASE_RECOGNISE);
    formal.symbols = formal.in_words ? candidate->phrase_list_size : symbols_of(candidate->classes);
    formal.bits =
        entropy_of((double)(formal.in_words ? candidate->phrase_words : candidate->length), formal.symbols);

    for (int example = 0; example < EXAMPLE_COUNT && formal.example == EXAMPLE_NONE; example++)
        if (examples >> example & 1 && formal_fits(example, candidate, formal.in_words))
            formal.example = example;

    /* A7b: the formula reaches the bits, or the candidate fits an example. A7c:
     * 15 digits round to 50 bits, but the authority asks for 16. */
    bool digits_only = !formal.in_words && four_classes(candidate->classes) == CLASS_DIGIT;
    bool example_decides = digits_only && examples >> EXAMPLE_16_DIGITS & 1;
    formal.accepted = least <= 0 || formal.example != EXAMPLE_NONE ||
                      (!example_decides && entropy_rounded(formal.bits) >= least);
    return formal;
}
