#include "policy/strength.h"

#include "base/sized.h"
#include "base/uncancelled.h"
#include "policy/formal.h"
#include "policy/freeze.h"
#include "text/text.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* Bounds on the words of the passphrase lists, which a test compares with them. */
enum { PHRASE_WORD_SHORTEST = 2, PHRASE_WORD_LONGEST = 16 };

static const unsigned four[] = { CLASS_LOWER, CLASS_UPPER, CLASS_DIGIT, CLASS_SPECIAL };
enum { ALL_FOUR = CLASS_LOWER | CLASS_UPPER | CLASS_DIGIT | CLASS_SPECIAL };

static bool composition_admits(const pwpol_policy *policy, unsigned classes)
{
    static const unsigned answers[] = { [REQUIRED_LOWER] = CLASS_LOWER,
                                        [REQUIRED_UPPER] = CLASS_UPPER,
                                        [REQUIRED_LETTER] = CLASS_LOWER | CLASS_UPPER,
                                        [REQUIRED_DIGIT] = CLASS_DIGIT,
                                        [REQUIRED_SPECIAL] = CLASS_SPECIAL };
    unsigned required = policy_set_of(policy, KEY_CLASSES_REQUIRED);
    for (size_t i = 0; i < sizeof answers / sizeof answers[0]; i++)
        if (required >> i & 1 && (classes & answers[i]) == 0)
            return false;
    return formal_class_count(classes) >= policy_integer(policy, KEY_CLASSES_MIN);
}

static bool formal_is_required(const pwpol_policy *policy)
{
    int64_t require = policy_integer(policy, KEY_STRENGTH_REQUIRE);
    return require == STRENGTH_FORMAL || require == STRENGTH_BOTH;
}

/* The case that the formula alone reaches. A7c: digits alone meet case 2 by its
 * example of 16, not by rounding. */
static uint32_t case_of(double bits, bool digits_only)
{
    double rounded = entropy_rounded(bits);
    if (rounded >= 80)
        return 1;
    if (rounded >= 50 && !digits_only)
        return 2;
    return rounded >= 13 ? 3 : 0;
}

/* 0 meets nothing, so it comes last. */
static uint32_t case_order(uint32_t cnil_case)
{
    return cnil_case == 0 ? 4 : cnil_case;
}

/* Where an example of the authority meets more than the formula does, the shape
 * is worth what the authority counts for it (A7b). */
static struct shape shape_of(const struct formal_candidate *candidate, const struct formal *formal)
{
    struct shape shape = {
        .bits = formal->bits,
        .length = (uint32_t)(formal->in_words ? candidate->phrase_words : candidate->length),
        .symbols = formal->symbols,
        .classes = formal->in_words ? 0 : candidate->classes,
        .example = EXAMPLE_NONE,
        .cnil_case = case_of(formal->bits, candidate->classes == CLASS_DIGIT),
    };
    for (int i = 0; i < EXAMPLE_COUNT; i++) {
        const struct formal_example *example = &formal_examples[i];
        if (case_order(example->cnil_case) < case_order(shape.cnil_case) &&
            formal_fits(i, candidate, formal->in_words)) {
            shape.example = i;
            shape.cnil_case = example->cnil_case;
            shape.symbols = example->symbols;
            shape.bits = entropy_of(shape.length, example->symbols);
        }
    }
    return shape;
}

/* The shortest password of these classes that the policy admits. */
static bool shortest_of_classes(const pwpol_policy *policy, unsigned classes, struct shape *shape)
{
    struct formal_candidate candidate = { .classes = classes };
    size_t longest = (size_t)policy_integer(policy, KEY_LENGTH_MAX);
    size_t length = (size_t)policy_integer(policy, KEY_LENGTH_MIN);
    if (!composition_admits(policy, classes))
        return false;
    if (length < formal_class_count(classes))
        length = formal_class_count(classes);
    for (; length <= longest; length++) {
        candidate.length = length;
        struct formal formal = formal_judge(policy, &candidate);
        if (formal.accepted || !formal_is_required(policy)) {
            *shape = shape_of(&candidate, &formal);
            return true;
        }
    }
    return false;
}

/* The phrase of the fewest words that the policy admits; no classes are asked of it. */
static bool shortest_phrase(const pwpol_policy *policy, struct shape *shape)
{
    struct formal_candidate candidate = { .phrase_list_size = PHRASE_LIST_SIZE };
    size_t shortest = (size_t)policy_integer(policy, KEY_LENGTH_MIN);
    size_t longest = (size_t)policy_integer(policy, KEY_LENGTH_MAX);
    if (!policy_integer(policy, KEY_PASSPHRASE_RECOGNISE))
        return false;
    for (size_t words = PHRASE_WORDS_LEAST; words * PHRASE_WORD_SHORTEST <= longest; words++) {
        /* One sign between two words. */
        if (words * (PHRASE_WORD_LONGEST + 1) - 1 < shortest)
            continue;
        candidate.phrase_words = words;
        struct formal formal = formal_judge(policy, &candidate);
        if (formal.accepted || !formal_is_required(policy)) {
            *shape = shape_of(&candidate, &formal);
            return true;
        }
    }
    return false;
}

bool strength_weakest(const pwpol_policy *policy, struct shape *weakest)
{
    struct shape shape;
    uint32_t worst_case = 1;
    bool found = false;
    for (unsigned classes = 0; classes <= ALL_FOUR; classes++) {
        bool admitted =
            classes == 0 ? shortest_phrase(policy, &shape) : shortest_of_classes(policy, classes, &shape);
        if (!admitted)
            continue;
        if (case_order(shape.cnil_case) > case_order(worst_case))
            worst_case = shape.cnil_case;
        /* At equal bits, the authority's own example says it best. */
        if (!found || shape.bits < weakest->bits ||
            (shape.bits == weakest->bits && shape.example != EXAMPLE_NONE))
            *weakest = shape;
        found = true;
    }
    weakest->cnil_case = found ? worst_case : 0;
    return found;
}

/* ---- In words, for people ---- */

static void join(char *text, size_t text_size, const char *const words[], unsigned classes, const char *and)
{
    unsigned left = formal_class_count(classes);
    size_t used = 0;
    text[0] = '\0';
    for (size_t i = 0; i < sizeof four / sizeof four[0]; i++) {
        if ((classes & four[i]) == 0)
            continue;
        left--;
        used += (size_t)snprintf(text + used, text_size - used, "%s%s", words[i],
                                 left == 0   ? ""
                                 : left == 1 ? and
                                             : ", ");
    }
}

static void describe(const struct shape *shape, pwpol_policy_strength *strength)
{
    static const char *const english[] = { "lower-case letters", "upper-case letters", "digits", "specials" };
    static const char *const french[] = { "minuscules", "majuscules", "chiffres", "caractères spéciaux" };
    char words[120];
    uint32_t length = shape->length;
    char *en = strength->weakest_en, *fr = strength->weakest_fr;
    size_t en_size = sizeof strength->weakest_en, fr_size = sizeof strength->weakest_fr;
    if (shape->classes == 0) {
        snprintf(en, en_size, "%" PRIu32 " words of a list of %" PRIu32, length, shape->symbols);
        snprintf(fr, fr_size, "%" PRIu32 " mots d'une liste de %" PRIu32, length, shape->symbols);
    } else if (shape->example == EXAMPLE_8_THREE_CLASSES) {
        snprintf(en, en_size, "%" PRIu32 " characters from 3 of the 4 classes", length);
        snprintf(fr, fr_size, "%" PRIu32 " caractères de 3 des 4 classes", length);
    } else if (formal_class_count(shape->classes) == 1) {
        join(words, sizeof words, english, shape->classes, "");
        snprintf(en, en_size, "%" PRIu32 " %s", length, words);
        join(words, sizeof words, french, shape->classes, "");
        snprintf(fr, fr_size, "%" PRIu32 " %s", length, words);
    } else {
        join(words, sizeof words, english, shape->classes, " and ");
        snprintf(en, en_size, "%" PRIu32 " characters: %s", length, words);
        join(words, sizeof words, french, shape->classes, " et ");
        snprintf(fr, fr_size, "%" PRIu32 " caractères\u00A0: %s", length, words);
    }
}

/* The class of the character at index, when the classes of a set take turns. */
static size_t class_in_turn(unsigned classes, uint32_t index)
{
    size_t at = 0;
    for (uint32_t turn = index % formal_class_count(classes);; at++) {
        if ((classes & four[at]) == 0)
            continue;
        if (turn-- == 0)
            return at;
    }
}

/* Of the right shape and nothing more; cut with "..." when it does not fit. */
static void make_example(const struct shape *shape, char *text, size_t text_size)
{
    static const char *const samples[] = { "tqzrvmkwxg", "QHTZRVKWXM", "7294058316", "!%?*+=@-:&" };
    static const char *const words[] = {
        "correct", "cheval", "pile", "agrafe", "horse", "battery", "staple"
    };
    size_t used = 0;
    for (uint32_t i = 0; i < shape->length; i++) {
        char piece[16];
        if (shape->classes == 0)
            snprintf(piece, sizeof piece, "%s%s", i == 0 ? "" : "-",
                     words[i % (sizeof words / sizeof words[0])]);
        else
            snprintf(piece, sizeof piece, "%c", samples[class_in_turn(shape->classes, i)][i % 10]);
        bool last = i + 1 == shape->length;
        if (used + strlen(piece) + (last ? 1 : sizeof "...") > text_size) {
            snprintf(text + used, text_size - used, "...");
            return;
        }
        used += (size_t)snprintf(text + used, text_size - used, "%s", piece);
    }
}

pwpol_status pwpol_policy_strength_of(const pwpol_policy *policy, pwpol_policy_strength *strength)
{
    UNCANCELLED;
    pwpol_policy_strength whole = { .size = sizeof whole };
    struct shape weakest;
    if (policy == NULL || !sized_can_give(strength))
        return PWPOL_ERR_ARGUMENT;
    if (!strength_weakest(policy, &weakest))
        return PWPOL_ERR_CONFLICT;
    whole.entropy = weakest.bits;
    whole.entropy_rounded = (uint32_t)entropy_rounded(weakest.bits);
    whole.length = weakest.length;
    whole.symbols = weakest.symbols;
    whole.cnil_case = weakest.cnil_case;
    describe(&weakest, &whole);
    make_example(&weakest, whole.example, sizeof whole.example);
    return sized_give(strength, &whole, sizeof whole);
}
