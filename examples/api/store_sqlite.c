/* Attempts counted in one file, for all processes of this host. */
#include <pwpol/store_sqlite.h>
#include <pwpol/throttle.h>
#include <stdio.h>

int main(int count, char **arguments)
{
    static const unsigned char key[32] = { 7 }; /* or throttle.key_file, that pwpol keygen --throttle makes */
    pwpol_policy *policy = NULL;
    pwpol_store *store = NULL;
    pwpol_throttle *throttle = NULL;
    pwpol_where where = PWPOL_WHERE_INIT;
    pwpol_throttle_options options = PWPOL_THROTTLE_OPTIONS_INIT;
    if (pwpol_store_sqlite_open(&store, count > 1 ? arguments[1] : "attempts.db", NULL, &where) != PWPOL_OK) {
        fprintf(stderr, "%s\n", where.message_en);
        return 3;
    }
    options.store = store;
    options.key = key;
    if (pwpol_policy_new(&policy, NULL) != PWPOL_OK ||
        pwpol_throttle_new(&throttle, policy, &options, &where) != PWPOL_OK)
        return 3;
    /* pwpol_attempt_begin() and the rest, as with the store in memory */
    pwpol_throttle_free(throttle);
    pwpol_store_free(store);
    pwpol_policy_free(policy);
    return 0;
}
