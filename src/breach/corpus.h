/* One file of a corpus, opened and looked into. */
#ifndef PWPOL_BREACH_CORPUS_H
#define PWPOL_BREACH_CORPUS_H

#include "breach/block.h"

#include <stdatomic.h>
#include <sys/stat.h>

struct corpus {
    struct header header;
    unsigned index_shift;
    size_t typical; /* entries of a block, on the average */
    uint64_t size;
    const unsigned char *map;   /* the whole file; NULL where it is read */
    const unsigned char *index; /* INDEX_ENTRY_SIZE a block: its first head, shortened */
    int fd;                     /* -1 where it is mapped or compiled in */
    bool builtin;
    _Atomic uint64_t *verified; /* a bit a block whose checksum was right when it was first needed */
    struct stat file;           /* which file it is */
};

/* *corpus is written on PWPOL_OK; end it with corpus_end(). The statuses of
 * pwpol_breach_open(), which where explains. */
pwpol_status corpus_open(struct corpus *corpus, const char *path, pwpol_breach_access access,
                         pwpol_where *where);
/* A corpus in memory, which stays the caller's. */
pwpol_status corpus_of_bytes(struct corpus *corpus, const unsigned char *bytes, size_t size);
void corpus_end(struct corpus *corpus);

/* The block of this number: where it lies, or in buffer, where it was read to; NULL
 * with *status when it cannot be read or is damaged. */
const unsigned char *corpus_block(const struct corpus *corpus, uint64_t number,
                                  unsigned char buffer[PAGE_SIZE], pwpol_status *status);

/* The block where the entry is, if it is anywhere: the last whose first head is not
 * above, as far as the index tells. The corpus is not empty. */
uint64_t corpus_locate(const struct corpus *corpus, uint64_t first_bits, uint64_t head);
/* Has memory fetch what corpus_find() will read there, all at once instead of one line after the other. */
void corpus_prefetch(const struct corpus *corpus, uint64_t located, uint64_t head);
/* Looks for an entry from that block on, backwards where it may be before. *seen as
 * pwpol_breach_contains() has it. */
pwpol_status corpus_find(const struct corpus *corpus, uint64_t located, const struct entry *entry,
                         uint64_t *seen);

static inline uint32_t corpus_index_at(const struct corpus *corpus, uint64_t block)
{
    return load32(corpus->index + INDEX_ENTRY_SIZE * block);
}

/* The least count of an entry of the class. */
uint64_t class_count(const struct header *header, unsigned class);

#endif
