/* The flows of a login service: enrol, log in, change, reset. One call, one
 * decision; the service keeps its table, passes what the row holds, and writes
 * back what the result says. */
#ifndef PWPOL_ACCOUNT_H
#define PWPOL_ACCOUNT_H

#include <pwpol/breach.h>
#include <pwpol/check.h>
#include <pwpol/renewal.h>
#include <pwpol/throttle.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct pwpol_accounts pwpol_accounts;
typedef struct pwpol_outcome pwpol_outcome;

/* What the flows are made of; kept by the caller until pwpol_accounts_free(). Policy, hasher and throttle are all
 * needed: a login without a throttle lets anybody guess. */
typedef struct pwpol_accounts_parts {
    size_t size; /* sizeof(pwpol_accounts_parts); set by PWPOL_ACCOUNTS_PARTS_INIT */
    const pwpol_policy *policy;
    pwpol_hasher *hasher;
    pwpol_throttle *throttle;
    pwpol_event_handler on_event; /* may be NULL */
    void *event_context;
    int64_t compromised_before; /* see pwpol_password_life; 0 for none; pwpol_accounts_compromised() moves it */
    /* NULL for the one that breach.file names, if any; passwords that are in it are refused, and at login must
     * change. When it cannot be read, breach.missing holds for new ones, and no login fails. */
    const pwpol_breach *breach;
} pwpol_accounts_parts;

#define PWPOL_ACCOUNTS_PARTS_INIT { sizeof(pwpol_accounts_parts), NULL, NULL, NULL, NULL, NULL, 0, NULL }

/* May be shared by any number of threads. PWPOL_ERR_ARGUMENT, PWPOL_ERR_NO_MEMORY, PWPOL_ERR_RANDOM, and the statuses
 * of pwpol_policy_validate(). */
PWPOL_API pwpol_status pwpol_accounts_new(pwpol_accounts **accounts, const pwpol_accounts_parts *parts);
/* From now on every password that is older than before (ms since 1970) must change: after a breach of the whole
 * service. Any thread may call it while flows are under way; keep the date for the next start. */
PWPOL_API void pwpol_accounts_compromised(pwpol_accounts *accounts, int64_t before);
/* No call may be under way. NULL is fine. */
PWPOL_API void pwpol_accounts_free(pwpol_accounts *accounts);

/* ---- What a row holds --------------------------------------------------------- */

typedef struct pwpol_row {
    size_t size;        /* sizeof(pwpol_row); set by PWPOL_ROW_INIT */
    const char *stored; /* the credential; NULL when there is no such account, or it has no password */
    int64_t changed_at; /* ms since 1970 */
    uint32_t flags;     /* PWPOL_PASSWORD_... */
    pwpol_role role;
    const char *history; /* earlier credentials; NULL for none; at most 128 KiB */
    const char *reset;   /* what is kept of a reset token; NULL for none */
} pwpol_row;

#define PWPOL_ROW_INIT { sizeof(pwpol_row), NULL, 0, 0, PWPOL_ROLE_ORDINARY, NULL, NULL }

/* Who asks for what. A flow reads the fields it needs; those it does not know of may stay empty. */
typedef struct pwpol_account_request {
    size_t size;             /* sizeof(pwpol_account_request); set by PWPOL_ACCOUNT_REQUEST_INIT */
    const char *login;       /* what the person typed as account name, as the service's table compares it (lower
                                case where that ignores case); at most 1 MiB */
    size_t login_len;
    const void *account;     /* an id that never changes, 1 to 1024 bytes: what a pepper and reset tokens are bound
                                to. NULL: the login serves, which then may never change. Attempts at an account are
                                counted under its id, so that all names of it count as one; attempts where there is
                                no row, under the login */
    size_t account_len;
    const pwpol_row *row;    /* NULL when there is no such account: the flow costs and says the same */
    const char *password;    /* the one that is to be verified, or at enrolment the new one */
    size_t password_len;
    const char *new_password; /* change, reset_finish */
    size_t new_password_len;
    const char *token;       /* reset_finish */
    const pwpol_context *context; /* what belongs to the person, for the new password; NULL when unknown */
    const char *source;      /* as in pwpol_attempt_request */
    const char *device;
    bool challenge_passed;
    bool provisioned;        /* enrol: the password was made by someone else, and must change at first login */
    int64_t now;             /* ms since 1970; 0 for the throttle's own clock */
} pwpol_account_request;

#define PWPOL_ACCOUNT_REQUEST_INIT \
    { sizeof(pwpol_account_request), NULL, 0, NULL, 0, NULL, NULL, 0, NULL, 0, NULL, NULL, NULL, NULL, false, \
      false, 0 }

/* What to do. Only PWPOL_ACCEPTED and PWPOL_ACCEPTED_MUST_CHANGE let somebody in. */
typedef enum pwpol_answer {
    PWPOL_ACCEPTED = 0,
    PWPOL_ACCEPTED_MUST_CHANGE = 1, /* the password was right; nothing but a change is allowed now */
    PWPOL_REFUSED = 2,     /* unknown account, wrong password, locked account or bad token: never say which (rule B6) */
    PWPOL_REFUSED_WEAK = 3, /* the NEW password is refused; the report says why */
    PWPOL_ASK_CHALLENGE = 4, /* have a captcha solved, then ask again */
    PWPOL_TRY_LATER = 5    /* the service cannot decide now: store, memory, queue. Neither right nor wrong */
} pwpol_answer;

/* What the row must hold from now on. Write it in one statement, together, and only where the row still holds the
 * credential that the flow looked at:
 *
 *     UPDATE account SET stored = ?, changed_at = ?, flags = ?, history = ?, reset = ? WHERE id = ? AND stored = expected
 *
 * When that changes no row somebody else was faster: after a login there is nothing to do; after a change or a reset
 * say that it has to be tried again, for the new password is not stored. Without that condition a login that rehashes
 * brings a password back that is being changed meanwhile, and two uses of one reset token both succeed. */
typedef struct pwpol_row_change {
    size_t size;        /* sizeof(pwpol_row_change), set by the caller */
    bool write;         /* false: nothing to write, the other fields repeat the row's */
    const char *stored; /* texts live as long as the outcome; "" for none */
    int64_t changed_at;
    uint32_t flags;
    const char *history;
    const char *reset;
    const char *expected; /* the row's credential as the request had it; "" for none */
} pwpol_row_change;

/* Each flow writes *outcome on PWPOL_OK; end it with pwpol_outcome_free(). Errors of the store, of memory or
 * of the queue are PWPOL_TRY_LATER, never a wrong password and never a success. Statuses: PWPOL_ERR_ARGUMENT,
 * PWPOL_ERR_NO_MEMORY when not even an outcome can be made, those of pwpol_check() for the context; on failure
 * *outcome is NULL: nobody is let in. Each may wait for memory as long as hash.wait says, and for the store. */

/* A new account: checks the password, hashes it. A row is not needed; one that has a credential already is
 * PWPOL_ERR_ARGUMENT, for that is a change or a reset. */
PWPOL_API pwpol_status pwpol_account_enrol(pwpol_accounts *accounts, const pwpol_account_request *request,
                                           pwpol_outcome **outcome);
/* Reserves an attempt, verifies (an absent account too), looks into the breach corpus, settles, rehashes where
 * the stored credential is weaker than the policy's, and says whether the password must change. */
PWPOL_API pwpol_status pwpol_account_login(pwpol_accounts *accounts, const pwpol_account_request *request,
                                           pwpol_outcome **outcome);
/* Verifies the current password like a login, then checks the new one, also against the current and earlier ones. */
PWPOL_API pwpol_status pwpol_account_change(pwpol_accounts *accounts, const pwpol_account_request *request,
                                            pwpol_outcome **outcome);
/* Makes a reset token, for an existing row or none: answer and time are the same, provided that the service sends
 * its message and writes the row after it has answered. Requests are counted like failures, apart from those of
 * logins: beyond throttle.* no token is made, and the answer is still the same. */
PWPOL_API pwpol_status pwpol_account_reset_begin(pwpol_accounts *accounts, const pwpol_account_request *request,
                                                 pwpol_outcome **outcome);
/* Takes the token and the new password; a success unlocks the account and ends every other token. login or
 * account must be those of reset_begin. A new password that is refused as weak leaves the token good. */
PWPOL_API pwpol_status pwpol_account_reset_finish(pwpol_accounts *accounts, const pwpol_account_request *request,
                                                  pwpol_outcome **outcome);

/* PWPOL_TRY_LATER for NULL. */
PWPOL_API pwpol_answer pwpol_outcome_answer(const pwpol_outcome *outcome);
/* What to write. PWPOL_ERR_ARGUMENT. */
PWPOL_API pwpol_status pwpol_outcome_row(const pwpol_outcome *outcome, pwpol_row_change *change);
/* One sentence for the person, in "fr" or "en", that tells a stranger nothing; the same for an unknown account,
 * a wrong password and a locked account while throttle.uniform_answer is true. Static. */
PWPOL_API const char *pwpol_outcome_sentence(const pwpol_outcome *outcome, const char *lang);
/* How long the person must wait, ms (Retry-After); 0 where that would tell a stranger something, or for none. */
PWPOL_API int64_t pwpol_outcome_wait_ms(const pwpol_outcome *outcome);
/* Of the new password, when one was checked; NULL otherwise. Owned by the outcome. */
PWPOL_API pwpol_report *pwpol_outcome_report(const pwpol_outcome *outcome);
/* After a login or a change: whether the password expires soon or must change, and why. */
PWPOL_API pwpol_status pwpol_outcome_renewal(const pwpol_outcome *outcome, pwpol_renewal_result *result);
/* After a success: a token for this device's cookie; "" otherwise. */
PWPOL_API const char *pwpol_outcome_device(const pwpol_outcome *outcome);
/* After reset_begin: the token to send to the person's own address; "" when there is no account. Send nothing then. */
PWPOL_API const char *pwpol_outcome_token(const pwpol_outcome *outcome);
/* What really happened, for logs and never for the person: "wrong-password", "unknown-account", "locked",
 * "store-outage", ... (docs/accounts.md has them all); "" when nothing is to be said; static. */
PWPOL_API const char *pwpol_outcome_cause(const pwpol_outcome *outcome);
/* Wipes and frees, with the texts that it gave. NULL is fine. */
PWPOL_API void pwpol_outcome_free(pwpol_outcome *outcome);

#ifdef __cplusplus
}
#endif
#endif
