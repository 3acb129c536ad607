#include "throttle/party.h"

#include "base/seams.h"
#include "throttle/store.h"

#include <string.h>
#include <time.h>

const char *party_name(enum party_kind kind)
{
    static const char *const names[PARTY_KINDS] = {
        [PARTY_ACCOUNT] = "account", [PARTY_DEVICE] = "device", [PARTY_PAIR] = "pair",
        [PARTY_TRUST] = "pair",      [PARTY_SOURCE] = "source", [PARTY_NETWORK] = "network",
    };
    return names[kind];
}

/* How long somebody is held back whose state does not open: as by a lock, or until a ceiling's window is over. */
static struct counter lock_for_damage(const struct limits *limits, int64_t now)
{
    struct counter counter = { .locked = true, .seen = now };
    int64_t lasts = limits->lock_after == 0 ? limits->window : limits->unlock_after;
    counter.until = lasts == 0 ? 0 : lasts > TIME_MAX - now ? TIME_MAX : now + lasts;
    return counter;
}

void party_open(struct party *party, const struct secrets *secrets, int64_t now)
{
    if (!party->fresh) {
        party->counter = (struct counter){ 0 };
        party->damaged =
            party->found && !state_read(&party->counter, party->limits, secrets->states, party->key, party->state);
        if (party->damaged)
            party->counter = lock_for_damage(party->limits, now);
    }
    party->fresh = false; /* who opens it changes it */
    counter_advance(&party->counter, party->limits, now);
}

static void address_item(const struct party *party, pwpol_store_item *item)
{
    memset(item, 0, sizeof *item); /* a store may send all of it over a network */
    memcpy(item->key, party->key, sizeof item->key);
    item->expect = party->found ? PWPOL_EXPECT_STATE : PWPOL_EXPECT_ABSENT;
    if (party->found)
        memcpy(item->expected, party->state, sizeof item->expected);
}

void party_ask(const struct party *party, pwpol_store_item *item)
{
    address_item(party, item);
    item->action = PWPOL_ACTION_KEEP;
}

bool party_tell(const struct party *party, const struct secrets *secrets, pwpol_store_item *item)
{
    bool nothing = counter_is_nothing(&party->counter);
    if (nothing && !party->found)
        return false;
    address_item(party, item);
    item->action = nothing ? PWPOL_ACTION_REMOVE : PWPOL_ACTION_PUT;
    if (nothing)
        return true;
    state_write(&party->counter, party->limits, secrets->states, party->key, item->state);
    item->lifetime = counter_lifetime(&party->counter, party->limits);
    item->hold = counter_hold(&party->counter);
    item->danger = counter_danger(&party->counter);
    return true;
}

void party_told(struct party *party, const pwpol_store_item *item)
{
    party->found = item->action == PWPOL_ACTION_PUT;
    memcpy(party->state, item->state, sizeof party->state);
    party->damaged = false;
    party->fresh = true;
}

void party_learn(struct party *party, const pwpol_store_item *item)
{
    party->found = item->found;
    party->fresh = false;
    memcpy(party->state, item->current, sizeof party->state);
}

void pause_before_try(unsigned tries)
{
    enum { AT_ONCE = 4, SHORTEST = 50, LONGEST = 10000 }; /* tries, then us */
    if (tries < AT_ONCE)
        return;
    unsigned doubled = tries - AT_ONCE < 8 ? tries - AT_ONCE : 8;
    uint32_t most = SHORTEST << doubled;
    uint32_t range = most < LONGEST ? most : LONGEST;
    uint32_t pause = range / 2; /* without random bytes */
    (void)random_below(range, &pause);
    struct timespec time = { .tv_nsec = (long)(SHORTEST + pause) * 1000 };
    nanosleep(&time, NULL);
}
