#include "breach/format.h"

#include "text/text.h"

#include <math.h>

/* Offsets in the header; what no field covers is 0. */
enum {
    AT_MAGIC = 0,
    AT_VERSION = 8,
    AT_CHECKSUM = 12,
    AT_HASH = 16,
    AT_EXACT = 17,
    AT_LOW_BITS = 18,
    AT_SPAN_BYTES = 19,
    AT_CLASS_BITS = 20,
    AT_TAIL_BYTES = 21,
    AT_GROUP_SIZE = 22,
    AT_ENTRIES = 24,
    AT_UNIVERSE = 32,
    AT_BLOCKS = 40,
    AT_DATE = 48,
    AT_BUILT = 56,
    AT_SMALLEST_COUNT = 64,
    AT_CLASSES = 72,
    AT_INDEX_CHECKSUM = 96,
    AT_SOURCE = 128,
    AT_END = AT_SOURCE + SOURCE_SIZE
};

static const char magic[8] = { 'p', 'w', 'b', 'r', 'e', 'a', 'c', 'h' };
enum { CHECKSUM_SIZE = 4 };

size_t hash_size(pwpol_breach_hash hash)
{
    return hash == PWPOL_BREACH_NT ? 16 : 20;
}

static uint32_t checksum_of_header(const unsigned char page[PAGE_SIZE])
{
    static const unsigned char none[CHECKSUM_SIZE];
    uint32_t crc = checksum_add(0, page, AT_CHECKSUM);
    crc = checksum_add(crc, none, CHECKSUM_SIZE);
    return checksum_add(crc, page + AT_CHECKSUM + CHECKSUM_SIZE, PAGE_SIZE - AT_CHECKSUM - CHECKSUM_SIZE);
}

void header_write(const struct header *header, unsigned char page[PAGE_SIZE])
{
    const struct shape *shape = &header->shape;
    memset(page, 0, PAGE_SIZE);
    memcpy(page + AT_MAGIC, magic, sizeof magic);
    store(page + AT_VERSION, FORMAT_VERSION, 4);
    page[AT_HASH] = (unsigned char)shape->hash;
    page[AT_EXACT] = shape->exact;
    page[AT_LOW_BITS] = (unsigned char)shape->low_bits;
    page[AT_SPAN_BYTES] = (unsigned char)shape->span_bytes;
    page[AT_CLASS_BITS] = (unsigned char)shape->class_bits;
    page[AT_TAIL_BYTES] = (unsigned char)shape->tail_bytes;
    store(page + AT_GROUP_SIZE, GROUP_SIZE, 2);
    store(page + AT_ENTRIES, header->entries, 8);
    store(page + AT_UNIVERSE, shape->universe, 8);
    store(page + AT_BLOCKS, header->blocks, 8);
    store(page + AT_DATE, (uint64_t)header->date, 8);
    store(page + AT_BUILT, (uint64_t)header->built, 8);
    store(page + AT_SMALLEST_COUNT, header->smallest_count, 8);
    for (size_t i = 0; i < 3; i++)
        store(page + AT_CLASSES + 8 * i, header->classes[i], 8);
    store(page + AT_INDEX_CHECKSUM, header->index_checksum, 4);
    memcpy(page + AT_SOURCE, header->source, SOURCE_SIZE);
    store(page + AT_CHECKSUM, checksum_of_header(page), 4);
}

static bool shape_is_sound(const struct shape *shape)
{
    if (shape->hash != PWPOL_BREACH_SHA1 && shape->hash != PWPOL_BREACH_NT)
        return false;
    if (shape->low_bits > LOW_BITS_MOST || shape->span_bytes < 1 || shape->span_bytes > 8 ||
        (shape->class_bits != 0 && shape->class_bits != CLASS_BITS))
        return false;
    if (shape->exact)
        return shape->universe == 0 && shape->tail_bytes == hash_size(shape->hash) - 8;
    return shape->universe > 0 && shape->universe <= UNIVERSE_MOST && shape->tail_bytes == 0;
}

bool header_source_is_sound(const char source[SOURCE_SIZE])
{
    size_t length = strnlen(source, SOURCE_SIZE);
    for (size_t i = length; i < SOURCE_SIZE; i++)
        if (source[i] != '\0')
            return false;
    for (size_t i = 0; i < length;) {
        uint32_t point = 0;
        size_t taken = utf8_decode((const unsigned char *)source + i, length - i, &point);
        if (taken == 0 || point < 0x20 || (point >= 0x7F && point < 0xA0))
            return false;
        i += taken;
    }
    return length < SOURCE_SIZE;
}

/* From 1970 to 9999, so that it can be written. */
static bool date_is_sound(int64_t date)
{
    return date >= 0 && date <= INT64_C(253402300799999);
}

enum header_answer header_read(const unsigned char page[PAGE_SIZE], struct header *header)
{
    if (memcmp(page + AT_MAGIC, magic, sizeof magic) != 0)
        return HEADER_FOREIGN;
    if (load32(page + AT_VERSION) != FORMAT_VERSION)
        return HEADER_OTHER_VERSION;
    if (load32(page + AT_CHECKSUM) != checksum_of_header(page) || page[AT_EXACT] > 1 ||
        load16(page + AT_GROUP_SIZE) != GROUP_SIZE)
        return HEADER_DAMAGED;
    *header = (struct header){
        .shape = { .hash = (pwpol_breach_hash)page[AT_HASH],
                   .exact = page[AT_EXACT],
                   .low_bits = page[AT_LOW_BITS],
                   .span_bytes = page[AT_SPAN_BYTES],
                   .class_bits = page[AT_CLASS_BITS],
                   .tail_bytes = page[AT_TAIL_BYTES],
                   .universe = load64(page + AT_UNIVERSE) },
        .entries = load64(page + AT_ENTRIES),
        .blocks = load64(page + AT_BLOCKS),
        .date = (int64_t)load64(page + AT_DATE),
        .built = (int64_t)load64(page + AT_BUILT),
        .smallest_count = load64(page + AT_SMALLEST_COUNT),
        .index_checksum = load32(page + AT_INDEX_CHECKSUM),
    };
    for (size_t i = 0; i < 3; i++)
        header->classes[i] = load64(page + AT_CLASSES + 8 * i);
    memcpy(header->source, page + AT_SOURCE, SOURCE_SIZE);
    for (size_t i = AT_END; i < PAGE_SIZE; i++)
        if (page[i] != 0)
            return HEADER_DAMAGED;
    bool counts = header->blocks <= header->entries && (header->blocks > 0) == (header->entries > 0);
    bool ascend = header->classes[0] <= header->classes[1] && header->classes[1] <= header->classes[2];
    if (!date_is_sound(header->date) || !date_is_sound(header->built))
        return HEADER_DAMAGED;
    return shape_is_sound(&header->shape) && header_source_is_sound(header->source) && counts && ascend &&
                   header_file_size(header) > 0
               ? HEADER_FINE
               : HEADER_DAMAGED;
}

uint64_t header_file_size(const struct header *header)
{
    if (header->blocks > (UINT64_C(1) << 50))
        return 0;
    return PAGE_SIZE + header->blocks * (PAGE_SIZE + INDEX_ENTRY_SIZE);
}

unsigned shape_index_shift(const struct shape *shape)
{
    if (shape->universe == 0)
        return 32;
    unsigned bits = shape->universe == 1 ? 0 : 64 - (unsigned)__builtin_clzll(shape->universe - 1);
    return bits > 32 ? bits - 32 : 0;
}

/* Gaps between values drawn evenly are geometric, of which Golomb's code with a power
 * of two m takes log2(m) + 1 / (1 - exp(-m / mean)) bits (S. Golomb, "Run-length
 * encodings", 1966; R. Rice, 1971): 21.54 for a mean of 2^20, whose entropy is 21.44. */
void shape_choose_code(struct shape *shape, uint64_t entries)
{
    double universe = shape->universe == 0 ? 0x1p64 : (double)shape->universe;
    double mean = universe / (double)(entries == 0 ? 1 : entries);
    double best = INFINITY;
    for (unsigned bits = 0; bits <= LOW_BITS_MOST; bits++) {
        double cost = bits + 1 / -expm1(-ldexp(1, (int)bits) / mean);
        if (cost < best) {
            best = cost;
            shape->low_bits = bits;
        }
    }
    /* A full block spans about its entries times the mean; room for twice that, as not
     * every stretch is full. */
    double entry_bits = best + shape->class_bits + 8 * shape->tail_bytes;
    int span = ilogb(mean * PAGE_BITS / entry_bits) + 2;
    shape->span_bytes = span <= 8 ? 1 : span >= 64 ? 8 : ((unsigned)span + 7) / 8;
}
