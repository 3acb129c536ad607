/* Multikey quicksort (J. Bentley, R. Sedgewick, "Fast algorithms for sorting and
 * searching strings", SODA 1997), eight bytes at a time instead of one. */
#include "words/sort.h"

#include <string.h>

/* Below so many words an insertion sort is faster. */
enum { INSERTION_MAX = 12, NINTHER_MIN = 256 };

/* The eight bytes at depth, the first the most significant. They may run into
 * the word behind: words that are equal then sort by what follows them, which
 * keeps them together, and NUL keeps them before all longer ones. */
static uint64_t key_of(const unsigned char *text, struct word_set_entry entry, size_t depth)
{
    const unsigned char *at = text + entry.start + depth;
    return (uint64_t)at[0] << 56 | (uint64_t)at[1] << 48 | (uint64_t)at[2] << 40 | (uint64_t)at[3] << 32 |
           (uint64_t)at[4] << 24 | (uint64_t)at[5] << 16 | (uint64_t)at[6] << 8 | (uint64_t)at[7];
}

/* True when a byte of it is NUL: nothing deeper belongs to the word. */
static bool word_ends_in(uint64_t key)
{
    const uint64_t ones = UINT64_C(0x0101010101010101);
    return ((key - ones) & ~key & ones << 7) != 0;
}

static void swap(struct word_set_entry *a, struct word_set_entry *b)
{
    struct word_set_entry kept = *a;
    *a = *b;
    *b = kept;
}

static void sort_few(const unsigned char *text, struct word_set_entry *entries, size_t count, size_t depth)
{
    for (size_t i = 1; i < count; i++) {
        struct word_set_entry entry = entries[i];
        const char *word = (const char *)text + entry.start + depth;
        size_t place = i;
        while (place > 0 && strcmp((const char *)text + entries[place - 1].start + depth, word) > 0) {
            entries[place] = entries[place - 1];
            place--;
        }
        entries[place] = entry;
    }
}

static uint64_t median(uint64_t a, uint64_t b, uint64_t c)
{
    uint64_t low = a < b ? a : b;
    uint64_t high = a < b ? b : a;
    return c < low ? low : c > high ? high : c;
}

static uint64_t median_of_three(const unsigned char *text, const struct word_set_entry *entries, size_t step,
                                size_t depth)
{
    return median(key_of(text, entries[0], depth), key_of(text, entries[step], depth),
                  key_of(text, entries[2 * step], depth));
}

static uint64_t choose_pivot(const unsigned char *text, const struct word_set_entry *entries, size_t count,
                             size_t depth)
{
    if (count < NINTHER_MIN)
        return median_of_three(text, entries, (count - 1) / 2, depth);
    size_t step = (count - 1) / 8;
    return median(median_of_three(text, entries, step, depth),
                  median_of_three(text, entries + 3 * step, step, depth),
                  median_of_three(text, entries + 6 * step, step, depth));
}

struct part {
    struct word_set_entry *entries;
    size_t count;
    size_t depth;
};

/* Cuts entries into those below, at and above a pivot; parts[] gets the three,
 * the largest last. */
static void partition(const unsigned char *text, struct part whole, struct part parts[3])
{
    uint64_t pivot = choose_pivot(text, whole.entries, whole.count, whole.depth);
    size_t below = 0;
    size_t above = whole.count;
    size_t i = 0;
    while (i < above) {
        uint64_t key = key_of(text, whole.entries[i], whole.depth);
        if (key < pivot)
            swap(&whole.entries[below++], &whole.entries[i++]);
        else if (key > pivot)
            swap(&whole.entries[i], &whole.entries[--above]);
        else
            i++;
    }
    size_t equal = word_ends_in(pivot) ? 0 : above - below;
    parts[0] = (struct part){ whole.entries, below, whole.depth };
    parts[1] = (struct part){ whole.entries + above, whole.count - above, whole.depth };
    parts[2] = (struct part){ whole.entries + below, equal, whole.depth + sizeof pivot };
    for (size_t part = 0; part < 2; part++) {
        if (parts[part].count > parts[2].count) {
            struct part kept = parts[2];
            parts[2] = parts[part];
            parts[part] = kept;
        }
    }
}

static void sort_part(const unsigned char *text, struct part part)
{
    while (part.count > INSERTION_MAX) {
        struct part parts[3];
        partition(text, part, parts);
        sort_part(text, parts[0]);
        sort_part(text, parts[1]);
        part = parts[2];
    }
    sort_few(text, part.entries, part.count, part.depth);
}

void sort_words(const unsigned char *text, struct word_set_entry *entries, size_t count)
{
    sort_part(text, (struct part){ entries, count, 0 });
}
