/* The records of one shard of the store in memory: a dense array in chunks, and an index of it by hash. Not
 * for several threads at once.
 *
 * A record is 104 bytes; with the index (open addressing, 4 bytes a place, at most 3/4 full) and the
 * chunks' own cost it comes to less than 128. */
#ifndef PWPOL_THROTTLE_TABLE_H
#define PWPOL_THROTTLE_TABLE_H

#include "pwpol/store.h"

#include <stdatomic.h>
#include <stdbool.h>

struct record {
    unsigned char key[PWPOL_STORE_KEY_SIZE];
    unsigned char state[PWPOL_STORE_STATE_SIZE];
    int64_t expires; /* ms since 1970, as hold */
    int64_t hold;
    uint32_t danger;
    uint32_t order; /* of the last change among those of its table, modulo 2^32 */
};

enum { CHUNK_RECORDS = 16, TABLE_RECORDS_MAX = 49152 };

/* What the tables of a store share. */
struct common {
    _Atomic uint64_t left; /* records that may still be taken */
    uint64_t seed[2];      /* random, so that nobody chooses keys that meet in one place */
};

/* Start it zeroed. */
struct table {
    uint32_t *index; /* 0: free; else 16 bits of the key's hash << 16 | the position + 1 */
    struct record **chunks;
    uint32_t index_size; /* 0 or a power of two, at most 65536 */
    uint32_t chunk_count;
    uint32_t chunks_size; /* places in chunks */
    uint32_t count;       /* records */
    uint32_t allowed;     /* records that were taken from common.left */
    uint32_t order;
    uint32_t sweep; /* position at which the search for expired records goes on */
    uint32_t sweep_calls; /* since it last went on */
};

/* The lower 16 bits serve inside a table, the others choose among tables. */
uint64_t table_hash(const struct common *common, const unsigned char *key);

/* Asks for the memory that table_find() and table_add() will look at first. */
void table_prefetch(const struct table *table, uint64_t hash);
/* NULL when no record has the key. A record stays where it is until the next table_add(), table_remove() or
 * table_sweep(). */
struct record *table_find(const struct table *table, const unsigned char *key, uint64_t hash);
/* position is below table->count. */
struct record *table_at(const struct table *table, uint32_t position);
/* Adds a key that is not there, everything else zeroed. When nothing is left to take, expired records and then the
 * least dangerous, the oldest first, make room; never one that is held after now or among the items'.
 * PWPOL_ERR_FULL, PWPOL_ERR_NO_MEMORY. */
pwpol_status table_add(struct table *table, struct common *common, const unsigned char *key, uint64_t hash,
                       int64_t now, const pwpol_store_item *items, size_t items_count);
void table_remove(struct table *table, struct common *common, const unsigned char *key, uint64_t hash);
/* Every few calls, looks at a few records and forgets those that have expired; turn by turn it sees them all. True when
 * it forgot any. */
bool table_sweep(struct table *table, struct common *common, int64_t now);
void table_clear(struct table *table, struct common *common);
/* Bytes that it takes; what malloc() adds is not counted. */
size_t table_bytes(const struct table *table);

#endif
