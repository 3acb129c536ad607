/* Calls of the system that fail on purpose, each kind at its nth call:
 *
 *     fail_call_start(FAIL_WRITE, nth, ENOSPC);
 *     pwpol_status status = function_under_test();
 *     bool failed = fail_call_stop();
 *
 * The program that links this file has its functions in the place of the C library's,
 * and the shared libraries under it call them too; what the C library calls inside
 * itself (stdio, the loader) is not seen. Built as a shared object and named by LD_PRELOAD,
 * it does the same to any program, as PWPOL_FAIL_CALL="write 3 28" says (kind, nth,
 * errno), and leaves a line in the file PWPOL_FAIL_CALL_DONE once it has. */
#ifndef PWPOL_TESTS_FAIL_CALL_H
#define PWPOL_TESTS_FAIL_CALL_H

#include <stdbool.h>
#include <stddef.h>

enum fail_call {
    FAIL_GETRANDOM,
    FAIL_OPEN,   /* open(), mkostemp() */
    FAIL_READ,   /* read(), pread() */
    FAIL_WRITE,  /* write(), pwrite() */
    FAIL_FSYNC,  /* fsync(), fdatasync() */
    FAIL_RENAME, /* rename(), linkat() */
    FAIL_STAT,   /* fstat() */
    FAIL_LENGTH, /* ftruncate(), posix_fallocate() */
    FAIL_LOCK,   /* mlock(), madvise(): advice, which may be refused without a word */
    FAIL_KINDS
};

/* The nth call of this kind by this thread from now (1 is the next) fails with error; with 0
 * for error it does half of what it is asked for, and a call that cannot is left alone. */
void fail_call_start(enum fail_call kind, size_t nth, int error);
/* Ends it. True when a call was made to fail. */
bool fail_call_stop(void);
const char *fail_call_name(enum fail_call kind);

#endif
