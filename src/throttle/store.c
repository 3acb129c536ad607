#include "throttle/store.h"

#include "base/uncancelled.h"
#include "base/where.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

/* Up to what every author must fill in. */
#define METHODS_LEAST offsetof(pwpol_store_methods, trouble)

pwpol_status pwpol_store_new(pwpol_store **store, const pwpol_store_methods *methods, void *context)
{
    if (store == NULL)
        return PWPOL_ERR_ARGUMENT;
    *store = NULL;
    if (methods == NULL || methods->size < METHODS_LEAST || methods->load == NULL || methods->swap == NULL ||
        methods->scan == NULL || methods->clear == NULL || methods->close == NULL)
        return PWPOL_ERR_ARGUMENT;
    pwpol_store *made = malloc(sizeof *made);
    if (made == NULL)
        return PWPOL_ERR_NO_MEMORY;
    *made = (pwpol_store){ .context = context };
    memcpy(&made->methods, methods, methods->size < sizeof *methods ? methods->size : sizeof *methods);
    *store = made;
    return PWPOL_OK;
}

void pwpol_store_free(pwpol_store *store)
{
    UNCANCELLED;
    if (store == NULL)
        return;
    store->methods.close(store->context);
    free(store);
}

static bool time_is_valid(int64_t time)
{
    return time >= 0 && time <= TIME_MAX;
}

static bool keys_differ(const pwpol_store_item *items, size_t count)
{
    for (size_t i = 1; i < count; i++)
        for (size_t j = 0; j < i; j++)
            if (memcmp(items[i].key, items[j].key, sizeof items[i].key) == 0)
                return false;
    return true;
}

static bool items_are_valid(const pwpol_store *store, const pwpol_store_item *items, size_t count,
                            const int64_t *now)
{
    return store != NULL && items != NULL && count >= 1 && count <= PWPOL_STORE_ITEMS_MAX && now != NULL &&
           time_is_valid(*now) && keys_differ(items, count);
}

static bool swap_is_valid(const pwpol_store_item *items, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const pwpol_store_item *item = &items[i];
        if ((unsigned)item->expect > PWPOL_EXPECT_STATE || (unsigned)item->action > PWPOL_ACTION_REMOVE)
            return false;
        if (item->action == PWPOL_ACTION_PUT &&
            (item->lifetime < 1 || item->lifetime > TIME_MAX || item->hold < 0 || item->hold > TIME_MAX))
            return false;
    }
    return true;
}

/* What a store that somebody else wrote may answer, and nothing else. */
static pwpol_status answer_of(pwpol_status status, const int64_t *now)
{
    switch (status) {
    case PWPOL_OK:
        return time_is_valid(*now) ? PWPOL_OK : PWPOL_ERR_STORE;
    case PWPOL_ERR_NO_MEMORY:
    case PWPOL_ERR_FULL:
        return status;
    default:
        return PWPOL_ERR_STORE;
    }
}

pwpol_status store_load(pwpol_store *store, pwpol_store_item *items, size_t count, int64_t *now)
{
    return answer_of(store->methods.load(store->context, items, count, now), now);
}

pwpol_status store_swap(pwpol_store *store, pwpol_store_item *items, size_t count, int64_t *now, bool *swapped)
{
    *swapped = false;
    pwpol_status status = answer_of(store->methods.swap(store->context, items, count, now, swapped), now);
    if (status != PWPOL_OK)
        *swapped = false;
    return status;
}

pwpol_status pwpol_store_load(pwpol_store *store, pwpol_store_item *items, size_t count, int64_t *now)
{
    UNCANCELLED;
    return items_are_valid(store, items, count, now) ? store_load(store, items, count, now) : PWPOL_ERR_ARGUMENT;
}

pwpol_status pwpol_store_swap(pwpol_store *store, pwpol_store_item *items, size_t count, int64_t *now,
                              bool *swapped)
{
    UNCANCELLED;
    if (!items_are_valid(store, items, count, now) || swapped == NULL || !swap_is_valid(items, count))
        return PWPOL_ERR_ARGUMENT;
    return store_swap(store, items, count, now, swapped);
}

pwpol_status pwpol_store_scan(pwpol_store *store, int64_t *now,
                              bool (*visit)(void *visitor, const pwpol_store_record *record), void *visitor)
{
    UNCANCELLED;
    if (store == NULL || now == NULL || !time_is_valid(*now) || visit == NULL)
        return PWPOL_ERR_ARGUMENT;
    return answer_of(store->methods.scan(store->context, now, visit, visitor), now);
}

pwpol_status pwpol_store_clear(pwpol_store *store)
{
    UNCANCELLED;
    if (store == NULL)
        return PWPOL_ERR_ARGUMENT;
    int64_t no_time = 0;
    return answer_of(store->methods.clear(store->context), &no_time);
}

void pwpol_store_trouble(pwpol_store *store, pwpol_where *where)
{
    UNCANCELLED;
    if (store == NULL || where == NULL)
        return;
    where_report(where, NULL, 0, 0, NULL, NULL, pwpol_strstatus(PWPOL_ERR_STORE, "en"),
                 pwpol_strstatus(PWPOL_ERR_STORE, "fr"));
    if (store->methods.trouble != NULL)
        store->methods.trouble(store->context, where);
}
