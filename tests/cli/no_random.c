/* For LD_PRELOAD: a system that answers getrandom() as many times as RANDOM_CALLS says, and then no more. */
#include <errno.h>
#include <stdlib.h>
#include <sys/random.h>
#include <sys/syscall.h>
#include <unistd.h>

ssize_t getrandom(void *buffer, size_t size, unsigned flags)
{
    static int calls;
    const char *answered = getenv("RANDOM_CALLS");
    if (answered == NULL || calls >= atoi(answered)) {
        errno = EIO;
        return -1;
    }
    calls++;
    return syscall(SYS_getrandom, buffer, size, flags);
}
