/* A store that has no room left. */
#include "conformance/trial.h"

#include <string.h>

enum { HOUR_MS = 3600000 };

static bool try_put(struct trial *trial, const pwpol_store_item *wanted, pwpol_status *status)
{
    pwpol_store_item item = *wanted;
    int64_t now = trial->now;
    bool swapped = false;
    *status = pwpol_store_swap(trial->store, &item, 1, &now, &swapped);
    if (*status == PWPOL_OK && !swapped)
        return broken(trial, "a swap that was as expected was refused");
    if (*status != PWPOL_OK && *status != PWPOL_ERR_FULL)
        return broken(trial, "a full store answered status %d", (int)*status);
    return true;
}

static bool holds(struct trial *trial, uint32_t number, bool *held)
{
    pwpol_store_item item = item_of(number);
    if (!must_load(trial, &item, 1))
        return false;
    *held = item.found;
    return true;
}

static bool fill(struct trial *trial, uint32_t from, uint32_t count, int64_t hold, uint32_t danger)
{
    for (uint32_t i = from; i < from + count; i++) {
        pwpol_store_item item = item_put(i, 1);
        item.hold = hold;
        item.danger = danger;
        pwpol_status status;
        if (!try_put(trial, &item, &status))
            return false;
    }
    return true;
}

/* Ten times as many strangers as it holds come after one lock. */
static bool locks_stay(struct trial *trial)
{
    uint32_t capacity = trial->options->capacity;
    uint32_t locks = capacity / 8;
    if (!fill(trial, 0, locks, HOUR_MS, 0) || !fill(trial, locks, capacity * 10, 0, UINT32_MAX))
        return false;
    for (uint32_t i = 0; i < locks; i++)
        if (!must_hold(trial, i, 1))
            return false;
    return true;
}

static bool newcomers_are_kept(struct trial *trial)
{
    uint32_t capacity = trial->options->capacity;
    if (!fill(trial, 0, capacity * 2, 0, 5))
        return false;
    pwpol_store_item item = item_put(capacity * 2, 1);
    item.danger = 1;
    pwpol_status status;
    if (!try_put(trial, &item, &status))
        return false;
    if (status != PWPOL_OK)
        return broken(trial, "a store full of what it may forget refused a record");
    return must_hold(trial, capacity * 2, 1);
}

/* Half are more dangerous; a quarter more come. A store may sample, so not every one needs be right. */
static bool least_dangerous_go(struct trial *trial)
{
    uint32_t capacity = trial->options->capacity;
    if (!fill(trial, 0, capacity / 2, 0, 1000) || !fill(trial, capacity / 2, capacity - capacity / 2, 0, 1) ||
        !fill(trial, capacity, capacity / 4, 0, 1000))
        return false;
    uint32_t lost = 0;
    for (uint32_t i = 0; i < capacity / 2; i++) {
        bool held = false;
        if (!holds(trial, i, &held))
            return false;
        lost += !held;
    }
    return lost <= capacity / 16 || broken(trial, "%u of %u dangerous records were forgotten before harmless ones", lost,
                                           capacity / 2);
}

static bool full_is_told(struct trial *trial)
{
    uint32_t capacity = trial->options->capacity;
    pwpol_status status = PWPOL_OK;
    uint32_t put = 0;
    for (; put < capacity * 3 && status == PWPOL_OK; put++) {
        pwpol_store_item item = item_put(put, 1);
        item.hold = HOUR_MS;
        if (!try_put(trial, &item, &status))
            return false;
    }
    if (status != PWPOL_ERR_FULL)
        return broken(trial, "%u locks in force went into a store of %u", put, capacity);
    for (uint32_t i = 0; i + 1 < put; i++)
        if (!must_hold(trial, i, 1))
            return false;
    /* What is there can still be changed and removed. */
    if (!must_put(trial, 0, 2) || !must_hold(trial, 0, 2))
        return false;
    pwpol_store_item item = item_of(0);
    item.action = PWPOL_ACTION_REMOVE;
    return must_swap(trial, &item, 1, true) && must_hold(trial, 0, 0);
}

const struct requirement full_requirements[] = {
    { "full.locks", "A full store forgets no record that is held.", false, true, locks_stay },
    { "full.newcomers", "A store full of what it may forget takes a new record.", false, true, newcomers_are_kept },
    { "full.least-dangerous", "A full store forgets the least dangerous first.", false, true, least_dangerous_go },
    { "full.told", "A store full of what it must not forget says so, and changes nothing.", false, true, full_is_told },
    { NULL, NULL, false, false, NULL },
};
