/* The clock of a file that several processes share, and that nobody who can set the
 * system's clock may use to end a lock.
 *
 * It is anchored once a boot, by the wall clock, and runs by the time since boot, which
 * nobody sets. What the wall clock says otherwise later is followed at one part in a hundred:
 * an hour's mistake is mended in four days, and a lock of half an hour shrinks by 18 s at
 * most. A new boot begins at the wall clock or at the last time known, the later of both. */
#ifndef PWPOL_STORES_SQLITE_CLOCK_H
#define PWPOL_STORES_SQLITE_CLOCK_H

#include <stdbool.h>
#include <stdint.h>

enum { BOOT_ID_SIZE = 37, ANCHOR_AGE_MS = 60000 };

/* What the file remembers. All times in ms. */
struct anchor {
    char boot[BOOT_ID_SIZE]; /* the boot it belongs to, as Linux names it; "" where that is unknown */
    int64_t boot_ms;         /* since boot, when it was set */
    int64_t time_ms;         /* since 1970, told by this clock then */
    int64_t offset_ms;       /* the wall clock was ahead by so much */
};

/* What the host says now. */
struct host {
    char boot[BOOT_ID_SIZE];
    int64_t boot_ms;
    int64_t wall_ms;
};

void host_boot_id(char boot[BOOT_ID_SIZE]);
/* Fills the times of a host whose boot is known. */
void host_look(struct host *host);

/* Milliseconds since 1970. Never before anchor->time_ms, and rises with host->boot_ms. */
int64_t clock_tell(const struct anchor *anchor, const struct host *host);
/* Moves an anchor that is old or another boot's to now; true when it changed. */
bool clock_anchor(struct anchor *anchor, const struct host *host);

/* now + span without overflow; a negative span is none. */
int64_t time_after(int64_t now, int64_t span);

#endif
