#include "base/patient.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdbool.h>
#include <sys/stat.h>
#include <unistd.h>

/* Waits until something can be read, or the end; false with errno. */
static bool wait_for_bytes(int descriptor)
{
    struct pollfd polled = { .fd = descriptor, .events = POLLIN };
    int answer;
    do
        answer = poll(&polled, 1, PATIENCE_MS);
    while (answer < 0 && errno == EINTR);
    if (answer == 0)
        errno = ETIMEDOUT;
    return answer > 0;
}

/* A pipe without a writer looks like one that has ended: it is waited for before it is read. Whatever is
 * no pipe is read as usual. */
static bool make_ready(int descriptor)
{
    struct stat facts;
    if (fstat(descriptor, &facts) != 0)
        return false;
    if (S_ISFIFO(facts.st_mode))
        return wait_for_bytes(descriptor);
    int flags = fcntl(descriptor, F_GETFL);
    return flags >= 0 && fcntl(descriptor, F_SETFL, flags & ~O_NONBLOCK) == 0;
}

int steady_open(const char *path, int flags)
{
    int descriptor;
    do
        descriptor = open(path, flags | O_CLOEXEC);
    while (descriptor < 0 && errno == EINTR);
    return descriptor;
}

int patient_open(const char *path)
{
    int descriptor = steady_open(path, O_RDONLY | O_NOCTTY | O_NONBLOCK);
    if (descriptor < 0 || make_ready(descriptor))
        return descriptor;
    int error = errno;
    close(descriptor);
    errno = error;
    return -1;
}

ssize_t patient_read(int descriptor, void *bytes, size_t count)
{
    for (;;) {
        ssize_t got = read(descriptor, bytes, count);
        if (got >= 0 || (errno != EINTR && errno != EAGAIN))
            return got;
        if (errno == EAGAIN && !wait_for_bytes(descriptor))
            return -1;
    }
}
