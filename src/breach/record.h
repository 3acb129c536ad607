/* Hashes on their way into a corpus: a few words of 64 bits that sort as the hashes do.
 *
 * A corpus that cuts hashes needs one word: the 62 bits a hash begins with, and its
 * class. An exact one needs three: bytes 0 to 7, bytes 8 to 15, and bytes 16 to 19 above
 * the class. The class is the two lowest bits of the last word, so that of equal hashes
 * the one most often seen sorts last. */
#ifndef PWPOL_BREACH_RECORD_H
#define PWPOL_BREACH_RECORD_H

#include "breach/block.h"

enum { RECORD_SHORT = 1, RECORD_LONG = 3, RECORD_CLASS_MASK = 3 };

static inline unsigned record_words(bool exact)
{
    return exact ? RECORD_LONG : RECORD_SHORT;
}

static inline void record_of_hash(uint64_t *record, unsigned words, const unsigned char *hash, size_t hash_len,
                                  unsigned class)
{
    record[0] = load_first_bits(hash);
    if (words == RECORD_SHORT) {
        record[0] = (record[0] & ~(uint64_t)RECORD_CLASS_MASK) | class;
        return;
    }
    record[1] = load_first_bits(hash + 8);
    record[2] = class | (hash_len < 20 ? 0 : (uint64_t)__builtin_bswap32(load32(hash + 16)) << 32);
}

/* As hashes compare; classes are left out. */
static inline bool record_before(const uint64_t *left, const uint64_t *right, unsigned words)
{
    for (unsigned i = 0; i + 1 < words; i++)
        if (left[i] != right[i])
            return left[i] < right[i];
    return (left[words - 1] | RECORD_CLASS_MASK) < (right[words - 1] | RECORD_CLASS_MASK);
}

static inline bool record_same_hash(const uint64_t *left, const uint64_t *right, unsigned words)
{
    return !record_before(left, right, words) && !record_before(right, left, words);
}

struct entry entry_of_record(const struct shape *shape, const uint64_t *record, unsigned words);
/* The other way: of a corpus that cuts hashes, the lowest hash that the entry stands for. */
void record_of_entry(const struct shape *shape, const struct entry *entry, uint64_t *record, unsigned words);

/* Sorts by hash and class; scratch is as large, for short records. */
void records_sort(uint64_t *records, size_t count, unsigned words, uint64_t *scratch);
/* Of sorted records, keeps the last of each hash; how many are left. */
size_t records_unique(uint64_t *records, size_t count, unsigned words);

#endif
