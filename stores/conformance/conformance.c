#include "base/sized.h"
#include "base/uncancelled.h"
#include "conformance/trial.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

enum { ROUNDS_STANDARD = 200, ROUNDS_MOST = 1000000, CAPACITY_LEAST = 16, CAPACITY_MOST = 10000 };

static const struct requirement *const families[] = { swap_requirements, lifetime_requirements, scan_requirements,
                                                      together_requirements, full_requirements };
enum { FAMILIES = sizeof families / sizeof families[0] };

static size_t requirement_count(void)
{
    size_t count = 0;
    for (size_t i = 0; i < FAMILIES; i++)
        for (const struct requirement *each = families[i]; each->name != NULL; each++)
            count++;
    return count;
}

/* Where nobody wants to be told: lines of the Test Anything Protocol. */
static void print(void *context, const pwpol_conformance_result *result)
{
    size_t *number = context;
    if (++*number == 1)
        printf("1..%zu\n", requirement_count());
    printf("%s %zu - %s: %s%s%s\n", result->verdict == PWPOL_CONFORMANCE_BROKEN ? "not ok" : "ok", *number, result->name,
           result->requirement, result->verdict == PWPOL_CONFORMANCE_NOT_ASKED ? " # SKIP " : "",
           result->verdict == PWPOL_CONFORMANCE_NOT_ASKED ? result->found : "");
    if (result->verdict == PWPOL_CONFORMANCE_BROKEN)
        printf("# %s\n", result->found);
    fflush(stdout);
}

static bool refuse_any(void *visitor, const pwpol_store_record *record)
{
    (void)record;
    *(bool *)visitor = true;
    return false;
}

static int64_t wall_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* A store that counts by our clock tells it back; one with its own does not know of our ten days. */
static pwpol_status find_clock(struct trial *trial)
{
    enum { TEN_DAYS_MS = 864000000 };
    pwpol_store_item item = item_of(1);
    int64_t now = wall_ms();
    pwpol_status status = pwpol_store_load(trial->store, &item, 1, &now);
    if (status != PWPOL_OK)
        return status;
    int64_t ahead = now + TEN_DAYS_MS;
    trial->now = ahead;
    status = pwpol_store_load(trial->store, &item, 1, &ahead);
    trial->own_clock = ahead != trial->now;
    if (trial->own_clock)
        trial->now = wall_ms();
    return status;
}

/* Looks before it clears anything. */
static pwpol_status begin(struct trial *trial)
{
    pwpol_status status = trial->options->open(trial->options->context, &trial->store);
    if (status != PWPOL_OK)
        return status;
    bool used = false;
    int64_t now = wall_ms();
    status = pwpol_store_scan(trial->store, &now, refuse_any, &used);
    if (status == PWPOL_OK && used)
        status = PWPOL_ERR_ARGUMENT;
    if (status == PWPOL_OK)
        status = find_clock(trial);
    pwpol_store_free(trial->store);
    trial->store = NULL;
    return status;
}

static bool try_it(struct trial *trial, const struct requirement *requirement)
{
    pwpol_status status = trial->options->open(trial->options->context, &trial->store);
    if (status != PWPOL_OK)
        return broken(trial, "it cannot be opened: status %d", (int)status);
    bool kept = pwpol_store_clear(trial->store) == PWPOL_OK || broken(trial, "clear failed");
    kept = kept && requirement->kept(trial);
    if (trial->store != NULL && pwpol_store_clear(trial->store) != PWPOL_OK && kept)
        kept = broken(trial, "clear failed");
    pwpol_store_free(trial->store);
    trial->store = NULL;
    return kept;
}

static pwpol_conformance_result verdict_on(struct trial *trial, const struct requirement *requirement)
{
    const pwpol_store_conformance_options *options = trial->options;
    pwpol_conformance_result result = { .size = sizeof result,
                                        .name = requirement->name,
                                        .requirement = requirement->sentence,
                                        .found = "" };
    if (requirement->shared_only && !options->shared) {
        result.verdict = PWPOL_CONFORMANCE_NOT_ASKED;
        result.found = "the store is one process's own";
    } else if (requirement->capacity_only && options->capacity == 0) {
        result.verdict = PWPOL_CONFORMANCE_NOT_ASKED;
        result.found = "the store is not filled";
    } else if (!try_it(trial, requirement)) {
        result.verdict = PWPOL_CONFORMANCE_BROKEN;
        result.found = trial->found;
    }
    return result;
}

static bool options_are_valid(const pwpol_store_conformance_options *options)
{
    return options->open != NULL && options->rounds <= ROUNDS_MOST &&
           (options->capacity == 0 ||
            (options->capacity >= CAPACITY_LEAST && options->capacity <= CAPACITY_MOST));
}

pwpol_status pwpol_store_conformance(const pwpol_store_conformance_options *given, size_t *broken_count)
{
    UNCANCELLED;
    pwpol_store_conformance_options known;
    const pwpol_store_conformance_options *options = &known;
    if (!sized_read(&known, sizeof known, given) || !options_are_valid(options) || broken_count == NULL)
        return PWPOL_ERR_ARGUMENT;
    *broken_count = 0;
    struct trial trial = { .options = options,
                           .rounds = options->rounds == 0 ? ROUNDS_STANDARD : options->rounds };
    pwpol_status status = begin(&trial);
    if (status != PWPOL_OK)
        return status;
    size_t printed = 0;
    for (size_t i = 0; i < FAMILIES; i++)
        for (const struct requirement *each = families[i]; each->name != NULL; each++) {
            trial.found[0] = '\0';
            int64_t now = trial.now;
            pwpol_conformance_result result = verdict_on(&trial, each);
            trial.now = trial.now > now ? trial.now : now;
            *broken_count += result.verdict == PWPOL_CONFORMANCE_BROKEN;
            if (options->report != NULL)
                options->report(options->report_context, &result);
            else
                print(&printed, &result);
        }
    return PWPOL_OK;
}
