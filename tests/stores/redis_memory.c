/* Memory that runs out at every point of the store in Redis: a status, and what is there stays. */
#include "pwpol/store_redis.h"

#include "fail_alloc.h"
#include "redis_server.h"
#include "store_support.h"

static pwpol_status work(const char *url)
{
    pwpol_store *store = NULL;
    pwpol_status status = pwpol_store_redis_open(&store, url, NULL, NULL);
    return status == PWPOL_OK ? support_use_up(store) : status;
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
