/* What attempts cost in the stores that several processes share.
 *
 * bench-stores sqlite [--seconds S] [--rounds N]   4 processes on one file, made in the current folder
 * bench-stores redis [--seconds S] [--rounds N]    50 threads, beside redis-benchmark with the same script and as
 *                                                  many keys, clients and bytes, taking turns on one server
 * bench-stores memory [--records N]                what a server's memory and an SQLite file grow by, for 1 million
 *                                                  subjects
 *
 * S is 3, N 5 unless said otherwise. Redis is started here, on loopback TCP, without persistence. An attempt is two
 * swaps of four keys, each as the throttle makes them: what is expected, 64 bytes to put, a lifetime. The medians of
 * the rounds go to standard error as a table, to standard output as JSON. */
#include "pwpol/store_redis.h"
#include "pwpol/store_sqlite.h"

#include "measure.h"

#include <arpa/inet.h>
#include <hiredis/hiredis.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { KEYS = 4, PROCESSES = 4, THREADS = 50, ROUNDS_MAX = 100, SAMPLES = 4000000 };
enum { ACCOUNTS = 1000000, SOURCES = 100000 };

static double now_us(void)
{
    return seconds_of(CLOCK_MONOTONIC) * 1e6;
}

static int compare_float(const void *a, const void *b)
{
    float left = *(const float *)a, right = *(const float *)b;
    return left < right ? -1 : left > right;
}

/* ---- One attempt --------------------------------------------------------------- */

static void make_key(unsigned kind, uint64_t number, unsigned char key[PWPOL_STORE_KEY_SIZE])
{
    uint64_t mixed = (number + kind * UINT64_C(0x100000000)) * UINT64_C(0x9E3779B97F4A7C15);
    uint64_t more = (mixed ^ mixed >> 31) * UINT64_C(0xBF58476D1CE4E5B9);
    memcpy(key, &mixed, 8);
    memcpy(key + 8, &more, 8);
}

/* Of an account, an address, the two together, and the network: what is met is changed and put back. */
static bool attempt(pwpol_store *store, unsigned short seed[3])
{
    uint64_t account = (uint64_t)nrand48(seed) % ACCOUNTS, source = (uint64_t)nrand48(seed) % SOURCES;
    pwpol_store_item items[KEYS];
    memset(items, 0, sizeof items);
    make_key(0, account, items[0].key);
    make_key(1, source, items[1].key);
    make_key(2, account * SOURCES + source, items[2].key);
    make_key(3, source / 16, items[3].key);
    for (unsigned i = 0; i < KEYS; i++) {
        items[i].expect = i == 2 ? PWPOL_EXPECT_ABSENT : PWPOL_EXPECT_ANY;
        items[i].action = PWPOL_ACTION_PUT;
        items[i].lifetime = 86400000;
        memset(items[i].state, (int)account, sizeof items[i].state);
    }
    int64_t now = 0;
    bool swapped = false;
    if (pwpol_store_swap(store, items, KEYS, &now, &swapped) != PWPOL_OK)
        return false;
    for (unsigned i = 0; i < KEYS; i++) {
        items[i].expect = i == 2 ? PWPOL_EXPECT_STATE : PWPOL_EXPECT_ANY;
        memcpy(items[i].expected, items[i].state, sizeof items[i].state);
        memset(items[i].state, (int)account + 1, sizeof items[i].state);
    }
    return pwpol_store_swap(store, items, KEYS, &now, &swapped) == PWPOL_OK;
}

/* ---- SQLite --------------------------------------------------------------------- */

struct board {
    _Atomic unsigned taken;
    _Atomic unsigned failed;
    float took_us[SAMPLES]; /* each attempt, of all processes */
};

static void run_process(struct board *board, unsigned which, double seconds, const pwpol_store_sqlite_options *options)
{
    pwpol_store *store = NULL;
    if (pwpol_store_sqlite_open(&store, "bench-stores.db", options, NULL) != PWPOL_OK)
        _exit(1);
    unsigned short seed[3] = { (unsigned short)which, 7, (unsigned short)getpid() };
    double end = now_us() + seconds * 1e6;
    for (double begin = now_us(); begin < end;) {
        if (!attempt(store, seed))
            atomic_fetch_add(&board->failed, 1);
        double after = now_us();
        unsigned place = atomic_fetch_add(&board->taken, 1);
        if (place < SAMPLES)
            board->took_us[place] = (float)(after - begin);
        begin = after;
    }
    pwpol_store_free(store);
    _exit(0);
}

static void bench_sqlite(double seconds, unsigned rounds)
{
    struct board *board = mmap(NULL, sizeof *board, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (board == MAP_FAILED)
        stop("no memory");
    printf("{\"store\": \"sqlite\", \"processes\": %d, \"keys\": %d", PROCESSES, KEYS);
    for (unsigned durable = 0; durable < 2; durable++) {
        double rate[ROUNDS_MAX], middle[ROUNDS_MAX], slow[ROUNDS_MAX];
        pwpol_store_sqlite_options options = PWPOL_STORE_SQLITE_OPTIONS_INIT;
        options.durable = durable == 1;
        options.timeout_ms = 10000;
        for (unsigned round = 0; round < rounds; round++) {
            if (system("rm -f bench-stores.db*") != 0)
                stop("the file of the last round stays");
            atomic_store(&board->taken, 0);
            for (unsigned i = 0; i < PROCESSES; i++)
                if (fork() == 0)
                    run_process(board, i, seconds, &options);
            while (wait(NULL) > 0) {
            }
            unsigned taken = atomic_load(&board->taken);
            if (taken == 0 || atomic_load(&board->failed) > 0)
                stop("attempts failed");
            qsort(board->took_us, taken < SAMPLES ? taken : SAMPLES, sizeof board->took_us[0], compare_float);
            rate[round] = taken / seconds;
            middle[round] = board->took_us[taken / 2];
            slow[round] = board->took_us[(size_t)taken * 99 / 100];
        }
        const char *name = durable == 1 ? "durable" : "standard";
        double attempts = median(rate, rounds), p50 = median(middle, rounds), p99 = median(slow, rounds);
        fprintf(stderr, "SQLite, %s: %.0f attempts/s over %d processes; p50 %.0f us, p99 %.0f us\n", name, attempts,
                PROCESSES, p50, p99);
        printf(", \"%s\": {\"attempts_per_s\": %.0f, \"p50_us\": %.0f, \"p99_us\": %.0f}", name, attempts, p50, p99);
        fflush(stdout);
    }
    printf("}\n");
    if (system("rm -f bench-stores.db*") != 0)
        stop("the file stays");
}

/* ---- Redis ----------------------------------------------------------------------- */

static pid_t server;
static char port[8], url[64];

static void end_server(void)
{
    if (server > 0)
        kill(server, SIGKILL);
}

static redisContext *start_server(void)
{
    struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    socklen_t length = sizeof address;
    int file = socket(AF_INET, SOCK_STREAM, 0);
    if (bind(file, (struct sockaddr *)&address, sizeof address) != 0 ||
        getsockname(file, (struct sockaddr *)&address, &length) != 0)
        stop("no port");
    close(file);
    snprintf(port, sizeof port, "%u", ntohs(address.sin_port));
    snprintf(url, sizeof url, "redis://127.0.0.1:%s?connections=%d&timeout_ms=10000", port, THREADS);
    server = fork();
    if (server == 0) {
        if (freopen("/dev/null", "w", stdout) != NULL)
            execlp("redis-server", "redis-server", "--save", "", "--port", port, "--bind", "127.0.0.1", (char *)NULL);
        _exit(1);
    }
    atexit(end_server);
    for (unsigned turn = 0; turn < 200; turn++) {
        redisContext *context = redisConnect("127.0.0.1", atoi(port));
        if (context != NULL && context->err == 0)
            return context;
        redisFree(context);
        usleep(50000);
    }
    stop("redis-server did not start");
}

static pwpol_store *open_redis(void)
{
    pwpol_store *store = NULL;
    if (pwpol_store_redis_open(&store, url, NULL, NULL) != PWPOL_OK)
        stop("the store cannot be opened");
    return store;
}

static atomic_bool over;
static atomic_uint done;

static void *run_thread(void *pointer)
{
    static atomic_uint threads;
    unsigned short seed[3] = { (unsigned short)atomic_fetch_add(&threads, 1), 3, 5 };
    while (!atomic_load_explicit(&over, memory_order_relaxed)) {
        if (!attempt(pointer, seed))
            stop("an attempt failed");
        atomic_fetch_add(&done, 2);
    }
    return NULL;
}

/* Swaps a second, by the store. */
static double run_store(pwpol_store *store, double seconds)
{
    pthread_t threads[THREADS];
    atomic_store(&over, false);
    atomic_store(&done, 0);
    double begin = now_us();
    for (unsigned i = 0; i < THREADS; i++)
        if (pthread_create(&threads[i], NULL, run_thread, store) != 0)
            stop("no threads");
    usleep((useconds_t)(seconds * 1e6));
    atomic_store(&over, true);
    for (unsigned i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    return atomic_load(&done) / ((now_us() - begin) / 1e6);
}

/* The script that the store has given the server, found by asking for each that it knows. */
static void find_script(redisContext *context, pwpol_store *store, char name[41])
{
    unsigned short seed[3] = { 1, 1, 1 };
    freeReplyObject(redisCommand(context, "CONFIG SET slowlog-log-slower-than 0"));
    attempt(store, seed);
    redisReply *log = redisCommand(context, "SLOWLOG GET 20");
    for (size_t i = 0; log != NULL && i < log->elements; i++) {
        const redisReply *words = log->element[i]->element[3];
        if (strcmp(words->element[0]->str, "EVALSHA") == 0)
            memcpy(name, words->element[1]->str, 41);
    }
    freeReplyObject(log);
    freeReplyObject(redisCommand(context, "CONFIG SET slowlog-log-slower-than -1"));
}

/* Swaps a second, by redis-benchmark: the same script, keys and bytes, but nothing to expect. */
static double run_peer(const char *name, unsigned requests)
{
    char command[4096], line[512];
    static char state[77];
    memset(state, 'x', 76);
    int length = snprintf(command, sizeof command,
                          "redis-benchmark -h 127.0.0.1 -p %s -c %d -n %u -r 1000000 --csv EVALSHA %s %d", port, THREADS,
                          requests, name, KEYS);
    for (unsigned i = 0; i < KEYS; i++)
        length += snprintf(command + length, sizeof command - (size_t)length, " {pwpol}:%020u__rand_int__", i);
    for (unsigned i = 0; i < KEYS; i++)
        length += snprintf(command + length, sizeof command - (size_t)length, " '' %s 86400000", state);
    FILE *peer = popen(command, "r");
    double rate = 0;
    while (peer != NULL && fgets(line, sizeof line, peer) != NULL) {
        const char *figure = strstr(line, "\",\"");
        if (figure != NULL && figure[3] >= '0' && figure[3] <= '9')
            rate = atof(figure + 3);
    }
    if (peer == NULL || pclose(peer) != 0 || rate <= 0)
        stop("redis-benchmark (package redis-tools) cannot be run");
    return rate;
}

/* The figure after name, which stands after line, in a section of INFO. */
static double info_figure(redisContext *context, const char *section, const char *line, const char *name)
{
    redisReply *info = redisCommand(context, "INFO %s", section);
    const char *found = info == NULL || info->type != REDIS_REPLY_STRING ? NULL : strstr(info->str, line);
    found = found == NULL ? NULL : strstr(found, name);
    if (found == NULL)
        stop("the server does not tell a figure");
    double figure = atof(found + strlen(name));
    freeReplyObject(info);
    return figure;
}

static void bench_redis(double seconds, unsigned rounds)
{
    redisContext *context = start_server();
    pwpol_store *store = open_redis();
    char name[41] = "";
    double ours[ROUNDS_MAX], peers[ROUNDS_MAX], ratios[ROUNDS_MAX];
    find_script(context, store, name);
    unsigned requests = (unsigned)(run_peer(name, 20000) * seconds);
    for (unsigned round = 0; round < rounds; round++) {
        for (unsigned turn = 0; turn < 2; turn++) {
            if ((turn + round) % 2 == 0)
                ours[round] = run_store(store, seconds);
            else
                peers[round] = run_peer(name, requests);
        }
        ratios[round] = ours[round] / peers[round];
    }
    /* What the server itself spends on a call. */
    freeReplyObject(redisCommand(context, "CONFIG RESETSTAT"));
    run_store(store, seconds);
    double server_us = info_figure(context, "commandstats", "cmdstat_evalsha:", "usec_per_call=");
    /* How long one takes, alone. */
    enum { ALONE = 20000 };
    static float took[ALONE];
    unsigned short seed[3] = { 9, 9, 9 };
    for (unsigned i = 0; i < ALONE; i++) {
        double begin = now_us();
        attempt(store, seed);
        took[i] = (float)(now_us() - begin);
    }
    qsort(took, ALONE, sizeof took[0], compare_float);
    double us = median(ours, rounds), them = median(peers, rounds), ratio = median(ratios, rounds);
    fprintf(stderr,
            "Redis: %.0f swaps/s by the store, %.0f by redis-benchmark, ratio %.2f; the server spends %.1f us on one; an "
            "attempt alone p50 %.0f us, p99 %.0f us\n",
            us, them, ratio, server_us, (double)took[ALONE / 2], (double)took[ALONE * 99 / 100]);
    printf("{\"store\": \"redis\", \"threads\": %d, \"keys\": %d, \"swaps_per_s\": %.0f, \"redis_benchmark_per_s\": %.0f, "
           "\"ratio\": %.2f, \"server_us\": %.1f, \"attempt_alone_p50_us\": %.0f, \"attempt_alone_p99_us\": %.0f}\n",
           THREADS, KEYS, us, them, ratio, server_us, (double)took[ALONE / 2], (double)took[ALONE * 99 / 100]);
    pwpol_store_free(store);
    redisFree(context);
}

static void fill(pwpol_store *store, uint64_t records)
{
    for (uint64_t at = 0; at < records;) {
        pwpol_store_item items[PWPOL_STORE_ITEMS_MAX];
        size_t count = 0;
        memset(items, 0, sizeof items);
        for (; count < PWPOL_STORE_ITEMS_MAX && at < records; count++, at++) {
            make_key(9, at, items[count].key);
            items[count].action = PWPOL_ACTION_PUT;
            items[count].lifetime = 86400000;
            memset(items[count].state, (int)at, sizeof items[count].state);
        }
        int64_t now = 0;
        bool swapped = false;
        if (pwpol_store_swap(store, items, count, &now, &swapped) != PWPOL_OK)
            stop("a swap failed");
    }
}

static void bench_memory(uint64_t records)
{
    redisContext *context = start_server();
    pwpol_store *store = open_redis();
    double before = info_figure(context, "memory", "", "\nused_memory:");
    double resident = info_figure(context, "memory", "", "\nused_memory_rss:");
    fill(store, records);
    double each = (info_figure(context, "memory", "", "\nused_memory:") - before) / (double)records;
    resident = (info_figure(context, "memory", "", "\nused_memory_rss:") - resident) / (double)records;
    pwpol_store_free(store);
    redisFree(context);
    if (pwpol_store_sqlite_open(&store, "bench-stores.db", NULL, NULL) != PWPOL_OK)
        stop("the file cannot be made");
    fill(store, records);
    pwpol_store_free(store);
    struct stat file;
    if (stat("bench-stores.db", &file) != 0 || unlink("bench-stores.db") != 0)
        stop("the file is not there");
    double row = (double)file.st_size / (double)records;
    fprintf(stderr, "For %llu subjects: Redis %.0f bytes each (%.0f resident), SQLite %.0f; for 100 million: %.1f GB, %.1f GB\n",
            (unsigned long long)records, each, resident, row, each / 10, row / 10);
    printf("{\"records\": %llu, \"redis_bytes_a_record\": %.1f, \"redis_resident_bytes_a_record\": %.1f, "
           "\"sqlite_bytes_a_record\": %.1f}\n",
           (unsigned long long)records, each, resident, row);
}

int main(int argc, char **argv)
{
    double seconds = 3;
    unsigned rounds = 5;
    uint64_t records = 1000000;
    for (int i = 2; i + 1 < argc; i += 2) {
        if (strcmp(argv[i], "--seconds") == 0)
            seconds = atof(argv[i + 1]);
        else if (strcmp(argv[i], "--rounds") == 0)
            rounds = (unsigned)atoi(argv[i + 1]);
        else if (strcmp(argv[i], "--records") == 0)
            records = (uint64_t)atoll(argv[i + 1]);
        else
            stop("usage: bench-stores sqlite|redis|memory [--seconds S] [--rounds N] [--records N]");
    }
    if (rounds < 1 || rounds > ROUNDS_MAX || seconds <= 0 || records < 1)
        stop("a figure is out of range");
    if (argc >= 2 && strcmp(argv[1], "sqlite") == 0)
        bench_sqlite(seconds, rounds);
    else if (argc >= 2 && strcmp(argv[1], "redis") == 0)
        bench_redis(seconds, rounds);
    else if (argc >= 2 && strcmp(argv[1], "memory") == 0)
        bench_memory(records);
    else
        stop("usage: bench-stores sqlite|redis|memory [--seconds S] [--rounds N] [--records N]");
    return 0;
}
