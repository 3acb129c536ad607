/* How many records had which fate, by scheme. */
#ifndef PWPOL_CLI_TALLY_H
#define PWPOL_CLI_TALLY_H

#include "cli/stream.h"

enum { FATES_MOST = 128 };

struct fates {
    uint64_t records; /* the header not counted */
    uint64_t outcomes[OUTCOME_FAILED + 1];
    size_t count;
    struct {
        const struct fate *fate;
        const char *scheme;
        uint64_t records;
    } rows[FATES_MOST];
};

void fates_add(struct fates *fates, const struct turned *turned);
/* The summary, for a person or as JSON. */
void fates_print(struct page *out, const struct fates *fates, bool json);

#endif
