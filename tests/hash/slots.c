#include "suite.h"

#include "hash/slots.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { MIB = 1024 * 1024 };

static void memory_is_kept_between_calls(void **state)
{
    (void)state;
    struct slots *slots = slots_new(2, 8 * MIB);
    struct slot first, second;
    assert_int_equal(slots_take(slots, 3 * MIB, true, 0, &first), SLOTS_TAKEN);
    void *memory = first.memory;
    assert_non_null(memory);
    slots_give(slots, &first, 0);
    assert_int_equal(slots_take(slots, 2 * MIB, true, 0, &second), SLOTS_TAKEN);
    assert_ptr_equal(second.memory, memory);
    slots_give(slots, &second, 0);
    slots_free(slots);
}

static void the_budget_is_never_exceeded(void **state)
{
    (void)state;
    size_t now, peak;
    struct slots *slots = slots_new(4, 8 * MIB);
    struct slot one, other, third;
    assert_int_equal(slots_take(slots, 9 * MIB, true, 0, &one), SLOTS_OVER_BUDGET);
    assert_int_equal(slots_take(slots, SIZE_MAX, true, 0, &one), SLOTS_OVER_BUDGET);
    assert_int_equal(slots_take(slots, 4 * MIB, true, 0, &one), SLOTS_TAKEN);
    assert_int_equal(slots_take(slots, 4 * MIB, false, 0, &other), SLOTS_TAKEN);
    assert_null(other.memory);
    assert_int_equal(slots_take(slots, 4096, true, 0, &third), SLOTS_BUSY);
    slots_give(slots, &one, 0);
    /* what the idle slot kept makes room for something larger */
    assert_int_equal(slots_take(slots, 2 * MIB, false, 0, &one), SLOTS_TAKEN);
    slots_give(slots, &one, 0);
    slots_give(slots, &other, 0);
    assert_int_equal(slots_take(slots, 8 * MIB, true, 0, &one), SLOTS_TAKEN);
    slots_give(slots, &one, 0);
    slots_usage(slots, &now, &peak);
    assert_true(peak <= 8 * MIB);
    slots_free(slots);
}

/* 19 MiB, a cost of OWASP's (C7), is no number of huge pages. */
static void a_budget_of_two_hashes_holds_two_hashes(void **state)
{
    (void)state;
    for (int mapped = 0; mapped < 2; mapped++) {
        struct slots *slots = slots_new(2, 2 * 19 * MIB);
        struct slot one, other;
        assert_int_equal(slots_take(slots, 19 * MIB, mapped, 0, &one), SLOTS_TAKEN);
        assert_int_equal(slots_take(slots, 19 * MIB, mapped, 0, &other), SLOTS_TAKEN);
        slots_give(slots, &one, 0);
        slots_give(slots, &other, 0);
        slots_free(slots);
    }
}

static void who_waits_is_answered_busy_at_the_deadline(void **state)
{
    (void)state;
    struct slots *slots = slots_new(1, 4 * MIB);
    struct slot taken, wanted;
    struct timespec begin, end;
    assert_int_equal(slots_take(slots, MIB, true, 0, &taken), SLOTS_TAKEN);
    clock_gettime(CLOCK_MONOTONIC, &begin);
    assert_int_equal(slots_take(slots, MIB, true, 50, &wanted), SLOTS_BUSY);
    clock_gettime(CLOCK_MONOTONIC, &end);
    long waited_ms = (end.tv_sec - begin.tv_sec) * 1000 + (end.tv_nsec - begin.tv_nsec) / 1000000;
    assert_true(waited_ms >= 49);
    slots_give(slots, &taken, 0);
    assert_int_equal(slots_take(slots, MIB, true, 0, &wanted), SLOTS_TAKEN); /* the queue is empty again */
    slots_give(slots, &wanted, 0);
    slots_free(slots);
}

/* ---- Threads ---- */

struct waiting {
    struct slots *slots;
    atomic_int *order;
    int place;
    pthread_t thread;
};

static void *wait_and_note(void *argument)
{
    struct waiting *waiting = argument;
    struct slot slot;
    assert_int_equal(slots_take(waiting->slots, MIB, true, 60000, &slot), SLOTS_TAKEN);
    waiting->place = atomic_fetch_add(waiting->order, 1);
    slots_give(waiting->slots, &slot, 0);
    return NULL;
}

/* What a thread finds in the slot that it waited for, and leaves there. */
static void *wait_and_leave(void *argument)
{
    struct waiting *waiting = argument;
    struct slot slot;
    assert_int_equal(slots_take(waiting->slots, MIB, true, 60000, &slot), SLOTS_TAKEN);
    unsigned char *memory = slot.memory;
    waiting->place = memory[100];
    memset(memory, 2, MIB / 2);
    slots_give(waiting->slots, &slot, MIB / 2);
    return NULL;
}

static size_t not_zero(const unsigned char *memory, size_t size)
{
    size_t count = 0;
    for (size_t i = 0; i < size; i++)
        count += memory[i] != 0;
    return count;
}

/* A thread that waits is asleep in the queue before the next one starts. */
static void let_it_queue(void)
{
    struct timespec pause = { 0, 20 * 1000000 };
    nanosleep(&pause, NULL);
}

static void first_come_is_first_served(void **state)
{
    (void)state;
    enum { WAITERS = 8 };
    struct slots *slots = slots_new(1, 4 * MIB);
    struct waiting waiting[WAITERS];
    atomic_int order = 0;
    struct slot taken;
    assert_int_equal(slots_take(slots, MIB, true, 0, &taken), SLOTS_TAKEN);
    for (int i = 0; i < WAITERS; i++) {
        waiting[i] = (struct waiting){ .slots = slots, .order = &order };
        assert_int_equal(pthread_create(&waiting[i].thread, NULL, wait_and_note, &waiting[i]), 0);
        let_it_queue();
    }
    slots_give(slots, &taken, 0);
    for (int i = 0; i < WAITERS; i++) {
        pthread_join(waiting[i].thread, NULL);
        assert_int_equal(waiting[i].place, i);
    }
    slots_free(slots);
}

struct storm {
    struct slots *slots;
    atomic_int *inside;
    atomic_int *most;
};

static void *storm(void *argument)
{
    struct storm *with = argument;
    for (unsigned i = 0; i < 300; i++) {
        struct slot slot;
        size_t size = (size_t)(1 + i % 5) * 512 * 1024;
        enum slots_answer answer = slots_take(with->slots, size, i % 3 != 0, 60000, &slot);
        assert_int_equal(answer, SLOTS_TAKEN);
        int inside = atomic_fetch_add(with->inside, 1) + 1;
        if (inside > atomic_load(with->most))
            atomic_store(with->most, inside);
        if (slot.memory != NULL)
            ((volatile char *)slot.memory)[size - 1] = 0;
        atomic_fetch_sub(with->inside, 1);
        slots_give(with->slots, &slot, 0);
    }
    return NULL;
}

static void a_storm_stays_within_slots_and_budget(void **state)
{
    (void)state;
    enum { THREADS = 16, SLOTS = 3 };
    struct slots *slots = slots_new(SLOTS, 8 * MIB);
    pthread_t threads[THREADS];
    atomic_int inside = 0, most = 0;
    struct storm with = { slots, &inside, &most };
    for (int i = 0; i < THREADS; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, storm, &with), 0);
    for (int i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    size_t now, peak;
    slots_usage(slots, &now, &peak);
    assert_true(peak <= 8 * MIB);
    assert_true(atomic_load(&most) <= SLOTS);
    slots_free(slots);
}

static void a_child_of_fork_starts_anew(void **state)
{
    (void)state;
    struct slots *slots = slots_new(1, 4 * MIB);
    struct slot taken;
    assert_int_equal(slots_take(slots, MIB, true, 0, &taken), SLOTS_TAKEN);
    ((char *)taken.memory)[0] = 'x';
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        struct slot slot;
        bool works = slots_take(slots, MIB, true, 0, &slot) == SLOTS_TAKEN && ((char *)slot.memory)[0] == 0;
        slots_give(slots, &slot, 0);
        slots_free(slots);
        _exit(works ? 0 : 1);
    }
    int status = -1;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
    assert_int_equal(((char *)taken.memory)[0], 'x');
    slots_give(slots, &taken, 0);
    slots_free(slots);
}

/* "dd": left out of core dumps. "dc": not copied by fork(). "hg": huge pages advised, where the kernel has them. */
static void slots_are_left_out_of_core_dumps_and_ask_for_huge_pages(void **state)
{
    (void)state;
    struct slots *slots = slots_new(1, 16 * MIB);
    struct slot slot;
    assert_int_equal(slots_take(slots, 9 * MIB, true, 0, &slot), SLOTS_TAKEN);
    FILE *maps = fopen("/proc/self/smaps", "r");
    assert_non_null(maps);
    char line[512], wanted[32];
    snprintf(wanted, sizeof wanted, "%lx", (unsigned long)(uintptr_t)slot.memory);
    bool inside = false, seen = false;
    while (fgets(line, sizeof line, maps) != NULL) {
        unsigned long from = 0, to = 0;
        if (sscanf(line, "%lx-%lx ", &from, &to) == 2 && strchr(line, '-') != NULL)
            inside = from <= (uintptr_t)slot.memory && (uintptr_t)slot.memory < to;
        if (inside && strncmp(line, "VmFlags:", 8) == 0) {
            assert_non_null(strstr(line, " dd"));
            assert_non_null(strstr(line, " dc"));
            assert_true(strstr(line, " hg") != NULL || access("/sys/kernel/mm/transparent_hugepage", F_OK) != 0);
            seen = true;
        }
    }
    fclose(maps);
    assert_true(seen);
    slots_give(slots, &slot, 0);
    slots_free(slots);
}

static void a_slot_that_nobody_waits_for_is_wiped(void **state)
{
    (void)state;
    struct slots *slots = slots_new(1, MIB);
    struct slot slot;
    assert_int_equal(slots_take(slots, MIB, true, 0, &slot), SLOTS_TAKEN);
    unsigned char *memory = slot.memory;
    memset(memory, 1, MIB);
    slots_give(slots, &slot, MIB);
    assert_int_equal(not_zero(memory, MIB), 0); /* the slot keeps its pages */
    slots_free(slots);
}

static void a_slot_that_is_waited_for_is_handed_over_and_wiped_by_the_last(void **state)
{
    (void)state;
    enum { ATTEMPTS = 100 }; /* until the other thread was in the queue in time */
    struct slots *slots = slots_new(1, MIB);
    struct waiting waiting = { .slots = slots };
    for (int attempt = 0; attempt < ATTEMPTS && waiting.place == 0; attempt++) {
        struct slot slot;
        assert_int_equal(slots_take(slots, MIB, true, 0, &slot), SLOTS_TAKEN);
        unsigned char *memory = slot.memory;
        memset(memory, 1, MIB);
        assert_int_equal(pthread_create(&waiting.thread, NULL, wait_and_leave, &waiting), 0);
        let_it_queue();
        slots_give(slots, &slot, MIB);
        assert_int_equal(pthread_join(waiting.thread, NULL), 0);
        assert_int_equal(not_zero(memory, MIB), 0); /* what the first left beyond the second's too */
    }
    assert_int_equal(waiting.place, 1);
    slots_free(slots);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_slot_that_nobody_waits_for_is_wiped),
        cmocka_unit_test(a_slot_that_is_waited_for_is_handed_over_and_wiped_by_the_last),
        cmocka_unit_test(memory_is_kept_between_calls),
        cmocka_unit_test(the_budget_is_never_exceeded),
        cmocka_unit_test(a_budget_of_two_hashes_holds_two_hashes),
        cmocka_unit_test(who_waits_is_answered_busy_at_the_deadline),
        cmocka_unit_test(first_come_is_first_served),
        cmocka_unit_test(a_storm_stays_within_slots_and_budget),
        cmocka_unit_test(a_child_of_fork_starts_anew),
        cmocka_unit_test(slots_are_left_out_of_core_dumps_and_ask_for_huge_pages),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
