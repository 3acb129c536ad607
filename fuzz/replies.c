/* What a Redis server answers: the store in Redis over a transport that says what the input does. The first byte is the
 * call, the second by how many bytes the answer comes. */
#include "input.h"

#include "pwpol/store_redis.h"
#include "redis/transport.h"

static struct input answer;
static size_t answer_step;

enum outcome transport_connect(struct transport *transport, const struct settings *settings, SSL_CTX *tls,
                               int64_t deadline)
{
    (void)settings;
    (void)tls;
    (void)deadline;
    *transport = (struct transport){ .file = -1 };
    return DONE;
}

enum outcome transport_send(struct transport *transport, const char *bytes, size_t length, int64_t deadline)
{
    (void)transport;
    (void)deadline;
    must(length > 4 && bytes[0] == '*' && memcmp(bytes + length - 2, "\r\n", 2) == 0, "a request is whole");
    return DONE;
}

enum outcome transport_receive(struct transport *transport, char *bytes, size_t size, size_t *got,
                               int64_t deadline)
{
    (void)transport;
    (void)deadline;
    *got = size < answer_step ? size : answer_step;
    *got = *got < answer.left ? *got : answer.left;
    if (*got == 0)
        return CUT;
    input_fill(&answer, bytes, *got);
    return DONE;
}

bool transport_is_idle(struct transport *transport)
{
    (void)transport;
    return answer.left > 0;
}

void transport_close(struct transport *transport)
{
    (void)transport;
}

void transport_abandon(struct transport *transport)
{
    (void)transport;
}

SSL_CTX *tls_new(const struct settings *settings, pwpol_where *where, pwpol_status *status)
{
    (void)settings;
    (void)where;
    *status = PWPOL_ERR_INTERNAL;
    return NULL;
}

static bool visit(void *visitor, const pwpol_store_record *record)
{
    (void)visitor;
    must(record->lifetime >= 0 && record->hold >= 0, "nothing lasts less than nothing");
    return true;
}

static pwpol_status call(pwpol_store *store, uint8_t which, int64_t *now)
{
    pwpol_store_item items[3] = { { .key = { 1 } }, { .key = { 2 } }, { .key = { 3 } } };
    size_t count = 1 + which / 4 % 3;
    bool swapped = false;
    pwpol_status status;
    switch (which % 4) {
    case 0:
        status = pwpol_store_load(store, items, count, now);
        break;
    case 1:
        for (size_t i = 0; i < count; i++) {
            items[i].expect = (pwpol_store_expect)((which / 16 + i) % 3);
            items[i].action = (pwpol_store_action)((which / 64 + i) % 3);
            items[i].lifetime = 1000;
        }
        status = pwpol_store_swap(store, items, count, now, &swapped);
        must(status == PWPOL_OK || !swapped, "what failed has not swapped");
        break;
    case 2:
        return pwpol_store_scan(store, now, visit, NULL);
    default:
        return pwpol_store_clear(store);
    }
    for (size_t i = 0; i < count && status == PWPOL_OK && !swapped; i++) {
        static const unsigned char nothing[PWPOL_STORE_STATE_SIZE];
        must(items[i].found || memcmp(items[i].current, nothing, sizeof nothing) == 0,
             "what is not there is zeros");
    }
    return status;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    answer = (struct input){ bytes, size };
    uint8_t which = input_byte(&answer);
    answer_step = 1 + input_byte(&answer);
    pwpol_store *store = NULL;
    pwpol_where where = PWPOL_WHERE_INIT;
    int64_t now = 5;
    must(pwpol_store_redis_open(&store,
                                which & 32 ? "redis://user:s3cr3t@h/1" : "redis://h?allow_eviction=true",
                                NULL, NULL) == PWPOL_OK,
         "a store opens without its server");
    pwpol_status status = call(store, which, &now);
    must(status == PWPOL_OK || status == PWPOL_ERR_STORE, "an answer is one, or nonsense");
    must(now >= 0 && now <= INT64_C(253402300799999), "time is before the year 10000");
    pwpol_store_trouble(store, &where);
    must(status == PWPOL_OK || where.message_en[0] != '\0', "nonsense is told");
    /* The node that MOVED names is told, and a server that lies may name it as it likes. */
    must(memmem(bytes, size, "MOVED", 5) != NULL ||
             (strstr(where.message_en, "s3cr3t") == NULL && strstr(where.message_fr, "s3cr3t") == NULL),
         "but no password");
    pwpol_store_free(store);
    return 0;
}
