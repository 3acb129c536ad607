#include "redis/resolve.h"

#include <netdb.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { HOST_LONGEST = 255, PORT_LONGEST = 5 };

/* Of the thread that looks up and of the one that waits: who leaves last frees it. */
struct question {
    pthread_mutex_t lock;
    pthread_cond_t answered;
    char host[HOST_LONGEST + 1], port[PORT_LONGEST + 1];
    struct addresses answer;
    bool done, abandoned;
};

static void look_up(struct addresses *addresses, const char *host, const char *port, int flags)
{
    struct addrinfo hints = { .ai_socktype = SOCK_STREAM, .ai_flags = flags | AI_NUMERICSERV };
    struct addrinfo *list = NULL;
    addresses->count = 0;
    if (getaddrinfo(host, port, &hints, &list) != 0)
        return;
    for (struct addrinfo *each = list; each != NULL && addresses->count < ADDRESSES_MOST; each = each->ai_next) {
        if (each->ai_addrlen > sizeof addresses->address[0])
            continue;
        memcpy(&addresses->address[addresses->count], each->ai_addr, each->ai_addrlen);
        addresses->size[addresses->count++] = each->ai_addrlen;
    }
    freeaddrinfo(list);
}

static void free_question(struct question *question)
{
    pthread_cond_destroy(&question->answered);
    pthread_mutex_destroy(&question->lock);
    free(question);
}

static void *answer(void *pointer)
{
    struct question *question = pointer;
    struct addresses answer;
    look_up(&answer, question->host, question->port, AI_ADDRCONFIG);
    pthread_mutex_lock(&question->lock);
    question->answer = answer;
    question->done = true;
    bool abandoned = question->abandoned;
    pthread_cond_signal(&question->answered);
    pthread_mutex_unlock(&question->lock);
    if (abandoned)
        free_question(question);
    return NULL;
}

static struct question *new_question(const char *host, const char *port)
{
    struct question *question = calloc(1, sizeof *question);
    if (question == NULL)
        return NULL;
    pthread_condattr_t attributes;
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_mutex_init(&question->lock, NULL);
    pthread_cond_init(&question->answered, &attributes);
    pthread_condattr_destroy(&attributes);
    memcpy(question->host, host, strnlen(host, HOST_LONGEST));
    memcpy(question->port, port, strnlen(port, PORT_LONGEST));
    return question;
}

/* The program's signals are for its own threads. */
static bool start(struct question *question)
{
    sigset_t all, before;
    pthread_attr_t attributes;
    pthread_t thread;
    if (pthread_attr_init(&attributes) != 0)
        return false;
    pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    bool started = pthread_create(&thread, &attributes, answer, question) == 0;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    pthread_attr_destroy(&attributes);
    return started;
}

void resolve(struct addresses *addresses, const char *host, const char *port, int64_t deadline)
{
    look_up(addresses, host, port, AI_NUMERICHOST);
    if (addresses->count > 0)
        return;
    struct question *question = new_question(host, port);
    if (question == NULL)
        return;
    if (!start(question)) {
        free_question(question);
        return;
    }
    const struct timespec until = { .tv_sec = (time_t)(deadline / 1000),
                                    .tv_nsec = (long)(deadline % 1000) * 1000000 };
    pthread_mutex_lock(&question->lock);
    int late = 0;
    while (!question->done && late == 0)
        late = pthread_cond_timedwait(&question->answered, &question->lock, &until);
    bool done = question->done;
    if (done)
        *addresses = question->answer;
    question->abandoned = true;
    pthread_mutex_unlock(&question->lock);
    if (done)
        free_question(question);
}
