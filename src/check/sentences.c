/* Sentences are made when somebody asks for them, once, and kept in the report. */
#include "check/messages.h"

#include <stdlib.h>
#include <string.h>

static enum language language_of(const char *lang)
{
    return lang != NULL && strcmp(lang, "fr") == 0 ? FRENCH : ENGLISH;
}

/* When there is no memory for the right words. */
static const char *fallback(enum language language)
{
    return language == FRENCH ? "La mémoire manque pour en dire plus." : "There is no memory to say more.";
}

static void write_part(struct buffer *out, const struct pwpol_report *report, const struct finding *finding,
                       enum part part, enum language language)
{
    if (part != REMEDY)
        messages_problem(out, finding, &report->numbers, language);
    if (part == MESSAGE)
        buffer_add(out, " ");
    if (part != PROBLEM)
        messages_remedy(out, finding, language);
}

static const char *sentence(pwpol_report *report, size_t index, enum part part, const char *lang)
{
    if (report == NULL || index >= report->count)
        return "";
    enum language language = language_of(lang);
    char **kept = &report->sentences[index][part][language];
    if (*kept == NULL) {
        struct buffer buffer = { 0 };
        write_part(&buffer, report, &report->findings[index], part, language);
        *kept = buffer_take(&buffer);
    }
    return *kept == NULL ? fallback(language) : *kept;
}

const char *pwpol_report_message(pwpol_report *report, size_t index, const char *lang)
{
    return sentence(report, index, MESSAGE, lang);
}

const char *pwpol_report_problem(pwpol_report *report, size_t index, const char *lang)
{
    return sentence(report, index, PROBLEM, lang);
}

const char *pwpol_report_remedy(pwpol_report *report, size_t index, const char *lang)
{
    return sentence(report, index, REMEDY, lang);
}

const char *pwpol_report_suggestion(pwpol_report *report, const char *lang)
{
    if (report == NULL)
        return "";
    enum language language = language_of(lang);
    char **kept = &report->suggestion[language];
    if (*kept == NULL) {
        struct buffer buffer = { 0 };
        messages_suggestion(&buffer, report, language);
        *kept = buffer_take(&buffer);
    }
    return *kept == NULL ? fallback(language) : *kept;
}
