/* What scan tells. */
#include "conformance/trial.h"

#include <stdlib.h>
#include <string.h>

enum { RECORDS = 1000, HOUR_MS = 3600000, SLACK_MS = 60000 };

struct seen {
    struct trial *trial;
    uint32_t times[RECORDS];
    uint32_t records;
    uint32_t visits;
    uint32_t stop_at; /* 0 for never */
    bool wrong;
};

static uint32_t number_of(const pwpol_store_record *record, uint32_t records)
{
    for (uint32_t i = 0; i < records; i++) {
        unsigned char key[PWPOL_STORE_KEY_SIZE];
        key_of(i, key);
        if (memcmp(key, record->key, sizeof key) == 0)
            return i;
    }
    return records;
}

/* So were they put: from 1 to RECORDS hours of life, the half of it held. */
static bool as_put(struct trial *trial, const pwpol_store_record *record, uint32_t number)
{
    unsigned char state[PWPOL_STORE_STATE_SIZE];
    state_of(number, 1, state);
    if (memcmp(state, record->state, sizeof state) != 0)
        return broken(trial, "record %u holds other bytes than were put", number);
    int64_t lifetime = (int64_t)(number + 1) * HOUR_MS, hold = number % 2 == 0 ? lifetime / 2 : 0;
    if (record->lifetime > lifetime || record->lifetime < lifetime - SLACK_MS)
        return broken(trial, "record %u has %lld ms left of %lld", number, (long long)record->lifetime,
                      (long long)lifetime);
    if (record->hold > hold || record->hold < (hold == 0 ? 0 : hold - SLACK_MS))
        return broken(trial, "record %u is held for %lld ms more of %lld", number, (long long)record->hold,
                      (long long)hold);
    if (record->danger != UINT32_MAX - number)
        return broken(trial, "record %u has the danger %u and not %u", number, record->danger, UINT32_MAX - number);
    return true;
}

static bool look(void *visitor, const pwpol_store_record *record)
{
    struct seen *seen = visitor;
    seen->visits++;
    uint32_t number = number_of(record, seen->records);
    if (number == seen->records)
        seen->wrong = !broken(seen->trial, "a record was told that was not put");
    else if (!as_put(seen->trial, record, number))
        seen->wrong = true;
    else
        seen->times[number]++;
    return !seen->wrong && seen->visits != seen->stop_at;
}

static bool put_many(struct trial *trial, uint32_t records)
{
    for (uint32_t i = 0; i < records; i++) {
        pwpol_store_item item = item_put(i, 1);
        item.lifetime = (int64_t)(i + 1) * HOUR_MS;
        item.hold = i % 2 == 0 ? item.lifetime / 2 : 0;
        item.danger = UINT32_MAX - i;
        if (!must_swap(trial, &item, 1, true))
            return false;
    }
    return true;
}

static bool scan(struct trial *trial, struct seen *seen, uint32_t records, uint32_t stop_at)
{
    *seen = (struct seen){ .trial = trial, .records = records, .stop_at = stop_at };
    int64_t now = trial->now;
    pwpol_status status = pwpol_store_scan(trial->store, &now, look, seen);
    if (status != PWPOL_OK)
        return broken(trial, "scan answered status %d", (int)status);
    return !seen->wrong;
}

static uint32_t as_many(const struct trial *trial)
{
    uint32_t capacity = trial->options->capacity;
    return capacity != 0 && capacity / 2 < RECORDS ? capacity / 2 : RECORDS;
}

static bool all_are_told(struct trial *trial)
{
    struct seen seen;
    uint32_t records = as_many(trial);
    if (!scan(trial, &seen, 0, 0) || !put_many(trial, records) || !scan(trial, &seen, records, 0))
        return false;
    for (uint32_t i = 0; i < records; i++)
        if (seen.times[i] == 0)
            return broken(trial, "record %u was not told", i);
    return true;
}

static bool stops(struct trial *trial)
{
    struct seen seen;
    if (!put_many(trial, 10) || !scan(trial, &seen, 10, 3))
        return false;
    return seen.visits == 3 || broken(trial, "visit was called %u times after it said 3 were enough", seen.visits);
}

static bool expired_are_not_told(struct trial *trial)
{
    enum { SHORT_MS = 30 };
    for (uint32_t i = 10; i < 20; i++) {
        pwpol_store_item item = item_put(i, 1);
        item.lifetime = SHORT_MS;
        if (!must_swap(trial, &item, 1, true))
            return false;
    }
    struct seen seen;
    return let_pass(trial, 10 * SHORT_MS) && scan(trial, &seen, 0, 0);
}

struct removal {
    struct trial *trial;
    bool failed;
};

static bool remove_it(void *visitor, const pwpol_store_record *record)
{
    struct removal *removal = visitor;
    pwpol_store_item item = { .action = PWPOL_ACTION_REMOVE };
    memcpy(item.key, record->key, sizeof item.key);
    removal->failed = !must_swap(removal->trial, &item, 1, true);
    return !removal->failed;
}

static bool visit_may_change(struct trial *trial)
{
    uint32_t records = as_many(trial);
    struct removal removal = { .trial = trial };
    struct seen seen;
    int64_t now = trial->now;
    if (!put_many(trial, records))
        return false;
    if (pwpol_store_scan(trial->store, &now, remove_it, &removal) != PWPOL_OK)
        return broken(trial, "a scan that removes what it is told failed");
    return !removal.failed && scan(trial, &seen, 0, 0);
}

const struct requirement scan_requirements[] = {
    { "scan.all", "A scan tells every record, with its state, the life and hold that it has left, and its danger.", false,
      false, all_are_told },
    { "scan.stops", "A scan ends when visit says so.", false, false, stops },
    { "scan.expired", "A scan tells no record whose lifetime has passed.", false, false, expired_are_not_told },
    { "scan.changes", "Visit may call the store, and remove what it is told.", false, false, visit_may_change },
    { NULL, NULL, false, false, NULL },
};
