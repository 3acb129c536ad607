/* Files that only their owner may read, and that never replace another by accident. */
#ifndef PWPOL_CLI_NEWFILE_H
#define PWPOL_CLI_NEWFILE_H

#include <stdbool.h>
#include <stddef.h>

/* Creates path with this text, mode 0600, through a temporary file of the same folder that is
 * synchronised and renamed; a file that exists stays as it is. 0, or the exit code after a complaint. */
int newfile_create(const char *path, const char *text, size_t text_len);

/* Puts text in the place of the regular file that is open as fd; mode, owner and links to it
 * stay. 0, or CODE_FAILURE after a complaint. */
int newfile_replace(int fd, const char *path, const char *text, size_t text_len);

/* A temporary file beside path, mode 0600; its name goes to temporary, which has PATH_MAX
 * bytes. The descriptor, or -1 after a complaint. */
int newfile_temporary(const char *path, char *temporary);

/* Gives what was written to fd the name path, lastingly, unless that exists: synchronises,
 * closes fd, renames. On a failure the temporary file stays. 0, or the exit code after a complaint. */
int newfile_publish(int fd, const char *temporary, const char *path);

/* Whether path names something already; complains then. */
bool newfile_exists(const char *path);

#endif
