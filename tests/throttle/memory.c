#include "suite.h"

#include "fail_alloc.h"
#include "throttle/memory.h"
#include "throttle/store.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

enum { NOW = 1000000, MINUTE = 60000 };

static pwpol_store_item put(uint32_t key, unsigned char state)
{
    pwpol_store_item item = { .action = PWPOL_ACTION_PUT, .lifetime = MINUTE, .danger = 1 };
    memcpy(item.key, &key, sizeof key);
    memset(item.state, state, sizeof item.state);
    return item;
}

static pwpol_status swap_one(pwpol_store *store, pwpol_store_item *item, int64_t now, bool *swapped)
{
    return pwpol_store_swap(store, item, 1, &now, swapped);
}

static pwpol_status put_one(pwpol_store *store, uint32_t key, int64_t now, uint32_t danger, int64_t hold)
{
    pwpol_store_item item = put(key, 1);
    bool swapped;
    item.danger = danger;
    item.hold = hold;
    return swap_one(store, &item, now, &swapped);
}

static bool holds(pwpol_store *store, uint32_t key, int64_t now)
{
    pwpol_store_item item = { .action = PWPOL_ACTION_KEEP };
    memcpy(item.key, &key, sizeof key);
    assert_int_equal(pwpol_store_load(store, &item, 1, &now), PWPOL_OK);
    return item.found;
}

static pwpol_store *store_of(uint64_t records)
{
    pwpol_store *store = NULL;
    assert_int_equal(pwpol_store_memory_new(&store, records), PWPOL_OK);
    return store;
}

static void a_swap_changes_all_or_nothing(void **state)
{
    (void)state;
    pwpol_store *store = store_of(1000);
    int64_t now = NOW;
    bool swapped;
    pwpol_store_item items[2] = { put(1, 'a'), put(2, 'b') };
    items[0].expect = items[1].expect = PWPOL_EXPECT_ABSENT;
    assert_int_equal(pwpol_store_swap(store, items, 2, &now, &swapped), PWPOL_OK);
    assert_true(swapped);

    pwpol_store_item others[2] = { put(3, 'c'), put(2, 'd') };
    others[0].expect = others[1].expect = PWPOL_EXPECT_ABSENT;
    assert_int_equal(pwpol_store_swap(store, others, 2, &now, &swapped), PWPOL_OK);
    assert_false(swapped);
    assert_false(others[0].found);
    assert_true(others[1].found);
    assert_int_equal(others[1].current[63], 'b');
    assert_false(holds(store, 3, NOW));

    others[1].expect = PWPOL_EXPECT_STATE;
    memset(others[1].expected, 'b', sizeof others[1].expected);
    others[1].action = PWPOL_ACTION_REMOVE;
    assert_int_equal(pwpol_store_swap(store, others, 2, &now, &swapped), PWPOL_OK);
    assert_true(swapped);
    assert_true(holds(store, 3, NOW));
    assert_false(holds(store, 2, NOW));
    pwpol_store_free(store);
}

static void a_record_is_there_until_its_lifetime_ends(void **state)
{
    (void)state;
    pwpol_store *store = store_of(1000);
    assert_int_equal(put_one(store, 7, NOW, 1, 0), PWPOL_OK);
    assert_true(holds(store, 7, NOW + MINUTE - 1));
    assert_false(holds(store, 7, NOW + MINUTE));
    assert_true(holds(store, 7, 0)); /* a clock that went back makes nothing end */
    pwpol_store_item item = put(7, 2);
    bool swapped;
    item.expect = PWPOL_EXPECT_ABSENT;
    assert_int_equal(swap_one(store, &item, NOW + MINUTE, &swapped), PWPOL_OK);
    assert_true(swapped);
    pwpol_store_free(store);
}

static void what_has_expired_gives_its_memory_back(void **state)
{
    (void)state;
    pwpol_store *store = store_of(10000);
    uint64_t records, bytes;
    for (uint32_t key = 0; key < 5000; key++)
        assert_int_equal(put_one(store, key, NOW, 1, 0), PWPOL_OK);
    for (uint32_t key = 10000; key < 15000; key++)
        assert_int_equal(put_one(store, key, NOW + MINUTE, 1, 0), PWPOL_OK);
    memory_usage(store_memory(store), &records, &bytes);
    assert_true(records >= 5000 && records < 5000 + 5000 / 4);
    for (uint32_t key = 10000; key < 15000; key++)
        assert_true(holds(store, key, NOW + MINUTE));
    pwpol_store_free(store);
}

static void a_full_store_forgets_the_least_dangerous_then_the_oldest(void **state)
{
    (void)state;
    pwpol_store *store = store_of(5);
    assert_int_equal(put_one(store, 1, NOW, 3, 0), PWPOL_OK);
    assert_int_equal(put_one(store, 2, NOW, 2, 0), PWPOL_OK);
    assert_int_equal(put_one(store, 3, NOW, 2, 0), PWPOL_OK);
    assert_int_equal(put_one(store, 4, NOW, 1, MINUTE), PWPOL_OK); /* held */
    assert_int_equal(put_one(store, 5, NOW, 9, 0), PWPOL_OK);
    assert_int_equal(put_one(store, 2, NOW, 2, 0), PWPOL_OK); /* now younger than 3 */
    static const uint32_t goes[] = { 3, 2, 1, 5 };
    for (uint32_t i = 0; i < 4; i++) {
        assert_true(holds(store, goes[i], NOW));
        assert_int_equal(put_one(store, 10 + i, NOW, 10, MINUTE), PWPOL_OK);
        assert_false(holds(store, goes[i], NOW));
    }
    assert_int_equal(put_one(store, 20, NOW, 1000, MINUTE), PWPOL_ERR_FULL);
    assert_true(holds(store, 4, NOW));
    assert_int_equal(put_one(store, 20, NOW + MINUTE, 1, 0), PWPOL_OK);
    pwpol_store_free(store);
}

/* What was held for a minute is held for half of one when the other half went by on the disk. */
static void what_is_restored_is_held_no_longer_than_it_was(void **state)
{
    (void)state;
    char path[] = "/tmp/pwpol-held-XXXXXX";
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    close(fd);
    pwpol_store *store = store_of(1), *restored = store_of(1);
    pwpol_store_item item = put(1, 1);
    bool swapped;
    item.lifetime = 10 * MINUTE;
    item.hold = MINUTE;
    assert_int_equal(swap_one(store, &item, NOW, &swapped), PWPOL_OK);
    assert_int_equal(pwpol_store_memory_save(store, path, NOW), PWPOL_OK);
    assert_int_equal(pwpol_store_memory_restore(restored, path, NOW + MINUTE / 2), PWPOL_OK);
    assert_int_equal(put_one(restored, 2, NOW + MINUTE - 1, 9, 0), PWPOL_ERR_FULL);
    assert_int_equal(put_one(restored, 2, NOW + MINUTE, 9, 0), PWPOL_OK);
    assert_int_equal(unlink(path), 0);
    pwpol_store_free(restored);
    pwpol_store_free(store);
}

static void a_swap_that_finds_no_room_leaves_nothing(void **state)
{
    (void)state;
    pwpol_store *store = store_of(3);
    assert_int_equal(put_one(store, 1, NOW, 1, MINUTE), PWPOL_OK);
    assert_int_equal(put_one(store, 2, NOW, 1, MINUTE), PWPOL_OK);
    pwpol_store_item items[3] = { put(1, 5), put(3, 5), put(4, 5) };
    int64_t now = NOW;
    bool swapped = true;
    assert_int_equal(pwpol_store_swap(store, items, 3, &now, &swapped), PWPOL_ERR_FULL);
    assert_false(swapped);
    assert_int_equal(pwpol_store_load(store, items, 3, &now), PWPOL_OK);
    assert_true(items[0].found);
    assert_int_equal(items[0].current[0], 1);
    assert_false(items[1].found);
    assert_false(items[2].found);
    pwpol_store_free(store);
}

/* Against an array: any order of puts, removals and expiry. */
static void it_agrees_with_an_array(void **state)
{
    (void)state;
    enum { KEYS = 3000, STEPS = 300000 };
    static int64_t until[KEYS];
    static unsigned char value[KEYS];
    pwpol_store *store = store_of(KEYS);
    uint64_t random = 88172645463325252U;
    int64_t now = NOW;
    for (int step = 0; step < STEPS; step++) {
        random ^= random << 13, random ^= random >> 7, random ^= random << 17; /* xorshift64, Marsaglia 2003 */
        uint32_t key = (uint32_t)(random % KEYS);
        bool swapped, there = until[key] > now;
        pwpol_store_item item = put(key, (unsigned char)(random >> 32));
        item.expect = there ? PWPOL_EXPECT_STATE : PWPOL_EXPECT_ABSENT;
        memset(item.expected, value[key], sizeof item.expected);
        item.lifetime = 1 + (int64_t)(random >> 40) % 100000;
        if (random >> 20 & 1)
            item.action = PWPOL_ACTION_REMOVE;
        assert_int_equal(swap_one(store, &item, now, &swapped), PWPOL_OK);
        assert_true(swapped);
        value[key] = item.state[0];
        until[key] = item.action == PWPOL_ACTION_PUT ? now + item.lifetime : 0;
        now += (int64_t)(random >> 50) % 40;
    }
    for (uint32_t key = 0; key < KEYS; key++)
        assert_int_equal(holds(store, key, now), until[key] > now);
    pwpol_store_free(store);
}

struct seen {
    unsigned char times[5000];
    uint32_t stop_after;
};

static bool see(void *visitor, const pwpol_store_record *record)
{
    struct seen *seen = visitor;
    uint32_t key;
    memcpy(&key, record->key, sizeof key);
    assert_true(key < 5000);
    assert_int_equal(record->lifetime, MINUTE);
    assert_int_equal(record->hold, key % 2 * 1000);
    seen->times[key]++;
    return --seen->stop_after > 0;
}

static void a_scan_sees_every_record_once_and_stops_when_told(void **state)
{
    (void)state;
    pwpol_store *store = store_of(10000);
    static struct seen seen;
    int64_t now = NOW;
    for (uint32_t key = 0; key < 5000; key++)
        assert_int_equal(put_one(store, key, NOW, 1, key % 2 * 1000), PWPOL_OK);
    seen.stop_after = UINT32_MAX;
    assert_int_equal(pwpol_store_scan(store, &now, see, &seen), PWPOL_OK);
    for (uint32_t key = 0; key < 5000; key++)
        assert_int_equal(seen.times[key], 1);
    seen.stop_after = 3;
    assert_int_equal(pwpol_store_scan(store, &now, see, &seen), PWPOL_OK);
    assert_int_equal(seen.stop_after, 0);
    assert_int_equal(pwpol_store_clear(store), PWPOL_OK);
    assert_int_equal(pwpol_store_scan(store, &now, see, &seen), PWPOL_OK);
    assert_int_equal(seen.stop_after, 0);
    pwpol_store_free(store);
}

/* The issue of scale: 1 million records in 128 MiB, all that the store asks malloc() for. */
static void a_record_takes_at_most_128_bytes(void **state)
{
    (void)state;
    enum { RECORDS = 300000 };
    pwpol_store *store = store_of(RECORDS);
    uint64_t records, bytes;
    for (uint32_t key = 0; key < RECORDS; key++)
        assert_int_equal(put_one(store, key, NOW, 1, 0), PWPOL_OK);
    memory_usage(store_memory(store), &records, &bytes);
    assert_true(records > (uint64_t)RECORDS * 99 / 100);
    assert_true(bytes <= (uint64_t)128 * RECORDS);
    pwpol_store_free(store);
}

static void memory_that_runs_out_changes_nothing(void **state)
{
    (void)state;
    pwpol_store *store = NULL;
    for (size_t nth = 1;; nth++) {
        fail_alloc_start(nth, false);
        pwpol_status status = pwpol_store_memory_new(&store, 1000);
        if (!fail_alloc_stop())
            break;
        assert_int_equal(status, PWPOL_ERR_NO_MEMORY);
        assert_null(store);
    }
    for (uint32_t key = 0; key < 500; key++) {
        fail_alloc_start(1, true);
        pwpol_status status = put_one(store, key, NOW, 1, 0);
        if (fail_alloc_stop()) {
            assert_int_equal(status, PWPOL_ERR_NO_MEMORY);
            assert_false(holds(store, key, NOW));
            status = put_one(store, key, NOW, 1, 0);
        }
        assert_int_equal(status, PWPOL_OK);
    }
    for (uint32_t key = 0; key < 500; key++)
        assert_true(holds(store, key, NOW));
    pwpol_store_free(store);
}

static void a_forked_child_is_told_that_it_does_not_share(void **state)
{
    (void)state;
    pwpol_store *store = store_of(10);
    assert_int_equal(put_one(store, 1, NOW, 1, 0), PWPOL_OK);
    pid_t child = fork();
    if (child == 0) {
        pwpol_status status = put_one(store, 2, NOW, 1, 0);
        pwpol_store_free(store);
        _exit(status == PWPOL_ERR_STORE ? 0 : 1);
    }
    int outcome;
    assert_int_equal(waitpid(child, &outcome, 0), child);
    assert_int_equal(outcome, 0);
    assert_int_equal(put_one(store, 2, NOW, 1, 0), PWPOL_OK);
    pwpol_store_free(store);
}

static void arguments_out_of_bounds_are_refused(void **state)
{
    (void)state;
    pwpol_store *store = NULL;
    int64_t now = NOW, no_time = -1;
    bool swapped;
    pwpol_store_item items[9] = { put(1, 1), put(1, 1) };
    assert_int_equal(pwpol_store_memory_new(NULL, 1), PWPOL_ERR_ARGUMENT);
    assert_int_equal(pwpol_store_memory_new(&store, 0), PWPOL_ERR_ARGUMENT);
    assert_int_equal(pwpol_store_memory_new(&store, 100000001), PWPOL_ERR_ARGUMENT);
    store = store_of(10);
    assert_int_equal(pwpol_store_swap(store, items, 2, &now, &swapped), PWPOL_ERR_ARGUMENT); /* one key twice */
    assert_int_equal(pwpol_store_swap(store, items, 0, &now, &swapped), PWPOL_ERR_ARGUMENT);
    assert_int_equal(pwpol_store_swap(store, items, 9, &now, &swapped), PWPOL_ERR_ARGUMENT);
    assert_int_equal(pwpol_store_swap(store, items, 1, &no_time, &swapped), PWPOL_ERR_ARGUMENT);
    assert_int_equal(pwpol_store_swap(NULL, items, 1, &now, &swapped), PWPOL_ERR_ARGUMENT);
    assert_int_equal(pwpol_store_swap(store, NULL, 1, &now, &swapped), PWPOL_ERR_ARGUMENT);
    assert_int_equal(pwpol_store_swap(store, items, 1, NULL, &swapped), PWPOL_ERR_ARGUMENT);
    assert_int_equal(pwpol_store_swap(store, items, 1, &now, NULL), PWPOL_ERR_ARGUMENT);
    items[0].lifetime = 0;
    assert_int_equal(pwpol_store_swap(store, items, 1, &now, &swapped), PWPOL_ERR_ARGUMENT);
    items[0].lifetime = INT64_MAX;
    assert_int_equal(pwpol_store_swap(store, items, 1, &now, &swapped), PWPOL_ERR_ARGUMENT);
    items[0].lifetime = items[0].hold = TIME_MAX;
    assert_int_equal(pwpol_store_swap(store, items, 1, &now, &swapped), PWPOL_OK);
    items[0].hold = TIME_MAX + 1;
    assert_int_equal(pwpol_store_swap(store, items, 1, &now, &swapped), PWPOL_ERR_ARGUMENT);
    items[0] = put(1, 1);
    items[0].hold = -1;
    assert_int_equal(pwpol_store_swap(store, items, 1, &now, &swapped), PWPOL_ERR_ARGUMENT);
    items[0] = put(1, 1);
    items[0].expect = (pwpol_store_expect)3;
    assert_int_equal(pwpol_store_swap(store, items, 1, &now, &swapped), PWPOL_ERR_ARGUMENT);
    items[0] = put(1, 1);
    items[0].action = (pwpol_store_action)3;
    assert_int_equal(pwpol_store_swap(store, items, 1, &now, &swapped), PWPOL_ERR_ARGUMENT);
    assert_int_equal(pwpol_store_load(store, items, 2, &now), PWPOL_ERR_ARGUMENT);
    assert_int_equal(pwpol_store_scan(store, &now, NULL, NULL), PWPOL_ERR_ARGUMENT);
    assert_int_equal(pwpol_store_clear(NULL), PWPOL_ERR_ARGUMENT);
    pwpol_store_free(store);
    pwpol_store_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_swap_changes_all_or_nothing),
        cmocka_unit_test(a_record_is_there_until_its_lifetime_ends),
        cmocka_unit_test(what_has_expired_gives_its_memory_back),
        cmocka_unit_test(a_full_store_forgets_the_least_dangerous_then_the_oldest),
        cmocka_unit_test(what_is_restored_is_held_no_longer_than_it_was),
        cmocka_unit_test(a_swap_that_finds_no_room_leaves_nothing),
        cmocka_unit_test(it_agrees_with_an_array),
        cmocka_unit_test(a_scan_sees_every_record_once_and_stops_when_told),
        cmocka_unit_test(a_record_takes_at_most_128_bytes),
        cmocka_unit_test(memory_that_runs_out_changes_nothing),
        cmocka_unit_test(a_forked_child_is_told_that_it_does_not_share),
        cmocka_unit_test(arguments_out_of_bounds_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
