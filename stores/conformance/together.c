/* Many callers at once: threads, processes, and processes that are killed. */
#include "conformance/trial.h"

#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { CALLERS = 8, RING = 4, KILLS = 12, LOCK = 500 };

/* A number in a state, and back. */
static uint64_t number_in(const pwpol_store_item *item)
{
    uint64_t number = 0;
    if (item->found)
        memcpy(&number, item->current, sizeof number);
    return number;
}

static void want_number(pwpol_store_item *item, uint64_t from, uint64_t to)
{
    memset(item->expected, 0, sizeof item->expected);
    memset(item->state, 0, sizeof item->state);
    memcpy(item->expected, &from, sizeof from);
    memcpy(item->state, &to, sizeof to);
    item->expect = from == 0 ? PWPOL_EXPECT_ABSENT : PWPOL_EXPECT_STATE;
    item->action = PWPOL_ACTION_PUT;
}

/* Adds one to every number of the ring, all in one swap, rounds times. The numbers are always
 * equal, whoever else does the same, or a swap was torn. */
static bool turn_ring(struct trial *trial, pwpol_store *store, uint32_t rounds)
{
    uint64_t at = 0;
    for (uint32_t done = 0, tries = 0; done < rounds; tries++) {
        if (tries > rounds * 1000 + 100000)
            return broken(trial, "callers at once keep each other from swapping for ever");
        pwpol_store_item items[RING];
        for (uint32_t i = 0; i < RING; i++) {
            items[i] = item_put(i, 1);
            want_number(&items[i], at, at + 1);
        }
        int64_t now = trial->now;
        bool swapped = false;
        pwpol_status status = pwpol_store_swap(store, items, RING, &now, &swapped);
        if (status != PWPOL_OK)
            return broken(trial, "a swap among others answered status %d", (int)status);
        if (swapped) {
            at++;
            done++;
            continue;
        }
        at = number_in(&items[0]);
        for (uint32_t i = 1; i < RING; i++)
            if (number_in(&items[i]) != at)
                return broken(trial, "a swap was torn: records that change together differ");
    }
    return true;
}

static bool ring_is_at(struct trial *trial, uint64_t least, uint64_t most)
{
    pwpol_store_item items[RING];
    for (uint32_t i = 0; i < RING; i++)
        items[i] = item_of(i);
    if (!must_load(trial, items, RING))
        return false;
    for (uint32_t i = 0; i < RING; i++) {
        uint64_t number = number_in(&items[i]);
        if (number < least || number > most || number != number_in(&items[0]))
            return broken(trial, "record %u was raised %llu times, not %llu", i, (unsigned long long)number,
                          (unsigned long long)least);
    }
    return true;
}

struct caller {
    struct trial trial; /* a copy: its own words */
    atomic_bool *go;    /* so that all begin at once */
    pthread_t thread;
    bool kept;
};

static void *run_caller(void *pointer)
{
    struct caller *caller = pointer;
    while (!atomic_load(caller->go))
        sched_yield();
    caller->kept = turn_ring(&caller->trial, caller->trial.store, caller->trial.rounds);
    return NULL;
}

static bool threads_take_turns(struct trial *trial)
{
    struct caller *callers = calloc(CALLERS, sizeof callers[0]);
    if (callers == NULL)
        return broken(trial, "no memory for the suite itself");
    atomic_bool go;
    atomic_init(&go, false);
    size_t started = 0;
    for (; started < CALLERS; started++) {
        callers[started].trial = *trial;
        callers[started].go = &go;
        if (pthread_create(&callers[started].thread, NULL, run_caller, &callers[started]) != 0)
            break;
    }
    atomic_store(&go, true);
    bool kept = started == CALLERS || broken(trial, "no threads for the suite itself");
    for (size_t i = 0; i < started; i++) {
        pthread_join(callers[i].thread, NULL);
        if (!callers[i].kept)
            kept = broken(trial, "%s", callers[i].trial.found);
    }
    free(callers);
    return kept && ring_is_at(trial, CALLERS * trial->rounds, CALLERS * trial->rounds);
}

static bool handles_agree(struct trial *trial)
{
    pwpol_store *other = NULL;
    if (trial->options->open(trial->options->context, &other) != PWPOL_OK)
        return broken(trial, "it cannot be opened twice");
    struct trial beside = *trial;
    beside.store = other;
    bool kept = must_put(trial, 1, 1) && must_hold(&beside, 1, 1) && must_put(&beside, 1, 2) && must_hold(trial, 1, 2);
    pwpol_store_free(other);
    if (!kept && beside.found[0] != '\0')
        broken(trial, "%s", beside.found);
    return kept;
}

static bool outlives_handles(struct trial *trial)
{
    if (!must_put(trial, LOCK, 7))
        return false;
    pwpol_store_free(trial->store);
    trial->store = NULL;
    if (trial->options->open(trial->options->context, &trial->store) != PWPOL_OK)
        return broken(trial, "it cannot be opened again");
    return must_hold(trial, LOCK, 7);
}

/* In a child: opens the store for itself, or uses what it was born with. */
static pid_t start_process(struct trial *trial, bool inherit, uint32_t rounds)
{
    pid_t child = fork();
    if (child != 0)
        return child;
    pwpol_store *store = trial->store;
    bool kept = inherit || trial->options->open(trial->options->context, &store) == PWPOL_OK;
    kept = kept && turn_ring(trial, store, rounds);
    if (kept && !inherit)
        pwpol_store_free(store);
    _exit(kept ? 0 : 1);
}

static bool ended_well(struct trial *trial, pid_t child)
{
    int status = 0;
    if (child < 0 || waitpid(child, &status, 0) != child)
        return broken(trial, "no processes for the suite itself");
    if (WIFSIGNALED(status))
        return broken(trial, "a process was ended by signal %d", WTERMSIG(status));
    return WEXITSTATUS(status) == 0 || broken(trial, "a process met a torn swap, or a store that failed");
}

static bool processes(struct trial *trial, bool inherit)
{
    pid_t children[CALLERS];
    for (size_t i = 0; i < CALLERS; i++)
        children[i] = start_process(trial, inherit, trial->rounds);
    /* With what children were born with, the parent goes on too. */
    bool kept = !inherit || turn_ring(trial, trial->store, trial->rounds);
    for (size_t i = 0; i < CALLERS; i++)
        if (!ended_well(trial, children[i]))
            kept = false;
    uint64_t all = (uint64_t)(CALLERS + inherit) * trial->rounds;
    return kept && ring_is_at(trial, all, all);
}

static bool processes_take_turns(struct trial *trial)
{
    return processes(trial, false);
}

static bool forks_share(struct trial *trial)
{
    /* So that there is something to inherit. */
    return must_put(trial, LOCK, 7) && must_hold(trial, LOCK, 7) && processes(trial, true) && must_hold(trial, LOCK, 7);
}

static bool killed_leave_it_whole(struct trial *trial)
{
    if (!must_put(trial, LOCK, 7))
        return false;
    for (long kill_at = 1; kill_at <= KILLS; kill_at++) {
        pid_t children[2] = { start_process(trial, false, UINT32_MAX / 2000),
                              start_process(trial, false, UINT32_MAX / 2000) };
        struct timespec pause = { .tv_nsec = kill_at * kill_at * 300000 };
        nanosleep(&pause, NULL);
        for (size_t i = 0; i < 2; i++) {
            if (children[i] <= 0)
                return broken(trial, "no processes for the suite itself");
            kill(children[i], SIGKILL);
            waitpid(children[i], NULL, 0);
        }
        if (!ring_is_at(trial, 0, UINT64_MAX) || !must_hold(trial, LOCK, 7) || !turn_ring(trial, trial->store, 3))
            return false;
    }
    return outlives_handles(trial);
}

const struct requirement together_requirements[] = {
    { "together.threads", "Threads that swap the same records take turns: no swap is lost, none is torn.", false, false,
      threads_take_turns },
    { "shared.handles", "What one handle puts another finds.", true, false, handles_agree },
    { "shared.outlives", "What is put outlives the handle.", true, false, outlives_handles },
    { "shared.processes", "Processes that swap the same records take turns: no swap is lost, none is torn.", true, false,
      processes_take_turns },
    { "shared.fork", "A handle serves on both sides of a fork().", true, false, forks_share },
    { "shared.killed", "Processes killed at any point leave a store that works and has lost nothing.", true, false,
      killed_leave_it_whole },
    { NULL, NULL, false, false, NULL },
};
