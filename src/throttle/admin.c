/* For administrators: what an account or an address has come to, and ending or beginning a lock. */
#include "throttle/attempt.h"

#include "base/secret.h"
#include "base/sized.h"
#include "base/uncancelled.h"

#include <string.h>

/* ---- Whom ---- */

static bool find_account(const pwpol_throttle *throttle, const void *account, size_t account_len,
                         struct party *party)
{
    if (throttle == NULL || account == NULL || account_len == 0)
        return false;
    struct account_keys keys;
    subject_account(&throttle->secrets, account, account_len, &keys);
    *party = (struct party){ .limits = &throttle->account };
    memcpy(party->key, keys.key, sizeof party->key);
    secret_wipe(&keys, sizeof keys);
    return true;
}

static bool find_source(const pwpol_throttle *throttle, const char *source, struct party *party)
{
    if (throttle == NULL || source == NULL)
        return false;
    *party = (struct party){ .limits = &throttle->source };
    struct address address = address_parse(source);
    subject_source(&throttle->secrets, &address, throttle->source_prefix_ipv4, throttle->source_prefix_ipv6,
                   party->key);
    return true;
}

static pwpol_status load(pwpol_throttle *throttle, struct party *party, int64_t now, int64_t *store_now)
{
    pwpol_store_item item;
    *store_now = keeper_time(&throttle->keeper, now);
    party_ask(party, &item);
    if (keeper_load(&throttle->keeper, &item, 1, *store_now) != PWPOL_OK)
        return PWPOL_ERR_STORE;
    *store_now = keeper_time(&throttle->keeper, now);
    party_learn(party, &item);
    party_open(party, &throttle->secrets, *store_now);
    return PWPOL_OK;
}

/* ---- Status ---- */

static pwpol_status tell(pwpol_throttle *throttle, struct party *party, int64_t given, pwpol_subject_status *status)
{
    int64_t now, store_now;
    if (!sized_can_give(status) || !throttle_time(throttle, given, &now))
        return PWPOL_ERR_ARGUMENT;
    pwpol_status loaded = load(throttle, party, now, &store_now);
    if (loaded != PWPOL_OK)
        return loaded;
    const struct counter *counter = &party->counter;
    struct verdict verdict = counter_ask(counter, party->limits, 0, false);
    pwpol_subject_status told = {
        .decision = verdict.decision,
        .until = verdict.until == 0 ? 0 : now + (verdict.until - store_now),
        .failures = counter->failures,
        .in_window = counter_in_window(counter),
        .pending = counter_pending(counter),
        .locked_by_person = counter->by_person,
    };
    subject_text(party->key, told.subject);
    sized_give(status, &told, sizeof told);
    return PWPOL_OK;
}

pwpol_status pwpol_throttle_status(pwpol_throttle *throttle, const void *account, size_t account_len, int64_t now,
                                   pwpol_subject_status *status)
{
    UNCANCELLED;
    struct party party;
    return find_account(throttle, account, account_len, &party) ? tell(throttle, &party, now, status)
                                                                : PWPOL_ERR_ARGUMENT;
}

pwpol_status pwpol_throttle_source_status(pwpol_throttle *throttle, const char *source, int64_t now,
                                          pwpol_subject_status *status)
{
    UNCANCELLED;
    struct party party;
    return find_source(throttle, source, &party) ? tell(throttle, &party, now, status) : PWPOL_ERR_ARGUMENT;
}

/* ---- Locking and unlocking ---- */

static pwpol_status forget(pwpol_throttle *throttle, struct party *party, int64_t given, const char *event,
                           const char *cause)
{
    int64_t now;
    if (!throttle_time(throttle, given, &now))
        return PWPOL_ERR_ARGUMENT;
    pwpol_store_item item;
    bool swapped;
    party_ask(party, &item);
    item.expect = PWPOL_EXPECT_ANY;
    item.action = PWPOL_ACTION_REMOVE;
    pwpol_status status = keeper_swap(&throttle->keeper, &item, 1, keeper_time(&throttle->keeper, now), &swapped);
    if (status != PWPOL_OK || !swapped)
        return PWPOL_ERR_STORE;
    report_event(&throttle->reporter, (pwpol_event){ .name = event, .rule = "B4", .cause = cause, .now = now },
                 party->key, NULL);
    return PWPOL_OK;
}

pwpol_status pwpol_throttle_unlock(pwpol_throttle *throttle, const void *account, size_t account_len, int64_t now)
{
    UNCANCELLED;
    struct party party;
    return find_account(throttle, account, account_len, &party)
               ? forget(throttle, &party, now, "account.unlocked", "account")
               : PWPOL_ERR_ARGUMENT;
}

pwpol_status pwpol_throttle_unlock_source(pwpol_throttle *throttle, const char *source, int64_t now)
{
    UNCANCELLED;
    struct party party;
    return find_source(throttle, source, &party) ? forget(throttle, &party, now, "source.unlocked", "source")
                                                 : PWPOL_ERR_ARGUMENT;
}

pwpol_status pwpol_throttle_lock(pwpol_throttle *throttle, const void *account, size_t account_len, int64_t until,
                                 int64_t given)
{
    UNCANCELLED;
    struct party party;
    int64_t now, store_now;
    if (!find_account(throttle, account, account_len, &party) || !throttle_time(throttle, given, &now) ||
        (until != 0 && (until <= now || until > TIME_MAX)))
        return PWPOL_ERR_ARGUMENT;
    for (unsigned tries = 0; tries < TRIES_MAX; tries++) {
        pwpol_store_item item;
        bool swapped;
        pause_before_try(tries);
        if (load(throttle, &party, now, &store_now) != PWPOL_OK)
            return PWPOL_ERR_STORE;
        counter_lock(&party.counter, until == 0 ? 0 : store_now + (until - now));
        party_tell(&party, &throttle->secrets, &item);
        if (keeper_swap(&throttle->keeper, &item, 1, store_now, &swapped) != PWPOL_OK)
            return PWPOL_ERR_STORE;
        if (!swapped)
            continue;
        report_event(&throttle->reporter,
                     (pwpol_event){ .name = "account.locked",
                                    .rule = "B4",
                                    .cause = "person",
                                    .now = now,
                                    .until = until,
                                    .count = party.counter.failures },
                     party.key, NULL);
        return PWPOL_OK;
    }
    return PWPOL_ERR_STORE;
}
