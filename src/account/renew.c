/* A new password: judged, hashed, and remembered. */
#include "account/flow.h"

#include "base/secret.h"
#include "base/sized.h"
#include "check/check.h"
#include "policy/policy.h"
#include "renewal/history.h"

#include <string.h>

/* ---- The breach corpus ---- */

pwpol_status flow_breached(const struct flow *flow, const char *password, size_t password_len, bool *breached)
{
    struct arena arena = { 0 };
    struct text text;
    uint64_t seen = 0;
    const pwpol_breach *breach = flow->accounts->parts.breach;
    *breached = false;
    if (breach == NULL)
        breach = pwpol_policy_breach(flow->accounts->parts.policy);
    if (breach == NULL)
        return PWPOL_OK;
    pwpol_status status = text_prepare(&arena, password, password_len, PWPOL_PASSWORD_SIZE, &text);
    if (status == PWPOL_OK && text.problem == TEXT_FINE)
        status = pwpol_breach_contains(breach, text.bytes, text.bytes_len, &seen);
    arena_end(&arena);
    *breached = status == PWPOL_OK && seen > 0;
    return status;
}

/* ---- The passwords before ---- */

struct past {
    const struct flow *flow;
    const char *password;
    size_t password_len;
    bool unreadable; /* some credential could not be verified, whatever the password */
};

/* PWPOL_MATCH, PWPOL_MISMATCH, or what kept it from being verified. */
static pwpol_verdict verify_line(struct past *past, const char *line, size_t line_len)
{
    const struct flow *flow = past->flow;
    char stored[PWPOL_HASH_SIZE];
    if (line_len >= sizeof stored)
        return PWPOL_MALFORMED;
    memcpy(stored, line, line_len);
    stored[line_len] = '\0';
    return pwpol_verify(flow->accounts->parts.hasher, stored, past->password, past->password_len, flow->id, flow->id_len,
                        NULL);
}

static pwpol_status look_at(struct past *past, const char *line, size_t line_len, size_t number, size_t *ago)
{
    switch (verify_line(past, line, line_len)) {
    case PWPOL_MATCH:
        if (*ago == 0)
            *ago = number;
        return PWPOL_OK;
    case PWPOL_MISMATCH:
    case PWPOL_BAD_PASSWORD:
        return PWPOL_OK;
    case PWPOL_BUSY:
        return PWPOL_ERR_BUSY;
    case PWPOL_NO_MEMORY:
        return PWPOL_ERR_NO_MEMORY;
    case PWPOL_FAILED:
        return PWPOL_ERR_INTERNAL;
    default:
        past->unreadable = true; /* a key that is gone, a format that is no longer allowed: no reason to keep the
                                    person from changing */
        return PWPOL_OK;
    }
}

/* Verifies every one, so that time does not tell which it was. A hash each: as many as history.count. */
static pwpol_status find_in_past(void *context, const struct text *text, size_t count, size_t *ago)
{
    struct past *past = context;
    const pwpol_row *row = &past->flow->row;
    const char *history = row->history, *line = NULL;
    pwpol_status status = PWPOL_OK;
    size_t line_len = 0;
    (void)text; /* the hasher prepares passwords as its own policy says */
    *ago = 0;
    if (past->flow->has_credential)
        status = look_at(past, row->stored, strlen(row->stored), 1, ago);
    for (size_t number = 2; status == PWPOL_OK && number <= count && history_next(&history, &line, &line_len); number++)
        status = look_at(past, line, line_len, number, ago);
    return status;
}

/* ---- All of it ---- */

static pwpol_status judge(struct flow *flow, const char *password, size_t password_len, const char *old,
                          size_t old_len)
{
    struct past past = { flow, password, password_len, false };
    struct check_hooks hooks = { .reused = flow->has_row ? find_in_past : NULL,
                                 .history = &past,
                                 .corpus = flow->accounts->parts.breach,
                                 .current_unknown = flow->has_credential && old == NULL };
    pwpol_context who = PWPOL_CONTEXT_INIT;
    if (flow->request.context != NULL && !sized_read(&who, sizeof who, flow->request.context))
        return PWPOL_ERR_ARGUMENT;
    if (old != NULL) {
        who.old_password = old;
        who.old_password_len = old_len;
    }
    pwpol_status status =
        check_run(flow->accounts->parts.policy, password, password_len, &who, &hooks, &flow->outcome->report);
    if (past.unreadable)
        flow_report(flow, "history.unreadable", "F", "", PWPOL_OK);
    return status;
}

static pwpol_status take(struct flow *flow, const char *password, size_t password_len)
{
    pwpol_outcome *outcome = flow->outcome;
    char stored[PWPOL_HASH_SIZE];
    char *history = NULL;
    pwpol_status status =
        pwpol_hash(flow->accounts->parts.hasher, password, password_len, flow->id, flow->id_len, stored);
    if (status == PWPOL_OK)
        status = pwpol_history_add(flow->accounts->parts.policy, flow->row.history, flow->row.stored, &history);
    if (status == PWPOL_OK && !outcome_renew(outcome, stored, history))
        status = PWPOL_ERR_NO_MEMORY;
    pwpol_free(history);
    if (status != PWPOL_OK)
        return status;
    outcome->changed_at = flow->now;
    outcome->flags &= ~(uint32_t)(PWPOL_PASSWORD_PROVISIONED | PWPOL_PASSWORD_COMPROMISED | PWPOL_PASSWORD_MUST_CHANGE);
    if (flow->kind == FLOW_ENROL && flow->request.provisioned)
        outcome->flags |= PWPOL_PASSWORD_PROVISIONED;
    return flow_judge_life(flow);
}

pwpol_status flow_renew(struct flow *flow, const char *password, size_t password_len, const char *old, size_t old_len,
                        bool *renewed)
{
    *renewed = false;
    pwpol_status status = judge(flow, password, password_len, old, old_len);
    if (status == PWPOL_ERR_IO || status == PWPOL_ERR_SYNTAX) { /* of the corpus: nothing is accepted by accident */
        flow_undecided(flow, CAUSE_BREACH_CORPUS, status);
        return PWPOL_OK;
    }
    if (status == PWPOL_OK && !pwpol_report_accepted(flow->outcome->report)) {
        flow_answer(flow, PWPOL_REFUSED_WEAK, SAYING_WEAK, CAUSE_WEAK_PASSWORD);
        return PWPOL_OK;
    }
    if (status == PWPOL_OK)
        status = take(flow, password, password_len);
    *renewed = status == PWPOL_OK;
    return *renewed ? PWPOL_OK : flow_undecided_by(flow, status);
}

pwpol_status flow_replace(struct flow *flow, const char *old, size_t old_len)
{
    bool renewed = false;
    pwpol_status status =
        flow_renew(flow, flow->request.new_password, flow->request.new_password_len, old, old_len, &renewed);
    if (!renewed)
        return status;
    flow_answer(flow, PWPOL_ACCEPTED, SAYING_CHANGED, CAUSE_NONE);
    flow_unlock(flow);
    flow_trust_device(flow);
    return PWPOL_OK;
}

pwpol_status flow_judge_life(struct flow *flow)
{
    const pwpol_outcome *outcome = flow->outcome;
    const pwpol_password_life life = { .size = sizeof life,
                                       .role = flow->row.role,
                                       .flags = outcome->flags,
                                       .changed_at = outcome->changed_at,
                                       .compromised_before = atomic_load(&flow->accounts->compromised_before) };
    flow->outcome->renewal.size = sizeof flow->outcome->renewal;
    return pwpol_renewal(flow->accounts->parts.policy, &life, flow->now, &flow->outcome->renewal);
}
