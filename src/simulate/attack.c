/* The attacker knows the policy, the accounts, and what became of each guess, which
 * is more than a service tells: one that was not verified is tried again in its turn. */
#include "simulate/chance.h"
#include "simulate/world.h"

#include <string.h>

int64_t attack_next(const struct world *world)
{
    const struct scenario *scenario = world->scenario;
    if (!world->attacked || world->attack_over)
        return INT64_MAX;
    double at = (double)world->guesses_sent * 1000 / scenario->rate;
    return at < (double)scenario->duration ? (int64_t)at : INT64_MAX;
}

static enum cause cause_of(const char *name)
{
    for (int cause = 0; cause < CAUSE_OTHER; cause++)
        if (strcmp(name, cause_names[cause]) == 0)
            return (enum cause)cause;
    return CAUSE_OTHER;
}

/* Sends a guess, and solves the captcha when one is asked and can be. */
static pwpol_status send(struct world *world, struct trial *trial, pwpol_attempt_answer *answer)
{
    const struct scenario *scenario = world->scenario;
    struct results *results = world->results;
    address_of_attacker(scenario, world->guesses_sent, trial->source);
    world->by_attacker = true;
    world_count(world, SERIES_SENT);
    results->sent++;
    pwpol_status status = world_try(world, trial, answer);
    if (status == PWPOL_OK && answer->decision == PWPOL_CHALLENGE) {
        uint64_t challenge = results->captchas++;
        if (chance_share(scenario->seed, CHANCE_OF_CAPTCHA, challenge, 0) < scenario->captchas) {
            trial->challenge_passed = true;
            status = world_try(world, trial, answer);
        }
    }
    world->guesses_sent++;
    if (status != PWPOL_OK)
        return status;
    if (answer->decision != PWPOL_ALLOW) {
        results->refused[cause_of(answer->cause)]++;
        return PWPOL_OK;
    }
    results->verified++;
    world_count(world, SERIES_VERIFIED);
    return PWPOL_OK;
}

/* The probability that a guess is right, the account's earlier ones having been wrong. */
static double probability(const struct scenario *scenario, uint64_t number)
{
    if (scenario->attack == ATTACK_PAIRS)
        return scenario->reuse;
    double before = passwords_found(&scenario->passwords, number - 1);
    double found = passwords_found(&scenario->passwords, number) - before;
    return before < 1 ? found / (1 - before) : 0;
}

static void count_guess(struct world *world, uint32_t account, bool right)
{
    uint32_t guesses = ++world->guesses[account];
    world->results->expected += probability(world->scenario, guesses);
    if (guesses > world->results->most_verified)
        world->results->most_verified = guesses;
    if (!right)
        return;
    world->marks[account] |= MARK_BROKEN;
    world->results->broken++;
    world_count(world, SERIES_BROKEN);
}

/* The next account that is not broken; false when all are. */
static bool choose_target(struct world *world, uint32_t *account)
{
    if (world->results->broken >= world->targets)
        return false;
    do {
        *account = world->next_target;
        world->next_target = (world->next_target + 1) % world->targets;
    } while ((world->marks[*account] & MARK_BROKEN) != 0);
    return true;
}

static pwpol_status guess(struct world *world)
{
    const struct scenario *scenario = world->scenario;
    pwpol_attempt_answer answer = { .size = sizeof answer };
    struct trial trial = { .device = NULL };
    uint32_t account = 0;
    if (!choose_target(world, &account)) {
        world->attack_over = true;
        return PWPOL_OK;
    }
    uint64_t rank = (uint64_t)world->guesses[account] + 1;
    trial.right = passwords_rank(&scenario->passwords, scenario->seed, account) == rank;
    world_text(trial.name, "user", account);
    world_password(rank, account, trial.password);
    world->account = account;
    pwpol_status status = send(world, &trial, &answer);
    if (status == PWPOL_OK && answer.decision == PWPOL_ALLOW)
        count_guess(world, account, trial.right);
    return status;
}

/* Account after account in an order that is none: coprime steps meet each once. */
static uint32_t account_of_pair(const struct world *world, uint64_t number)
{
    static const uint64_t step = UINT64_C(2654435761); /* a prime above every count of accounts */
    return (uint32_t)(number * step % world->targets);
}

static pwpol_status try_pair(struct world *world)
{
    const struct scenario *scenario = world->scenario;
    pwpol_attempt_answer answer = { .size = sizeof answer };
    struct trial trial = { .device = NULL };
    if (world->pairs_known == world->targets) {
        world->attack_over = true;
        return PWPOL_OK;
    }
    bool known = chance_share(scenario->seed, CHANCE_OF_PAIR, world->pairs_used, 0) >= scenario->unknown;
    uint32_t account = known ? account_of_pair(world, world->pairs_known) : UINT32_MAX;
    trial.right = known && chance_share(scenario->seed, CHANCE_OF_REUSE, account, 0) < scenario->reuse;
    if (known)
        world_text(trial.name, "user", account);
    else
        world_text(trial.name, "nobody", world->pairs_used);
    if (trial.right)
        world_password(passwords_rank(&scenario->passwords, scenario->seed, account), account, trial.password);
    else
        world_text(trial.password, "leaked", world->pairs_used);
    world->account = account;
    pwpol_status status = send(world, &trial, &answer);
    bool verified = status == PWPOL_OK && answer.decision == PWPOL_ALLOW;
    /* What an address is refused is tried again from the next one; what the account refuses is lost. */
    if (status != PWPOL_OK || (!verified && cause_of(answer.cause) > CAUSE_PAIR))
        return status;
    world->pairs_used++;
    world->pairs_known += known;
    if (known && verified)
        count_guess(world, account, trial.right);
    return PWPOL_OK;
}

pwpol_status attack_step(struct world *world)
{
    return world->scenario->attack == ATTACK_PAIRS ? try_pair(world) : guess(world);
}
