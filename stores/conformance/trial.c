#include "conformance/trial.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

enum { DAY_MS = 86400000 };

bool broken(struct trial *trial, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(trial->found, sizeof trial->found, format, arguments);
    va_end(arguments);
    return false;
}

/* splitmix64 (S. Vigna, public domain): every number gives another. */
static uint64_t mix(uint64_t number)
{
    number += UINT64_C(0x9E3779B97F4A7C15);
    number = (number ^ number >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
    number = (number ^ number >> 27) * UINT64_C(0x94D049BB133111EB);
    return number ^ number >> 31;
}

void key_of(uint32_t number, unsigned char key[PWPOL_STORE_KEY_SIZE])
{
    uint64_t halves[2] = { mix(number), mix(number + (UINT64_C(1) << 32)) };
    memcpy(key, halves, PWPOL_STORE_KEY_SIZE);
}

void state_of(uint32_t number, uint32_t generation, unsigned char state[PWPOL_STORE_STATE_SIZE])
{
    for (uint64_t i = 0; i < PWPOL_STORE_STATE_SIZE / 8; i++) {
        uint64_t word = mix(((uint64_t)number << 32 | generation) + (i << 56));
        memcpy(state + i * 8, &word, 8);
    }
}

pwpol_store_item item_of(uint32_t number)
{
    pwpol_store_item item = { .expect = PWPOL_EXPECT_ANY, .action = PWPOL_ACTION_KEEP };
    key_of(number, item.key);
    /* What the store must overwrite. */
    memset(item.current, 0xEE, sizeof item.current);
    item.found = true;
    return item;
}

pwpol_store_item item_put(uint32_t number, uint32_t generation)
{
    pwpol_store_item item = item_of(number);
    item.action = PWPOL_ACTION_PUT;
    state_of(number, generation, item.state);
    item.lifetime = DAY_MS;
    return item;
}

static bool answered(struct trial *trial, const char *call, pwpol_status status, int64_t now)
{
    if (status != PWPOL_OK) {
        pwpol_where where = PWPOL_WHERE_INIT;
        pwpol_store_trouble(trial->store, &where);
        return broken(trial, "%s answered status %d: %s", call, (int)status,
                      status == PWPOL_ERR_STORE ? where.message_en : pwpol_strstatus(status, "en"));
    }
    trial->told = now;
    return true;
}

bool must_load(struct trial *trial, pwpol_store_item *items, size_t count)
{
    int64_t now = trial->now;
    pwpol_status status = pwpol_store_load(trial->store, items, count, &now);
    return answered(trial, "load", status, now);
}

bool must_swap(struct trial *trial, pwpol_store_item *items, size_t count, bool expected)
{
    int64_t now = trial->now;
    bool swapped = !expected;
    pwpol_status status = pwpol_store_swap(trial->store, items, count, &now, &swapped);
    if (!answered(trial, "swap", status, now))
        return false;
    if (swapped != expected)
        return broken(trial, expected ? "a swap that was as expected was refused"
                                      : "a swap that was not as expected was done");
    return true;
}

bool must_put(struct trial *trial, uint32_t number, uint32_t generation)
{
    pwpol_store_item item = item_put(number, generation);
    return must_swap(trial, &item, 1, true);
}

bool told_state(struct trial *trial, const pwpol_store_item *item, uint32_t number, uint32_t generation)
{
    if (item->found != (generation != 0))
        return broken(trial, "record %u is said to be %s", number, item->found ? "there" : "absent");
    unsigned char wanted[PWPOL_STORE_STATE_SIZE];
    state_of(number, generation, wanted);
    if (generation != 0 && memcmp(wanted, item->current, sizeof wanted) != 0)
        return broken(trial, "record %u holds other bytes than were put", number);
    return true;
}

bool must_hold(struct trial *trial, uint32_t number, uint32_t generation)
{
    pwpol_store_item item = item_of(number);
    return must_load(trial, &item, 1) && told_state(trial, &item, number, generation);
}

bool let_pass(struct trial *trial, int64_t ms)
{
    if (!trial->own_clock) {
        trial->now += ms;
        return true;
    }
    struct timespec pause = { .tv_sec = (time_t)(ms / 1000), .tv_nsec = (long)(ms % 1000) * 1000000 };
    while (nanosleep(&pause, &pause) != 0) {
    }
    return true;
}
