#include "sqlite/clock.h"

#include <fcntl.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { FOLLOW_PART = 100 };

void host_boot_id(char boot[BOOT_ID_SIZE])
{
    memset(boot, 0, BOOT_ID_SIZE);
    int file = open("/proc/sys/kernel/random/boot_id", O_RDONLY | O_CLOEXEC);
    if (file < 0)
        return;
    if (read(file, boot, BOOT_ID_SIZE - 1) != BOOT_ID_SIZE - 1)
        memset(boot, 0, BOOT_ID_SIZE);
    close(file);
}

static int64_t look(clockid_t which)
{
    struct timespec now;
    if (clock_gettime(which, &now) != 0)
        return 0;
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

void host_look(struct host *host)
{
#ifdef CLOCK_BOOTTIME
    host->boot_ms = look(CLOCK_BOOTTIME);
#else
    host->boot_ms = look(CLOCK_MONOTONIC);
#endif
    host->wall_ms = look(CLOCK_REALTIME);
}

/* A snapshot of a machine that was put back keeps its boot, but not the time since. */
static bool same_boot(const struct anchor *anchor, const struct host *host)
{
    return anchor->boot[0] != '\0' && strcmp(anchor->boot, host->boot) == 0 && host->boot_ms >= anchor->boot_ms;
}

int64_t time_after(int64_t now, int64_t span)
{
    if (span <= 0)
        return now;
    return now > INT64_MAX - span ? INT64_MAX : now + span;
}

int64_t clock_tell(const struct anchor *anchor, const struct host *host)
{
    if (!same_boot(anchor, host))
        return host->wall_ms > anchor->time_ms ? host->wall_ms : anchor->time_ms;
    int64_t elapsed = host->boot_ms - anchor->boot_ms;
    int64_t most = elapsed / FOLLOW_PART;
    int64_t follow = anchor->offset_ms;
    if (follow > most)
        follow = most;
    if (follow < -most)
        follow = -most;
    return time_after(anchor->time_ms, elapsed + follow);
}

bool clock_anchor(struct anchor *anchor, const struct host *host)
{
    if (same_boot(anchor, host) && host->boot_ms - anchor->boot_ms < ANCHOR_AGE_MS)
        return false;
    anchor->time_ms = clock_tell(anchor, host);
    anchor->boot_ms = host->boot_ms;
    memcpy(anchor->boot, host->boot, BOOT_ID_SIZE);
    anchor->offset_ms = host->wall_ms > anchor->time_ms ? host->wall_ms - anchor->time_ms
                                                        : -(anchor->time_ms - host->wall_ms);
    return true;
}
