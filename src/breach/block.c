#include "breach/block.h"

enum { AT_COUNT = 4, AT_ZERO = 6, AT_FIRST = 8, OFFSET_SIZE = 2 };

/* ---- Entries ---- */

struct entry entry_of_hash(const struct shape *shape, const unsigned char *hash)
{
    struct entry entry = { .head = shape_head(shape, load_first_bits(hash)) };
    if (shape->tail_bytes > 0)
        memcpy(entry.tail, hash + 8, shape->tail_bytes);
    return entry;
}

int entry_compare(const struct shape *shape, const struct entry *left, const struct entry *right)
{
    if (left->head != right->head)
        return left->head < right->head ? -1 : 1;
    return memcmp(left->tail, right->tail, shape->tail_bytes);
}

/* ---- Reading ---- */

/* Bits at a place of the block; bit + count is PAGE_BITS at most, count LOW_BITS_MOST. */
static inline uint64_t bits_at(const unsigned char *block, size_t bit, unsigned count)
{
    size_t byte = bit / 8;
    unsigned shift = bit % 8;
    if (byte > PAGE_SIZE - 8) {
        shift += 8 * (unsigned)(byte - (PAGE_SIZE - 8));
        byte = PAGE_SIZE - 8;
    }
    return load64(block + byte) >> shift & ((UINT64_C(1) << count) - 1);
}

/* Where the parts of a block are, for so many entries. */
struct parts {
    size_t count;
    size_t groups;
    size_t lows;    /* bits from the start of the block */
    size_t classes; /* bits */
    size_t unary;   /* bits */
    size_t tails;   /* bytes */
};

static inline struct parts parts_of(const struct shape *shape, size_t count)
{
    struct parts parts = { .count = count, .groups = (count + GROUP_SIZE - 1) / GROUP_SIZE };
    parts.lows = 8 * (BLOCK_HEADER_SIZE + (parts.groups - 1) * (shape->span_bytes + OFFSET_SIZE));
    parts.classes = parts.lows + (count - parts.groups) * shape->low_bits;
    parts.unary = parts.classes + count * shape->class_bits;
    parts.tails = PAGE_SIZE - count * shape->tail_bytes; /* wraps when there are too many: see below */
    return parts;
}

/* Every gap takes a unary bit at least. */
static inline bool parts_fit(const struct shape *shape, const struct parts *parts)
{
    return parts->count * shape->tail_bytes <= PAGE_SIZE &&
           parts->unary + (parts->count - parts->groups) <= 8 * parts->tails;
}

static inline bool open_block(const struct shape *shape, const unsigned char *block, struct parts *parts)
{
    size_t count = load16(block + AT_COUNT);
    if (count == 0 || count > BLOCK_ENTRIES_MOST || load16(block + AT_ZERO) != 0)
        return false;
    *parts = parts_of(shape, count);
    return parts_fit(shape, parts);
}

/* A walk over the entries, from the first of a group on. */
struct walk {
    const struct shape *shape;
    const unsigned char *block;
    const struct parts *parts;
    size_t index;       /* of the entry in the block */
    uint64_t head;
    uint64_t first;     /* head of the group's first entry */
    uint64_t lows;      /* sum of the low bits of the gaps since then */
    size_t low_bit;     /* where the next ones are */
    size_t group_unary; /* where the gaps of the group begin, in bits of the block */
    size_t gaps;        /* gaps taken since then */
    size_t word;        /* of 64 bits of the block, unary bits not taken yet */
    uint64_t word_bits;
};

static inline uint64_t group_head(const struct shape *shape, const unsigned char *block, size_t group)
{
    uint64_t first = load64(block + AT_FIRST);
    if (group == 0)
        return first;
    size_t at = BLOCK_HEADER_SIZE + (group - 1) * (shape->span_bytes + OFFSET_SIZE);
    return first + bits_at(block, 8 * at, 8 * (shape->span_bytes < 7 ? shape->span_bytes : 7)) +
           (shape->span_bytes == 8 ? (uint64_t)block[at + 7] << 56 : 0);
}

/* Unary bits are taken from this one of the block on; a group of one entry has none, and may
 * end with the block. */
static inline void walk_unary(struct walk *walk, size_t bit)
{
    walk->word = bit / 64;
    walk->word_bits = 0;
    if (walk->word < PAGE_BITS / 64)
        walk->word_bits = load64(walk->block + 8 * walk->word) & ~UINT64_C(0) << bit % 64;
}

/* False when the group's gaps are said to begin outside the block. */
static inline bool walk_enter(struct walk *walk, size_t group)
{
    const struct shape *shape = walk->shape;
    const struct parts *parts = walk->parts;
    walk->index = group * GROUP_SIZE;
    walk->head = walk->first = group_head(shape, walk->block, group);
    walk->lows = 0;
    walk->low_bit = parts->lows + (walk->index - group) * shape->low_bits;
    walk->gaps = 0;
    size_t end_of_entry = BLOCK_HEADER_SIZE + group * (shape->span_bytes + OFFSET_SIZE);
    walk->group_unary = parts->unary + (group == 0 ? 0 : load16(walk->block + end_of_entry - OFFSET_SIZE));
    if (walk->group_unary > 8 * parts->tails)
        return false;
    walk_unary(walk, walk->group_unary);
    return true;
}

enum step { STEP_ENTRY, STEP_END, STEP_DAMAGED };

static inline enum step walk_step(struct walk *walk)
{
    size_t next = walk->index + 1;
    if (next == walk->parts->count)
        return STEP_END;
    if (next % GROUP_SIZE == 0)
        return walk_enter(walk, next / GROUP_SIZE) ? STEP_ENTRY : STEP_DAMAGED;
    while (walk->word_bits == 0) {
        if (++walk->word >= PAGE_BITS / 64)
            return STEP_DAMAGED;
        walk->word_bits = load64(walk->block + 8 * walk->word);
    }
    /* The zeros since the start of the group are the sum of what its gaps hold beyond
     * their low bits, so that the sum needs no adding. */
    size_t place = 64 * walk->word + (size_t)__builtin_ctzll(walk->word_bits);
    uint64_t zeros = place - walk->group_unary - walk->gaps;
    walk->word_bits &= walk->word_bits - 1;
    walk->lows += bits_at(walk->block, walk->low_bit, walk->shape->low_bits);
    walk->low_bit += walk->shape->low_bits;
    walk->gaps++;
    walk->head = walk->first + (zeros << walk->shape->low_bits) + walk->lows;
    walk->index = next;
    return STEP_ENTRY;
}

static inline unsigned class_at(const struct walk *walk)
{
    unsigned bits = walk->shape->class_bits;
    return (unsigned)bits_at(walk->block, walk->parts->classes + walk->index * bits, bits);
}

static inline const unsigned char *tail_at(const struct walk *walk)
{
    return walk->block + walk->parts->tails + walk->index * walk->shape->tail_bytes;
}

/* The last group whose first head is below the one looked for, so that all entries of
 * equal heads come after; the first group when none is. */
static inline size_t group_of(const struct shape *shape, const unsigned char *block, size_t groups,
                              uint64_t head)
{
    size_t low = 0;
    while (low + 1 < groups && group_head(shape, block, low + 1) < head)
        low++;
    return low;
}

/* How many gaps are stepped over together: their low bits are summed without waiting for each
 * other, and their unary bits, 2.5 a gap, are nearly always within one load. */
enum {
    STRIP = 12,
    LOAD_BITS = 57 /* that a load of 64 holds, from any bit of a byte on */
};

static inline uint64_t sum_of_strip(const unsigned char *block, size_t bit, unsigned low_bits)
{
    uint64_t mask = (UINT64_C(1) << low_bits) - 1, sum = 0;
    if (3 * low_bits <= LOAD_BITS)
        for (unsigned i = 0; i < STRIP / 3; i++, bit += 3 * (size_t)low_bits) {
            uint64_t three = load64(block + bit / 8) >> bit % 8;
            sum += (three & mask) + (three >> low_bits & mask) + (three >> 2 * low_bits & mask);
        }
    else
        for (unsigned i = 0; i < STRIP; i++, bit += low_bits)
            sum += load64(block + bit / 8) >> bit % 8 & mask;
    return sum;
}

/* From the start of a group, steps over strips whose last head is below the one looked for; the
 * rest is for walk_step(), and so are strips that might be read past the block. */
static inline void walk_skip(struct walk *walk, uint64_t head)
{
    const unsigned char *block = walk->block;
    unsigned low_bits = walk->shape->low_bits;
    uint64_t lows = 0, below = walk->head;
    size_t left = walk->parts->count - walk->index, low_bit = walk->low_bit;
    size_t unary = walk->group_unary, gaps = 0;
    if (left > GROUP_SIZE)
        left = GROUP_SIZE;
    if (below >= head || low_bit + left * low_bits > PAGE_BITS - 64)
        return;
    for (; gaps + STRIP < left && unary <= PAGE_BITS - 64; gaps += STRIP) {
        uint64_t ones = load64(block + unary / 8) >> unary % 8;
        for (unsigned i = 1; i < STRIP; i++)
            ones &= ones - 1;
        if (ones == 0)
            break;
        size_t end = unary + (size_t)__builtin_ctzll(ones) + 1;
        uint64_t sum = lows + sum_of_strip(block, low_bit, low_bits);
        uint64_t zeros = end - walk->group_unary - gaps - STRIP;
        uint64_t next = walk->first + (zeros << low_bits) + sum;
        if (next >= head)
            break;
        below = next;
        lows = sum;
        unary = end;
        low_bit += STRIP * (size_t)low_bits;
    }
    if (gaps == 0)
        return;
    walk->index += gaps;
    walk->head = below;
    walk->gaps = gaps;
    walk->lows = lows;
    walk->low_bit = low_bit;
    walk_unary(walk, unary);
}

enum block_answer block_find(const struct shape *shape, const unsigned char block[PAGE_SIZE],
                             const struct entry *entry, unsigned *class)
{
    struct parts parts;
    if (!open_block(shape, block, &parts))
        return BLOCK_DAMAGED;
    struct walk walk = { .shape = shape, .block = block, .parts = &parts };
    enum step step = STEP_ENTRY;
    if (!walk_enter(&walk, group_of(shape, block, parts.groups, entry->head)))
        return BLOCK_DAMAGED;
    bool before = walk.head >= entry->head;
    walk_skip(&walk, entry->head);
    for (; step == STEP_ENTRY && walk.head <= entry->head; step = walk_step(&walk)) {
        if (walk.head == entry->head && memcmp(tail_at(&walk), entry->tail, shape->tail_bytes) == 0) {
            *class = class_at(&walk);
            return BLOCK_PRESENT;
        }
    }
    return step == STEP_DAMAGED ? BLOCK_DAMAGED : before ? BLOCK_BEFORE : BLOCK_ABSENT;
}

static void prefetch_bits(const unsigned char *block, size_t first, size_t last)
{
    enum { LINE = 64 };
    for (size_t byte = first / 8 / LINE * LINE; byte <= last / 8 && byte < PAGE_SIZE; byte += LINE)
        __builtin_prefetch(block + byte);
}

void block_prefetch(const struct shape *shape, const unsigned char *block, size_t typical, uint32_t fraction)
{
    if (typical == 0 || typical > BLOCK_ENTRIES_MOST)
        return;
    struct parts parts = parts_of(shape, typical);
    if (!parts_fit(shape, &parts))
        return;
    size_t index = typical * fraction / BLOCK_WHOLE, group = index / GROUP_SIZE;
    size_t gaps = group * (GROUP_SIZE - 1), unary = 8 * parts.tails - parts.unary;
    prefetch_bits(block, 0, 8 * (BLOCK_HEADER_SIZE + group * (shape->span_bytes + OFFSET_SIZE)));
    prefetch_bits(block, parts.lows + gaps * shape->low_bits,
                  parts.lows + (index - group + 1) * shape->low_bits);
    prefetch_bits(block, parts.unary + unary * group * GROUP_SIZE / typical,
                  parts.unary + unary * index / typical);
}

size_t block_decode(const struct shape *shape, const unsigned char block[PAGE_SIZE], struct entry *entries)
{
    struct parts parts;
    if (!open_block(shape, block, &parts))
        return 0;
    struct walk walk = { .shape = shape, .block = block, .parts = &parts };
    enum step step = walk_enter(&walk, 0) ? STEP_ENTRY : STEP_DAMAGED;
    for (; step == STEP_ENTRY; step = walk_step(&walk)) {
        struct entry *entry = &entries[walk.index];
        *entry = (struct entry){ .head = walk.head, .class = class_at(&walk) };
        if (shape->tail_bytes > 0)
            memcpy(entry->tail, tail_at(&walk), shape->tail_bytes);
    }
    return step == STEP_END ? parts.count : 0;
}

/* ---- Writing ---- */

bool block_add(struct block_maker *maker, const struct entry *entry)
{
    const struct shape *shape = maker->shape;
    size_t count = maker->count + 1;
    uint64_t unary = maker->unary_at;
    if (count > BLOCK_ENTRIES_MOST)
        return false;
    if (maker->count > 0 && maker->count % GROUP_SIZE == 0) {
        uint64_t span = entry->head - maker->heads[0];
        if (shape->span_bytes < 8 && span >> 8 * shape->span_bytes != 0)
            return false;
    } else if (maker->count > 0) {
        uint64_t high = (entry->head - maker->last) >> shape->low_bits;
        if (high >= PAGE_BITS)
            return false;
        unary += high + 1;
    }
    struct parts parts = parts_of(shape, count);
    if (maker->count > 0 && (!parts_fit(shape, &parts) || parts.unary + unary > 8 * parts.tails))
        return false;
    maker->heads[maker->count] = maker->last = entry->head;
    maker->classes[maker->count] = (unsigned char)entry->class;
    if (shape->tail_bytes > 0)
        memcpy(maker->tails + maker->count * shape->tail_bytes, entry->tail, shape->tail_bytes);
    maker->unary_at = unary;
    maker->count = count;
    return true;
}

/* The bits of the block are 0 before. */
static void put_bits(unsigned char *block, size_t bit, uint64_t value, unsigned count)
{
    size_t byte = bit / 8;
    unsigned shift = bit % 8;
    if (count == 0)
        return;
    if (byte > PAGE_SIZE - 8) {
        shift += 8 * (unsigned)(byte - (PAGE_SIZE - 8));
        byte = PAGE_SIZE - 8;
    }
    store(block + byte, load64(block + byte) | value << shift, 8);
}

void block_write(struct block_maker *maker, uint64_t number, unsigned char block[PAGE_SIZE])
{
    const struct shape *shape = maker->shape;
    struct parts parts = parts_of(shape, maker->count);
    size_t low_bit = parts.lows, unary = parts.unary;
    memset(block, 0, PAGE_SIZE);
    store(block + AT_COUNT, maker->count, 2);
    store(block + AT_FIRST, maker->heads[0], 8);
    for (size_t i = 1; i < maker->count; i++) {
        if (i % GROUP_SIZE == 0) {
            size_t at = BLOCK_HEADER_SIZE + (i / GROUP_SIZE - 1) * (shape->span_bytes + OFFSET_SIZE);
            store(block + at, maker->heads[i] - maker->heads[0], shape->span_bytes);
            store(block + at + shape->span_bytes, unary - parts.unary, OFFSET_SIZE);
            continue;
        }
        uint64_t gap = maker->heads[i] - maker->heads[i - 1];
        put_bits(block, low_bit, gap & ((UINT64_C(1) << shape->low_bits) - 1), shape->low_bits);
        low_bit += shape->low_bits;
        unary += gap >> shape->low_bits;
        put_bits(block, unary++, 1, 1);
    }
    for (size_t i = 0; i < maker->count && shape->class_bits > 0; i++)
        put_bits(block, parts.classes + i * shape->class_bits, maker->classes[i], shape->class_bits);
    if (shape->tail_bytes > 0)
        memcpy(block + parts.tails, maker->tails, maker->count * shape->tail_bytes);
    store(block, checksum_of_block(block, number), 4);
    maker->count = 0;
    maker->unary_at = 0;
}
