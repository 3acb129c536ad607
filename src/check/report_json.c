/* A report as JSON: docs/report.schema.json. */
#include "base/json.h"
#include "check/messages.h"

#include <string.h>

static const char *const language_names[] = { [ENGLISH] = "en", [FRENCH] = "fr" };

/* The languages that were asked for: both for NULL. */
static bool is_asked(const char *lang, enum language language)
{
    return lang == NULL || language_of(lang) == language;
}

/* json_string(), but NULL is a failed allocation and not a null. */
static void add_text(struct json *json, const char *key, const char *text)
{
    if (text == NULL)
        json->out->failed = true;
    else
        json_string(json, key, text);
}

static void add_message(struct json *json, pwpol_report *report, size_t index, const char *lang)
{
    json_object_begin(json, "message");
    for (enum language language = 0; language < LANGUAGES; language++) {
        if (!is_asked(lang, language))
            continue;
        json_object_begin(json, language_names[language]);
        add_text(json, "problem", message_part(report, index, PROBLEM, language));
        add_text(json, "remedy", message_part(report, index, REMEDY, language));
        json_object_end(json);
    }
    json_object_end(json);
}

static void add_finding(struct json *json, pwpol_report *report, size_t index, const char *lang)
{
    static const char *const severities[] = {
        [PWPOL_NOTE] = "note", [PWPOL_WARNING] = "warning", [PWPOL_ERROR] = "error"
    };
    const struct finding *finding = &report->findings[index];
    json_object_begin(json, NULL);
    json_string(json, "name", finding_name(finding->id));
    json_string(json, "rule", finding_rule(finding->id));
    json_string(json, "severity", severities[finding->severity]);
    json_number(json, "have", finding->have, 2);
    json_number(json, "want", finding->want, 2);
    json_integer(json, "start", (int64_t)finding->start);
    json_integer(json, "length", (int64_t)finding->length);
    json_string(json, "source", finding->source);
    add_message(json, report, index, lang);
    json_object_end(json);
}

static void add_numbers(struct json *json, const pwpol_numbers *numbers)
{
    json_object_begin(json, "numbers");
    json_number(json, "policy_entropy", numbers->policy_entropy, 2);
    json_number(json, "formal_entropy", numbers->formal_entropy, 2);
    json_number(json, "guesses_log10", numbers->guesses_log10, 2);
    json_integer(json, "code_points", (int64_t)numbers->code_points);
    json_integer(json, "graphemes", (int64_t)numbers->graphemes);
    json_integer(json, "words", (int64_t)numbers->words);
    json_object_end(json);
}

static void add_suggestion(struct json *json, pwpol_report *report, const char *lang)
{
    json_object_begin(json, "suggestion");
    for (enum language language = 0; language < LANGUAGES; language++)
        if (is_asked(lang, language))
            add_text(json, language_names[language], message_suggestion(report, language));
    json_object_end(json);
}

pwpol_status pwpol_report_json(pwpol_report *report, const char *lang, char **text)
{
    if (text == NULL)
        return PWPOL_ERR_ARGUMENT;
    *text = NULL;
    if (report == NULL)
        return PWPOL_ERR_ARGUMENT;
    struct buffer out = { 0 };
    struct json json = { .out = &out };
    json_object_begin(&json, NULL);
    json_string(&json, "format", "pwpol-report-1");
    json_string(&json, "pwpol", pwpol_version());
    json_boolean(&json, "accepted", report->accepted);
    json_string(&json, "preset", report->preset);
    json_array_begin(&json, "findings");
    for (size_t i = 0; i < report->count; i++)
        add_finding(&json, report, i, lang);
    json_array_end(&json);
    add_numbers(&json, &report->numbers);
    add_suggestion(&json, report, lang);
    json_object_end(&json);
    *text = buffer_take(&out);
    return *text == NULL ? PWPOL_ERR_NO_MEMORY : PWPOL_OK;
}
