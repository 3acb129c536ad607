/* What the process holds of the system, to see that it is given back. */
#ifndef PWPOL_TESTS_FAULTS_HELD_H
#define PWPOL_TESTS_FAULTS_HELD_H

#include <stddef.h>

struct held {
    size_t heap;     /* bytes in use, where the C library is glibc and no sanitizer has its own heap; else 0 */
    size_t mappings; /* bytes of writable mappings that are no file's, the heap and the stack apart */
    size_t files;    /* open descriptors */
};

struct held held_now(void);
/* Fails when more is held than before. */
void assert_given_back(const struct held *before, const char *by);

#endif
