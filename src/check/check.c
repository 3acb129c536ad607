#include "check/check.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static rule_function *const rules[] = {
#define RULE(id, name, rule, function) function,
#define HOOK(id, name, rule)
#include "check/rules.def"
#undef RULE
#undef HOOK
};

bool is_pattern(pwpol_piece_kind kind)
{
    return kind == PWPOL_PIECE_REPEAT || kind == PWPOL_PIECE_SEQUENCE || kind == PWPOL_PIECE_KEYBOARD ||
           kind == PWPOL_PIECE_DATE;
}

void add_on_span(const struct judged *judged, struct pwpol_report *report, struct finding finding,
                 uint32_t start, uint32_t length)
{
    const uint32_t *source = judged->text->source;
    finding.start = source[start];
    finding.length = source[start + length] - source[start];
    report_add(report, &finding);
}

/* Pieces come by start, so what they cover together is counted in one pass. */
static uint32_t pattern_percent(const struct guess *guess, size_t length)
{
    size_t covered = 0, end = 0;
    for (size_t i = 0; i < guess->found_count; i++) {
        const struct piece *piece = &guess->found[i];
        size_t piece_end = (size_t)piece->start + piece->length;
        if (!is_pattern(piece->kind) || piece_end <= end)
            continue;
        covered += piece_end - (piece->start > end ? piece->start : end);
        end = piece_end;
    }
    return (uint32_t)(covered * 100 / length);
}

static void apply_rules(const struct judged *judged, struct pwpol_report *report)
{
    for (size_t i = 0; i < sizeof rules / sizeof rules[0]; i++)
        rules[i](judged, report);
}

/* Estimating costs more than everything else together, so nobody pays for it
 * who asks for no number. */
static bool wants_number(const pwpol_policy *policy)
{
    return policy_number(policy, KEY_GUESSES_MIN) > 0;
}

static pwpol_status look(struct arena *arena, struct judged *judged, struct guess_request *request,
                         const pwpol_context *context, struct guess *guess)
{
    const pwpol_policy *policy = judged->policy;
    struct guess_context *prepared = NULL;
    pwpol_status status = guess_context_prepare(arena, context, &prepared);
    if (status != PWPOL_OK)
        return status;
    size_t denied_count = policy_denied_count(policy);
    struct guess_denied *denied = arena_take(arena, denied_count, sizeof *denied);
    if (denied == NULL)
        return PWPOL_ERR_NO_MEMORY;
    for (size_t i = 0; i < denied_count; i++)
        denied[i] = (struct guess_denied){ policy_denied_list(policy, i), policy_denied_name(policy, i) };
    *request = (struct guess_request){ .text = judged->text,
                                       .context = prepared,
                                       .denied = denied,
                                       .denied_count = denied_count,
                                       .want_number = wants_number(policy) };
    return guess_run(arena, request, guess);
}

static void measure(struct judged *judged, struct pwpol_report *report)
{
    const struct guess *guess = judged->guess;
    bool phrase = policy_integer(judged->policy, KEY_PASSPHRASE_RECOGNISE) != 0;
    struct formal_candidate candidate = {
        .length = judged->text->length,
        .classes = judged->text->classes_seen,
        .phrase_words = phrase ? guess->passphrase_words : 0,
        .phrase_list_size = phrase ? guess->passphrase_list_size : 0,
    };
    judged->formal = formal_judge(judged->policy, &candidate);
    judged->pattern_percent = pattern_percent(guess, judged->text->length);
    report->numbers.formal_entropy = judged->formal.bits;
    report->numbers.guesses_log10 = guess->guesses_log10;
    report->numbers.code_points = judged->text->length;
    report->numbers.graphemes = judged->text->graphemes;
    report->numbers.words = candidate.phrase_words;
}

static pwpol_status judge(struct arena *arena, const pwpol_policy *policy, const char *candidate,
                          size_t candidate_len, const pwpol_context *context, const struct check_hook *hooks,
                          size_t hook_count, struct pwpol_report *report)
{
    struct text text;
    struct guess guess = { .guesses_log10 = NAN };
    struct guess_request request;
    struct judged judged = { .policy = policy, .text = &text, .request = &request, .guess = &guess };
    size_t longest = (size_t)policy_integer(policy, KEY_LENGTH_MAX);
    pwpol_status status = text_prepare(arena, candidate, candidate_len, longest, &text);
    if (status == PWPOL_OK && text.problem == TEXT_FINE) {
        status = look(arena, &judged, &request, context, &guess);
        if (status == PWPOL_OK)
            measure(&judged, report);
        for (size_t i = 0; i < hook_count && status == PWPOL_OK; i++)
            status = hooks[i].look(hooks[i].state, &text, report);
    } else if (status == PWPOL_OK) {
        struct guess_context *prepared = NULL; /* a bad context is told of whatever the candidate */
        status = guess_context_prepare(arena, context, &prepared);
        report->numbers.code_points = text.input_length;
    }
    if (status == PWPOL_OK)
        apply_rules(&judged, report);
    return status;
}

pwpol_status check_run(const pwpol_policy *policy, const char *candidate, size_t candidate_len,
                       const pwpol_context *context, const struct check_hook *hooks, size_t hook_count,
                       pwpol_report **report)
{
    if (report == NULL)
        return PWPOL_ERR_ARGUMENT;
    *report = NULL;
    if (policy == NULL || (candidate == NULL && candidate_len > 0))
        return PWPOL_ERR_ARGUMENT;
    pwpol_status status = pwpol_policy_validate(policy, NULL);
    if (status != PWPOL_OK)
        return status;
    struct pwpol_report *made = calloc(1, sizeof *made);
    if (made == NULL)
        return PWPOL_ERR_NO_MEMORY;
    made->accepted = true;
    made->preset = pwpol_policy_preset(policy);
    made->guesses_wanted = policy_number(policy, KEY_GUESSES_MIN);
    made->entropy_wanted = policy_number(policy, KEY_ENTROPY_MIN);
    made->numbers = (pwpol_numbers){ .size = sizeof made->numbers,
                                     .policy_entropy = policy_entropy(policy),
                                     .guesses_log10 = NAN };
    struct arena arena = { 0 };
    status = judge(&arena, policy, candidate, candidate_len, context, hooks, hook_count, made);
    arena_end(&arena);
    if (status != PWPOL_OK) {
        pwpol_report_free(made);
        return status;
    }
    report_sort(made);
    *report = made;
    return PWPOL_OK;
}

pwpol_status pwpol_check(const pwpol_policy *policy, const char *candidate, size_t candidate_len,
                         const pwpol_context *context, pwpol_report **report)
{
    return check_run(policy, candidate, candidate_len, context, NULL, 0, report);
}
