/* Holding back guessing (CNIL 2022-100, rules B1 to B6).
 *
 * An attempt is counted before its outcome is known: begin it, verify the
 * password, settle it. What is counted, by whom and for how long is the policy's
 * (keys throttle.*); where it is counted is a store's. */
#ifndef PWPOL_THROTTLE_H
#define PWPOL_THROTTLE_H

#include <pwpol/event.h>
#include <pwpol/policy.h>
#include <pwpol/store.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct pwpol_throttle pwpol_throttle;
typedef struct pwpol_attempt pwpol_attempt;

typedef enum pwpol_decision {
    PWPOL_ALLOW = 0,      /* verify the password, then settle */
    PWPOL_CHALLENGE = 1,  /* first have a captcha solved, and begin again with challenge_passed */
    PWPOL_WAIT = 2,       /* not before until */
    PWPOL_LOCKED = 3,     /* until a time, or a person (until is 0) */
    PWPOL_UNAVAILABLE = 4 /* the store does not answer and throttle.outage is closed */
} pwpol_decision;

/* Who asks, from where. Texts and bytes are the caller's. */
typedef struct pwpol_attempt_request {
    size_t size;          /* sizeof(pwpol_attempt_request); set by PWPOL_ATTEMPT_REQUEST_INIT */
    const void *account;  /* what identifies the account, as the person typed it or as the service
                             maps it, existing or not; any bytes */
    size_t account_len;   /* 1 to 1 MiB; longer is hashed likewise */
    const char *source;   /* "192.0.2.7", "2001:db8::1", "::ffff:192.0.2.7", with or without "%zone". What is no
                             address ("", "unknown", with a port) is one source of its own, shared by all such. NULL
                             where there are no addresses (a local socket): then none is counted */
    const char *device;   /* the token that pwpol_device_token() made and the browser sent back; NULL for none.
                             One that is forged, expired or another account's counts as none */
    const char *password; /* what will be verified, so that the same mistake again counts once; may be NULL */
    size_t password_len;
    bool challenge_passed; /* the service has just checked a captcha */
    int64_t now;           /* ms since 1970; 0 for the throttle's own clock, which no change of the
                              system's clock moves */
} pwpol_attempt_request;

#define PWPOL_ATTEMPT_REQUEST_INIT { sizeof(pwpol_attempt_request), NULL, 0, NULL, NULL, NULL, 0, false, 0 }

typedef struct pwpol_attempt_answer {
    size_t size;        /* sizeof(pwpol_attempt_answer), set by the caller */
    pwpol_decision decision;
    int64_t until;      /* ms since 1970 by the same clock; 0 when a person must unlock, or for none */
    int64_t wait_ms;    /* the same from now; 0 for none */
    const char *cause;  /* what refused: "account", "device", "pair" (an account from a trusted address), "source",
                           "network", "global", "store"; "" when allowed; static. For logs, not for the person
                           (rule B6) */
    uint32_t failures;  /* in a row, before this attempt, of whoever is counted here */
    bool trusted;       /* counted apart from strangers: a known device, or an address of a recent success */
    bool repeated;      /* the same wrong password again: not counted */
    bool outage;        /* the store failed; decided as throttle.outage says */
    pwpol_status status; /* of the store, when outage is true */
} pwpol_attempt_answer;

typedef struct pwpol_throttle_options {
    size_t size;        /* sizeof(pwpol_throttle_options); set by PWPOL_THROTTLE_OPTIONS_INIT */
    pwpol_store *store; /* where to count, kept by the caller until the throttle is freed; NULL for a store in
                           memory of throttle.memory_subjects records, which the throttle owns */
    const unsigned char *key; /* 32 secret bytes under which accounts and addresses are hashed, copied; NULL for
                                 those of throttle.key_file, or, with the throttle's own store, random ones */
    pwpol_event_handler on_event; /* may be NULL */
    void *event_context;
} pwpol_throttle_options;

#define PWPOL_THROTTLE_OPTIONS_INIT { sizeof(pwpol_throttle_options), NULL, NULL, NULL, NULL }

/* options: NULL for all defaults. PWPOL_ERR_ARGUMENT when a store of the caller's comes without
 * any key, for two processes would not know the same accounts; PWPOL_ERR_IO or PWPOL_ERR_SYNTAX for
 * throttle.key_file; PWPOL_ERR_RANDOM; the statuses of pwpol_policy_validate(). May be shared by any number of
 * threads. */
PWPOL_API pwpol_status pwpol_throttle_new(pwpol_throttle **throttle, const pwpol_policy *policy,
                                          const pwpol_throttle_options *options, pwpol_where *where);
/* No attempt may be under way. Wipes. NULL is fine. */
PWPOL_API void pwpol_throttle_free(pwpol_throttle *throttle);

/* ---- One attempt ---------------------------------------------------------- */

/* Asks whether a password may be verified now, and counts the attempt if so, in one
 * atomic step of the store.
 *
 * answer   written on PWPOL_OK
 * attempt  written on PWPOL_OK when the decision is PWPOL_ALLOW, NULL otherwise; end it with
 *          pwpol_attempt_settle() or pwpol_attempt_release(). One that is never ended counts as a
 *          failure after throttle.attempt_lifetime
 *
 * Statuses: PWPOL_ERR_ARGUMENT, PWPOL_ERR_NO_MEMORY. A store that fails is no status: it is decided
 * by throttle.outage. On failure nothing is allowed. */
PWPOL_API pwpol_status pwpol_attempt_begin(pwpol_throttle *throttle, const pwpol_attempt_request *request,
                                           pwpol_attempt_answer *answer, pwpol_attempt **attempt);

/* Tells the outcome and frees the attempt, in every case. success: the password was right, which ends the
 * row of failures and takes this attempt back. PWPOL_ERR_STORE when it could not be told: then the
 * attempt counts as a failure in the end. now: ms since 1970, 0 for the throttle's own clock. */
PWPOL_API pwpol_status pwpol_attempt_settle(pwpol_attempt *attempt, bool success, int64_t now);
/* Nothing was verified (no memory, a service that stops): takes the attempt back and frees it. NULL is fine. */
PWPOL_API void pwpol_attempt_release(pwpol_attempt *attempt, int64_t now);

/* ---- Known devices -------------------------------------------------------- */

/* Longest token, its NUL included. */
enum { PWPOL_DEVICE_TOKEN_SIZE = 128 };
/* Makes a token for the device that has just logged in, for throttle.trust_lifetime; to keep in a cookie
 * (Secure, HttpOnly, SameSite). Letters, digits, "-", "_" and "." only. It opens nothing: it only has this
 * device's mistakes counted apart. PWPOL_ERR_RANDOM, and then it is "". */
PWPOL_API pwpol_status pwpol_device_token(pwpol_throttle *throttle, const void *account, size_t account_len,
                                          int64_t now, char token[PWPOL_DEVICE_TOKEN_SIZE]);

/* ---- For administrators ----------------------------------------------------- */

typedef struct pwpol_subject_status {
    size_t size;         /* sizeof(pwpol_subject_status), set by the caller */
    pwpol_decision decision; /* for a stranger without a captcha, now */
    int64_t until;       /* ms since 1970; 0 for none, or until a person unlocks */
    uint32_t failures;   /* in a row */
    uint32_t in_window;  /* failures in throttle.attempts_window */
    uint32_t pending;    /* attempts under way */
    bool locked_by_person;
    char subject[33];    /* hexadecimal: as events and the store name it */
} pwpol_subject_status;

/* What strangers' attempts at an account have come to. PWPOL_ERR_STORE. */
PWPOL_API pwpol_status pwpol_throttle_status(pwpol_throttle *throttle, const void *account, size_t account_len,
                                             int64_t now, pwpol_subject_status *status);
/* The same of an address. */
PWPOL_API pwpol_status pwpol_throttle_source_status(pwpol_throttle *throttle, const char *source, int64_t now,
                                                    pwpol_subject_status *status);
/* Ends locks, delays and counts of an account, whoever caused them: a trusted device or address whose own count
 * still refuses it is then counted as a stranger. Call it too when a password has changed, for earlier
 * mistakes are no longer known to be wrong. */
PWPOL_API pwpol_status pwpol_throttle_unlock(pwpol_throttle *throttle, const void *account, size_t account_len,
                                             int64_t now);
/* The same for an address. */
PWPOL_API pwpol_status pwpol_throttle_unlock_source(pwpol_throttle *throttle, const char *source, int64_t now);
/* Locks an account for everybody, trusted or not; until: ms since 1970, 0 until pwpol_throttle_unlock(). */
PWPOL_API pwpol_status pwpol_throttle_lock(pwpol_throttle *throttle, const void *account, size_t account_len,
                                           int64_t until, int64_t now);

#ifdef __cplusplus
}
#endif
#endif
