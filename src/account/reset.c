/* A forgotten password (rule D5). */
#include "account/flow.h"

#include "base/secret.h"
#include "base/uncancelled.h"

#include <string.h>

/* ---- Asking for a token ---- */

/* The same work for an account and for none: what is made for none is thrown away. */
static pwpol_status make_token(struct flow *flow)
{
    pwpol_outcome *outcome = flow->outcome;
    char token[PWPOL_RESET_TOKEN_SIZE], kept[PWPOL_RESET_STORED_SIZE];
    pwpol_status status = pwpol_reset_token_new(flow->accounts->parts.policy, flow->id, flow->id_len, flow->row.stored,
                                                flow->now, token, kept);
    if (status == PWPOL_OK && !outcome_replace(&outcome->reset, flow->has_row ? kept : ""))
        status = PWPOL_ERR_NO_MEMORY;
    if (status == PWPOL_OK) {
        outcome->write = flow->has_row;
        flow_answer(flow, PWPOL_ACCEPTED, SAYING_REQUESTED, flow->has_row ? CAUSE_NONE : CAUSE_UNKNOWN_ACCOUNT);
        if (flow->has_row)
            memcpy(outcome->token, token, sizeof token);
    }
    secret_wipe(token, sizeof token);
    return flow_undecided_by(flow, status);
}

/* Each request counts as a failure, under a subject of its own: so many may be made as attempts to log in, by one
 * address and for one account, and they neither lock the login nor are they locked with it. */
static pwpol_status ask_for_token(struct flow *flow)
{
    unsigned char subject[SUBJECT_SIZE];
    pwpol_attempt_answer answer;
    pwpol_attempt *attempt = NULL;
    flow_subject(subject, "reset request", flow->subject, flow->subject_len);
    switch (flow_ask_throttle(flow, subject, sizeof subject, false, &answer, &attempt)) {
    case ASKED_ALLOWED:
        flow_settle(flow, attempt, false);
        return make_token(flow);
    case ASKED_HELD:
        /* The messages sent so far say the same. */
        if (flow->accounts->uniform)
            flow_answer(flow, PWPOL_ACCEPTED, SAYING_REQUESTED, CAUSE_TOO_MANY_REQUESTS);
        else
            flow_refuse_openly(flow, &answer);
        break;
    case ASKED_ANSWERED:
        break;
    }
    return PWPOL_OK;
}

pwpol_status pwpol_account_reset_begin(pwpol_accounts *accounts, const pwpol_account_request *request,
                                       pwpol_outcome **outcome)
{
    UNCANCELLED;
    struct flow flow;
    pwpol_status status = flow_begin(&flow, FLOW_RESET_BEGIN, accounts, request, outcome);
    return status != PWPOL_OK ? status : flow_end(&flow, ask_for_token(&flow), outcome);
}

/* ---- Using it ---- */

/* Attempts are counted under the token itself: nobody guesses 256 bits, but bad tokens must not lock out the owner of
 * the good one. What is held back is an address that tries many, and one token that is tried often. */
static bool prove_token(struct flow *flow)
{
    enum { LONGEST = 64 }; /* of what can be a token */
    unsigned char subject[SUBJECT_SIZE];
    const char *token = flow->request.token == NULL ? "" : flow->request.token;
    pwpol_attempt_answer answer;
    pwpol_attempt *attempt = NULL;
    flow_subject(subject, "reset token", token, strnlen(token, LONGEST));
    enum asked asked = flow_ask_throttle(flow, subject, sizeof subject, false, &answer, &attempt);
    if (asked == ASKED_HELD)
        flow_answer(flow, PWPOL_REFUSED, SAYING_BAD_LINK, CAUSE_TOO_MANY_REQUESTS);
    if (asked != ASKED_ALLOWED)
        return false;
    bool good = pwpol_reset_token_check(flow->accounts->parts.policy, flow->row.reset, token, flow->id, flow->id_len,
                                        flow->row.stored, flow->now);
    flow_settle(flow, attempt, good);
    if (!good)
        flow_answer(flow, PWPOL_REFUSED, SAYING_BAD_LINK, CAUSE_BAD_TOKEN);
    return good;
}

static pwpol_status reset(struct flow *flow)
{
    return prove_token(flow) ? flow_replace(flow, NULL, 0) : PWPOL_OK;
}

pwpol_status pwpol_account_reset_finish(pwpol_accounts *accounts, const pwpol_account_request *request,
                                        pwpol_outcome **outcome)
{
    UNCANCELLED;
    struct flow flow;
    pwpol_status status = flow_begin(&flow, FLOW_RESET_FINISH, accounts, request, outcome);
    return status != PWPOL_OK ? status : flow_end(&flow, reset(&flow), outcome);
}
