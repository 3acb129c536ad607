/* What every suite includes: cmocka with the headers that it wants first. */
#ifndef PWPOL_TESTS_SUITE_H
#define PWPOL_TESTS_SUITE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

/* With the address sanitizer the child of a fork() may wait for ever for a lock of its malloc() that another thread
 * of the parent held (LLVM 14). Under a sanitizer with a shadow memory the address space cannot be cut. */
#if defined(__SANITIZE_ADDRESS__)
#define SUITE_HAS_ADDRESS_SANITIZER 1
#elif defined(__SANITIZE_THREAD__)
#define SUITE_HAS_SHADOW_MEMORY 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SUITE_HAS_ADDRESS_SANITIZER 1
#elif __has_feature(thread_sanitizer)
#define SUITE_HAS_SHADOW_MEMORY 1
#endif
#endif
#ifndef SUITE_HAS_ADDRESS_SANITIZER
#define SUITE_HAS_ADDRESS_SANITIZER 0
#endif
#ifndef SUITE_HAS_SHADOW_MEMORY
#define SUITE_HAS_SHADOW_MEMORY SUITE_HAS_ADDRESS_SANITIZER
#endif

#endif
