#include "words/reader.h"

#include "base/patient.h"
#include "words/word_set.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

/* 4 000 000 words of 256 bytes; a file that never ends (a device, a pipe) stops here. */
static const uint64_t total_max = UINT64_C(1) << 30;

bool reader_open(struct reader *reader, const char *path)
{
    reader_begin(reader, reader->buffer, 0);
    reader->ended = false;
    reader->descriptor = patient_open(path);
    if (reader->descriptor >= 0)
        return true;
    reader->error = errno;
    return false;
}

void reader_begin(struct reader *reader, const char *text, size_t text_len)
{
    reader->descriptor = -1;
    reader->error = 0;
    reader->line = 0;
    reader->line_start = text;
    reader->total = text_len;
    reader->text = text;
    reader->text_len = text_len;
    reader->ended = true;
    reader->comment = false;
}

void reader_end(struct reader *reader)
{
    if (reader->descriptor >= 0)
        close(reader->descriptor);
    reader->descriptor = -1;
}

/* Moves what is left to the start of the buffer and reads behind it. */
static bool read_more(struct reader *reader)
{
    memmove(reader->buffer, reader->text, reader->text_len);
    reader->text = reader->buffer;
    ssize_t count = patient_read(reader->descriptor, reader->buffer + reader->text_len,
                                 sizeof reader->buffer - reader->text_len);
    if (count < 0) {
        reader->error = errno;
        return false;
    }
    reader->ended = count == 0;
    reader->text_len += (size_t)count;
    reader->total += (size_t)count;
    return true;
}

/* The next line without its end; a line that does not fit the buffer comes in parts. */
static enum reader_result next_line(struct reader *reader, const char **line, size_t *line_len, bool *whole)
{
    size_t seen = 0;
    for (;;) {
        const char *end =
            seen == reader->text_len ? NULL : memchr(reader->text + seen, '\n', reader->text_len - seen);
        seen = reader->text_len;
        *whole = end != NULL || reader->ended;
        if (*whole && end == NULL && seen == 0)
            return READER_END;
        if (*whole || (seen == sizeof reader->buffer)) {
            *line = reader->text;
            *line_len = end == NULL ? seen : (size_t)(end - reader->text);
            size_t taken = *line_len + (end != NULL);
            reader->text += taken;
            reader->text_len -= taken;
            return READER_WORD;
        }
        if (!read_more(reader))
            return READER_ERROR;
        if (reader->total > total_max)
            return READER_LARGE;
    }
}

uint32_t reader_column(const struct reader *reader, const char *place)
{
    uint32_t column = 1;
    for (const char *at = reader->line_start; at < place; at++)
        column += ((unsigned char)*at & 0xC0) != 0x80; /* all but the continuation bytes of UTF-8 */
    return column;
}

static void trim(const char **line, size_t *line_len)
{
    const char *blanks = " \t";
    while (*line_len > 0 && memchr(blanks, (*line)[*line_len - 1], 2) != NULL)
        --*line_len;
    while (*line_len > 0 && memchr(blanks, (*line)[0], 2) != NULL) {
        ++*line;
        --*line_len;
    }
}

enum reader_result reader_next(struct reader *reader, const char **word, size_t *word_len)
{
    if (reader->total > total_max)
        return READER_LARGE;
    for (;;) {
        bool whole;
        enum reader_result result = next_line(reader, word, word_len, &whole);
        if (result != READER_WORD)
            return result;
        if (reader->comment) {
            reader->comment = !whole;
            continue;
        }
        reader->line++;
        if (reader->line == 1 && *word_len >= 3 && memcmp(*word, "\xEF\xBB\xBF", 3) == 0) {
            *word += 3;
            *word_len -= 3;
        }
        reader->line_start = *word;
        if (*word_len >= 2 && memcmp(*word, "# ", 2) == 0) {
            reader->comment = !whole;
            continue;
        }
        const char *nul = *word_len == 0 ? NULL : memchr(*word, '\0', *word_len);
        if (nul != NULL) {
            *word = nul;
            return READER_NUL;
        }
        if (*word_len > 0 && (*word)[*word_len - 1] == '\r')
            --*word_len;
        if (*word_len > WORD_SET_WORD_MAX)
            return READER_LONG;
        trim(word, word_len);
        if (*word_len > 0)
            return READER_WORD;
    }
}
