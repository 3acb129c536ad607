/* What time does to records. */
#include "conformance/trial.h"

#include <string.h>

/* Long enough to be seen alive on a slow machine, short enough to be waited for; a server's
 * clock may tell a moment that is a little off the one by which it counts. */
enum { SHORT_MS = 250, SLACK_MS = 50, DAY_MS = 86400000 };
/* 9999-12-31, the latest time that a store is ever given. */
static const int64_t latest_ms = INT64_C(253402300799999);

/* Loads until the store's clock has passed a moment; bounded. */
static bool pass_until(struct trial *trial, int64_t moment)
{
    pwpol_store_item item = item_of(999);
    for (unsigned turn = 0; turn < 200; turn++) {
        if (!must_load(trial, &item, 1))
            return false;
        if (trial->told > moment)
            return true;
        let_pass(trial, trial->own_clock ? 5 : moment + 1 - trial->told);
    }
    return broken(trial, "the store's clock stands still");
}

static bool put_for(struct trial *trial, uint32_t number, int64_t lifetime)
{
    pwpol_store_item item = item_put(number, 1);
    item.lifetime = lifetime;
    return must_swap(trial, &item, 1, true);
}

static bool alive_until(struct trial *trial)
{
    if (!put_for(trial, 1, SHORT_MS))
        return false;
    int64_t end = trial->told + SHORT_MS;
    for (unsigned turn = 0; turn < 100; turn++) {
        pwpol_store_item item = item_of(1);
        if (!must_load(trial, &item, 1))
            return false;
        if (trial->told >= end - SLACK_MS)
            return true;
        if (!told_state(trial, &item, 1, 1))
            return false;
        let_pass(trial, SHORT_MS / 10);
    }
    return broken(trial, "the store's clock stands still");
}

static bool gone_after(struct trial *trial)
{
    if (!put_for(trial, 1, SHORT_MS) || !pass_until(trial, trial->told + SHORT_MS + SLACK_MS) ||
        !must_hold(trial, 1, 0))
        return false;
    pwpol_store_item item = item_put(1, 2);
    item.expect = PWPOL_EXPECT_ABSENT;
    return must_swap(trial, &item, 1, true) && must_hold(trial, 1, 2);
}

static bool put_again_renews(struct trial *trial)
{
    if (!put_for(trial, 1, SHORT_MS))
        return false;
    int64_t end = trial->told + SHORT_MS + SLACK_MS;
    return must_put(trial, 1, 2) && pass_until(trial, end) && must_hold(trial, 1, 2);
}

static bool keep_renews_nothing(struct trial *trial)
{
    if (!put_for(trial, 1, SHORT_MS))
        return false;
    int64_t end = trial->told + SHORT_MS + SLACK_MS;
    pwpol_store_item item = item_of(1);
    item.lifetime = DAY_MS;
    return must_swap(trial, &item, 1, true) && pass_until(trial, end) && must_hold(trial, 1, 0);
}

static bool longest_lifetime(struct trial *trial)
{
    return put_for(trial, 1, latest_ms) && must_hold(trial, 1, 1) && put_for(trial, 2, 366LL * 100 * DAY_MS) &&
           let_pass(trial, trial->own_clock ? 20 : DAY_MS) && must_hold(trial, 2, 1) && must_hold(trial, 1, 1);
}

/* A clock set back, by a year and to 1970: nothing that was there goes, and what is put then stays. */
static bool back_unlocks_nothing(struct trial *trial)
{
    int64_t before = trial->now;
    if (!must_put(trial, 1, 1))
        return false;
    static const int64_t back[] = { 1, 3600000, 366LL * DAY_MS, INT64_MAX };
    for (size_t i = 0; i < sizeof back / sizeof back[0]; i++) {
        trial->now = back[i] >= before ? 0 : before - back[i];
        if (!must_hold(trial, 1, 1) || !must_put(trial, 2, 1) || !must_hold(trial, 2, 1))
            return false;
        trial->now = before;
    }
    return must_hold(trial, 1, 1);
}

static bool time_is_told(struct trial *trial)
{
    int64_t last = 0;
    for (unsigned turn = 0; turn < 50; turn++) {
        if (turn % 2 == 0 ? !must_put(trial, 1, turn + 1) : !must_hold(trial, 1, turn))
            return false;
        if (trial->told < 0 || trial->told > latest_ms)
            return broken(trial, "the time told is out of the years 1970 to 9999");
        if (trial->told < last)
            return broken(trial, "the time told goes back by %lld ms", (long long)(last - trial->told));
        last = trial->told;
        if (!trial->own_clock)
            trial->now += 1000;
    }
    return true;
}

const struct requirement lifetime_requirements[] = {
    { "time.told", "The time that is told never goes back while nobody sets a clock.", false, false, time_is_told },
    { "lifetime.until", "A record is there until its lifetime has passed.", false, false, alive_until },
    { "lifetime.after", "A record whose lifetime has passed is absent.", false, false, gone_after },
    { "lifetime.renewed", "A record that is put again lives as long as was said last.", false, false,
      put_again_renews },
    { "lifetime.kept", "A record that is kept lives no longer for it.", false, false, keep_renews_nothing },
    { "lifetime.longest", "A lifetime of centuries is no overflow.", false, false, longest_lifetime },
    { "clock.back", "A clock that is set back ends no record.", false, false, back_unlocks_nothing },
    { NULL, NULL, false, false, NULL },
};
