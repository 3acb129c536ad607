/* Allocations that fail on purpose, so that a suite can walk through every
 * point where memory may run out:
 *
 *     for (size_t nth = 1; ; nth++) {
 *         fail_alloc_start(nth, false);
 *         pwpol_status status = function_under_test();
 *         if (!fail_alloc_stop())
 *             break;                                // it needs fewer than nth
 *         assert_int_equal(status, PWPOL_ERR_NO_MEMORY);
 *     }
 *
 * The linker (--wrap) puts these in the place of malloc, calloc, realloc, strdup,
 * strndup, mmap, secret_alloc and arena_take, as called from the library and from
 * the suite; calls inside shared libraries and inside one object file are not
 * seen. Use the dependency fail_alloc_dep. */
#ifndef PWPOL_TESTS_FAIL_ALLOC_H
#define PWPOL_TESTS_FAIL_ALLOC_H

#include <stdbool.h>
#include <stddef.h>

/* Makes the nth allocation of this thread from now fail (1 is the next), and with
 * onward every later one too. Other threads are left alone. */
void fail_alloc_start(size_t nth, bool onward);
/* Ends it. True when at least one allocation was made to fail. */
bool fail_alloc_stop(void);
/* Allocations asked for since the last start. */
size_t fail_alloc_count(void);

#endif
