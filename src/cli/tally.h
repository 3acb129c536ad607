/* How many records had which fate, by scheme; and how far a long run is. */
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

/* A bar with the time left on standard error, when that is a terminal; nothing
 * before a second has passed. */
struct meter {
    bool wanted, shown;
    int64_t begun, drawn; /* ms of the monotonic clock */
    uint64_t from, total; /* bytes; total is 0 when it is unknown */
};
void meter_begin(struct meter *meter, bool wanted, uint64_t from, uint64_t total);
void meter_at(struct meter *meter, uint64_t done, uint64_t records);
void meter_end(struct meter *meter);
int64_t monotonic_ms(void);

#endif
