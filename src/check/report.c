#include "check/report.h"

#include "base/json.h"
#include "base/secret.h"

#include <stdlib.h>
#include <string.h>

static const struct {
    const char *name;
    const char *rule;
} rows[] = {
#define RULE(id, name, rule, function) { name, rule },
#define HOOK(id, name, rule) { name, rule },
#include "check/rules.def"
#undef RULE
#undef HOOK
};

const char *finding_name(enum finding_id id)
{
    return rows[id].name;
}

const char *finding_rule(enum finding_id id)
{
    return rows[id].rule;
}

void report_add(struct pwpol_report *report, const struct finding *finding)
{
    if (finding->severity == PWPOL_ERROR)
        report->accepted = false;
    if (report->count < FINDINGS_MAX)
        report->findings[report->count++] = *finding;
}

/* Severity first, then the order of the table. */
static bool goes_before(const struct finding *one, const struct finding *other)
{
    return one->severity != other->severity ? one->severity > other->severity : one->id < other->id;
}

void report_sort(struct pwpol_report *report)
{
    for (size_t i = 1; i < report->count; i++) {
        struct finding moved = report->findings[i];
        size_t j = i;
        for (; j > 0 && goes_before(&moved, &report->findings[j - 1]); j--)
            report->findings[j] = report->findings[j - 1];
        report->findings[j] = moved;
    }
}

bool pwpol_report_accepted(const pwpol_report *report)
{
    return report != NULL && report->accepted;
}

size_t pwpol_report_count(const pwpol_report *report)
{
    return report == NULL ? 0 : report->count;
}

/* Fills a sized struct of the caller, who may know a smaller one. */
static pwpol_status fill(void *theirs, const void *ours, size_t ours_size)
{
    size_t size = *(size_t *)theirs;
    if (size < sizeof size)
        return PWPOL_ERR_ARGUMENT;
    if (size > ours_size)
        memset((char *)theirs + ours_size, 0, size - ours_size);
    size_t copied = size < ours_size ? size : ours_size;
    memcpy((char *)theirs + sizeof size, (const char *)ours + sizeof size, copied - sizeof size);
    return PWPOL_OK;
}

pwpol_status pwpol_report_finding(const pwpol_report *report, size_t index, pwpol_finding *finding)
{
    if (report == NULL || finding == NULL || index >= report->count)
        return PWPOL_ERR_ARGUMENT;
    const struct finding *found = &report->findings[index];
    pwpol_finding filled = {
        .size = sizeof filled,
        .name = finding_name(found->id),
        .rule = finding_rule(found->id),
        .severity = found->severity,
        .have = found->have,
        .want = found->want,
        .start = found->start,
        .length = found->length,
        .source = found->source == NULL ? "" : found->source,
    };
    return fill(finding, &filled, sizeof filled);
}

pwpol_status pwpol_report_numbers(const pwpol_report *report, pwpol_numbers *numbers)
{
    if (report == NULL || numbers == NULL)
        return PWPOL_ERR_ARGUMENT;
    return fill(numbers, &report->numbers, sizeof report->numbers);
}

void pwpol_report_free(pwpol_report *report)
{
    if (report == NULL)
        return;
    for (size_t i = 0; i < FINDINGS_MAX * PARTS * LANGUAGES; i++)
        free(report->sentences[i / (PARTS * LANGUAGES)][i / LANGUAGES % PARTS][i % LANGUAGES]);
    for (size_t i = 0; i < LANGUAGES; i++)
        free(report->suggestion[i]);
    secret_wipe(report, sizeof *report); /* spans and figures tell something of the candidate */
    free(report);
}

/* ---- JSON: docs/report.schema.json ---- */

static const char *const language_names[] = { [ENGLISH] = "en", [FRENCH] = "fr" };

static bool wanted(const char *lang, enum language language)
{
    return lang == NULL || strcmp(lang, language_names[language]) == 0 ||
           (language == ENGLISH && strcmp(lang, "fr") != 0);
}

static void write_finding(struct json *json, pwpol_report *report, size_t index, const char *lang)
{
    static const char *const severities[] = { "note", "warning", "error" };
    const struct finding *finding = &report->findings[index];
    json_object_begin(json, NULL);
    json_string(json, "name", finding_name(finding->id));
    json_string(json, "rule", finding_rule(finding->id));
    json_string(json, "severity", severities[finding->severity]);
    json_number(json, "have", finding->have, 2);
    json_number(json, "want", finding->want, 2);
    json_integer(json, "start", finding->start);
    json_integer(json, "length", finding->length);
    json_string(json, "source", finding->source == NULL ? "" : finding->source);
    for (enum language language = ENGLISH; language <= FRENCH; language++)
        if (wanted(lang, language)) {
            json_object_begin(json, language_names[language]);
            json_string(json, "problem", pwpol_report_problem(report, index, language_names[language]));
            json_string(json, "remedy", pwpol_report_remedy(report, index, language_names[language]));
            json_object_end(json);
        }
    json_object_end(json);
}

static void write_numbers(struct json *json, const pwpol_numbers *numbers)
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

pwpol_status pwpol_report_json(pwpol_report *report, const char *lang, char **text)
{
    if (report == NULL || text == NULL)
        return PWPOL_ERR_ARGUMENT;
    struct buffer buffer = { 0 };
    struct json json = { .out = &buffer };
    json_object_begin(&json, NULL);
    json_boolean(&json, "accepted", report->accepted);
    json_string(&json, "preset", report->preset);
    json_array_begin(&json, "findings");
    for (size_t i = 0; i < report->count; i++)
        write_finding(&json, report, i, lang);
    json_array_end(&json);
    write_numbers(&json, &report->numbers);
    json_object_begin(&json, "suggestion");
    for (enum language language = ENGLISH; language <= FRENCH; language++)
        if (wanted(lang, language))
            json_string(&json, language_names[language],
                        pwpol_report_suggestion(report, language_names[language]));
    json_object_end(&json);
    json_object_end(&json);
    buffer_add(&buffer, "\n");
    *text = buffer_take(&buffer);
    return *text == NULL ? PWPOL_ERR_NO_MEMORY : PWPOL_OK;
}
