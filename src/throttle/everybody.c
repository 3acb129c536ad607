#include "throttle/everybody.h"

#include "base/forks.h"

#include <string.h>

enum { KNOWN_FOR = 1000, REPORT_EVERY = 60000 };

/* A share that is not known is asked of the store. */
static void begin_anew(void *object)
{
    struct everybody *everybody = object;
    pthread_mutex_init(&everybody->lock, NULL);
    for (unsigned i = 0; i < everybody->shares_count; i++) {
        everybody->shares[i].found = false;
        everybody->shares[i].counter = (struct counter){ 0 };
        everybody->shares[i].read_at = -KNOWN_FOR - 1;
        atomic_store(&everybody->shares[i].calm_until, INT64_MIN);
    }
}

void everybody_init(struct everybody *everybody, int64_t failures, const struct secrets *secrets,
                    const struct reporter *reporter)
{
    if (failures == 0)
        return;
    int64_t shares = 1 + failures / SHARE_FAILURES;
    everybody->shares_count = shares < SHARES_MAX ? (unsigned)shares : SHARES_MAX;
    everybody->limits = limits_of_everybody(failures / everybody->shares_count);
    everybody->secrets = secrets;
    everybody->reporter = reporter;
    begin_anew(everybody);
    atomic_init(&everybody->forks, forks_mark());
    atomic_init(&everybody->reported_at, -REPORT_EVERY);
    for (unsigned i = 0; i < everybody->shares_count; i++) {
        unsigned char number = (unsigned char)i;
        subject_hash(secrets, SUBJECT_EVERYBODY, &number, 1, everybody->shares[i].key);
    }
}

void everybody_end(struct everybody *everybody)
{
    if (everybody->shares_count > 0)
        pthread_mutex_destroy(&everybody->lock);
}

static void lock(struct everybody *everybody)
{
    forks_begin_anew(&everybody->forks, begin_anew, everybody);
    pthread_mutex_lock(&everybody->lock);
}

static struct share *share_of(struct everybody *everybody, const unsigned char *account)
{
    return &everybody->shares[(account[0] | (unsigned)account[1] << 8) % everybody->shares_count];
}

/* What does not open counts as full. */
static struct counter read_counter(const struct everybody *everybody, const struct share *share)
{
    struct counter counter = { 0 };
    if (share->found &&
        !state_read(&counter, &everybody->limits, everybody->secrets->states, share->key, share->state))
        counter = (struct counter){ .buckets = { (uint16_t)everybody->limits.attempts_max } };
    return counter;
}

static void set_share(struct everybody *everybody, struct share *share, bool found, const unsigned char *state)
{
    lock(everybody);
    share->found = found;
    memcpy(share->state, state, sizeof share->state);
    share->counter = read_counter(everybody, share);
    share->read_at = coarse_time();
    /* Failures of the window only become fewer with time. */
    bool calm = counter_in_window(&share->counter) < everybody->limits.attempts_max;
    atomic_store_explicit(&share->calm_until, calm ? share->read_at + KNOWN_FOR : INT64_MIN, memory_order_relaxed);
    pthread_mutex_unlock(&everybody->lock);
}

static struct share copy_share(struct everybody *everybody, const struct share *share)
{
    lock(everybody);
    struct share copy = *share;
    pthread_mutex_unlock(&everybody->lock);
    return copy;
}

static struct counter counter_at(const struct everybody *everybody, const struct share *share, int64_t now)
{
    struct counter counter = share->counter;
    counter_advance(&counter, &everybody->limits, now);
    return counter;
}

bool everybody_is_full(struct everybody *everybody, struct keeper *keeper, const store_key account, int64_t now)
{
    if (everybody->shares_count == 0)
        return false;
    struct share *share = share_of(everybody, account);
    if (!forks_happened(&everybody->forks) &&
        coarse_time() <= atomic_load_explicit(&share->calm_until, memory_order_relaxed))
        return false;
    struct share known = copy_share(everybody, share);
    if (coarse_time() - known.read_at > KNOWN_FOR) {
        pwpol_store_item item = { .action = PWPOL_ACTION_KEEP };
        memcpy(item.key, share->key, sizeof item.key);
        if (keeper_load(keeper, &item, 1, now) == PWPOL_OK) {
            set_share(everybody, share, item.found, item.current);
            known = copy_share(everybody, share);
        }
    }
    struct counter counter = counter_at(everybody, &known, now);
    return counter_in_window(&counter) >= everybody->limits.attempts_max;
}

bool everybody_count(struct everybody *everybody, const store_key account, int64_t now, pwpol_store_item *item)
{
    if (everybody->shares_count == 0)
        return false;
    struct share known = copy_share(everybody, share_of(everybody, account));
    struct counter counter = counter_at(everybody, &known, now);
    if (counter_in_window(&counter) >= everybody->limits.attempts_max)
        return false;
    counter_add_failure(&counter, &everybody->limits);
    memset(item, 0, sizeof *item);
    memcpy(item->key, known.key, sizeof item->key);
    item->expect = known.found ? PWPOL_EXPECT_STATE : PWPOL_EXPECT_ABSENT;
    memcpy(item->expected, known.state, sizeof item->expected);
    item->action = PWPOL_ACTION_PUT;
    state_write(&counter, &everybody->limits, everybody->secrets->states, known.key, item->state);
    item->lifetime = counter_lifetime(&counter, &everybody->limits);
    item->hold = 0;
    item->danger = UINT16_MAX; /* the few that there are outlast accounts with a few failures */
    return true;
}

void everybody_learn(struct everybody *everybody, const store_key account, const pwpol_store_item *item,
                     bool swapped, int64_t now)
{
    struct share *share = share_of(everybody, account);
    set_share(everybody, share, swapped || item->found, swapped ? item->state : item->current);
    if (!swapped)
        return;
    struct share known = copy_share(everybody, share);
    struct counter counter = counter_at(everybody, &known, now);
    int64_t reported_at = atomic_load(&everybody->reported_at), time = coarse_time();
    if (counter_in_window(&counter) < everybody->limits.attempts_max || time - reported_at < REPORT_EVERY ||
        !atomic_compare_exchange_strong(&everybody->reported_at, &reported_at, time))
        return;
    report_event(everybody->reporter,
                 (pwpol_event){ .name = "stuffing.suspected",
                                .rule = "B3",
                                .cause = "global",
                                .now = now,
                                .count = counter_in_window(&counter) * everybody->shares_count },
                 NULL, NULL);
}
