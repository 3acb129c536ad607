/* People who log in: they mistype, wait a little, and give up. */
#include "simulate/chance.h"
#include "simulate/world.h"

#include <math.h>
#include <string.h>

enum {
    TRIES_MOST = 5,          /* wrong passwords after which somebody gives up and asks for a reset */
    PATIENCE_MS = 120000,    /* the longest wait that somebody sits out; at the second, they leave */
    TYPING_MS = 6000,        /* to read the answer and type again */
    CAPTCHA_MS = 15000,      /* to solve a captcha; people always do in the end */
    ASKED_MOST = 64          /* times that a login asks, whatever happens */
};
/* Of mistakes, how many are the same again: the person thinks to have mistyped, and types it once more. */
#define SAME_AGAIN 0.3

/* What a login asks chance about. */
enum { ABOUT_DEVICE, ABOUT_MEMORY, ABOUT_MISTAKE, ABOUT_AGAIN, ABOUT_PAUSE, ABOUTS };

static double ask_chance(const struct world *world, const struct login *login, int about)
{
    return chance_share(world->scenario->seed, CHANCE_OF_LOGIN, (uint64_t)login->number,
                        (uint64_t)login->asked * ABOUTS + (uint64_t)about);
}

/* ---- When they come ---- */

#define HOUR_MS INT64_C(3600000)

/* A Poisson process whose rate changes with the hour: what is left of a wait at the end
 * of an hour is stretched to the rate of the next one. */
void owners_expect(struct world *world)
{
    const struct scenario *scenario = world->scenario;
    const double *hours = day_hours(scenario->day);
    double an_hour = scenario->accounts * scenario->logins / 24;
    double wait = chance_wait(scenario->seed, CHANCE_OF_ARRIVAL, world->arrivals, 0);
    while (an_hour > 0 && world->arrival < (double)scenario->duration) {
        int64_t hour = (int64_t)(world->arrival / (double)HOUR_MS);
        double rate = an_hour * hours[hour % 24] / (double)HOUR_MS;
        double left = (double)((hour + 1) * HOUR_MS) - world->arrival;
        if (wait < rate * left) {
            world->arrival += wait / rate;
            break;
        }
        wait -= rate * left;
        world->arrival = (double)((hour + 1) * HOUR_MS);
    }
    bool comes = an_hour > 0 && world->arrival < (double)scenario->duration;
    world->next_arrival = comes ? (int64_t)world->arrival : INT64_MAX;
}

pwpol_status owners_arrive(struct world *world)
{
    const struct scenario *scenario = world->scenario;
    struct login login = { .at = world->now, .number = (int64_t)world->arrivals };
    login.owner = (uint32_t)chance_below(scenario->seed, CHANCE_OF_OWNER, world->arrivals, 0,
                                         (uint64_t)scenario->accounts);
    login.known = ask_chance(world, &login, ABOUT_DEVICE) < scenario->known;
    login.forgotten = ask_chance(world, &login, ABOUT_MEMORY) < scenario->forgotten;
    world->arrivals++;
    owners_expect(world);
    return queue_add(&world->queue, &login) ? PWPOL_OK : PWPOL_ERR_NO_MEMORY;
}

/* ---- How a login ends ---- */

enum ending { ENDING_IN, ENDING_TURNED_AWAY, ENDING_FORGOTTEN };

static void count_ending(struct logins *logins, const struct login *login, enum ending ending)
{
    bool held = login->waited || login->challenged;
    logins->begun++;
    logins->smooth += ending == ENDING_IN && !held;
    logins->held += ending == ENDING_IN && held;
    logins->turned_away += ending == ENDING_TURNED_AWAY;
    logins->forgotten += ending == ENDING_FORGOTTEN;
}

static struct logins *logins_of(const struct world *world, const struct login *login)
{
    return login->known ? &world->results->known : &world->results->strange;
}

static void end_login(struct world *world, const struct login *login, enum ending ending)
{
    bool disturbed = ending == ENDING_TURNED_AWAY || login->waited || login->challenged;
    count_ending(logins_of(world, login), login, ending);
    if (login->owner < world->targets)
        count_ending(&world->results->targeted, login, ending);
    if (disturbed && (world->marks[login->owner] & MARK_DISTURBED) == 0) {
        world->marks[login->owner] |= MARK_DISTURBED;
        world->results->owners_disturbed++;
    }
    if (disturbed)
        world_count(world, SERIES_DISTURBED);
    else if (ending == ENDING_IN)
        world_count(world, SERIES_SMOOTH);
}

/* ---- One try ---- */

static pwpol_status prepare(struct world *world, const struct login *login, struct trial *trial)
{
    const struct scenario *scenario = world->scenario;
    *trial = (struct trial){ .challenge_passed = login->solved };
    world_text(trial->name, "user", login->owner);
    trial->right = !login->forgotten && ask_chance(world, login, ABOUT_MISTAKE) >= scenario->mistyped;
    if (trial->right) {
        uint64_t rank = passwords_rank(&scenario->passwords, scenario->seed, login->owner);
        world_password(rank, login->owner, trial->password);
    } else {
        bool again = login->tries > 0 && ask_chance(world, login, ABOUT_AGAIN) < SAME_AGAIN;
        char *end = world_text(trial->password, "slip", (uint64_t)login->number);
        world_text(end, ".", (uint64_t)(again ? login->tries - 1 : login->tries));
    }
    if (!login->known) {
        address_elsewhere(scenario, (uint64_t)login->number, trial->source);
        return PWPOL_OK;
    }
    address_of_home(scenario, login->owner, trial->source);
    return devices_of(world, login->owner, &trial->device);
}

static pwpol_status come_back(struct world *world, struct login *login, int64_t wait)
{
    login->at = world->now + wait;
    return queue_add(&world->queue, login) ? PWPOL_OK : PWPOL_ERR_NO_MEMORY;
}

static pwpol_status after_verdict(struct world *world, struct login *login, bool right)
{
    login->solved = false;
    if (right) {
        end_login(world, login, ENDING_IN);
        return PWPOL_OK;
    }
    if (++login->tries == TRIES_MOST) {
        end_login(world, login, ENDING_FORGOTTEN);
        return PWPOL_OK;
    }
    return come_back(world, login, (int64_t)(TYPING_MS * (1 + ask_chance(world, login, ABOUT_PAUSE))));
}

static pwpol_status after_refusal(struct world *world, struct login *login, const pwpol_attempt_answer *answer)
{
    struct logins *logins = logins_of(world, login);
    if (answer->decision == PWPOL_CHALLENGE && login->asked < ASKED_MOST) {
        login->challenged = login->solved = true;
        logins->captchas++;
        return come_back(world, login, CAPTCHA_MS);
    }
    /* Somebody sits out one wait that is short enough, and leaves at the next. */
    if (answer->decision == PWPOL_WAIT && !login->waited && answer->wait_ms <= PATIENCE_MS) {
        login->waited = true;
        login->solved = false;
        logins->waits++;
        logins->waited_ms += (uint64_t)answer->wait_ms;
        return come_back(world, login, answer->wait_ms > 0 ? answer->wait_ms : 1);
    }
    end_login(world, login, ENDING_TURNED_AWAY);
    return PWPOL_OK;
}

pwpol_status owners_go_on(struct world *world)
{
    struct login login = *queue_first(&world->queue);
    struct trial trial;
    pwpol_attempt_answer answer = { .size = sizeof answer };
    queue_remove_first(&world->queue);
    pwpol_status status = prepare(world, &login, &trial);
    if (status != PWPOL_OK)
        return status;
    world->by_attacker = false;
    world->account = login.owner;
    login.asked++;
    status = world_try(world, &trial, &answer);
    if (status != PWPOL_OK)
        return status;
    return answer.decision == PWPOL_ALLOW ? after_verdict(world, &login, trial.right)
                                          : after_refusal(world, &login, &answer);
}
