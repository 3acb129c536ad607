/* Sorts any number of records in bounded memory: what does not fit goes to a temporary
 * file without a name, which no end of the process leaves behind. Records that come
 * sorted are written there as they come. */
#ifndef PWPOL_BREACH_SORTER_H
#define PWPOL_BREACH_SORTER_H

#include "breach/record.h"

struct run {
    uint64_t start, count; /* records of the file */
};

struct sorter {
    unsigned words;      /* of a record */
    size_t capacity;     /* records */
    uint64_t *records;   /* what was added and not written yet */
    uint64_t *scratch;   /* for sorting; NULL for long records */
    size_t count;
    bool sorted;         /* they are, as they came */
    int fd;              /* of the runs; -1 before the first */
    const char *folder;  /* where temporary files are made; the caller's */
    struct run *runs;
    size_t run_count;
    uint64_t written;    /* records of the file */
    uint64_t last[RECORD_LONG]; /* the last record that was written */
    uint64_t next;       /* what sorter_next() answers next */
    uint64_t distinct;
    int error;           /* errno of the first failure */
};

/* memory: bytes, for all it holds. PWPOL_ERR_NO_MEMORY. */
pwpol_status sorter_begin(struct sorter *sorter, bool exact, size_t memory, const char *folder);
/* PWPOL_ERR_IO, with sorter->error, when the temporary file cannot be written. */
pwpol_status sorter_add(struct sorter *sorter, const uint64_t *records, size_t count);
/* Nothing can be added from here on; distinct counts what sorter_next() will answer. */
pwpol_status sorter_finish(struct sorter *sorter);
/* The next records, sorted and each hash once, where they lie until the next call;
 * *count is 0 at the end. */
pwpol_status sorter_next(struct sorter *sorter, const uint64_t **records, size_t *count);
void sorter_end(struct sorter *sorter);

#endif
