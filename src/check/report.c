#include "check/report.h"

#include "base/secret.h"
#include "base/sized.h"
#include "check/messages.h"

#include <stdlib.h>
#include <string.h>

/* Most of a report is room for findings that most candidates do not have. */
static size_t used(const struct pwpol_report *report)
{
    return offsetof(struct pwpol_report, findings) + report->count * sizeof report->findings[0];
}

struct pwpol_report *report_new(void)
{
    struct pwpol_report *report = malloc(sizeof *report);
    if (report == NULL)
        return NULL;
    memset(report, 0, offsetof(struct pwpol_report, findings));
    report->accepted = true;
    return report;
}

void report_add(struct pwpol_report *report, const struct finding *finding)
{
    if (finding->severity == PWPOL_ERROR)
        report->accepted = false;
    if (report->count < FINDINGS_MOST)
        report->findings[report->count++] = *finding;
}

static bool comes_before(const struct finding *finding, const struct finding *other)
{
    if (finding->severity != other->severity)
        return finding->severity > other->severity;
    if (finding->id != other->id)
        return finding->id < other->id;
    return finding->start < other->start;
}

void report_sort(struct pwpol_report *report)
{
    for (size_t i = 1; i < report->count; i++) {
        struct finding moved = report->findings[i];
        size_t j = i;
        for (; j > 0 && comes_before(&moved, &report->findings[j - 1]); j--)
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

pwpol_status pwpol_report_finding(const pwpol_report *report, size_t index, pwpol_finding *finding)
{
    if (report == NULL || index >= report->count)
        return PWPOL_ERR_ARGUMENT;
    const struct finding *found = &report->findings[index];
    return sized_give(finding,
                      &(pwpol_finding){ .name = finding_name(found->id),
                                        .rule = finding_rule(found->id),
                                        .severity = found->severity,
                                        .have = found->have,
                                        .want = found->want,
                                        .start = found->start,
                                        .length = found->length,
                                        .source = found->source },
                      sizeof *finding);
}

pwpol_status pwpol_report_numbers(const pwpol_report *report, pwpol_numbers *numbers)
{
    if (report == NULL)
        return PWPOL_ERR_ARGUMENT;
    return sized_give(numbers, &report->numbers, sizeof report->numbers);
}

void pwpol_report_free(pwpol_report *report)
{
    if (report == NULL)
        return;
    texts_free(report->texts);
    secret_wipe(report, used(report)); /* spans and figures tell something of the candidate */
    free(report);
}
