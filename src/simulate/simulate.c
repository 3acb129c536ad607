#include "simulate/simulate.h"

#include "base/seams.h"
#include "policy/policy.h"
#include "simulate/chance.h"
#include "simulate/world.h"
#include "throttle/memory.h"
#include "throttle/store.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *const cause_names[] = { "account", "device", "pair", "source", "network", "global", "other", NULL };

/* ---- What attackers and owners share ---- */

void world_count(struct world *world, enum series series)
{
    int64_t bin = world->now * RESULTS_BINS / world->scenario->duration;
    /* A login that began in time may end a little later. */
    world->results->series[series][bin < RESULTS_BINS ? bin : RESULTS_BINS - 1]++;
}

char *world_text(char *text, const char *prefix, uint64_t number)
{
    char digits[24];
    size_t count = 0;
    do
        digits[count++] = (char)('0' + number % 10);
    while ((number /= 10) > 0);
    text = stpcpy(text, prefix);
    while (count > 0)
        *text++ = digits[--count];
    *text = '\0';
    return text;
}

void world_password(uint64_t rank, uint32_t account, char password[PASSWORD_SIZE])
{
    if (rank > 0)
        world_text(password, "word", rank);
    else
        world_text(password, "own", account);
}

pwpol_status world_try(struct world *world, const struct trial *trial, pwpol_attempt_answer *answer)
{
    pwpol_attempt *attempt = NULL;
    pwpol_attempt_request request = PWPOL_ATTEMPT_REQUEST_INIT;
    request.account = trial->name;
    request.account_len = strlen(trial->name);
    request.source = trial->source;
    request.device = trial->device;
    request.password = trial->password;
    request.password_len = strlen(trial->password);
    request.challenge_passed = trial->challenge_passed;
    request.now = WORLD_BEGINNING + world->now;
    world->results->events++;
    pwpol_status status = pwpol_attempt_begin(world->throttle, &request, answer, &attempt);
    if (status == PWPOL_OK && attempt != NULL)
        status = pwpol_attempt_settle(attempt, trial->right, request.now);
    return status;
}

/* Called by the throttle while somebody asks it. */
static void hear(void *context, const pwpol_event *event)
{
    struct world *world = context;
    if (strcmp(event->name, "account.locked") != 0)
        return;
    world_count(world, SERIES_LOCKS);
    if (!world->by_attacker) {
        world->results->locks_by_owners++;
        return;
    }
    world->results->locks_by_attack++;
    bool new = world->account < world->scenario->accounts && (world->marks[world->account] & MARK_LOCKED) == 0;
    if (new && strcmp(event->cause, cause_names[CAUSE_ACCOUNT]) == 0) {
        world->marks[world->account] |= MARK_LOCKED;
        world->results->accounts_locked++;
    }
}

/* ---- Random numbers of the system, from the seed meanwhile ---- */

static struct {
    uint64_t seed;
    uint64_t blocks;
} seeded;

static void seeded_bytes(void *bytes, size_t count)
{
    for (size_t i = 0; i < count; i += sizeof(uint64_t)) {
        uint64_t block = chance_bits(seeded.seed, CHANCE_OF_SYSTEM, seeded.blocks++, 0);
        memcpy((char *)bytes + i, &block, count - i < sizeof block ? count - i : sizeof block);
    }
}

static void seed_system(uint64_t seed)
{
    seeded.seed = seed;
    seeded.blocks = 0;
    (void)base_init(); /* which asks the system once, and not for this */
    random_from(seeded_bytes);
}

static void unseed_system(void)
{
    random_from(NULL);
}

/* ---- A day ---- */

static pwpol_status begin(struct world *world, const pwpol_policy *policy, pwpol_store **store, pwpol_where *where)
{
    const struct scenario *scenario = world->scenario;
    unsigned char key[32];
    pwpol_throttle_options options = PWPOL_THROTTLE_OPTIONS_INIT;
    size_t accounts = (size_t)scenario->accounts;
    world->guesses = calloc(accounts, sizeof *world->guesses);
    world->marks = calloc(accounts, sizeof *world->marks);
    world->devices = calloc(accounts, sizeof *world->devices);
    if (world->guesses == NULL || world->marks == NULL || world->devices == NULL)
        return PWPOL_ERR_NO_MEMORY;
    pwpol_status status =
        pwpol_store_memory_new(store, (uint64_t)policy_integer(policy, KEY_THROTTLE_MEMORY_SUBJECTS));
    if (status != PWPOL_OK)
        return status;
    for (size_t i = 0; i < sizeof key / sizeof(uint64_t); i++) {
        uint64_t block = chance_bits(scenario->seed, CHANCE_OF_KEY, i, 0);
        memcpy(key + i * sizeof block, &block, sizeof block);
    }
    options.store = *store;
    options.key = key;
    options.on_event = hear;
    options.event_context = world;
    return pwpol_throttle_new(&world->throttle, policy, &options, where);
}

static pwpol_status run(struct world *world, simulate_progress progress, void *context)
{
    const struct login *first = NULL;
    pwpol_status status = PWPOL_OK;
    owners_expect(world);
    for (uint64_t steps = 0; status == PWPOL_OK; steps++) {
        int64_t attack = attack_next(world);
        first = queue_first(&world->queue);
        int64_t go_on = first != NULL ? first->at : INT64_MAX;
        if (attack == INT64_MAX && go_on == INT64_MAX && world->next_arrival == INT64_MAX)
            break;
        if (steps % 1024 == 0 && progress != NULL && !progress(context, world->now, world->results->events))
            return PWPOL_ERR_BUSY;
        if (attack <= go_on && attack <= world->next_arrival) {
            world->now = attack;
            status = attack_step(world);
        } else if (go_on <= world->next_arrival) {
            world->now = go_on;
            status = owners_go_on(world);
        } else {
            world->now = world->next_arrival;
            status = owners_arrive(world);
        }
    }
    return status;
}

pwpol_status simulate(const struct scenario *scenario, const pwpol_policy *policy, bool attacked,
                      struct results *results, simulate_progress progress, void *context, pwpol_where *where)
{
    struct world world = { .scenario = scenario, .results = results };
    pwpol_store *store = NULL;
    *results = (struct results){ .sent = 0 };
    world.targets = scenario_targets(scenario);
    world.attacked = attacked && scenario->rate > 0;
    if (!base_init())
        return PWPOL_ERR_RANDOM;
    seed_system(scenario->seed);
    pwpol_status status = begin(&world, policy, &store, where);
    if (status == PWPOL_OK)
        status = run(&world, progress, context);
    if (status == PWPOL_OK)
        memory_usage(store_memory(store), &results->records, &results->bytes);
    unseed_system();
    pwpol_throttle_free(world.throttle);
    pwpol_store_free(store);
    queue_end(&world.queue);
    devices_end(&world);
    free(world.guesses);
    free(world.marks);
    free(world.devices);
    return status;
}
