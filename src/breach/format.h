/* The file of a corpus, as docs/breach-format.md describes it: one page of header,
 * blocks of one page that decode alone, and an index of four bytes a block. All numbers
 * are little-endian. */
#ifndef PWPOL_BREACH_FORMAT_H
#define PWPOL_BREACH_FORMAT_H

#include "pwpol/breach.h"

#include "base/wide.h"

#include <string.h>

enum {
    PAGE_SIZE = 4096,
    PAGE_BITS = 8 * PAGE_SIZE,
    BLOCK_HEADER_SIZE = 16,
    GROUP_SIZE = 128, /* entries from one whole value to the next */
    LOW_BITS_MOST = 56, /* what one load of 64 bits holds at any bit of a byte */
    CLASS_BITS = 2,
    HASH_SIZE_MOST = 20,
    INDEX_ENTRY_SIZE = 4,
    SOURCE_SIZE = 64,
    FORMAT_VERSION = 1
};

/* Of the 64 bits that a hash begins with, the 62 highest place an entry of a corpus
 * that cuts hashes; a universe has at most as many values. */
enum { PLACE_BITS = 62 };
#define UNIVERSE_MOST (UINT64_C(1) << PLACE_BITS)

/* How the entries of a corpus are coded. */
struct shape {
    pwpol_breach_hash hash;
    bool exact;
    unsigned low_bits;   /* of a gap, kept as they are; the rest in unary */
    unsigned span_bytes; /* of a group's first value, counted from the block's */
    unsigned class_bits; /* 0 or CLASS_BITS */
    unsigned tail_bytes; /* of the hash after its first 8 bytes, kept as they are */
    uint64_t universe;   /* values that the head of an entry may have; 0 stands for 2^64 */
};

struct header {
    struct shape shape;
    uint64_t entries;
    uint64_t blocks;
    int64_t date;
    int64_t built;
    uint64_t smallest_count;
    uint64_t classes[3]; /* least counts of the classes 1, 2 and 3 */
    uint32_t index_checksum;
    char source[SOURCE_SIZE];
};

void header_write(const struct header *header, unsigned char page[PAGE_SIZE]);

enum header_answer { HEADER_FINE, HEADER_FOREIGN, HEADER_OTHER_VERSION, HEADER_DAMAGED };
/* Every field is within its bounds on HEADER_FINE; *header is to be used then only. */
enum header_answer header_read(const unsigned char page[PAGE_SIZE], struct header *header);

/* The source is shown to people: UTF-8 without control characters, and NULs up to its end. */
bool header_source_is_sound(const char source[SOURCE_SIZE]);

/* Bytes of the whole file; 0 when they are more than a file may have. */
uint64_t header_file_size(const struct header *header);

/* Bytes of a hash of the kind: 20 or 16. */
size_t hash_size(pwpol_breach_hash hash);

/* The value that an entry is sorted and coded by, of the 64 bits its hash begins with. */
static inline uint64_t shape_head(const struct shape *shape, uint64_t first_bits)
{
    if (shape->universe == 0)
        return first_bits;
    return multiply_high(first_bits >> (64 - PLACE_BITS) << (64 - PLACE_BITS), shape->universe);
}

/* By how many bits heads are shortened to the 32 of the index. */
unsigned shape_index_shift(const struct shape *shape);

/* The code that takes the fewest bits for entries of which there are so many, spread
 * evenly over the universe of the shape. */
void shape_choose_code(struct shape *shape, uint64_t entries);

/* CRC-32C (RFC 3720, appendix B.4) of bytes that follow those of which crc is the
 * checksum; 0 at the start. */
uint32_t checksum_add(uint32_t crc, const void *bytes, size_t count);
/* The same without the instruction of the processor, for tests. */
uint32_t checksum_by_table(const void *bytes, size_t count);
/* Of the block of this number, its own checksum left out: a block in the place of
 * another is seen. */
uint32_t checksum_of_block(const unsigned char block[PAGE_SIZE], uint64_t number);

/* ---- Numbers in bytes ---- */

static inline uint64_t load64(const unsigned char *bytes)
{
    uint64_t value;
    memcpy(&value, bytes, sizeof value);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    value = __builtin_bswap64(value);
#endif
    return value;
}

static inline uint32_t load32(const unsigned char *bytes)
{
    uint32_t value;
    memcpy(&value, bytes, sizeof value);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    value = __builtin_bswap32(value);
#endif
    return value;
}

static inline uint32_t load16(const unsigned char *bytes)
{
    return (uint32_t)bytes[0] | (uint32_t)bytes[1] << 8;
}

static inline void store(unsigned char *bytes, uint64_t value, unsigned count)
{
    for (unsigned i = 0; i < count; i++)
        bytes[i] = (unsigned char)(value >> 8 * i);
}

/* A hash is read as it is written: its first byte is the highest. */
static inline uint64_t load_first_bits(const unsigned char *hash)
{
    return __builtin_bswap64(load64(hash));
}

#endif
