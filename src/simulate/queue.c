#include "simulate/queue.h"

#include <stdlib.h>

/* A binary heap: no login comes before its parent at (index - 1) / 2. */

static bool before(const struct login *one, const struct login *other)
{
    return one->at != other->at ? one->at < other->at : one->number < other->number;
}

static bool grow(struct queue *queue)
{
    size_t capacity = queue->capacity == 0 ? 1024 : queue->capacity * 2;
    struct login *heap = capacity > SIZE_MAX / sizeof *heap ? NULL
                                                            : realloc(queue->heap, capacity * sizeof *heap);
    if (heap == NULL)
        return false;
    queue->heap = heap;
    queue->capacity = capacity;
    return true;
}

bool queue_add(struct queue *queue, const struct login *login)
{
    if (queue->count == queue->capacity && !grow(queue))
        return false;
    size_t at = queue->count++;
    while (at > 0 && before(login, &queue->heap[(at - 1) / 2])) {
        queue->heap[at] = queue->heap[(at - 1) / 2];
        at = (at - 1) / 2;
    }
    queue->heap[at] = *login;
    return true;
}

const struct login *queue_first(const struct queue *queue)
{
    return queue->count > 0 ? &queue->heap[0] : NULL;
}

void queue_remove_first(struct queue *queue)
{
    if (queue->count == 0)
        return;
    struct login last = queue->heap[--queue->count];
    size_t at = 0;
    for (size_t child = 1; child < queue->count; child = 2 * at + 1) {
        if (child + 1 < queue->count && before(&queue->heap[child + 1], &queue->heap[child]))
            child++;
        if (!before(&queue->heap[child], &last))
            break;
        queue->heap[at] = queue->heap[child];
        at = child;
    }
    queue->heap[at] = last;
}

void queue_end(struct queue *queue)
{
    free(queue->heap);
    *queue = (struct queue){ .heap = NULL };
}
