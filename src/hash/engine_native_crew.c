#include "hash/engine_native_crew.h"

#include "base/forks.h"
#include "base/processors.h"
#include "base/secret.h"

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

enum { CREW_MOST = 64, STACK_SIZE = 256 * 1024 };

struct job {
    void (*work)(void *context, uint32_t index);
    void *context;
    uint32_t count;
    uint32_t next;       /* the first index that nobody has taken */
    uint32_t unfinished; /* indices that have not returned */
    pthread_cond_t done;
    struct job *following;
};

static struct {
    pthread_mutex_t lock;
    pthread_cond_t wanted; /* there is a job, or the crew ends */
    struct job *first;     /* jobs with an index that nobody has taken */
    struct job **end;
    pthread_t threads[CREW_MOST];
    uint32_t started;
    bool complete; /* as many threads as there will be */
    bool ending;
    atomic_uint forks; /* see base/forks.h */
} crew = { .lock = PTHREAD_MUTEX_INITIALIZER, .wanted = PTHREAD_COND_INITIALIZER, .end = &crew.first };

uint32_t crew_size(void)
{
    static _Atomic uint32_t known;
    uint32_t size = atomic_load(&known);
    if (size == 0) {
        size = processors_usable();
        size = size > CREW_MOST ? CREW_MOST : size;
        atomic_store(&known, size);
    }
    return size;
}

static void begin_anew(void *unused)
{
    (void)unused;
    pthread_mutex_init(&crew.lock, NULL);
    pthread_cond_init(&crew.wanted, NULL);
    crew.first = NULL;
    crew.end = &crew.first;
    crew.started = 0;
    crew.complete = crew.ending = false;
}

/* Under the lock, which it lends while it works. A job leaves the queue with its last index. */
static void take_one(struct job *job)
{
    uint32_t index = job->next++;
    if (job->next == job->count) {
        struct job **link = &crew.first;
        while (*link != job)
            link = &(*link)->following;
        *link = job->following;
        if (crew.end == &job->following)
            crew.end = link;
    }
    pthread_mutex_unlock(&crew.lock);
    job->work(job->context, index);
    pthread_mutex_lock(&crew.lock);
    if (--job->unfinished == 0)
        pthread_cond_signal(&job->done);
}

static void *serve(void *argument)
{
    (void)argument;
    pthread_mutex_lock(&crew.lock);
    while (!crew.ending) {
        if (crew.first == NULL) {
            pthread_cond_wait(&crew.wanted, &crew.lock);
            continue;
        }
        take_one(crew.first);
        secret_wipe_stack();
    }
    pthread_mutex_unlock(&crew.lock);
    return NULL;
}

/* Under the lock. A system that has no thread to give leaves the work to who is there. */
static void start_threads(void)
{
    pthread_attr_t attributes;
    sigset_t all, before;
    crew.complete = true;
    if (pthread_attr_init(&attributes) != 0)
        return;
    pthread_attr_setstacksize(&attributes, STACK_SIZE);
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    while (crew.started + 1 < crew_size() &&
           pthread_create(&crew.threads[crew.started], &attributes, serve, NULL) == 0)
        crew.started++;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    pthread_attr_destroy(&attributes);
}

void crew_run(uint32_t count, void (*work)(void *context, uint32_t index), void *context)
{
    struct job job = { .work = work, .context = context, .count = count, .unfinished = count };
    if (count < 2 || crew_size() < 2 || !forks_watch() || pthread_cond_init(&job.done, NULL) != 0) {
        for (uint32_t i = 0; i < count; i++)
            work(context, i);
        return;
    }
    forks_begin_anew(&crew.forks, begin_anew, NULL);
    pthread_mutex_lock(&crew.lock);
    if (!crew.complete)
        start_threads();
    *crew.end = &job;
    crew.end = &job.following;
    for (uint32_t i = 1; i < count && i <= crew.started; i++)
        pthread_cond_signal(&crew.wanted);
    while (job.next < job.count)
        take_one(&job);
    while (job.unfinished > 0)
        pthread_cond_wait(&job.done, &crew.lock);
    pthread_mutex_unlock(&crew.lock);
    pthread_cond_destroy(&job.done);
}

/* The library may be unloaded: no thread may be inside it. */
__attribute__((destructor)) static void end(void)
{
    if (forks_happened(&crew.forks))
        return;
    pthread_mutex_lock(&crew.lock);
    crew.ending = true;
    pthread_cond_broadcast(&crew.wanted);
    pthread_mutex_unlock(&crew.lock);
    for (uint32_t i = 0; i < crew.started; i++)
        pthread_join(crew.threads[i], NULL);
    crew.started = 0;
}
