/* What building and merging share: from sorted records to the file, and the summary. */
#ifndef PWPOL_CLI_BREACH_MAKE_H
#define PWPOL_CLI_BREACH_MAKE_H

#include "breach/sorter.h"
#include "breach/writer.h"
#include "cli/breach_read.h"
#include "cli/meter.h"
#include "cli/page.h"

/* Half of it holds records, half is what sorting needs. */
enum { SORTER_MEMORY = 96 * 1024 * 1024, BITS_LEAST = 1, BITS_MOST = 40, BITS_USUAL = 20 };

struct make {
    const char *output;
    const char *temporary; /* folder; NULL for that of the output */
    char folder[4096];     /* of temporary files */
    struct header header;  /* what the corpus is to be; its universe is 0 until it is known */
    bool exact;
    unsigned bits;         /* log2(1/e) */
    uint64_t capacity;     /* entries that the universe is to be for, when more are to be merged in */
    bool quiet, json;
    struct tallied tallied;
    struct sorter sorter;
    bool sorting;          /* sorter is to be ended */
    int64_t begun;         /* ms of the monotonic clock */
};

/* --output is given and the folder of temporary files is known. 0, or the exit code after a complaint. */
int make_verify(struct make *make);
int make_begin_sorting(struct make *make);
/* Complains about a failure of the sorter. */
int make_complain_sorter(const struct make *make, pwpol_status status);
/* Sorts what was added and writes the file. */
int make_finish(struct make *make);
void make_end(struct make *make);

/* "2026-07-17" as milliseconds since 1970; false when it is no date. */
bool date_parse(const char *text, int64_t *date);
void date_print(int64_t date, char text[16]);

/* What a corpus is, for a person or as JSON. */
void breach_info_print(struct page *out, const pwpol_breach_info *info);
void breach_info_json(struct page *out, const pwpol_breach_info *info);

#endif
