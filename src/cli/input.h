/* Candidates from a file or a pipe, one after the other, in bounded memory. */
#ifndef PWPOL_CLI_INPUT_H
#define PWPOL_CLI_INPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct input {
    int fd;
    char separator;    /* '\n' or '\0' */
    size_t most;       /* bytes of a candidate that are kept; what is longer is cut */
    char *text;        /* secret */
    size_t start;      /* what was read and not yet given out: from start */
    size_t scanned;    /* no separator before this */
    size_t end;        /* to end */
    uint64_t consumed; /* bytes read so far */
    bool ended;        /* nothing more to read */
    bool begun;        /* the byte order mark was looked for */
    bool skipping;     /* the rest of a candidate that was cut */
    uint64_t cut;      /* candidates that were */
    int error;         /* errno of what failed */
};

/* False with error set when there is no memory. */
bool input_begin(struct input *input, int fd, char separator, size_t most);
/* The next candidate, without its separator; a line's "\r" before "\n" and a
 * byte order mark before the first line belong to the file and are cut, too.
 * False at the end or on an error. Valid until the next call. */
bool input_next(struct input *input, const char **candidate, size_t *candidate_len);
/* Wipes what was read. */
void input_end(struct input *input);

#endif
