/* A few connections that many threads take turns with, and that a fork() leaves to
 * the parent.
 *
 * A thread that forks waits until no connection is in use, so that the child never
 * meets one in the middle of a word; then the hooks decide what each side keeps. */
#ifndef PWPOL_STORES_POOL_H
#define PWPOL_STORES_POOL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { POOL_MAX = 64 };

struct pool;

struct pool_hooks {
    void (*close)(void *connection);
    /* In the child of a fork(): gives back what the parent does not miss. */
    void (*abandon)(void *connection);
    /* Closes everything before a fork(), for what neither side may keep. Then abandon is never called. */
    bool close_before_fork;
};

/* What a thread has taken. connection is NULL where the taker must open one; set it
 * to NULL again, after closing it, when it is of no more use. */
struct lease {
    void *connection;
    size_t index;
    int cancelling; /* whether this thread could be cancelled before */
};

/* size: 1 to POOL_MAX. NULL when there is no memory. */
struct pool *pool_new(size_t size, const struct pool_hooks *hooks);
/* Nothing may be taken. NULL is fine. */
void pool_free(struct pool *pool);

/* Waits for a free place until deadline (ms, monotonic); false when none came. Until
 * pool_give() the thread cannot be cancelled. A thread may hold one lease only. */
bool pool_take(struct pool *pool, int64_t deadline, struct lease *lease);
void pool_give(struct pool *pool, struct lease *lease);

#endif
