/* Threads that work on slots which go round. One thread fills them and takes them back in the order in which it
 * filled them, the others work on them meanwhile: so output comes in the order of the input, and memory does not
 * grow with it. The slots themselves are the caller's, and known here by their number. */
#ifndef PWPOL_CLI_RING_H
#define PWPOL_CLI_RING_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct ring {
    size_t slot_count;
    void (*work)(void *context, size_t slot); /* called by one of the threads for each slot that was given */
    void *context;
    unsigned char *states; /* of each slot */
    uint64_t next, given;  /* the next to be worked on, of all that were ever given */
    bool closed;
    pthread_t *threads;
    unsigned thread_count;
    pthread_mutex_t lock;
    pthread_cond_t changed;
};

/* How many slots go round for so many threads. */
size_t ring_slots(unsigned threads);

/* Starts as many threads as the system lets, at most threads; false when it lets none, or there is no memory:
 * then nothing is to be ended. */
bool ring_begin(struct ring *ring, unsigned threads, void (*work)(void *context, size_t slot), void *context);
/* Ends and joins them; what was given and is not yet worked on is left. */
void ring_end(struct ring *ring);

/* The slot that is to be filled next, once it was taken. */
size_t ring_next(const struct ring *ring);
/* Gives that slot to the threads. */
void ring_give(struct ring *ring);
/* Waits for the threads to be done with a slot; false when it was not given since it was last taken. */
bool ring_take(struct ring *ring, size_t slot);

#endif
