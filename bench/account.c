/* Whether time tells strangers apart (rule B6): logins at an unknown account, with a wrong password, and at a locked
 * account, in turn, at the policy's own cost; and requests for a reset, with and without an account. For each pair,
 * how often the one takes longer than the other: 50 % where time tells nothing.
 *
 *     bench-account [ROUNDS]     60 by default */
#include "measure.h"

#include <pwpol.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { ROUNDS_MAX = 10000 };

struct bench {
    pwpol_policy *policy;
    pwpol_hasher *hasher;
    pwpol_throttle *throttle;
    pwpol_accounts *accounts;
    char stored[PWPOL_HASH_SIZE];
};

static void open_bench(struct bench *bench, const char *const *settings)
{
    pwpol_accounts_parts parts = PWPOL_ACCOUNTS_PARTS_INIT;
    bool fine = pwpol_policy_new(&bench->policy, NULL) == PWPOL_OK;
    for (size_t i = 0; fine && settings[i] != NULL; i += 2)
        fine = pwpol_policy_set(bench->policy, settings[i], settings[i + 1], NULL) == PWPOL_OK;
    fine = fine && pwpol_hasher_new(&bench->hasher, bench->policy, NULL, NULL) == PWPOL_OK &&
           pwpol_throttle_new(&bench->throttle, bench->policy, NULL, NULL) == PWPOL_OK &&
           pwpol_hash(bench->hasher, "k7#Vw!2qZx9m", 12, "42", 2, bench->stored) == PWPOL_OK &&
           pwpol_throttle_lock(bench->throttle, "locked", 6, 0, 0) == PWPOL_OK;
    parts.policy = bench->policy;
    parts.hasher = bench->hasher;
    parts.throttle = bench->throttle;
    if (!fine || pwpol_accounts_new(&bench->accounts, &parts) != PWPOL_OK) {
        fputs("bench-account: cannot start\n", stderr);
        exit(3);
    }
}

static void close_bench(struct bench *bench)
{
    pwpol_accounts_free(bench->accounts);
    pwpol_throttle_free(bench->throttle);
    pwpol_hasher_free(bench->hasher);
    pwpol_policy_free(bench->policy);
}

struct contender {
    const char *name;
    const char *login;
    bool exists;
    const char *password; /* NULL: asks for a reset */
    pwpol_answer answer;
    double ms[ROUNDS_MAX];
};

static double run(struct bench *bench, const struct contender *contender, unsigned round)
{
    char password[32];
    pwpol_row row = PWPOL_ROW_INIT;
    pwpol_outcome *outcome = NULL;
    pwpol_account_request request = PWPOL_ACCOUNT_REQUEST_INIT;
    row.stored = bench->stored;
    request.login = contender->login;
    request.login_len = strlen(contender->login);
    request.row = contender->exists ? &row : NULL;
    if (contender->password != NULL) {
        bool right = contender->answer == PWPOL_ACCEPTED;
        snprintf(password, sizeof password, right ? "%s" : "%s%u", contender->password, round);
        request.password = password;
        request.password_len = strlen(password);
        request.account = right ? "42" : NULL;
        request.account_len = right ? 2 : 0;
    }
    double start = seconds_of(CLOCK_MONOTONIC);
    pwpol_status status = contender->password != NULL ? pwpol_account_login(bench->accounts, &request, &outcome)
                                                      : pwpol_account_reset_begin(bench->accounts, &request, &outcome);
    double ms = (seconds_of(CLOCK_MONOTONIC) - start) * 1000;
    if (status != PWPOL_OK || pwpol_outcome_answer(outcome) != contender->answer) {
        fprintf(stderr, "bench-account: %s: %s\n", contender->name, pwpol_outcome_cause(outcome));
        exit(3);
    }
    pwpol_outcome_free(outcome);
    return ms;
}

static void print_table(struct contender *contenders, size_t count, unsigned rounds)
{
    printf("%-28s %9s %9s %9s %9s %9s\n", "ms", "least", "10 %", "median", "90 %", "most");
    for (size_t i = 0; i < count; i++) {
        double *ms = contenders[i].ms;
        double half = median(ms, rounds); /* sorts them */
        printf("%-28s %9.4f %9.4f %9.4f %9.4f %9.4f\n", contenders[i].name, ms[0], ms[rounds / 10], half,
               ms[rounds * 9 / 10], ms[rounds - 1]);
    }
    for (size_t i = 0; i < count; i++)
        for (size_t j = i + 1; j < count; j++) {
            double longer = 0;
            for (unsigned a = 0; a < rounds; a++)
                for (unsigned b = 0; b < rounds; b++)
                    longer += contenders[i].ms[a] > contenders[j].ms[b]   ? 1
                              : contenders[i].ms[a] == contenders[j].ms[b] ? 0.5
                                                                           : 0;
            printf("%s takes longer than %s: %.0f %%\n", contenders[i].name, contenders[j].name,
                   100 * longer / rounds / rounds);
        }
    putchar('\n');
}

/* In turn, each round starting with the next one. */
static void measure(struct bench *bench, struct contender *contenders, size_t count, unsigned rounds)
{
    for (size_t i = 0; i < count; i++)
        (void)run(bench, &contenders[i], rounds);
    for (unsigned round = 0; round < rounds; round++)
        for (size_t i = 0; i < count; i++) {
            struct contender *contender = &contenders[(i + round) % count];
            contender->ms[round] = run(bench, contender, round);
        }
    print_table(contenders, count, rounds);
}

int main(int argc, char **argv)
{
    static const char *const open_throttle[] = { "throttle.delay_after", "0", "throttle.lock_after", "0",
                                                 "throttle.attempts_max", "0", NULL };
    static const char *const quick[] = { "throttle.delay_after", "0", "throttle.lock_after", "0",
                                         "throttle.attempts_max", "0", "hash.memory", "8", "hash.passes", "1",
                                         "hash.allow_weak", "true", NULL };
    static struct contender logins[] = {
        { "unknown account", "nobody", false, "guess", PWPOL_REFUSED, { 0 } },
        { "wrong password", "camille", true, "guess", PWPOL_REFUSED, { 0 } },
        { "locked account", "locked", true, "guess", PWPOL_REFUSED, { 0 } },
    };
    static struct contender resets[] = {
        { "reset, no account", "nobody", false, NULL, PWPOL_ACCEPTED, { 0 } },
        { "reset, an account", "camille", true, NULL, PWPOL_ACCEPTED, { 0 } },
    };
    static struct contender right[] = { { "right password, m=8 KiB t=1", "camille", true, "k7#Vw!2qZx9m",
                                          PWPOL_ACCEPTED, { 0 } } };
    long wanted = argc > 1 ? strtol(argv[1], NULL, 10) : 60;
    if (wanted < 10 || wanted > ROUNDS_MAX) {
        fprintf(stderr, "usage: bench-account [ROUNDS]   10 to %d\n", ROUNDS_MAX);
        return 2;
    }
    struct bench bench = { 0 };
    open_bench(&bench, open_throttle);
    printf("Argon2id m=%s KiB, t=%s\n", pwpol_policy_get(bench.policy, "hash.memory"),
           pwpol_policy_get(bench.policy, "hash.passes"));
    measure(&bench, logins, 3, (unsigned)wanted);
    measure(&bench, resets, 2, (unsigned)wanted * 10 > ROUNDS_MAX ? ROUNDS_MAX : (unsigned)wanted * 10);
    close_bench(&bench);
    bench = (struct bench){ 0 };
    open_bench(&bench, quick);
    measure(&bench, right, 1, (unsigned)wanted * 10 > ROUNDS_MAX ? ROUNDS_MAX : (unsigned)wanted * 10);
    close_bench(&bench);
    return 0;
}
