#include "breach/sorter.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { RECORDS_LEAST = 64, RUN_BUFFER_LEAST = 16 };

pwpol_status sorter_begin(struct sorter *sorter, bool exact, size_t memory, const char *folder)
{
    *sorter = (struct sorter){ .words = record_words(exact), .sorted = true, .fd = -1, .folder = folder };
    size_t record = sorter->words * sizeof *sorter->records;
    sorter->capacity = memory / 2 / record; /* the other half is what sorting needs */
    if (sorter->capacity < RECORDS_LEAST)
        sorter->capacity = RECORDS_LEAST;
    sorter->records = malloc(sorter->capacity * record);
    if (!exact)
        sorter->scratch = malloc(sorter->capacity * record);
    if (sorter->records != NULL && (exact || sorter->scratch != NULL))
        return PWPOL_OK;
    sorter_end(sorter);
    return PWPOL_ERR_NO_MEMORY;
}

void sorter_end(struct sorter *sorter)
{
    free(sorter->records);
    free(sorter->scratch);
    free(sorter->runs);
    if (sorter->fd >= 0)
        close(sorter->fd);
    sorter->records = sorter->scratch = NULL;
    sorter->runs = NULL;
    sorter->fd = -1;
}

/* ---- The temporary file ---- */

static pwpol_status fails(struct sorter *sorter)
{
    sorter->error = errno;
    return PWPOL_ERR_IO;
}

static int open_temporary(const char *folder)
{
    char path[4096];
    int fd = open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (fd >= 0 || (errno != EOPNOTSUPP && errno != EISDIR && errno != EINVAL))
        return fd;
    /* A file system without nameless files: the name lives for an instant. */
    if (snprintf(path, sizeof path, "%s/.pwpol-XXXXXX", folder) >= (int)sizeof path) {
        errno = ENAMETOOLONG;
        return -1;
    }
    fd = mkostemp(path, O_CLOEXEC);
    if (fd >= 0)
        unlink(path);
    return fd;
}

static bool write_records(int fd, const void *records, size_t bytes)
{
    const char *next = records;
    while (bytes > 0) {
        ssize_t done = write(fd, next, bytes);
        if (done < 0 && errno != EINTR)
            return false;
        next += done > 0 ? done : 0;
        bytes -= done > 0 ? (size_t)done : 0;
    }
    return true;
}

static pwpol_status read_records(struct sorter *sorter, uint64_t first, size_t count, uint64_t *records)
{
    size_t record = sorter->words * sizeof *records, bytes = count * record;
    char *next = (char *)records;
    uint64_t offset = first * record;
    while (bytes > 0) {
        ssize_t done = pread(sorter->fd, next, bytes, (off_t)offset);
        if (done < 0 && errno == EINTR)
            continue;
        if (done == 0)
            errno = EIO;
        if (done <= 0)
            return fails(sorter);
        next += done;
        offset += (uint64_t)done;
        bytes -= (size_t)done;
    }
    return PWPOL_OK;
}

/* A run that begins where the file ends. */
static pwpol_status start_run(struct sorter *sorter)
{
    struct run *runs = realloc(sorter->runs, (sorter->run_count + 1) * sizeof *runs);
    if (runs == NULL)
        return PWPOL_ERR_NO_MEMORY;
    sorter->runs = runs;
    runs[sorter->run_count++] = (struct run){ .start = sorter->written };
    return PWPOL_OK;
}

/* Sorts what is held and writes it, but the last record when more may come: it may be the
 * same hash. */
static pwpol_status spill(struct sorter *sorter, bool more)
{
    unsigned words = sorter->words;
    pwpol_status status = PWPOL_OK;
    if (!sorter->sorted)
        records_sort(sorter->records, sorter->count, words, sorter->scratch);
    sorter->count = records_unique(sorter->records, sorter->count, words);
    sorter->sorted = true;
    size_t count = sorter->count - (more ? 1 : 0);
    if (sorter->fd < 0 && (sorter->fd = open_temporary(sorter->folder)) < 0)
        return fails(sorter);
    if (count > 0 && (sorter->run_count == 0 || !record_before(sorter->last, sorter->records, words)))
        status = start_run(sorter);
    if (status != PWPOL_OK || count == 0)
        return status;
    if (!write_records(sorter->fd, sorter->records, count * words * sizeof *sorter->records))
        return fails(sorter);
    sorter->runs[sorter->run_count - 1].count += count;
    sorter->written += count;
    memcpy(sorter->last, sorter->records + (count - 1) * words, words * sizeof *sorter->records);
    memmove(sorter->records, sorter->records + count * words,
            (sorter->count - count) * words * sizeof *sorter->records);
    sorter->count -= count;
    return PWPOL_OK;
}

pwpol_status sorter_add(struct sorter *sorter, const uint64_t *records, size_t count)
{
    unsigned words = sorter->words;
    while (count > 0) {
        pwpol_status status = sorter->count == sorter->capacity ? spill(sorter, true) : PWPOL_OK;
        if (status != PWPOL_OK)
            return status;
        size_t room = sorter->capacity - sorter->count, taken = count < room ? count : room;
        uint64_t *end = sorter->records + sorter->count * words;
        memcpy(end, records, taken * words * sizeof *records);
        /* Equal hashes must be in the order of their classes too, but few are equal. */
        for (size_t i = sorter->count == 0 ? 1 : 0; i < taken && sorter->sorted; i++)
            sorter->sorted = record_before(end + i * words - words, end + i * words, words);
        sorter->count += taken;
        records += taken * words;
        count -= taken;
    }
    return PWPOL_OK;
}

/* ---- Merging ---- */

/* A run as it is read, through a part of the memory that held what was added. */
struct source {
    struct run left;
    uint64_t *buffer;
    size_t capacity, count, at;
};

/* False at the end of the run, and on a failure. */
static bool advance(struct sorter *sorter, struct source *source, pwpol_status *status)
{
    if (++source->at < source->count)
        return true;
    source->count = source->left.count < source->capacity ? (size_t)source->left.count : source->capacity;
    source->at = 0;
    *status = read_records(sorter, source->left.start, source->count, source->buffer);
    source->left.start += source->count;
    source->left.count -= source->count;
    return source->count > 0 && *status == PWPOL_OK;
}

static bool source_before(const struct source *left, const struct source *right, unsigned words)
{
    const uint64_t *one = left->buffer + left->at * words, *other = right->buffer + right->at * words;
    return record_before(one, other, words) ||
           (!record_before(other, one, words) && one[words - 1] < other[words - 1]);
}

/* The heap's first source is the one whose record is the lowest. */
static void sink(struct source **heap, size_t count, size_t at, unsigned words)
{
    for (;;) {
        size_t child = 2 * at + 1;
        if (child + 1 < count && source_before(heap[child + 1], heap[child], words))
            child++;
        if (child >= count || !source_before(heap[child], heap[at], words))
            return;
        struct source *turn = heap[at];
        heap[at] = heap[child];
        heap[child] = turn;
        at = child;
    }
}

struct merge {
    struct source *sources;
    struct source **heap;
    size_t heap_count;
    int fd; /* of the merged run */
    uint64_t *out;
    size_t out_capacity, out_count;
    uint64_t written;
};

static pwpol_status flush(struct sorter *sorter, struct merge *merge, bool more)
{
    unsigned words = sorter->words;
    size_t count = merge->out_count - (more ? 1 : 0);
    if (count > 0 && !write_records(merge->fd, merge->out, count * words * sizeof *merge->out))
        return fails(sorter);
    if (count > 0)
        memmove(merge->out, merge->out + count * words,
                (merge->out_count - count) * words * sizeof *merge->out);
    merge->out_count -= count;
    merge->written += count;
    return PWPOL_OK;
}

static pwpol_status merge_all(struct sorter *sorter, struct merge *merge)
{
    unsigned words = sorter->words;
    pwpol_status status = PWPOL_OK;
    while (merge->heap_count > 0 && status == PWPOL_OK) {
        struct source *source = merge->heap[0];
        const uint64_t *record = source->buffer + source->at * words;
        if (merge->out_count > 0 &&
            record_same_hash(merge->out + (merge->out_count - 1) * words, record, words))
            merge->out_count--;
        memcpy(merge->out + merge->out_count++ * words, record, words * sizeof *record);
        if (merge->out_count == merge->out_capacity)
            status = flush(sorter, merge, true);
        if (status == PWPOL_OK && !advance(sorter, source, &status))
            merge->heap[0] = merge->heap[--merge->heap_count];
        sink(merge->heap, merge->heap_count, 0, words);
    }
    return status == PWPOL_OK ? flush(sorter, merge, false) : status;
}

static pwpol_status begin_merge(struct sorter *sorter, struct merge *merge)
{
    size_t runs = sorter->run_count, share = sorter->capacity / (runs + 1);
    pwpol_status status = PWPOL_OK;
    if (share < RUN_BUFFER_LEAST)
        return PWPOL_ERR_NO_MEMORY; /* of a bound that is meant for fewer records */
    merge->sources = calloc(runs, sizeof *merge->sources);
    merge->heap = calloc(runs, sizeof(struct source *));
    if (merge->sources == NULL || merge->heap == NULL)
        return PWPOL_ERR_NO_MEMORY;
    merge->out = sorter->records + runs * share * sorter->words;
    merge->out_capacity = sorter->capacity - runs * share;
    for (size_t i = 0; i < runs && status == PWPOL_OK; i++) {
        struct source *source = &merge->sources[i];
        *source = (struct source){ .left = sorter->runs[i],
                                   .buffer = sorter->records + i * share * sorter->words,
                                   .capacity = share };
        if (advance(sorter, source, &status))
            merge->heap[merge->heap_count++] = source;
    }
    for (size_t i = merge->heap_count; i-- > 0;)
        sink(merge->heap, merge->heap_count, i, sorter->words);
    if (status == PWPOL_OK && (merge->fd = open_temporary(sorter->folder)) < 0)
        status = fails(sorter);
    return status;
}

static pwpol_status merge_runs(struct sorter *sorter)
{
    struct merge merge = { .fd = -1 };
    pwpol_status status = begin_merge(sorter, &merge);
    if (status == PWPOL_OK)
        status = merge_all(sorter, &merge);
    free(merge.sources);
    free(merge.heap);
    if (status != PWPOL_OK) {
        if (merge.fd >= 0)
            close(merge.fd);
        return status;
    }
    close(sorter->fd);
    sorter->fd = merge.fd;
    sorter->written = merge.written;
    return PWPOL_OK;
}

/* ---- What comes out ---- */

pwpol_status sorter_finish(struct sorter *sorter)
{
    if (sorter->fd >= 0) {
        pwpol_status status = spill(sorter, false); /* of two records at least: one stayed, and one came */
        if (status == PWPOL_OK && sorter->run_count > 1)
            status = merge_runs(sorter);
        sorter->distinct = sorter->written;
        return status;
    }
    if (!sorter->sorted)
        records_sort(sorter->records, sorter->count, sorter->words, sorter->scratch);
    sorter->count = records_unique(sorter->records, sorter->count, sorter->words);
    sorter->distinct = sorter->count;
    return PWPOL_OK;
}

pwpol_status sorter_next(struct sorter *sorter, const uint64_t **records, size_t *count)
{
    enum { RECORDS_AT_ONCE = 65536 };
    uint64_t left = sorter->distinct - sorter->next;
    size_t taken = left < RECORDS_AT_ONCE ? (size_t)left : RECORDS_AT_ONCE;
    pwpol_status status = PWPOL_OK;
    if (taken > sorter->capacity)
        taken = sorter->capacity;
    *records = sorter->records;
    if (sorter->fd >= 0)
        status = read_records(sorter, sorter->next, taken, sorter->records);
    else
        *records += sorter->next * sorter->words;
    sorter->next += taken;
    *count = taken;
    return status;
}
