/* A store in memory, to a file and back.
 *
 * The file: a header of 32 bytes (magic, version, record size, the time of the snapshot), records of 104 bytes
 * (key, state, lifetime and hold in ms left, danger, zeros), a trailer of 40 (the number of records, BLAKE2b of all
 * before it). Integers are little-endian. */
#include "throttle/memory.h"

#include "base/patient.h"
#include "base/uncancelled.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    HEADER_SIZE = 32,
    RECORD_SIZE = 104,
    SUM_SIZE = 32,
    TRAILER_SIZE = 8 + SUM_SIZE,
    FORMAT = 1,
    BLOCK_RECORDS = 512,
    BLOCK_SIZE = BLOCK_RECORDS * RECORD_SIZE
};
enum {
    AT_STATE = PWPOL_STORE_KEY_SIZE,
    AT_LIFETIME = AT_STATE + PWPOL_STORE_STATE_SIZE,
    AT_HOLD = AT_LIFETIME + 8,
    AT_DANGER = AT_HOLD + 8
};
_Static_assert(AT_DANGER + 4 <= RECORD_SIZE, "a record fits");
_Static_assert(BLOCK_SIZE >= HEADER_SIZE && BLOCK_SIZE >= TRAILER_SIZE, "so do both ends");
static const unsigned char magic[16] = "pwpol throttle\n";

static void put(unsigned char *bytes, uint64_t value)
{
    for (unsigned i = 0; i < 8; i++)
        bytes[i] = (unsigned char)(value >> 8 * i);
}

static uint64_t get(const unsigned char *bytes)
{
    uint64_t value = 0;
    for (unsigned i = 8; i > 0; i--)
        value = value << 8 | bytes[i - 1];
    return value;
}

static void make_header(unsigned char header[HEADER_SIZE], int64_t now)
{
    memset(header, 0, HEADER_SIZE);
    memcpy(header, magic, sizeof magic);
    put(header + 16, (uint64_t)FORMAT | (uint64_t)RECORD_SIZE << 32);
    put(header + 24, (uint64_t)now);
}

/* ---- Saving ---- */

struct writer {
    int file;
    bool failed;
    uint64_t records;
    size_t length; /* bytes in block */
    crypto_generichash_state sum; /* wants 64-byte alignment, which malloc() does not give */
    unsigned char *block;         /* of BLOCK_SIZE bytes */
};

static void flush(struct writer *writer)
{
    crypto_generichash_update(&writer->sum, writer->block, writer->length);
    for (size_t done = 0; !writer->failed && done < writer->length;) {
        ssize_t wrote = write(writer->file, writer->block + done, writer->length - done);
        if (wrote < 0 && errno != EINTR)
            writer->failed = true;
        done += wrote > 0 ? (size_t)wrote : 0;
    }
    writer->length = 0;
}

static bool write_record(void *visitor, const pwpol_store_record *record)
{
    struct writer *writer = visitor;
    if (writer->length + RECORD_SIZE > BLOCK_SIZE)
        flush(writer);
    unsigned char *bytes = writer->block + writer->length;
    memset(bytes, 0, RECORD_SIZE);
    memcpy(bytes, record->key, sizeof record->key);
    memcpy(bytes + AT_STATE, record->state, sizeof record->state);
    put(bytes + AT_LIFETIME, (uint64_t)record->lifetime);
    put(bytes + AT_HOLD, (uint64_t)record->hold);
    put(bytes + AT_DANGER, record->danger);
    writer->length += RECORD_SIZE;
    writer->records++;
    return !writer->failed;
}

static char *folder_of(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash == NULL ? strdup(".") : strndup(path, slash == path ? 1 : (size_t)(slash - path));
}

/* So that the new name outlives a crash of the machine. */
static bool sync_folder(const char *folder)
{
    int file = steady_open(folder, O_RDONLY | O_DIRECTORY);
    if (file < 0)
        return false;
    bool synced = fsync(file) == 0;
    close(file);
    return synced;
}

static pwpol_status write_all(struct writer *writer, pwpol_store *store, int64_t now)
{
    crypto_generichash_init(&writer->sum, NULL, 0, SUM_SIZE);
    make_header(writer->block, now);
    writer->length = HEADER_SIZE;
    pwpol_status status = pwpol_store_scan(store, &now, write_record, writer);
    flush(writer);
    put(writer->block, writer->records);
    crypto_generichash_update(&writer->sum, writer->block, 8);
    crypto_generichash_final(&writer->sum, writer->block + 8, SUM_SIZE);
    writer->length = TRAILER_SIZE;
    crypto_generichash_init(&writer->sum, NULL, 0, SUM_SIZE); /* flush() goes on summing, for nobody */
    flush(writer);
    if (writer->failed || fsync(writer->file) != 0)
        return PWPOL_ERR_IO;
    return status;
}

pwpol_status pwpol_store_memory_save(pwpol_store *store, const char *path, int64_t now)
{
    UNCANCELLED;
    if (store_memory(store) == NULL || path == NULL || now < 0 || now > TIME_MAX)
        return PWPOL_ERR_ARGUMENT;
    size_t size = strlen(path) + sizeof ".XXXXXX";
    char *beside = malloc(size), *folder = folder_of(path);
    struct writer writer = { .block = malloc(BLOCK_SIZE) };
    pwpol_status status = PWPOL_ERR_NO_MEMORY;
    if (beside == NULL || folder == NULL || writer.block == NULL)
        goto done;
    do {
        snprintf(beside, size, "%s.XXXXXX", path);
        writer.file = mkostemp(beside, O_CLOEXEC); /* mode 0600 */
    } while (writer.file < 0 && errno == EINTR);
    status = PWPOL_ERR_IO;
    if (writer.file < 0)
        goto done;
    status = write_all(&writer, store, now);
    close(writer.file);
    if (status == PWPOL_OK && rename(beside, path) != 0)
        status = PWPOL_ERR_IO;
    if (status != PWPOL_OK)
        unlink(beside);
    else if (!sync_folder(folder))
        status = PWPOL_ERR_IO;
done:
    free(writer.block);
    free(folder);
    free(beside);
    return status;
}

/* ---- Restoring ---- */

struct reader {
    int file;
    bool failed; /* the disk, not what is on it */
    uint64_t records;
    int64_t saved_at;
    crypto_generichash_state sum; /* as a writer's */
    unsigned char *block;         /* of BLOCK_SIZE bytes */
};

static bool read_exactly(struct reader *reader, size_t count)
{
    for (size_t done = 0; done < count;) {
        ssize_t got = read(reader->file, reader->block + done, count - done);
        if (got == 0 || (got < 0 && errno != EINTR)) {
            reader->failed = got < 0;
            return false;
        }
        done += got > 0 ? (size_t)got : 0;
    }
    return true;
}

static bool read_header(struct reader *reader)
{
    unsigned char wanted[HEADER_SIZE];
    crypto_generichash_init(&reader->sum, NULL, 0, SUM_SIZE);
    if (lseek(reader->file, 0, SEEK_SET) != 0 || !read_exactly(reader, HEADER_SIZE))
        return false;
    crypto_generichash_update(&reader->sum, reader->block, HEADER_SIZE);
    reader->saved_at = (int64_t)get(reader->block + 24);
    make_header(wanted, reader->saved_at);
    return memcmp(wanted, reader->block, HEADER_SIZE) == 0 && reader->saved_at >= 0 && reader->saved_at <= TIME_MAX;
}

static bool read_trailer(struct reader *reader)
{
    unsigned char sum[SUM_SIZE];
    if (!read_exactly(reader, TRAILER_SIZE) || get(reader->block) != reader->records)
        return false;
    crypto_generichash_update(&reader->sum, reader->block, 8);
    crypto_generichash_final(&reader->sum, sum, sizeof sum);
    return memcmp(sum, reader->block + 8, sizeof sum) == 0;
}

static pwpol_status put_record(pwpol_store *store, const unsigned char *bytes, int64_t elapsed, int64_t now)
{
    uint64_t lifetime = get(bytes + AT_LIFETIME), hold = get(bytes + AT_HOLD);
    pwpol_store_item item = { .action = PWPOL_ACTION_PUT, .danger = (uint32_t)get(bytes + AT_DANGER) };
    bool swapped;
    if (lifetime > (uint64_t)TIME_MAX || hold > (uint64_t)TIME_MAX)
        return PWPOL_ERR_SYNTAX;
    if ((int64_t)lifetime <= elapsed)
        return PWPOL_OK;
    memcpy(item.key, bytes, sizeof item.key);
    memcpy(item.state, bytes + AT_STATE, sizeof item.state);
    item.lifetime = (int64_t)lifetime - elapsed;
    item.hold = (int64_t)hold > elapsed ? (int64_t)hold - elapsed : 0;
    return pwpol_store_swap(store, &item, 1, &now, &swapped);
}

/* store is NULL to read only. */
static pwpol_status read_all(struct reader *reader, pwpol_store *store, int64_t now)
{
    if (!read_header(reader))
        return PWPOL_ERR_SYNTAX;
    /* A clock that went back gives nothing time to end. */
    int64_t elapsed = now > reader->saved_at ? now - reader->saved_at : 0;
    for (uint64_t left = reader->records; left > 0;) {
        size_t count = left < BLOCK_RECORDS ? (size_t)left : BLOCK_RECORDS;
        if (!read_exactly(reader, count * RECORD_SIZE))
            return PWPOL_ERR_SYNTAX;
        crypto_generichash_update(&reader->sum, reader->block, count * RECORD_SIZE);
        for (size_t i = 0; i < count && store != NULL; i++) {
            pwpol_status status = put_record(store, reader->block + i * RECORD_SIZE, elapsed, now);
            if (status != PWPOL_OK)
                return status;
        }
        left -= count;
    }
    return read_trailer(reader) ? PWPOL_OK : PWPOL_ERR_SYNTAX;
}

static pwpol_status measure(struct reader *reader)
{
    struct stat status;
    if (fstat(reader->file, &status) != 0 || !S_ISREG(status.st_mode))
        return PWPOL_ERR_IO;
    int64_t size = (int64_t)status.st_size - HEADER_SIZE - TRAILER_SIZE;
    if (size < 0 || size % RECORD_SIZE != 0)
        return PWPOL_ERR_SYNTAX;
    reader->records = (uint64_t)size / RECORD_SIZE;
    return PWPOL_OK;
}

pwpol_status pwpol_store_memory_restore(pwpol_store *store, const char *path, int64_t now)
{
    UNCANCELLED;
    struct memory *memory = store_memory(store);
    uint64_t records, bytes;
    if (memory == NULL || path == NULL || now < 0 || now > TIME_MAX)
        return PWPOL_ERR_ARGUMENT;
    if (!memory_is_ours(memory))
        return PWPOL_ERR_STORE;
    memory_usage(memory, &records, &bytes);
    if (records > 0)
        return PWPOL_ERR_ARGUMENT;
    struct reader reader = { .block = malloc(BLOCK_SIZE) };
    if (reader.block == NULL)
        return PWPOL_ERR_NO_MEMORY;
    reader.file = steady_open(path, O_RDONLY | O_NOCTTY | O_NONBLOCK);
    pwpol_status status = reader.file < 0 ? PWPOL_ERR_IO : measure(&reader);
    if (status == PWPOL_OK)
        status = read_all(&reader, NULL, now); /* all of it is sound before any of it is taken */
    if (status == PWPOL_OK) {
        status = read_all(&reader, store, now);
        if (status != PWPOL_OK)
            pwpol_store_clear(store);
    }
    if (reader.failed)
        status = PWPOL_ERR_IO;
    if (reader.file >= 0)
        close(reader.file);
    free(reader.block);
    return status;
}
