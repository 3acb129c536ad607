/* Tables of accounts and hashes: where the two stand in a record, and how a new
 * hash is put in the place of the old one with every other byte kept. */
#ifndef PWPOL_CLI_TABLE_H
#define PWPOL_CLI_TABLE_H

#include "cli/page.h"
#include "pwpol/hash.h"

enum table_format { TABLE_CSV, TABLE_TSV, TABLE_PASSWD, TABLE_JSONL, TABLE_PLAIN };
extern const char *const table_formats[]; /* their names, in this order; NULL ends them */

enum { TABLE_ACCOUNT_SIZE = 1025 };

struct table {
    enum table_format format;
    const char *account_name; /* as given: a name, or a number from 1; NULL for the usual one */
    const char *hash_name;
    bool has_header;   /* the first record names the columns */
    size_t account_at; /* fields before it; SIZE_MAX when there is none */
    size_t hash_at;
};

struct row {
    size_t start, end; /* of the hash in the record, as it is written there */
    char hash[PWPOL_HASH_SIZE];
    size_t hash_len; /* PWPOL_HASH_SIZE when it is longer, or holds a NUL: no hash is so */
    char account[TABLE_ACCOUNT_SIZE];
    size_t account_len;
};

/* Reads the first record, which may name the columns. False when the columns that
 * were asked for are not there. */
bool table_begin(struct table *table, const char *record, size_t record_len);

/* ',' or '\0': what records_begin() needs to know. */
char table_delimiter(const struct table *table);

/* False when the record is not of the format or lacks a field. */
bool table_split(const struct table *table, const char *record, size_t record_len, struct row *row);
/* The record with another hash. */
void table_join(const struct table *table, const char *record, size_t record_len, const struct row *row,
                const char *hash, struct page *out);

/* ---- JSON Lines, in json_line.c ---- */

/* Finds a member of the object that is on the line, and where its value is written. False when
 * the line is no object, or has no such member or two. */
struct span {
    size_t start, end;
};
bool json_line_find(const char *line, size_t line_len, const char *name, struct span *value);
/* The text of a JSON string with its quotes, or a number as it is written: at most size bytes, or -1. */
long json_line_decode(const char *value, size_t value_len, char *text, size_t size);

/* Whether its hash is what stands for "no password" in passwd, shadow and databases. */
bool row_has_no_password(const struct row *row);

#endif
