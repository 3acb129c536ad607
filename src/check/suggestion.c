/* What would help THIS candidate most. tests/check/suggestion.c follows the advice
 * and checks again. */
#include "check/enough.h"

/* Where words are all there is, or all that differs. */
enum { WORDS_LEAST = 2 };

/* The finding whose cure makes the others' needless; of patterns, the longest. */
static const struct finding *worst(const struct pwpol_report *report)
{
    static const unsigned char order[FINDING_COUNT] = {
        [FINDING_CONTEXT] = 1,          [FINDING_PATTERN_REPEAT] = 2,   [FINDING_PATTERN_SEQUENCE] = 2,
        [FINDING_PATTERN_KEYBOARD] = 2, [FINDING_PATTERN_DATE] = 2,     [FINDING_DICTIONARY_DENIED] = 3,
        [FINDING_DICTIONARY] = 3,       [FINDING_LENGTH_MIN] = 4,       [FINDING_GUESSES_MIN] = 5,
        [FINDING_ENTROPY_MIN] = 5,      [FINDING_CLASSES_REQUIRED] = 6, [FINDING_CLASSES_MIN] = 6,
    };
    pwpol_severity severity = report->accepted ? PWPOL_WARNING : PWPOL_ERROR;
    const struct finding *found = NULL;
    for (size_t i = 0; i < report->count; i++) {
        const struct finding *finding = &report->findings[i];
        if (finding->severity != severity)
            continue;
        if (found == NULL || order[finding->id] < order[found->id] ||
            (order[finding->id] == order[found->id] && finding->length > found->length))
            found = finding;
    }
    return found;
}

static enum advice advice_on(enum finding_id id)
{
    switch (id) {
    case FINDING_TEXT_INVALID_UTF8:
    case FINDING_TEXT_CONTROL:
        return ADVICE_RETYPE;
    case FINDING_LENGTH_MAX:
        return ADVICE_SHORTEN;
    case FINDING_CONTEXT:
        return ADVICE_REPLACE_OWN;
    case FINDING_PATTERN_REPEAT:
    case FINDING_PATTERN_SEQUENCE:
    case FINDING_PATTERN_KEYBOARD:
    case FINDING_PATTERN_DATE:
        return ADVICE_REPLACE_PATTERN;
    case FINDING_DICTIONARY_DENIED:
    case FINDING_DICTIONARY:
        return ADVICE_ADD_WORDS;
    case FINDING_LENGTH_MIN:
    case FINDING_GUESSES_MIN:
    case FINDING_ENTROPY_MIN:
        return ADVICE_EXTEND;
    case FINDING_CLASSES_REQUIRED:
    case FINDING_CLASSES_MIN:
        return ADVICE_CLASSES;
    default:
        return ADVICE_START_AGAIN;
    }
}

/* A code of digits is what the policy is for (A5): words would be no help. */
static bool asks_for_a_code(const struct check *check)
{
    return policy_set_of(check->policy, KEY_ENTROPY_EXAMPLES) >> EXAMPLE_4_DIGITS & 1;
}

static enum advice for_a_code(enum advice advice)
{
    switch (advice) {
    case ADVICE_START_AGAIN:
    case ADVICE_REPLACE_OWN:
    case ADVICE_REPLACE_PATTERN:
    case ADVICE_ADD_WORDS:
        return ADVICE_DRAW_DIGITS;
    case ADVICE_EXTEND:
        return ADVICE_EXTEND_DIGITS;
    default:
        return advice;
    }
}

static size_t count_of(const struct pwpol_report *report, enum finding_id id)
{
    size_t count = 0;
    for (size_t i = 0; i < report->count; i++)
        count += report->findings[i].id == id;
    return count;
}

static void count_what_is_missing(const struct check *check, enum advice advice, struct finding *about)
{
    struct kept kept = keep_nothing();
    bool recognised = policy_integer(check->policy, KEY_PASSPHRASE_RECOGNISE);
    unsigned words = CLASS_LOWER | CLASS_SPECIAL; /* with a dash between them */
    switch (advice) {
    case ADVICE_START_AGAIN:
        about->count = words_to_add(check, &kept, WORDS_LEAST, true);
        about->classes = recognised ? 0 : (uint8_t)classes_to_add(check, words);
        break;
    case ADVICE_REPLACE_OWN:
    case ADVICE_REPLACE_PATTERN:
        kept = keep_rest(check, about);
        about->count = words_to_add(check, &kept, WORDS_LEAST, true);
        if (kept.formal.length > 0 || !recognised)
            about->classes = (uint8_t)classes_to_add(check, kept.formal.classes | words);
        break;
    case ADVICE_EXTEND:
        kept = keep_all(check);
        about->count = words_to_add(check, &kept, 1, false);
        about->characters = characters_to_add(check, &kept, 0);
        about->classes = (uint8_t)classes_to_add(check, kept.formal.classes);
        break;
    case ADVICE_ADD_WORDS:
        kept = keep_all(check);
        about->count = words_to_add(check, &kept, WORDS_LEAST, false);
        about->classes = (uint8_t)classes_to_add(check, kept.formal.classes | CLASS_LOWER);
        break;
    case ADVICE_CLASSES:
        about->classes = (uint8_t)classes_to_add(check, check->text->classes_seen);
        break;
    case ADVICE_DRAW_DIGITS:
        about->count = characters_to_add(check, &kept, CLASS_DIGIT);
        break;
    case ADVICE_EXTEND_DIGITS:
        kept = keep_all(check);
        about->count = characters_to_add(check, &kept, 0);
        break;
    default:
        break;
    }
}

void suggestion_choose(struct check *check)
{
    struct pwpol_report *report = check->report;
    const struct finding *finding = worst(report);
    if (finding == NULL)
        return;
    report->about = *finding;
    report->advice = advice_on(finding->id);
    report->for_a_code = asks_for_a_code(check);
    /* Once a name and a birth year are both replaced, nothing of it is left. */
    if (report->advice == ADVICE_REPLACE_OWN && count_of(report, FINDING_CONTEXT) > 1)
        report->advice = ADVICE_START_AGAIN;
    if (report->for_a_code)
        report->advice = for_a_code(report->advice);
    count_what_is_missing(check, report->advice, &report->about);
}
