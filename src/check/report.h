/* The report: findings with spans and figures, never the candidate. */
#ifndef PWPOL_CHECK_REPORT_H
#define PWPOL_CHECK_REPORT_H

#include "pwpol/check.h"

enum finding_id {
#define RULE(id, name, rule, function) FINDING_##id,
#define HOOK(id, name, rule) FINDING_##id,
#include "check/rules.def"
#undef RULE
#undef HOOK
    FINDING_COUNT
};

enum { FINDINGS_MAX = 32, SOURCE_SIZE = 64, LANGUAGES = 2 };
enum language { ENGLISH, FRENCH };
enum part { PROBLEM, REMEDY, MESSAGE, PARTS };

struct finding {
    enum finding_id id;
    pwpol_severity severity;
    double have;
    double want;
    uint32_t start; /* code points of the candidate as given */
    uint32_t length;
    const char *source; /* static, or report->denied_name */
    unsigned detail;    /* the finding's own: enum piece_how, or the classes that are missing */
};

struct pwpol_report {
    bool accepted;
    size_t count;
    struct finding findings[FINDINGS_MAX];
    pwpol_numbers numbers;
    double guesses_wanted; /* log10; what the suggestion aims at */
    double entropy_wanted; /* bits */
    const char *preset;    /* static */
    char denied_name[SOURCE_SIZE];
    char *sentences[FINDINGS_MAX][PARTS][LANGUAGES]; /* made when asked for */
    char *suggestion[LANGUAGES];
};

const char *finding_name(enum finding_id id);
const char *finding_rule(enum finding_id id);

/* Adds a finding; beyond FINDINGS_MAX it is dropped unless it refuses the
 * candidate, which always counts. */
void report_add(struct pwpol_report *report, const struct finding *finding);
/* Worst first; called once, when all are there. */
void report_sort(struct pwpol_report *report);

#endif
