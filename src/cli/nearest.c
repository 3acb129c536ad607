#include "cli/nearest.h"

#include <stdint.h>
#include <string.h>

enum { NAME_MOST = 63 };

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* Letters to change, add, remove or swap with their neighbour (optimal string
 * alignment): typing mistakes. */
static size_t distance(const char *a, const char *b)
{
    size_t rows[3][NAME_MOST + 1];
    size_t a_len = strlen(a), b_len = strlen(b);
    if (a_len > NAME_MOST || b_len > NAME_MOST)
        return SIZE_MAX;
    for (size_t j = 0; j <= b_len; j++)
        rows[0][j] = j;
    for (size_t i = 1; i <= a_len; i++) {
        size_t *row = rows[i % 3], *above = rows[(i + 2) % 3], *two_above = rows[(i + 1) % 3];
        row[0] = i;
        for (size_t j = 1; j <= b_len; j++) {
            row[j] = least(above[j - 1] + (a[i - 1] != b[j - 1]), least(above[j], row[j - 1]) + 1);
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                row[j] = least(row[j], two_above[j - 2] + 1);
        }
    }
    return rows[a_len % 3][b_len];
}

const char *nearest_name(const char *word, const char *(*name_at)(size_t index, const void *data),
                         const void *data)
{
    size_t word_len = strlen(word);
    const char *nearest = NULL;
    size_t nearest_distance = SIZE_MAX;
    for (size_t i = 0;; i++) {
        const char *name = name_at(i, data);
        if (name == NULL)
            return nearest;
        size_t differs = distance(word, name);
        size_t tolerated = (strlen(name) + 2) / 3;
        if (word_len > 1 && strncmp(name, word, word_len) == 0)
            differs = 1; /* cut short: a frequent mistake, whatever its length */
        if (differs <= tolerated && differs < nearest_distance) {
            nearest = name;
            nearest_distance = differs;
        }
    }
}
