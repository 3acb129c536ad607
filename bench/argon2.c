/* pwpol's Argon2 engine, kernel by kernel, beside libsodium and libargon2.
 *
 * bench-argon2 [--rounds N]     N 15 unless said otherwise
 * bench-argon2 --serve WHO      WHO pwpol, libsodium or libargon2: reads lines "KIB PASSES LANES" and answers each with
 *                               the milliseconds of a hash (bench/argon2_peers.py)
 *
 * One process; the contestants take turns, the one who begins a round changes. Medians of
 * wall-clock time; pwpol's includes the salt, the queue, the wipe and the string.
 * A table goes to standard error, JSON to standard output (bench/argon2_plot.py draws it). */
#include "base/json.h"
#include "hash/engine_native.h"
#include "pwpol/hash.h"

#include "measure.h"

#include <argon2.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <time.h>

enum { ROUNDS_MAX = 1000, WHO_MAX = 8, TAIL_HASHES = 200, MATRIX_KIB = 65536 };
static const char password[] = "correct horse battery staple";
enum { PASSWORD_LEN = sizeof password - 1 };

static double now_ms(void)
{
    return seconds_of(CLOCK_MONOTONIC) * 1e3;
}

/* ---- Who computes ---- */

struct cost {
    unsigned memory, passes, lanes;
};

static const struct cost costs[] = { { 65536, 3, 1 }, { 19456, 2, 1 }, { 47104, 1, 1 }, { 65536, 3, 4 } };
enum { COSTS = sizeof costs / sizeof costs[0] };

struct who {
    const char *name;
    const struct native_kernel *kernel; /* NULL: a peer */
    double (*time)(const struct cost *cost, pwpol_hasher *hasher);
};

static pwpol_hasher *hasher_of(const struct cost *cost)
{
    static const char *const keys[] = { "hash.memory", "hash.passes", "hash.lanes", "hash.slots" };
    const unsigned values[] = { cost->memory, cost->passes, cost->lanes, 1 };
    pwpol_policy *policy = NULL;
    pwpol_hasher *hasher = NULL;
    pwpol_status status = pwpol_policy_new(&policy, NULL);
    for (size_t i = 0; i < 4 && status == PWPOL_OK; i++) {
        char number[16];
        snprintf(number, sizeof number, "%u", values[i]);
        status = pwpol_policy_set(policy, keys[i], number, NULL);
    }
    if (status == PWPOL_OK)
        status = pwpol_policy_set(policy, "hash.engine", "native", NULL);
    if (status != PWPOL_OK || pwpol_hasher_new(&hasher, policy, NULL, NULL) != PWPOL_OK)
        stop("no hasher");
    pwpol_policy_free(policy);
    return hasher;
}

static double time_pwpol(const struct cost *cost, pwpol_hasher *hasher)
{
    (void)cost;
    char stored[PWPOL_HASH_SIZE];
    double begin = now_ms();
    if (pwpol_hash(hasher, password, PASSWORD_LEN, NULL, 0, stored) != PWPOL_OK)
        stop("pwpol_hash() failed");
    return now_ms() - begin;
}

/* libsodium makes no hash of several lanes, but verifies one, lane after lane. */
static double time_sodium(const struct cost *cost, pwpol_hasher *hasher)
{
    (void)hasher;
    static char lanes_stored[256];
    char stored[256];
    if (cost->lanes > 1 && lanes_stored[0] == '\0' &&
        argon2id_hash_encoded(cost->passes, cost->memory, cost->lanes, password, PASSWORD_LEN, "saltsaltsaltsalt", 16, 32,
                              lanes_stored, sizeof lanes_stored) != ARGON2_OK)
        stop("libargon2 failed");
    double begin = now_ms();
    int failed = cost->lanes > 1
                     ? crypto_pwhash_str_verify(lanes_stored, password, PASSWORD_LEN)
                     : crypto_pwhash_str(stored, password, PASSWORD_LEN, cost->passes, (size_t)cost->memory * 1024);
    if (failed)
        stop("libsodium failed");
    return now_ms() - begin;
}

static double time_argon2(const struct cost *cost, pwpol_hasher *hasher)
{
    (void)hasher;
    char stored[256];
    unsigned char salt[16];
    double begin = now_ms();
    randombytes_buf(salt, sizeof salt);
    if (argon2id_hash_encoded(cost->passes, cost->memory, cost->lanes, password, PASSWORD_LEN, salt, sizeof salt, 32,
                              stored, sizeof stored) != ARGON2_OK)
        stop("libargon2 failed");
    return now_ms() - begin;
}

static struct who everybody[WHO_MAX] = { { "libsodium", NULL, time_sodium }, { "libargon2", NULL, time_argon2 } };
static size_t everybody_count = 2;

static void find_kernels(void)
{
    for (size_t i = 0; native_kernels[i] != NULL; i++)
        if (native_kernels[i]->supported())
            everybody[everybody_count++] = (struct who){ native_kernels[i]->name, native_kernels[i], time_pwpol };
}

/* ---- In turns ---- */

static void compare(const struct cost *cost, unsigned rounds, struct json *json)
{
    static double times[WHO_MAX][ROUNDS_MAX];
    double blocks = (double)cost->memory * cost->passes;
    pwpol_hasher *hasher = hasher_of(cost);
    /* The round before the first is not counted. */
    for (unsigned round = 0; round <= rounds; round++)
        for (size_t i = 0; i < everybody_count; i++) {
            size_t turn = (i + round) % everybody_count;
            if (everybody[turn].kernel != NULL) {
                native_choose(everybody[turn].kernel);
                native_chosen_health(); /* the self-test is not the hash */
            }
            double took = everybody[turn].time(cost, hasher);
            if (round > 0)
                times[turn][round - 1] = took;
        }
    pwpol_hasher_free(hasher);
    double sodium = quantile(times[0], rounds, 0.5);
    fprintf(stderr, "m=%u t=%u p=%u\n", cost->memory, cost->passes, cost->lanes);
    json_object_begin(json, NULL);
    json_integer(json, "memory_kib", cost->memory);
    json_integer(json, "passes", cost->passes);
    json_integer(json, "lanes", cost->lanes);
    json_array_begin(json, "times");
    for (size_t i = 0; i < everybody_count; i++) {
        double median = quantile(times[i], rounds, 0.5);
        fprintf(stderr, "  %-10s %8.2f ms (min %8.2f)  %6.0f ns a block  %5.2f times libsodium\n", everybody[i].name,
                median, times[i][0], median * 1e6 / blocks, sodium / median);
        json_object_begin(json, NULL);
        json_string(json, "name", everybody[i].name);
        json_boolean(json, "ours", everybody[i].kernel != NULL);
        json_number(json, "median_ms", median, 3);
        json_number(json, "min_ms", times[i][0], 3);
        json_number(json, "ns_a_block", median * 1e6 / blocks, 1);
        json_number(json, "times_libsodium", sodium / median, 3);
        json_object_end(json);
    }
    json_array_end(json);
    json_object_end(json);
}

/* ---- The machine's own figures ---- */

static struct native_block *matrix;

/* ns a block of the compression alone: a matrix that stays in the first cache. */
static double floor_of(const struct native_kernel *kernel)
{
    enum { BLOCKS = 16, PASSES = 4000, TRIES = 9 };
    double tries[TRIES];
    struct native_fill fill = { matrix, ARGON2_VARIANT_D, ARGON2_V13, PASSES, 1, BLOCKS, BLOCKS / NATIVE_SLICES };
    for (unsigned i = 0; i < TRIES; i++) {
        double begin = now_ms();
        for (uint32_t pass = 0; pass < PASSES; pass++)
            for (uint32_t slice = 0; slice < NATIVE_SLICES; slice++) {
                struct native_segment segment = { &fill, pass, slice, 0 };
                kernel->fill(&segment);
            }
        tries[i] = (now_ms() - begin) * 1e6 / BLOCKS / PASSES;
    }
    return quantile(tries, TRIES, 0.5);
}

/* ns to read a KiB after the other, and to reach one that the last one names. */
static void memory_figures(double *stream, double *latency)
{
    enum { TRIES = 9, STEPS = 100000 };
    double streams[TRIES], latencies[TRIES];
    uint64_t sum = 0, at = 0;
    for (size_t i = 0; i < MATRIX_KIB; i++)
        matrix[i].words[0] = (i * 40503 + 12345) % MATRIX_KIB; /* a permutation: 40503 is odd */
    for (unsigned i = 0; i < TRIES; i++) {
        double begin = now_ms();
        for (size_t word = 0; word < (size_t)MATRIX_KIB * NATIVE_WORDS; word += 8)
            sum += ((const volatile uint64_t *)matrix)[word];
        streams[i] = (now_ms() - begin) * 1e6 / MATRIX_KIB;
        begin = now_ms();
        for (unsigned step = 0; step < STEPS; step++)
            at = *(const volatile uint64_t *)&matrix[(at + step) % MATRIX_KIB].words[0];
        latencies[i] = (now_ms() - begin) * 1e6 / STEPS;
    }
    if (sum + at == 1)
        fprintf(stderr, " ");
    *stream = quantile(streams, TRIES, 0.5);
    *latency = quantile(latencies, TRIES, 0.5);
}

static void machine(struct json *json)
{
    enum { HUGE_PAGE = 2 * 1024 * 1024 };
    size_t size = (size_t)MATRIX_KIB * 1024;
    matrix = aligned_alloc(HUGE_PAGE, size);
    if (matrix == NULL)
        stop("no memory");
    madvise(matrix, size, MADV_HUGEPAGE);
    memset(matrix, 1, size);
    json_array_begin(json, "floors");
    for (size_t i = 2; i < everybody_count; i++) {
        double nanoseconds = floor_of(everybody[i].kernel);
        fprintf(stderr, "floor of %-10s %6.0f ns a block\n", everybody[i].name, nanoseconds);
        json_object_begin(json, NULL);
        json_string(json, "name", everybody[i].name);
        json_number(json, "ns_a_block", nanoseconds, 1);
        json_object_end(json);
    }
    json_array_end(json);
    double stream, latency;
    memory_figures(&stream, &latency);
    fprintf(stderr, "64 MiB: %.0f ns to read a KiB in sequence, %.0f ns to reach one at random\n", stream, latency);
    json_number(json, "stream_ns_a_kib", stream, 1);
    json_number(json, "latency_ns", latency, 1);
    free(matrix);
}

/* After the first hash: its time, and the pages that had to be made. */
static void tail(struct json *json)
{
    static double times[TAIL_HASHES];
    struct rusage before, after;
    const struct cost cost = { 19456, 2, 1 };
    pwpol_hasher *hasher = hasher_of(&cost);
    native_choose(NULL);
    time_pwpol(&cost, hasher);
    getrusage(RUSAGE_SELF, &before);
    for (unsigned i = 0; i < TAIL_HASHES; i++)
        times[i] = time_pwpol(&cost, hasher);
    getrusage(RUSAGE_SELF, &after);
    pwpol_hasher_free(hasher);
    double median = quantile(times, TAIL_HASHES, 0.5), p99 = quantile(times, TAIL_HASHES, 0.99);
    fprintf(stderr, "%d hashes of 19 MiB, t=2: median %.2f ms, p99 %.2f ms (%.2f), %ld page faults\n", TAIL_HASHES,
            median, p99, p99 / median, after.ru_minflt - before.ru_minflt);
    json_number(json, "tail_median_ms", median, 3);
    json_number(json, "tail_p99_ms", p99, 3);
    json_integer(json, "tail_page_faults", after.ru_minflt - before.ru_minflt);
}

/* ---- One at a time, for bench/argon2_peers.py ---- */

static int serve(const char *name)
{
    struct cost cost, last = { 0 };
    pwpol_hasher *hasher = NULL;
    const bool ours = strcmp(name, "pwpol") == 0, sodium = strcmp(name, "libsodium") == 0;
    while (scanf("%u %u %u", &cost.memory, &cost.passes, &cost.lanes) == 3) {
        if (ours && memcmp(&cost, &last, sizeof cost) != 0) {
            pwpol_hasher_free(hasher);
            hasher = hasher_of(&cost);
            last = cost;
        }
        double took = ours ? time_pwpol(&cost, hasher) : sodium ? time_sodium(&cost, NULL) : time_argon2(&cost, NULL);
        printf("%.4f\n", took);
        fflush(stdout);
    }
    pwpol_hasher_free(hasher);
    return 0;
}

int main(int argc, char **argv)
{
    struct buffer out = { 0 };
    struct json json = { .out = &out };
    unsigned rounds = 15;
    if (sodium_init() < 0)
        stop("no libsodium");
    if (argc == 3 && strcmp(argv[1], "--serve") == 0)
        return serve(argv[2]);
    if (argc == 3 && strcmp(argv[1], "--rounds") == 0)
        rounds = (unsigned)strtoul(argv[2], NULL, 10);
    if (rounds < 1 || rounds > ROUNDS_MAX)
        stop("--rounds takes 1 to 1000");
    find_kernels();
    json_object_begin(&json, NULL);
    json_integer(&json, "rounds", rounds);
    json_array_begin(&json, "costs");
    for (size_t i = 0; i < COSTS; i++)
        compare(&costs[i], rounds, &json);
    json_array_end(&json);
    machine(&json);
    tail(&json);
    json_object_end(&json);
    char *text = buffer_take(&out);
    if (text == NULL)
        stop("no memory");
    puts(text);
    free(text);
    return 0;
}
