/* A thread that is cancelled in the midst of any public function, and a process that forks there. */
#include "trials.h"

#include "hash/hasher.h"
#include "held.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* From here on every cancellation point of the call would end the thread. */
static void strike(void)
{
    pthread_cancel(pthread_self());
}

/* Back in the service, which is cancelled when it comes to a point of its own. */
static void spare(void)
{
    pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, NULL);
}

static void nothing(void)
{
}

static const struct trial *trial;
static bool came_back;
static pwpol_status status;

/* The end of a thread leaves this frame without its epilogue, after which the address sanitizer of clang 14 would
 * trip over the frame's red zones: so it has none. */
__attribute__((no_sanitize_address)) static void *serve(void *unused)
{
    (void)unused;
    status = trial->run(&here);
    came_back = true;
    pthread_setcancelstate(PTHREAD_CANCEL_ENABLE, NULL);
    pthread_testcancel();
    return NULL;
}

static void run_in_a_thread(void)
{
    pthread_t thread;
    void *result = NULL;
    came_back = false;
    assert_int_equal(pthread_create(&thread, NULL, serve, NULL), 0);
    assert_int_equal(pthread_join(thread, &result), 0);
    assert_int_equal(result == PTHREAD_CANCELED, here.strike == strike);
}

/* It does its work to the end, and the thread ends after it. */
static void a_cancelled_thread_ends_after_the_call(void **state)
{
    (void)state;
    size_t ended_within = 0;
    trial = trial_at(0);
    here.strike = strike;
    here.spare = spare;
    run_in_a_thread(); /* what cancels a thread is loaded at the first */
    for (size_t i = 0; (trial = trial_at(i)) != NULL; i++) {
        here.strike = here.spare = nothing;
        run_in_a_thread();
        run_in_a_thread();
        struct held before = held_now();
        here.strike = strike;
        here.spare = spare;
        run_in_a_thread();
        if (!came_back) {
            print_message("# a thread ended within %s %s\n", trial->function, trial->how);
            ended_within++;
            continue;
        }
        if (status != PWPOL_OK)
            fail_msg("%s %s: status %d", trial->function, trial->how, (int)status);
        here.strike = here.spare = nothing;
        run_in_a_thread();
        assert_int_equal(status, PWPOL_OK);
        assert_given_back(&before, trial->function);
    }
    assert_int_equal(ended_within, 0);
}

static void *verify(void *verdict)
{
    *(pwpol_verdict *)verdict = pwpol_verify(here.hasher, here.stored, here.password, here.password_len,
                                             WORLD_ACCOUNT, WORLD_ACCOUNT_LEN, NULL);
    return NULL;
}

/* Cancelled before, in or behind the queue of the hasher: whoever comes after finds its turn. */
static void a_thread_cancelled_in_the_queue_leaves_no_trace_in_it(void **state)
{
    (void)state;
    struct slot slots[2];
    pthread_t threads[2];
    pwpol_verdict verdicts[2] = { PWPOL_FAILED, PWPOL_FAILED };
    for (unsigned i = 0; i < 2; i++)
        assert_int_equal(slots_take(here.hasher->slots, 8192, true, 0, &slots[i]), SLOTS_TAKEN);
    for (unsigned i = 0; i < 2; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, verify, &verdicts[i]), 0);
    nanosleep(&(struct timespec){ .tv_nsec = 20000000 }, NULL);
    assert_int_equal(pthread_cancel(threads[0]), 0);
    slots_give(here.hasher->slots, &slots[0], 0);
    for (unsigned i = 0; i < 2; i++)
        assert_int_equal(pthread_join(threads[i], NULL), 0);
    slots_give(here.hasher->slots, &slots[1], 0);
    assert_int_equal(verdicts[1], PWPOL_MATCH);
    pwpol_verdict last;
    verify(&last);
    assert_int_equal(last, PWPOL_MATCH);
}

/* ---- Forks ---- */

enum { FORKS = 30, PATIENCE_S = 60 };

static atomic_bool over;

static const struct trial *trial_of(const char *function)
{
    const struct trial *found;
    for (size_t i = 0; (found = trial_at(i)) != NULL; i++)
        if (strcmp(found->function, function) == 0)
            return found;
    fail_msg("%s has no trial", function);
    return NULL;
}

static void *work(void *function)
{
    const struct trial *mine = trial_of(function);
    while (!atomic_load(&over))
        mine->run(&here);
    return NULL;
}

static void *reload(void *unused)
{
    (void)unused;
    while (!atomic_load(&over))
        pwpol_breach_reload(here.breach, NULL, NULL);
    return NULL;
}

/* Leaves with 1 as soon as something is not as ever, and by a signal when it waits for what the parent held. */
_Noreturn static void go_through_all(void)
{
    static const char *const slow[] = { "pwpol_tune", "pwpol_tuning_", "pwpol_store_conformance" };
    const struct trial *each;
    alarm(PATIENCE_S);
    if (pwpol_breach_reload(here.breach, NULL, NULL) != PWPOL_OK)
        _exit(1);
    for (size_t i = 0; (each = trial_at(i)) != NULL; i++) {
        bool is_slow = false;
        for (size_t j = 0; j < sizeof slow / sizeof slow[0]; j++)
            is_slow = is_slow || strncmp(each->function, slow[j], strlen(slow[j])) == 0;
        if (!is_slow && each->run(&here) != PWPOL_OK)
            _exit(1);
    }
    _exit(0);
}

static void a_child_of_a_process_that_hashes_works_as_its_parent(void **state)
{
    (void)state;
    static char functions[][24] = { "pwpol_hash", "pwpol_account_login", "pwpol_check", "pwpol_attempt_begin" };
    enum { THREADS = sizeof functions / sizeof functions[0] };
    pthread_t threads[THREADS + 1];
    here.strike = here.spare = nothing;
    for (unsigned i = 0; i < THREADS; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, work, functions[i]), 0);
    assert_int_equal(pthread_create(&threads[THREADS], NULL, reload, NULL), 0);
    for (unsigned i = 0; i < FORKS; i++) {
        int left = -1;
        pid_t child = fork();
        if (child == 0)
            go_through_all();
        assert_true(child > 0);
        assert_int_equal(waitpid(child, &left, 0), child);
        assert_int_equal(left, 0);
    }
    atomic_store(&over, true);
    for (unsigned i = 0; i < THREADS + 1; i++)
        assert_int_equal(pthread_join(threads[i], NULL), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_cancelled_thread_ends_after_the_call),
        cmocka_unit_test(a_thread_cancelled_in_the_queue_leaves_no_trace_in_it),
        cmocka_unit_test(a_child_of_a_process_that_hashes_works_as_its_parent),
    };
    /* A sanitizer's own locks are held by threads that the child does not have. */
    const struct CMUnitTest without_forks[] = { tests[0], tests[1] };
    return SUITE_HAS_SHADOW_MEMORY ? cmocka_run_group_tests(without_forks, begin_world, end_world)
                                   : cmocka_run_group_tests(tests, begin_world, end_world);
}
