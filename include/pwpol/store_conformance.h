/* Whether a store keeps what pwpol/store.h asks of it: for the author of one.
 * Link with libpwpol-store-conformance (pkg-config pwpol-store-conformance).
 *
 *     static pwpol_status open_mine(void *context, pwpol_store **store)
 *     {
 *         return my_store_open(store, context);
 *     }
 *
 *     int main(void)
 *     {
 *         pwpol_store_conformance_options options = PWPOL_STORE_CONFORMANCE_OPTIONS_INIT;
 *         size_t broken = 1;
 *         options.open = open_mine;
 *         return pwpol_store_conformance(&options, &broken) == PWPOL_OK && broken == 0 ? 0 : 1;
 *     } */
#ifndef PWPOL_STORE_CONFORMANCE_H
#define PWPOL_STORE_CONFORMANCE_H

#include <pwpol/store.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef enum pwpol_conformance_verdict {
    PWPOL_CONFORMANCE_KEPT = 0,
    PWPOL_CONFORMANCE_BROKEN = 1,
    PWPOL_CONFORMANCE_NOT_ASKED = 2 /* of stores of another kind only */
} pwpol_conformance_verdict;

typedef struct pwpol_conformance_result {
    size_t size;             /* sizeof(pwpol_conformance_result) of the library that calls */
    const char *name;        /* stable: "swap.all-or-nothing"; static */
    const char *requirement; /* one English sentence; static */
    pwpol_conformance_verdict verdict;
    const char *found;       /* what was met instead, or why it was not asked; "" when kept */
} pwpol_conformance_result;

typedef struct pwpol_store_conformance_options {
    size_t size; /* sizeof(pwpol_store_conformance_options); set by PWPOL_STORE_CONFORMANCE_OPTIONS_INIT */
    /* Opens the store, which must be EMPTY AND UNUSED: the suite clears it many times. Called once for each
     * requirement and more often for some, from several threads and, when shared, from processes that are forked
     * and killed; every handle is freed. */
    pwpol_status (*open)(void *context, pwpol_store **store);
    void *context;
    bool shared;       /* all handles, of all processes, are the same store, and it outlives them */
    uint32_t capacity; /* so many records fill it, 16 to 10000; 0 when it cannot be filled: not asked */
    uint32_t rounds;   /* of what runs at once, 1 to 1000000; 0 is 200 */
    /* Told of each requirement in turn; NULL prints them to standard output as TAP, the Test Anything Protocol. */
    void (*report)(void *report_context, const pwpol_conformance_result *result);
    void *report_context;
} pwpol_store_conformance_options;

#define PWPOL_STORE_CONFORMANCE_OPTIONS_INIT \
    { sizeof(pwpol_store_conformance_options), NULL, NULL, false, 0, 0, NULL, NULL }

/* Runs every requirement; *broken is how many are not kept. Takes some seconds.
 *
 * PWPOL_ERR_ARGUMENT for options out of bounds and for a store that holds records, which is left alone;
 * what open() answers when it fails at first. What fails later is a requirement that is broken. */
PWPOL_API pwpol_status pwpol_store_conformance(const pwpol_store_conformance_options *options, size_t *broken);

#ifdef __cplusplus
}
#endif
#endif
