/* The functions keep the names and the types of the C library's, without its redirections. */
#undef _FORTIFY_SOURCE
#undef _FILE_OFFSET_BITS
#include "fail_call.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

static const char *const names[FAIL_KINDS] = { "getrandom", "open", "read",   "write", "fsync",
                                               "rename",    "stat", "length", "lock" };

struct plan {
    enum fail_call kind;
    size_t nth; /* 0: nothing fails */
    size_t count;
    int error;
    bool failed;
};

static _Thread_local struct plan own;
static struct plan of_all; /* of a program that was not asked */

const char *fail_call_name(enum fail_call kind)
{
    return names[kind];
}

void fail_call_start(enum fail_call kind, size_t nth, int error)
{
    own = (struct plan){ .kind = kind, .nth = nth, .error = error };
}

bool fail_call_stop(void)
{
    own.nth = 0;
    return own.failed;
}

__attribute__((constructor)) static void ask_the_environment(void)
{
    const char *wanted = getenv("PWPOL_FAIL_CALL");
    char name[16] = "";
    if (wanted == NULL || sscanf(wanted, "%15s %zu %d", name, &of_all.nth, &of_all.error) != 3)
        return;
    for (int kind = 0; kind < FAIL_KINDS; kind++)
        if (strcmp(names[kind], name) == 0)
            of_all.kind = (enum fail_call)kind;
}

static void *real_of(const char *name)
{
    void *real = dlsym(RTLD_NEXT, name);
    if (real == NULL)
        abort();
    return real;
}

/* Atomic, for the plan of a whole program is met by any of its threads. */
static bool is_struck(struct plan *plan, enum fail_call kind)
{
    return plan->nth != 0 && plan->kind == kind &&
           __atomic_add_fetch(&plan->count, 1, __ATOMIC_RELAXED) == plan->nth;
}

static void tell(void)
{
    const char *path = getenv("PWPOL_FAIL_CALL_DONE");
    FILE *file = path == NULL ? NULL : fopen(path, "w");
    if (file != NULL)
        fclose(file);
}

static bool strikes(enum fail_call kind, int *error)
{
    struct plan *plan = is_struck(&own, kind) ? &own : is_struck(&of_all, kind) ? &of_all : NULL;
    if (plan == NULL)
        return false;
    plan->failed = true;
    if (plan == &of_all)
        tell();
    *error = plan->error;
    return true;
}

static bool fails(enum fail_call kind)
{
    int error = 0;
    if (!strikes(kind, &error) || error == 0)
        return false;
    errno = error;
    return true;
}

/* True when the call fails; otherwise it may have become a shorter one. */
static bool fails_or_shortens(enum fail_call kind, size_t *count)
{
    int error = 0;
    if (!strikes(kind, &error))
        return false;
    if (error == 0)
        *count = (*count + 1) / 2;
    errno = error;
    return error != 0;
}

#define STAND_IN(type, name, parameters, arguments, failing, failure)                                        \
    type name parameters;                                                                                    \
    type name parameters                                                                                     \
    {                                                                                                        \
        static type(*real) parameters;                                                                       \
        if (real == NULL)                                                                                    \
            *(void **)&real = real_of(#name);                                                                \
        return failing ? failure : real arguments;                                                           \
    }
#define FAILS(type, name, parameters, arguments, kind)                                                       \
    STAND_IN(type, name, parameters, arguments, fails(kind), -1)
#define SHORTENS(name, parameters, arguments, kind)                                                          \
    STAND_IN(ssize_t, name, parameters, arguments, fails_or_shortens(kind, &count), -1)

SHORTENS(getrandom, (void *bytes, size_t count, unsigned flags), (bytes, count, flags), FAIL_GETRANDOM)
SHORTENS(read, (int file, void *bytes, size_t count), (file, bytes, count), FAIL_READ)
SHORTENS(pread, (int file, void *bytes, size_t count, off_t at), (file, bytes, count, at), FAIL_READ)
SHORTENS(write, (int file, const void *bytes, size_t count), (file, bytes, count), FAIL_WRITE)
SHORTENS(pwrite, (int file, const void *bytes, size_t count, off_t at), (file, bytes, count, at), FAIL_WRITE)
FAILS(int, fsync, (int file), (file), FAIL_FSYNC)
FAILS(int, fdatasync, (int file), (file), FAIL_FSYNC)
FAILS(int, rename, (const char *from, const char *to), (from, to), FAIL_RENAME)
FAILS(int, linkat, (int at, const char *from, int to_at, const char *to, int flags), (at, from, to_at, to, flags),
      FAIL_RENAME)
FAILS(int, ftruncate, (int file, off_t size), (file, size), FAIL_LENGTH)
FAILS(int, mkostemp, (char *name, int flags), (name, flags), FAIL_OPEN)
FAILS(int, mlock, (const void *memory, size_t size), (memory, size), FAIL_LOCK)
FAILS(int, madvise, (void *memory, size_t size, int advice), (memory, size, advice), FAIL_LOCK)
STAND_IN(int, posix_fallocate, (int file, off_t at, off_t size), (file, at, size), fails(FAIL_LENGTH), errno)

/* The mode is there for a file that may be made, and then an int or wider. */
#define OPENS(name)                                                                                          \
    int name(const char *path, int flags, ...);                                                              \
    int name(const char *path, int flags, ...)                                                               \
    {                                                                                                        \
        static int (*real)(const char *path, int flags, ...);                                                \
        va_list rest;                                                                                        \
        va_start(rest, flags);                                                                               \
        bool makes = (flags & O_CREAT) != 0 || (flags & O_TMPFILE) == O_TMPFILE;                             \
        unsigned mode = makes ? va_arg(rest, unsigned) : 0;                                                  \
        va_end(rest);                                                                                        \
        if (real == NULL)                                                                                    \
            *(void **)&real = real_of(#name);                                                                \
        return fails(FAIL_OPEN) ? -1 : real(path, flags, mode);                                              \
    }
OPENS(open)

#ifdef __GLIBC__
/* What large files and _FORTIFY_SOURCE make of the same calls. */
struct stat;
struct stat64;
OPENS(open64)
FAILS(int, __open_2, (const char *path, int flags), (path, flags), FAIL_OPEN)
FAILS(int, __open64_2, (const char *path, int flags), (path, flags), FAIL_OPEN)
FAILS(int, mkostemp64, (char *name, int flags), (name, flags), FAIL_OPEN)
FAILS(int, ftruncate64, (int file, off64_t size), (file, size), FAIL_LENGTH)
FAILS(int, fstat, (int file, struct stat *status), (file, status), FAIL_STAT)
FAILS(int, fstat64, (int file, struct stat64 *status), (file, status), FAIL_STAT)
SHORTENS(pread64, (int file, void *bytes, size_t count, off64_t at), (file, bytes, count, at), FAIL_READ)
SHORTENS(pwrite64, (int file, const void *bytes, size_t count, off64_t at), (file, bytes, count, at), FAIL_WRITE)
SHORTENS(__read_chk, (int file, void *bytes, size_t count, size_t room), (file, bytes, count, room), FAIL_READ)
SHORTENS(__pread_chk, (int file, void *bytes, size_t count, off_t at, size_t room), (file, bytes, count, at, room),
         FAIL_READ)
SHORTENS(__pread64_chk, (int file, void *bytes, size_t count, off64_t at, size_t room),
         (file, bytes, count, at, room), FAIL_READ)
#endif
