#include "cli/interrupt.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stddef.h>
#include <time.h>

static const int watched[] = { SIGINT, SIGTERM, SIGHUP };
enum { WATCHED = sizeof watched / sizeof watched[0] };

static volatile sig_atomic_t caught;
static bool watching;
static sigset_t blocked, before;
static struct sigaction actions[WATCHED];

static void remember(int signal)
{
    caught = signal;
}

void interrupt_begin(void)
{
    struct sigaction action = { .sa_handler = remember };
    sigemptyset(&action.sa_mask);
    sigemptyset(&blocked);
    for (int i = 0; i < WATCHED; i++)
        sigaddset(&blocked, watched[i]);
    sigprocmask(SIG_BLOCK, &blocked, &before);
    for (int i = 0; i < WATCHED; i++) {
        sigaction(watched[i], NULL, &actions[i]);
        if (actions[i].sa_handler != SIG_IGN) /* nohup keeps its promise */
            sigaction(watched[i], &action, NULL);
    }
    watching = true;
}

/* What was set before holds again: a person who insists is obeyed. */
static void stop_watching(void)
{
    for (int i = 0; i < WATCHED; i++)
        sigaction(watched[i], &actions[i], NULL);
    sigprocmask(SIG_SETMASK, &before, NULL);
    watching = false;
}

static bool wait_for(int fd, const struct timespec *limit)
{
    struct pollfd input = { .fd = fd, .events = POLLIN };
    if (!watching)
        return caught == 0;
    while (caught == 0 && ppoll(&input, fd >= 0 ? 1 : 0, limit, &before) < 0 && errno == EINTR)
        ;
    if (caught != 0)
        stop_watching();
    return caught == 0;
}

int interrupted(void)
{
    static const struct timespec at_once = { 0, 0 };
    wait_for(-1, &at_once);
    return caught;
}

/* A key that interrupts a pipeline ends the program before this one, too: its end of
 * file may cut a record, so the signal is heard first even when both are there. */
bool interrupt_wait(int fd)
{
    return wait_for(fd, NULL) && interrupted() == 0;
}

void interrupt_end(void)
{
    if (watching)
        stop_watching();
    if (caught != 0)
        raise(caught);
}
