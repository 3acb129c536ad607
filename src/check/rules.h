/* What a rule sees. Adding one: a line in rules.def, a function in the file of
 * its family, its sentences in sentences.def, a row in tests/check/rules.c. */
#ifndef PWPOL_CHECK_RULES_H
#define PWPOL_CHECK_RULES_H

#include "check/report.h"
#include "guess/guess.h"
#include "policy/formal.h"
#include "policy/policy.h"
#include "text/text.h"

/* Pieces that one rule tells at most: the rest would say nothing new. */
enum { PIECES_TOLD = 4 };

/* Pieces that do not overlap, longest first. */
struct chosen {
    struct piece pieces[PIECES_TOLD];
    size_t count;
};

struct check {
    const pwpol_policy *policy;
    const struct text *text;
    /* From here on only for a text that could be prepared. */
    const struct guess *guess;
    struct formal_candidate measured;
    struct formal formal;
    struct chosen patterns; /* repeats, sequences, walks, dates */
    double pattern_share;   /* % of the candidate that such pieces cover */
    const double *costs;    /* length + 1: log10 of the guesses for so many random characters */
    const uint8_t *covered; /* which code points they are, 1 or 0 */
    size_t core_start;      /* the letters are all in [core_start, core_end); */
    size_t core_end;        /* where there is none, the digits; else everything */
    size_t old_distance;    /* SIZE_MAX when there is no old password */
    bool old_suffix_only;
    uint64_t breach_count; /* times the candidate was seen in breaches at least; 0 for none */
    bool breach_unread;    /* the corpus could not be asked, and the policy goes on without it */
    size_t reused;         /* how many passwords ago it served; 0 for never */

    struct pwpol_report *report;
    enum finding_id running; /* the rule whose turn it is */
};

enum rule_stage { STAGE_TEXT, STAGE_FULL };

struct rule {
    const char *name;
    const char *regulation;
    enum rule_stage stage;
    void (*run)(struct check *check);
};
extern const struct rule rules[FINDING_COUNT];

#define RULE(id, name, regulation, stage, function) void function(struct check *check);
#include "check/rules.def"
#undef RULE

/* Runs every rule of the table that the text allows, and sorts. */
void rules_run(struct check *check);

/* Adds a finding of the running rule. */
void rule_finds(struct check *check, pwpol_severity severity, struct finding finding);
/* The same about a piece: its span and source. */
void rule_finds_piece(struct check *check, pwpol_severity severity, const struct piece *piece,
                      struct finding finding);

/* Fills patterns, covered, pattern_share and the core; false when there is no memory. */
bool pieces_look(struct arena *arena, struct check *check);
/* The longest of the pieces that a rule wants. */
void pieces_choose(const struct check *check, bool (*wanted)(const struct check *, const struct piece *),
                   struct chosen *chosen);
/* The longest of those that hold the core of the candidate: around them are only
 * digits, punctuation and spaces. NULL when there is none. */
const struct piece *piece_that_is_all(const struct check *check, pwpol_piece_kind kind);

/* Length in the unit of length.min. */
size_t length_counted(const struct check *check);
/* Whether the guess number falls short of guesses.min. */
bool guesses_are_short(const struct check *check);

/* Which of classes.required a set of enum text_class lacks, as finding.classes; and
 * how many are required, unless NULL. */
unsigned classes_required_missing(const pwpol_policy *policy, unsigned classes, unsigned *required);

/* What would help this candidate: fills advice and about of the report. */
void suggestion_choose(struct check *check);

#endif
