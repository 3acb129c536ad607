/* What would help THIS candidate most, in figures: how many words or characters
 * it takes until every demand is met. tests/check/suggestion.c follows the advice
 * and checks again. */
#include "check/rules.h"

#include <math.h>

enum {
    WORD_LENGTH = 4, /* shortest word of the passphrase lists, and what joins it */
    WORDS_LEAST = 2, /* one word more is one that everybody thinks of */
    WORDS_MOST = 64,
    CHARACTERS_MOST = 256, /* beyond, no policy of a sane mind is met */
    DEVICE_DIGITS_MOST = 64
};
/* log10 of the guesses that a character drawn at random adds at the very least. */
static const double character_guesses_log10 = 1;

/* ---- Would this be enough? ---- */

/* A candidate that does not exist yet. */
struct imagined {
    struct formal_candidate formal;
    double guesses_log10;
    size_t length; /* in the unit of length.min */
};

static bool formal_is_met(const struct check *check, const struct formal_candidate *candidate)
{
    return formal_judge(check->policy, candidate).accepted;
}

/* Every demand is to be met, also one that the policy only warns of: an advice
 * that is followed should leave nothing to say. */
static bool would_do(const struct check *check, const struct imagined *imagined)
{
    return formal_is_met(check, &imagined->formal) &&
           imagined->guesses_log10 >= policy_number(check->policy, KEY_GUESSES_MIN) &&
           imagined->length >= (size_t)policy_integer(check->policy, KEY_LENGTH_MIN);
}

/* Drawn words in the place of all that was typed. */
static uint32_t words_alone(const struct check *check)
{
    for (uint32_t words = WORDS_LEAST; words < WORDS_MOST; words++) {
        size_t length = (size_t)words * WORD_LENGTH - 1;
        struct imagined phrase = { .formal = { .length = length,
                                               .classes = CLASS_LOWER | CLASS_SPECIAL,
                                               .phrase_words = words,
                                               .phrase_list_size = PHRASE_LIST_SIZE },
                                   .guesses_log10 = words * log10(PHRASE_LIST_SIZE),
                                   .length = length };
        if (would_do(check, &phrase))
            return words;
    }
    return WORDS_MOST;
}

/* Words behind what was typed. What has only letters and signs may become a
 * phrase by that, and is then measured as one (A8), in its new words alone. */
static uint32_t words_more(const struct check *check)
{
    bool may_be_phrase = (check->text->classes_seen & CLASS_DIGIT) == 0 &&
                         policy_integer(check->policy, KEY_PASSPHRASE_RECOGNISE);
    double guesses = check->guess->guesses_log10;
    for (uint32_t words = 1; words < WORDS_MOST; words++) {
        struct imagined longer = { .formal = check->measured };
        longer.formal.length += (size_t)words * WORD_LENGTH;
        longer.formal.classes |= CLASS_LOWER | CLASS_SPECIAL;
        longer.formal.phrase_words = 0;
        longer.guesses_log10 = isnan(guesses) ? 0 : guesses + words * log10(PHRASE_LIST_SIZE);
        longer.length = length_counted(check) + (size_t)words * WORD_LENGTH;
        struct formal_candidate phrase = { .length = longer.formal.length,
                                           .phrase_words = check->measured.phrase_words + words,
                                           .phrase_list_size = PHRASE_LIST_SIZE };
        if (would_do(check, &longer) && (!may_be_phrase || formal_is_met(check, &phrase)))
            return words;
    }
    return WORDS_MOST;
}

/* Characters behind what was typed, of classes besides those that it has. */
static uint32_t characters_more(const struct check *check, unsigned classes, uint32_t most)
{
    double guesses = check->guess->guesses_log10;
    for (uint32_t more = 1; more < most; more++) {
        struct imagined longer = { .formal = check->measured };
        longer.formal.length += more;
        longer.formal.classes |= classes;
        longer.formal.phrase_words = 0;
        longer.guesses_log10 = isnan(guesses) ? 0 : guesses + more * character_guesses_log10;
        longer.length = length_counted(check) + more;
        if (would_do(check, &longer))
            return more;
    }
    return most;
}

static uint32_t digits_alone(const struct check *check)
{
    for (uint32_t digits = 1; digits < DEVICE_DIGITS_MOST; digits++) {
        struct imagined code = { .formal = { .length = digits, .classes = CLASS_DIGIT },
                                 .guesses_log10 = digits * character_guesses_log10,
                                 .length = digits };
        if (would_do(check, &code))
            return digits;
    }
    return DEVICE_DIGITS_MOST;
}

/* ---- Which advice ---- */

/* The finding whose cure makes the others' needless. */
static const struct finding *worst(const struct pwpol_report *report)
{
    static const enum finding_id order[] = {
        FINDING_TEXT_EMPTY,
        FINDING_TEXT_INVALID_UTF8,
        FINDING_TEXT_CONTROL,
        FINDING_LENGTH_MAX,
        FINDING_BREACH,
        FINDING_HISTORY_REUSED,
        FINDING_HISTORY_SIMILAR,
        FINDING_CONTEXT,
        FINDING_PATTERN_REPEAT,
        FINDING_PATTERN_SEQUENCE,
        FINDING_PATTERN_KEYBOARD,
        FINDING_PATTERN_DATE,
        FINDING_DICTIONARY_DENIED,
        FINDING_DICTIONARY,
        FINDING_LENGTH_MIN,
        FINDING_GUESSES_MIN,
        FINDING_ENTROPY_MIN,
        FINDING_CLASSES_REQUIRED,
        FINDING_CLASSES_MIN,
    };
    pwpol_severity severity = report->accepted ? PWPOL_WARNING : PWPOL_ERROR;
    for (size_t i = 0; i < sizeof order / sizeof order[0]; i++)
        for (size_t j = 0; j < report->count; j++)
            if (report->findings[j].id == order[i] && report->findings[j].severity == severity)
                return &report->findings[j];
    return NULL;
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
        return ADVICE_DRAW_DIGITS;
    case ADVICE_EXTEND:
        return ADVICE_EXTEND_DIGITS;
    default:
        return advice;
    }
}

/* The classes that words alone would lack; none for what is measured as a phrase. */
static unsigned classes_besides_words(const struct check *check)
{
    static const unsigned missing[] = {
        [REQUIRED_UPPER] = CLASS_UPPER, [REQUIRED_DIGIT] = CLASS_DIGIT, [REQUIRED_SPECIAL] = 0
    };
    unsigned required = policy_set_of(check->policy, KEY_CLASSES_REQUIRED);
    unsigned classes = 0;
    if (policy_integer(check->policy, KEY_PASSPHRASE_RECOGNISE))
        return 0;
    for (size_t i = 0; i < sizeof missing / sizeof missing[0]; i++)
        if (required >> i & 1)
            classes |= missing[i];
    if (policy_integer(check->policy, KEY_CLASSES_MIN) > 2)
        classes |= CLASS_DIGIT;
    if (policy_integer(check->policy, KEY_CLASSES_MIN) > 3)
        classes |= CLASS_UPPER;
    return classes;
}

/* The classes that the findings ask for. */
static unsigned classes_asked(const struct pwpol_report *report)
{
    unsigned classes = 0;
    for (size_t i = 0; i < report->count; i++)
        if (report->findings[i].id == FINDING_CLASSES_REQUIRED ||
            report->findings[i].id == FINDING_CLASSES_MIN)
            classes |= report->findings[i].classes;
    return classes;
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
    switch (advice) {
    case ADVICE_START_AGAIN:
    case ADVICE_REPLACE_OWN:
    case ADVICE_REPLACE_PATTERN:
        about->count = words_alone(check);
        about->classes = classes_besides_words(check);
        break;
    case ADVICE_EXTEND:
        about->count = words_more(check);
        about->characters =
            characters_more(check, CLASS_LOWER | CLASS_UPPER | CLASS_DIGIT | CLASS_SPECIAL, CHARACTERS_MOST);
        about->classes = classes_asked(check->report);
        if (about->id == FINDING_DICTIONARY && about->count < WORDS_LEAST)
            about->count = WORDS_LEAST;
        break;
    case ADVICE_CLASSES:
        about->classes = classes_asked(check->report);
        break;
    case ADVICE_DRAW_DIGITS:
        about->count = digits_alone(check);
        break;
    case ADVICE_EXTEND_DIGITS:
        about->count = characters_more(check, CLASS_DIGIT, DEVICE_DIGITS_MOST);
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
    /* Once a name and a birth year are both replaced, nothing of it is left. */
    if (report->advice == ADVICE_REPLACE_OWN && count_of(report, FINDING_CONTEXT) > 1)
        report->advice = ADVICE_START_AGAIN;
    if (asks_for_a_code(check))
        report->advice = for_a_code(report->advice);
    count_what_is_missing(check, report->advice, &report->about);
}
