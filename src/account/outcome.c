/* What a flow answered, as the service reads it. */
#include "account/flow.h"

#include "base/secret.h"
#include "base/sized.h"

#include <stdlib.h>
#include <string.h>

pwpol_answer pwpol_outcome_answer(const pwpol_outcome *outcome)
{
    return outcome == NULL ? PWPOL_TRY_LATER : outcome->answer;
}

pwpol_status pwpol_outcome_row(const pwpol_outcome *outcome, pwpol_row_change *change)
{
    if (outcome == NULL)
        return PWPOL_ERR_ARGUMENT;
    const pwpol_row_change made = { .size = sizeof made,
                                    .write = outcome->write,
                                    .stored = outcome->stored,
                                    .changed_at = outcome->changed_at,
                                    .flags = outcome->flags,
                                    .history = outcome->history,
                                    .reset = outcome->reset,
                                    .expected = outcome->expected };
    return sized_give(change, &made, sizeof made);
}

const char *pwpol_outcome_sentence(const pwpol_outcome *outcome, const char *lang)
{
    static const struct {
        const char *english;
        const char *french;
    } sentences[SAYING_COUNT] = {
#define SENTENCE(id, english, french) [SAYING_##id] = { english, french },
#include "account/sentences.def"
#undef SENTENCE
    };
    enum saying saying = outcome == NULL ? SAYING_TRY_LATER : outcome->saying;
    bool in_french = lang != NULL && strcmp(lang, "fr") == 0;
    return in_french ? sentences[saying].french : sentences[saying].english;
}

int64_t pwpol_outcome_wait_ms(const pwpol_outcome *outcome)
{
    return outcome == NULL ? 0 : outcome->wait_ms;
}

pwpol_report *pwpol_outcome_report(const pwpol_outcome *outcome)
{
    return outcome == NULL ? NULL : outcome->report;
}

pwpol_status pwpol_outcome_renewal(const pwpol_outcome *outcome, pwpol_renewal_result *result)
{
    if (outcome == NULL || outcome->renewal.size == 0)
        return PWPOL_ERR_ARGUMENT;
    return sized_give(result, &outcome->renewal, sizeof outcome->renewal);
}

const char *pwpol_outcome_device(const pwpol_outcome *outcome)
{
    return outcome == NULL ? "" : outcome->device;
}

const char *pwpol_outcome_token(const pwpol_outcome *outcome)
{
    return outcome == NULL ? "" : outcome->token;
}

const char *pwpol_outcome_cause(const pwpol_outcome *outcome)
{
    return outcome == NULL ? "" : cause_text(outcome->cause);
}

void pwpol_outcome_free(pwpol_outcome *outcome)
{
    if (outcome == NULL)
        return;
    free(outcome->stored);
    free(outcome->history);
    free(outcome->reset);
    free(outcome->expected);
    pwpol_report_free(outcome->report);
    secret_free(outcome);
}
