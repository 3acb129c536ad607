/* The name that somebody most likely meant. */
#ifndef PWPOL_CLI_NEAREST_H
#define PWPOL_CLI_NEAREST_H

#include <stddef.h>

/* Of the names that name_at() gives until it answers NULL, the one that differs
 * least from word: a third of its letters at most, or it starts with word. NULL
 * when none is near. Names and word longer than 63 bytes are never near. */
const char *nearest_name(const char *word, const char *(*name_at)(size_t index, const void *data),
                         const void *data);

#endif
