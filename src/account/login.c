#include "account/flow.h"

#include "base/secret.h"
#include "base/uncancelled.h"
#include "text/text.h"

/* What is found out about a password that is right may make it one that must change; failing to find out does not keep
 * its owner out. */
static void look_for_breaches(struct flow *flow)
{
    bool breached = false;
    if ((flow->outcome->flags & PWPOL_PASSWORD_COMPROMISED) != 0)
        return;
    pwpol_status status = flow_breached(flow, flow->request.password, flow->request.password_len, &breached);
    if (status != PWPOL_OK)
        flow_report(flow, "breach.unavailable", "A10", cause_text(CAUSE_BREACH_CORPUS), status);
    if (!breached)
        return;
    flow->outcome->flags |= PWPOL_PASSWORD_COMPROMISED;
    flow->outcome->write = true;
    flow_report(flow, "password.compromised", "D3", "breach", PWPOL_OK);
}

/* Now is the only moment at which the password is known. A reset token that was bound to the old credential is
 * worth nothing any more, and goes with it. */
static void rehash(struct flow *flow)
{
    char stored[PWPOL_HASH_SIZE];
    pwpol_outcome *outcome = flow->outcome;
    pwpol_status status = pwpol_hash(flow->accounts->parts.hasher, flow->request.password,
                                     flow->request.password_len, flow->id, flow->id_len, stored);
    if (status == PWPOL_OK && !outcome_renew(outcome, stored, outcome->history))
        status = PWPOL_ERR_NO_MEMORY;
    flow_report(flow, status == PWPOL_OK ? "credential.rehashed" : "credential.not-rehashed", "C2", "", status);
}

static enum cause cause_of(pwpol_renewal_reason reason)
{
    static const enum cause causes[] = { [PWPOL_REASON_NONE] = CAUSE_NONE,
                                         [PWPOL_REASON_FIRST_LOGIN] = CAUSE_FIRST_LOGIN,
                                         [PWPOL_REASON_COMPROMISED] = CAUSE_COMPROMISED,
                                         [PWPOL_REASON_EXPIRED] = CAUSE_EXPIRED,
                                         [PWPOL_REASON_ADMINISTRATOR] = CAUSE_ADMINISTRATOR };
    return causes[reason];
}

static pwpol_status log_in(struct flow *flow)
{
    pwpol_verified verified;
    if (!flow_prove(flow, &verified))
        return PWPOL_OK;
    if (verified.truncated)
        flow_report(flow, "credential.truncated", "C8", verified.scheme, PWPOL_OK);
    look_for_breaches(flow);
    if (verified.needs_rehash)
        rehash(flow);
    pwpol_status status = flow_judge_life(flow);
    if (status != PWPOL_OK)
        return status;
    if (flow->outcome->renewal.state == PWPOL_RENEWAL_MUST_CHANGE)
        flow_answer(flow, PWPOL_ACCEPTED_MUST_CHANGE, SAYING_WELCOME_MUST_CHANGE,
                    cause_of(flow->outcome->renewal.reason));
    else
        flow_answer(flow, PWPOL_ACCEPTED, SAYING_WELCOME, CAUSE_NONE);
    flow_trust_device(flow);
    return PWPOL_OK;
}

pwpol_status pwpol_account_login(pwpol_accounts *accounts, const pwpol_account_request *request,
                                 pwpol_outcome **outcome)
{
    UNCANCELLED;
    struct flow flow;
    pwpol_status status = flow_begin(&flow, FLOW_LOGIN, accounts, request, outcome);
    return status != PWPOL_OK ? status : flow_end(&flow, log_in(&flow), outcome);
}
