/* The policy object, as the other rooms read it. */
#ifndef PWPOL_POLICY_INTERNAL_H
#define PWPOL_POLICY_INTERNAL_H

#include "pwpol/breach.h"
#include "pwpol/policy.h"
#include "words/wordlist.h"

enum policy_key {
#define INTEGER(id, ...) KEY_##id,
#define NUMBER(id, ...) KEY_##id,
#define BOOLEAN(id, ...) KEY_##id,
#define CHOICE(id, ...) KEY_##id,
#define SET(id, ...) KEY_##id,
#define PATH(id, ...) KEY_##id,
#define PATHS(id, ...) KEY_##id,
#define DURATION(id, ...) KEY_##id,
#include "policy/keys.def"
#undef INTEGER
#undef NUMBER
#undef BOOLEAN
#undef CHOICE
#undef SET
#undef PATH
#undef PATHS
#undef DURATION
    KEY_COUNT
};

/* In the order of the words of the key's table row; a SET is the bits 1 << of these. */
enum { UNIT_POINTS, UNIT_GRAPHEMES };
enum { REQUIRED_LOWER, REQUIRED_UPPER, REQUIRED_LETTER, REQUIRED_DIGIT, REQUIRED_SPECIAL };
enum { CASE_NONE, CASE_ALONE, CASE_RESTRICTED, CASE_DEVICE };
enum { PREPARE_OPAQUE, PREPARE_RAW };
enum { MISSING_CLOSED, MISSING_OPEN };
enum { ACCESS_MAP, ACCESS_READ };
enum { OUTAGE_CLOSED, OUTAGE_OPEN, OUTAGE_LOCAL };
enum { STRENGTH_NONE, STRENGTH_FORMAL, STRENGTH_GUESSES, STRENGTH_EITHER, STRENGTH_BOTH };
enum {
    EXAMPLE_12_FOUR_CLASSES,
    EXAMPLE_14_LETTERS_DIGITS,
    EXAMPLE_7_WORDS,
    EXAMPLE_8_THREE_CLASSES,
    EXAMPLE_16_DIGITS,
    EXAMPLE_4_DIGITS
};

/* Typed values; asking a key for another type than its own is a defect of the caller. */
int64_t policy_integer(const pwpol_policy *policy,
                       enum policy_key key); /* also BOOLEAN, CHOICE, DURATION (ms) */
double policy_number(const pwpol_policy *policy, enum policy_key key);
unsigned policy_set_of(const pwpol_policy *policy, enum policy_key key); /* bits of a SET */

/* The file that the policy was read from, without its folder, or the name that
 * pwpol_policy_parse() was given; "" for a policy made from a preset. */
const char *policy_origin(const pwpol_policy *policy);

/* The name of a key, static. */
const char *policy_key_name(enum policy_key key);

/* The administrator's lists, loaded; only on a frozen policy. */
size_t policy_denied_count(const pwpol_policy *policy);
const struct wordlist *policy_denied_list(const pwpol_policy *policy, size_t index);
const char *policy_denied_name(const pwpol_policy *policy, size_t index); /* file name without its folder */

/* The corpus that breach.file names; NULL when it names none. Only on a frozen policy. */
const pwpol_breach *policy_breach(const pwpol_policy *policy);

/* Rule A6 and its neighbours, shared with check. */
enum { SYMBOLS_LOWER = 26, SYMBOLS_UPPER = 26, SYMBOLS_DIGIT = 10, SYMBOLS_SPECIAL = 37 };
/* Bits of length symbols drawn from count: length x log2(count); 0 when count < 2. */
double entropy_of(double length, double count);
/* Symbols that a set of enum text_class makes possible; a letter of neither case counts with the lower case. */
uint32_t symbols_of(unsigned classes);
/* What rule A7 compares: the nearest whole bit. */
double entropy_rounded(double bits);

/* Entropy of the weakest password that the policy admits (bits); computed once, when it freezes. */
double policy_entropy(const pwpol_policy *policy);

#endif
