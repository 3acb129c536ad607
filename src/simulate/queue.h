/* Events to come, the soonest first. */
#ifndef PWPOL_SIMULATE_QUEUE_H
#define PWPOL_SIMULATE_QUEUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A login under way: what its owner does next, and when. */
struct login {
    int64_t at;      /* ms since the beginning */
    int64_t number;  /* of the login; of two at the same time the lower comes first */
    uint32_t owner;  /* the account */
    uint16_t tries;  /* passwords that were verified and wrong */
    uint16_t asked;  /* times that the service was asked */
    bool known;      /* comes from the owner's device */
    bool forgotten;  /* the owner does not remember the password */
    bool waited;     /* was made to wait */
    bool challenged; /* was given a captcha */
    bool solved;     /* has just solved one */
};

/* Start it zeroed. */
struct queue {
    struct login *heap;
    size_t count;
    size_t capacity;
};

/* False when there is no memory; nothing is lost then. */
bool queue_add(struct queue *queue, const struct login *login);
/* The soonest; NULL when there is none. Valid until the next call. */
const struct login *queue_first(const struct queue *queue);
void queue_remove_first(struct queue *queue);
void queue_end(struct queue *queue);

#endif
