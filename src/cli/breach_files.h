/* The files that a corpus is made from, one after the other: named ones, those of a folder
 * that are named by five digits, standard input; compressed by gzip or not. */
#ifndef PWPOL_CLI_BREACH_FILES_H
#define PWPOL_CLI_BREACH_FILES_H

#include "cli/breach_lines.h"

#include <zlib.h>

struct files {
    char **names;      /* "-" is standard input */
    size_t count;
    size_t at;         /* the one that is open; count when all were read */
    gzFile file;       /* NULL between two files */
    uint64_t bytes;    /* of all files as they are stored; 0 when that is not known */
    uint64_t before;   /* of the files that were read */
    int64_t newest;    /* of their times of change; milliseconds since 1970 */
    char *rest;        /* the start of a line whose end is to come */
    size_t rest_len;
};

/* Bytes of a piece; no line is longer. */
enum { PIECE_SIZE = 256 * 1024 };

/* operands: what the command line names; none is standard input. 0, or the exit code after
 * a complaint. End it with files_end(). */
int files_begin(struct files *files, char **operands, size_t count);
/* Whole lines of one file into the text of the piece, which has PIECE_SIZE bytes; text_len
 * is 0 at the end of all. 0, or the exit code after a complaint. */
int files_next(struct files *files, struct piece *piece);
/* Bytes that were read, as they are stored. */
uint64_t files_done(const struct files *files);
void files_end(struct files *files);

#endif
