/* The helper that makes allocations fail: seen from the library's side. */
#include "suite.h"

#include "base/buffer.h"
#include "base/secret.h"
#include "fail_alloc.h"

#include <stdlib.h>

/* A compiler may leave out a malloc() whose memory nobody uses; not a call through this. */
static void *(*volatile ask)(size_t size) = malloc;

static void the_nth_allocation_fails_and_no_other(void **state)
{
    (void)state;
    fail_alloc_start(2, false);
    void *first = ask(1);
    void *second = ask(1);
    void *third = ask(1);
    assert_true(fail_alloc_stop());
    assert_non_null(first);
    assert_null(second);
    assert_non_null(third);
    assert_int_equal(fail_alloc_count(), 3);
    free(first);
    free(third);
}

static void onward_every_later_allocation_fails(void **state)
{
    (void)state;
    fail_alloc_start(1, true);
    void *first = ask(1);
    void *second = ask(1);
    assert_true(fail_alloc_stop());
    assert_null(first);
    assert_null(second);
    void *after = ask(1);
    assert_non_null(after);
    free(after);
}

static void the_library_s_own_calls_are_seen(void **state)
{
    (void)state;
    struct buffer buffer = { 0 };
    fail_alloc_start(1, false);
    buffer_add(&buffer, "text");
    assert_true(fail_alloc_stop());
    assert_null(buffer_take(&buffer));

    struct arena arena = { 0 };
    fail_alloc_start(1, false);
    assert_null(arena_take(&arena, 1, 1));
    assert_true(fail_alloc_stop());
    /* 1 MiB has a mapping of its own; calloc() stands for it under AddressSanitizer. */
    fail_alloc_start(2, false);
    assert_null(secret_alloc(1 << 20));
    assert_true(fail_alloc_stop());
    arena_end(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_nth_allocation_fails_and_no_other),
        cmocka_unit_test(onward_every_later_allocation_fails),
        cmocka_unit_test(the_library_s_own_calls_are_seen),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
