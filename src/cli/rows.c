#include "cli/rows.h"

#include "cli/say.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static size_t tally_index(struct tally *tally, const char *name)
{
    for (size_t i = 0; i < tally->count; i++)
        if (tally->findings[i].name == name || strcmp(tally->findings[i].name, name) == 0)
            return i;
    if (tally->count == FINDINGS_MOST)
        return FINDINGS_MOST;
    tally->findings[tally->count].name = name;
    return tally->count++;
}

/* A candidate counts once for a name, as an error when one of them is. */
void tally_report(struct tally *tally, const pwpol_report *report)
{
    uint64_t errors = 0, warnings = 0; /* one bit a name */
    pwpol_finding finding = { .size = sizeof finding };
    for (size_t i = 0; pwpol_report_finding(report, i, &finding) == PWPOL_OK; i++) {
        size_t index = finding.severity == PWPOL_NOTE ? FINDINGS_MOST : tally_index(tally, finding.name);
        if (index < FINDINGS_MOST)
            *(finding.severity == PWPOL_ERROR ? &errors : &warnings) |= UINT64_C(1) << index;
    }
    for (size_t i = 0; i < tally->count; i++) {
        tally->findings[i].errors += errors >> i & 1;
        tally->findings[i].warnings += (warnings & ~errors) >> i & 1;
    }
    tally->accepted += pwpol_report_accepted(report);
    tally->refused += !pwpol_report_accepted(report);
}

void tally_add(struct tally *sum, const struct tally *part)
{
    sum->accepted += part->accepted;
    sum->refused += part->refused;
    for (size_t i = 0; i < part->count; i++) {
        size_t index = tally_index(sum, part->findings[i].name);
        if (index == FINDINGS_MOST)
            continue;
        sum->findings[index].errors += part->findings[i].errors;
        sum->findings[index].warnings += part->findings[i].warnings;
    }
}

/* Names of the findings of one severity, each once, separated by separator. */
static void add_names(struct page *out, const pwpol_report *report, pwpol_severity severity,
                      const char *separator)
{
    const char *seen[FINDINGS_MOST];
    size_t count = 0;
    pwpol_finding finding = { .size = sizeof finding };
    for (size_t i = 0; pwpol_report_finding(report, i, &finding) == PWPOL_OK; i++) {
        size_t before = 0;
        while (before < count && strcmp(seen[before], finding.name) != 0)
            before++;
        if (finding.severity != severity || before < count || count == FINDINGS_MOST)
            continue;
        if (count > 0)
            page_add(out, separator);
        page_add(out, finding.name);
        seen[count++] = finding.name;
    }
}

enum { VERDICT_COLUMNS = 8 };

static void add_table_row(struct page *out, const struct batch *batch, uint64_t number, const char *candidate,
                          size_t candidate_len, const pwpol_numbers *numbers, const pwpol_report *report)
{
    bool accepted = pwpol_report_accepted(report);
    char bits[16] = "-", guesses[16] = "-";
    if (isfinite(numbers->formal_entropy))
        tell_number(numbers->formal_entropy, 1, bits, sizeof bits);
    if (isfinite(numbers->guesses_log10)) {
        memcpy(guesses, "10^", 4);
        tell_number(numbers->guesses_log10, 1, guesses + 3, sizeof guesses - 3);
    }
    page_addf(out, "%8" PRIu64 "  ", number);
    paint(out, &batch->terminal, accepted ? GOOD : BAD);
    const char *verdict = tell(accepted ? SAY_ROW_ACCEPTED : SAY_ROW_REFUSED);
    page_add(out, verdict);
    paint(out, &batch->terminal, PLAIN);
    page_repeat(out, " ", VERDICT_COLUMNS - columns_of(verdict));
    page_addf(out, "  %8zu  %6s  %7s  ", numbers->code_points, bits, guesses);
    add_names(out, report, accepted ? PWPOL_WARNING : PWPOL_ERROR, ", ");
    if (batch->show) {
        page_add(out, "\t");
        page_shown(out, candidate, candidate_len);
    }
    page_add(out, "\n");
}

static void add_jsonl_row(struct page *out, const struct batch *batch, uint64_t number, const char *candidate,
                          size_t candidate_len, const pwpol_numbers *numbers, const pwpol_report *report)
{
    static const char *const severities[] = {
        [PWPOL_NOTE] = "note", [PWPOL_WARNING] = "warning", [PWPOL_ERROR] = "error"
    };
    pwpol_finding finding = { .size = sizeof finding };
    page_addf(out, "{\"number\":%" PRIu64 ",\"accepted\":%s,\"code_points\":%zu,\"formal_entropy\":", number,
              pwpol_report_accepted(report) ? "true" : "false", numbers->code_points);
    page_number(out, numbers->formal_entropy, 2);
    page_add(out, ",\"guesses_log10\":");
    page_number(out, numbers->guesses_log10, 2);
    page_add(out, ",\"findings\":[");
    for (size_t i = 0; pwpol_report_finding(report, i, &finding) == PWPOL_OK; i++) {
        page_addf(out, "%s{\"name\":\"%s\",\"rule\":\"%s\",\"severity\":\"%s\",\"have\":", i > 0 ? "," : "",
                  finding.name, finding.rule, severities[finding.severity]);
        page_number(out, finding.have, 2);
        page_add(out, ",\"want\":");
        page_number(out, finding.want, 2);
        page_add(out, "}");
    }
    page_add(out, "]");
    if (batch->show) {
        page_add(out, ",\"candidate\":");
        page_json(out, candidate, candidate_len);
    }
    page_add(out, "}\n");
}

/* A number and its comma; a number that is none leaves its field empty. */
static void add_csv_number(struct page *out, double value)
{
    if (isfinite(value))
        page_number(out, value, 2);
    page_add(out, ",");
}

static void add_csv_row(struct page *out, const struct batch *batch, uint64_t number, const char *candidate,
                        size_t candidate_len, const pwpol_numbers *numbers, const pwpol_report *report)
{
    page_addf(out, "%" PRIu64 ",%s,%zu,", number, pwpol_report_accepted(report) ? "accepted" : "refused",
              numbers->code_points);
    add_csv_number(out, numbers->formal_entropy);
    add_csv_number(out, numbers->guesses_log10);
    add_names(out, report, PWPOL_ERROR, " ");
    page_add(out, ",");
    add_names(out, report, PWPOL_WARNING, " ");
    if (batch->show) {
        page_add(out, ",");
        page_csv(out, candidate, candidate_len);
    }
    page_add(out, "\r\n"); /* RFC 4180 */
}

void rows_header(struct page *out, const struct batch *batch)
{
    switch (batch->format) {
    case ROWS_TABLE:
        paint(out, &batch->terminal, STRONG);
        page_add(out, tell(SAY_ROWS_HEADER));
        if (batch->show)
            page_addf(out, "\t%s", tell(SAY_ROWS_HEADER_CANDIDATE));
        paint(out, &batch->terminal, PLAIN);
        page_add(out, "\n");
        break;
    case ROWS_CSV:
        page_addf(out, "number,verdict,code_points,formal_entropy,guesses_log10,errors,warnings%s\r\n",
                  batch->show ? ",candidate" : "");
        break;
    case ROWS_JSONL:
        break;
    }
}

void rows_add(struct page *out, const struct batch *batch, uint64_t number, const char *candidate,
              size_t candidate_len, const pwpol_report *report)
{
    pwpol_numbers numbers = { .size = sizeof numbers };
    pwpol_report_numbers(report, &numbers);
    switch (batch->format) {
    case ROWS_TABLE:
        add_table_row(out, batch, number, candidate, candidate_len, &numbers, report);
        break;
    case ROWS_JSONL:
        add_jsonl_row(out, batch, number, candidate, candidate_len, &numbers, report);
        break;
    case ROWS_CSV:
        add_csv_row(out, batch, number, candidate, candidate_len, &numbers, report);
        break;
    }
}

static int most_errors_first(const void *a, const void *b)
{
    const uint64_t *left = a, *right = b;
    if (left[0] != right[0])
        return left[0] < right[0] ? 1 : -1;
    return left[1] < right[1] ? -1 : 1; /* the order in which they were met */
}

void rows_summary(struct page *out, const struct batch *batch, struct tally *tally)
{
    uint64_t order[FINDINGS_MOST][2]; /* errors, index */
    page_say(out, SAY_SUMMARY, tally->accepted + tally->refused, tally->accepted, tally->refused);
    for (size_t i = 0; i < tally->count; i++) {
        order[i][0] = tally->findings[i].errors;
        order[i][1] = i;
    }
    qsort(order, tally->count, sizeof order[0], most_errors_first);
    for (size_t i = 0; i < tally->count; i++) {
        size_t index = (size_t)order[i][1];
        page_addf(out, "%8" PRIu64 "  ", tally->findings[index].errors);
        paint(out, &batch->terminal, STRONG);
        page_add(out, tally->findings[index].name);
        paint(out, &batch->terminal, PLAIN);
        if (tally->findings[index].warnings > 0)
            page_say(out, SAY_SUMMARY_WARNINGS, tally->findings[index].warnings);
        page_add(out, "\n");
    }
}
