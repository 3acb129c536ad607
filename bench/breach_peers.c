/* pwpol and its peers on the same entries. */
#include "breach/corpus.h"
#include "breach/digest.h"
#include "breach/sorter.h"
#include "breach/writer.h"

#include "breach.h"
#include "measure.h"

#include <inttypes.h>
#include <math.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

enum { RATE_BITS = 20 };

struct keys {
    uint64_t *values; /* the first 64 bits of each hash, sorted */
    size_t count;
};

static uint64_t key_of(uint64_t number, unsigned char digest[HASH_SIZE_MOST])
{
    char text[32];
    int length = snprintf(text, sizeof text, "pw%" PRIu64, number);
    password_digest(PWPOL_BREACH_SHA1, text, (size_t)length, digest);
    return load_first_bits(digest);
}

/* A structure: made of sorted keys, asked for one, its bytes. */
struct peer {
    const char *name;
    void *(*make)(const struct keys *keys, const char *folder, double *bits);
    bool (*has)(void *made, uint64_t key, const unsigned char *digest);
    unsigned share; /* of the negatives, one in so many is asked, where they would take too long */
};

static void *pwpol_make(const struct keys *keys, const char *folder, double *bits)
{
    char path[512];
    struct writer writer;
    pwpol_breach *breach = NULL;
    struct header header = { .shape = { .hash = PWPOL_BREACH_SHA1, .universe = (uint64_t)keys->count << RATE_BITS },
                             .entries = keys->count };
    snprintf(path, sizeof path, "%s/table.pwb", folder);
    if (writer_begin(&writer, path, &header) != PWPOL_OK)
        abort();
    for (size_t i = 0; i < keys->count; i++) {
        struct entry entry = { .head = shape_head(&header.shape, keys->values[i]) };
        writer_add(&writer, &entry);
    }
    if (writer_finish(&writer) != PWPOL_OK || pwpol_breach_open(&breach, path, PWPOL_BREACH_MAP, NULL) != PWPOL_OK)
        abort();
    *bits = 8 * (double)header_file_size(&writer.header) / (double)keys->count;
    writer_end(&writer);
    return breach;
}

static bool pwpol_has(void *made, uint64_t key, const unsigned char *digest)
{
    uint64_t seen;
    (void)key;
    return pwpol_breach_contains_hash(made, digest, 20, &seen) == PWPOL_OK && seen > 0;
}

/* B. Bloom, 1970: 20 bits for each of 20 hashes a 1/ln 2 = 28.85 bits an entry. */
struct bloom {
    uint64_t bits;
    unsigned char *map;
};

static void *bloom_make(const struct keys *keys, const char *folder, double *bits)
{
    struct bloom *bloom = malloc(sizeof *bloom);
    (void)folder;
    bloom->bits = (uint64_t)((double)keys->count * RATE_BITS / M_LN2);
    bloom->map = calloc(bloom->bits / 8 + 1, 1);
    for (size_t i = 0; i < keys->count; i++)
        for (unsigned hash = 0; hash < RATE_BITS; hash++) {
            uint64_t at = multiply_high(mix(keys->values[i] + hash), bloom->bits);
            bloom->map[at / 8] |= (unsigned char)(1 << at % 8);
        }
    *bits = (double)bloom->bits / (double)keys->count;
    return bloom;
}

static bool bloom_has(void *made, uint64_t key, const unsigned char *digest)
{
    const struct bloom *bloom = made;
    (void)digest;
    for (unsigned hash = 0; hash < RATE_BITS; hash++) {
        uint64_t at = multiply_high(mix(key + hash), bloom->bits);
        if (!(bloom->map[at / 8] >> at % 8 & 1))
            return false;
    }
    return true;
}

static void *array_make(const struct keys *keys, const char *folder, double *bits)
{
    struct keys *copy = malloc(sizeof *copy);
    (void)folder;
    *copy = (struct keys){ malloc(keys->count * sizeof *copy->values), keys->count };
    memcpy(copy->values, keys->values, keys->count * sizeof *copy->values);
    *bits = 64;
    return copy;
}

static bool array_has(void *made, uint64_t key, const unsigned char *digest)
{
    const struct keys *keys = made;
    size_t low = 0, high = keys->count;
    (void)digest;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (keys->values[middle] < key)
            low = middle + 1;
        else
            high = middle;
    }
    return low < keys->count && keys->values[low] == key;
}

static sqlite3_stmt *question;

static void *sqlite_make(const struct keys *keys, const char *folder, double *bits)
{
    char path[512];
    sqlite3 *db;
    sqlite3_stmt *insert;
    struct stat status;
    snprintf(path, sizeof path, "%s/table.sqlite", folder);
    unlink(path);
    if (sqlite3_open(path, &db) != SQLITE_OK)
        abort();
    sqlite3_exec(db, "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA mmap_size=10000000000;"
                     "CREATE TABLE t(k INTEGER PRIMARY KEY) WITHOUT ROWID; BEGIN", NULL, NULL, NULL);
    sqlite3_prepare_v2(db, "INSERT INTO t VALUES(?)", -1, &insert, NULL);
    for (size_t i = 0; i < keys->count; i++) {
        sqlite3_bind_int64(insert, 1, (sqlite3_int64)(keys->values[i] ^ UINT64_C(1) << 63));
        sqlite3_step(insert);
        sqlite3_reset(insert);
    }
    sqlite3_finalize(insert);
    sqlite3_exec(db, "COMMIT", NULL, NULL, NULL);
    sqlite3_prepare_v2(db, "SELECT 1 FROM t WHERE k=?", -1, &question, NULL);
    stat(path, &status);
    *bits = 8 * (double)status.st_size / (double)keys->count;
    return db;
}

static bool sqlite_has(void *made, uint64_t key, const unsigned char *digest)
{
    (void)made;
    (void)digest;
    sqlite3_bind_int64(question, 1, (sqlite3_int64)(key ^ UINT64_C(1) << 63));
    bool found = sqlite3_step(question) == SQLITE_ROW;
    sqlite3_reset(question);
    return found;
}

static const struct peer peers[] = {
    { "pwpol", pwpol_make, pwpol_has, 1 },
    { "Bloom, 20 hashes", bloom_make, bloom_has, 1 },
    { "sorted array of 64 bits", array_make, array_has, 10 },
    { "SQLite", sqlite_make, sqlite_has, 100 },
};

/* In a process of its own, whose memory the system measures. */
static void measure_peer(const struct peer *peer, const struct keys *keys, uint64_t negatives, const char *folder)
{
    double bits, rounds[ROUNDS];
    unsigned char digest[HASH_SIZE_MOST];
    struct rusage before, after;
    uint64_t missed = 0, positives = 0;
    getrusage(RUSAGE_SELF, &before);
    double begun = seconds_of(CLOCK_MONOTONIC);
    void *made = peer->make(keys, folder, &bits);
    double built = seconds_of(CLOCK_MONOTONIC) - begun;
    getrusage(RUSAGE_SELF, &after);
    for (unsigned round = 0; round < ROUNDS; round++) {
        begun = seconds_of(CLOCK_THREAD_CPUTIME_ID);
        for (uint64_t i = 0; i < ASKED; i++)
            missed += !peer->has(made, key_of(mix(i) % keys->count, digest), digest);
        rounds[round] = (seconds_of(CLOCK_THREAD_CPUTIME_ID) - begun) / ASKED * 1e9;
    }
    double present = median(rounds, ROUNDS);
    for (unsigned round = 0; round < ROUNDS; round++) {
        begun = seconds_of(CLOCK_THREAD_CPUTIME_ID);
        for (uint64_t i = 0; i < ASKED; i++)
            peer->has(made, key_of(keys->count + mix(i) % keys->count, digest), digest);
        rounds[round] = (seconds_of(CLOCK_THREAD_CPUTIME_ID) - begun) / ASKED * 1e9;
    }
    for (uint64_t i = 0; i < negatives; i++) {
        uint64_t word = mix(~i), bytes = __builtin_bswap64(word);
        memcpy(digest, &bytes, 8);
        positives += peer->has(made, word, digest);
    }
    printf("%-24s %8.2f s %8ld MiB %7.2f bits %7.0f ns %7.0f ns %9" PRIu64 " %6" PRIu64 "\n", peer->name, built,
           (after.ru_maxrss - before.ru_maxrss) / 1024, bits, present, median(rounds, ROUNDS), positives, missed);
    fflush(stdout);
}

int measure_table(uint64_t count, uint64_t negatives, const char *folder)
{
    struct keys keys = { malloc(count * sizeof *keys.values), count };
    uint64_t *scratch = malloc(count * sizeof *scratch);
    unsigned char digest[HASH_SIZE_MOST];
    if (keys.values == NULL || scratch == NULL)
        return 1;
    for (uint64_t i = 0; i < count; i++)
        keys.values[i] = key_of(i, digest);
    records_sort(keys.values, count, RECORD_SHORT, scratch);
    free(scratch);
    printf("%" PRIu64 " entries; build from sorted keys, memory to build, size, SHA-1 and question (present, absent),\n"
           "false positives of %" PRIu64 " (a tenth for the array, a hundredth for SQLite), misses\n", count, negatives);
    fflush(stdout);
    for (size_t i = 0; i < sizeof peers / sizeof peers[0]; i++) {
        pid_t child = fork();
        if (child == 0) {
            measure_peer(&peers[i], &keys, negatives / peers[i].share, folder);
            _exit(0);
        }
        waitpid(child, NULL, 0);
    }
    return 0;
}
