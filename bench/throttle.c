/* What an attempt costs over the store in memory, begin and settle, by the number of threads; and what memory a
 * subject takes. Each round has a store that knows 400 000 other accounts already and is not full at its end.
 *
 * usage: bench-throttle [attempts a thread] */
#include "measure.h"

#include <pwpol.h>

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { ROUNDS = 15, THREADS_MAX = 64, SUBJECTS = 1000000 };

static pwpol_throttle *throttle;
static long attempts = 30000;
static const int64_t when = INT64_C(1767225600000);

enum kind { ACCOUNT_ONLY, WITH_SOURCE, KNOWN_SOURCE, FAILURES, REFUSED, KINDS };
/* A success is remembered as the trust in its address, a failure is a record of account and address. */
static const char *const names[KINDS] = {
    [ACCOUNT_ONLY] = "success, account only",
    [WITH_SOURCE] = "success, account and a new address",
    [KNOWN_SOURCE] = "success, account and a trusted address",
    [FAILURES] = "failure, account and address",
    [REFUSED] = "refused, account and address",
};

/* Written before the clock starts. */
struct who {
    char account[64], source[16];
};

struct work {
    enum kind kind;
    struct who *who;
};

/* source: NULL when it is not known. A refused attempt is not settled. */
static void try_account(const char *account, const char *source, bool success)
{
    pwpol_attempt_request request = PWPOL_ATTEMPT_REQUEST_INIT;
    pwpol_attempt_answer answer = { .size = sizeof answer };
    pwpol_attempt *attempt = NULL;
    request.account = account;
    request.account_len = strlen(account);
    request.source = source;
    request.now = when;
    if (pwpol_attempt_begin(throttle, &request, &answer, &attempt) != PWPOL_OK)
        abort();
    if (attempt != NULL)
        pwpol_attempt_settle(attempt, success, when);
}

static void *run(void *context)
{
    const struct work *work = context;
    const bool success = work->kind != FAILURES && work->kind != REFUSED;
    for (long i = 0; i < attempts; i++) {
        const struct who *who = &work->who[work->kind == KNOWN_SOURCE ? i % 1000 : work->kind == REFUSED ? 0 : i];
        try_account(who->account, work->kind == ACCOUNT_ONLY ? NULL : who->source, success);
    }
    return NULL;
}

/* Of an attempt. Where other programs take turns on the processors, the time that these spend on it says more than the
 * time that passes. */
struct cost {
    double passed, spent; /* ns */
};

static struct who *name_all(enum kind kind, int thread)
{
    struct who *who = malloc((size_t)attempts * sizeof *who);
    for (long i = 0; who != NULL && i < attempts; i++) {
        snprintf(who[i].account, sizeof who[i].account, "%d.%ld@example.org", thread * 100 + (int)kind, i);
        snprintf(who[i].source, sizeof who[i].source, "10.%d.%ld.%ld", thread, i >> 8 & 255, i & 255);
    }
    if (who == NULL)
        abort();
    return who;
}

/* Each has failed once. */
static void know_others(void)
{
    enum { OTHERS = 400000 };
    char account[64];
    for (int i = 0; i < OTHERS; i++) {
        snprintf(account, sizeof account, "other.%d@example.org", i);
        try_account(account, NULL, false);
    }
}

static struct cost measure(enum kind kind, int threads_count)
{
    pthread_t threads[THREADS_MAX];
    struct work work[THREADS_MAX];
    for (int i = 0; i < threads_count; i++)
        work[i] = (struct work){ kind, name_all(kind, i) };
    double start = seconds_of(CLOCK_MONOTONIC), begun = seconds_of(CLOCK_PROCESS_CPUTIME_ID);
    double all = (double)attempts * threads_count;
    for (int i = 0; i < threads_count; i++)
        pthread_create(&threads[i], NULL, run, &work[i]);
    for (int i = 0; i < threads_count; i++)
        pthread_join(threads[i], NULL);
    struct cost cost = { (seconds_of(CLOCK_MONOTONIC) - start) * 1e9 / all,
                         (seconds_of(CLOCK_PROCESS_CPUTIME_ID) - begun) * 1e9 / all };
    for (int i = 0; i < threads_count; i++)
        free(work[i].who);
    return cost;
}

static long resident_bytes(void)
{
    long pages = 0, ignored;
    FILE *file = fopen("/proc/self/statm", "r");
    if (file == NULL || fscanf(file, "%ld %ld", &ignored, &pages) != 2)
        pages = 0;
    if (file != NULL)
        fclose(file);
    return pages * sysconf(_SC_PAGESIZE);
}

static void measure_memory(void)
{
    pwpol_store *store = NULL;
    long before = resident_bytes();
    if (pwpol_store_memory_new(&store, SUBJECTS) != PWPOL_OK)
        abort();
    for (uint32_t i = 0; i < SUBJECTS; i++) {
        pwpol_store_item item = { .action = PWPOL_ACTION_PUT, .lifetime = 1000000, .danger = 1 };
        int64_t now = 1767225600000;
        bool swapped;
        memcpy(item.key, &i, sizeof i);
        if (pwpol_store_swap(store, &item, 1, &now, &swapped) != PWPOL_OK)
            abort();
    }
    printf("\nmemory of %d subjects: %.1f MiB, %.1f bytes each\n", SUBJECTS,
           (double)(resident_bytes() - before) / 1048576, (double)(resident_bytes() - before) / SUBJECTS);
    pwpol_store_free(store);
}

static const int counts[] = { 1, 2, 4 };
enum { COUNTS = sizeof counts / sizeof counts[0] };

static void print_table(const char *title, const char *which, double part, double results[KINDS][COUNTS][ROUNDS])
{
    printf("\n%s, %s of %d rounds\n%-42s", title, which, ROUNDS, "");
    for (size_t column = 0; column < COUNTS; column++)
        printf(" %2d thread%s", counts[column], counts[column] == 1 ? " " : "s");
    printf("\n");
    for (int kind = 0; kind < KINDS; kind++) {
        printf("%-42s", names[kind]);
        for (size_t column = 0; column < COUNTS; column++)
            printf(" %9.0f ", quantile(results[kind][column], ROUNDS, part));
        printf("\n");
    }
}

int main(int argc, char **argv)
{
    if (argc > 1)
        attempts = strtol(argv[1], NULL, 10);
    measure_memory();
    pwpol_policy *policy = NULL;
    if (attempts < 1 || pwpol_policy_new(&policy, NULL) != PWPOL_OK ||
        pwpol_policy_set(policy, "throttle.source_attempts_max", "10000", NULL) != PWPOL_OK)
        return 1;
    static double passed[KINDS][COUNTS][ROUNDS], spent[KINDS][COUNTS][ROUNDS];
    for (int round = 0; round < ROUNDS; round++) {
        if (pwpol_throttle_new(&throttle, policy, NULL, NULL) != PWPOL_OK)
            return 1;
        know_others();
        for (int kind = 0; kind < KINDS; kind++)
            for (size_t column = 0; column < COUNTS; column++) {
                struct cost cost = measure((enum kind)kind, counts[column]);
                passed[kind][column][round] = cost.passed;
                spent[kind][column][round] = cost.spent;
            }
        pwpol_throttle_free(throttle);
    }
    print_table("ns that pass for an attempt (begin and settle)", "median", 0.5, passed);
    print_table("ns that the processors spend on it", "median", 0.5, spent);
    print_table("ns that the processors spend on it", "least", 0, spent);
    pwpol_policy_free(policy);
    return 0;
}
