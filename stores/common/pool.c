#include "common/pool.h"

#include "common/trouble.h"

#include <pthread.h>
#include <stdlib.h>
#include <time.h>

struct place {
    void *connection;
    bool taken;
};

struct pool {
    pthread_mutex_t lock;
    pthread_cond_t returned;
    struct pool_hooks hooks;
    struct pool *next;
    size_t taken;
    bool forking; /* nobody takes until the fork is over */
    size_t size;
    struct place places[];
};

static pthread_once_t once = PTHREAD_ONCE_INIT;
static pthread_mutex_t pools_lock = PTHREAD_MUTEX_INITIALIZER;
static struct pool *pools;

static void close_all(struct pool *pool, void (*close)(void *))
{
    for (size_t i = 0; i < pool->size; i++) {
        if (pool->places[i].connection != NULL)
            close(pool->places[i].connection);
        pool->places[i].connection = NULL;
    }
}

static void before_fork(void)
{
    pthread_mutex_lock(&pools_lock);
    for (struct pool *pool = pools; pool != NULL; pool = pool->next) {
        pthread_mutex_lock(&pool->lock);
        pool->forking = true;
        while (pool->taken > 0)
            pthread_cond_wait(&pool->returned, &pool->lock);
        if (pool->hooks.close_before_fork)
            close_all(pool, pool->hooks.close);
    }
    /* Last: who holds a lease may have something to say before it is given back. */
    trouble_before_fork();
}

static void after_fork(void)
{
    trouble_after_fork();
    for (struct pool *pool = pools; pool != NULL; pool = pool->next) {
        pool->forking = false;
        pthread_cond_broadcast(&pool->returned);
        pthread_mutex_unlock(&pool->lock);
    }
    pthread_mutex_unlock(&pools_lock);
}

static bool monotonic_condition(pthread_cond_t *condition)
{
    pthread_condattr_t attributes;
    if (pthread_condattr_init(&attributes) != 0)
        return false;
    bool made = pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC) == 0 &&
                pthread_cond_init(condition, &attributes) == 0;
    pthread_condattr_destroy(&attributes);
    return made;
}

/* The threads that waited do not exist here, so their condition is made anew. */
static void after_fork_in_child(void)
{
    for (struct pool *pool = pools; pool != NULL; pool = pool->next) {
        monotonic_condition(&pool->returned);
        if (!pool->hooks.close_before_fork)
            close_all(pool, pool->hooks.abandon);
    }
    after_fork();
}

static void watch_forks(void)
{
    pthread_atfork(before_fork, after_fork, after_fork_in_child);
}

struct pool *pool_new(size_t size, const struct pool_hooks *hooks)
{
    if (size < 1 || size > POOL_MAX)
        return NULL;
    struct pool *pool = calloc(1, sizeof *pool + size * sizeof pool->places[0]);
    if (pool == NULL)
        return NULL;
    if (pthread_mutex_init(&pool->lock, NULL) != 0) {
        free(pool);
        return NULL;
    }
    if (!monotonic_condition(&pool->returned)) {
        pthread_mutex_destroy(&pool->lock);
        free(pool);
        return NULL;
    }
    pool->hooks = *hooks;
    pool->size = size;
    pthread_once(&once, watch_forks);
    pthread_mutex_lock(&pools_lock);
    pool->next = pools;
    pools = pool;
    pthread_mutex_unlock(&pools_lock);
    return pool;
}

void pool_free(struct pool *pool)
{
    if (pool == NULL)
        return;
    pthread_mutex_lock(&pools_lock);
    struct pool **link = &pools;
    while (*link != pool)
        link = &(*link)->next;
    *link = pool->next;
    pthread_mutex_unlock(&pools_lock);
    close_all(pool, pool->hooks.close);
    pthread_cond_destroy(&pool->returned);
    pthread_mutex_destroy(&pool->lock);
    free(pool);
}

/* A free place, rather one with a connection; NULL when all are taken. */
static struct place *free_place(struct pool *pool)
{
    struct place *empty = NULL;
    for (size_t i = 0; i < pool->size; i++) {
        struct place *place = &pool->places[i];
        if (place->taken)
            continue;
        if (place->connection != NULL)
            return place;
        if (empty == NULL)
            empty = place;
    }
    return empty;
}

bool pool_take(struct pool *pool, int64_t deadline, struct lease *lease)
{
    /* A thread that dies between taking and giving back would take the place with it. */
    pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &lease->cancelling);
    const struct timespec until = { .tv_sec = (time_t)(deadline / 1000),
                                    .tv_nsec = (long)(deadline % 1000) * 1000000 };
    pthread_mutex_lock(&pool->lock);
    struct place *place = NULL;
    int late = 0;
    while (pool->forking || (place = free_place(pool)) == NULL) {
        if (late != 0)
            break;
        late = pthread_cond_timedwait(&pool->returned, &pool->lock, &until);
    }
    if (place != NULL) {
        place->taken = true;
        pool->taken++;
        lease->index = (size_t)(place - pool->places);
        lease->connection = place->connection;
    }
    pthread_mutex_unlock(&pool->lock);
    if (place == NULL)
        pthread_setcancelstate(lease->cancelling, NULL);
    return place != NULL;
}

void pool_give(struct pool *pool, struct lease *lease)
{
    pthread_mutex_lock(&pool->lock);
    pool->places[lease->index] = (struct place){ .connection = lease->connection, .taken = false };
    pool->taken--;
    /* One who waits for a place, or the one who forks: they wait on the same condition. */
    if (pool->forking)
        pthread_cond_broadcast(&pool->returned);
    else
        pthread_cond_signal(&pool->returned);
    pthread_mutex_unlock(&pool->lock);
    pthread_setcancelstate(lease->cancelling, NULL);
}
