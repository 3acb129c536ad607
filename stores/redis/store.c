#include "redis/store.h"

#include "base/uncancelled.h"

#include <stdlib.h>
#include <string.h>

/* ---- The methods ------------------------------------------------------------- */

struct items {
    pwpol_store_item *items;
    size_t count;
};

static void add_keys(const struct redis_store *store, struct connection *connection, void *what)
{
    const struct items *items = what;
    char text[KEY_TEXT_SIZE];
    for (size_t i = 0; i < items->count; i++)
        request_add(connection, text, key_write(store->settings, items->items[i].key, text));
}

static void add_expected(struct connection *connection, const pwpol_store_item *item)
{
    if (item->expect == PWPOL_EXPECT_STATE)
        request_add(connection, item->expected, PWPOL_STORE_STATE_SIZE);
    else
        request_text(connection, item->expect == PWPOL_EXPECT_ABSENT ? "-" : "");
}

static void add_action(struct connection *connection, const pwpol_store_item *item)
{
    if (item->action == PWPOL_ACTION_PUT) {
        unsigned char record[RECORD_SIZE];
        record_write(item, record);
        request_add(connection, record, sizeof record);
        request_number(connection, item->lifetime);
        return;
    }
    request_text(connection, "");
    request_text(connection, item->action == PWPOL_ACTION_REMOVE ? "-" : "");
}

static void add_swap(const struct redis_store *store, struct connection *connection, void *what)
{
    const struct items *items = what;
    add_keys(store, connection, what);
    for (size_t i = 0; i < items->count; i++) {
        add_expected(connection, &items->items[i]);
        add_action(connection, &items->items[i]);
    }
}

/* Time, and the records where the answer has them; told is NULL where it must. */
static enum outcome read_answer(const redisReply *answer, const struct items *items, int64_t *now, bool *told)
{
    if (!answer_time(answer, now) || answer->elements > 3)
        return GARBAGE;
    if (told != NULL)
        *told = answer->elements == 3;
    if (answer->elements < 3)
        return told == NULL ? GARBAGE : DONE;
    const redisReply *list = answer->element[2];
    if (list->type != REDIS_REPLY_ARRAY || list->elements != items->count)
        return GARBAGE;
    for (size_t i = 0; i < items->count; i++)
        if (!record_tell(list->element[i], &items->items[i]))
            return NOT_RECORD;
    return DONE;
}

static pwpol_status ask(struct redis_store *store, const struct call *call, const struct items *items, int64_t *now,
                        bool *told)
{
    struct lease lease;
    int64_t deadline = 0, time = 0;
    pwpol_status status = call_begin(store, &lease, &deadline);
    if (status != PWPOL_OK)
        return status;
    redisReply *answer = NULL;
    enum outcome outcome = call_script(store, lease.connection, call, deadline, &answer);
    if (outcome == DONE) {
        outcome = read_answer(answer, items, &time, told);
        freeReplyObject(answer);
    }
    status = call_end(store, &lease, outcome);
    if (status == PWPOL_OK)
        *now = time;
    return status;
}

static pwpol_status load(void *context, pwpol_store_item *list, size_t count, int64_t *now)
{
    struct items items = { list, count };
    const struct call call = { .script = LOAD, .keys = count, .add = add_keys, .what = &items };
    return ask(context, &call, &items, now, NULL);
}

static pwpol_status swap(void *context, pwpol_store_item *list, size_t count, int64_t *now, bool *swapped)
{
    struct items items = { list, count };
    const struct call call = { .script = SWAP, .keys = count, .arguments = 3 * count, .add = add_swap, .what = &items };
    bool told = true;
    pwpol_status status = ask(context, &call, &items, now, &told);
    *swapped = status == PWPOL_OK && !told;
    return status;
}

static void trouble(void *context, pwpol_where *where)
{
    struct redis_store *store = context;
    trouble_tell(&store->trouble, where);
}

static void close_store(void *context)
{
    struct redis_store *store = context;
    pool_free(store->pool);
    SSL_CTX_free(store->tls);
    pthread_mutex_destroy(&store->lock);
    settings_free(store->settings);
    free(store);
}

static const pwpol_store_methods methods = {
    .size = sizeof methods,
    .load = load,
    .swap = swap,
    .scan = walk_scan,
    .clear = walk_clear,
    .close = close_store,
    .trouble = trouble,
};

/* ---- Opening ------------------------------------------------------------------ */

/* Owns settings and tls on success. */
static struct redis_store *make_store(struct settings *settings, SSL_CTX *tls)
{
    static const struct pool_hooks hooks = { .close = redis_connection_close, .abandon = connection_abandon };
    struct redis_store *store = calloc(1, sizeof *store);
    if (store == NULL)
        return NULL;
    store->pool = pool_new(settings->connections, &hooks);
    if (store->pool == NULL) {
        free(store);
        return NULL;
    }
    trouble_init(&store->trouble, settings->address);
    pthread_mutex_init(&store->lock, NULL);
    for (unsigned i = 0; i < SCRIPTS; i++)
        script_name((enum script)i, store->names[i]);
    store->settings = settings;
    store->tls = tls;
    return store;
}

pwpol_status pwpol_store_redis_open(pwpol_store **result, const char *url, const pwpol_store_redis_options *options,
                                    pwpol_where *where)
{
    UNCANCELLED;
    if (result == NULL)
        return PWPOL_ERR_ARGUMENT;
    *result = NULL;
    if (url == NULL)
        return PWPOL_ERR_ARGUMENT;
    struct settings *settings = NULL;
    pwpol_status status = settings_read(&settings, url, options, where);
    if (status != PWPOL_OK)
        return status;
    SSL_CTX *tls = settings->tls ? tls_new(settings, where, &status) : NULL;
    struct redis_store *store = status == PWPOL_OK ? make_store(settings, tls) : NULL;
    if (store == NULL) {
        SSL_CTX_free(tls);
        settings_free(settings);
        return status == PWPOL_OK ? PWPOL_ERR_NO_MEMORY : status;
    }
    status = pwpol_store_new(result, &methods, store);
    if (status != PWPOL_OK)
        close_store(store);
    return status;
}
