/* How likely a character is after the three before it: a Markov chain trained on
 * the lists of data/words when the library is built, for what no list holds but
 * people could have made up, or said (A. Narayanan and V. Shmatikov, CCS 2005; M.
 * Dürmuth et al., "OMEN", ESSoS 2015).
 *
 * One byte a case: the cost of the character, -log10 of its likelihood in steps of
 * 1/40. Characters are folded; all specials are one symbol, and which of them it
 * is costs what specials[] says. The farthest of the three is only told apart
 * where it is a letter. */
#ifndef PWPOL_WORDS_CHAIN_H
#define PWPOL_WORDS_CHAIN_H

#include <stdint.h>

enum chain_symbol {
    CHAIN_LETTER = 0, /* and the 25 after it */
    CHAIN_DIGIT = 26, /* and the 9 after it */
    CHAIN_SPECIAL = 36,
    CHAIN_EDGE = 37, /* before the first, after the last */
    CHAIN_SYMBOLS = 38
};

enum {
    CHAIN_FAR_DIGIT = 26,
    CHAIN_FAR_OTHER = 27,
    CHAIN_FAR_SYMBOLS = 28,
    CHAIN_SPECIALS = 34, /* by chain_special_of(); the last is all that is not ASCII */
    CHAIN_STEPS = 40     /* a decade */
};

struct chain {
    uint8_t costs[CHAIN_FAR_SYMBOLS][CHAIN_SYMBOLS][CHAIN_SYMBOLS][CHAIN_SYMBOLS];
    uint8_t specials[CHAIN_SPECIALS];
};

/* The chain compiled in. */
const struct chain *chain_builtin(void);

static inline unsigned chain_symbol_of(unsigned char folded)
{
    if (folded >= 'a' && folded <= 'z')
        return (unsigned)(folded - 'a') + CHAIN_LETTER;
    if (folded >= '0' && folded <= '9')
        return (unsigned)(folded - '0') + CHAIN_DIGIT;
    return CHAIN_SPECIAL;
}

static inline unsigned chain_far(unsigned symbol)
{
    return symbol < CHAIN_DIGIT ? symbol : symbol < CHAIN_SPECIAL ? CHAIN_FAR_DIGIT : CHAIN_FAR_OTHER;
}

/* The 33 of ASCII in their order, then the rest. */
static inline unsigned chain_special_of(unsigned char folded)
{
    if (folded >= 0x7F || folded < ' ')
        return CHAIN_SPECIALS - 1;
    if (folded < '0')
        return (unsigned)(folded - ' ');
    if (folded < 'A')
        return (unsigned)(folded - ':') + 16;
    return folded < 'a' ? (unsigned)(folded - '[') + 23 : (unsigned)(folded - '{') + 29;
}

#endif
