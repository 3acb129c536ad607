/* What is wrong with the text itself, its length and its classes. */
#include "check/rules.h"

#include <math.h>

/* A finding about one code point of a candidate that could not be prepared. */
static struct finding at_point(size_t index)
{
    return (struct finding){ .have = NAN,
                             .want = NAN,
                             .start = index,
                             .length = 1,
                             .first = (uint32_t)index + 1,
                             .last = (uint32_t)index + 1 };
}

/* RFC 8265, 4.2.2: an empty OpaqueString is refused. */
void rule_text_empty(struct check *check)
{
    if (check->text->problem == TEXT_EMPTY)
        rule_finds(check, PWPOL_ERROR,
                   (struct finding){ .want = (double)policy_integer(check->policy, KEY_LENGTH_MIN) });
}

void rule_text_invalid_utf8(struct check *check)
{
    if (check->text->problem == TEXT_INVALID_UTF8)
        rule_finds(check, PWPOL_ERROR, at_point(check->text->input_length));
}

/* RFC 8265, 4.2.2: controls cannot be typed again for sure. */
void rule_text_control(struct check *check)
{
    if (check->text->problem == TEXT_CONTROL)
        rule_finds(check, PWPOL_ERROR, at_point(check->text->problem_at));
}

void rule_length_max(struct check *check)
{
    if (check->text->problem == TEXT_TOO_LONG)
        rule_finds(check, PWPOL_ERROR,
                   (struct finding){ .have = (double)check->text->input_length,
                                     .want = (double)policy_integer(check->policy, KEY_LENGTH_MAX) });
}

size_t length_counted(const struct check *check)
{
    bool graphemes = policy_integer(check->policy, KEY_LENGTH_UNIT) == UNIT_GRAPHEMES;
    return graphemes ? check->text->graphemes : check->text->length;
}

void rule_length_min(struct check *check)
{
    double have = (double)length_counted(check);
    double want = (double)policy_integer(check->policy, KEY_LENGTH_MIN);
    if (have < want)
        rule_finds(check, PWPOL_ERROR, (struct finding){ .have = have, .want = want });
}

/* A letter of neither case counts with the lower case, as in the count of symbols
 * (symbols_of). */
unsigned classes_required_missing(const pwpol_policy *policy, unsigned classes, unsigned *required)
{
    static const struct {
        unsigned present; /* any of these answers */
        unsigned missing; /* how sentences name it */
    } answers[] = {
        [REQUIRED_LOWER] = { CLASS_LOWER | CLASS_OTHER_LETTER, CLASS_LOWER },
        [REQUIRED_UPPER] = { CLASS_UPPER, CLASS_UPPER },
        [REQUIRED_LETTER] = { CLASS_LOWER | CLASS_UPPER | CLASS_OTHER_LETTER, CLASS_OTHER_LETTER },
        [REQUIRED_DIGIT] = { CLASS_DIGIT, CLASS_DIGIT },
        [REQUIRED_SPECIAL] = { CLASS_SPECIAL, CLASS_SPECIAL },
    };
    unsigned asked = policy_set_of(policy, KEY_CLASSES_REQUIRED);
    unsigned missing = 0;
    unsigned count = 0;
    for (size_t i = 0; i < sizeof answers / sizeof answers[0]; i++) {
        if ((asked >> i & 1) == 0)
            continue;
        count++;
        if ((classes & answers[i].present) == 0)
            missing |= answers[i].missing;
    }
    if (required != NULL)
        *required = count;
    return missing;
}

/* Classes asked by name; a phrase is asked none (A8). */
void rule_classes_required(struct check *check)
{
    unsigned want;
    unsigned missing = classes_required_missing(check->policy, check->text->classes_seen, &want);
    if (missing != 0 && !check->formal.in_words)
        rule_finds(check, PWPOL_ERROR,
                   (struct finding){ .have = want - (unsigned)__builtin_popcount(missing),
                                     .want = want,
                                     .classes = (uint8_t)missing });
}

/* So many of the four classes, whichever. */
void rule_classes_min(struct check *check)
{
    unsigned seen = check->text->classes_seen;
    unsigned all = CLASS_LOWER | CLASS_UPPER | CLASS_DIGIT | CLASS_SPECIAL;
    unsigned have = formal_class_count(seen);
    unsigned want = (unsigned)policy_integer(check->policy, KEY_CLASSES_MIN);
    if (have >= want || check->formal.in_words)
        return;
    struct finding finding = { .have = have, .want = want, .classes = all & ~seen };
    if (seen & CLASS_OTHER_LETTER)
        finding.classes &= ~(unsigned)CLASS_LOWER;
    finding.count = want - have;
    if (want == 4 && finding.count > 1)
        finding.variant = VARIANT_ALL;
    else if (finding.count > 1)
        finding.variant = VARIANT_SOME;
    rule_finds(check, PWPOL_ERROR, finding);
}
