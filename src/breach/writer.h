/* Writes the file of a corpus: under no name, or one that nobody opens, until it is whole
 * and on the disk. */
#ifndef PWPOL_BREACH_WRITER_H
#define PWPOL_BREACH_WRITER_H

#include "breach/block.h"
#include "breach/record.h"

struct writer {
    struct header header;
    char *path;
    char *folder;        /* of the path */
    char *part;          /* a name until the file has its own; NULL for none */
    int fd;
    struct block_maker *maker;
    unsigned char *pages; /* blocks not written yet */
    size_t page_count;
    unsigned char *index;
    uint64_t index_capacity; /* blocks */
    struct entry pending;    /* of equal entries, the one most often seen is kept */
    bool has_pending;
    int error;           /* errno of the first failure */
};

/* header: what the caller knows: its shape with the universe, dates, counts; entries is
 * how many will come. The statuses are PWPOL_ERR_IO, with writer->error, and
 * PWPOL_ERR_NO_MEMORY; after one, only writer_end() is left. */
pwpol_status writer_begin(struct writer *writer, const char *path, const struct header *header);
/* Entries in their order. */
pwpol_status writer_add(struct writer *writer, const struct entry *entry);
/* Gives the file its name. */
pwpol_status writer_finish(struct writer *writer);
/* Without writer_finish(), nothing is left under any name. */
void writer_end(struct writer *writer);

/* What makes the file, to any descriptor, for a corpus that is compiled in. */
pwpol_status writer_begin_at(struct writer *writer, int fd, const struct header *header);
pwpol_status writer_finish_at(struct writer *writer);

#endif
