#include "fail_alloc.h"

#include "base/secret.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/types.h>

static _Thread_local struct {
    size_t nth; /* 0: nothing fails */
    size_t count;
    bool onward;
    bool failed;
} plan;

void fail_alloc_start(size_t nth, bool onward)
{
    plan.nth = nth;
    plan.count = 0;
    plan.onward = onward;
    plan.failed = false;
}

bool fail_alloc_stop(void)
{
    plan.nth = 0;
    return plan.failed;
}

size_t fail_alloc_count(void)
{
    return plan.count;
}

static bool fails(void)
{
    plan.count++;
    if (plan.nth == 0 || plan.count < plan.nth || (plan.count > plan.nth && !plan.onward))
        return false;
    plan.failed = true;
    errno = ENOMEM;
    return true;
}

/* NAME as the linker calls the wrapper, __real_NAME what it stands for. */
#define WRAP(type, name, parameters, arguments, failure)                                                     \
    type __real_##name parameters;                                                                           \
    type __wrap_##name parameters;                                                                           \
    type __wrap_##name parameters                                                                            \
    {                                                                                                        \
        return fails() ? failure : __real_##name arguments;                                                  \
    }

#define MMAP_PARAMETERS (void *address, size_t size, int protection, int flags, int file, off_t offset)
#define MMAP_ARGUMENTS (address, size, protection, flags, file, offset)

WRAP(void *, malloc, (size_t size), (size), NULL)
WRAP(void *, calloc, (size_t count, size_t size), (count, size), NULL)
WRAP(void *, realloc, (void *memory, size_t size), (memory, size), NULL)
WRAP(char *, strdup, (const char *text), (text), NULL)
WRAP(char *, strndup, (const char *text, size_t size), (text, size), NULL)
WRAP(void *, mmap, MMAP_PARAMETERS, MMAP_ARGUMENTS, MAP_FAILED)
WRAP(void *, mmap64, MMAP_PARAMETERS, MMAP_ARGUMENTS, MAP_FAILED)
WRAP(void *, secret_alloc, (size_t size), (size), NULL)
WRAP(void *, arena_take, (struct arena * arena, size_t count, size_t size), (arena, count, size), NULL)
