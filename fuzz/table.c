/* Tables of accounts and hashes (CSV, TSV, passwd, JSON Lines, plain): cut into records, taken apart, and put together
 * with another hash. The first byte is the format, the second whether columns are named. */
#include "input.h"

#include "cli/records.h"
#include "cli/table.h"

#include <sys/mman.h>
#include <unistd.h>

static const char new_hash[] = "$argon2id$v=19$m=8,t=1,p=1$c2FsdHNhbHQ$dGFndGFndGFndGFndGFnMA";

/* Another hash in its place: nothing else changes. */
static void judge_joined(const struct table *table, const char *record, size_t record_len,
                         const struct row *row)
{
    static struct row again;
    struct page page;
    page_begin(&page, -1);
    table_join(table, record, record_len, row, new_hash, &page);
    must(page.error == 0 && page.length >= row->start &&
             (row->start == 0 || memcmp(page.text, record, row->start) == 0),
         "what stands before the hash stays");
    size_t rest = record_len - row->end;
    must(rest == 0 || memcmp(page.text + page.length - rest, record + row->end, rest) == 0,
         "and what stands after it");
    must(table_split(table, page.text, page.length, &again), "a record stays one");
    must(again.hash_len == strlen(new_hash) && memcmp(again.hash, new_hash, again.hash_len) == 0,
         "with the new hash");
    must(again.account_len == row->account_len && memcmp(again.account, row->account, row->account_len) == 0,
         "and the same account");
    page_end(&page);
}

static void judge_record(const struct table *table, const char *record, size_t record_len)
{
    static struct row row;
    /* Of exactly its size. */
    char *exact = malloc(record_len);
    if (exact == NULL)
        abort();
    memcpy(exact, record, record_len);
    if (table_split(table, exact, record_len, &row)) {
        must(row.start <= row.end && row.end <= record_len, "a hash lies in its record");
        must(row.account_len < sizeof row.account, "an account fits");
        must(row.hash_len == PWPOL_HASH_SIZE || strlen(row.hash) == row.hash_len, "a hash holds no NUL");
        /* No hash is empty, and one column is not two. */
        bool two = table->format == TABLE_JSONL || table->format == TABLE_PLAIN ||
                   table->account_at != table->hash_at;
        if (row.hash_len > 0 && row.hash_len < PWPOL_HASH_SIZE && two)
            judge_joined(table, exact, record_len, &row);
    }
    free(exact);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct input input = { bytes, size };
    struct table table = { .format = (enum table_format)(input_byte(&input) % 5) };
    uint8_t manner = input_byte(&input);
    table.account_name = manner & 1 ? "login" : manner & 2 ? "2" : NULL;
    table.hash_name = manner & 4 ? "password" : manner & 8 ? "1" : NULL;
    struct records records;
    const char *record;
    size_t record_len, total = 0;
    int file = memfd_create("table", MFD_CLOEXEC);
    if (file < 0 || write(file, input.at, input.left) != (ssize_t)input.left ||
        lseek(file, 0, SEEK_SET) != 0 || !records_begin(&records, file, table_delimiter(&table)))
        abort();
    bool begun = false, known = true;
    while (known && records_next(&records, &record, &record_len) == RECORDS_ONE) {
        must(record_len <= input.left - total && memcmp(record, input.at + total, record_len) == 0,
             "records are the file, byte for byte");
        total += record_len;
        if (!begun) {
            known = table_begin(&table, record, record_len);
            begun = true;
        }
        if (known)
            judge_record(&table, record, record_len);
    }
    must(!known || total == input.left, "to its end");
    records_end(&records);
    close(file);
    return 0;
}
