/* The store in Redis, before servers that answer nonsense, too much, too little, or too slowly; and
 * addresses that are wrong. */
#include "pwpol/store_redis.h"

#include "store_support.h"

#include <pthread.h>
#include <stdatomic.h>
#include <sys/socket.h>
#include <sys/un.h>

/* ---- A server that says one thing to everybody ------------------------------------- */

struct liar {
    int listener;
    pthread_t thread;
    char url[128];
    pthread_mutex_t lock;
    const char *answer; /* under the lock, as its length and manner */
    size_t length;
    bool drips; /* a byte at a time, without end */
    bool hangs_up;
    atomic_bool over;
};

static void speak(struct liar *liar, int client)
{
    static char answer[1 << 17];
    char request[65536];
    while (recv(client, request, sizeof request, 0) > 0) {
        pthread_mutex_lock(&liar->lock);
        size_t length = liar->length;
        memcpy(answer, liar->answer, length);
        bool drips = liar->drips, hangs_up = liar->hangs_up;
        pthread_mutex_unlock(&liar->lock);
        if (!drips) {
            for (size_t sent = 0; sent < length;) {
                ssize_t part = send(client, answer + sent, length - sent, MSG_NOSIGNAL);
                if (part <= 0)
                    return;
                sent += (size_t)part;
            }
        }
        for (unsigned i = 0; drips && i < 10000; i++) {
            if (send(client, answer + i % length, 1, MSG_NOSIGNAL) != 1)
                return;
            nanosleep(&(struct timespec){ .tv_nsec = 2000000 }, NULL);
        }
        if (hangs_up)
            return;
    }
}

static void *lie(void *pointer)
{
    struct liar *liar = pointer;
    for (;;) {
        int client = accept(liar->listener, NULL, NULL);
        if (client < 0 || atomic_load(&liar->over)) {
            close(client);
            return NULL;
        }
        speak(liar, client);
        close(client);
    }
}

static void liar_start(struct liar *liar)
{
    struct sockaddr_un address = { .sun_family = AF_UNIX, .sun_path = "liar" };
    memset(liar, 0, sizeof *liar);
    unlink("liar");
    liar->answer = "";
    pthread_mutex_init(&liar->lock, NULL);
    liar->listener = socket(AF_UNIX, SOCK_STREAM, 0);
    assert_int_equal(bind(liar->listener, (struct sockaddr *)&address, sizeof address), 0);
    assert_int_equal(listen(liar->listener, 16), 0);
    char *here = getcwd(NULL, 0);
    snprintf(liar->url, sizeof liar->url, "unix://%s/liar?timeout_ms=200&connect_timeout_ms=200&allow_eviction=true", here);
    free(here);
    assert_int_equal(pthread_create(&liar->thread, NULL, lie, liar), 0);
}

static void liar_say(struct liar *liar, const char *answer, size_t length, bool drips, bool hangs_up)
{
    pthread_mutex_lock(&liar->lock);
    liar->answer = answer;
    liar->length = length;
    liar->drips = drips;
    liar->hangs_up = hangs_up;
    pthread_mutex_unlock(&liar->lock);
}

static void liar_end(struct liar *liar)
{
    struct sockaddr_un address = { .sun_family = AF_UNIX, .sun_path = "liar" };
    atomic_store(&liar->over, true);
    int last = socket(AF_UNIX, SOCK_STREAM, 0);
    assert_int_equal(connect(last, (struct sockaddr *)&address, sizeof address), 0);
    pthread_join(liar->thread, NULL);
    close(last);
    close(liar->listener);
    pthread_mutex_destroy(&liar->lock);
}

enum call { LOAD, SWAP, SCAN, CLEAR, CALLS };

/* Each call with a store of its own, so that none waits for the pause after the last. */
static pwpol_status call(const struct liar *liar, enum call which, pwpol_where *where)
{
    pwpol_store *store = NULL;
    assert_int_equal(pwpol_store_redis_open(&store, liar->url, NULL, NULL), PWPOL_OK);
    uint64_t value = 0;
    unsigned visits = 0;
    int64_t now = 5;
    pwpol_status status = PWPOL_ERR_INTERNAL;
    switch (which) {
    case LOAD:
        status = support_get(store, 1, &value);
        break;
    case SWAP:
        status = support_put(store, 1, 1);
        break;
    case SCAN:
        status = pwpol_store_scan(store, &now, support_count, &visits);
        assert_int_equal(visits, 0);
        break;
    default:
        status = pwpol_store_clear(store);
        break;
    }
    pwpol_store_trouble(store, where);
    pwpol_store_free(store);
    return status;
}

static const struct {
    const char *answer;
    const char *words; /* in English */
} nonsense[] = {
    { "HTTP/1.1 400 Bad Request\r\n\r\n", "is it one?" },
    { "+OK\r\n", "is it one?" },
    { ":-7\r\n", "is it one?" },
    { "$-1\r\n", "is it one?" },
    { "*0\r\n", "is it one?" },
    { "*-1\r\n", "is it one?" },
    { "*2\r\n:1\r\n:2\r\n", "is it one?" },
    { "*2\r\n$1\r\nx\r\n$1\r\ny\r\n", "is it one?" },
    { "*2\r\n$20\r\n99999999999999999999\r\n$1\r\n0\r\n", "is it one?" },
    { "*2\r\n$12\r\n253402300800\r\n$1\r\n0\r\n", "is it one?" },     /* the year 10000 */
    { "*2\r\n$2\r\n-5\r\n$1\r\n0\r\n", "is it one?" },
    { "*3\r\n$1\r\n5\r\n$1\r\n0\r\n*0\r\n", "is it one?" },
    { "*3\r\n$1\r\n5\r\n$1\r\n0\r\n*2\r\n$-1\r\n$-1\r\n", "is it one?" }, /* two records for one */
    { "*4\r\n$1\r\n5\r\n$1\r\n0\r\n*1\r\n$-1\r\n:1\r\n", "is it one?" },
    { "*3\r\n$1\r\n5\r\n$1\r\n0\r\n*1\r\n$-1\r\n+OK\r\n", "is it one?" }, /* two answers */
    { "*2147483647\r\n", "is it one?" },
    { "*99999999999999999999\r\n", "is it one?" },
    { "$99999999999999999999\r\n", "is it one?" },
    { "*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n", "is it one?" },
    { "$400000000\r\nabc", "did not answer in time" },
    { "*3\r\n$1\r\n5\r\n", "did not answer in time" },
    { "", "did not answer in time" },
    { "-LOADING Redis is loading the dataset in memory\r\n", "still loading" },
    { "-MOVED 3999 10.0.0.7:6381\r\n", "name 10.0.0.7:6381" },
    { "-MOVED 3999 <script>\r\n", "another node" },
    { "-MISCONF Redis is configured to save RDB snapshots\r\n", "its disk" },
    { "-MASTERDOWN Link with MASTER is down\r\n", "lost its master" },
    { "-CLUSTERDOWN Hash slot not served\r\n", "is down" },
    { "-NOPERM this user has no permissions\r\n", "access list" },
    { "-NOSCRIPT again and again\r\n", "an error (NOSCRIPT)" },
    { "-ERR wrong s3cr3t with args beginning with: s3cr3t\r\n", "an error (ERR)" },
    { "-ERR Error running script (call to f_1): @user_script:1: @user_script: 1: -OOM command not allowed\r\n", "is full" },
    { "-ERR Error running script (call to f_1): @user_script:1: s3cr3t\r\n", "an error (ERR)" },
    { "-ERR Error running script: -\r\n", "an error (ERR)" },
    { "-\r\n", "an error (ERR)" },
    { "-AVERYLONGWORDTHATNOSERVERWOULDEVERSAYATALL x\r\n", "an error" },
};

static void nonsense_is_a_status_and_a_sentence(void **state)
{
    (void)state;
    struct liar liar;
    liar_start(&liar);
    for (size_t i = 0; i < sizeof nonsense / sizeof nonsense[0]; i++) {
        liar_say(&liar, nonsense[i].answer, strlen(nonsense[i].answer), false, false);
        for (enum call which = LOAD; which <= SWAP; which++) {
            pwpol_where where = PWPOL_WHERE_INIT;
            pwpol_status status = call(&liar, which, &where);
            if (status != PWPOL_ERR_STORE || strstr(where.message_en, nonsense[i].words) == NULL)
                fail_msg("%s: status %d, %s", nonsense[i].answer, (int)status, where.message_en);
            assert_null(strstr(where.message_en, "s3cr3t"));
            assert_null(strstr(where.message_en, "<script>"));
        }
    }
    liar_end(&liar);
}

/* To a swap this is "swapped"; to a load it is no answer. */
static void a_load_without_records_is_told(void **state)
{
    (void)state;
    struct liar liar;
    liar_start(&liar);
    pwpol_where where = PWPOL_WHERE_INIT;
    static const char bare[] = "*2\r\n$1\r\n5\r\n$1\r\n0\r\n";
    liar_say(&liar, bare, strlen(bare), false, false);
    assert_int_equal(call(&liar, LOAD, &where), PWPOL_ERR_STORE);
    assert_non_null(strstr(where.message_en, "is it one?"));
    liar_end(&liar);
}

static void who_hangs_up_drips_or_never_ends_is_not_waited_for(void **state)
{
    (void)state;
    struct liar liar;
    liar_start(&liar);
    pwpol_where where = PWPOL_WHERE_INIT;
    liar_say(&liar, "*2\r\n$1", 7, false, true);
    assert_int_equal(call(&liar, SWAP, &where), PWPOL_ERR_STORE);
    assert_non_null(strstr(where.message_en, "closed the connection"));
    /* Every byte comes in time, the answer does not. */
    liar_say(&liar, "*3\r\n$1\r\n5\r\n$100000\r\nxxxxxxxxxxxxxxxx", 36, true, false);
    assert_int_equal(call(&liar, SWAP, &where), PWPOL_ERR_STORE);
    assert_non_null(strstr(where.message_en, "in time"));
    /* More than any answer has. */
    static char flood[100000];
    memset(flood, 'x', sizeof flood);
    memcpy(flood, "$90000000\r\n", 11);
    liar_say(&liar, flood, sizeof flood, false, false);
    assert_int_equal(call(&liar, LOAD, &where), PWPOL_ERR_STORE);
    liar_end(&liar);
}

/* A walk that says always the same: it is given up, not followed for ever. */
static void a_scan_that_does_not_end_is_given_up(void **state)
{
    (void)state;
    struct liar liar;
    liar_start(&liar);
    static const char *const walks[] = {
        "*2\r\n$1\r\n7\r\n*0\r\n", "*2\r\n$1\r\nx\r\n*0\r\n", "*2\r\n$30\r\n123456789012345678901234567890\r\n*0\r\n",
        "*2\r\n:0\r\n*0\r\n",      "*2\r\n$1\r\n0\r\n$1\r\nx\r\n",
    };
    for (size_t i = 0; i < sizeof walks / sizeof walks[0]; i++) {
        /* To DBSIZE this is no answer either. */
        liar_say(&liar, walks[i], strlen(walks[i]), false, false);
        pwpol_where where = PWPOL_WHERE_INIT;
        assert_int_equal(call(&liar, SCAN, &where), PWPOL_ERR_STORE);
        assert_int_equal(call(&liar, CLEAR, &where), PWPOL_ERR_STORE);
    }
    liar_end(&liar);
}

static void random_answers_are_survived(void **state)
{
    (void)state;
    const char *asked = getenv("PWPOL_TEST_GARBAGE");
    unsigned turns = asked == NULL ? 300 : (unsigned)atoi(asked);
    static const char *const pieces[] = { "*3\r\n", "*2\r\n", "*1\r\n", "$1\r\n5\r\n", "$1\r\n0\r\n", "$-1\r\n", ":12\r\n",
                                          "+OK\r\n", "-ERR x\r\n", "$76\r\n", "\r\n", "*", "$", "7", "x", "\n" };
    struct liar liar;
    liar_start(&liar);
    unsigned short seed[3] = { 4, 2, 1 };
    for (unsigned turn = 0; turn < turns; turn++) {
        char answer[512] = "";
        size_t length = 0;
        for (long left = nrand48(seed) % 10; left >= 0; left--) {
            const char *piece = pieces[(size_t)nrand48(seed) % (sizeof pieces / sizeof pieces[0])];
            memcpy(answer + length, piece, strlen(piece));
            length += strlen(piece);
        }
        for (long flips = nrand48(seed) % 3; flips > 0; flips--)
            answer[(size_t)nrand48(seed) % length] = (char)nrand48(seed);
        liar_say(&liar, answer, length, false, true);
        pwpol_where where = PWPOL_WHERE_INIT;
        pwpol_status status = call(&liar, (enum call)(turn % CALLS), &where);
        assert_true(status == PWPOL_OK || status == PWPOL_ERR_STORE);
    }
    liar_end(&liar);
}

/* ---- Addresses ------------------------------------------------------------------------ */

static const struct {
    const char *url;
    pwpol_status status;
    const char *file; /* how trouble names the server */
} addresses[] = {
    { "redis://localhost", PWPOL_OK, "localhost:6379" },
    { "redis://localhost:7000/3", PWPOL_OK, "localhost:7000" },
    { "redis://localhost/", PWPOL_OK, "localhost:6379" },
    { "redis://[::1]:7000", PWPOL_OK, "[::1]:7000" },
    { "redis://:s3cr3t@localhost", PWPOL_OK, "localhost:6379" },
    { "redis://s3cr3t@localhost", PWPOL_OK, "localhost:6379" },
    { "redis://user:s3%20cr3t@localhost?prefix=%7Bmine%7D&db=5&", PWPOL_OK, "localhost:6379" },
    { "redis://user:s3@cr3t@localhost", PWPOL_OK, "localhost:6379" },
    { "valkey://localhost", PWPOL_OK, "localhost:6379" },
    { "valkeys://localhost", PWPOL_OK, "localhost:6379" },
    { "rediss://localhost", PWPOL_OK, "localhost:6379" },
    { "unix:///run/redis.sock?db=2", PWPOL_OK, "/run/redis.sock" },
    { "unix://:s3cr3t@/run/redis.sock", PWPOL_OK, "/run/redis.sock" },
    { "redis://h?timeout_ms=60000&connect_timeout_ms=1&connections=64&allow_eviction=false", PWPOL_OK, "h:6379" },
    { "", PWPOL_ERR_SYNTAX, NULL },
    { "localhost", PWPOL_ERR_SYNTAX, NULL },
    { "http://localhost", PWPOL_ERR_SYNTAX, NULL },
    { "redis:/localhost", PWPOL_ERR_SYNTAX, NULL },
    { "redis://", PWPOL_ERR_SYNTAX, NULL },
    { "redis://:s3cr3t@", PWPOL_ERR_SYNTAX, NULL },
    { "redis://:7000", PWPOL_ERR_SYNTAX, NULL },
    { "redis://h:0", PWPOL_ERR_SYNTAX, NULL },
    { "redis://h:65536", PWPOL_ERR_SYNTAX, NULL },
    { "redis://h:s3cr3t", PWPOL_ERR_SYNTAX, NULL },
    { "redis://h:", PWPOL_ERR_SYNTAX, NULL },
    { "redis://[::1", PWPOL_ERR_SYNTAX, NULL },
    { "redis://[::1]7000", PWPOL_ERR_SYNTAX, NULL },
    { "redis://h/x", PWPOL_ERR_SYNTAX, NULL },
    { "redis://h/99999", PWPOL_ERR_SYNTAX, NULL },
    { "redis://h%zz", PWPOL_ERR_SYNTAX, NULL },
    { "redis://h%00", PWPOL_ERR_SYNTAX, NULL },
    { "redis://h%4", PWPOL_ERR_SYNTAX, NULL },
    { "redis://:s3cr3t%@h", PWPOL_ERR_SYNTAX, NULL },
    { "redis://h?s3cr3t=1", PWPOL_ERR_SYNTAX, NULL },
    { "redis://h?password", PWPOL_ERR_RANGE, NULL },
    { "redis://h?connections=0", PWPOL_ERR_RANGE, NULL },
    { "redis://h?connections=65", PWPOL_ERR_RANGE, NULL },
    { "redis://h?timeout_ms=60001", PWPOL_ERR_RANGE, NULL },
    { "redis://h?timeout_ms=-1", PWPOL_ERR_RANGE, NULL },
    { "redis://h?allow_eviction=perhaps", PWPOL_ERR_RANGE, NULL },
    { "redis://h?prefix=%C3%A9", PWPOL_ERR_RANGE, NULL },
    { "redis://h?prefix=a%20b", PWPOL_ERR_RANGE, NULL },
    { "redis://h?prefix=12345678901234567890123456789012345678901234567890123456789012345", PWPOL_ERR_TOO_LONG, NULL },
    { "redis://h?certificate_file=x", PWPOL_ERR_RANGE, NULL },
    { "redis://h?password_file=/nowhere/s", PWPOL_ERR_IO, NULL },
    { "unix://relative/path", PWPOL_ERR_SYNTAX, NULL },
    { "unix://", PWPOL_ERR_SYNTAX, NULL },
    { "unix:///aaaaa234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456",
      PWPOL_ERR_TOO_LONG, NULL },
};

static void addresses_are_read_strictly_and_never_repeated(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof addresses / sizeof addresses[0]; i++) {
        pwpol_store *store = NULL;
        pwpol_where where = PWPOL_WHERE_INIT;
        pwpol_status status = pwpol_store_redis_open(&store, addresses[i].url, NULL, &where);
        if (status != addresses[i].status)
            fail_msg("%s: status %d", addresses[i].url, (int)status);
        assert_int_equal(status == PWPOL_OK, store != NULL);
        assert_int_equal(status == PWPOL_OK, where.message_en[0] == '\0');
        assert_int_equal(status == PWPOL_OK, where.message_fr[0] == '\0');
        if (status == PWPOL_OK) {
            pwpol_store_trouble(store, &where);
            assert_string_equal(where.file, addresses[i].file);
        }
        assert_null(strstr(where.message_en, "cr3t"));
        assert_null(strstr(where.file, "cr3t"));
        assert_null(strstr(where.key, "cr3t"));
        pwpol_store_free(store);
    }
    static char longest[5000] = "redis://";
    memset(longest + 8, 'a', sizeof longest - 9);
    pwpol_store *store = NULL;
    assert_int_equal(pwpol_store_redis_open(&store, longest, NULL, NULL), PWPOL_ERR_TOO_LONG);
    assert_int_equal(pwpol_store_redis_open(&store, NULL, NULL, NULL), PWPOL_ERR_ARGUMENT);
    assert_int_equal(pwpol_store_redis_open(NULL, "redis://h", NULL, NULL), PWPOL_ERR_ARGUMENT);
    pwpol_store_redis_options options = PWPOL_STORE_REDIS_OPTIONS_INIT;
    options.connections = 65;
    assert_int_equal(pwpol_store_redis_open(&store, "redis://h", &options, NULL), PWPOL_ERR_RANGE);
    options.connections = 0;
    options.prefix = "";
    assert_int_equal(pwpol_store_redis_open(&store, "redis://h", &options, NULL), PWPOL_ERR_RANGE);
    options.prefix = NULL;
    options.password = longest;
    assert_int_equal(pwpol_store_redis_open(&store, "redis://h", &options, NULL), PWPOL_ERR_TOO_LONG);
    FILE *file = fopen("empty", "w");
    fputs("\n", file);
    fclose(file);
    options.password = NULL;
    options.password_file = "empty";
    assert_int_equal(pwpol_store_redis_open(&store, "redis://h", &options, NULL), PWPOL_ERR_IO);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nonsense_is_a_status_and_a_sentence),
        cmocka_unit_test(a_load_without_records_is_told),
        cmocka_unit_test(who_hangs_up_drips_or_never_ends_is_not_waited_for),
        cmocka_unit_test(a_scan_that_does_not_end_is_given_up),
        cmocka_unit_test(random_answers_are_survived),
        cmocka_unit_test(addresses_are_read_strictly_and_never_repeated),
    };
    return cmocka_run_group_tests(tests, support_enter, support_leave);
}
