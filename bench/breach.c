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

#include "breach.h"
#include "measure.h"

#include <fcntl.h>
#include <inttypes.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

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
        double begun = threads == 1 ? seconds_of(CLOCK_THREAD_CPUTIME_ID) : seconds_of(CLOCK_MONOTONIC);
        for (unsigned i = 0; i < threads; i++)
            asking[i] = (struct asking){ breach, hashes, together, 0 };
        if (threads == 2)
            pthread_create(&thread, NULL, ask, &asking[1]);
        ask(&asking[0]);
        if (threads == 2)
            pthread_join(thread, NULL);
        rounds[round] = ((threads == 1 ? seconds_of(CLOCK_THREAD_CPUTIME_ID) : seconds_of(CLOCK_MONOTONIC)) - begun) / ASKED / threads * 1e9;
        *found = asking[0].found;
    }
    return median(rounds, ROUNDS);
}

static double time_passwords(const pwpol_breach *breach)
{
    double rounds[ROUNDS];
    for (unsigned round = 0; round < ROUNDS; round++) {
        double begun = seconds_of(CLOCK_THREAD_CPUTIME_ID);
        for (uint64_t i = 0; i < ASKED; i++) {
            char password[32];
            uint64_t seen, number = mix(i + round * ASKED);
            memcpy(password, &number, 8);
            memcpy(password + 8, "abcd", 4);
            if (pwpol_breach_contains(breach, password, 12, &seen) != PWPOL_OK)
                abort();
        }
        rounds[round] = (seconds_of(CLOCK_THREAD_CPUTIME_ID) - begun) / ASKED * 1e9;
    }
    return median(rounds, ROUNDS);
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
    double begun = seconds_of(CLOCK_MONOTONIC);
    for (size_t i = 0; i < COLD; i++) {
        uint64_t seen;
        if (pwpol_breach_contains_hash(breach, hashes + 20 * (i * 5003 % ASKED), 20, &seen) != PWPOL_OK)
            abort();
    }
    double each = (seconds_of(CLOCK_MONOTONIC) - begun) / COLD;
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
    double begun = seconds_of(CLOCK_MONOTONIC);
    if (pwpol_breach_open(&breach, path, PWPOL_BREACH_MAP, NULL) != PWPOL_OK)
        return 1;
    double opened = seconds_of(CLOCK_MONOTONIC) - begun;
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
