/* The threads of a stream: records in, records out, in the same order. */
#ifndef PWPOL_CLI_PUMP_H
#define PWPOL_CLI_PUMP_H

#include "cli/meter.h"
#include "cli/records.h"
#include "cli/resume.h"
#include "cli/tally.h"

struct pump {
    struct stream *stream;
    struct records *records;
    struct part *part;                 /* NULL when standard output is written */
    char options[2 * DIGEST_SIZE + 1]; /* digest of what must be the same when the run goes on */
    struct page out;                   /* on the output's descriptor */
    struct measure source, output;
    uint64_t written; /* records, the header counted */
    struct fates fates;
    struct meter meter;
    bool begun;      /* pump_run() was called */
    uint64_t kept;   /* records, when the state was last kept */
    int64_t kept_at; /* ms of the monotonic clock */
};

/* From the record that is next to the end. CODE_ACCEPTED, or the exit code after a complaint;
 * what was written before it is in order, and part_keep() was called. An interruption is
 * no failure: interrupted() tells. */
int pump_run(struct pump *pump);

/* What stream->turn says of one record. */
struct turned pump_turn(const struct stream *stream, const char *record, size_t record_len, struct row *row,
                        char *renewed);

/* Complains about an answer that is a failure; 0 when it is none. number: of the record, from 1. */
int pump_complain(const struct pump *pump, enum records_answer answer, uint64_t number);

/* Flushes, makes sure, and keeps the state. */
int pump_keep(struct pump *pump);

/* Writes a record as it is: the header. */
void pump_copy(struct pump *pump, const char *record, size_t record_len);

#endif
