#include "cli/ring.h"

#include <stdlib.h>

enum { SLOTS_A_THREAD = 2 };
enum { SLOT_EMPTY, SLOT_GIVEN, SLOT_DONE };

size_t ring_slots(unsigned threads)
{
    return (size_t)threads * SLOTS_A_THREAD + 1;
}

static void *work_on_slots(void *argument)
{
    struct ring *ring = argument;
    pthread_mutex_lock(&ring->lock);
    for (;;) {
        while (ring->next == ring->given && !ring->closed)
            pthread_cond_wait(&ring->changed, &ring->lock);
        if (ring->next == ring->given)
            break;
        size_t slot = (size_t)(ring->next++ % ring->slot_count);
        pthread_mutex_unlock(&ring->lock);
        ring->work(ring->context, slot);
        pthread_mutex_lock(&ring->lock);
        ring->states[slot] = SLOT_DONE;
        pthread_cond_broadcast(&ring->changed);
    }
    pthread_mutex_unlock(&ring->lock);
    return NULL;
}

bool ring_begin(struct ring *ring, unsigned threads, void (*work)(void *context, size_t slot), void *context)
{
    *ring = (struct ring){ .slot_count = ring_slots(threads),
                           .work = work,
                           .context = context,
                           .lock = PTHREAD_MUTEX_INITIALIZER,
                           .changed = PTHREAD_COND_INITIALIZER };
    ring->states = calloc(ring->slot_count, sizeof ring->states[0]);
    ring->threads = calloc(threads, sizeof ring->threads[0]);
    while (ring->states != NULL && ring->threads != NULL && ring->thread_count < threads &&
           pthread_create(&ring->threads[ring->thread_count], NULL, work_on_slots, ring) == 0)
        ring->thread_count++;
    if (ring->thread_count > 0)
        return true;
    free(ring->states);
    free(ring->threads);
    return false;
}

void ring_end(struct ring *ring)
{
    pthread_mutex_lock(&ring->lock);
    ring->closed = true;
    ring->next = ring->given; /* what is left would be worked on for nothing */
    pthread_cond_broadcast(&ring->changed);
    pthread_mutex_unlock(&ring->lock);
    for (unsigned i = 0; i < ring->thread_count; i++)
        pthread_join(ring->threads[i], NULL);
    free(ring->states);
    free(ring->threads);
    pthread_cond_destroy(&ring->changed);
    pthread_mutex_destroy(&ring->lock);
}

size_t ring_next(const struct ring *ring)
{
    return (size_t)(ring->given % ring->slot_count); /* only the filling thread changes it */
}

void ring_give(struct ring *ring)
{
    pthread_mutex_lock(&ring->lock);
    ring->states[ring_next(ring)] = SLOT_GIVEN;
    ring->given++;
    pthread_cond_broadcast(&ring->changed);
    pthread_mutex_unlock(&ring->lock);
}

bool ring_take(struct ring *ring, size_t slot)
{
    pthread_mutex_lock(&ring->lock);
    while (ring->states[slot] == SLOT_GIVEN)
        pthread_cond_wait(&ring->changed, &ring->lock);
    bool given = ring->states[slot] == SLOT_DONE;
    ring->states[slot] = SLOT_EMPTY;
    pthread_mutex_unlock(&ring->lock);
    return given;
}
