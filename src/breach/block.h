/* One block: entries that decode without any other block.
 *
 * It holds, one after the other: its checksum (4 bytes), the number of its entries (2),
 * two zero bytes, the head of its first entry (8); for each group of GROUP_SIZE entries
 * but the first, how far its first head lies behind the block's (span_bytes) and where
 * its gaps begin among the unary bits (2); then bits, the lowest of a byte first: the
 * low bits of every gap, the classes of all entries, the unary bits; and, ending with
 * the block, the tails of all entries. The first entry of a group has no gap. */
#ifndef PWPOL_BREACH_BLOCK_H
#define PWPOL_BREACH_BLOCK_H

#include "breach/format.h"

/* What the heads and tails of hashes are looked for by. */
struct entry {
    uint64_t head;
    unsigned char tail[HASH_SIZE_MOST - 8];
    unsigned class;
};

struct entry entry_of_hash(const struct shape *shape, const unsigned char *hash);
/* Negative, 0 or positive, as heads and then tails compare. */
int entry_compare(const struct shape *shape, const struct entry *left, const struct entry *right);

enum block_answer {
    BLOCK_ABSENT,
    BLOCK_BEFORE, /* its first head is not below the one looked for: the entry may be in an earlier block */
    BLOCK_PRESENT,
    BLOCK_DAMAGED
};
/* Looks for an entry. Whatever the bytes of the block are, nothing outside it is read.
 * *class is written on BLOCK_PRESENT. */
enum block_answer block_find(const struct shape *shape, const unsigned char block[PAGE_SIZE],
                             const struct entry *entry, unsigned *class);

/* Has memory fetch the lines that block_find() will read when fraction / BLOCK_WHOLE of the block's entries, about
 * typical, come before the one looked for. */
enum { BLOCK_WHOLE = 65536 };
void block_prefetch(const struct shape *shape, const unsigned char *block, size_t typical, uint32_t fraction);

/* Entries that a block can hold at most, whatever its shape. */
enum { BLOCK_ENTRIES_MOST = 16384 };
/* Decodes all entries, at most BLOCK_ENTRIES_MOST; how many, or 0 when the block is
 * damaged: a block is never empty. Whatever its bytes are, nothing outside it is read. */
size_t block_decode(const struct shape *shape, const unsigned char block[PAGE_SIZE], struct entry *entries);

/* ---- Writing ---- */

/* Entries that are to become a block; start it zeroed, with the shape. */
struct block_maker {
    const struct shape *shape;
    size_t count;
    uint64_t last;     /* head of the last entry */
    uint64_t unary_at; /* bits */
    uint64_t heads[BLOCK_ENTRIES_MOST];
    unsigned char classes[BLOCK_ENTRIES_MOST];
    unsigned char tails[PAGE_SIZE];
};

/* Adds an entry that is not before the last; false when the block is full and must be
 * written first. */
bool block_add(struct block_maker *maker, const struct entry *entry);
/* Writes the block of this number and empties the maker. */
void block_write(struct block_maker *maker, uint64_t number, unsigned char block[PAGE_SIZE]);

#endif
