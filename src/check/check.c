/* The order of work of a check. */
#include "check/check.h"

#include "base/uncancelled.h"
#include "check/breach.h"
#include "check/rules.h"

#include <math.h>

/* The administrator's lists as the matchers take them. */
static pwpol_status list_denied(struct arena *arena, const pwpol_policy *policy,
                                struct guess_request *request)
{
    size_t count = policy_denied_count(policy);
    struct guess_denied *denied = count == 0 ? NULL : arena_take(arena, count, sizeof *denied);
    if (count > 0 && denied == NULL)
        return PWPOL_ERR_NO_MEMORY;
    for (size_t i = 0; i < count; i++)
        denied[i] = (struct guess_denied){ policy_denied_list(policy, i), policy_denied_name(policy, i) };
    request->denied = denied;
    request->denied_count = count;
    return PWPOL_OK;
}

static pwpol_status ask_history(const struct check_hooks *hooks, struct check *check)
{
    int64_t count = policy_integer(check->policy, KEY_HISTORY_COUNT);
    bool only_current = count == 0 && hooks->current_unknown && policy_integer(check->policy, KEY_HISTORY_DISTANCE) > 0;
    if (hooks->reused == NULL || (count == 0 && !only_current))
        return PWPOL_OK;
    size_t ago = 0;
    pwpol_status status = hooks->reused(hooks->history, check->text, only_current ? 1 : (size_t)count, &ago);
    if (!only_current)
        check->reused = ago;
    else if (ago > 0)
        check->old_distance = 0;
    return status;
}

static pwpol_status ask_hooks(const struct check_hooks *hooks, struct check *check)
{
    const pwpol_breach *corpus = hooks != NULL ? hooks->corpus : NULL;
    pwpol_status status =
        breach_ask(check->policy, corpus, check->text, &check->breach_count, &check->breach_unread);
    return status == PWPOL_OK && hooks != NULL ? ask_history(hooks, check) : status;
}

/* Everything that rules look at besides the text. guess lives as long as check. */
static pwpol_status look(struct arena *arena, const struct guess_context *context,
                         const struct check_hooks *hooks, struct check *check, struct guess *guess)
{
    const pwpol_policy *policy = check->policy;
    struct guess_request request = { .text = check->text, .context = context };
    request.want_number = policy_number(policy, KEY_GUESSES_MIN) > 0;
    pwpol_status status = list_denied(arena, policy, &request);
    if (status == PWPOL_OK)
        status = guess_run(arena, &request, guess);
    if (status != PWPOL_OK)
        return status;
    check->guess = guess;
    check->measured = (struct formal_candidate){ .length = check->text->length,
                                                 .classes = check->text->classes_seen,
                                                 .phrase_words = guess->passphrase_words,
                                                 .phrase_list_size = guess->passphrase_list_size };
    check->formal = formal_judge(policy, &check->measured);
    if (policy_integer(policy, KEY_HISTORY_DISTANCE) > 0)
        check->old_distance = guess_distance_from_old(&request, &check->old_suffix_only);
    if (!pieces_look(arena, check))
        return PWPOL_ERR_NO_MEMORY;
    return ask_hooks(hooks, check);
}

static void fill_numbers(const struct check *check)
{
    pwpol_numbers *numbers = &check->report->numbers;
    const struct text *text = check->text;
    *numbers = (pwpol_numbers){ .size = sizeof *numbers,
                                .policy_entropy = policy_entropy(check->policy),
                                .formal_entropy = NAN,
                                .guesses_log10 = NAN };
    check->report->preset = pwpol_policy_preset(check->policy);
    if (text->problem == TEXT_TOO_LONG)
        numbers->code_points = text->input_length;
    if (text->problem != TEXT_FINE)
        return;
    check->report->characters = text->length;
    numbers->formal_entropy = check->formal.bits;
    numbers->guesses_log10 = check->guess->guesses_log10;
    numbers->code_points = text->length;
    numbers->graphemes = text->graphemes;
    numbers->words = check->guess->passphrase_words;
}

static pwpol_status judge(struct arena *arena, const pwpol_policy *policy, const char *candidate,
                          size_t candidate_len, const pwpol_context *context, const struct check_hooks *hooks,
                          pwpol_report *report)
{
    struct text text;
    struct guess guess;
    struct guess_context *prepared = NULL;
    struct check check = { .policy = policy, .text = &text, .report = report, .old_distance = SIZE_MAX };
    /* First, so that a wrong context is told whatever the candidate. */
    pwpol_status status = context == NULL ? PWPOL_OK : guess_context_prepare(arena, context, &prepared);
    if (status == PWPOL_OK)
        status = text_prepare(arena, candidate, candidate_len, (size_t)policy_integer(policy, KEY_LENGTH_MAX),
                              &text);
    if (status == PWPOL_OK && text.problem == TEXT_FINE)
        status = look(arena, prepared, hooks, &check, &guess);
    if (status != PWPOL_OK)
        return status;
    fill_numbers(&check);
    rules_run(&check);
    suggestion_choose(&check);
    return PWPOL_OK;
}

pwpol_status check_run(const pwpol_policy *policy, const char *candidate, size_t candidate_len,
                       const pwpol_context *context, const struct check_hooks *hooks, pwpol_report **report)
{
    if (report == NULL)
        return PWPOL_ERR_ARGUMENT;
    *report = NULL;
    if (policy == NULL || (candidate == NULL && candidate_len > 0))
        return PWPOL_ERR_ARGUMENT;
    pwpol_status status = pwpol_policy_validate(policy, NULL);
    if (status != PWPOL_OK)
        return status;
    pwpol_report *made = report_new();
    if (made == NULL)
        return PWPOL_ERR_NO_MEMORY;
    struct arena arena = { 0 };
    status = judge(&arena, policy, candidate, candidate_len, context, hooks, made);
    arena_end(&arena);
    if (status == PWPOL_OK)
        *report = made;
    else
        pwpol_report_free(made);
    return status;
}

pwpol_status pwpol_check(const pwpol_policy *policy, const char *candidate, size_t candidate_len,
                         const pwpol_context *context, pwpol_report **report)
{
    UNCANCELLED;
    return check_run(policy, candidate, candidate_len, context, NULL, report);
}
