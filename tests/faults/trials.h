/* Every public function once at least, in a world where it works: what a suite needs that has something go
 * wrong in each of them (tests/faults) or looks at what each leaves (tests/faults/residue.c). A function
 * without a trial fails those suites. */
#ifndef PWPOL_TESTS_FAULTS_TRIALS_H
#define PWPOL_TESTS_FAULTS_TRIALS_H

#include "suite.h"

#include "pwpol.h"

enum { WORLD_NOW = 1700000000 };
#define WORLD_ACCOUNT "ada"
#define WORLD_ACCOUNT_LEN 3

struct world {
    const char *password; /* right, and strong; the caller's */
    size_t password_len;
    const unsigned char *pepper; /* 32 bytes; the caller's */

    /* Called by a trial right before the function that it is about, and right after. */
    void (*strike)(void);
    void (*spare)(void);
    size_t nth; /* which call the suite has fail; 0 for none */

    pwpol_policy *policy;
    pwpol_keyring *ring;
    pwpol_hasher *hasher;
    pwpol_store *store; /* keeps nothing, so that every attempt is the first */
    pwpol_throttle *throttle;
    pwpol_accounts *accounts;
    pwpol_breach *breach; /* a file, of which every question reads its page */
    pwpol_report *report; /* of a weak password */
    pwpol_guess_result *guess;
    pwpol_audit *audit;
    pwpol_outcome *outcome;
    pwpol_tuning *tuning;
    char stored[PWPOL_HASH_SIZE]; /* of the password, for the account */
    char token[PWPOL_RESET_TOKEN_SIZE], kept[PWPOL_RESET_STORED_SIZE];
};

/* In the working folder, which begin_world() fills. */
void world_open(struct world *world);
void world_close(struct world *world);

/* The world of a suite, with a password, a pepper and functions that do nothing. Setup and teardown of a group: a
 * folder of its own, and the world in it. */
extern struct world here;
int begin_world(void **state);
int end_world(void **state);

/* A policy that was not used yet, with a word list and a corpus. */
pwpol_policy *world_open_policy(void);
/* A text is there or not, as the status says; ends it. */
pwpol_status end_text(pwpol_status status, char *text);

/* Runs its function between strike() and spare(), ends what it made, and says whether it did what it does when
 * nothing goes wrong: PWPOL_OK, or the status (of a verdict or an answer, the one that means the same) with
 * which it did not. Asserts that what failed left nothing behind and let nobody in. May be run again. */
struct trial {
    const char *function;
    const char *how; /* "" or what makes this one another than the others of the function */
    pwpol_status (*run)(struct world *world);
};

extern const struct trial trials_of_policy[], trials_of_check[], trials_of_hash[], trials_of_account[], trials_of_stores[];
extern const size_t trials_of_policy_count, trials_of_check_count, trials_of_hash_count, trials_of_account_count,
    trials_of_stores_count;

/* Fails unless the trial does what it does when nothing goes wrong, here, with nth 0 from now on. */
void assert_runs(const struct trial *trial);

/* All of them, one after the other; NULL past the last. */
const struct trial *trial_at(size_t index);
/* Fails unless every function that the files of the ABI's baseline, count paths, name has a trial. */
void assert_every_function_has_a_trial(char *const *baselines, int count);

/* Not NULL: what a function must not leave in a result that it does not give. */
#define UNSET ((void *)1)

/* For functions that ask and cannot fail: holds is what they answer here. */
#define ASKS(function, holds)                                                                                \
    static pwpol_status try_##function(struct world *world)                                                  \
    {                                                                                                        \
        world->strike();                                                                                     \
        bool as_ever = (holds);                                                                              \
        world->spare();                                                                                      \
        return as_ever ? PWPOL_OK : PWPOL_ERR_INTERNAL;                                                      \
    }
/* For functions that end what make(world) made. */
#define ENDS(function, type, make)                                                                           \
    static pwpol_status try_##function(struct world *world)                                                  \
    {                                                                                                        \
        type *made = make(world);                                                                            \
        world->strike();                                                                                     \
        function(made);                                                                                      \
        function(NULL);                                                                                      \
        world->spare();                                                                                      \
        return PWPOL_OK;                                                                                     \
    }
#define TRIAL(name)                                                                                          \
    {                                                                                                        \
        #name, "", try_##name                                                                                \
    }

#endif
