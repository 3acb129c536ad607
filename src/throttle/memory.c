#include "throttle/memory.h"

#include "base/forks.h"
#include "base/seams.h"
#include "base/uncancelled.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

enum { RECORDS_A_SHARD = 1024, SHARDS_MAX = 65536 };
#define RECORDS_MAX UINT64_C(100000000)

/* ---- Forks ---- */

/* The tables are left to the system: a thread of the parent may have been changing them. */
static void begin_anew(void *object)
{
    struct memory *memory = object;
    for (uint32_t i = 0; i < memory->shards_count; i++) {
        pthread_mutex_init(&memory->shards[i].lock, NULL);
        memory->shards[i].table = (struct table){ 0 };
    }
    atomic_store(&memory->common.left, memory->records);
}

bool memory_is_ours(struct memory *memory)
{
    if (!forks_happened(&memory->forks))
        return true;
    if (!memory->anew_in_children)
        return false;
    forks_begin_anew(&memory->forks, begin_anew, memory);
    return true;
}

void memory_begins_anew_in_children(struct memory *memory)
{
    memory->anew_in_children = true;
}

/* ---- Shards ---- */

static struct shard *shard_of(struct memory *memory, uint64_t hash)
{
    return &memory->shards[hash >> 16 & (memory->shards_count - 1)];
}

/* The items of one call with where they are, and their shards locked in ascending order,
 * so that no two calls wait for each other. */
struct batch {
    uint64_t hashes[PWPOL_STORE_ITEMS_MAX];
    struct record *records[PWPOL_STORE_ITEMS_MAX]; /* expired ones too; NULL: none */
    struct shard *shards[PWPOL_STORE_ITEMS_MAX];
    struct shard *locked[PWPOL_STORE_ITEMS_MAX]; /* ascending, each once */
    size_t locked_count;
};

static void lock_shards(struct memory *memory, struct batch *batch, const pwpol_store_item *items, size_t count)
{
    batch->locked_count = 0;
    for (size_t i = 0; i < count; i++) { /* what is far away is asked for all at once */
        batch->hashes[i] = table_hash(&memory->common, items[i].key);
        batch->shards[i] = shard_of(memory, batch->hashes[i]);
        __builtin_prefetch(batch->shards[i], 1);
        __builtin_prefetch(&batch->shards[i]->table, 1);
    }
    for (size_t i = 0; i < count; i++) {
        size_t at = batch->locked_count;
        while (at > 0 && batch->locked[at - 1] > batch->shards[i])
            at--;
        if (at > 0 && batch->locked[at - 1] == batch->shards[i])
            continue;
        memmove(&batch->locked[at + 1], &batch->locked[at], (batch->locked_count - at) * sizeof batch->locked[0]);
        batch->locked[at] = batch->shards[i];
        batch->locked_count++;
    }
    for (size_t i = 0; i < batch->locked_count; i++)
        pthread_mutex_lock(&batch->locked[i]->lock);
    for (size_t i = 0; i < count; i++)
        table_prefetch(&batch->shards[i]->table, batch->hashes[i]);
}

static void unlock_shards(struct batch *batch)
{
    for (size_t i = batch->locked_count; i > 0; i--)
        pthread_mutex_unlock(&batch->locked[i - 1]->lock);
}

static void find_all(struct batch *batch, const pwpol_store_item *items, size_t count)
{
    for (size_t i = 0; i < count; i++)
        batch->records[i] = table_find(&batch->shards[i]->table, items[i].key, batch->hashes[i]);
}

/* ---- Methods ---- */

/* What the store holds of an item now; an expired record is none. */
static const struct record *held(const struct batch *batch, size_t i, int64_t now)
{
    const struct record *record = batch->records[i];
    return record != NULL && record->expires > now ? record : NULL;
}

static void tell(const struct batch *batch, pwpol_store_item *items, size_t count, int64_t now)
{
    for (size_t i = 0; i < count; i++) {
        const struct record *record = held(batch, i, now);
        items[i].found = record != NULL;
        if (record != NULL)
            memcpy(items[i].current, record->state, sizeof items[i].current);
        else
            memset(items[i].current, 0, sizeof items[i].current);
    }
}

static bool as_expected(const struct batch *batch, const pwpol_store_item *items, size_t count, int64_t now)
{
    for (size_t i = 0; i < count; i++) {
        if (items[i].expect == PWPOL_EXPECT_ANY)
            continue;
        const struct record *record = held(batch, i, now);
        bool wanted = items[i].expect == PWPOL_EXPECT_STATE;
        if (wanted != (record != NULL) ||
            (wanted && memcmp(record->state, items[i].expected, sizeof record->state) != 0))
            return false;
    }
    return true;
}

static bool needs_place(const struct batch *batch, const pwpol_store_item *items, size_t i)
{
    return items[i].action == PWPOL_ACTION_PUT && batch->records[i] == NULL;
}

/* Sees to it that every item to put has a record, so that nothing can fail afterwards. */
static pwpol_status make_places(struct memory *memory, struct batch *batch, const pwpol_store_item *items,
                                size_t count, int64_t now)
{
    pwpol_status status = PWPOL_OK;
    unsigned made = 0;
    bool swept = false;
    for (size_t i = 0; i < count; i++)
        swept |= needs_place(batch, items, i) && table_sweep(&batch->shards[i]->table, &memory->common, now);
    if (swept)
        find_all(batch, items, count);
    for (size_t i = 0; i < count && status == PWPOL_OK; i++) {
        if (!needs_place(batch, items, i))
            continue;
        status = table_add(&batch->shards[i]->table, &memory->common, items[i].key, batch->hashes[i], now, items,
                           count);
        if (status == PWPOL_OK)
            made |= 1U << i;
    }
    for (size_t i = 0; status != PWPOL_OK && i < count; i++)
        if (made >> i & 1)
            table_remove(&batch->shards[i]->table, &memory->common, items[i].key, batch->hashes[i]);
    if (made != 0)
        find_all(batch, items, count);
    return status;
}

static int64_t after(int64_t now, int64_t duration)
{
    return duration > TIME_MAX - now ? TIME_MAX : now + duration;
}

/* What is removed goes last, for others then move. */
static void act(struct memory *memory, const struct batch *batch, const pwpol_store_item *items, size_t count,
                int64_t now)
{
    for (size_t i = 0; i < count; i++) {
        if (items[i].action != PWPOL_ACTION_PUT)
            continue;
        struct record *record = batch->records[i];
        memcpy(record->state, items[i].state, sizeof record->state);
        record->expires = after(now, items[i].lifetime);
        record->hold = items[i].hold == 0 ? 0 : after(now, items[i].hold);
        record->danger = items[i].danger;
        record->order = ++batch->shards[i]->table.order;
    }
    for (size_t i = 0; i < count; i++)
        if (items[i].action == PWPOL_ACTION_REMOVE)
            table_remove(&batch->shards[i]->table, &memory->common, items[i].key, batch->hashes[i]);
}

static pwpol_status memory_load(void *context, pwpol_store_item *items, size_t count, int64_t *now)
{
    struct memory *memory = context;
    if (!memory_is_ours(memory))
        return PWPOL_ERR_STORE;
    struct batch batch;
    lock_shards(memory, &batch, items, count);
    find_all(&batch, items, count);
    tell(&batch, items, count, *now);
    unlock_shards(&batch);
    return PWPOL_OK;
}

static pwpol_status memory_swap(void *context, pwpol_store_item *items, size_t count, int64_t *now, bool *swapped)
{
    struct memory *memory = context;
    if (!memory_is_ours(memory))
        return PWPOL_ERR_STORE;
    struct batch batch;
    pwpol_status status = PWPOL_OK;
    lock_shards(memory, &batch, items, count);
    find_all(&batch, items, count);
    *swapped = as_expected(&batch, items, count, *now);
    if (!*swapped)
        tell(&batch, items, count, *now);
    else
        status = make_places(memory, &batch, items, count, *now);
    if (*swapped && status == PWPOL_OK)
        act(memory, &batch, items, count, *now);
    unlock_shards(&batch);
    return status;
}

/* Records are copied a few at a time, so that visit is called with no lock held. From the end to the
 * beginning, for a record only ever moves towards the beginning. */
static pwpol_status memory_scan(void *context, int64_t *now,
                                bool (*visit)(void *visitor, const pwpol_store_record *record), void *visitor)
{
    struct memory *memory = context;
    if (!memory_is_ours(memory))
        return PWPOL_ERR_STORE;
    struct record copies[CHUNK_RECORDS];
    for (uint32_t i = 0; i < memory->shards_count; i++) {
        struct shard *shard = &memory->shards[i];
        uint32_t rest = UINT32_MAX;
        while (rest > 0) {
            pthread_mutex_lock(&shard->lock);
            rest = rest < shard->table.count ? rest : shard->table.count;
            uint32_t copied = 0;
            while (copied < CHUNK_RECORDS && rest > 0)
                copies[copied++] = *table_at(&shard->table, --rest);
            pthread_mutex_unlock(&shard->lock);
            for (uint32_t copy = 0; copy < copied; copy++) {
                if (copies[copy].expires <= *now)
                    continue;
                pwpol_store_record record = {
                    .lifetime = copies[copy].expires - *now,
                    .hold = copies[copy].hold > *now ? copies[copy].hold - *now : 0,
                    .danger = copies[copy].danger,
                };
                memcpy(record.key, copies[copy].key, sizeof record.key);
                memcpy(record.state, copies[copy].state, sizeof record.state);
                if (!visit(visitor, &record))
                    return PWPOL_OK;
            }
        }
    }
    return PWPOL_OK;
}

static pwpol_status memory_clear(void *context)
{
    struct memory *memory = context;
    if (!memory_is_ours(memory))
        return PWPOL_ERR_STORE;
    for (uint32_t i = 0; i < memory->shards_count; i++) {
        pthread_mutex_lock(&memory->shards[i].lock);
        table_clear(&memory->shards[i].table, &memory->common);
        pthread_mutex_unlock(&memory->shards[i].lock);
    }
    return PWPOL_OK;
}

static void memory_close(void *context)
{
    struct memory *memory = context;
    for (uint32_t i = 0; i < memory->shards_count && memory_is_ours(memory); i++) {
        table_clear(&memory->shards[i].table, &memory->common);
        pthread_mutex_destroy(&memory->shards[i].lock);
    }
    free(memory->block);
    free(memory);
}

void memory_usage(struct memory *memory, uint64_t *records, uint64_t *bytes)
{
    *records = 0;
    *bytes = sizeof *memory + memory->shards_count * sizeof *memory->shards;
    for (uint32_t i = 0; i < memory->shards_count; i++) {
        pthread_mutex_lock(&memory->shards[i].lock);
        *records += memory->shards[i].table.count;
        *bytes += table_bytes(&memory->shards[i].table);
        pthread_mutex_unlock(&memory->shards[i].lock);
    }
}

/* ---- Made ---- */

static const pwpol_store_methods methods = {
    .size = sizeof methods,
    .load = memory_load,
    .swap = memory_swap,
    .scan = memory_scan,
    .clear = memory_clear,
    .close = memory_close,
};

struct memory *store_memory(const pwpol_store *store)
{
    return store != NULL && store->methods.load == memory_load ? store->context : NULL;
}

static struct memory *memory_new(uint64_t records)
{
    struct memory *memory = calloc(1, sizeof *memory);
    if (memory == NULL)
        return NULL;
    memory->shards_count = 1;
    while (memory->shards_count < SHARDS_MAX && (uint64_t)memory->shards_count * 2 * RECORDS_A_SHARD <= records)
        memory->shards_count *= 2;
    memory->block = calloc(memory->shards_count + 1, sizeof *memory->shards);
    if (memory->block == NULL) {
        free(memory);
        return NULL;
    }
    uintptr_t aligned = ((uintptr_t)memory->block + CACHE_LINE - 1) / CACHE_LINE * CACHE_LINE;
    memory->shards = (struct shard *)aligned;
    for (uint32_t i = 0; i < memory->shards_count; i++)
        pthread_mutex_init(&memory->shards[i].lock, NULL); /* with no attributes it cannot fail on Linux */
    memory->records = records;
    atomic_init(&memory->common.left, records);
    atomic_init(&memory->forks, forks_mark());
    return memory;
}

pwpol_status pwpol_store_memory_new(pwpol_store **store, uint64_t records)
{
    UNCANCELLED;
    if (store == NULL)
        return PWPOL_ERR_ARGUMENT;
    *store = NULL;
    if (records < 1 || records > RECORDS_MAX)
        return PWPOL_ERR_ARGUMENT;
    if (!base_init())
        return PWPOL_ERR_RANDOM;
    struct memory *memory = forks_watch() ? memory_new(records) : NULL;
    if (memory == NULL)
        return PWPOL_ERR_NO_MEMORY;
    pwpol_status status = random_fill(memory->common.seed, sizeof memory->common.seed)
                              ? pwpol_store_new(store, &methods, memory)
                              : PWPOL_ERR_RANDOM;
    if (status != PWPOL_OK)
        memory_close(memory);
    return status;
}
