/* pwpol_breach_reload(): another file takes over while questions are asked. */
#include "support.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <unistd.h>

static const struct plan old_plan = { .seed = 1 }, new_plan = { .seed = 2 };
enum { ENTRIES = 3000 };

static bool holds(const pwpol_breach *breach, uint64_t seed, uint64_t index)
{
    unsigned char hash[20];
    uint64_t seen = 0;
    made_hash(seed, index, hash, sizeof hash);
    assert_int_equal(pwpol_breach_contains_hash(breach, hash, sizeof hash, &seen), PWPOL_OK);
    return seen > 0;
}

static void another_file_answers_after_a_reload(void **state)
{
    (void)state;
    bool changed = true;
    pwpol_breach *breach;
    make_corpus(in_folder("live"), &old_plan, ENTRIES);
    assert_int_equal(pwpol_breach_open(&breach, in_folder("live"), PWPOL_BREACH_MAP, NULL), PWPOL_OK);
    assert_int_equal(pwpol_breach_reload(breach, &changed, NULL), PWPOL_OK);
    assert_false(changed);
    for (unsigned times = 0; times < 20; times++) {
        make_corpus(in_folder("live"), times % 2 ? &old_plan : &new_plan, ENTRIES + times);
        assert_int_equal(pwpol_breach_reload(breach, &changed, NULL), PWPOL_OK);
        assert_true(changed);
        assert_true(holds(breach, times % 2 ? 1 : 2, 7));
        assert_false(holds(breach, times % 2 ? 2 : 1, 7));
    }
    pwpol_breach_close(breach);
}

static void a_file_that_is_missing_or_damaged_changes_nothing(void **state)
{
    (void)state;
    pwpol_where where = PWPOL_WHERE_INIT;
    bool changed = true;
    pwpol_breach *breach;
    make_corpus(in_folder("live"), &old_plan, ENTRIES);
    assert_int_equal(pwpol_breach_open(&breach, in_folder("live"), PWPOL_BREACH_MAP, NULL), PWPOL_OK);
    assert_int_equal(unlink(in_folder("live")), 0);
    assert_int_equal(pwpol_breach_reload(breach, &changed, &where), PWPOL_ERR_IO);
    assert_false(changed);
    assert_true(holds(breach, 1, 7));
    write_file(in_folder("live"), (const unsigned char *)"not a corpus", 12);
    assert_int_equal(pwpol_breach_reload(breach, &changed, &where), PWPOL_ERR_SYNTAX);
    assert_true(holds(breach, 1, 7));
    pwpol_breach_close(breach);
}

static struct {
    pwpol_breach *breach;
    atomic_bool stop;
    atomic_uint missed;
    atomic_ullong asked;
} shared;

/* Hash 7 of one of the two seeds is always there. */
static void *ask(void *unused)
{
    (void)unused;
    while (!atomic_load(&shared.stop)) {
        unsigned char hashes[64 * 20];
        uint64_t seen[64];
        for (uint64_t i = 0; i < 64; i++)
            made_hash(1 + i % 2, 7 + i / 2, hashes + 20 * i, 20);
        if (pwpol_breach_contains_hashes(shared.breach, hashes, 20, 64, seen) != PWPOL_OK)
            atomic_fetch_add(&shared.missed, 1);
        /* One question is answered by one file, whichever it is. */
        bool first = seen[0] > 0;
        for (unsigned i = 0; i < 64; i++)
            if ((seen[i] > 0) != (i % 2 == 0 ? first : !first))
                atomic_fetch_add(&shared.missed, 1);
        atomic_fetch_add(&shared.asked, 64);
    }
    return NULL;
}

static void questions_under_way_end_on_one_file(void **state)
{
    (void)state;
    enum { THREADS = 4, RELOADS = 60 };
    pthread_t threads[THREADS];
    make_corpus(in_folder("one"), &old_plan, ENTRIES);
    make_corpus(in_folder("two"), &new_plan, ENTRIES);
    assert_int_equal(link(in_folder("one"), in_folder("live2")), 0);
    assert_int_equal(pwpol_breach_open(&shared.breach, in_folder("live2"), PWPOL_BREACH_MAP, NULL), PWPOL_OK);
    for (unsigned i = 0; i < THREADS; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, ask, NULL), 0);
    for (unsigned i = 0; i < RELOADS; i++) {
        bool changed = false;
        for (unsigned long long before = atomic_load(&shared.asked); atomic_load(&shared.asked) == before;)
            usleep(100); /* until questions are under way */
        assert_int_equal(link(in_folder(i % 2 ? "one" : "two"), in_folder("next")), 0);
        assert_int_equal(rename(in_folder("next"), in_folder("live2")), 0);
        /* Older files may still be read for an instant. */
        for (unsigned tries = 0; tries < 10000 && !changed; tries++) {
            pwpol_status status = pwpol_breach_reload(shared.breach, &changed, NULL);
            assert_true(status == PWPOL_OK || status == PWPOL_ERR_BUSY);
            if (!changed)
                usleep(100);
        }
        assert_true(changed);
    }
    atomic_store(&shared.stop, true);
    for (unsigned i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    assert_int_equal(atomic_load(&shared.missed), 0);
    pwpol_breach_close(shared.breach);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(another_file_answers_after_a_reload),
        cmocka_unit_test(a_file_that_is_missing_or_damaged_changes_nothing),
        cmocka_unit_test(questions_under_way_end_on_one_file),
    };
    return cmocka_run_group_tests(tests, begin_folder, end_folder);
}
