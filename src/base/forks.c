#include "base/forks.h"

#include <pthread.h>

/* Even: an odd mark is that of an object which is being made anew. */
static atomic_uint generation;
static pthread_once_t once = PTHREAD_ONCE_INIT;
static bool is_watched;

static void count_fork(void)
{
    atomic_fetch_add_explicit(&generation, 2, memory_order_relaxed);
}

static void watch(void)
{
    is_watched = pthread_atfork(NULL, NULL, count_fork) == 0;
}

bool forks_watch(void)
{
    pthread_once(&once, watch);
    return is_watched;
}

unsigned forks_mark(void)
{
    return atomic_load_explicit(&generation, memory_order_relaxed);
}

bool forks_happened(const atomic_uint *mark)
{
    return atomic_load_explicit(mark, memory_order_acquire) != forks_mark();
}

void forks_begin_anew(atomic_uint *mark, void (*anew)(void *object), void *object)
{
    const unsigned now = forks_mark(), odd = now | 1;
    unsigned made = atomic_load_explicit(mark, memory_order_acquire);
    while (made != now) {
        if (made != odd && atomic_compare_exchange_strong(mark, &made, odd)) {
            anew(object);
            atomic_store_explicit(mark, now, memory_order_release);
            return;
        }
        made = atomic_load_explicit(mark, memory_order_acquire);
    }
}
