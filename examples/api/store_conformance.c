/* Tries a store: the one in memory, where the author of another opens his own. */
#include <pwpol/store_conformance.h>

static pwpol_status open_mine(void *context, pwpol_store **store)
{
    (void)context;
    return pwpol_store_memory_new(store, 100000);
}

int main(void)
{
    pwpol_store_conformance_options options = PWPOL_STORE_CONFORMANCE_OPTIONS_INIT;
    size_t broken = 1;
    options.open = open_mine;
    return pwpol_store_conformance(&options, &broken) == PWPOL_OK && broken == 0 ? 0 : 1;
}
