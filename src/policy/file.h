/* Brings a policy file into memory. */
#ifndef PWPOL_POLICY_FILE_H
#define PWPOL_POLICY_FILE_H

#include "policy/trouble.h"

#include <sys/types.h>

enum { POLICY_FILE_LARGEST = 1024 * 1024 };

struct file {
    char *text; /* owned, NUL-terminated; may hold NUL bytes */
    size_t length;
    dev_t device; /* together with inode: which file it is, whatever its name */
    ino_t inode;
};

/* place and key (NULL for none) are what the trouble is reported at: the line
 * that includes the file, or the file itself. PWPOL_ERR_IO, PWPOL_ERR_TOO_LONG,
 * PWPOL_ERR_NO_MEMORY. */
pwpol_status file_read(struct file *file, const char *path, const struct place *place, const char *key,
                       pwpol_where *where);
void file_end(struct file *file);

/* The absolute folder that relative paths of this file start from, owned by the
 * caller. PWPOL_ERR_IO when the current folder has no name. */
pwpol_status file_folder(const char *path, char **folder);

#endif
