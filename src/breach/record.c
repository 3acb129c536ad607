#include "breach/record.h"

#include <stdlib.h>

struct entry entry_of_record(const struct shape *shape, const uint64_t *record, unsigned words)
{
    uint64_t last = record[words - 1];
    struct entry entry = { .head = shape_head(shape, record[0]), .class = last & RECORD_CLASS_MASK };
    if (shape->tail_bytes > 0) {
        for (unsigned i = 0; i < 8; i++)
            entry.tail[i] = (unsigned char)(record[1] >> (56 - 8 * i));
        for (unsigned i = 8; i < shape->tail_bytes; i++)
            entry.tail[i] = (unsigned char)(last >> (56 - 8 * (i - 8)));
    }
    return entry;
}

/* shape_head() of the place is the head again: (h x universe) >> 62 is the head for h from
 * head x 2^62 / universe, rounded up, on. */
static uint64_t place_of_head(const struct shape *shape, uint64_t head)
{
    return divide_shifted(head, PLACE_BITS, shape->universe);
}

void record_of_entry(const struct shape *shape, const struct entry *entry, uint64_t *record, unsigned words)
{
    unsigned char hash[HASH_SIZE_MOST] = { 0 };
    uint64_t first = shape->exact ? entry->head : place_of_head(shape, entry->head) << (64 - PLACE_BITS);
    for (unsigned i = 0; i < 8; i++)
        hash[i] = (unsigned char)(first >> (56 - 8 * i));
    memcpy(hash + 8, entry->tail, shape->tail_bytes);
    record_of_hash(record, words, hash, 8 + shape->tail_bytes, entry->class);
}

/* ---- Sorting ---- */

enum { DIGITS = 8, DIGIT_VALUES = 256 };

/* By digits of eight bits, the lowest first. */
static void sort_short(uint64_t *records, size_t count, uint64_t *scratch)
{
    size_t places[DIGITS][DIGIT_VALUES] = { 0 };
    for (size_t i = 0; i < count; i++)
        for (unsigned digit = 0; digit < DIGITS; digit++)
            places[digit][records[i] >> 8 * digit & 0xFF]++;
    uint64_t *from = records, *to = scratch;
    for (unsigned digit = 0; digit < DIGITS; digit++) {
        size_t *place = places[digit], start = 0;
        if (place[from[0] >> 8 * digit & 0xFF] == count)
            continue;
        for (unsigned value = 0; value < DIGIT_VALUES; value++) {
            size_t here = place[value];
            place[value] = start;
            start += here;
        }
        for (size_t i = 0; i < count; i++)
            to[place[from[i] >> 8 * digit & 0xFF]++] = from[i];
        uint64_t *turn = from;
        from = to;
        to = turn;
    }
    if (from != records)
        memcpy(records, from, count * sizeof *records);
}

static int compare_long(const void *left, const void *right)
{
    const uint64_t *one = left, *other = right;
    for (unsigned i = 0; i < RECORD_LONG; i++)
        if (one[i] != other[i])
            return one[i] < other[i] ? -1 : 1;
    return 0;
}

void records_sort(uint64_t *records, size_t count, unsigned words, uint64_t *scratch)
{
    if (count < 2)
        return;
    if (words == RECORD_SHORT)
        sort_short(records, count, scratch);
    else
        qsort(records, count, RECORD_LONG * sizeof *records, compare_long);
}

size_t records_unique(uint64_t *records, size_t count, unsigned words)
{
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        uint64_t *record = records + i * words;
        if (kept > 0 && record_same_hash(record, records + (kept - 1) * words, words))
            kept--;
        if (kept != i)
            memcpy(records + kept * words, record, words * sizeof *record);
        kept++;
    }
    return kept;
}
