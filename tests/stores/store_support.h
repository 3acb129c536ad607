/* What the suites of the stores share. Link with fail_alloc_dep or not. */
#ifndef PWPOL_TESTS_STORES_SUPPORT_H
#define PWPOL_TESTS_STORES_SUPPORT_H

#include "pwpol/store.h"

#include "suite.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static inline int64_t support_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* The number'th record, to be put for a day, of which state holds value. */
static inline pwpol_store_item support_item(uint32_t number, uint64_t value)
{
    pwpol_store_item item = { .action = PWPOL_ACTION_PUT, .lifetime = 86400000 };
    memcpy(item.key, &number, sizeof number);
    item.key[15] = 1;
    memcpy(item.state, &value, sizeof value);
    return item;
}

static inline pwpol_status support_put(pwpol_store *store, uint32_t number, uint64_t value)
{
    pwpol_store_item item = support_item(number, value);
    int64_t now = support_now();
    bool swapped = false;
    pwpol_status status = pwpol_store_swap(store, &item, 1, &now, &swapped);
    return status == PWPOL_OK && !swapped ? PWPOL_ERR_INTERNAL : status;
}

/* *value is 0 for nothing. */
static inline pwpol_status support_get(pwpol_store *store, uint32_t number, uint64_t *value)
{
    pwpol_store_item item = support_item(number, 0);
    int64_t now = support_now();
    pwpol_status status = pwpol_store_load(store, &item, 1, &now);
    *value = 0;
    if (status == PWPOL_OK && item.found)
        memcpy(value, item.current, sizeof *value);
    return status;
}

static inline bool support_count(void *visits, const pwpol_store_record *record)
{
    (void)record;
    ++*(unsigned *)visits;
    return true;
}

/* Swaps, loads, scans, clears and frees; the first status that is not OK. */
static inline pwpol_status support_use_up(pwpol_store *store)
{
    uint64_t value = 0;
    unsigned visits = 0;
    int64_t now = support_now();
    pwpol_status status = support_put(store, 1, 7);
    if (status == PWPOL_OK)
        status = support_get(store, 1, &value);
    if (status == PWPOL_OK)
        status = pwpol_store_scan(store, &now, support_count, &visits);
    if (status == PWPOL_OK)
        status = pwpol_store_clear(store);
    pwpol_store_free(store);
    return status;
}

/* Adds one to a record, whoever else does the same. */
static inline pwpol_status support_raise(pwpol_store *store, uint32_t number)
{
    uint64_t value = 0;
    pwpol_status status = support_get(store, number, &value);
    for (bool swapped = false; status == PWPOL_OK && !swapped;) {
        pwpol_store_item item = support_item(number, value + 1);
        item.expect = value == 0 ? PWPOL_EXPECT_ABSENT : PWPOL_EXPECT_STATE;
        memcpy(item.expected, &value, sizeof value);
        int64_t now = support_now();
        status = pwpol_store_swap(store, &item, 1, &now, &swapped);
        value = 0;
        if (item.found)
            memcpy(&value, item.current, sizeof value);
    }
    return status;
}

/* So many processes at once, made by fork(), each so many times. */
static inline void support_raise_in_children(pwpol_store *store, uint32_t number, unsigned count, unsigned turns)
{
    pid_t *children = calloc(count, sizeof *children);
    for (unsigned i = 0; i < count; i++) {
        children[i] = fork();
        if (children[i] == 0) {
            bool well = true;
            for (unsigned turn = 0; turn < turns && well; turn++)
                well = support_raise(store, number) == PWPOL_OK;
            _exit(well ? 0 : 1);
        }
        assert_true(children[i] > 0);
    }
    for (unsigned i = 0; i < count; i++) {
        int status = 1;
        waitpid(children[i], &status, 0);
        assert_int_equal(status, 0);
    }
    free(children);
}

/* The store's last trouble says this, in English. */
static inline void support_expect_trouble(pwpol_store *store, const char *words)
{
    pwpol_where where = PWPOL_WHERE_INIT;
    pwpol_store_trouble(store, &where);
    if (strstr(where.message_en, words) == NULL)
        fail_msg("\"%s\" is not in \"%s\"", words, where.message_en);
    assert_true(where.message_fr[0] != '\0');
}

/* Into an empty folder of the test's own, to begin with; away and removed in the end. In memory where there is
 * such a place: a disk's syncs would take most of the time. */
static inline int support_enter(void **state)
{
    static char folder[64];
    snprintf(folder, sizeof folder, "%s/pwpol-stores-XXXXXX", access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
    *state = mkdtemp(folder);
    return *state != NULL && chdir(folder) == 0 ? 0 : -1;
}

static inline int support_leave(void **state)
{
    char command[128];
    snprintf(command, sizeof command, "rm -rf '%s'", (const char *)*state);
    return chdir("/") == 0 && system(command) == 0 ? 0 : -1;
}

#endif
