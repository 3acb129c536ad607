/* The two measures of strength: the regulator's formula and the guess number. */
#include "check/rules.h"

#include <math.h>

bool guesses_are_short(const struct check *check)
{
    double want = policy_number(check->policy, KEY_GUESSES_MIN);
    return want > 0 && !(check->guess->guesses_log10 >= want);
}

enum measure { MEASURE_FORMAL, MEASURE_GUESSES };

/* What it means, under strength.require, that one measure falls short. */
static pwpol_severity severity_of(const struct check *check, enum measure measure)
{
    static const pwpol_severity severities[][2] = {
        [STRENGTH_NONE] = { PWPOL_NOTE, PWPOL_NOTE },     [STRENGTH_FORMAL] = { PWPOL_ERROR, PWPOL_WARNING },
        [STRENGTH_GUESSES] = { PWPOL_NOTE, PWPOL_ERROR }, [STRENGTH_EITHER] = { PWPOL_NOTE, PWPOL_WARNING },
        [STRENGTH_BOTH] = { PWPOL_ERROR, PWPOL_ERROR },
    };
    int64_t require = policy_integer(check->policy, KEY_STRENGTH_REQUIRE);
    if (require == STRENGTH_EITHER && !check->formal.accepted && guesses_are_short(check))
        return PWPOL_ERROR;
    return severities[require][measure];
}

/* A9: how many guesses the cheapest attack needs. */
void rule_guesses_min(struct check *check)
{
    double want = policy_number(check->policy, KEY_GUESSES_MIN);
    if (!guesses_are_short(check))
        return;
    double have = check->guess->guesses_log10;
    double missing = isnan(have) ? want : want - have;
    uint32_t words = (uint32_t)ceil(missing / log10(PHRASE_LIST_SIZE));
    rule_finds(check, severity_of(check, MEASURE_GUESSES),
               (struct finding){ .have = have, .want = want, .count = words });
}

/* How many characters or words of the same kind would be enough. */
static uint32_t missing_of_the_kind(const struct check *check)
{
    enum { MOST = 1024 }; /* bits: entropy.min asks no more, and each is worth one at least */
    struct formal_candidate longer = check->measured;
    for (uint32_t missing = 1; missing < MOST; missing++) {
        longer.length++;
        longer.phrase_words += check->formal.in_words;
        if (formal_judge(check->policy, &longer).accepted)
            return missing;
    }
    return MOST;
}

/* A1, A3, A5: entropy by the formula (A6) in whole bits (A7), or one of the
 * authority's examples (A7b). */
void rule_entropy_min(struct check *check)
{
    double want = policy_number(check->policy, KEY_ENTROPY_MIN);
    if (check->formal.accepted)
        return;
    struct finding finding = { .have = check->formal.bits, .want = want };
    finding.count = missing_of_the_kind(check);
    if (check->formal.in_words)
        finding.variant = VARIANT_WORDS;
    else if (entropy_rounded(check->formal.bits) >= want) /* A7c */
        finding.variant = VARIANT_DIGITS;
    finding.characters = (uint32_t)check->measured.length + finding.count;
    rule_finds(check, severity_of(check, MEASURE_FORMAL), finding);
}
