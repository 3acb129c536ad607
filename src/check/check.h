/* The check, as the rooms above call it. */
#ifndef PWPOL_CHECK_INTERNAL_H
#define PWPOL_CHECK_INTERNAL_H

#include "check/report.h"
#include "guess/guess.h"
#include "policy/formal.h"
#include "policy/policy.h"
#include "text/text.h"

/* What the rules look at. */
struct judged {
    const pwpol_policy *policy;
    const struct text *text;
    const struct guess_request *request;
    const struct guess *guess;
    struct formal formal;
    uint32_t pattern_percent; /* of the candidate that repeats, sequences, walks and dates cover */
};

/* A rule adds at most a few findings and fails never. Rules marked so also see a
 * text that has a problem; then only policy and text are there. */
typedef void rule_function(const struct judged *judged, struct pwpol_report *report);

/* A finding of another room: the breach corpus, the history. Called with the
 * prepared text; only PWPOL_ERR_NO_MEMORY and the room's own statuses are failures. */
struct check_hook {
    pwpol_status (*look)(void *state, const struct text *text, struct pwpol_report *report);
    void *state;
};

/* pwpol_check() with hooks. */
pwpol_status check_run(const pwpol_policy *policy, const char *candidate, size_t candidate_len,
                       const pwpol_context *context, const struct check_hook *hooks, size_t hook_count,
                       pwpol_report **report);

#define RULE(id, name, rule, function) rule_function function;
#define HOOK(id, name, rule)
#include "check/rules.def"
#undef RULE
#undef HOOK

/* Adds a finding on a span of the prepared text. */
void add_on_span(const struct judged *judged, struct pwpol_report *report, struct finding finding,
                 uint32_t start, uint32_t length);
/* One of the kinds that a person makes without thinking of words. */
bool is_pattern(pwpol_piece_kind kind);

#endif
