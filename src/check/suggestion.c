/* One sentence made for this candidate: what would help it most. */
#include "check/messages.h"

#include <math.h>

static bool refuses(const struct pwpol_report *report, enum finding_id id)
{
    for (size_t i = 0; i < report->count; i++)
        if (report->findings[i].id == id && report->findings[i].severity == PWPOL_ERROR)
            return true;
    return false;
}

static const struct finding *first_error(const struct pwpol_report *report)
{
    return report->count > 0 && report->findings[0].severity == PWPOL_ERROR ? &report->findings[0] : NULL;
}

/* Words of a list of 7776 that would fill what is missing, at least one. */
static unsigned words_missing(const struct pwpol_report *report)
{
    enum { WORDS_MOST = 7 };
    const double word_log10 = 3.89; /* log10(7776) */
    double missing = 0;
    if (report->guesses_wanted > report->numbers.guesses_log10)
        missing = report->guesses_wanted - report->numbers.guesses_log10;
    double bits = report->entropy_wanted - report->numbers.formal_entropy;
    if (refuses(report, FINDING_ENTROPY_MIN) && bits * log10(2) > missing)
        missing = bits * log10(2);
    double words = ceil(missing / word_log10);
    return words < 1 ? 1 : words > WORDS_MOST ? WORDS_MOST : (unsigned)words;
}

static const char *count_of_words(unsigned count, enum language language)
{
    static const char *const english[] = { "a word",     "two words", "three words", "four words",
                                           "five words", "six words", "seven words" };
    static const char *const french[] = { "un mot",    "deux mots", "trois mots", "quatre mots",
                                          "cinq mots", "six mots",  "sept mots" };
    return language == FRENCH ? french[count - 1] : english[count - 1];
}

static void add_words(struct buffer *out, unsigned count, enum language language)
{
    bool french = language == FRENCH;
    buffer_addf(out,
                french ? "Ajoutez %s sans rapport %s, par exemple %s par des tirets."
                       : "Add %s unrelated %s, joined by hyphens for instance%s.",
                count_of_words(count, language),
                french ? (count == 1 ? "avec le reste" : "entre eux")
                       : (count == 1 ? "to the rest" : "to one another"),
                french ? (count == 1 ? "relié" : "reliés") : "");
}

/* Nothing of what was typed is worth keeping. */
static void start_afresh(struct buffer *out, unsigned words, enum language language)
{
    unsigned count = words < 4 ? 4 : words;
    buffer_addf(out,
                language == FRENCH
                    ? "Repartez de %s pris au hasard, que vous n'associez à rien de personnel."
                    : "Start afresh from %s taken at random, none of which people associate with you.",
                count_of_words(count, language));
}

void messages_suggestion(struct buffer *out, const struct pwpol_report *report, enum language language)
{
    const struct finding *worst = first_error(report);
    if (worst == NULL)
        return;
    unsigned words = words_missing(report);
    switch (worst->id) {
    case FINDING_TEXT_INVALID_UTF8:
    case FINDING_TEXT_CONTROL:
    case FINDING_LENGTH_MAX:
        messages_remedy(out, worst, language);
        break;
    case FINDING_TEXT_EMPTY:
    case FINDING_CONTEXT:
    case FINDING_BREACH:
    case FINDING_HISTORY_REUSED:
    case FINDING_HISTORY_SIMILAR:
        start_afresh(out, words, language);
        break;
    case FINDING_CLASSES_REQUIRED:
    case FINDING_CLASSES_MIN:
        messages_remedy(out, worst, language);
        break;
    default:
        /* One more word makes two of a known one, and leaves an obvious phrase. */
        add_words(out, worst->id == FINDING_LENGTH_MIN || words > 1 ? words : 2, language);
        break;
    }
}
