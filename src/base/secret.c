#include "base/secret.h"

#include <sodium.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>

/* A check wants a few kilobytes for a few microseconds, so secrets come from a
 * pool of fixed blocks, mapped once, locked in memory and kept out of core dumps. A block is
 * claimed with one atomic instruction: no lock that a fork() could leave held.
 * What does not fit, or comes when all blocks are taken, gets a mapping of its own. */
enum { BLOCK_SIZE = 16384, BLOCK_COUNT = 64 };
#define POOL_SIZE ((size_t)BLOCK_SIZE * BLOCK_COUNT)

/* Under AddressSanitizer every secret is a heap block of its own, so that an
 * access one byte too far is seen. */
#if defined(__SANITIZE_ADDRESS__)
enum { SANITIZED = true };
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
enum { SANITIZED = true };
#else
enum { SANITIZED = false };
#endif
#else
enum { SANITIZED = false };
#endif

/* In front of every secret; 64 bytes keep what follows aligned for any type. */
struct header {
    size_t size; /* of the whole, this header included */
    size_t used; /* what the end must wipe, this header included */
    bool pooled;
};
enum { HEADER_SIZE = 64 };
_Static_assert(sizeof(struct header) <= HEADER_SIZE, "a header fits in front of a secret");
_Static_assert(HEADER_SIZE % _Alignof(max_align_t) == 0, "a secret is aligned for any type");

static _Atomic(char *) pool;
static _Atomic uint64_t blocks_taken; /* one bit a block */

void secret_wipe(void *memory, size_t size)
{
    sodium_memzero(memory, size);
}

void secret_wipe_stack(void)
{
    sodium_stackzero(8192);
}

static void *map_secret(size_t size)
{
    void *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED)
        return NULL;
    /* Both are best effort: a small RLIMIT_MEMLOCK must not stop a login, and the
     * child of a fork() has what its parent had, unlocked (mlock(2)). */
    madvise(memory, size, MADV_DONTDUMP);
    mlock(memory, size);
    return memory;
}

static char *pool_base(void)
{
    char *base = atomic_load_explicit(&pool, memory_order_acquire);
    if (base != NULL)
        return base;
    char *fresh = map_secret(POOL_SIZE);
    if (fresh == NULL)
        return NULL;
    if (atomic_compare_exchange_strong(&pool, &base, fresh))
        return fresh;
    munmap(fresh, POOL_SIZE); /* another thread was first */
    return base;
}

static void *pool_take(void)
{
    if (SANITIZED)
        return NULL;
    char *base = pool_base();
    if (base == NULL)
        return NULL;
    uint64_t taken = atomic_load_explicit(&blocks_taken, memory_order_relaxed);
    while (taken != UINT64_MAX) {
        unsigned block = (unsigned)__builtin_ctzll(~taken);
        if (atomic_compare_exchange_weak_explicit(&blocks_taken, &taken, taken | (UINT64_C(1) << block),
                                                  memory_order_acquire, memory_order_relaxed))
            return base + (size_t)block * BLOCK_SIZE;
    }
    return NULL;
}

static void pool_give(char *block)
{
    size_t index = (size_t)(block - atomic_load_explicit(&pool, memory_order_relaxed)) / BLOCK_SIZE;
    atomic_fetch_and_explicit(&blocks_taken, ~(UINT64_C(1) << index), memory_order_release);
}

void *secret_alloc(size_t size)
{
    if (size == 0 || size > SIZE_MAX / 2)
        return NULL;
    size_t whole = HEADER_SIZE + size;
    struct header *header = whole <= BLOCK_SIZE ? pool_take() : NULL;
    bool pooled = header != NULL;
    if (!pooled)
        header = SANITIZED ? calloc(1, whole) : map_secret(whole);
    if (header == NULL)
        return NULL;
    *header = (struct header){ .size = whole, .used = whole, .pooled = pooled };
    return (char *)header + HEADER_SIZE;
}

void secret_free(void *secret)
{
    if (secret == NULL)
        return;
    struct header *header = (struct header *)((char *)secret - HEADER_SIZE);
    size_t size = header->size;
    bool pooled = header->pooled;
    secret_wipe(header, header->used); /* a pooled block is zeroed for its next user */
    if (pooled)
        pool_give((char *)header);
    else if (SANITIZED)
        free(header);
    else
        munmap(header, size);
}

struct arena_chunk {
    struct arena_chunk *next;
    size_t used;
    size_t size; /* of what follows */
    max_align_t memory[];
};

/* Smaller than a block with its header: short candidates need one chunk, and
 * only what was used is wiped. */
enum { CHUNK_SIZE = SANITIZED ? 0 : BLOCK_SIZE - HEADER_SIZE - 64 };

void *arena_take(struct arena *arena, size_t count, size_t size)
{
    if (count == 0 || size == 0)
        count = size = 1;
    if (count > SIZE_MAX / 4 / size)
        return NULL;
    size_t wanted = SANITIZED ? count * size : (count * size + 15) & ~(size_t)15;
    struct arena_chunk *chunk = arena->chunks;
    if (chunk == NULL || chunk->size - chunk->used < wanted) {
        size_t room = wanted > (size_t)CHUNK_SIZE ? wanted : CHUNK_SIZE;
        chunk = secret_alloc(sizeof *chunk + room);
        if (chunk == NULL)
            return NULL;
        chunk->size = room;
        chunk->next = arena->chunks;
        arena->chunks = chunk;
    }
    char *piece = (char *)chunk->memory + chunk->used;
    chunk->used += wanted;
    return piece;
}

void arena_end(struct arena *arena)
{
    struct arena_chunk *chunk = arena->chunks;
    arena->chunks = NULL;
    while (chunk != NULL) {
        struct arena_chunk *next = chunk->next;
        struct header *header = (struct header *)((char *)chunk - HEADER_SIZE);
        header->used = HEADER_SIZE + sizeof *chunk + chunk->used;
        secret_free(chunk);
        chunk = next;
    }
}
