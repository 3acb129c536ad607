/* When a password must change, what it may not be, and how a forgotten one is
 * replaced (rules D1 to D6). Nothing here remembers: the service's own table does. */
#ifndef PWPOL_RENEWAL_H
#define PWPOL_RENEWAL_H

#include <pwpol/hash.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef enum pwpol_role {
    PWPOL_ROLE_ORDINARY = 0,
    PWPOL_ROLE_PRIVILEGED = 1 /* administrators, extended rights: passwords expire (rule D2) */
} pwpol_role;

/* What a row says of its password: an integer column of the service's table. */
enum {
    PWPOL_PASSWORD_PROVISIONED = 1, /* given by someone else: must change at first login (rule D4) */
    PWPOL_PASSWORD_COMPROMISED = 2, /* known or suspected to be known to others (rule D3) */
    PWPOL_PASSWORD_MUST_CHANGE = 4  /* an administrator's word */
};

typedef enum pwpol_renewal_state {
    PWPOL_RENEWAL_FINE = 0,
    PWPOL_RENEWAL_SOON = 1,       /* expires within renewal.notice */
    PWPOL_RENEWAL_MUST_CHANGE = 2 /* before anything else is done with the account */
} pwpol_renewal_state;

typedef enum pwpol_renewal_reason {
    PWPOL_REASON_NONE = 0,
    PWPOL_REASON_FIRST_LOGIN = 1,
    PWPOL_REASON_COMPROMISED = 2,
    PWPOL_REASON_EXPIRED = 3,
    PWPOL_REASON_ADMINISTRATOR = 4
} pwpol_renewal_reason;

typedef struct pwpol_password_life {
    size_t size;        /* sizeof(pwpol_password_life), set by the caller */
    pwpol_role role;
    uint32_t flags;     /* PWPOL_PASSWORD_... */
    int64_t changed_at; /* ms since 1970; 0 or less when unknown, which is expired where passwords expire, and
                           older than any date of a breach */
    int64_t compromised_before; /* every password older than this is compromised: one date for a whole service
                                   after a breach, ms since 1970; 0 for none */
} pwpol_password_life;

typedef struct pwpol_renewal_result {
    size_t size;        /* sizeof(pwpol_renewal_result), set by the caller */
    pwpol_renewal_state state;
    pwpol_renewal_reason reason; /* the gravest: compromised, administrator, first login, expired */
    int64_t expires_at; /* ms since 1970; 0 for never; also told of a password that must change for another reason */
    uint32_t days_left; /* whole days, rounded up; 0 when it has expired or never does */
} pwpol_renewal_result;

/* A pure function. now: ms since 1970. A changed_at later than now is a clock gone
 * backwards: the password's age is then 0. A privileged account's password expires at the
 * shorter of renewal.privileged_max_age and renewal.max_age. PWPOL_ERR_ARGUMENT, also for a
 * role that this release does not know: nothing is fine by accident. */
PWPOL_API pwpol_status pwpol_renewal(const pwpol_policy *policy, const pwpol_password_life *life, int64_t now,
                                     pwpol_renewal_result *result);

/* One sentence for the person, in "fr" or "en" (English for any other): written to text, NUL-terminated and cut
 * between two characters where it does not fit; "" when all is fine. Returns the length it needs, at most 255, NUL
 * not counted. text may be NULL when text_size is 0. */
PWPOL_API size_t pwpol_renewal_sentence(const pwpol_renewal_result *result, const char *lang, char *text,
                                        size_t text_size);

/* ---- Earlier passwords ------------------------------------------------------ */

/* A history is a text column: stored credentials, the newest first, one a line. NULL or "" is an empty one. When
 * pepper keys rotate, pwpol_rewrap() takes its lines one by one, as it takes the current credential.
 *
 * Puts stored (the one that is being replaced, NULL or "" for none) before the others and keeps the newest
 * history.count - 1, since the current one counts too. End renewed with pwpol_free(); "" when nothing is to be
 * kept. Lines that cannot be credentials (empty, too long, not printable ASCII) are dropped. PWPOL_ERR_TOO_LONG for
 * a history over 128 KiB. */
PWPOL_API pwpol_status pwpol_history_add(const pwpol_policy *policy, const char *history, const char *stored,
                                         char **renewed);

/* ---- Forgotten passwords ------------------------------------------------------ */

/* Sizes with their NUL. */
enum { PWPOL_RESET_TOKEN_SIZE = 44, PWPOL_RESET_STORED_SIZE = 128 };

/* Makes a token to send to the person and what to keep of it, in a column of the row; a second call replaces
 * the first. token: 256 random bits, base64url. It is good once, for the policy's renewal.reset_lifetime
 * (at most 24 hours), for this account, and as long as the credential it is to replace is the current one: a new
 * password, also the same one hashed anew, ends it.
 *
 * account  an id that never changes, account_len bytes, at least 1
 * stored   the row's current credential; NULL or "" when it has none
 * now      ms since 1970, until the year 9999
 * kept     may be read by anybody: it does not give the token away
 *
 * PWPOL_ERR_RANDOM, PWPOL_ERR_ARGUMENT; both texts are then "". */
PWPOL_API pwpol_status pwpol_reset_token_new(const pwpol_policy *policy, const void *account, size_t account_len,
                                             const char *stored, int64_t now, char token[PWPOL_RESET_TOKEN_SIZE],
                                             char kept[PWPOL_RESET_STORED_SIZE]);
/* Whether a token is good, in constant time; any byte strings are fine, NULL too, and cost the same. Says nothing
 * of why not. Where the clock has gone backwards since the token was made it is refused, lest it live longer. */
PWPOL_API bool pwpol_reset_token_check(const pwpol_policy *policy, const char *kept, const char *token,
                                       const void *account, size_t account_len, const char *stored, int64_t now);

#ifdef __cplusplus
}
#endif
#endif
