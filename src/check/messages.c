#include "check/messages.h"

#include <stdlib.h>
#include <string.h>

enum { PARTS = 3, WHOLE = 2 }; /* problem, remedy, both */

struct texts {
    char *findings[FINDINGS_MOST][LANGUAGES][PARTS];
    char *suggestion[LANGUAGES];
};

void texts_free(struct texts *texts)
{
    if (texts == NULL)
        return;
    for (size_t i = 0; i < FINDINGS_MOST; i++)
        for (size_t j = 0; j < LANGUAGES; j++)
            for (size_t k = 0; k < PARTS; k++)
                free(texts->findings[i][j][k]);
    for (size_t j = 0; j < LANGUAGES; j++)
        free(texts->suggestion[j]);
    free(texts);
}

/* NULL when there is no memory. */
static struct texts *texts_of(pwpol_report *report)
{
    if (report->texts == NULL)
        report->texts = calloc(1, sizeof *report->texts);
    return report->texts;
}

static const char *sentence(pwpol_report *report, size_t index, int part, enum language language)
{
    struct texts *texts = texts_of(report);
    if (texts == NULL)
        return NULL;
    char **text = &texts->findings[index][language][part];
    if (*text == NULL) {
        struct buffer out = { 0 };
        const struct finding *finding = &report->findings[index];
        if (part != REMEDY)
            sentence_write(&out, report, finding, PROBLEM, language);
        if (part == WHOLE)
            buffer_add(&out, " ");
        if (part != PROBLEM)
            sentence_write(&out, report, finding, REMEDY, language);
        *text = buffer_take(&out);
    }
    return *text;
}

const char *message_part(pwpol_report *report, size_t index, enum part part, enum language language)
{
    return sentence(report, index, (int)part, language);
}

const char *message_suggestion(pwpol_report *report, enum language language)
{
    struct texts *texts = texts_of(report);
    if (texts == NULL)
        return NULL;
    char **text = &texts->suggestion[language];
    if (*text == NULL) {
        struct buffer out = { 0 };
        sentence_advise(&out, report, language);
        *text = buffer_take(&out);
    }
    return *text;
}

/* What is said when there is no memory for more. */
static const char *or_excuse(const char *text, enum language language)
{
    if (text != NULL)
        return text;
    return language == FRENCH ? "La mémoire manque pour l'expliquer."
                              : "There is no memory left to explain it.";
}

static const char *answer(pwpol_report *report, size_t index, int part, const char *lang)
{
    if (report == NULL || index >= report->count)
        return "";
    enum language language = language_of(lang);
    return or_excuse(sentence(report, index, part, language), language);
}

const char *pwpol_report_message(pwpol_report *report, size_t index, const char *lang)
{
    return answer(report, index, WHOLE, lang);
}

const char *pwpol_report_problem(pwpol_report *report, size_t index, const char *lang)
{
    return answer(report, index, PROBLEM, lang);
}

const char *pwpol_report_remedy(pwpol_report *report, size_t index, const char *lang)
{
    return answer(report, index, REMEDY, lang);
}

const char *pwpol_report_suggestion(pwpol_report *report, const char *lang)
{
    if (report == NULL || report->advice == ADVICE_NONE)
        return "";
    enum language language = language_of(lang);
    return or_excuse(message_suggestion(report, language), language);
}
