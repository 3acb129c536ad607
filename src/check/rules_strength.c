/* Composition, formal entropy and guessability. */
#include "check/check.h"

#include <math.h>

void rule_classes_min(const struct judged *judged, struct pwpol_report *report)
{
    unsigned have = formal_class_count(judged->text->classes_seen);
    int64_t want = policy_integer(judged->policy, KEY_CLASSES_MIN);
    if (judged->text->problem == TEXT_FINE && !judged->formal.in_words && have < want)
        report_add(report, &(struct finding){ FINDING_CLASSES_MIN, PWPOL_ERROR, .have = have,
                                              .want = (double)want, .detail = judged->text->classes_seen });
}

void rule_classes_required(const struct judged *judged, struct pwpol_report *report)
{
    static const unsigned classes[] = {
        [REQUIRED_LOWER] = CLASS_LOWER,
        [REQUIRED_UPPER] = CLASS_UPPER,
        [REQUIRED_LETTER] = CLASS_LOWER | CLASS_UPPER | CLASS_OTHER_LETTER,
        [REQUIRED_DIGIT] = CLASS_DIGIT,
        [REQUIRED_SPECIAL] = CLASS_SPECIAL,
    };
    unsigned required = policy_set_of(judged->policy, KEY_CLASSES_REQUIRED);
    unsigned missing = 0, wanted = 0, lacking = 0;
    if (judged->text->problem != TEXT_FINE || judged->formal.in_words)
        return;
    for (unsigned i = 0; i < sizeof classes / sizeof classes[0]; i++)
        if (required & 1u << i) {
            wanted++;
            if ((judged->text->classes_seen & classes[i]) == 0) {
                missing |= 1u << i;
                lacking++;
            }
        }
    if (missing != 0)
        report_add(report, &(struct finding){ FINDING_CLASSES_REQUIRED, PWPOL_ERROR, .have = wanted - lacking,
                                              .want = wanted, .detail = missing });
}

static bool enough_guesses(const struct judged *judged)
{
    double wanted = policy_number(judged->policy, KEY_GUESSES_MIN);
    return wanted <= 0 || !(judged->guess->guesses_log10 < wanted);
}

/* CNIL 2022-100, A1 and A3: entropy is compared after rounding to whole bits, as
 * the authority's own examples require (A7); formal_judge() knows the examples. */
void rule_entropy(const struct judged *judged, struct pwpol_report *report)
{
    int64_t require = policy_integer(judged->policy, KEY_STRENGTH_REQUIRE);
    if (judged->text->problem != TEXT_FINE || judged->formal.accepted || require == STRENGTH_NONE)
        return;
    bool refuses = require == STRENGTH_FORMAL || require == STRENGTH_BOTH ||
                   (require == STRENGTH_EITHER && !enough_guesses(judged));
    report_add(report, &(struct finding){ FINDING_ENTROPY_MIN, refuses ? PWPOL_ERROR : PWPOL_NOTE,
                                          .have = judged->formal.bits,
                                          .want = policy_number(judged->policy, KEY_ENTROPY_MIN),
                                          .detail = judged->formal.in_words });
}

/* A9: how easily an adversary finds this very password. */
void rule_guesses(const struct judged *judged, struct pwpol_report *report)
{
    int64_t require = policy_integer(judged->policy, KEY_STRENGTH_REQUIRE);
    if (judged->text->problem != TEXT_FINE || enough_guesses(judged))
        return;
    bool refuses = require == STRENGTH_GUESSES || require == STRENGTH_BOTH ||
                   (require == STRENGTH_EITHER && !judged->formal.accepted);
    report_add(report, &(struct finding){ FINDING_GUESSES_MIN, refuses ? PWPOL_ERROR : PWPOL_WARNING,
                                          .have = judged->guess->guesses_log10,
                                          .want = policy_number(judged->policy, KEY_GUESSES_MIN) });
}
