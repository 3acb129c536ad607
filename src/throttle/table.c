#include "throttle/table.h"

#include <stdlib.h>
#include <string.h>

/* Two records are swept for one that is added, sixteen at a time, for those are neighbours in memory. */
enum { INDEX_SIZE_MIN = 32, SWEEP_CALLS = 8, SWEEP_RECORDS = 16, FORGOTTEN_AT_ONCE_MAX = 64 };
#define NO_PLACE UINT32_MAX

/* ---- Index: linear probing, no tombstones ---- */

/* The last step of splitmix64 (S. Vigna, public domain): every bit depends on every other. */
static uint64_t mix(uint64_t value)
{
    value = (value ^ value >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    value = (value ^ value >> 27) * UINT64_C(0x94d049bb133111eb);
    return value ^ value >> 31;
}

uint64_t table_hash(const struct common *common, const unsigned char *key)
{
    uint64_t low, high;
    memcpy(&low, key, sizeof low);
    memcpy(&high, key + sizeof low, sizeof high);
    return mix(mix(low ^ common->seed[0]) ^ high ^ common->seed[1]);
}

static uint32_t entry_of(uint64_t hash, uint32_t position)
{
    return (uint32_t)(hash & 0xffff) << 16 | (position + 1);
}

static uint32_t position_of(uint32_t entry)
{
    return (entry & 0xffff) - 1;
}

static uint32_t home_of(const struct table *table, uint32_t entry)
{
    return entry >> 16 & (table->index_size - 1);
}

struct record *table_at(const struct table *table, uint32_t position)
{
    return &table->chunks[position / CHUNK_RECORDS][position % CHUNK_RECORDS];
}

/* The place of a record in the index, by its position. */
static uint32_t place_of(const struct table *table, uint64_t hash, uint32_t position)
{
    uint32_t entry = entry_of(hash, position);
    uint32_t place = home_of(table, entry);
    while (table->index[place] != entry)
        place = (place + 1) & (table->index_size - 1);
    return place;
}

static void index_put(struct table *table, uint32_t entry)
{
    uint32_t place = home_of(table, entry);
    while (table->index[place] != 0)
        place = (place + 1) & (table->index_size - 1);
    table->index[place] = entry;
}

/* Moves later entries of the same run into the gap, where they may stand. */
static void index_free(struct table *table, uint32_t gap)
{
    uint32_t mask = table->index_size - 1;
    for (uint32_t place = (gap + 1) & mask; table->index[place] != 0; place = (place + 1) & mask) {
        uint32_t home = home_of(table, table->index[place]);
        if (((place - home) & mask) >= ((place - gap) & mask)) {
            table->index[gap] = table->index[place];
            gap = place;
        }
    }
    table->index[gap] = 0;
}

static bool index_grow(struct table *table)
{
    uint32_t size = table->index_size == 0 ? INDEX_SIZE_MIN : table->index_size * 2;
    uint32_t *fresh = calloc(size, sizeof *fresh);
    if (fresh == NULL)
        return false;
    struct table grown = { .index = fresh, .index_size = size };
    for (uint32_t place = 0; place < table->index_size; place++)
        if (table->index[place] != 0)
            index_put(&grown, table->index[place]);
    free(table->index);
    table->index = fresh;
    table->index_size = size;
    return true;
}

void table_prefetch(const struct table *table, uint64_t hash)
{
    if (table->count == 0)
        return;
    __builtin_prefetch(&table->index[hash & 0xffff & (table->index_size - 1)]);
    __builtin_prefetch(&table->chunks[(table->count - 1) / CHUNK_RECORDS]); /* near where one more goes */
}

/* The place of a key in the index. */
static uint32_t find_place(const struct table *table, const unsigned char *key, uint64_t hash)
{
    if (table->count == 0)
        return NO_PLACE;
    uint32_t mask = table->index_size - 1;
    uint32_t tag = (uint32_t)(hash & 0xffff);
    for (uint32_t place = tag & mask; table->index[place] != 0; place = (place + 1) & mask) {
        if (table->index[place] >> 16 != tag)
            continue;
        const struct record *record = table_at(table, position_of(table->index[place]));
        if (memcmp(record->key, key, sizeof record->key) == 0)
            return place;
    }
    return NO_PLACE;
}

struct record *table_find(const struct table *table, const unsigned char *key, uint64_t hash)
{
    uint32_t place = find_place(table, key, hash);
    return place == NO_PLACE ? NULL : table_at(table, position_of(table->index[place]));
}

/* ---- Chunks: taken from what the store has left, and given back ---- */

static uint32_t take_share(struct common *common)
{
    uint64_t left = atomic_load_explicit(&common->left, memory_order_relaxed);
    for (;;) {
        uint64_t taken = left < CHUNK_RECORDS ? left : CHUNK_RECORDS;
        if (taken == 0 || atomic_compare_exchange_weak_explicit(&common->left, &left, left - taken,
                                                                memory_order_relaxed, memory_order_relaxed))
            return (uint32_t)taken;
    }
}

static void give_share(struct common *common, uint32_t records)
{
    atomic_fetch_add_explicit(&common->left, records, memory_order_relaxed);
}

static bool add_chunk(struct table *table)
{
    if (table->chunk_count == table->chunks_size) {
        uint32_t size = table->chunks_size + table->chunks_size / 4 + 4;
        struct record **chunks = realloc(table->chunks, size * sizeof *chunks);
        if (chunks == NULL)
            return false;
        table->chunks = chunks;
        table->chunks_size = size;
    }
    struct record *chunk = malloc(CHUNK_RECORDS * sizeof *chunk);
    if (chunk == NULL)
        return false;
    table->chunks[table->chunk_count++] = chunk;
    return true;
}

/* Keeps one chunk more than are needed, so that a record that comes and goes costs no allocation. */
static void give_back_chunks(struct table *table, struct common *common)
{
    while (table->chunk_count >= 2 && table->count <= (table->chunk_count - 2) * CHUNK_RECORDS) {
        free(table->chunks[--table->chunk_count]);
        uint32_t kept = table->chunk_count * CHUNK_RECORDS;
        if (table->allowed > kept) {
            give_share(common, table->allowed - kept);
            table->allowed = kept;
        }
    }
}

/* ---- Removing ---- */

static void remove_placed(struct table *table, struct common *common, uint32_t place)
{
    uint32_t position = position_of(table->index[place]);
    index_free(table, place);
    uint32_t last = --table->count;
    if (position != last) {
        struct record *moved = table_at(table, last);
        uint64_t hash = table_hash(common, moved->key);
        table->index[place_of(table, hash, last)] = entry_of(hash, position);
        *table_at(table, position) = *moved;
    }
}

static void remove_at(struct table *table, struct common *common, uint32_t position)
{
    uint64_t hash = table_hash(common, table_at(table, position)->key);
    remove_placed(table, common, place_of(table, hash, position));
}

void table_remove(struct table *table, struct common *common, const unsigned char *key, uint64_t hash)
{
    uint32_t place = find_place(table, key, hash);
    if (place == NO_PLACE)
        return;
    remove_placed(table, common, place);
    give_back_chunks(table, common);
}

bool table_sweep(struct table *table, struct common *common, int64_t now)
{
    const uint32_t count = table->count;
    if (++table->sweep_calls < SWEEP_CALLS)
        return false;
    table->sweep_calls = 0;
    for (int step = 0; step < SWEEP_RECORDS && table->count > 0; step++) {
        if (table->sweep >= table->count)
            table->sweep = 0;
        if (table_at(table, table->sweep)->expires <= now)
            remove_at(table, common, table->sweep);
        else
            table->sweep++;
    }
    give_back_chunks(table, common);
    return table->count < count;
}

void table_clear(struct table *table, struct common *common)
{
    for (uint32_t i = 0; i < table->chunk_count; i++)
        free(table->chunks[i]);
    free(table->chunks);
    free(table->index);
    give_share(common, table->allowed);
    *table = (struct table){ 0 };
}

/* ---- Forgetting ---- */

/* What is forgotten first. */
struct candidate {
    uint32_t position;
    uint32_t danger; /* 0 for what has expired */
    uint32_t age;    /* changes of the table since its own */
    bool expired;
};

static bool goes_before(const struct candidate *one, const struct candidate *other)
{
    if (one->expired != other->expired)
        return one->expired;
    if (one->danger != other->danger)
        return one->danger < other->danger;
    return one->age > other->age;
}

static bool is_among(const unsigned char *key, const pwpol_store_item *items, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (memcmp(items[i].key, key, sizeof items[i].key) == 0)
            return true;
    return false;
}

static int by_position_falling(const void *one, const void *other)
{
    uint32_t a = ((const struct candidate *)one)->position, b = ((const struct candidate *)other)->position;
    return (a < b) - (a > b);
}

/* One look at the whole table frees a sixty-fourth of it, so that a full store does not look at it for every new
 * record. False when everything must be kept. */
static bool forget(struct table *table, struct common *common, int64_t now, const pwpol_store_item *items,
                   size_t items_count)
{
    struct candidate chosen[FORGOTTEN_AT_ONCE_MAX] = { 0 };
    size_t wanted = 1 + table->count / 64, found = 0;
    if (wanted > FORGOTTEN_AT_ONCE_MAX)
        wanted = FORGOTTEN_AT_ONCE_MAX;
    for (uint32_t position = 0; position < table->count; position++) {
        const struct record *record = table_at(table, position);
        bool expired = record->expires <= now;
        struct candidate candidate = { position, expired ? 0 : record->danger, table->order - record->order,
                                       expired };
        if ((record->hold > now && !expired) || (found == wanted && !goes_before(&candidate, &chosen[found - 1])) ||
            is_among(record->key, items, items_count))
            continue;
        size_t at = found < wanted ? found++ : found - 1;
        for (; at > 0 && goes_before(&candidate, &chosen[at - 1]); at--)
            chosen[at] = chosen[at - 1];
        chosen[at] = candidate;
    }
    /* From the end, for the last record takes the place of the one that goes. */
    qsort(chosen, found, sizeof chosen[0], by_position_falling);
    for (size_t i = 0; i < found; i++)
        remove_at(table, common, chosen[i].position);
    return found > 0;
}

/* ---- Adding ---- */

static pwpol_status make_room(struct table *table, struct common *common, int64_t now,
                              const pwpol_store_item *items, size_t items_count)
{
    if (table->count < table->allowed)
        return PWPOL_OK;
    uint32_t taken = table->count + CHUNK_RECORDS <= TABLE_RECORDS_MAX ? take_share(common) : 0;
    if (taken == 0)
        return forget(table, common, now, items, items_count) ? PWPOL_OK : PWPOL_ERR_FULL;
    if (table->chunk_count * CHUNK_RECORDS < table->allowed + taken && !add_chunk(table)) {
        give_share(common, taken);
        return PWPOL_ERR_NO_MEMORY;
    }
    table->allowed += taken;
    return PWPOL_OK;
}

pwpol_status table_add(struct table *table, struct common *common, const unsigned char *key, uint64_t hash,
                       int64_t now, const pwpol_store_item *items, size_t items_count)
{
    pwpol_status status = make_room(table, common, now, items, items_count);
    if (status != PWPOL_OK)
        return status;
    if ((table->count + 1) * 4 > table->index_size * 3 && !index_grow(table))
        return PWPOL_ERR_NO_MEMORY;
    struct record *record = table_at(table, table->count);
    *record = (struct record){ .order = table->order };
    memcpy(record->key, key, sizeof record->key);
    index_put(table, entry_of(hash, table->count));
    table->count++;
    return PWPOL_OK;
}

size_t table_bytes(const struct table *table)
{
    return table->index_size * sizeof *table->index + table->chunks_size * sizeof *table->chunks +
           table->chunk_count * CHUNK_RECORDS * sizeof **table->chunks;
}
