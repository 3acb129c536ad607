/* A record in the store in memory: put where nothing was, and found again. */
#include <pwpol/store.h>

int main(void)
{
    pwpol_store *store = NULL;
    pwpol_store_item item = { .key = { 1 }, .expect = PWPOL_EXPECT_ABSENT, .action = PWPOL_ACTION_PUT,
                              .state = { 42 }, .lifetime = 60000 };
    int64_t now = 1800000000000;
    bool swapped = false;
    if (pwpol_store_memory_new(&store, 1000) != PWPOL_OK ||
        pwpol_store_swap(store, &item, 1, &now, &swapped) != PWPOL_OK ||
        pwpol_store_load(store, &item, 1, &now) != PWPOL_OK)
        return 3;
    pwpol_store_free(store);
    return swapped && item.found && item.current[0] == 42 ? 0 : 1;
}
