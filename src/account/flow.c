#include "account/flow.h"

#include "base/secret.h"
#include "base/seams.h"
#include "base/sized.h"
#include "throttle/object.h"
#include "throttle/report.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

const char *cause_text(enum cause cause)
{
    static const char *const texts[CAUSE_COUNT] = {
#define CAUSE(id, text) [CAUSE_##id] = text,
#include "account/causes.def"
#undef CAUSE
    };
    return texts[cause];
}

/* ---- Who asks ---- */

static bool read_row(struct flow *flow)
{
    flow->has_row = flow->request.row != NULL;
    if (!flow->has_row) {
        flow->row = (pwpol_row)PWPOL_ROW_INIT;
        return true;
    }
    if (!sized_read(&flow->row, sizeof flow->row, flow->request.row))
        return false;
    flow->has_credential = flow->row.stored != NULL && flow->row.stored[0] != '\0';
    return flow->row.role == PWPOL_ROLE_ORDINARY || flow->row.role == PWPOL_ROLE_PRIVILEGED;
}

static bool read_names(struct flow *flow)
{
    static const char nobody[1] = ""; /* an empty field of a form: a name that nobody has */
    const pwpol_account_request *request = &flow->request;
    bool has_id = request->account != NULL && request->account_len > 0;
    if ((request->login == NULL && request->login_len > 0) || (request->account == NULL && request->account_len > 0) ||
        request->account_len > 1024 || (request->login == NULL && !has_id))
        return false;
    const char *login = request->login_len == 0 ? nobody : request->login;
    size_t login_len = request->login_len == 0 ? sizeof nobody : request->login_len;
    flow->id = has_id ? request->account : login;
    flow->id_len = has_id ? request->account_len : login_len;
    /* Whatever names lead to an account, they are counted as one; a name that leads to none is counted as typed. */
    bool by_id = has_id && (flow->has_row || request->login == NULL);
    flow->subject = by_id ? request->account : login;
    flow->subject_len = by_id ? request->account_len : login_len;
    return true;
}

static bool read_request(struct flow *flow, const pwpol_account_request *given)
{
    pwpol_account_request *request = &flow->request;
    int64_t counted_at;
    if (!sized_read(request, sizeof *request, given) || !read_row(flow) || !read_names(flow) ||
        (request->password == NULL && request->password_len > 0) ||
        (request->new_password == NULL && request->new_password_len > 0) ||
        !throttle_time(flow->accounts->parts.throttle, request->now, &counted_at))
        return false;
    flow->now = request->now != 0 ? request->now : clock_now();
    return true;
}

/* ---- What is answered ---- */

bool outcome_replace(char **text, const char *by)
{
    char *copy = strdup(by == NULL ? "" : by);
    if (copy == NULL)
        return false;
    free(*text);
    *text = copy;
    return true;
}

bool outcome_renew(pwpol_outcome *outcome, const char *stored, const char *history)
{
    char *renewed[3] = { strdup(stored), strdup(history), strdup("") };
    char **const texts[3] = { &outcome->stored, &outcome->history, &outcome->reset };
    bool whole = renewed[0] != NULL && renewed[1] != NULL && renewed[2] != NULL;
    for (size_t i = 0; i < 3; i++) {
        char *old = whole ? *texts[i] : renewed[i];
        if (whole)
            *texts[i] = renewed[i];
        free(old);
    }
    outcome->write = outcome->write || whole;
    return whole;
}

static pwpol_outcome *outcome_new(const struct flow *flow)
{
    pwpol_outcome *outcome = secret_alloc(sizeof *outcome);
    if (outcome == NULL)
        return NULL;
    outcome->answer = PWPOL_TRY_LATER;
    outcome->saying = SAYING_TRY_LATER;
    outcome->changed_at = flow->row.changed_at;
    outcome->flags = flow->row.flags;
    if (outcome_replace(&outcome->stored, flow->row.stored) && outcome_replace(&outcome->expected, flow->row.stored) &&
        outcome_replace(&outcome->history, flow->row.history) && outcome_replace(&outcome->reset, flow->row.reset))
        return outcome;
    pwpol_outcome_free(outcome);
    return NULL;
}

pwpol_status flow_begin(struct flow *flow, enum flow_kind kind, pwpol_accounts *accounts,
                        const pwpol_account_request *request, pwpol_outcome **outcome)
{
    if (outcome == NULL)
        return PWPOL_ERR_ARGUMENT;
    *outcome = NULL;
    *flow = (struct flow){ .kind = kind, .accounts = accounts };
    if (accounts == NULL || !read_request(flow, request))
        return PWPOL_ERR_ARGUMENT;
    flow->outcome = outcome_new(flow);
    return flow->outcome == NULL ? PWPOL_ERR_NO_MEMORY : PWPOL_OK;
}

void flow_answer(struct flow *flow, pwpol_answer answer, enum saying saying, enum cause cause)
{
    flow->outcome->answer = answer;
    flow->outcome->saying = saying;
    flow->outcome->cause = cause;
}

void flow_undecided(struct flow *flow, enum cause cause, pwpol_status status)
{
    flow_answer(flow, PWPOL_TRY_LATER, SAYING_TRY_LATER, cause);
    flow->outcome->status = status;
}

pwpol_status flow_undecided_by(struct flow *flow, pwpol_status status)
{
    if (status != PWPOL_ERR_NO_MEMORY && status != PWPOL_ERR_BUSY)
        return status;
    flow_undecided(flow, status == PWPOL_ERR_BUSY ? CAUSE_BUSY : CAUSE_NO_MEMORY, status);
    return PWPOL_OK;
}

/* ---- Telling it ---- */

static void report(const struct flow *flow, pwpol_event event)
{
    const struct reporter reporter = { flow->accounts->parts.on_event, flow->accounts->parts.event_context };
    const pwpol_throttle *throttle = flow->accounts->parts.throttle;
    if (reporter.handler == NULL)
        return;
    struct account_keys account;
    store_key source;
    struct address address = { 0 };
    event.now = flow->now;
    subject_account(&throttle->secrets, flow->subject, flow->subject_len, &account);
    if (flow->request.source != NULL) {
        address = address_parse(flow->request.source);
        subject_source(&throttle->secrets, &address, throttle->source_prefix_ipv4, throttle->source_prefix_ipv6, source);
    }
    report_event(&reporter, event, account.key, flow->request.source != NULL ? source : NULL);
    secret_wipe(&account, sizeof account);
}

void flow_report(const struct flow *flow, const char *name, const char *rule, const char *cause, pwpol_status status)
{
    report(flow, (pwpol_event){ .name = name, .rule = rule, .cause = cause, .status = status });
}

/* What is told of each flow. */
static const struct {
    const char *accepted, *accepted_rule;
    const char *cause; /* of a password that is new, or is refused */
    const char *refused;
    const char *undecided;
} names[FLOW_KINDS] = {
    [FLOW_ENROL] = { "password.changed", "", "enrolment", "password.refused", "enrolment.undecided" },
    [FLOW_LOGIN] = { "login.accepted", "", "", "login.refused", "login.undecided" },
    [FLOW_CHANGE] = { "password.changed", "D6", "change", "change.refused", "change.undecided" },
    [FLOW_RESET_BEGIN] = { "reset.requested", "D5", "", "reset-request.refused", "reset-request.undecided" },
    [FLOW_RESET_FINISH] = { "password.changed", "D5", "reset", "reset.refused", "reset.undecided" },
};

static void report_answer(const struct flow *flow)
{
    const pwpol_outcome *outcome = flow->outcome;
    const char *cause = cause_text(outcome->cause);
    pwpol_event event = { .rule = "", .cause = cause, .until = outcome->until };
    switch (outcome->answer) {
    case PWPOL_ACCEPTED:
    case PWPOL_ACCEPTED_MUST_CHANGE:
        event.name = names[flow->kind].accepted;
        event.rule = names[flow->kind].accepted_rule;
        event.cause = outcome->cause == CAUSE_NONE ? names[flow->kind].cause : cause;
        break;
    case PWPOL_REFUSED:
    case PWPOL_ASK_CHALLENGE:
        event.name = names[flow->kind].refused;
        break;
    case PWPOL_REFUSED_WEAK:
        event.name = "password.refused";
        event.cause = names[flow->kind].cause;
        break;
    case PWPOL_TRY_LATER:
        event.name = names[flow->kind].undecided;
        event.status = outcome->status;
        break;
    }
    report(flow, event);
}

pwpol_status flow_end(struct flow *flow, pwpol_status status, pwpol_outcome **outcome)
{
    if (status == PWPOL_OK) {
        report_answer(flow);
        *outcome = flow->outcome;
    } else
        pwpol_outcome_free(flow->outcome);
    return status;
}

/* ---- The throttle ---- */

void flow_subject(unsigned char subject[SUBJECT_SIZE], const char *name, const void *about, size_t about_len)
{
    crypto_generichash_state hash;
    crypto_generichash_init(&hash, NULL, 0, SUBJECT_SIZE);
    crypto_generichash_update(&hash, (const unsigned char *)name, strlen(name) + 1);
    crypto_generichash_update(&hash, about, about_len);
    crypto_generichash_final(&hash, subject, SUBJECT_SIZE);
}

/* An address that has tried too often is told so, and at once: that says nothing of any account, and costs nothing. */
static void refuse_address(struct flow *flow, const pwpol_attempt_answer *answer)
{
    bool network = strcmp(answer->cause, "network") == 0;
    flow_answer(flow, PWPOL_REFUSED, SAYING_WAIT, network ? CAUSE_NETWORK : CAUSE_SOURCE);
    flow->outcome->wait_ms = answer->wait_ms;
    flow->outcome->until = answer->until;
}

void flow_refuse_openly(struct flow *flow, const pwpol_attempt_answer *answer)
{
    bool locked = answer->decision == PWPOL_LOCKED;
    bool by_person = locked && answer->until == 0 && flow->kind != FLOW_RESET_BEGIN;
    flow_answer(flow, PWPOL_REFUSED, by_person ? SAYING_LOCKED : SAYING_WAIT, locked ? CAUSE_LOCKED : CAUSE_DELAYED);
    flow->outcome->wait_ms = answer->wait_ms;
    flow->outcome->until = answer->until;
}

enum asked flow_ask_throttle(struct flow *flow, const void *subject, size_t subject_len, bool with_password,
                             pwpol_attempt_answer *answer, pwpol_attempt **attempt)
{
    const pwpol_account_request *request = &flow->request;
    pwpol_attempt_request ask = PWPOL_ATTEMPT_REQUEST_INIT;
    ask.account = subject;
    ask.account_len = subject_len;
    ask.source = request->source;
    ask.challenge_passed = request->challenge_passed;
    ask.now = request->now;
    if (with_password) {
        ask.device = request->device;
        ask.password = request->password;
        ask.password_len = request->password_len;
    }
    *answer = (pwpol_attempt_answer){ .size = sizeof *answer, .decision = PWPOL_UNAVAILABLE };
    pwpol_status status = pwpol_attempt_begin(flow->accounts->parts.throttle, &ask, answer, attempt);
    if (status != PWPOL_OK) {
        flow_undecided(flow, status == PWPOL_ERR_NO_MEMORY ? CAUSE_NO_MEMORY : CAUSE_INTERNAL, status);
        return ASKED_ANSWERED;
    }
    switch (answer->decision) {
    case PWPOL_ALLOW:
        return ASKED_ALLOWED;
    case PWPOL_WAIT:
    case PWPOL_LOCKED:
        if (strcmp(answer->cause, "source") != 0 && strcmp(answer->cause, "network") != 0)
            return ASKED_HELD;
        refuse_address(flow, answer);
        return ASKED_ANSWERED;
    case PWPOL_CHALLENGE:
        flow_answer(flow, PWPOL_ASK_CHALLENGE, SAYING_CHALLENGE, CAUSE_CHALLENGE);
        return ASKED_ANSWERED;
    case PWPOL_UNAVAILABLE:
        break;
    }
    flow_undecided(flow, CAUSE_STORE_OUTAGE, answer->status);
    return ASKED_ANSWERED;
}

void flow_settle(struct flow *flow, pwpol_attempt *attempt, bool success)
{
    pwpol_status status = pwpol_attempt_settle(attempt, success, flow->request.now);
    if (status != PWPOL_OK)
        flow_report(flow, "attempt.unsettled", "B4", cause_text(CAUSE_STORE_OUTAGE), status);
}

void flow_unlock(struct flow *flow)
{
    pwpol_status status = pwpol_throttle_unlock(flow->accounts->parts.throttle, flow->subject, flow->subject_len,
                                                flow->request.now);
    if (status != PWPOL_OK)
        flow_report(flow, "account.not-unlocked", "B4", cause_text(CAUSE_STORE_OUTAGE), status);
}

void flow_trust_device(struct flow *flow)
{
    if (flow->accounts->trust)
        (void)pwpol_device_token(flow->accounts->parts.throttle, flow->subject, flow->subject_len, flow->request.now,
                                 flow->outcome->device); /* without one, this device is a stranger still */
}
