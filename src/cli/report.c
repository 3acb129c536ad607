#include "cli/report.h"

#include "base/seams.h"
#include "cli/say.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { LABEL_COLUMNS = 23, BAR_CELLS = 24 };

double policy_figure(const pwpol_policy *policy, const char *key)
{
    double value = 0;
    const char *text = pwpol_policy_get(policy, key);
    return text != NULL && number_parse(text, &value) ? value : 0;
}

static void label(struct page *out, enum sentence id)
{
    const char *text = tell(id);
    page_add(out, "  ");
    page_add(out, text);
    unsigned columns = columns_of(text);
    page_repeat(out, " ", columns < LABEL_COLUMNS ? LABEL_COLUMNS - columns : 1);
}

/* One measure of strength: a bar that is full once the policy is content. */
struct measure {
    enum sentence name;
    enum sentence with_want; /* "%s of the %s bits required" */
    enum sentence without;   /* "%s bits" */
    double have;             /* NAN when it was not measured */
    double want;             /* 0 when the policy asks for none */
    bool met;
    bool refused; /* the candidate is refused because it falls short */
};

static void print_measure(struct page *out, const struct terminal *terminal, const struct measure *measure)
{
    char have[32], want[32];
    label(out, measure->name);
    if (!isfinite(measure->have)) {
        page_add(out, tell(SAY_NOT_MEASURED));
        page_add(out, "\n");
        return;
    }
    tell_number(measure->have, 1, have, sizeof have);
    if (measure->want <= 0) {
        page_say(out, (int)measure->without, have);
        page_add(out, "\n");
        return;
    }
    tell_number(measure->want, 1, want, sizeof want);
    paint(out, terminal, measure->met ? GOOD : measure->refused ? BAD : WARN);
    bar(out, measure->met ? 1 : fmin(measure->have / measure->want, 0.99), BAR_CELLS);
    paint(out, terminal, PLAIN);
    page_add(out, "  ");
    page_say(out, (int)measure->with_want, have, want);
    if (!measure->met && !measure->refused) /* an example of the authority, or the other measure */
        page_add(out, tell(SAY_MET_OTHERWISE));
    page_add(out, "\n");
}

/* What the policy asks of a measure; 0 when strength.require leaves it out. */
static double asked(const pwpol_policy *policy, const char *measure, const char *key)
{
    const char *require = pwpol_policy_get(policy, "strength.require");
    bool counts = require != NULL && (strcmp(require, measure) == 0 || strcmp(require, "either") == 0 ||
                                      strcmp(require, "both") == 0);
    return counts ? policy_figure(policy, key) : 0;
}

/* Whether a finding of this name refuses the candidate. */
static bool refused_by(const pwpol_report *report, const char *name)
{
    pwpol_finding finding = { .size = sizeof finding };
    for (size_t i = 0; pwpol_report_finding(report, i, &finding) == PWPOL_OK; i++)
        if (finding.severity == PWPOL_ERROR && strcmp(finding.name, name) == 0)
            return true;
    return false;
}

static void print_numbers(struct page *out, const struct terminal *terminal, const pwpol_policy *policy,
                          const pwpol_report *report)
{
    pwpol_numbers numbers = { .size = sizeof numbers };
    char guaranteed[32];
    if (pwpol_report_numbers(report, &numbers) != PWPOL_OK)
        return;
    double entropy_min = asked(policy, "formal", "entropy.min");
    double guesses_min = asked(policy, "guesses", "guesses.min");
    const struct measure measures[] = {
        { SAY_FORMAL_ENTROPY, SAY_BITS_OF, SAY_BITS, numbers.formal_entropy, entropy_min,
          round(numbers.formal_entropy) >= entropy_min, /* rules.md, A7 */
          refused_by(report, "entropy.min") },
        { SAY_GUESSES, SAY_GUESSES_OF, SAY_GUESSES_ALONE, numbers.guesses_log10, guesses_min,
          numbers.guesses_log10 >= guesses_min, refused_by(report, "guesses.min") },
    };
    for (size_t i = 0; i < sizeof measures / sizeof measures[0]; i++)
        print_measure(out, terminal, &measures[i]);
    label(out, SAY_LENGTH);
    if (!isfinite(numbers.formal_entropy)) /* not text: nothing to count */
        page_add(out, tell(SAY_NOT_MEASURED));
    else
        page_say(out, numbers.graphemes == 1 ? SAY_CHARACTER : SAY_CHARACTERS, numbers.graphemes);
    if (numbers.graphemes != numbers.code_points)
        page_say(out, SAY_AND_CODE_POINTS, numbers.code_points);
    if (numbers.words > 0)
        page_say(out, SAY_AND_WORDS, numbers.words);
    page_add(out, "\n");
    label(out, SAY_POLICY_GUARANTEES);
    tell_number(numbers.policy_entropy, 1, guaranteed, sizeof guaranteed);
    page_say(out, SAY_BITS, guaranteed);
    page_add(out, "\n");
}

static void print_finding(struct page *out, const struct terminal *terminal, pwpol_report *report,
                          size_t index)
{
    static const struct {
        const char *mark;
        enum colour colour;
    } looks[] = {
        [PWPOL_NOTE] = { "·", FAINT },
        [PWPOL_WARNING] = { "!", WARN },
        [PWPOL_ERROR] = { "✗", BAD },
    };
    pwpol_finding finding = { .size = sizeof finding };
    if (pwpol_report_finding(report, index, &finding) != PWPOL_OK)
        return;
    unsigned severity = finding.severity <= PWPOL_ERROR ? finding.severity : PWPOL_NOTE;
    const char *remedy = pwpol_report_remedy(report, index, language());
    page_add(out, "\n");
    paint(out, terminal, looks[severity].colour);
    page_addf(out, "%s ", looks[severity].mark);
    paint(out, terminal, PLAIN);
    unsigned column = wrap(out, terminal, 2, 2, pwpol_report_problem(report, index, language()));
    char tag[96];
    snprintf(tag, sizeof tag, "[%s]", finding.name);
    if (column + 1 + columns_of(tag) > terminal->width)
        page_add(out, "\n ");
    paint(out, terminal, FAINT);
    page_addf(out, " %s", tag);
    paint(out, terminal, PLAIN);
    page_add(out, "\n");
    if (remedy[0] == '\0')
        return;
    page_add(out, "  → ");
    wrap(out, terminal, 4, 4, remedy);
    page_add(out, "\n");
}

void report_print(struct page *out, const struct terminal *terminal, const pwpol_policy *policy,
                  pwpol_report *report)
{
    bool accepted = pwpol_report_accepted(report);
    paint(out, terminal, STRONG);
    paint(out, terminal, accepted ? GOOD : BAD);
    page_add(out, tell(accepted ? SAY_ACCEPTED : SAY_REFUSED));
    paint(out, terminal, PLAIN);
    page_add(out, "\n\n");
    print_numbers(out, terminal, policy, report);
    for (size_t i = 0; i < pwpol_report_count(report); i++)
        print_finding(out, terminal, report, i);
    const char *suggestion = pwpol_report_suggestion(report, language());
    if (suggestion[0] == '\0')
        return;
    page_add(out, "\n");
    paint(out, terminal, STRONG);
    page_add(out, tell(SAY_SUGGESTION));
    paint(out, terminal, PLAIN);
    wrap(out, terminal, columns_of(tell(SAY_SUGGESTION)), 2, suggestion);
    page_add(out, "\n");
}
