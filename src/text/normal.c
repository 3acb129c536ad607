#include "text/normal.h"

#include <utf8proc.h>

/* The algorithm of UAX 15 with the tables of utf8proc. utf8proc's own functions
 * tell of no origins, and order marks in a time that grows with their square. */

static unsigned combining_class(uint32_t point)
{
    return (unsigned)utf8proc_get_property((utf8proc_int32_t)point)->combining_class;
}

/* Into parts, which has room for room of them; how many there are, whether they fit or not. */
static size_t decompose(uint32_t point, uint32_t *parts, size_t room)
{
    int boundary = 0;
    utf8proc_ssize_t count = utf8proc_decompose_char((utf8proc_int32_t)point, (utf8proc_int32_t *)parts,
                                                     (utf8proc_ssize_t)room, UTF8PROC_DECOMPOSE, &boundary);
    return count < 0 ? 0 : (size_t)count;
}

static bool decompose_all(struct arena *arena, const uint32_t *input, size_t count, struct normal *normal)
{
    size_t length = 0;
    uint32_t part;
    for (size_t i = 0; i < count; i++)
        length += decompose(input[i], &part, 0);
    normal->points = arena_take(arena, length, sizeof *normal->points);
    normal->source = arena_take(arena, length + 1, sizeof *normal->source);
    if (normal->points == NULL || normal->source == NULL)
        return false;
    size_t at = 0;
    for (size_t i = 0; i < count; i++) {
        size_t parts = decompose(input[i], normal->points + at, length - at);
        for (; parts > 0; parts--)
            normal->source[at++] = (uint32_t)i;
    }
    normal->source[length] = (uint32_t)count;
    normal->length = length;
    return true;
}

/* Sorts marks by combining class, those of one class staying in their order: a
 * counting sort, so that a thousand marks on one letter cost what they must. */
static bool sort_marks(struct arena *arena, uint32_t *points, uint32_t *source, size_t count)
{
    uint32_t *unsorted = arena_take(arena, count, sizeof *unsorted);
    if (unsorted == NULL)
        return false;
    size_t first[256] = { 0 }; /* where the next mark of a class goes */
    for (size_t i = 0; i < count; i++) {
        unsigned class = combining_class(points[i]);
        unsorted[i] = points[i];
        if (class < 255)
            first[class + 1]++;
    }
    for (size_t class = 1; class < 256; class ++)
        first[class] += first[class - 1];
    for (size_t i = 0; i < count; i++)
        points[first[combining_class(unsorted[i])]++] = unsorted[i];
    /* Where they came from is now the whole run, which starts at one place. */
    for (size_t i = 1; i < count; i++)
        source[i] = source[0];
    return true;
}

static bool order_marks(struct arena *arena, const struct normal *normal)
{
    size_t start = 0; /* of the run of marks */
    bool ordered = true;
    unsigned before = 0;
    for (size_t i = 0; i <= normal->length; i++) {
        unsigned class = i < normal->length ? combining_class(normal->points[i]) : 0;
        if (class != 0 && before > class)
            ordered = false;
        if (class == 0) {
            if (!ordered && !sort_marks(arena, normal->points + start, normal->source + start, i - start))
                return false;
            start = i + 1;
            ordered = true;
        }
        before = class;
    }
    return true;
}

/* Joins pair[1] to pair[0] when they have a primary composite. */
static bool compose_pair(utf8proc_int32_t pair[2])
{
    return pair[1] >= NORMAL_FIRST_CHANGED &&
           utf8proc_normalize_utf32(pair, 2, UTF8PROC_COMPOSE | UTF8PROC_STABLE) == 1;
}

static void compose_all(struct normal *normal)
{
    uint32_t *points = normal->points;
    utf8proc_int32_t pair[2];
    size_t length = 0;
    size_t starter = SIZE_MAX;
    unsigned before = 0; /* class of the last code point kept */
    for (size_t i = 0; i < normal->length; i++) {
        unsigned class = combining_class(points[i]);
        bool reachable = starter != SIZE_MAX && (starter + 1 == length || before < class);
        if (reachable) {
            pair[0] = (utf8proc_int32_t)points[starter];
            pair[1] = (utf8proc_int32_t)points[i];
            if (compose_pair(pair)) {
                points[starter] = (uint32_t)pair[0];
                continue;
            }
        }
        if (class == 0)
            starter = length;
        before = class;
        points[length] = points[i];
        normal->source[length] = normal->source[i];
        length++;
    }
    normal->source[length] = normal->source[normal->length];
    normal->length = length;
    secret_wipe(pair, sizeof pair);
}

bool normal_compose(struct arena *arena, const uint32_t *input, size_t count, struct normal *normal)
{
    if (!decompose_all(arena, input, count, normal) || !order_marks(arena, normal))
        return false;
    compose_all(normal);
    return true;
}
