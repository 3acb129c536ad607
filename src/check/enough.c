#include "check/enough.h"

#include <math.h>

enum {
    WORD_LENGTH = 3, /* shortest word of the passphrase lists */
    WORDS_MOST = 64,
    CHARACTERS_MOST = 256
};
/* log10 of the guesses that a character drawn at random adds at the very least. */
static const double character_guesses_log10 = 1;
/* What a cut into pieces may count for a piece besides its own guesses: 3 for the
 * joint, 50 for being a piece at least (src/guess/cut.c). */
static const double joint_guesses_log10 = 2.2;

/* ---- What of the candidate is kept ---- */

struct kept keep_nothing(void)
{
    return (struct kept){ .may_be_phrase = true };
}

static double guesses_of(const struct check *check)
{
    return isnan(check->guess->guesses_log10) ? 0 : check->guess->guesses_log10;
}

static bool is_listed_word(const struct text *text)
{
    for (size_t i = 0; i < passphrase_list_count(); i++)
        if (passphrase_contains(passphrase_list_at(i), text->folded, text->folded_len))
            return true;
    return false;
}

/* A phrase, or the first word of one, is measured in words with what comes behind it. */
struct kept keep_all(const struct check *check)
{
    struct kept kept = { check->measured, length_counted(check), guesses_of(check), false };
    if (kept.formal.phrase_words == 0)
        kept.formal.phrase_words = is_listed_word(check->text);
    kept.may_be_phrase = kept.formal.phrase_words > 0;
    return kept;
}

/* The cheapest way to find a span alone. */
static double guesses_of_span(const struct check *check, const struct finding *span)
{
    double least = INFINITY;
    for (size_t i = 0; i < check->guess->found_count; i++) {
        const struct piece *piece = &check->guess->found[i];
        if (piece->start + 1 == span->first && piece->start + piece->length == span->last)
            least = fmin(least, piece->guesses_log10);
    }
    return least;
}

/* Without the span of a finding: the attack on the whole is no dearer than that on
 * the span and that on the rest, so the rest is worth at least the difference. */
struct kept keep_rest(const struct check *check, const struct finding *span)
{
    struct kept kept = { 0 };
    for (size_t i = 0; i < check->text->length; i++) {
        if (i + 1 >= span->first && i + 1 <= span->last)
            continue;
        kept.formal.length++;
        kept.formal.classes |= check->text->classes[i];
    }
    kept.counted = kept.formal.length;
    kept.may_be_phrase = (kept.formal.classes & CLASS_DIGIT) == 0;
    kept.guesses_log10 = guesses_of(check) - guesses_of_span(check, span) - joint_guesses_log10;
    if (kept.guesses_log10 < 0)
        kept.guesses_log10 = 0;
    return kept;
}

/* ---- How much is enough ---- */

/* Every demand is to be met, also one that the policy only warns of: an advice
 * that is followed should leave nothing to say. */
static bool is_enough(const struct check *check, const struct kept *longer)
{
    return formal_judge(check->policy, &longer->formal).accepted &&
           longer->guesses_log10 >= policy_number(check->policy, KEY_GUESSES_MIN) &&
           longer->counted >= (size_t)policy_integer(check->policy, KEY_LENGTH_MIN);
}

static struct kept with_characters(const struct kept *kept, uint32_t count, unsigned classes)
{
    struct kept longer = *kept;
    longer.formal.length += count;
    longer.formal.classes |= classes;
    longer.formal.phrase_words = 0;
    longer.counted += count;
    longer.guesses_log10 += count * character_guesses_log10;
    return longer;
}

uint32_t words_to_add(const struct check *check, const struct kept *kept, uint32_t least, bool joined)
{
    unsigned classes = CLASS_LOWER | (joined ? CLASS_SPECIAL : 0u);
    for (uint32_t words = least; words < WORDS_MOST; words++) {
        uint32_t characters = words * WORD_LENGTH + (joined ? words - (kept->counted == 0) : 0);
        struct kept longer = with_characters(kept, characters, classes);
        longer.guesses_log10 = kept->guesses_log10 + words * log10(PHRASE_LIST_SIZE);
        if (!is_enough(check, &longer))
            continue;
        /* What may be measured in words (A8) must be enough either way. */
        longer.formal.phrase_words = kept->formal.phrase_words + words;
        longer.formal.phrase_list_size = PHRASE_LIST_SIZE;
        if (!kept->may_be_phrase || is_enough(check, &longer))
            return words;
    }
    return WORDS_MOST;
}

uint32_t characters_to_add(const struct check *check, const struct kept *kept, unsigned classes)
{
    uint32_t count = 1;
    while (count < CHARACTERS_MOST) {
        struct kept longer = with_characters(kept, count, classes);
        if (is_enough(check, &longer))
            break;
        count++;
    }
    return count;
}

unsigned classes_to_add(const struct check *check, unsigned classes)
{
    /* A capital first: a phrase that gets one is still a phrase. */
    static const unsigned order[] = { CLASS_UPPER, CLASS_DIGIT, CLASS_SPECIAL, CLASS_LOWER };
    unsigned added = classes_required_missing(check->policy, classes, NULL);
    unsigned wanted = (unsigned)policy_integer(check->policy, KEY_CLASSES_MIN);
    for (size_t i = 0; i < sizeof order / sizeof order[0]; i++)
        if (formal_class_count(classes | added) < wanted && (classes & order[i]) == 0)
            added |= order[i];
    return added;
}
