#include "cli/table.h"

#include "base/seams.h"

#include <string.h>

const char *const table_formats[] = { "csv", "tsv", "passwd", "jsonl", "plain", NULL };

static const char mark[] = "\xEF\xBB\xBF"; /* a byte order mark, in front of the first record */

char table_delimiter(const struct table *table)
{
    return table->format == TABLE_CSV ? ',' : '\0';
}

/* Without the newline, and the carriage return before it. */
static size_t content_of(const char *record, size_t record_len)
{
    if (record_len > 0 && record[record_len - 1] == '\n')
        record_len--;
    if (record_len > 0 && record[record_len - 1] == '\r')
        record_len--;
    return record_len;
}

/* The end of the field that starts at start. */
static size_t field_end(const struct table *table, const char *record, size_t length, size_t start)
{
    static const char separators[] = { [TABLE_CSV] = ',', [TABLE_TSV] = '\t', [TABLE_PASSWD] = ':' };
    char separator = separators[table->format];
    size_t at = start;
    if (table->format == TABLE_CSV && at < length && record[at] == '"')
        for (at++; at < length && (record[at] != '"' || (at + 1 < length && record[at + 1] == '"')); at++)
            at += record[at] == '"';
    while (at < length && record[at] != separator)
        at++;
    return at;
}

static bool find_field(const struct table *table, const char *record, size_t length, size_t wanted,
                       struct span *field)
{
    size_t start = length >= 3 && memcmp(record, mark, 3) == 0 ? 3 : 0;
    for (size_t number = 0;; number++) {
        size_t end = field_end(table, record, length, start);
        *field = (struct span){ start, end };
        if (number == wanted)
            return true;
        if (end >= length)
            return false;
        start = end + 1;
    }
}

/* Cuts the quotes of CSV, and makes one of two within; the length, or -1 when it does not fit. */
static long decode_field(const struct table *table, const char *text, size_t text_len, char *decoded,
                         size_t size)
{
    bool quoted = table->format == TABLE_CSV && text_len >= 2 && text[0] == '"' && text[text_len - 1] == '"';
    size_t used = 0;
    for (size_t i = quoted ? 1 : 0; i < text_len - (quoted ? 1 : 0); i++) {
        if (used == size)
            return -1;
        decoded[used++] = text[i];
        i += quoted && text[i] == '"';
    }
    return (long)used;
}

/* ---- The columns ---- */

static bool column_named(const struct table *table, const char *record, size_t length, const char *name,
                         size_t *column)
{
    struct span field;
    char text[256];
    for (*column = 0; find_field(table, record, length, *column, &field); (*column)++) {
        long text_len = decode_field(table, record + field.start, field.end - field.start, text, sizeof text);
        if (text_len >= 0 && (size_t)text_len == strlen(name) && memcmp(text, name, (size_t)text_len) == 0)
            return true;
    }
    return false;
}

/* A column given by its number, or by its name in the header. */
static bool resolve(struct table *table, const char *record, size_t length, const char *name, size_t *column)
{
    int64_t number = 0;
    if (integer_parse(name, &number) && number >= 1 && number <= INT32_MAX) {
        *column = (size_t)number - 1;
        return true;
    }
    table->has_header = true;
    return column_named(table, record, length, name, column);
}

bool table_begin(struct table *table, const char *record, size_t record_len)
{
    size_t length = content_of(record, record_len);
    if (table->format == TABLE_JSONL || table->format == TABLE_PLAIN)
        return true;
    table->account_at = 0;
    table->hash_at = 1;
    /* A hash is not spelled "hash": a first record that says so names the columns. */
    bool may_have = table->format != TABLE_PASSWD && table->account_name == NULL && table->hash_name == NULL;
    size_t account = 0, hash = 0;
    if (may_have && column_named(table, record, length, "account", &account) &&
        column_named(table, record, length, "hash", &hash)) {
        table->has_header = true;
        table->account_at = account;
        table->hash_at = hash;
    }
    return (table->account_name == NULL ||
            resolve(table, record, length, table->account_name, &table->account_at)) &&
           (table->hash_name == NULL || resolve(table, record, length, table->hash_name, &table->hash_at));
}

/* ---- Records ---- */

static bool find_cells(const struct table *table, const char *record, size_t length, struct span *account,
                       struct span *hash)
{
    *account = (struct span){ 0, 0 };
    switch (table->format) {
    case TABLE_PLAIN:
        *hash = (struct span){ length >= 3 && memcmp(record, mark, 3) == 0 ? 3 : 0, length };
        return true;
    case TABLE_JSONL:
        /* An account is only needed for a pepper: without one, as with an empty one. */
        json_line_find(record, length, table->account_name == NULL ? "account" : table->account_name,
                       account);
        return json_line_find(record, length, table->hash_name == NULL ? "hash" : table->hash_name, hash);
    default:
        return find_field(table, record, length, table->account_at, account) &&
               find_field(table, record, length, table->hash_at, hash);
    }
}

static long decode_cell(const struct table *table, const char *record, const struct span *cell, char *text,
                        size_t size)
{
    const char *from = record + cell->start;
    size_t length = cell->end - cell->start;
    if (table->format == TABLE_JSONL)
        return length == 0 ? 0 : json_line_decode(from, length, text, size);
    return decode_field(table, from, length, text, size);
}

bool table_split(const struct table *table, const char *record, size_t record_len, struct row *row)
{
    struct span account, hash;
    size_t length = content_of(record, record_len);
    if (!find_cells(table, record, length, &account, &hash))
        return false;
    long account_len = decode_cell(table, record, &account, row->account, sizeof row->account - 1);
    long hash_len = decode_cell(table, record, &hash, row->hash, sizeof row->hash - 1);
    if (account_len < 0)
        return false;
    row->account_len = (size_t)account_len;
    row->start = hash.start;
    row->end = hash.end;
    if (hash_len < 0 || memchr(row->hash, '\0', (size_t)hash_len) != NULL) {
        row->hash_len = PWPOL_HASH_SIZE;
        row->hash[0] = '\0';
        return true;
    }
    row->hash_len = (size_t)hash_len;
    row->hash[hash_len] = '\0';
    return true;
}

void table_join(const struct table *table, const char *record, size_t record_len, const struct row *row,
                const char *hash, struct page *out)
{
    bool quoted = table->format == TABLE_JSONL ||
                  (table->format == TABLE_CSV && (record[row->start] == '"' || strchr(hash, ',') != NULL));
    page_bytes(out, record, row->start);
    page_add(out, quoted ? "\"" : "");
    page_add(out, hash); /* of an alphabet without quotes, backslashes, colons and tabs */
    page_add(out, quoted ? "\"" : "");
    page_bytes(out, record + row->end, record_len - row->end);
}

bool row_has_no_password(const struct row *row)
{
    static const char *const words[] = { "", "*", "!", "!!", "!*", "x", "*LK*", "NP", "null", "NULL", "\\N" };
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (strcmp(row->hash, words[i]) == 0)
            return true;
    return false;
}
