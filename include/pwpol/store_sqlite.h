/* A store of attempts in one SQLite file, for several processes of one host.
 * Link with libpwpol-store-sqlite (pkg-config pwpol-store-sqlite). */
#ifndef PWPOL_STORE_SQLITE_H
#define PWPOL_STORE_SQLITE_H

#include <pwpol/policy.h>
#include <pwpol/store.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef enum pwpol_store_sqlite_clock {
    /* The host's, kept in the file: setting the system's clock, back or forth, moves it by one part in a
     * hundred at most while the host is up, and a reboot never takes it back. All processes see the same. */
    PWPOL_SQLITE_CLOCK_HOST = 0,
    /* The now of each call, held at the latest one that the file has seen: for simulations and tests. */
    PWPOL_SQLITE_CLOCK_CALLER = 1
} pwpol_store_sqlite_clock;

typedef struct pwpol_store_sqlite_options {
    size_t size;           /* sizeof(pwpol_store_sqlite_options); set by PWPOL_STORE_SQLITE_OPTIONS_INIT */
    uint64_t records_max;  /* 16 to 10^9; 0 is 10 million, about 1.1 GB. A full store forgets the least dangerous of
                              64 records first, and never a lock or a delay in force: then PWPOL_ERR_FULL */
    uint32_t timeout_ms;   /* how long a call waits for other processes, 1 to 60000; 0 is 2000 */
    bool durable;          /* true: every change is on the disk before it is answered, so that it survives a power
                              failure. false: it survives the end of any process; a power failure may take back
                              the last ones, never the file. About 5 times slower on a virtual disk */
    pwpol_store_sqlite_clock clock;
} pwpol_store_sqlite_options;

#define PWPOL_STORE_SQLITE_OPTIONS_INIT { sizeof(pwpol_store_sqlite_options), 0, 0, false, PWPOL_SQLITE_CLOCK_HOST }

/* Opens the store in the file path, which is made (mode 0600) where there is none. SQLite keeps two files
 * beside it, path-wal and path-shm, while it is in use: the folder must be on a disk of this host and
 * writable by the service.
 *
 * store    written on PWPOL_OK; end it with pwpol_store_free()
 * options  NULL for all defaults
 * where    NULL is fine; on failure its messages say what is wrong and what mends it
 *
 * PWPOL_ERR_ARGUMENT, PWPOL_ERR_RANGE for an option, PWPOL_ERR_TOO_LONG for a path over 4095 bytes,
 * PWPOL_ERR_NO_MEMORY, PWPOL_ERR_STORE for a file that cannot be opened, is damaged, belongs to another
 * program, is open to everybody, or was made by a later release. May be shared by any number of threads, and
 * used on both sides of a fork(). */
PWPOL_API pwpol_status pwpol_store_sqlite_open(pwpol_store **store, const char *path,
                                               const pwpol_store_sqlite_options *options, pwpol_where *where);

#ifdef __cplusplus
}
#endif
#endif
