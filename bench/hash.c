/* What a hash costs, beside the libraries that pwpol stands on, and what a storm
 * of logins does to a service.
 *
 * bench-hash [--rounds N] [--seconds S]     N 15, S 30 unless said otherwise
 *
 * One process; who is compared takes turns, the one who begins a round changes.
 * Medians of wall-clock time. A storm is 64 threads that verify without a pause;
 * memory is the resident peak of the process (VmHWM of Linux).
 * A table goes to standard error, JSON to standard output (bench/plot.py draws it). */
#include "pwpol/hash.h"
#include "base/json.h"

#include "measure.h"

#include <argon2.h>
#include <pthread.h>
#include <sodium.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { ROUNDS_MAX = 1000, STORM_THREADS = 64, STORM_SLOTS = 4, STORM_KIB = 65536, STORM_PASSES = 3 };
enum { STORM_WAIT_S = 10, WAITS_MAX = 65536 };
static const char password[] = "correct horse battery staple";
enum { PASSWORD_LEN = sizeof password - 1 };

static double now_ms(void)
{
    return seconds_of(CLOCK_MONOTONIC) * 1e3;
}

static pwpol_hasher *hasher_of(unsigned memory, unsigned passes, unsigned lanes, unsigned slots)
{
    pwpol_policy *policy = NULL;
    pwpol_hasher *hasher = NULL;
    char number[32];
    const struct {
        const char *key;
        unsigned value;
    } settings[] = {
        { "hash.memory", memory }, { "hash.passes", passes },         { "hash.lanes", lanes },
        { "hash.slots", slots },   { "hash.budget", slots * memory },
    };
    if (pwpol_policy_new(&policy, NULL) != PWPOL_OK)
        stop("no policy");
    for (size_t i = 0; i < sizeof settings / sizeof settings[0]; i++) {
        snprintf(number, sizeof number, "%u", settings[i].value);
        if (pwpol_policy_set(policy, settings[i].key, number, NULL) != PWPOL_OK)
            stop(settings[i].key);
    }
    snprintf(number, sizeof number, "%ds", STORM_WAIT_S);
    if (pwpol_policy_set(policy, "hash.wait", number, NULL) != PWPOL_OK ||
        pwpol_hasher_new(&hasher, policy, NULL, NULL) != PWPOL_OK)
        stop("no hasher");
    pwpol_policy_free(policy);
    return hasher;
}

/* ---- One hash after the other ---- */

static const struct pair {
    const char *peer;
    unsigned memory, passes, lanes;
    double target; /* the most that the ratio of medians, pwpol over the peer, should be */
} pairs[] = {
    { "libsodium", 65536, 3, 1, 1.02 },
    { "libsodium", 47104, 1, 1, 1.02 },
    { "libsodium", 19456, 2, 1, 1.02 },
    { "libargon2", 65536, 3, 4, 1 / 1.2 },
};

static double time_pwpol(pwpol_hasher *hasher)
{
    char stored[PWPOL_HASH_SIZE];
    double begin = now_ms();
    if (pwpol_hash(hasher, password, PASSWORD_LEN, NULL, 0, stored) != PWPOL_OK)
        stop("pwpol_hash() failed");
    return now_ms() - begin;
}

static double time_peer(const struct pair *pair)
{
    char stored[256];
    unsigned char salt[16];
    double begin = now_ms();
    int failed;
    if (pair->lanes == 1) {
        failed = crypto_pwhash_str(stored, password, PASSWORD_LEN, pair->passes, (size_t)pair->memory * 1024);
    } else {
        randombytes_buf(salt, sizeof salt);
        failed = argon2id_hash_encoded(pair->passes, pair->memory, pair->lanes, password, PASSWORD_LEN, salt,
                                       sizeof salt, 32, stored, sizeof stored);
    }
    if (failed)
        stop("the peer failed");
    return now_ms() - begin;
}

static void compare(const struct pair *pair, unsigned rounds, struct json *json)
{
    static double ours[ROUNDS_MAX], theirs[ROUNDS_MAX], ratios[ROUNDS_MAX];
    pwpol_hasher *hasher = hasher_of(pair->memory, pair->passes, pair->lanes, 1);
    time_pwpol(hasher); /* not counted */
    time_peer(pair);
    for (unsigned i = 0; i < rounds; i++) {
        if (i % 2 == 0)
            ours[i] = time_pwpol(hasher);
        theirs[i] = time_peer(pair);
        if (i % 2 != 0)
            ours[i] = time_pwpol(hasher);
        ratios[i] = ours[i] / theirs[i];
    }
    pwpol_hasher_free(hasher);
    double our = quantile(ours, rounds, 0.5), their = quantile(theirs, rounds, 0.5);
    fprintf(stderr,
            "m=%-6u t=%u p=%u   pwpol %7.1f ms (min %6.1f)   %s %7.1f ms (min %6.1f)   ratio %.3f (per round "
            "%.3f)\n",
            pair->memory, pair->passes, pair->lanes, our, ours[0], pair->peer, their, theirs[0], our / their,
            quantile(ratios, rounds, 0.5));
    json_object_begin(json, NULL);
    json_integer(json, "memory_kib", pair->memory);
    json_integer(json, "passes", pair->passes);
    json_integer(json, "lanes", pair->lanes);
    json_string(json, "peer", pair->peer);
    json_number(json, "pwpol_ms", our, 2);
    json_number(json, "pwpol_min_ms", ours[0], 2);
    json_number(json, "peer_ms", their, 2);
    json_number(json, "peer_min_ms", theirs[0], 2);
    json_number(json, "ratio", our / their, 4);
    json_number(json, "ratio_per_round", quantile(ratios, rounds, 0.5), 4);
    json_number(json, "target", pair->target, 4);
    json_object_end(json);
}

/* ---- Storms ---- */

struct storm {
    pwpol_hasher *hasher; /* NULL: bare libsodium */
    char stored[PWPOL_HASH_SIZE];
    atomic_bool over;
    atomic_size_t served, busy, failed;
    atomic_size_t wait_count;
    double waits[WAITS_MAX]; /* of a whole call, in milliseconds */
};

static void *guest(void *argument)
{
    struct storm *storm = argument;
    while (!atomic_load(&storm->over)) {
        double begin = now_ms();
        pwpol_verdict verdict;
        if (storm->hasher != NULL)
            verdict = pwpol_verify(storm->hasher, storm->stored, password, PASSWORD_LEN, NULL, 0, NULL);
        else
            verdict = crypto_pwhash_str_verify(storm->stored, password, PASSWORD_LEN) == 0 ? PWPOL_MATCH
                                                                                           : PWPOL_FAILED;
        size_t place = atomic_fetch_add(&storm->wait_count, 1);
        if (place < WAITS_MAX)
            storm->waits[place] = now_ms() - begin;
        atomic_fetch_add(verdict == PWPOL_MATCH  ? &storm->served
                         : verdict == PWPOL_BUSY ? &storm->busy
                                                 : &storm->failed,
                         1);
    }
    return NULL;
}

/* Who takes part, and what all the turns came to. */
struct contestant {
    const char *name;
    unsigned threads;
    bool ours;
    struct storm storm;
    double took, before, peak;
};

static void take_turn(struct contestant *contestant, double seconds)
{
    struct storm *storm = &contestant->storm;
    pthread_t guests[STORM_THREADS];
    if (contestant->ours)
        storm->hasher = hasher_of(STORM_KIB, STORM_PASSES, 1, STORM_SLOTS);
    if (crypto_pwhash_str(storm->stored, password, PASSWORD_LEN, STORM_PASSES, (size_t)STORM_KIB * 1024) != 0)
        stop("libsodium failed");
    atomic_store(&storm->over, false);
    contestant->before = memory_mib("VmRSS");
    reset_peak();
    double begin = now_ms();
    for (unsigned i = 0; i < contestant->threads; i++)
        if (pthread_create(&guests[i], NULL, guest, storm) != 0)
            stop("no thread");
    struct timespec pause = { (time_t)seconds, (long)((seconds - (double)(time_t)seconds) * 1e9) };
    nanosleep(&pause, NULL);
    atomic_store(&storm->over, true);
    for (unsigned i = 0; i < contestant->threads; i++)
        pthread_join(guests[i], NULL);
    contestant->took += (now_ms() - begin) / 1e3;
    double peak = memory_mib("VmHWM");
    contestant->peak = peak > contestant->peak ? peak : contestant->peak;
    pwpol_hasher_free(storm->hasher);
    storm->hasher = NULL;
}

static double report(struct contestant *contestant, struct json *json)
{
    struct storm *storm = &contestant->storm;
    size_t count = storm->wait_count < WAITS_MAX ? storm->wait_count : WAITS_MAX;
    double rate = (double)storm->served / contestant->took;
    double half = quantile(storm->waits, count, 0.5), most = quantile(storm->waits, count, 0.99);
    double longest = quantile(storm->waits, count, 1);
    fprintf(
        stderr,
        "%-10s %2u threads   %6.2f hash/s   peak %7.1f MiB   wait p50 %.0f p99 %.0f max %.0f ms   busy %zu\n",
        contestant->name, contestant->threads, rate, contestant->peak, half, most, longest,
        (size_t)storm->busy);
    if (storm->failed > 0)
        fprintf(stderr, "%-10s %zu calls FAILED\n", contestant->name, (size_t)storm->failed);
    json_object_begin(json, NULL);
    json_string(json, "name", contestant->name);
    json_integer(json, "threads", contestant->threads);
    json_number(json, "seconds", contestant->took, 1);
    json_number(json, "hashes_per_second", rate, 3);
    json_number(json, "rss_before_mib", contestant->before, 1);
    json_number(json, "rss_peak_mib", contestant->peak, 1);
    json_number(json, "wait_p50_ms", half, 0);
    json_number(json, "wait_p99_ms", most, 0);
    json_number(json, "wait_max_ms", longest, 0);
    json_integer(json, "busy", (int64_t)storm->busy);
    json_integer(json, "failed", (int64_t)storm->failed);
    json_object_end(json);
    return rate;
}

/* In turns, so that what else the machine does meets them all. */
static void storms(unsigned seconds, struct json *json)
{
    enum { TURNS = 6, BARE = 5, CONTESTANTS };
    static struct contestant contestants[CONTESTANTS] = {
        { .name = "pwpol", .threads = STORM_THREADS, .ours = true },
        { .name = "libsodium", .threads = 1 },
        { .name = "libsodium", .threads = 2 },
        { .name = "libsodium", .threads = 4 },
        { .name = "libsodium", .threads = 8 },
        [BARE] = { .name = "libsodium", .threads = STORM_THREADS },
    };
    double best = 0, ours = 0;
    for (unsigned turn = 0; turn < TURNS; turn++)
        for (size_t i = 0; i < BARE; i++)
            take_turn(&contestants[(i + turn) % BARE], (double)seconds / TURNS);
    take_turn(&contestants[BARE], seconds);
    json_integer(json, "budget_mib", STORM_SLOTS * STORM_KIB / 1024);
    json_integer(json, "deadline_ms", STORM_WAIT_S * 1000);
    json_array_begin(json, "storms");
    for (size_t i = 0; i < CONTESTANTS; i++) {
        double rate = report(&contestants[i], json);
        if (contestants[i].ours)
            ours = rate;
        else if (i != BARE && rate > best)
            best = rate;
    }
    json_array_end(json);
    json_number(json, "throughput_over_best_fixed", ours / best, 4);
    fprintf(stderr, "pwpol's throughput over the best fixed number of threads: %.3f\n", ours / best);
}

static unsigned number_after(int argc, char **argv, const char *option, unsigned otherwise, unsigned most)
{
    for (int i = 1; i + 1 < argc; i++)
        if (strcmp(argv[i], option) == 0) {
            unsigned long number = strtoul(argv[i + 1], NULL, 10);
            return number < 1 ? 1 : number > most ? most : (unsigned)number;
        }
    return otherwise;
}

int main(int argc, char **argv)
{
    struct buffer out = { 0 };
    struct json json = { .out = &out };
    unsigned rounds = number_after(argc, argv, "--rounds", 15, ROUNDS_MAX);
    unsigned seconds = number_after(argc, argv, "--seconds", 30, 3600);
    if (sodium_init() < 0)
        stop("no libsodium");
    json_object_begin(&json, NULL);
    json_integer(&json, "rounds", rounds);
    json_array_begin(&json, "pairs");
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++)
        compare(&pairs[i], rounds, &json);
    json_array_end(&json);
    storms(seconds, &json);
    json_object_end(&json);
    char *text = buffer_take(&out);
    if (text == NULL)
        stop("no memory");
    puts(text);
    free(text);
    return 0;
}
