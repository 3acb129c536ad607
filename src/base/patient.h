/* Reading what an administrator names as a file. It may be a pipe, as <(command) of
 * a shell makes one: its writer is waited for, but not for ever. */
#ifndef PWPOL_BASE_PATIENT_H
#define PWPOL_BASE_PATIENT_H

#include <stddef.h>
#include <sys/types.h>

/* How long a pipe may stay silent. */
enum { PATIENCE_MS = 5000 };

/* A descriptor to read path from, closed on exec; or -1 with errno, ETIMEDOUT for a pipe that nobody
 * writes to. */
int patient_open(const char *path);
/* As read(2), through interruptions; -1 with ETIMEDOUT for a pipe that stays silent. */
ssize_t patient_read(int descriptor, void *bytes, size_t count);

/* open() of a file that is there, closed on exec: again for as long as signals interrupt it, as they may on file
 * systems of a network. */
int steady_open(const char *path, int flags);

#endif
