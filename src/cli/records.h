/* Records of a table, one after the other, with every byte of the file: what
 * ends a record belongs to it. In bounded memory. */
#ifndef PWPOL_CLI_RECORDS_H
#define PWPOL_CLI_RECORDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { RECORD_MOST = 1 << 20 };

enum records_answer { RECORDS_ONE, RECORDS_END, RECORDS_TOO_LONG, RECORDS_FAILED, RECORDS_INTERRUPTED };

struct records {
    int fd;
    char delimiter; /* of CSV, where quotes may hold a line's end; '\0' for other formats */
    char *text;
    size_t start, scanned, end;
    int state; /* of the CSV scanner */
    bool ended;
    int error; /* errno of RECORDS_FAILED */
};

/* False when there is no memory. */
bool records_begin(struct records *records, int fd, char delimiter);
/* The next record, valid until the next call. RECORDS_INTERRUPTED when a signal that
 * interrupt.h watches came while it waited. */
enum records_answer records_next(struct records *records, const char **record, size_t *record_len);
void records_end(struct records *records);

#endif
