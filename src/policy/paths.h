/* Paths, and lists of them as "/a/b.txt \"/c d/e.txt\"", absolute once they are read. */
#ifndef PWPOL_POLICY_PATHS_H
#define PWPOL_POLICY_PATHS_H

#include "pwpol/status.h"

#include <stdbool.h>

/* Where relative paths start from. */
enum folder_kind { FOLDER_NONE, FOLDER_CURRENT, FOLDER_GIVEN };
struct folder {
    enum folder_kind kind; /* FOLDER_NONE refuses relative paths */
    const char *path;      /* absolute, for FOLDER_GIVEN */
};

/* Reads one path, which may hold spaces and stand in quotes; *path is owned by the
 * caller, NULL when the text is empty. PWPOL_ERR_RANGE, PWPOL_ERR_IO when the
 * current folder has no name, PWPOL_ERR_NO_MEMORY. */
pwpol_status path_parse(const char *text, const struct folder *folder, char **path);

/* Writes the canonical text of a list, owned by the caller; NULL when it is
 * empty. The same statuses. */
pwpol_status paths_parse(const char *text, const struct folder *folder, char **paths);

/* The next path of a list: start with *cursor at its text; false at the end.
 * *path points into the text and is length bytes long. */
bool paths_next(const char **cursor, const char **path, size_t *length);

#endif
