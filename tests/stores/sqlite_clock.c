/* The clock of a file, against what people and machines do to clocks. */
#include "sqlite/clock.h"

#include "suite.h"

#include <stdio.h>
#include <stdlib.h>

#define HOUR INT64_C(3600000)
#define DAY (24 * HOUR)
#define YEAR (365 * DAY)

static struct host host_at(const char *boot, int64_t boot_ms, int64_t wall_ms)
{
    struct host host = { .boot_ms = boot_ms, .wall_ms = wall_ms };
    memcpy(host.boot, boot, strnlen(boot, sizeof host.boot - 1));
    return host;
}

static const int64_t start = INT64_C(1800000000000);

static struct anchor anchored(void)
{
    struct anchor anchor = { 0 };
    struct host host = host_at("first", 1000, start);
    assert_true(clock_anchor(&anchor, &host));
    assert_int_equal(clock_tell(&anchor, &host), start);
    return anchor;
}

static void it_runs_with_the_time_since_boot(void **state)
{
    (void)state;
    struct anchor anchor = anchored();
    struct host host = host_at("first", 1000 + HOUR, start + HOUR);
    assert_int_equal(clock_tell(&anchor, &host), start + HOUR);
}

static void a_wall_clock_that_jumps_moves_nothing_at_once(void **state)
{
    (void)state;
    static const int64_t jumps[] = { -YEAR, -HOUR, HOUR, YEAR, 56 * YEAR };
    for (size_t i = 0; i < sizeof jumps / sizeof jumps[0]; i++) {
        struct anchor anchor = anchored();
        struct host host = host_at("first", 1000 + HOUR, start + HOUR + jumps[i]);
        assert_int_equal(clock_tell(&anchor, &host), start + HOUR);
    }
}

/* The offset is known from the next anchor on, and followed at one part in a hundred. */
static void a_wall_clock_that_jumps_is_followed_slowly(void **state)
{
    (void)state;
    static const struct {
        int64_t jump, expected;
    } cases[] = {
        { HOUR, 100 * HOUR / 100 },     /* an hour ahead: mended after a hundred */
        { YEAR, 100 * HOUR / 100 },     /* a year ahead: an hour of it */
        { -HOUR, -100 * HOUR / 100 },
        { -YEAR, -100 * HOUR / 100 },
        { 1000, 1000 },                 /* a second: all of it, and no more */
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct anchor anchor = anchored();
        struct host host = host_at("first", 1000 + ANCHOR_AGE_MS, start + ANCHOR_AGE_MS + cases[i].jump);
        assert_true(clock_anchor(&anchor, &host));
        assert_int_equal(anchor.time_ms, start + ANCHOR_AGE_MS);
        host.boot_ms += 100 * HOUR;
        host.wall_ms += 100 * HOUR;
        assert_int_equal(clock_tell(&anchor, &host), start + ANCHOR_AGE_MS + 100 * HOUR + cases[i].expected);
    }
}

static void another_boot_never_goes_back(void **state)
{
    (void)state;
    struct anchor anchor = anchored();
    struct host later = host_at("second", 5, start + DAY);
    assert_int_equal(clock_tell(&anchor, &later), start + DAY);
    struct host earlier = host_at("second", 5, 0);
    assert_int_equal(clock_tell(&anchor, &earlier), start);
    assert_true(clock_anchor(&anchor, &earlier));
    earlier.boot_ms += HOUR;
    earlier.wall_ms += HOUR;
    /* The wall clock is behind: followed from the time known last. */
    assert_in_range(clock_tell(&anchor, &earlier), start + HOUR - HOUR / 100, start + HOUR);
}

static void a_machine_that_was_put_back_to_a_snapshot_never_goes_back(void **state)
{
    (void)state;
    struct anchor anchor = anchored();
    struct host host = host_at("first", 10, start - YEAR);
    assert_int_equal(clock_tell(&anchor, &host), start);
}

static void a_host_without_boot_names_goes_by_the_wall_and_never_back(void **state)
{
    (void)state;
    struct anchor anchor = anchored();
    struct host host = host_at("", 50000, start + 7);
    assert_true(clock_anchor(&anchor, &host));
    assert_int_equal(clock_tell(&anchor, &host), start + 7);
    host.wall_ms = 3;
    assert_int_equal(clock_tell(&anchor, &host), start + 7);
}

static void nothing_ever_takes_it_back(void **state)
{
    (void)state;
    struct anchor anchor = anchored();
    int64_t boot_ms = 1000, last = start;
    unsigned short seed[3] = { 1, 2, 3 };
    char boot[BOOT_ID_SIZE] = "first";
    for (int step = 0; step < 200000; step++) {
        boot_ms += nrand48(seed) % 100000;
        if (nrand48(seed) % 1000 == 0) {
            snprintf(boot, sizeof boot, "boot-%d", step);
            boot_ms = nrand48(seed) % 1000;
            /* Across a reboot only what the file remembers is known. */
            last = anchor.time_ms;
        }
        int64_t wall = start + (nrand48(seed) - (INT64_C(1) << 30)) * 1000;
        struct host host = host_at(boot, boot_ms, wall < 0 ? 0 : wall);
        bool opened = strcmp(anchor.boot, boot) == 0;
        /* The first call of a boot anchors, as opening does. */
        if (!opened || nrand48(seed) % 2 == 0)
            clock_anchor(&anchor, &host);
        int64_t now = clock_tell(&anchor, &host);
        assert_true(now >= last);
        last = now;
    }
}

static void spans_do_not_overflow(void **state)
{
    (void)state;
    assert_int_equal(time_after(5, 3), 8);
    assert_int_equal(time_after(5, -3), 5);
    assert_true(time_after(INT64_MAX - 1, 2) == INT64_MAX);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_runs_with_the_time_since_boot),
        cmocka_unit_test(a_wall_clock_that_jumps_moves_nothing_at_once),
        cmocka_unit_test(a_wall_clock_that_jumps_is_followed_slowly),
        cmocka_unit_test(another_boot_never_goes_back),
        cmocka_unit_test(a_machine_that_was_put_back_to_a_snapshot_never_goes_back),
        cmocka_unit_test(a_host_without_boot_names_goes_by_the_wall_and_never_back),
        cmocka_unit_test(nothing_ever_takes_it_back),
        cmocka_unit_test(spans_do_not_overflow),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
