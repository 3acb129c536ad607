/* All keys of the store, a batch at a time: to tell them, or to forget them. */
#include "redis/store.h"

#include <stdlib.h>
#include <string.h>

enum { BATCH = 256, CURSOR_SIZE = 24 };
/* A table of keys may be as large as when it was fullest: so many steps more than its keys would need
 * are believed, and then the walk is one that does not end. */
enum { STEPS_MORE = 64, STEPS_LEAST = 65536 };

struct batch {
    unsigned char keys[BATCH][PWPOL_STORE_KEY_SIZE];
    size_t count;
};

struct walk {
    char cursor[CURSOR_SIZE]; /* "0" at the beginning and at the end */
    uint64_t steps_left;
};

static void add_batch(const struct redis_store *store, struct connection *connection, void *what)
{
    const struct batch *batch = what;
    char text[KEY_TEXT_SIZE];
    for (size_t i = 0; i < batch->count; i++)
        request_add(connection, text, key_write(store->settings, batch->keys[i], text));
}

/* The prefix and anything, with what a pattern would take for a sign escaped. */
static void write_pattern(const struct settings *settings, char pattern[2 * PREFIX_SIZE + 1])
{
    size_t length = 0;
    for (const char *at = settings->prefix; *at != '\0'; at++) {
        if (strchr("*?[]\\^-", *at) != NULL)
            pattern[length++] = '\\';
        pattern[length++] = *at;
    }
    memcpy(pattern + length, "*", 2);
}

/* How many steps a walk may take, by the number of keys of the database. */
static enum outcome walk_begin(struct walk *walk, struct connection *connection, int64_t deadline)
{
    redisReply *answer = NULL;
    request_begin(connection, 1);
    request_text(connection, "DBSIZE");
    enum outcome outcome = connection_ask(connection, deadline, &answer);
    if (outcome != DONE)
        return outcome;
    if (answer->type != REDIS_REPLY_INTEGER || answer->integer < 0)
        outcome = GARBAGE;
    *walk = (struct walk){ .cursor = "0",
                           .steps_left = (uint64_t)answer->integer / BATCH * STEPS_MORE + STEPS_LEAST };
    freeReplyObject(answer);
    return outcome;
}

static bool read_cursor(const redisReply *answer, struct walk *walk)
{
    if (answer->type != REDIS_REPLY_ARRAY || answer->elements != 2 ||
        answer->element[0]->type != REDIS_REPLY_STRING || answer->element[1]->type != REDIS_REPLY_ARRAY)
        return false;
    const redisReply *cursor = answer->element[0];
    if (cursor->len < 1 || cursor->len >= CURSOR_SIZE || strspn(cursor->str, "0123456789") != cursor->len)
        return false;
    memcpy(walk->cursor, cursor->str, cursor->len + 1);
    return true;
}

/* One step; its keys are *answer's, at keys->element. The walk is over when the cursor is "0" again. */
static enum outcome walk_on(struct redis_store *store, struct walk *walk, struct connection *connection,
                            int64_t deadline, redisReply **answer)
{
    char pattern[2 * PREFIX_SIZE + 1];
    if (walk->steps_left-- == 0)
        return GARBAGE;
    write_pattern(store->settings, pattern);
    request_begin(connection, 6);
    request_text(connection, "SCAN");
    request_text(connection, walk->cursor);
    request_text(connection, "MATCH");
    request_text(connection, pattern);
    request_text(connection, "COUNT");
    request_number(connection, BATCH);
    enum outcome outcome = connection_ask(connection, deadline, answer);
    if (outcome == DONE && !read_cursor(*answer, walk)) {
        freeReplyObject(*answer);
        *answer = NULL;
        outcome = GARBAGE;
    }
    return outcome;
}

static bool walk_is_over(const struct walk *walk)
{
    return strcmp(walk->cursor, "0") == 0;
}

/* The store's own keys among those from *next on, as many as fit; *next moves behind them. */
static void take_keys(const struct redis_store *store, const redisReply *keys, size_t *next, struct batch *batch)
{
    batch->count = 0;
    for (; *next < keys->elements && batch->count < BATCH; ++*next) {
        const redisReply *key = keys->element[*next];
        if (key->type == REDIS_REPLY_STRING &&
            key_read(store->settings, key->str, key->len, batch->keys[batch->count]))
            batch->count++;
    }
}

/* ---- Telling ------------------------------------------------------------------- */

struct telling {
    int64_t *now;
    pwpol_store_record *records; /* BATCH of them */
    size_t count;
    bool (*visit)(void *, const pwpol_store_record *);
    void *visitor;
};

static enum outcome read_records(const redisReply *answer, const struct batch *batch, struct telling *telling)
{
    if (!answer_time(answer, telling->now) || answer->elements != 3)
        return GARBAGE;
    const redisReply *list = answer->element[2];
    if (list->type != REDIS_REPLY_ARRAY || list->elements != 2 * batch->count)
        return GARBAGE;
    for (size_t i = 0; i < batch->count; i++) {
        const redisReply *bytes = list->element[2 * i], *life = list->element[2 * i + 1];
        if (life->type != REDIS_REPLY_INTEGER)
            return GARBAGE;
        /* It has expired meanwhile. */
        if (bytes->type == REDIS_REPLY_NIL || life->integer == 0)
            continue;
        pwpol_store_record *record = &telling->records[telling->count++];
        if (life->integer < 0 || !record_read(bytes, life->integer, record))
            return NOT_RECORD;
        memcpy(record->key, batch->keys[i], PWPOL_STORE_KEY_SIZE);
    }
    return DONE;
}

static enum outcome read_batch(struct redis_store *store, struct connection *connection, struct batch *batch,
                               int64_t deadline, struct telling *telling)
{
    telling->count = 0;
    if (batch->count == 0)
        return DONE;
    const struct call call = { .script = READ, .keys = batch->count, .add = add_batch, .what = batch };
    redisReply *answer = NULL;
    enum outcome outcome = call_script(store, connection, &call, deadline, &answer);
    if (outcome != DONE)
        return outcome;
    outcome = read_records(answer, batch, telling);
    freeReplyObject(answer);
    return outcome;
}

/* ---- Both walks ------------------------------------------------------------------ */

/* Reads or forgets one batch, with a connection that is held only meanwhile: visit may take its time, and call
 * the store. */
static pwpol_status do_batch(struct redis_store *store, struct batch *batch, struct telling *telling)
{
    struct lease lease;
    int64_t deadline = 0;
    if (batch->count == 0)
        return PWPOL_OK;
    pwpol_status status = call_begin(store, &lease, &deadline);
    if (status != PWPOL_OK)
        return status;
    struct connection *connection = lease.connection;
    enum outcome outcome;
    if (telling != NULL) {
        outcome = read_batch(store, connection, batch, deadline, telling);
    } else {
        redisReply *answer = NULL;
        request_begin(connection, 1 + batch->count);
        request_text(connection, "UNLINK");
        add_batch(store, connection, batch);
        outcome = connection_ask(connection, deadline, &answer);
        if (outcome == DONE)
            freeReplyObject(answer);
    }
    return call_end(store, &lease, outcome);
}

static pwpol_status do_step(struct redis_store *store, struct walk *walk, bool first, redisReply **answer)
{
    struct lease lease;
    int64_t deadline = 0;
    pwpol_status status = call_begin(store, &lease, &deadline);
    if (status != PWPOL_OK)
        return status;
    enum outcome outcome = first ? walk_begin(walk, lease.connection, deadline) : DONE;
    if (outcome == DONE)
        outcome = walk_on(store, walk, lease.connection, deadline, answer);
    return call_end(store, &lease, outcome);
}

static bool show(struct telling *telling)
{
    for (size_t i = 0; i < telling->count; i++)
        if (!telling->visit(telling->visitor, &telling->records[i]))
            return false;
    return true;
}

/* telling: NULL to forget. */
static pwpol_status walk_all(struct redis_store *store, struct telling *telling)
{
    struct batch *batch = malloc(sizeof *batch);
    if (batch == NULL)
        return PWPOL_ERR_NO_MEMORY;
    struct walk walk;
    pwpol_status status = PWPOL_OK;
    bool more = true;
    for (bool first = true; more && status == PWPOL_OK && (first || !walk_is_over(&walk)); first = false) {
        redisReply *answer = NULL;
        status = do_step(store, &walk, first, &answer);
        if (answer == NULL)
            break;
        const redisReply *keys = answer->element[1];
        for (size_t next = 0; more && status == PWPOL_OK && next < keys->elements;) {
            take_keys(store, keys, &next, batch);
            status = do_batch(store, batch, telling);
            if (status == PWPOL_OK && telling != NULL && batch->count > 0)
                more = show(telling);
        }
        freeReplyObject(answer);
    }
    free(batch);
    return status;
}

pwpol_status walk_scan(void *context, int64_t *now, bool (*visit)(void *, const pwpol_store_record *), void *visitor)
{
    struct telling telling = { .now = now, .visit = visit, .visitor = visitor };
    telling.records = calloc(BATCH, sizeof telling.records[0]);
    if (telling.records == NULL)
        return PWPOL_ERR_NO_MEMORY;
    pwpol_status status = walk_all(context, &telling);
    free(telling.records);
    return status;
}

pwpol_status walk_clear(void *context)
{
    return walk_all(context, NULL);
}
