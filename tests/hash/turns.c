/* Who may compute, and when: one queue for all that a hasher computes, as many slots as cores, pages that are
 * kept, and a fork() in the middle of it. */
#include "support.h"

#include "base/processors.h"
#include "hash/hasher.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static const char bcrypt[] = "$2b$04$trFWiw.y/K1IebhOKClG9Of/biPPgeRHlUNuKvwvH9Ocjt/86gFr6"; /* of "secret" */
static const char *const engines[] = { "native", "sodium", "argon2" };
enum { ENGINES = sizeof engines / sizeof engines[0] };

static int64_t now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void all_that_computes_waits_for_its_turn_until_the_deadline(void **state)
{
    (void)state;
    enum { WAIT_MS = 30 };
    for (size_t i = 0; i < ENGINES; i++) {
        const char *const settings[] = { "hash.slots", "1", "hash.wait", "5s", "hash.engine", engines[i], NULL };
        pwpol_hasher *hasher = quick_hasher(settings, NULL);
        assert_int_equal(hasher->wait_ms, 5000);
        hasher->wait_ms = WAIT_MS; /* less than a policy can say, so that it is over soon */
        char stored[PWPOL_HASH_SIZE], onion[PWPOL_HASH_SIZE], made[PWPOL_HASH_SIZE];
        struct slot slot;
        assert_int_equal(pwpol_hash(hasher, "secret", 6, NULL, 0, stored), PWPOL_OK);
        assert_int_equal(pwpol_wrap_legacy(hasher, bcrypt, NULL, 0, onion), PWPOL_OK);
        assert_int_equal(slots_take(hasher->slots, 4096, true, 0, &slot), SLOTS_TAKEN);
        const char *const verified[] = { stored, bcrypt, onion };
        int64_t begun = now_ms();
        unsigned waited = 0;
        for (size_t j = 0; j < sizeof verified / sizeof verified[0]; j++, waited++)
            assert_int_equal(pwpol_verify(hasher, verified[j], "secret", 6, NULL, 0, NULL), PWPOL_BUSY);
        assert_int_equal(pwpol_verify_absent(hasher, "secret", 6), PWPOL_BUSY);
        assert_int_equal(pwpol_hash(hasher, "secret", 6, NULL, 0, made), PWPOL_ERR_BUSY);
        assert_string_equal(made, "");
        assert_int_equal(pwpol_wrap_legacy(hasher, bcrypt, NULL, 0, made), PWPOL_ERR_BUSY);
        assert_string_equal(made, "");
        waited += 3;
        assert_true(now_ms() - begun >= (int64_t)waited * (WAIT_MS - 1));
        slots_give(hasher->slots, &slot, 0);
        for (size_t j = 0; j < sizeof verified / sizeof verified[0]; j++)
            assert_int_equal(pwpol_verify(hasher, verified[j], "secret", 6, NULL, 0, NULL), PWPOL_MATCH);
        assert_int_equal(pwpol_verify_absent(hasher, "secret", 6), PWPOL_MISMATCH);
        pwpol_hasher_free(hasher);
    }
}

/* What cannot be computed at all needs no turn: a stranger's nonsense is answered also by a service that is busy. */
static void what_is_not_computed_does_not_wait(void **state)
{
    (void)state;
    static const struct {
        const char *stored;
        pwpol_verdict verdict;
    } rows[] = {
        { "nonsense", PWPOL_MALFORMED },
        { "5ebe2294ecd0e0f08eab7690d2a6ee69", PWPOL_UNSUPPORTED },
        { "$2b$31$trFWiw.y/K1IebhOKClG9Of/biPPgeRHlUNuKvwvH9Ocjt/86gFr6", PWPOL_OVER_LIMIT },
    };
    pwpol_hasher *hasher = quick_hasher((const char *const[]){ "hash.slots", "1", "hash.wait", "10min", NULL }, NULL);
    struct slot slot;
    assert_int_equal(slots_take(hasher->slots, 4096, true, 0, &slot), SLOTS_TAKEN);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        assert_int_equal(pwpol_verify(hasher, rows[i].stored, "secret", 6, NULL, 0, NULL), rows[i].verdict);
    slots_give(hasher->slots, &slot, 0);
    pwpol_hasher_free(hasher);
}

static void there_are_as_many_slots_as_cores_by_default(void **state)
{
    (void)state;
    size_t expected = cores_usable() > SLOTS_MAX ? SLOTS_MAX : cores_usable();
    pwpol_hasher *hasher = quick_hasher((const char *const[]){ "hash.budget", "0", NULL }, NULL);
    struct slot *slots = calloc(expected, sizeof *slots), another;
    assert_non_null(slots);
    for (size_t i = 0; i < expected; i++)
        assert_int_equal(slots_take(hasher->slots, QUICK_KIB * 1024, true, 0, &slots[i]), SLOTS_TAKEN);
    assert_int_equal(slots_take(hasher->slots, 4096, true, 0, &another), SLOTS_BUSY);
    for (size_t i = 0; i < expected; i++)
        slots_give(hasher->slots, &slots[i], 0);
    free(slots);
    pwpol_hasher_free(hasher);
}

/* 19 MiB are 4864 pages. The first hash takes them from the system; the others none, but for a stack or a table. */
static void after_the_first_hash_no_page_comes_from_the_system(void **state)
{
    (void)state;
    enum { HASHES = 5, FAULTS_MOST = 64 };
    if (SUITE_HAS_SHADOW_MEMORY)
        return;
    const char *const settings[] = { "hash.memory", "19456", "hash.slots", "1", "hash.engine", "native", NULL };
    pwpol_hasher *hasher = quick_hasher(settings, NULL);
    char stored[PWPOL_HASH_SIZE];
    struct rusage before, after;
    assert_int_equal(pwpol_hash(hasher, "secret", 6, NULL, 0, stored), PWPOL_OK);
    assert_int_equal(pwpol_verify(hasher, stored, "secret", 6, NULL, 0, NULL), PWPOL_MATCH);
    getrusage(RUSAGE_THREAD, &before);
    for (unsigned i = 0; i < HASHES; i++)
        assert_int_equal(pwpol_verify(hasher, stored, "secret", 6, NULL, 0, NULL), PWPOL_MATCH);
    getrusage(RUSAGE_THREAD, &after);
    assert_in_range(after.ru_minflt - before.ru_minflt, 0, FAULTS_MOST);
    pwpol_hasher_free(hasher);
}

/* ---- Nobody ---- */

enum { ROUNDS = 9 };

static int64_t processor_us(void)
{
    struct timespec now;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static int compare_us(const void *left, const void *right)
{
    int64_t a = *(const int64_t *)left, b = *(const int64_t *)right;
    return (a > b) - (a < b);
}

static int64_t median_of(int64_t us[ROUNDS])
{
    qsort(us, ROUNDS, sizeof *us, compare_us);
    return us[ROUNDS / 2];
}

/* Else a stranger would learn from the time whether an account exists. In turns, of the processor's time alone: a
 * machine that is busy disturbs both alike. */
static void verifying_nobody_costs_what_verifying_somebody_costs(void **state)
{
    (void)state;
    if (SUITE_HAS_SHADOW_MEMORY)
        return;
    for (size_t i = 0; i < ENGINES; i++) {
        const char *const settings[] = { "hash.memory", "8192", "hash.passes", "2", "hash.engine", engines[i], NULL };
        pwpol_hasher *hasher = quick_hasher(settings, NULL);
        char stored[PWPOL_HASH_SIZE];
        int64_t somebody[ROUNDS], nobody[ROUNDS];
        assert_int_equal(pwpol_hash(hasher, "secret", 6, NULL, 0, stored), PWPOL_OK);
        for (unsigned round = 0; round < ROUNDS; round++) {
            int64_t begun = processor_us();
            assert_int_equal(pwpol_verify(hasher, stored, "secreT", 6, NULL, 0, NULL), PWPOL_MISMATCH);
            int64_t between = processor_us();
            assert_int_equal(pwpol_verify_absent(hasher, "secreT", 6), PWPOL_MISMATCH);
            nobody[round] = processor_us() - between;
            somebody[round] = between - begun;
        }
        int64_t known = median_of(somebody), absent = median_of(nobody);
        if (absent * 4 < known * 3 || known * 4 < absent * 3)
            fail_msg("%s: %lld us for somebody, %lld us for nobody", engines[i], (long long)known, (long long)absent);
        pwpol_hasher_free(hasher);
    }
}

/* ---- fork() ---- */

/* Not under a sanitizer: that of threads lets no child of several start one, and the locks that the one of addresses
 * has may be held by threads that the child does not have. Every other build runs it. */
#if !SUITE_HAS_SHADOW_MEMORY
struct at_work {
    pwpol_hasher *hasher;
    const char *stored;
    atomic_bool *over;
    pthread_t thread;
    unsigned wrong;
};

static void *verify_until_it_is_over(void *argument)
{
    struct at_work *at_work = argument;
    while (!atomic_load(at_work->over))
        at_work->wrong +=
            pwpol_verify(at_work->hasher, at_work->stored, "secret", 6, NULL, 0, NULL) != PWPOL_MATCH;
    return NULL;
}

/* 0 when a child can do all that its parent can, with the parent's hasher. */
static int try_all(pwpol_hasher *hasher, const char *stored)
{
    char made[PWPOL_HASH_SIZE];
    if (pwpol_verify(hasher, stored, "secret", 6, NULL, 0, NULL) != PWPOL_MATCH)
        return 1;
    if (pwpol_verify(hasher, stored, "secreT", 6, NULL, 0, NULL) != PWPOL_MISMATCH)
        return 2;
    if (pwpol_hash(hasher, "other", 5, NULL, 0, made) != PWPOL_OK)
        return 3;
    if (pwpol_verify(hasher, made, "other", 5, NULL, 0, NULL) != PWPOL_MATCH)
        return 4;
    if (pwpol_verify(hasher, bcrypt, "secret", 6, NULL, 0, NULL) != PWPOL_MATCH)
        return 5;
    pwpol_hasher_free(hasher);
    return 0;
}

/* All slots are taken and others wait for them when the child is born. */
static void a_fork_in_the_middle_of_hashes_gives_a_child_that_hashes(void **state)
{
    (void)state;
    enum { THREADS = 6, FORKS = 12, PATIENCE_S = 120 };
    for (size_t i = 0; i < ENGINES; i++) {
        const char *const settings[] = { "hash.memory", "1024", "hash.lanes", i == 1 ? "1" : "2", "hash.slots", "2",
                                         "hash.wait", "10min", "hash.engine", engines[i], NULL };
        pwpol_hasher *hasher = quick_hasher(settings, NULL);
        char stored[PWPOL_HASH_SIZE];
        struct at_work at_work[THREADS];
        atomic_bool over = false;
        assert_int_equal(pwpol_hash(hasher, "secret", 6, NULL, 0, stored), PWPOL_OK);
        for (size_t j = 0; j < THREADS; j++) {
            at_work[j] = (struct at_work){ .hasher = hasher, .stored = stored, .over = &over };
            assert_int_equal(pthread_create(&at_work[j].thread, NULL, verify_until_it_is_over, &at_work[j]), 0);
        }
        for (size_t j = 0; j < FORKS; j++) {
            int status = -1;
            pid_t child = fork();
            assert_true(child >= 0);
            if (child == 0) {
                alarm(PATIENCE_S);
                _exit(try_all(hasher, stored));
            }
            assert_int_equal(waitpid(child, &status, 0), child);
            assert_int_equal(status, 0);
        }
        atomic_store(&over, true);
        for (size_t j = 0; j < THREADS; j++) {
            assert_int_equal(pthread_join(at_work[j].thread, NULL), 0);
            assert_int_equal(at_work[j].wrong, 0);
        }
        pwpol_hasher_free(hasher);
    }
}
#endif

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_that_computes_waits_for_its_turn_until_the_deadline),
        cmocka_unit_test(what_is_not_computed_does_not_wait),
        cmocka_unit_test(there_are_as_many_slots_as_cores_by_default),
        cmocka_unit_test(after_the_first_hash_no_page_comes_from_the_system),
        cmocka_unit_test(verifying_nobody_costs_what_verifying_somebody_costs),
#if !SUITE_HAS_SHADOW_MEMORY
        cmocka_unit_test(a_fork_in_the_middle_of_hashes_gives_a_child_that_hashes),
#endif
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
