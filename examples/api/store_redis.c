/* A store opens without its server; what fails is told when it is asked. */
#include <pwpol/store_redis.h>
#include <stdio.h>

int main(void)
{
    pwpol_store *store = NULL;
    pwpol_store_redis_options options = PWPOL_STORE_REDIS_OPTIONS_INIT;
    pwpol_where where = PWPOL_WHERE_INIT;
    pwpol_store_item item = { .key = { 1 } };
    int64_t now = 0;
    options.timeout_ms = 250;
    if (pwpol_store_redis_open(&store, "redis://127.0.0.1:1/", &options, &where) != PWPOL_OK) {
        fprintf(stderr, "%s\n", where.message_en);
        return 3;
    }
    pwpol_status status = pwpol_store_load(store, &item, 1, &now);
    if (status != PWPOL_OK) {
        pwpol_store_trouble(store, &where);
        printf("%s\n", where.message_en);
    }
    pwpol_store_free(store);
    return status == PWPOL_ERR_STORE ? 0 : 1;
}
