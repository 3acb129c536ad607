/* The threads that fill lanes. */
#include "suite.h"

#include "hash/engine_native_crew.h"

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

enum { COUNT = 200 };

struct tally {
    atomic_uint calls[COUNT];
    atomic_uint open_to_signals; /* calls on a thread of the crew that takes signals */
    pthread_t caller;
};

static void count(void *context, uint32_t index)
{
    struct tally *tally = context;
    sigset_t blocked;
    atomic_fetch_add(&tally->calls[index], 1);
    if (pthread_equal(pthread_self(), tally->caller))
        return;
    pthread_sigmask(SIG_BLOCK, NULL, &blocked);
    if (!sigismember(&blocked, SIGTERM) || !sigismember(&blocked, SIGALRM))
        atomic_fetch_add(&tally->open_to_signals, 1);
}

static void run_and_check(uint32_t size)
{
    static _Thread_local struct tally tally;
    memset(&tally, 0, sizeof tally);
    tally.caller = pthread_self();
    crew_run(size, count, &tally);
    for (uint32_t i = 0; i < COUNT; i++)
        if (atomic_load(&tally.calls[i]) != (i < size))
            abort(); /* cmocka's asserts belong to the first thread */
    if (atomic_load(&tally.open_to_signals) > 0)
        abort();
}

static void every_index_is_worked_on_once_and_signals_stay_with_the_program(void **state)
{
    (void)state;
    assert_true(crew_size() >= 1 && crew_size() <= 64);
    for (uint32_t size = 0; size <= COUNT; size++)
        run_and_check(size);
}

static void *run_often(void *argument)
{
    (void)argument;
    for (uint32_t i = 0; i < 300; i++)
        run_and_check(1 + i % 9);
    return NULL;
}

static void many_callers_share_the_crew(void **state)
{
    (void)state;
    enum { CALLERS = 12 };
    pthread_t callers[CALLERS];
    for (size_t i = 0; i < CALLERS; i++)
        assert_int_equal(pthread_create(&callers[i], NULL, run_often, NULL), 0);
    for (size_t i = 0; i < CALLERS; i++)
        assert_int_equal(pthread_join(callers[i], NULL), 0);
}

/* While other threads hold its lock or not: the child has a crew of its own. Not under the thread
 * sanitizer, which lets no child of several threads start a thread; every other build runs it. */
#if !defined(__SANITIZE_THREAD__)
static void a_child_of_fork_has_a_crew_of_its_own(void **state)
{
    (void)state;
    pthread_t callers[4];
    for (size_t i = 0; i < 4; i++)
        assert_int_equal(pthread_create(&callers[i], NULL, run_often, NULL), 0);
    for (unsigned round = 0; round < 20; round++) {
        pid_t child = fork();
        assert_true(child >= 0);
        if (child == 0) {
            alarm(300); /* valgrind on a loaded machine takes its time */
            run_and_check(8);
            run_and_check(COUNT);
            _exit(0);
        }
        int status = -1;
        assert_int_equal(waitpid(child, &status, 0), child);
        assert_int_equal(status, 0);
    }
    for (size_t i = 0; i < 4; i++)
        assert_int_equal(pthread_join(callers[i], NULL), 0);
    run_and_check(COUNT);
}
#endif

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_index_is_worked_on_once_and_signals_stay_with_the_program),
        cmocka_unit_test(many_callers_share_the_crew),
#if !defined(__SANITIZE_THREAD__)
        cmocka_unit_test(a_child_of_fork_has_a_crew_of_its_own),
#endif
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
