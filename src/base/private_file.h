/* Files that hold secrets: a key that others can read protects nothing. */
#ifndef PWPOL_BASE_PRIVATE_FILE_H
#define PWPOL_BASE_PRIVATE_FILE_H

#include <stddef.h>

enum private_file_answer {
    PRIVATE_FILE_READ,
    PRIVATE_FILE_NOT_OPEN,  /* it cannot be opened */
    PRIVATE_FILE_EXPOSED,   /* no regular file of this user or root that nobody else can read */
    PRIVATE_FILE_UNREADABLE,
    PRIVATE_FILE_TOO_LONG   /* text_size bytes or more */
};

/* Reads the whole of a file into secret memory of the caller's; what is written of it is at most text_size. */
enum private_file_answer private_file_read(const char *path, char *text, size_t text_size, size_t *text_len);

#endif
