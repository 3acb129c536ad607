#include "cli/records.h"

#include "cli/interrupt.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { READ_SIZE = 65536 };

/* RFC 4180: a quote opens a field only at its start; within, two of them are one. */
enum { AT_FIELD_START, IN_FIELD, IN_QUOTES, AFTER_QUOTE };

bool records_begin(struct records *records, int fd, char delimiter)
{
    *records = (struct records){ .fd = fd, .delimiter = delimiter };
    records->text = malloc(RECORD_MOST + READ_SIZE);
    return records->text != NULL;
}

void records_end(struct records *records)
{
    free(records->text);
    records->text = NULL;
}

/* Where the record ends, its newline included; 0 when that was not read yet. */
static size_t find_end(struct records *records)
{
    if (records->delimiter == '\0') {
        const char *newline = memchr(records->text + records->scanned, '\n', records->end - records->scanned);
        records->scanned = records->end;
        return newline == NULL ? 0 : (size_t)(newline - records->text) + 1;
    }
    for (; records->scanned < records->end; records->scanned++) {
        char c = records->text[records->scanned];
        bool opens = records->state == AT_FIELD_START || records->state == AFTER_QUOTE;
        if (records->state == IN_QUOTES)
            records->state = c == '"' ? AFTER_QUOTE : IN_QUOTES;
        else if (c == '\n')
            return records->scanned + 1;
        else if (c == records->delimiter)
            records->state = AT_FIELD_START;
        else
            records->state = c == '"' && opens ? IN_QUOTES : IN_FIELD;
    }
    return 0;
}

static enum records_answer read_more(struct records *records)
{
    if (records->start > 0) {
        memmove(records->text, records->text + records->start, records->end - records->start);
        records->scanned -= records->start;
        records->end -= records->start;
        records->start = 0;
    }
    if (!interrupt_wait(records->fd))
        return RECORDS_INTERRUPTED;
    ssize_t count = read(records->fd, records->text + records->end, READ_SIZE);
    if (count < 0 && errno != EINTR && errno != EAGAIN) {
        records->error = errno;
        return RECORDS_FAILED;
    }
    records->ended = count == 0;
    records->end += count > 0 ? (size_t)count : 0;
    return RECORDS_ONE;
}

enum records_answer records_next(struct records *records, const char **record, size_t *record_len)
{
    for (;;) {
        size_t end = find_end(records);
        if (end == 0 && records->ended)
            end = records->end;
        size_t length = (end == 0 ? records->end : end) - records->start;
        if (length > RECORD_MOST)
            return RECORDS_TOO_LONG;
        if (end != 0 || records->ended) {
            *record = records->text + records->start;
            *record_len = length;
            records->start = records->scanned = end;
            records->state = AT_FIELD_START;
            return length > 0 ? RECORDS_ONE : RECORDS_END;
        }
        enum records_answer answer = read_more(records);
        if (answer != RECORDS_ONE)
            return answer;
    }
}
