/* A connection to a server: it asks one thing at a time, and gets one answer. */
#ifndef PWPOL_STORES_REDIS_CONNECTION_H
#define PWPOL_STORES_REDIS_CONNECTION_H

#include "redis/transport.h"

#include <hiredis/hiredis.h>

/* The longest request reads a batch of a scan. */
enum { REQUEST_SIZE = 49152, ANSWER_MOST = 1048576, WORD_SIZE = 24 };

struct connection {
    struct transport transport;
    redisReader *reader;
    redisReplyObjectFunctions functions, standard;
    uint64_t age;          /* the store's generation when it was opened */
    char word[WORD_SIZE];  /* the first of the server's last error: "OOM" */
    char place[ADDRESS_SIZE]; /* of a MOVED, what it names */
    size_t length;         /* of the request */
    bool overflow;
    char request[REQUEST_SIZE];
};

/* Connects, logs in, chooses the database, and looks whether the server keeps what it is given. */
enum outcome redis_connection_open(struct connection **connection, const struct settings *settings,
                                   SSL_CTX *tls, int64_t deadline, long *error, char word[WORD_SIZE]);
void redis_connection_close(void *connection);
void connection_abandon(void *connection);

/* A request of count parts, which follow. */
void request_begin(struct connection *connection, size_t count);
void request_add(struct connection *connection, const void *bytes, size_t length);
void request_text(struct connection *connection, const char *text);
void request_number(struct connection *connection, int64_t number);

/* Sends the request and waits for its answer, which is the caller's to free with freeReplyObject(). After
 * anything but DONE and ANSWERED_ERROR the connection is of no more use. */
enum outcome connection_ask(struct connection *connection, int64_t deadline, redisReply **answer);

#endif
