/* The store in memory: shards, each a table behind a lock of its own. */
#ifndef PWPOL_THROTTLE_MEMORY_H
#define PWPOL_THROTTLE_MEMORY_H

#include "throttle/store.h"
#include "throttle/table.h"

#include <pthread.h>

enum { CACHE_LINE = 64 };

struct shard {
    _Alignas(CACHE_LINE) pthread_mutex_t lock;
    struct table table;
};

struct memory {
    struct common common;
    uint64_t records;  /* the most that it holds */
    uint32_t shards_count; /* a power of two, at most 65536 */
    atomic_uint forks;     /* see base/forks.h */
    bool anew_in_children;
    void *block;         /* what holds the shards */
    struct shard *shards;
};

/* false in the child of a fork(): its copy of the records would let every process try as often as all
 * together may, and a lock that another thread held stays held in it. */
bool memory_is_ours(struct memory *memory);
/* Every child begins with an empty store of its own instead, which suits what only stands in for another store. */
void memory_begins_anew_in_children(struct memory *memory);
/* Records and bytes now. */
void memory_usage(struct memory *memory, uint64_t *records, uint64_t *bytes);

#endif
