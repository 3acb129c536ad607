/* How a batch writes its rows and its summary. */
#ifndef PWPOL_CLI_ROWS_H
#define PWPOL_CLI_ROWS_H

#include "cli/batch.h"

#include <stdint.h>

enum { FINDINGS_MOST = 64 };

/* How many candidates had a finding of each name. */
struct tally {
    uint64_t accepted;
    uint64_t refused;
    size_t count;
    struct {
        const char *name; /* static, of the library */
        uint64_t errors;
        uint64_t warnings;
    } findings[FINDINGS_MOST];
};

void tally_report(struct tally *tally, const pwpol_report *report);
void tally_add(struct tally *sum, const struct tally *part);

/* Above the first row. */
void rows_header(struct page *out, const struct batch *batch);
/* One candidate: its number in the input, from 1. */
void rows_add(struct page *out, const struct batch *batch, uint64_t number, const char *candidate,
              size_t candidate_len, const pwpol_report *report);
/* Accepted, refused, and why, the most frequent reason first. */
void rows_summary(struct page *out, const struct batch *batch, struct tally *tally);

#endif
