/* Stores of attempts: where what is known of accounts and addresses is kept.
 *
 * The library has one in memory; libpwpol-store-sqlite and libpwpol-store-redis
 * have others, and anybody may write one: fill in the methods and run it through
 * pwpol_store_conformance(). A store keeps small records under keys that are
 * hashes; it understands neither, and cannot be asked for anything but these
 * five operations. */
#ifndef PWPOL_STORE_H
#define PWPOL_STORE_H

#include <pwpol/policy.h>
#include <stdbool.h>

#ifdef __cplusplus
extern "C" {
#endif

enum { PWPOL_STORE_KEY_SIZE = 16, PWPOL_STORE_STATE_SIZE = 64, PWPOL_STORE_ITEMS_MAX = 8 };

typedef struct pwpol_store pwpol_store;

/* What a swap wants to find under a key, and what it leaves there. */
typedef enum pwpol_store_expect {
    PWPOL_EXPECT_ANY = 0,    /* whatever is there */
    PWPOL_EXPECT_ABSENT = 1, /* nothing, or a record that has expired */
    PWPOL_EXPECT_STATE = 2   /* exactly these bytes */
} pwpol_store_expect;

typedef enum pwpol_store_action {
    PWPOL_ACTION_KEEP = 0, /* change nothing; with PWPOL_EXPECT_ANY only read */
    PWPOL_ACTION_PUT = 1,
    PWPOL_ACTION_REMOVE = 2
} pwpol_store_action;

typedef struct pwpol_store_item {
    unsigned char key[PWPOL_STORE_KEY_SIZE];
    pwpol_store_expect expect;
    unsigned char expected[PWPOL_STORE_STATE_SIZE];
    pwpol_store_action action;
    unsigned char state[PWPOL_STORE_STATE_SIZE]; /* to put */
    int64_t lifetime; /* ms from now after which the record may vanish; at least 1 */
    int64_t hold;     /* ms from now before which a full store must not forget it: a lock or a delay in force */
    uint32_t danger;  /* a full store forgets the least first; equal ones, the oldest */
    /* Written by load and by a swap that found something else. */
    bool found;
    unsigned char current[PWPOL_STORE_STATE_SIZE];
} pwpol_store_item;

typedef struct pwpol_store_record {
    unsigned char key[PWPOL_STORE_KEY_SIZE];
    unsigned char state[PWPOL_STORE_STATE_SIZE];
    int64_t lifetime; /* ms left */
    int64_t hold;     /* ms left; 0 for none */
    uint32_t danger;
} pwpol_store_record;

/* Every method may be called by any number of threads at once and answers within
 * the time that the store promises: PWPOL_OK, PWPOL_ERR_STORE when it does not
 * answer or answers nonsense, PWPOL_ERR_FULL, PWPOL_ERR_NO_MEMORY. count is 1 to
 * PWPOL_STORE_ITEMS_MAX, keys differ. context is what pwpol_store_new() was given.
 * now: ms since 1970, by which lifetimes are counted; a store with a clock of its
 * own (a server's) uses that one instead, and tells it in *now. */
typedef struct pwpol_store_methods {
    size_t size; /* sizeof(pwpol_store_methods), set by the author */
    /* Fills found and current of each item. */
    pwpol_status (*load)(void *context, pwpol_store_item *items, size_t count, int64_t *now);
    /* All or nothing, atomically: if every item is as expected, each action is done
     * and *swapped is true; otherwise nothing changes, *swapped is false, and found
     * and current of every item are filled as load does. */
    pwpol_status (*swap)(void *context, pwpol_store_item *items, size_t count, int64_t *now, bool *swapped);
    /* Calls visit for records, each at least once unless it changes meanwhile, in any order, until
     * there is no more or visit answers false. */
    pwpol_status (*scan)(void *context, int64_t *now,
                         bool (*visit)(void *visitor, const pwpol_store_record *record), void *visitor);
    /* Forgets everything. */
    pwpol_status (*clear)(void *context);
    void (*close)(void *context);
    /* Says in where what failed last, in the words of the store; leaves it alone when nothing did. NULL, or
     * beyond size, for a store that has nothing to say. */
    void (*trouble)(void *context, pwpol_where *where);
} pwpol_store_methods;

/* Makes a store of somebody's methods, which are copied; the store owns context and
 * closes it. On failure context is the caller's still. */
PWPOL_API pwpol_status pwpol_store_new(pwpol_store **store, const pwpol_store_methods *methods, void *context);
/* No throttle may use it any more. NULL is fine. */
PWPOL_API void pwpol_store_free(pwpol_store *store);

/* The methods, with their arguments checked. A store's own clock is told in *now. */
PWPOL_API pwpol_status pwpol_store_load(pwpol_store *store, pwpol_store_item *items, size_t count, int64_t *now);
PWPOL_API pwpol_status pwpol_store_swap(pwpol_store *store, pwpol_store_item *items, size_t count, int64_t *now,
                                        bool *swapped);
PWPOL_API pwpol_status pwpol_store_scan(pwpol_store *store, int64_t *now,
                                        bool (*visit)(void *visitor, const pwpol_store_record *record),
                                        void *visitor);
PWPOL_API pwpol_status pwpol_store_clear(pwpol_store *store);
/* For a person who asks why a store answered PWPOL_ERR_STORE or PWPOL_ERR_FULL: file names the file or the server, and
 * the messages say what failed last, whichever thread met it, and what mends it; never a secret. For a store
 * with nothing to say, the sentence of PWPOL_ERR_STORE. */
PWPOL_API void pwpol_store_trouble(pwpol_store *store, pwpol_where *where);

/* ---- In memory ----------------------------------------------------------- */

/* For one process. Holds at most records records (1 to 100 million), 128 bytes each at most; memory
 * is taken as it fills. When full it forgets the least dangerous first and never a lock or a
 * delay in force: then PWPOL_ERR_FULL. PWPOL_ERR_RANDOM when the system gives no random bytes. */
PWPOL_API pwpol_status pwpol_store_memory_new(pwpol_store **store, uint64_t records);
/* A snapshot, written beside path, synced and renamed, mode 0600; and back, into a store that is empty.
 * Only for stores in memory: PWPOL_ERR_ARGUMENT for others. PWPOL_ERR_IO, PWPOL_ERR_SYNTAX for a file
 * that is damaged, of which nothing is taken. */
PWPOL_API pwpol_status pwpol_store_memory_save(pwpol_store *store, const char *path, int64_t now);
PWPOL_API pwpol_status pwpol_store_memory_restore(pwpol_store *store, const char *path, int64_t now);

#ifdef __cplusplus
}
#endif
#endif
