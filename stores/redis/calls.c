#include "redis/store.h"

#include "common/deadline.h"

#include <string.h>

enum { PAUSE_FIRST_MS = 50, PAUSE_MOST_MS = 5000 };
/* 9999-12-31T23:59:59.999, the latest time that anything here knows. */
#define TIME_MOST INT64_C(253402300799999)

/* ---- An outage --------------------------------------------------------------- */

/* Whether this thread may connect now. After a failure one thread at a time tries, and the others are
 * told at once that there is no server, rather than each wait for it in turn. */
static bool may_connect(struct redis_store *store)
{
    pthread_mutex_lock(&store->lock);
    int64_t now = monotonic_ms();
    bool may = now >= store->closed_until;
    if (may && store->pause_ms > 0)
        store->closed_until = now + store->settings->connect_timeout_ms + store->pause_ms;
    pthread_mutex_unlock(&store->lock);
    return may;
}

static void server_is_back(struct redis_store *store)
{
    pthread_mutex_lock(&store->lock);
    store->pause_ms = 0;
    store->closed_until = 0;
    pthread_mutex_unlock(&store->lock);
}

/* The pauses double, so that a server that comes back is not met by all at once. */
static void server_failed(struct redis_store *store)
{
    pthread_mutex_lock(&store->lock);
    store->age++;
    store->pause_ms = store->pause_ms == 0 ? PAUSE_FIRST_MS : 2 * store->pause_ms;
    if (store->pause_ms > PAUSE_MOST_MS)
        store->pause_ms = PAUSE_MOST_MS;
    store->closed_until = monotonic_ms() + store->pause_ms;
    pthread_mutex_unlock(&store->lock);
}

static uint64_t age_of(struct redis_store *store)
{
    pthread_mutex_lock(&store->lock);
    uint64_t age = store->age;
    pthread_mutex_unlock(&store->lock);
    return age;
}

/* ---- A call -------------------------------------------------------------------- */

static pwpol_status connect_for(struct redis_store *store, struct lease *lease, int64_t deadline)
{
    if (!may_connect(store))
        return PWPOL_ERR_STORE;
    int64_t until = monotonic_ms() + store->settings->connect_timeout_ms;
    uint64_t age = age_of(store);
    struct connection *connection = NULL;
    long error = 0;
    char word[WORD_SIZE] = "";
    enum outcome outcome = redis_connection_open(&connection, store->settings, store->tls,
                                                 until < deadline ? until : deadline, &error, word);
    if (outcome != DONE) {
        server_failed(store);
        return redis_store_failed(store, outcome, error, word, "");
    }
    server_is_back(store);
    connection->age = age;
    lease->connection = connection;
    return PWPOL_OK;
}

pwpol_status call_begin(struct redis_store *store, struct lease *lease, int64_t *deadline)
{
    *deadline = monotonic_ms() + store->settings->timeout_ms;
    if (!pool_take(store->pool, *deadline, lease))
        return redis_store_failed(store, TOO_LATE, 0, "", "");
    struct connection *connection = lease->connection;
    /* A server that was started again has closed its side; one that failed since is not waited for
     * once more by each connection. */
    if (connection != NULL && (connection->age != age_of(store) || !transport_is_idle(&connection->transport))) {
        redis_connection_close(connection);
        lease->connection = NULL;
    }
    pwpol_status status = lease->connection != NULL ? PWPOL_OK : connect_for(store, lease, *deadline);
    if (status != PWPOL_OK)
        pool_give(store->pool, lease);
    return status;
}

/* Answers after which another server may stand behind the same address, or soon will. */
static bool wants_another_server(const char *word)
{
    static const char *const words[] = { "READONLY", "MOVED", "LOADING", "MASTERDOWN", "CLUSTERDOWN", "NOAUTH" };
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (strcmp(words[i], word) == 0)
            return true;
    return false;
}

pwpol_status call_end(struct redis_store *store, struct lease *lease, enum outcome outcome)
{
    struct connection *connection = lease->connection;
    pwpol_status status = PWPOL_OK;
    if (outcome != DONE)
        status = redis_store_failed(store, outcome, connection->transport.error, connection->word,
                                    connection->place);
    bool answered = outcome == DONE || outcome == ANSWERED_ERROR || outcome == NOT_RECORD;
    if (!answered && outcome != NO_ROOM)
        server_failed(store);
    if (!answered || (outcome == ANSWERED_ERROR && wants_another_server(connection->word))) {
        redis_connection_close(connection);
        lease->connection = NULL;
    }
    pool_give(store->pool, lease);
    return status;
}

static void write_call(const struct redis_store *store, struct connection *connection, const struct call *call,
                       bool by_name)
{
    request_begin(connection, 3 + call->keys + call->arguments);
    request_text(connection, by_name ? "EVALSHA" : "EVAL");
    request_text(connection, by_name ? store->names[call->script] : script_texts[call->script]);
    request_number(connection, (int64_t)call->keys);
    call->add(store, connection, call->what);
}

enum outcome call_script(struct redis_store *store, struct connection *connection, const struct call *call,
                         int64_t deadline, redisReply **answer)
{
    write_call(store, connection, call, true);
    enum outcome outcome = connection_ask(connection, deadline, answer);
    /* It has not run: a server that was started again knows no script yet. */
    if (outcome == ANSWERED_ERROR && strcmp(connection->word, "NOSCRIPT") == 0) {
        write_call(store, connection, call, false);
        outcome = connection_ask(connection, deadline, answer);
    }
    return outcome;
}

static bool read_decimal(const redisReply *text, int64_t most, int64_t *number)
{
    if (text->type != REDIS_REPLY_STRING || text->len < 1 || text->len > 15)
        return false;
    *number = 0;
    for (size_t i = 0; i < text->len; i++) {
        if (text->str[i] < '0' || text->str[i] > '9')
            return false;
        *number = *number * 10 + (text->str[i] - '0');
    }
    return *number <= most;
}

bool answer_time(const redisReply *answer, int64_t *now)
{
    int64_t seconds = 0, microseconds = 0;
    if (answer->type != REDIS_REPLY_ARRAY || answer->elements < 2 ||
        !read_decimal(answer->element[0], TIME_MOST / 1000, &seconds) ||
        !read_decimal(answer->element[1], 999999, &microseconds))
        return false;
    *now = seconds * 1000 + microseconds / 1000;
    return true;
}
