/* The table of rules and how it is run. */
#include "check/rules.h"

const struct rule rules[FINDING_COUNT] = {
#define RULE(id, name, regulation, stage, function) { name, regulation, STAGE_##stage, function },
#include "check/rules.def"
#undef RULE
};

const char *finding_name(enum finding_id id)
{
    return rules[id].name;
}

const char *finding_rule(enum finding_id id)
{
    return rules[id].regulation;
}

void rules_run(struct check *check)
{
    bool prepared = check->text->problem == TEXT_FINE;
    for (enum finding_id id = 0; id < FINDING_COUNT; id++) {
        check->running = id;
        if (rules[id].stage == STAGE_TEXT || prepared)
            rules[id].run(check);
    }
    report_sort(check->report);
}

void rule_finds(struct check *check, pwpol_severity severity, struct finding finding)
{
    finding.id = check->running;
    finding.severity = severity;
    if (finding.source == NULL)
        finding.source = "";
    report_add(check->report, &finding);
}

void rule_finds_piece(struct check *check, pwpol_severity severity, const struct piece *piece,
                      struct finding finding)
{
    const struct text *text = check->text;
    size_t end = text->source[piece->start + piece->length];
    finding.start = text->source[piece->start];
    /* Two prepared code points may come from one, whose second half this is. */
    finding.length = end > finding.start ? end - finding.start : 1;
    finding.first = piece->start + 1;
    finding.last = piece->start + piece->length;
    finding.source = piece->list;
    finding.how = piece->how;
    rule_finds(check, severity, finding);
}
