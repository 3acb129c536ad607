/* Lines of the sources of a corpus, parsed into records: "HASH", "HASH:COUNT", the same
 * without the five digits that the file is named by, or a password a line. */
#ifndef PWPOL_CLI_BREACH_LINES_H
#define PWPOL_CLI_BREACH_LINES_H

#include "breach/record.h"

enum { PREFIX_DIGITS = 5, CLASSES = 3 };

/* How lines are to be read. */
struct lines {
    pwpol_breach_hash hash;
    unsigned words; /* of a record */
    bool passwords; /* a line is a password, and seen once */
    bool lenient;   /* malformed lines are counted, not refused */
    uint64_t min_count;
    uint64_t classes[CLASSES]; /* least counts of the classes 1, 2 and 3 */
};

/* A stretch of whole lines, and what it held. */
struct piece {
    char *text;
    size_t text_len;
    char prefix[PREFIX_DIGITS + 1]; /* of the file's name; "" for none */
    const char *name;               /* of the file, for messages */
    uint64_t *records;
    size_t count;
    uint64_t line_count;
    uint64_t rare;      /* lines seen fewer times than min_count */
    uint64_t malformed;
    uint64_t bad_line;  /* the first malformed one, from 1; 0 for none */
};

/* Records that a piece of so many bytes may hold. */
size_t lines_records_most(const struct lines *lines, size_t text_len);
void lines_parse(const struct lines *lines, struct piece *piece);
/* The kind of hash that the first line of a text has; 0 when it has none. */
pwpol_breach_hash lines_kind(const char *text, size_t text_len, bool has_prefix);
/* The digits that a file's name stands for, when it is five of them with or without an
 * ending; "" otherwise. */
void prefix_of_name(const char *path, char prefix[PREFIX_DIGITS + 1]);

#endif
