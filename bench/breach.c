/* Measures the breach corpus.
 *
 *   bench-breach lines N SEED SAMPLE    N sorted lines HASH:COUNT of synthetic hashes on standard
 *                                       output, and 2^20 of their hashes, 20 bytes each, to SAMPLE
 *   bench-breach corpus FILE SAMPLE M   questions on a corpus of such lines; false positives over M
 *                                       hashes that are not in it
 *   bench-breach table N M FOLDER       pwpol and its peers on the same N entries: SHA-1 of "pw" and a
 *                                       number; M negatives
 *
 * Times of questions are medians of 5 rounds, in processor time where one thread asks. Run it on a machine that does
 * nothing else. */
#include "breach/corpus.h"
#include "breach/digest.h"
#include "breach/sorter.h"
#include "breach/writer.h"

#include <fcntl.h>
#include <inttypes.h>
#include <math.h>
#include <pthread.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { ROUNDS = 5, SAMPLE = 1 << 20, ASKED = 1 << 20, RATE_BITS = 20 };

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec * 1e-9;
}

/* Of this thread alone: other work on the machine does not count, though what it does to the caches does. */
static double now_of_thread(void)
{
    struct timespec time;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return (double)time.tv_sec + (double)time.tv_nsec * 1e-9;
}

static uint64_t mix(uint64_t value)
{
    value += 0x9E3779B97F4A7C15;
    value = (value ^ value >> 30) * 0xBF58476D1CE4E5B9;
    value = (value ^ value >> 27) * 0x94D049BB133111EB;
    return value ^ value >> 31;
}

static int by_value(const void *left, const void *right)
{
    double one = *(const double *)left, other = *(const double *)right;
    return one < other ? -1 : one > other;
}

static double median(double *rounds)
{
    qsort(rounds, ROUNDS, sizeof *rounds, by_value);
    return rounds[ROUNDS / 2];
}

/* ---- Lines ---- */

/* The order statistics of n even values: exponential gaps whose mean is 2^64 / n. The sum of n
 * gaps stays below 2^64 by ten standard deviations. */
static int make_lines(uint64_t count, uint64_t seed, const char *sample_path)
{
    static const char digits[] = "0123456789ABCDEF";
    static char out[1 << 20];
    double mean = 0x1p64 / ((double)count * (1 + 10 / sqrt((double)count)));
    uint64_t head = 0, every = count / SAMPLE == 0 ? 1 : count / SAMPLE;
    size_t used = 0;
    FILE *sample = fopen(sample_path, "wb");
    for (uint64_t i = 0; i < count; i++) {
        uint64_t dice = mix(seed + 3 * i), more = mix(seed + 3 * i + 1), rest = mix(seed + 3 * i + 2);
        head += (uint64_t)(-log(((double)(dice >> 11) + 0.5) * 0x1p-53) * mean);
        unsigned char hash[20];
        for (unsigned byte = 0; byte < 8; byte++)
            hash[byte] = (unsigned char)(head >> (56 - 8 * byte));
        memcpy(hash + 8, &more, 8);
        memcpy(hash + 16, &rest, 4);
        if (i % every == 0 && sample != NULL)
            fwrite(hash, 1, sizeof hash, sample);
        for (unsigned byte = 0; byte < sizeof hash; byte++) {
            out[used++] = digits[hash[byte] >> 4];
            out[used++] = digits[hash[byte] & 15];
        }
        /* Most passwords were seen a few times. */
        unsigned seen = (unsigned)(rest >> 32), times = 1 + (seen % 8 == 0 ? seen >> 16 : seen >> 8 & 7);
        char reversed[12];
        unsigned length = 0;
        do
            reversed[length++] = (char)('0' + times % 10);
        while ((times /= 10) > 0);
        out[used++] = ':';
        while (length > 0)
            out[used++] = reversed[--length];
        out[used++] = '\n';
        if (used > sizeof out - 128 || i + 1 == count) {
            if (fwrite(out, 1, used, stdout) != used)
                return 1;
            used = 0;
        }
    }
    return sample == NULL || fclose(sample) != 0 || fflush(stdout) != 0;
}

/* ---- Questions on a corpus ---- */

struct asking {
    const pwpol_breach *breach;
    const unsigned char *hashes; /* ASKED of 20 bytes */
    size_t together;             /* questions a call */
    uint64_t found;
};

static void *ask(void *argument)
{
    struct asking *asking = argument;
    uint64_t seen[256];
    asking->found = 0;
    for (size_t i = 0; i < ASKED; i += asking->together) {
        if (pwpol_breach_contains_hashes(asking->breach, asking->hashes + 20 * i, 20, asking->together, seen) !=
            PWPOL_OK)
            abort();
        for (size_t j = 0; j < asking->together; j++)
            asking->found += seen[j] > 0;
    }
    return NULL;
}

/* Nanoseconds a question; threads ask the same ones at the same time. */
static double time_asking(const pwpol_breach *breach, const unsigned char *hashes, size_t together, unsigned threads,
                          uint64_t *found)
{
    double rounds[ROUNDS];
    for (unsigned round = 0; round < ROUNDS; round++) {
        struct asking asking[2];
        pthread_t thread;
        double begun = threads == 1 ? now_of_thread() : now();
        for (unsigned i = 0; i < threads; i++)
            asking[i] = (struct asking){ breach, hashes, together, 0 };
        if (threads == 2)
            pthread_create(&thread, NULL, ask, &asking[1]);
        ask(&asking[0]);
        if (threads == 2)
            pthread_join(thread, NULL);
        rounds[round] = ((threads == 1 ? now_of_thread() : now()) - begun) / ASKED / threads * 1e9;
        *found = asking[0].found;
    }
    return median(rounds);
}

static double time_passwords(const pwpol_breach *breach)
{
    double rounds[ROUNDS];
    for (unsigned round = 0; round < ROUNDS; round++) {
        double begun = now_of_thread();
        for (uint64_t i = 0; i < ASKED; i++) {
            char password[32];
            uint64_t seen, number = mix(i + round * ASKED);
            memcpy(password, &number, 8);
            memcpy(password + 8, "abcd", 4);
            if (pwpol_breach_contains(breach, password, 12, &seen) != PWPOL_OK)
                abort();
        }
        rounds[round] = (now_of_thread() - begun) / ASKED * 1e9;
    }
    return median(rounds);
}

struct absent {
    const pwpol_breach *breach;
    uint64_t first, count; /* of the hashes that are asked */
    uint64_t positives;
};

static void *ask_absent(void *argument)
{
    enum { TOGETHER = 256 };
    struct absent *absent = argument;
    unsigned char hashes[TOGETHER * 20] = { 0 };
    for (uint64_t i = 0; i < absent->count; i += TOGETHER) {
        uint64_t seen[TOGETHER];
        for (unsigned j = 0; j < TOGETHER; j++) {
            uint64_t word = mix(~(absent->first + i + j));
            memcpy(hashes + 20 * j, &word, 8);
        }
        if (pwpol_breach_contains_hashes(absent->breach, hashes, 20, TOGETHER, seen) != PWPOL_OK)
            abort();
        for (unsigned j = 0; j < TOGETHER; j++)
            absent->positives += seen[j] > 0;
    }
    return NULL;
}

/* By two threads. */
static uint64_t false_positives(const pwpol_breach *breach, uint64_t count)
{
    struct absent halves[2] = { { breach, 0, count / 2, 0 }, { breach, count / 2, count - count / 2, 0 } };
    pthread_t thread;
    pthread_create(&thread, NULL, ask_absent, &halves[1]);
    ask_absent(&halves[0]);
    pthread_join(thread, NULL);
    return halves[0].positives + halves[1].positives;
}

/* Questions whose page is not in memory: page faults counted by the system. */
static void ask_cold(const char *path, const unsigned char *hashes)
{
    enum { COLD = 200 };
    pwpol_breach *breach;
    struct rusage before, after;
    int fd = open(path, O_RDONLY);
    fsync(fd);
    posix_fadvise(fd, 0, 0, POSIX_FADV_DONTNEED);
    close(fd);
    if (pwpol_breach_open(&breach, path, PWPOL_BREACH_MAP, NULL) != PWPOL_OK)
        abort();
    getrusage(RUSAGE_SELF, &before);
    double begun = now();
    for (size_t i = 0; i < COLD; i++) {
        uint64_t seen;
        if (pwpol_breach_contains_hash(breach, hashes + 20 * (i * 5003 % ASKED), 20, &seen) != PWPOL_OK)
            abort();
    }
    double each = (now() - begun) / COLD;
    getrusage(RUSAGE_SELF, &after);
    printf("cold: %.1f us a question, %.2f page faults that read, %.2f in all\n", each * 1e6,
           (double)(after.ru_majflt - before.ru_majflt) / COLD,
           (double)(after.ru_majflt - before.ru_majflt + after.ru_minflt - before.ru_minflt) / COLD);
    pwpol_breach_close(breach);
}

static void shuffle(unsigned char *hashes, size_t count)
{
    for (size_t i = count; i > 1; i--) {
        unsigned char turn[20], *one = hashes + 20 * (i - 1), *other = hashes + 20 * (mix(i) % i);
        memcpy(turn, one, 20);
        memcpy(one, other, 20);
        memcpy(other, turn, 20);
    }
}

static int measure_corpus(const char *path, const char *sample_path, uint64_t negatives)
{
    pwpol_breach *breach;
    pwpol_breach_info info = { .size = sizeof info };
    unsigned char *hashes = malloc((size_t)ASKED * 20), *absent = malloc((size_t)ASKED * 20);
    FILE *sample = fopen(sample_path, "rb");
    uint64_t found = 0;
    if (hashes == NULL || absent == NULL || sample == NULL || fread(hashes, 20, ASKED, sample) != ASKED)
        return 1;
    fclose(sample);
    shuffle(hashes, ASKED);
    for (uint64_t i = 0; i < (uint64_t)ASKED * 20; i += 4) {
        uint64_t word = mix(~(i << 32));
        memcpy(absent + i, &word, 4);
    }
    ask_cold(path, hashes);
    FILE *again = fopen(path, "rb"); /* back into memory, in the order of the disk */
    static char ignored[1 << 20];
    while (again != NULL && fread(ignored, 1, sizeof ignored, again) > 0)
        ;
    if (again != NULL)
        fclose(again);
    double begun = now();
    if (pwpol_breach_open(&breach, path, PWPOL_BREACH_MAP, NULL) != PWPOL_OK)
        return 1;
    double opened = now() - begun;
    pwpol_breach_info_of(breach, &info);
    printf("%" PRIu64 " entries, %.3f bits an entry, opened in %.1f ms\n", info.entries, info.bits_per_entry,
           opened * 1e3);
    false_positives(breach, info.entries / 100); /* every page is in memory, and verified */
    printf("present, one by one      %6.0f ns", time_asking(breach, hashes, 1, 1, &found));
    printf("  (%" PRIu64 " of %d found)\n", found, ASKED);
    printf("absent, one by one       %6.0f ns\n", time_asking(breach, absent, 1, 1, &found));
    printf("absent, 256 together     %6.0f ns\n", time_asking(breach, absent, 256, 1, &found));
    printf("present, 256, 2 threads  %6.0f ns a question of either\n", time_asking(breach, hashes, 256, 2, &found));
    printf("passwords, one by one    %6.0f ns, SHA-1 included\n", time_passwords(breach));
    if (negatives > 0) {
        uint64_t positives = false_positives(breach, negatives);
        printf("false positives: %" PRIu64 " of %" PRIu64 "; %.1f expected\n", positives, negatives,
               (double)negatives * info.false_positives);
    }
    pwpol_breach_close(breach);
    return 0;
}

/* ---- Peers ---- */

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
    double begun = now();
    void *made = peer->make(keys, folder, &bits);
    double built = now() - begun;
    getrusage(RUSAGE_SELF, &after);
    for (unsigned round = 0; round < ROUNDS; round++) {
        begun = now_of_thread();
        for (uint64_t i = 0; i < ASKED; i++)
            missed += !peer->has(made, key_of(mix(i) % keys->count, digest), digest);
        rounds[round] = (now_of_thread() - begun) / ASKED * 1e9;
    }
    double present = median(rounds);
    for (unsigned round = 0; round < ROUNDS; round++) {
        begun = now_of_thread();
        for (uint64_t i = 0; i < ASKED; i++)
            peer->has(made, key_of(keys->count + mix(i) % keys->count, digest), digest);
        rounds[round] = (now_of_thread() - begun) / ASKED * 1e9;
    }
    for (uint64_t i = 0; i < negatives; i++) {
        uint64_t word = mix(~i), bytes = __builtin_bswap64(word);
        memcpy(digest, &bytes, 8);
        positives += peer->has(made, word, digest);
    }
    printf("%-24s %8.2f s %8ld MiB %7.2f bits %7.0f ns %7.0f ns %9" PRIu64 " %6" PRIu64 "\n", peer->name, built,
           (after.ru_maxrss - before.ru_maxrss) / 1024, bits, present, median(rounds), positives, missed);
    fflush(stdout);
}

static int measure_table(uint64_t count, uint64_t negatives, const char *folder)
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

int main(int count, char **arguments)
{
    if (count == 5 && strcmp(arguments[1], "lines") == 0)
        return make_lines(strtoull(arguments[2], NULL, 10), strtoull(arguments[3], NULL, 10), arguments[4]);
    if (count == 5 && strcmp(arguments[1], "corpus") == 0)
        return measure_corpus(arguments[2], arguments[3], strtoull(arguments[4], NULL, 10));
    if (count == 5 && strcmp(arguments[1], "table") == 0)
        return measure_table(strtoull(arguments[2], NULL, 10), strtoull(arguments[3], NULL, 10), arguments[4]);
    fputs("usage: bench-breach lines N SEED SAMPLE | corpus FILE SAMPLE M | table N M FOLDER\n", stderr);
    return 2;
}
