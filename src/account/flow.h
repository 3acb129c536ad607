/* What the flows share: who asks, what is answered, and telling it. */
#ifndef PWPOL_ACCOUNT_FLOW_H
#define PWPOL_ACCOUNT_FLOW_H

#include "pwpol/account.h"

#include <stdatomic.h>

enum cause {
#define CAUSE(id, text) CAUSE_##id,
#include "account/causes.def"
#undef CAUSE
    CAUSE_COUNT
};

enum saying {
#define SENTENCE(id, english, french) SAYING_##id,
#include "account/sentences.def"
#undef SENTENCE
    SAYING_COUNT
};

enum flow_kind { FLOW_ENROL, FLOW_LOGIN, FLOW_CHANGE, FLOW_RESET_BEGIN, FLOW_RESET_FINISH, FLOW_KINDS };

struct pwpol_accounts {
    pwpol_accounts_parts parts;
    _Atomic int64_t compromised_before;
    bool uniform; /* throttle.uniform_answer */
    bool trust;   /* throttle.trust */
    /* Verifications that can only fail, made for their time alone, under way; and the most there may be. */
    _Atomic unsigned decoys;
    unsigned decoys_max;
};

/* In secret memory: it holds a token. */
struct pwpol_outcome {
    pwpol_answer answer;
    enum cause cause;
    enum saying saying;
    pwpol_status status; /* what failed, when nothing was decided */
    int64_t wait_ms;
    int64_t until; /* ms since 1970, for events: also what the person is not told */
    bool write;
    char *stored, *history, *reset, *expected;
    int64_t changed_at;
    uint32_t flags;
    pwpol_report *report;
    pwpol_renewal_result renewal;
    char device[PWPOL_DEVICE_TOKEN_SIZE];
    char token[PWPOL_RESET_TOKEN_SIZE];
};

struct flow {
    enum flow_kind kind;
    pwpol_accounts *accounts;
    pwpol_account_request request;
    pwpol_row row; /* empty when there is none */
    bool has_row;
    bool has_credential;
    const void *id; /* what the credential and tokens are bound to */
    size_t id_len;
    const void *subject; /* under which attempts are counted */
    size_t subject_len;
    int64_t now; /* ms since 1970, by the wall clock unless the caller has another */
    pwpol_outcome *outcome;
};

/* Reads a request and makes an outcome that says PWPOL_TRY_LATER and repeats the row.
 * PWPOL_ERR_ARGUMENT, PWPOL_ERR_NO_MEMORY. */
pwpol_status flow_begin(struct flow *flow, enum flow_kind kind, pwpol_accounts *accounts,
                        const pwpol_account_request *request, pwpol_outcome **outcome);
/* Tells what came of it, and gives the outcome to the caller; or ends it when status is a failure, and returns that. */
pwpol_status flow_end(struct flow *flow, pwpol_status status, pwpol_outcome **outcome);

void flow_answer(struct flow *flow, pwpol_answer answer, enum saying saying, enum cause cause);
/* PWPOL_TRY_LATER, of a failure below. */
void flow_undecided(struct flow *flow, enum cause cause, pwpol_status status);
/* The same for a status that is one of want of memory or of a full queue: PWPOL_OK. Any other is returned. */
pwpol_status flow_undecided_by(struct flow *flow, pwpol_status status);
/* Makes a text of the outcome another one; false without memory. */
bool outcome_replace(char **text, const char *by);
/* A new credential in the row, with its history; tokens for the old one end. All or, without memory, nothing. */
bool outcome_renew(pwpol_outcome *outcome, const char *stored, const char *history);

/* An event on this account. name, rule, cause: static. */
void flow_report(const struct flow *flow, const char *name, const char *rule, const char *cause, pwpol_status status);
const char *cause_text(enum cause cause);

/* ---- Steps ---- */

/* What the throttle says of an attempt. */
enum asked {
    ASKED_ALLOWED, /* *attempt is to be ended */
    ASKED_HELD,    /* by what was counted at the account: what the person may know of it is for the flow to say */
    ASKED_ANSWERED /* the request is: a challenge, an outage, or an address that has tried too often */
};
/* Begins an attempt under a subject, from the request's source. with_password: what is attempted is the request's
 * password, on what may be a known device. */
enum asked flow_ask_throttle(struct flow *flow, const void *subject, size_t subject_len, bool with_password,
                             pwpol_attempt_answer *answer, pwpol_attempt **attempt);
/* Answers a request that is held, and says so. */
void flow_refuse_openly(struct flow *flow, const pwpol_attempt_answer *answer);
/* Ends it. A store that does not hear of it is reported and changes nothing: the attempt counts as a failure. */
void flow_settle(struct flow *flow, pwpol_attempt *attempt, bool success);
/* A subject of its own for what is counted beside logins: its name is hashed with what it is about. */
enum { SUBJECT_SIZE = 32 };
void flow_subject(unsigned char subject[SUBJECT_SIZE], const char *name, const void *about, size_t about_len);

/* Whether the request's password is the account's, asked through the throttle. When it is not, the request is
 * answered. verified: written when it is. */
bool flow_prove(struct flow *flow, pwpol_verified *verified);

/* Checks a new password, also against the current one and the history where there is a row, hashes it, and writes the
 * change of the row. When it is not taken, the request is answered. old: the current password, when it is known. */
pwpol_status flow_renew(struct flow *flow, const char *password, size_t password_len, const char *old,
                        size_t old_len, bool *renewed);
/* The same with the request's new password for an account that has shown who it is; then the account is
 * unlocked and its device trusted. */
pwpol_status flow_replace(struct flow *flow, const char *old, size_t old_len);
/* Whether a password is in the breach corpus; false when there is none. */
pwpol_status flow_breached(const struct flow *flow, const char *password, size_t password_len, bool *breached);
/* Whether the password must change, by what the outcome says of the row. */
pwpol_status flow_judge_life(struct flow *flow);
/* A token for the device of somebody who has shown to be the account's owner. */
void flow_trust_device(struct flow *flow);
/* After a new password: what was counted is no longer known to be wrong. */
void flow_unlock(struct flow *flow);

#endif
