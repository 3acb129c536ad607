#include "redis/connection.h"

#include "base/secret.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* More than any answer to a request of ours has. */
enum { ELEMENTS_MOST = 4096 };

/* ---- Requests --------------------------------------------------------------- */

static void append(struct connection *connection, const void *bytes, size_t length)
{
    if (length > sizeof connection->request - connection->length) {
        connection->overflow = true;
        return;
    }
    memcpy(connection->request + connection->length, bytes, length);
    connection->length += length;
}

static void append_header(struct connection *connection, char kind, size_t number)
{
    char header[32];
    int length = snprintf(header, sizeof header, "%c%zu\r\n", kind, number);
    append(connection, header, (size_t)length);
}

void request_begin(struct connection *connection, size_t count)
{
    connection->length = 0;
    connection->overflow = false;
    append_header(connection, '*', count);
}

void request_add(struct connection *connection, const void *bytes, size_t length)
{
    append_header(connection, '$', length);
    append(connection, bytes, length);
    append(connection, "\r\n", 2);
}

void request_text(struct connection *connection, const char *text)
{
    request_add(connection, text, strlen(text));
}

void request_number(struct connection *connection, int64_t number)
{
    char text[24];
    int length = snprintf(text, sizeof text, "%" PRId64, number);
    request_add(connection, text, (size_t)length);
}

/* ---- Answers ----------------------------------------------------------------- */

/* hiredis would take memory for as many elements as a server announces. */
#if HIREDIS_MAJOR >= 1
static void *create_small_array(const redisReadTask *task, size_t elements)
#else
static void *create_small_array(const redisReadTask *task, int elements)
#endif
{
    const struct connection *connection = task->privdata;
    return elements > ELEMENTS_MOST ? NULL : connection->standard.createArray(task, elements);
}

static bool make_reader(struct connection *connection)
{
    connection->reader = redisReaderCreate();
    if (connection->reader == NULL)
        return false;
    connection->standard = connection->functions = *connection->reader->fn;
    connection->functions.createArray = create_small_array;
    connection->reader->fn = &connection->functions;
    connection->reader->privdata = connection;
    return true;
}

/* Before 7.0, what a script met stands behind who met it: "ERR Error running script (...): -OOM command not allowed". */
static const char *error_of(const redisReply *answer)
{
    static const char wrapped[] = "ERR Error running script";
    const char *inner = strncmp(answer->str, wrapped, sizeof wrapped - 1) == 0 ? strstr(answer->str, ": -") : NULL;
    return inner == NULL ? answer->str : inner + 3;
}

/* The first word of an error, and of "MOVED 1234 HOST:PORT" the last. The rest stays unsaid: a server may
 * repeat what it was sent. */
static void note_error(struct connection *connection, const redisReply *answer)
{
    const char *error = error_of(answer);
    size_t length = 0;
    while (length < WORD_SIZE - 1 && error[length] >= 'A' && error[length] <= 'Z')
        length++;
    memcpy(connection->word, error, length);
    connection->word[length] = '\0';
    connection->place[0] = '\0';
    const char *last = strrchr(answer->str, ' ');
    if (strcmp(connection->word, "MOVED") != 0 || last == NULL || strlen(last + 1) >= ADDRESS_SIZE)
        return;
    for (const char *at = last + 1; *at != '\0'; at++)
        if (strchr("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.:-_[]", *at) == NULL)
            return;
    strcpy(connection->place, last + 1);
}

static enum outcome read_answer(struct connection *connection, int64_t deadline, redisReply **answer)
{
    char bytes[16384];
    for (size_t all = 0; all <= ANSWER_MOST;) {
        size_t got = 0;
        enum outcome outcome = transport_receive(&connection->transport, bytes, sizeof bytes, &got, deadline);
        if (outcome != DONE)
            return outcome;
        all += got;
        void *read = NULL;
        if (redisReaderFeed(connection->reader, bytes, got) != REDIS_OK)
            return NO_ROOM;
        if (redisReaderGetReply(connection->reader, &read) != REDIS_OK)
            return GARBAGE;
        if (read == NULL)
            continue;
        *answer = read;
        /* One answer a request: whatever follows answers nothing. */
        if (connection->reader->pos != connection->reader->len)
            return GARBAGE;
        if ((*answer)->type != REDIS_REPLY_ERROR)
            return DONE;
        note_error(connection, *answer);
        return ANSWERED_ERROR;
    }
    return GARBAGE;
}

enum outcome connection_ask(struct connection *connection, int64_t deadline, redisReply **answer)
{
    *answer = NULL;
    if (connection->overflow)
        return NO_ROOM;
    enum outcome outcome = transport_send(&connection->transport, connection->request, connection->length, deadline);
    if (outcome == DONE)
        outcome = read_answer(connection, deadline, answer);
    if (outcome != DONE && *answer != NULL) {
        freeReplyObject(*answer);
        *answer = NULL;
    }
    return outcome;
}

/* ---- Opening ------------------------------------------------------------------ */

static enum outcome ask_plainly(struct connection *connection, int64_t deadline)
{
    redisReply *answer = NULL;
    enum outcome outcome = connection_ask(connection, deadline, &answer);
    if (outcome == DONE)
        freeReplyObject(answer);
    return outcome;
}

static enum outcome log_in(struct connection *connection, const struct settings *settings, int64_t deadline)
{
    if (settings->password[0] == '\0')
        return DONE;
    bool named = settings->user[0] != '\0';
    request_begin(connection, named ? 3 : 2);
    request_text(connection, "AUTH");
    if (named)
        request_text(connection, settings->user);
    request_text(connection, settings->password);
    enum outcome outcome = ask_plainly(connection, deadline);
    secret_wipe(connection->request, connection->length);
    return outcome;
}

static enum outcome choose_database(struct connection *connection, const struct settings *settings, int64_t deadline)
{
    if (settings->database == 0)
        return DONE;
    request_begin(connection, 2);
    request_text(connection, "SELECT");
    request_number(connection, settings->database);
    return ask_plainly(connection, deadline);
}

/* "name:value" of an INFO; NULL without. */
static const char *info_value(const redisReply *info, const char *name)
{
    const char *found = info->type == REDIS_REPLY_STRING ? strstr(info->str, name) : NULL;
    return found == NULL ? NULL : found + strlen(name);
}

/* A server that makes room by forgetting would forget locks: an attacker who fills it would end his own. A
 * server that does not say (INFO is not allowed to all) is believed. */
static enum outcome look_at_memory(struct connection *connection, const struct settings *settings, int64_t deadline)
{
    if (settings->allow_eviction)
        return DONE;
    request_begin(connection, 2);
    request_text(connection, "INFO");
    request_text(connection, "memory");
    redisReply *answer = NULL;
    enum outcome outcome = connection_ask(connection, deadline, &answer);
    if (outcome == ANSWERED_ERROR)
        return strcmp(connection->word, "NOPERM") == 0 || strcmp(connection->word, "ERR") == 0 ? DONE : outcome;
    if (outcome != DONE)
        return outcome;
    const char *most = info_value(answer, "\nmaxmemory:");
    const char *policy = info_value(answer, "\nmaxmemory_policy:");
    if (most != NULL && policy != NULL && *most != '0' && strncmp(policy, "noeviction", strlen("noeviction")) != 0)
        outcome = EVICTS;
    freeReplyObject(answer);
    return outcome;
}

enum outcome redis_connection_open(struct connection **result, const struct settings *settings, SSL_CTX *tls,
                                   int64_t deadline, long *error, char word[WORD_SIZE])
{
    struct connection *connection = malloc(sizeof *connection);
    if (connection == NULL)
        return NO_ROOM;
    memset(connection, 0, offsetof(struct connection, request));
    connection->transport.file = -1;
    enum outcome outcome = make_reader(connection) ? DONE : NO_ROOM;
    if (outcome == DONE)
        outcome = transport_connect(&connection->transport, settings, tls, deadline);
    *error = connection->transport.error;
    if (outcome == DONE)
        outcome = log_in(connection, settings, deadline);
    if (outcome == DONE)
        outcome = choose_database(connection, settings, deadline);
    if (outcome == DONE)
        outcome = look_at_memory(connection, settings, deadline);
    memcpy(word, connection->word, WORD_SIZE);
    if (outcome != DONE) {
        redis_connection_close(connection);
        return outcome;
    }
    *result = connection;
    return DONE;
}

static void end(struct connection *connection)
{
    if (connection->reader != NULL)
        redisReaderFree(connection->reader);
    free(connection);
}

void redis_connection_close(void *pointer)
{
    struct connection *connection = pointer;
    transport_close(&connection->transport);
    end(connection);
}

void connection_abandon(void *pointer)
{
    struct connection *connection = pointer;
    transport_abandon(&connection->transport);
    end(connection);
}
