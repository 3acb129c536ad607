/* Writes a file whole or not at all. */
#ifndef PWPOL_CLI_FILE_H
#define PWPOL_CLI_FILE_H

#include <stddef.h>

/* Replaces path by text, through a temporary file of the same folder that is
 * synchronised and renamed: whoever opens path finds the old content or the new
 * one, and a full disk leaves the old one. What is no regular file (a device, a
 * pipe) is written as it is. 0, or CODE_FAILURE after a complaint. */
int file_replace(const char *path, const char *text, size_t text_len);

/* Makes the last rename to path lasting: it only is once its folder is. Some file systems cannot, which changes
 * nothing. */
void file_synchronise_folder(const char *path);

#endif
