/* What Argon2id costs on this machine, measured the way a service runs it: all
 * slots at work at the same time. */
#include "pwpol/hash.h"

#include "base/processors.h"
#include "base/sized.h"
#include "base/uncancelled.h"
#include "hash/hasher.h"
#include "policy/conflicts.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { PASSES_MOST = 5 }; /* of the OWASP pairs (C7) */
enum { CANDIDATES_MOST = 64, TRIES = 4, ROUNDS_MOST = 5, SLOTS_MOST = 1024 };
enum { TARGET_MOST_MS = 60000, TUNE_MS = 10000 };
/* Lanes worth a try when that many cores would be idle (C9). */
enum { LANES_TRIED = 4 };

struct pwpol_tuning {
    uint32_t target_ms;
    uint32_t slots;
    uint32_t memory_most; /* KiB of one hash */
    size_t count;
    pwpol_candidate candidates[CANDIDATES_MOST];
};

static double now_ms(void)
{
    struct timespec now = { 0 };
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

static uint32_t cores(void)
{
    unsigned count = cores_usable();
    return count > SLOTS_MOST ? SLOTS_MOST : count;
}

/* ---- One measurement ---- */

struct runner {
    pwpol_hasher *hasher;
    unsigned rounds;
    double times[ROUNDS_MOST];
    pwpol_status status;
    pthread_t thread;
};

static void *run(void *argument)
{
    struct runner *runner = argument;
    char stored[PWPOL_HASH_SIZE];
    /* One more round than is counted: the first touches the memory. */
    for (unsigned i = 0; i <= runner->rounds && runner->status == PWPOL_OK; i++) {
        double begun = now_ms();
        runner->status = pwpol_hash(runner->hasher, "tuning", 6, NULL, 0, stored);
        if (i > 0)
            runner->times[i - 1] = now_ms() - begun;
    }
    return NULL;
}

static int compare(const void *left, const void *right)
{
    double a = *(const double *)left, b = *(const double *)right;
    return (a > b) - (a < b);
}

static pwpol_status median_of(const struct runner *runners, uint32_t count, unsigned rounds, double *median)
{
    double *times = calloc((size_t)count * rounds, sizeof *times);
    if (times == NULL)
        return PWPOL_ERR_NO_MEMORY;
    for (uint32_t i = 0; i < count; i++)
        memcpy(times + (size_t)i * rounds, runners[i].times, rounds * sizeof *times);
    size_t all = (size_t)count * rounds;
    qsort(times, all, sizeof *times, compare);
    *median = all % 2 == 1 ? times[all / 2] : (times[all / 2 - 1] + times[all / 2]) / 2;
    free(times);
    return PWPOL_OK;
}

static pwpol_status run_all(pwpol_hasher *hasher, uint32_t count, unsigned rounds, double *median)
{
    struct runner *runners = calloc(count, sizeof *runners);
    if (runners == NULL)
        return PWPOL_ERR_NO_MEMORY;
    uint32_t started = 0;
    for (; started < count; started++) {
        runners[started] = (struct runner){ .hasher = hasher, .rounds = rounds };
        if (pthread_create(&runners[started].thread, NULL, run, &runners[started]) != 0)
            break;
    }
    pwpol_status status = started < count ? PWPOL_ERR_NO_MEMORY : PWPOL_OK;
    for (uint32_t i = 0; i < started; i++) {
        pthread_join(runners[i].thread, NULL);
        if (status == PWPOL_OK)
            status = runners[i].status;
    }
    if (status == PWPOL_OK)
        status = median_of(runners, count, rounds, median);
    free(runners);
    return status;
}

static pwpol_status hasher_with(const pwpol_candidate *candidate, uint32_t slots, pwpol_hasher **hasher)
{
    static const char *const keys[] = { "hash.memory", "hash.passes", "hash.lanes", "hash.slots",
                                        "hash.wait" };
    uint32_t values[] = { candidate->memory, candidate->passes, candidate->lanes, slots };
    pwpol_policy *policy = NULL;
    pwpol_status status = pwpol_policy_new(&policy, NULL);
    for (size_t i = 0; i < sizeof keys / sizeof keys[0] && status == PWPOL_OK; i++) {
        char value[16] = "10min";
        if (i < sizeof values / sizeof values[0])
            snprintf(value, sizeof value, "%u", (unsigned)values[i]);
        status = pwpol_policy_set(policy, keys[i], value, NULL);
    }
    if (status == PWPOL_OK)
        status = pwpol_hasher_new(hasher, policy, NULL, NULL);
    pwpol_policy_free(policy);
    return status;
}

/* Measures a cost and adds it; expected_ms: what it may take, 0 when that is not known. */
static pwpol_status measure(struct pwpol_tuning *tuning, uint32_t memory, uint32_t passes, uint32_t lanes,
                            double expected_ms, double *median)
{
    pwpol_candidate candidate = {
        .size = sizeof candidate, .memory = memory, .passes = passes, .lanes = lanes
    };
    pwpol_hasher *hasher = NULL;
    unsigned rounds = expected_ms < 100 ? 5 : expected_ms < 500 ? 3 : 1;
    pwpol_status status = hasher_with(&candidate, tuning->slots, &hasher);
    if (status == PWPOL_OK)
        status = run_all(hasher, tuning->slots, rounds, median);
    pwpol_hasher_free(hasher);
    if (status != PWPOL_OK)
        return status;
    candidate.median_ms = *median;
    candidate.per_second = *median > 0 ? tuning->slots * 1000 / *median : 0;
    candidate.memory_bytes = ((uint64_t)memory + LEGACY_SLACK_KIB) * 1024 * tuning->slots;
    candidate.meets_target = *median <= tuning->target_ms;
    tuning->candidates[tuning->count++] = candidate;
    return PWPOL_OK;
}

/* ---- The search ---- */

/* A power of two and quarters of it: 64, 80, 96, 112, 128 MiB; whole MiB where the memory ends, and not the time. */
static uint32_t rounded(double kib, uint32_t most)
{
    uint32_t memory = kib < most ? (uint32_t)kib : most;
    uint32_t power = 1024;
    if (kib >= most)
        return memory - memory % power;
    while (power <= memory / 2)
        power *= 2;
    return memory < 1024 ? memory : memory - memory % (power / 4);
}

static bool was_tried(const struct pwpol_tuning *tuning, uint32_t memory, uint32_t passes, uint32_t lanes)
{
    for (size_t i = 0; i < tuning->count; i++)
        if (tuning->candidates[i].memory == memory && tuning->candidates[i].passes == passes &&
            tuning->candidates[i].lanes == lanes)
            return true;
    return false;
}

/* From the minimum to the memory whose time is the target: Argon2 takes a time
 * nearly linear in its memory, so that two or three measurements find it. */
static pwpol_status search(struct pwpol_tuning *tuning, uint32_t passes, uint32_t lanes, double deadline)
{
    uint32_t least = (uint32_t)owasp_memory(passes);
    uint32_t memory = least;
    double expected = 0, median = 0;
    for (unsigned i = 0; i < TRIES && tuning->count < CANDIDATES_MOST; i++) {
        if (memory > tuning->memory_most || was_tried(tuning, memory, passes, lanes))
            break;
        if (i > 0 && now_ms() > deadline)
            break;
        pwpol_status status = measure(tuning, memory, passes, lanes, expected, &median);
        if (status == PWPOL_ERR_NO_MEMORY && tuning->count > 0)
            break; /* what was measured stands */
        if (status != PWPOL_OK)
            return status;
        double fitting = median > 0 ? 0.97 * memory * tuning->target_ms / median : memory;
        memory = rounded(fitting, tuning->memory_most);
        if (memory < least)
            break;
        expected = tuning->target_ms;
    }
    return PWPOL_OK;
}

static int by_cost(const void *left, const void *right)
{
    const pwpol_candidate *a = left, *b = right;
    if (a->lanes != b->lanes)
        return a->lanes < b->lanes ? -1 : 1;
    if (a->passes != b->passes)
        return a->passes < b->passes ? -1 : 1;
    return (a->memory > b->memory) - (a->memory < b->memory);
}

static uint32_t memory_of_one(const pwpol_tune_request *request, uint32_t slots)
{
    long pages = sysconf(_SC_PHYS_PAGES), page_size = sysconf(_SC_PAGESIZE);
    uint64_t memory = request->memory_bytes;
    uint64_t machine = pages > 0 && page_size > 0 ? (uint64_t)pages * (uint64_t)page_size : memory;
    uint64_t kib = (memory < machine ? memory : machine) / 1024 / slots;
    uint64_t ceiling = 1048576; /* the standard of hash.ceiling_memory: more would not verify */
    kib = kib > LEGACY_SLACK_KIB ? kib - LEGACY_SLACK_KIB : 0;
    return (uint32_t)(kib < ceiling ? kib : ceiling);
}

pwpol_status pwpol_tune(const pwpol_tune_request *given, pwpol_tuning **tuning)
{
    UNCANCELLED;
    pwpol_tune_request known;
    const pwpol_tune_request *request = &known;
    if (tuning == NULL || !sized_read(&known, sizeof known, given))
        return PWPOL_ERR_ARGUMENT;
    *tuning = NULL;
    if (request->target_ms < 1 || request->target_ms > TARGET_MOST_MS || request->concurrent < 1 ||
        request->concurrent > SLOTS_MOST)
        return PWPOL_ERR_RANGE;
    uint32_t slots = request->concurrent < cores() ? request->concurrent : cores();
    uint32_t memory_most = memory_of_one(request, slots);
    if (memory_most < owasp_memory(PASSES_MOST))
        return PWPOL_ERR_RANGE;
    struct pwpol_tuning *made = calloc(1, sizeof *made);
    if (made == NULL)
        return PWPOL_ERR_NO_MEMORY;
    made->target_ms = request->target_ms;
    made->slots = slots;
    made->memory_most = memory_most;
    double deadline = now_ms() + TUNE_MS;
    pwpol_status status = PWPOL_OK;
    for (uint32_t lanes = 1; lanes <= LANES_TRIED && lanes * slots <= cores(); lanes += LANES_TRIED - 1)
        for (uint32_t passes = 1; passes <= PASSES_MOST && status == PWPOL_OK; passes++)
            if (made->count == 0 || now_ms() < deadline)
                status = search(made, passes, lanes, deadline);
    qsort(made->candidates, made->count, sizeof made->candidates[0], by_cost);
    if (status == PWPOL_OK)
        *tuning = made;
    else
        pwpol_tuning_free(made);
    return status;
}

/* ---- What was found ---- */

uint32_t pwpol_tuning_slots(const pwpol_tuning *tuning)
{
    return tuning == NULL ? 0 : tuning->slots;
}

size_t pwpol_tuning_count(const pwpol_tuning *tuning)
{
    return tuning == NULL ? 0 : tuning->count;
}

pwpol_status pwpol_tuning_candidate(const pwpol_tuning *tuning, size_t index, pwpol_candidate *candidate)
{
    if (tuning == NULL || index >= tuning->count)
        return PWPOL_ERR_ARGUMENT;
    return sized_give(candidate, &tuning->candidates[index], sizeof *candidate);
}

static bool is_better(const pwpol_candidate *one, const pwpol_candidate *other)
{
    if (one->meets_target != other->meets_target)
        return one->meets_target;
    if (!one->meets_target)
        return one->median_ms < other->median_ms;
    return one->memory != other->memory ? one->memory > other->memory : one->passes > other->passes;
}

size_t pwpol_tuning_recommended(const pwpol_tuning *tuning)
{
    size_t best = 0;
    for (size_t i = 1; tuning != NULL && i < tuning->count; i++)
        if (is_better(&tuning->candidates[i], &tuning->candidates[best]))
            best = i;
    return best;
}

void pwpol_tuning_free(pwpol_tuning *tuning)
{
    free(tuning);
}
