/* Memory that runs out at every point of the store in Redis: a status, and what is there stays. */
#include "pwpol/store_redis.h"

#include "fail_alloc.h"
#include "redis_server.h"
#include "store_support.h"

static bool visit(void *visitor, const pwpol_store_record *record)
{
    (void)record;
    ++*(unsigned *)visitor;
    return true;
}

static pwpol_status work(const char *url)
{
    pwpol_store *store = NULL;
    uint64_t value = 0;
    unsigned visits = 0;
    int64_t now = support_now();
    pwpol_status status = pwpol_store_redis_open(&store, url, NULL, NULL);
    if (status == PWPOL_OK)
        status = support_put(store, 1, 7);
    if (status == PWPOL_OK)
        status = support_get(store, 1, &value);
    if (status == PWPOL_OK)
        status = pwpol_store_scan(store, &now, visit, &visits);
    if (status == PWPOL_OK)
        status = pwpol_store_clear(store);
    pwpol_store_free(store);
    return status;
}

static void memory_runs_out_at_every_point(void **state)
{
    (void)state;
    struct server server;
    server_start(&server, "memory", NULL);
    unsigned told = 0, done = 0;
    for (size_t nth = 1;; nth++) {
        fail_alloc_start(nth, false);
        pwpol_status status = work(server.url);
        if (!fail_alloc_stop())
            break;
        told += status == PWPOL_ERR_NO_MEMORY;
        done += status == PWPOL_OK;
        assert_true(status == PWPOL_ERR_NO_MEMORY || status == PWPOL_OK);
    }
    assert_true(told > 5);
    /* Secret memory that cannot have its pool of blocks does without. */
    assert_true(done <= 1);
    server_kill(&server);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(memory_runs_out_at_every_point),
    };
    return cmocka_run_group_tests(tests, support_enter, support_leave);
}
