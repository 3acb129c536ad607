/* Reads the words of a list file, one a line, from a file or from memory. */
#ifndef PWPOL_WORDS_READER_H
#define PWPOL_WORDS_READER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum reader_result {
    READER_WORD,
    READER_END,
    READER_NUL,   /* a NUL byte, at *word */
    READER_LONG,  /* a line of more than 256 bytes */
    READER_LARGE, /* more than 1 GiB in all */
    READER_ERROR  /* the system's error number is in error */
};

struct reader {
    int descriptor; /* -1 for memory */
    int error;
    uint32_t line; /* of the last word or problem; 1 is the first */
    const char *line_start;
    uint64_t total;   /* bytes read */
    const char *text; /* what is left of what was read */
    size_t text_len;
    bool ended;   /* nothing is left to read */
    bool comment; /* in the middle of a comment line */
    char buffer[16384];
};

/* False when the file cannot be opened; error says why. End it either way. */
bool reader_open(struct reader *reader, const char *path);
/* text must live as long as the reader is used. */
void reader_begin(struct reader *reader, const char *text, size_t text_len);
/* The next word, without the blanks around it; it stays until the next call.
 * Empty lines, lines that start with "# " and a BOM are passed over. */
enum reader_result reader_next(struct reader *reader, const char **word, size_t *word_len);
/* The column, in characters, of a place in the line read last; 1 is the first. */
uint32_t reader_column(const struct reader *reader, const char *place);
void reader_end(struct reader *reader);

#endif
