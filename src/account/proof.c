/* Whether a password is the account's: reserve, verify, settle. Unknown accounts, accounts without a password, damaged
 * credentials and locked accounts all go through one verification of the same cost and the same queue, and what is
 * answered is the same as for a wrong password, as far as it is not for the operator to mend (rule B6). */
#include "account/flow.h"

#include <stddef.h>

/* A verification for its time alone, where the throttle has already decided. It is bounded, for nothing counts it: whoever
 * floods a locked account is then told that the service is busy, and others wait for DECOYS_A_SLOT hashes at most. */
static pwpol_verdict verify_for_time(struct flow *flow)
{
    pwpol_accounts *accounts = flow->accounts;
    pwpol_verdict verdict = PWPOL_BUSY;
    if (atomic_fetch_add(&accounts->decoys, 1) < accounts->decoys_max)
        verdict = pwpol_verify_absent(accounts->parts.hasher, flow->request.password, flow->request.password_len);
    atomic_fetch_sub(&accounts->decoys, 1);
    return verdict;
}

/* What a verdict other than PWPOL_MATCH comes to. */
static const struct {
    pwpol_answer answer;
    enum cause cause;
    pwpol_status status;
    bool damaged; /* the stored credential is what keeps it from being verified */
} meanings[] = {
    [PWPOL_MISMATCH] = { PWPOL_REFUSED, CAUSE_WRONG_PASSWORD, PWPOL_OK, false },
    [PWPOL_BAD_PASSWORD] = { PWPOL_REFUSED, CAUSE_IMPOSSIBLE_PASSWORD, PWPOL_OK, false },
    [PWPOL_BUSY] = { PWPOL_TRY_LATER, CAUSE_BUSY, PWPOL_ERR_BUSY, false },
    [PWPOL_NO_MEMORY] = { PWPOL_TRY_LATER, CAUSE_NO_MEMORY, PWPOL_ERR_NO_MEMORY, false },
    [PWPOL_MALFORMED] = { PWPOL_TRY_LATER, CAUSE_MALFORMED, PWPOL_ERR_SYNTAX, true },
    [PWPOL_UNSUPPORTED] = { PWPOL_TRY_LATER, CAUSE_UNSUPPORTED, PWPOL_ERR_SYNTAX, true },
    [PWPOL_OVER_LIMIT] = { PWPOL_TRY_LATER, CAUSE_OVER_LIMIT, PWPOL_ERR_RANGE, true },
    [PWPOL_UNKNOWN_KEY] = { PWPOL_TRY_LATER, CAUSE_UNKNOWN_KEY, PWPOL_ERR_KEY, true },
    [PWPOL_WRONG_ACCOUNT] = { PWPOL_TRY_LATER, CAUSE_WRONG_ACCOUNT, PWPOL_ERR_CONFLICT, true },
    [PWPOL_FAILED] = { PWPOL_TRY_LATER, CAUSE_INTERNAL, PWPOL_ERR_INTERNAL, false },
};

static void answer_by(struct flow *flow, pwpol_verdict verdict, enum cause cause)
{
    if (meanings[verdict].answer == PWPOL_REFUSED)
        flow_answer(flow, PWPOL_REFUSED, SAYING_REFUSED, cause);
    else
        flow_undecided(flow, meanings[verdict].cause, meanings[verdict].status);
}

/* A locked account, or one that must wait. Where one answer is given for all it must also take its time. */
static void refuse_held(struct flow *flow, const pwpol_attempt_answer *answer)
{
    if (!flow->accounts->uniform) {
        flow_refuse_openly(flow, answer);
        return;
    }
    pwpol_verdict verdict = verify_for_time(flow);
    answer_by(flow, verdict, answer->decision == PWPOL_LOCKED ? CAUSE_LOCKED : CAUSE_DELAYED);
    flow->outcome->until = answer->until;
}

static pwpol_verdict verify(struct flow *flow, pwpol_verified *verified)
{
    const pwpol_account_request *request = &flow->request;
    pwpol_hasher *hasher = flow->accounts->parts.hasher;
    if (!flow->has_credential)
        return pwpol_verify_absent(hasher, request->password, request->password_len);
    return pwpol_verify(hasher, flow->row.stored, request->password, request->password_len, flow->id, flow->id_len,
                        verified);
}

static enum cause cause_of(const struct flow *flow, pwpol_verdict verdict)
{
    if (flow->has_credential || verdict != PWPOL_MISMATCH)
        return meanings[verdict].cause;
    return flow->has_row ? CAUSE_NO_PASSWORD : CAUSE_UNKNOWN_ACCOUNT;
}

bool flow_prove(struct flow *flow, pwpol_verified *verified)
{
    pwpol_attempt_answer answer;
    pwpol_attempt *attempt = NULL;
    *verified = (pwpol_verified){ .size = sizeof *verified, .scheme = "" };
    enum asked asked = flow_ask_throttle(flow, flow->subject, flow->subject_len, true, &answer, &attempt);
    if (asked == ASKED_HELD)
        refuse_held(flow, &answer);
    if (asked != ASKED_ALLOWED)
        return false;
    pwpol_verdict verdict = verify(flow, verified);
    if (verdict == PWPOL_MATCH && flow->has_credential) {
        flow_settle(flow, attempt, true);
        return true;
    }
    if (verdict == PWPOL_MATCH || (size_t)verdict >= sizeof meanings / sizeof meanings[0])
        verdict = PWPOL_FAILED;
    if (meanings[verdict].answer == PWPOL_REFUSED)
        flow_settle(flow, attempt, false);
    else
        pwpol_attempt_release(attempt, flow->request.now); /* nothing was verified */
    if (meanings[verdict].damaged) {
        (void)verify_for_time(flow);
        flow_report(flow, "credential.damaged", "", cause_text(meanings[verdict].cause), meanings[verdict].status);
    }
    answer_by(flow, verdict, cause_of(flow, verdict));
    return false;
}
