/* What the files of this store share. */
#ifndef PWPOL_STORES_REDIS_STORE_H
#define PWPOL_STORES_REDIS_STORE_H

#include "common/pool.h"
#include "common/trouble.h"
#include "redis/connection.h"
#include "redis/record.h"
#include "redis/scripts.h"

#include <pthread.h>

struct redis_store {
    struct settings *settings;
    SSL_CTX *tls; /* NULL without */
    struct trouble trouble;
    struct pool *pool;
    char names[SCRIPTS][SCRIPT_NAME_SIZE];
    pthread_mutex_t lock; /* of what follows */
    uint64_t age;         /* rises when a connection fails: those opened before are not trusted */
    int64_t pause_ms;     /* 0 while the server answers */
    int64_t closed_until; /* nobody connects before; monotonic */
};

/* calls.c. Takes a connection for one call, or two of a scan, until *deadline, which it sets. */
pwpol_status call_begin(struct redis_store *store, struct lease *lease, int64_t *deadline);
/* What outcome means for the connection and for who asks. */
pwpol_status call_end(struct redis_store *store, struct lease *lease, enum outcome outcome);
/* Runs a script whose keys and arguments add() appends; sends its text where the server does not know it. */
struct call {
    enum script script;
    size_t keys, arguments;
    void (*add)(const struct redis_store *store, struct connection *connection, void *what);
    void *what;
};
enum outcome call_script(struct redis_store *store, struct connection *connection, const struct call *call,
                         int64_t deadline, redisReply **answer);
/* The server's time, of an answer that begins with it; false for none. */
bool answer_time(const redisReply *answer, int64_t *now);

/* answers.c. Says why a call failed. */
pwpol_status redis_store_failed(struct redis_store *store, enum outcome outcome, long error, const char *word,
                                const char *place);

/* walk.c */
pwpol_status walk_scan(void *context, int64_t *now, bool (*visit)(void *, const pwpol_store_record *), void *visitor);
pwpol_status walk_clear(void *context);

#endif
