/* Reads the sources of a corpus: one thread reads, the others parse, and what they parsed
 * is handed on in the order of the lines. */
#ifndef PWPOL_CLI_BREACH_READ_H
#define PWPOL_CLI_BREACH_READ_H

#include "cli/breach_files.h"

struct tallied {
    uint64_t lines, rare, malformed;
    uint64_t records;
};

struct reading {
    struct files *files;
    struct lines lines;
    bool find_kind;   /* the first line tells which kind of hash it is */
    unsigned threads; /* that parse */
    /* Takes the records of each piece, in order; 0, or the exit code after a complaint. */
    int (*take)(void *data, const struct piece *piece);
    void *data;
    struct tallied tallied;
};

/* Reads all. 0, or the exit code after a complaint, or CODE_FAILURE when a signal came. */
int reading_run(struct reading *reading);

#endif
