/* pwpol check --batch: many candidates, one row each, in the order of the input. */
#ifndef PWPOL_CLI_BATCH_H
#define PWPOL_CLI_BATCH_H

#include "cli/terminal.h"
#include "pwpol/check.h"

enum row_format { ROWS_TABLE, ROWS_JSONL, ROWS_CSV };

/* What one candidate may take of the memory; what is longer is judged on its
 * first MiB, and refused as too long by any policy. */
enum { CANDIDATE_MOST = 1 << 20 };

enum { JOBS_MOST = 64 };

struct batch {
    const pwpol_policy *policy;
    const pwpol_context *context;
    const char *file; /* "-" for standard input */
    enum row_format format;
    bool nul;     /* candidates end with a NUL, not with a line's end */
    bool show;    /* rows hold the candidate */
    bool quiet;   /* no row, no summary */
    int64_t jobs; /* threads that judge, at most JOBS_MOST; 0: one for each processor */
    struct terminal terminal;
};

/* CODE_ACCEPTED when all are, CODE_REFUSED when one is not, CODE_FAILURE after a complaint. */
int batch_run(const struct batch *batch);

#endif
