/* The store of attempts that --store names. */
#ifndef PWPOL_CLI_STORE_H
#define PWPOL_CLI_STORE_H

#include "pwpol/store.h"

/* Opens "sqlite:FILE", "redis://...", "rediss://...", "valkey://...", "valkeys://..." or "unix://...",
 * as store_sqlite.h and store_redis.h read them, and wipes the text, where a password may stand. 0, or
 * the exit code after a complaint, which repeats nothing of it but the scheme: CODE_USAGE for the
 * command line, CODE_FAILURE for a store that cannot be opened. End it with pwpol_store_free(). */
int store_open(char *url, pwpol_store **store);

/* Complains of a failure, in the store's own words where it is its own; the exit code. */
int store_complain(pwpol_store *store, pwpol_status status);

#endif
