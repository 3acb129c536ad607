/* A service at its smallest: one row of a table, everything that the flows need, and what they told. */
#ifndef PWPOL_TESTS_ACCOUNT_DESK_H
#define PWPOL_TESTS_ACCOUNT_DESK_H

#include "suite.h"

#include "pwpol/account.h"

#include <stdatomic.h>

#define DAY INT64_C(86400000)
#define NOW (INT64_C(20000) * DAY)

/* Strong, and far from one another. */
#define FIRST "k7#Vw!2qZx9m"
#define SECOND "R4?tz-LpQ8wn"
#define THIRD "f%6GhJ_3ycUb"

struct desk {
    pwpol_policy *policy;
    pwpol_keyring *ring;
    pwpol_hasher *hasher;
    pwpol_store *memory; /* behind store */
    pwpol_store *store;
    pwpol_throttle *throttle;
    pwpol_accounts *accounts;
    pwpol_breach *breach;

    /* Operations of the store from now on: the fail_at-th fails, 1 being the next; with onward all later ones too. */
    atomic_size_t operations; /* threads count together */
    size_t fail_at;
    bool onward;

    char events[16384]; /* "login.refused(wrong-password) ..." of the flows, not of the throttle */

    /* The row. */
    bool exists;
    char stored[PWPOL_HASH_SIZE], history[8 * PWPOL_HASH_SIZE], reset[PWPOL_RESET_STORED_SIZE];
    int64_t changed_at;
    uint32_t flags;
    pwpol_role role;
    pwpol_row row; /* of the last request */
    int64_t now;
};

/* settings: "throttle.lock_after=3 history.count=4", after which hashing is quick; "breach" opens the corpus that is
 * compiled in, "corpus=FILE" that of a file, "pepper" makes a key ring. */
void desk_open(struct desk *desk, const char *settings);
void desk_close(struct desk *desk);
/* The same flows without a handler, for the events of the desk are for one thread. */
pwpol_accounts *desk_quiet_accounts(struct desk *desk);
/* Puts a credential of password in the row. */
void desk_store(struct desk *desk, const char *password);
/* login "camille", account "42", the row when there is one, from 192.0.2.7 at desk->now. */
pwpol_account_request desk_request(struct desk *desk, const char *password);
/* Writes the row as account.h says. False when somebody else was faster. */
bool desk_write(struct desk *desk, const pwpol_outcome *outcome);
/* The events of the flows since the last time, and no other. */
void desk_assert_events(struct desk *desk, const char *wanted);

/* Runs login, and ends its outcome after desk_write(). */
pwpol_answer desk_login(struct desk *desk, const char *password);
void desk_fail_logins(struct desk *desk, unsigned count);

#endif
