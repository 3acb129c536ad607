#include "hash/slots.h"

#include "base/forks.h"
#include "hash/engine_native.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <time.h>

struct waiter {
    pthread_cond_t wake;
    struct waiter *next;
    size_t size; /* of the slot's own memory that is wanted; SIZE_MAX for a promise */
    struct slot *slot;
    bool served; /* was given a slot by who had it, and is no longer in the queue */
};

struct kept {
    void *memory;
    size_t capacity; /* bytes mapped */
    size_t promised; /* bytes that an engine maps for itself while the slot is taken */
    size_t used;     /* bytes at the beginning of the memory that hold what is to be wiped */
    bool taken;
};

struct slots {
    pthread_mutex_t lock;
    struct waiter *first, *last; /* in the order they came */
    size_t budget;
    size_t used; /* mapped and promised */
    size_t peak;
    size_t count;
    atomic_uint forks; /* see base/forks.h */
    struct kept kept[];
};

/* To whole pages, not to huge ones: the budget is a number of hashes (hash.slots times
 * hash.memory), and must hold as many. What is over a huge page comes in small ones. */
static size_t rounded(size_t size)
{
    enum { PAGE = 4096 };
    return (size + PAGE - 1) / PAGE * PAGE;
}

struct slots *slots_new(size_t count, size_t budget)
{
    if (count < 1 || count > SLOTS_MAX)
        return NULL;
    struct slots *slots = forks_watch() ? calloc(1, sizeof *slots + count * sizeof slots->kept[0]) : NULL;
    if (slots == NULL)
        return NULL;
    if (pthread_mutex_init(&slots->lock, NULL) != 0) {
        free(slots);
        return NULL;
    }
    slots->count = count;
    slots->budget = budget;
    atomic_init(&slots->forks, forks_mark());
    return slots;
}

static void unmap(struct slots *slots, struct kept *kept)
{
    if (kept->memory != NULL)
        munmap(kept->memory, kept->capacity);
    slots->used -= kept->capacity;
    kept->memory = NULL;
    kept->capacity = 0;
}

/* The mappings were not inherited. */
static void begin_anew(void *object)
{
    struct slots *slots = object;
    pthread_mutex_init(&slots->lock, NULL);
    slots->first = slots->last = NULL;
    slots->used = slots->peak = 0;
    for (size_t i = 0; i < slots->count; i++)
        slots->kept[i] = (struct kept){ 0 };
}

void slots_free(struct slots *slots)
{
    if (slots == NULL)
        return;
    forks_begin_anew(&slots->forks, begin_anew, slots);
    for (size_t i = 0; i < slots->count; i++)
        unmap(slots, &slots->kept[i]);
    pthread_mutex_destroy(&slots->lock);
    free(slots);
}

static void *map(size_t size)
{
    void *memory =
        mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (memory == MAP_FAILED)
        return NULL;
    /* Advice: a kernel that refuses it gives slower or less discreet memory, not wrong one. */
    madvise(memory, size, MADV_HUGEPAGE);
    madvise(memory, size, MADV_DONTDUMP);
    madvise(memory, size, MADV_DONTFORK);
    return memory;
}

/* The free slot that already has the least memory that suffices, else the free
 * one that has most; NULL when all are taken. */
static struct kept *best_free(struct slots *slots, size_t size)
{
    struct kept *best = NULL;
    for (size_t i = 0; i < slots->count; i++) {
        struct kept *kept = &slots->kept[i];
        if (kept->taken)
            continue;
        bool better = best == NULL ||
                      (kept->capacity >= size ? best->capacity < size || kept->capacity < best->capacity
                                              : best->capacity < size && kept->capacity > best->capacity);
        if (better)
            best = kept;
    }
    return best;
}

/* Unmaps what idle slots keep until size more bytes fit. */
static bool make_room(struct slots *slots, const struct kept *spared, size_t size)
{
    for (size_t i = 0; i < slots->count && slots->budget - slots->used < size; i++)
        if (!slots->kept[i].taken && &slots->kept[i] != spared)
            unmap(slots, &slots->kept[i]);
    return slots->budget - slots->used >= size;
}

/* Under the lock, at the head of the queue. */
static enum slots_answer try_take(struct slots *slots, size_t size, bool mapped, struct slot *slot)
{
    struct kept *kept = best_free(slots, mapped ? size : SIZE_MAX);
    if (kept == NULL)
        return SLOTS_BUSY;
    if (!mapped) {
        if (!make_room(slots, NULL, size))
            return SLOTS_BUSY;
        kept->promised = size;
        slots->used += size;
    } else if (kept->capacity < size) {
        unmap(slots, kept);
        if (!make_room(slots, kept, size))
            return SLOTS_BUSY;
        kept->memory = map(size);
        if (kept->memory == NULL)
            return SLOTS_NO_MEMORY;
        kept->capacity = size;
        slots->used += size;
    }
    kept->taken = true;
    if (slots->used > slots->peak)
        slots->peak = slots->used;
    *slot = (struct slot){ .memory = mapped ? kept->memory : NULL,
                           .index = (size_t)(kept - slots->kept),
                           .size = size };
    return SLOTS_TAKEN;
}

static void leave_queue(struct slots *slots, struct waiter *self)
{
    struct waiter **link = &slots->first;
    struct waiter *before = NULL;
    while (*link != self) {
        before = *link;
        link = &before->next;
    }
    *link = self->next;
    if (slots->last == self)
        slots->last = before;
    if (slots->first != NULL)
        pthread_cond_signal(&slots->first->wake);
}

static struct timespec deadline_after(int64_t wait_ms)
{
    struct timespec deadline;
    clock_gettime(CLOCK_MONOTONIC, &deadline);
    int64_t nanoseconds = deadline.tv_nsec + wait_ms % 1000 * 1000000;
    deadline.tv_sec += (time_t)(wait_ms / 1000 + nanoseconds / 1000000000);
    deadline.tv_nsec = (long)(nanoseconds % 1000000000);
    return deadline;
}

static bool waiter_init(struct waiter *waiter)
{
    pthread_condattr_t attributes;
    if (pthread_condattr_init(&attributes) != 0)
        return false;
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    int failed = pthread_cond_init(&waiter->wake, &attributes);
    pthread_condattr_destroy(&attributes);
    return failed == 0;
}

/* Under the lock: joins the end of the queue and waits to be its head and to be served. */
static enum slots_answer wait_turn(struct slots *slots, size_t size, bool mapped, int64_t wait_ms,
                                   struct slot *slot)
{
    struct waiter self = { .size = mapped ? size : SIZE_MAX, .slot = slot };
    if (!waiter_init(&self))
        return SLOTS_NO_MEMORY;
    if (slots->last != NULL)
        slots->last->next = &self;
    else
        slots->first = &self;
    slots->last = &self;

    struct timespec deadline = deadline_after(wait_ms);
    enum slots_answer answer = SLOTS_BUSY;
    for (int timed_out = 0; timed_out == 0;) {
        timed_out = pthread_cond_timedwait(&self.wake, &slots->lock, &deadline);
        if (self.served) {
            pthread_cond_destroy(&self.wake);
            return SLOTS_TAKEN;
        }
        if (slots->first != &self)
            continue;
        answer = try_take(slots, size, mapped, slot);
        if (answer != SLOTS_BUSY)
            break;
    }
    leave_queue(slots, &self);
    pthread_cond_destroy(&self.wake);
    return answer;
}

bool slots_could_hold(const struct slots *slots, size_t size)
{
    return size <= slots->budget && rounded(size) <= slots->budget;
}

enum slots_answer slots_take(struct slots *slots, size_t size, bool mapped, int64_t wait_ms,
                             struct slot *slot)
{
    if (!slots_could_hold(slots, size))
        return SLOTS_OVER_BUDGET;
    forks_begin_anew(&slots->forks, begin_anew, slots);
    size = rounded(size);
    pthread_mutex_lock(&slots->lock);
    enum slots_answer answer = slots->first == NULL ? try_take(slots, size, mapped, slot) : SLOTS_BUSY;
    if (answer == SLOTS_BUSY && wait_ms > 0)
        answer = wait_turn(slots, size, mapped, wait_ms, slot);
    pthread_mutex_unlock(&slots->lock);
    return answer;
}

/* Under the lock: hands a taken slot to the head of the queue, if its memory suffices. */
static bool hand_over(struct slots *slots, struct kept *kept)
{
    struct waiter *next = slots->first;
    if (next == NULL || kept->capacity < next->size)
        return false;
    slots->first = next->next;
    if (slots->first == NULL)
        slots->last = NULL;
    else
        pthread_cond_signal(&slots->first->wake); /* another slot may be free */
    *next->slot = (struct slot){ .memory = kept->memory, .index = (size_t)(kept - slots->kept), .size = next->size };
    next->served = true;
    pthread_cond_signal(&next->wake);
    return true;
}

void slots_give(struct slots *slots, const struct slot *slot, size_t used)
{
    struct kept *kept = &slots->kept[slot->index];
    pthread_mutex_lock(&slots->lock);
    if (used > kept->used)
        kept->used = used;
    bool handed_over = kept->promised == 0 && hand_over(slots, kept);
    if (!handed_over && kept->used > 0) {
        pthread_mutex_unlock(&slots->lock);
        native_wipe(kept->memory, kept->used);
        pthread_mutex_lock(&slots->lock);
        kept->used = 0;
    }
    if (!handed_over) {
        slots->used -= kept->promised;
        kept->promised = 0;
        kept->taken = false;
        if (slots->first != NULL)
            pthread_cond_signal(&slots->first->wake);
    }
    pthread_mutex_unlock(&slots->lock);
}

void slots_usage(struct slots *slots, size_t *now, size_t *peak)
{
    pthread_mutex_lock(&slots->lock);
    *now = slots->used;
    *peak = slots->peak;
    pthread_mutex_unlock(&slots->lock);
}
