/* Where a secret comes from: an argument, a file descriptor, or the terminal. */
#ifndef PWPOL_CLI_SOURCE_H
#define PWPOL_CLI_SOURCE_H

#include "cli/page.h"
#include "cli/say.h"

/* Which are no file descriptors. */
enum { SOURCE_TERMINAL = -2, SOURCE_INPUT = -1 /* standard input, or who sits at it */ };
enum { FD_MOST = 65535 };

struct source {
    const char *argument; /* NULL, or the secret itself, which others may have seen; wiped when it is read */
    int fd;
    enum sentence question;
    enum sentence cannot_read; /* of a file descriptor, which is not standard input */
    size_t most;               /* bytes */
};

/* Reads all of it, the end of its last line cut. *longer: when there is more than source->most, of which
 * the beginning was read. 0, or CODE_FAILURE after a complaint. */
int source_read(const struct source *source, struct page *secret, bool *longer);

/* Whether somebody at the terminal is asked. */
bool source_asks(const struct source *source);
/* Whether standard input is read without anybody being asked. */
bool source_is_input(const struct source *source);

/* A line's end belongs to the line, not to what stands on it. */
void cut_newline(struct page *page);

#endif
