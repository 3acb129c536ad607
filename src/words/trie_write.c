#include "words/trie_write.h"

#include <stdlib.h>
#include <string.h>

/* From so many ways on, a table instead of a scan of the labels: a candidate is
 * walked in half the time (bench/words.c), for 2 % more bytes. */
enum { TABLE_MIN = 13 };

/* ---- Bytes, from the last to the first ----
 *
 * A link is as wide as its distance needs, so a parent can only be written when
 * its children are: they go first, and the whole is turned around at the end. */

static bool reserve(struct trie_writer *writer, size_t count)
{
    if (writer->failed)
        return false;
    if (count <= writer->capacity - writer->used)
        return true;
    size_t capacity = writer->capacity + writer->capacity / 2 + count + 4096;
    unsigned char *bytes = capacity > UINT32_MAX ? NULL : realloc(writer->bytes, capacity);
    if (bytes == NULL) {
        writer->failed = true;
        return false;
    }
    writer->bytes = bytes;
    writer->capacity = capacity;
    return true;
}

static void put_byte(struct trie_writer *writer, unsigned byte)
{
    if (reserve(writer, 1))
        writer->bytes[writer->used++] = (unsigned char)byte;
}

static void put_number(struct trie_writer *writer, uint32_t number, unsigned width)
{
    while (width-- > 0)
        put_byte(writer, number >> (8 * width) & 0xFF);
}

static unsigned width_of(uint32_t number)
{
    return number >> 24 ? 4 : number >> 16 ? 3 : number >> 8 ? 2 : 1;
}

/* ---- Nodes ---- */

static void write_value(struct trie_writer *writer, unsigned what, uint32_t value)
{
    unsigned width = width_of(value);
    put_number(writer, value, width);
    put_byte(writer, what | (width - 1));
}

/* Links are measured from the start of their node, so from what will be written
 * when it is done. */
static unsigned link_width(const struct trie_writer *writer, const struct trie_child *farthest, size_t fixed,
                           size_t links)
{
    unsigned width = 1;
    while (width < 4 && (writer->used + fixed + links * width - farthest->at) >> (8 * width) != 0)
        width++;
    return width;
}

static void write_branch(struct trie_writer *writer, const struct trie_child *children, size_t ways)
{
    unsigned width = link_width(writer, &children[0], 2 + ways, ways - 1);
    uint32_t start = (uint32_t)(writer->used + 2 + ways + (ways - 1) * width);
    for (size_t way = ways - 1; way-- > 0;)
        put_number(writer, start - children[way].at, width);
    for (size_t way = ways; way-- > 0;)
        put_byte(writer, children[way].label);
    put_byte(writer, (width - 1) << 6 | (unsigned)(ways - 2));
    put_byte(writer, TRIE_BRANCH);
}

static void write_table(struct trie_writer *writer, const struct trie_child *children, size_t ways)
{
    unsigned first = children[0].label;
    unsigned last = children[ways - 1].label;
    unsigned width = link_width(writer, &children[0], 4, last - first + 1);
    uint32_t start = (uint32_t)(writer->used + 4 + (last - first + 1) * width);
    for (unsigned label = last + 1; label-- > first;) {
        bool exists = ways > 0 && children[ways - 1].label == label;
        put_number(writer, exists ? start - children[--ways].at : 0, width);
    }
    put_byte(writer, last - first);
    put_byte(writer, first);
    put_byte(writer, width);
    put_byte(writer, TRIE_TABLE);
}

static void write_node(struct trie_writer *writer, uint32_t value, const struct trie_child *children,
                       size_t ways)
{
    if (ways == 0 && value == 0)
        put_byte(writer, TRIE_EMPTY);
    else if (ways == 0)
        write_value(writer, TRIE_LEAF, value);
    else if (ways == 1)
        put_byte(writer, children[0].label);
    else if (ways < TABLE_MIN)
        write_branch(writer, children, ways);
    else
        write_table(writer, children, ways);
    if (ways > 0 && value != 0)
        write_value(writer, TRIE_MORE, value);
}

/* ---- The current word ---- */

static void add_child(struct trie_writer *writer, unsigned char label)
{
    if (writer->children_count == writer->children_capacity) {
        size_t capacity = writer->children_capacity * 2 + 256;
        struct trie_child *children = realloc(writer->children, capacity * sizeof *children);
        if (children == NULL) {
            writer->failed = true;
            return;
        }
        writer->children = children;
        writer->children_capacity = capacity;
    }
    writer->children[writer->children_count++] = (struct trie_child){ (uint32_t)writer->used, label };
}

/* Writes the node at the end of the current word and makes it a child of the one before. */
static void close_deepest(struct trie_writer *writer)
{
    size_t depth = writer->word_len;
    size_t first = writer->open[depth].first_child;
    const struct trie_child *children = writer->children_count == first ? NULL : writer->children + first;
    write_node(writer, writer->open[depth].value, children, writer->children_count - first);
    writer->children_count = first;
    if (depth > 0)
        add_child(writer, writer->word[--writer->word_len]);
}

static void begin(struct trie_writer *writer)
{
    if (writer->used == 0)
        put_number(writer, 0, TRIE_PADDING);
}

void trie_writer_add(struct trie_writer *writer, const unsigned char *word, size_t word_len, uint32_t value)
{
    begin(writer);
    size_t common = 0;
    while (common < word_len && common < writer->word_len && word[common] == writer->word[common])
        common++;
    while (writer->word_len > common && !writer->failed)
        close_deepest(writer);
    if (writer->failed)
        return;
    for (size_t depth = common + 1; depth <= word_len; depth++) {
        writer->open[depth].value = 0;
        writer->open[depth].first_child = (uint32_t)writer->children_count;
    }
    memcpy(writer->word + common, word + common, word_len - common);
    writer->word_len = word_len;
    writer->open[word_len].value = value;
    writer->count++;
}

static void turn_around(unsigned char *bytes, size_t count)
{
    for (size_t i = 0; i < count / 2; i++) {
        unsigned char byte = bytes[i];
        bytes[i] = bytes[count - 1 - i];
        bytes[count - 1 - i] = byte;
    }
}

struct wordlist *trie_writer_finish(struct trie_writer *writer, size_t *size)
{
    begin(writer);
    while (writer->word_len > 0 && !writer->failed)
        close_deepest(writer);
    if (!writer->failed)
        close_deepest(writer);
    put_number(writer, writer->count, 4);
    struct wordlist *list = NULL;
    if (!writer->failed) {
        turn_around(writer->bytes, writer->used);
        list = realloc(writer->bytes, writer->used);
        if (list == NULL)
            list = (struct wordlist *)(void *)writer->bytes;
        *size = writer->used;
        writer->bytes = NULL;
    }
    trie_writer_end(writer);
    return list;
}

void trie_writer_end(struct trie_writer *writer)
{
    free(writer->bytes);
    free(writer->children);
    *writer = (struct trie_writer){ 0 };
}
