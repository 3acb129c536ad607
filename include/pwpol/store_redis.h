/* A store of attempts in Redis or Valkey, for services that outgrow one host.
 * Link with libpwpol-store-redis (pkg-config pwpol-store-redis). */
#ifndef PWPOL_STORE_REDIS_H
#define PWPOL_STORE_REDIS_H

#include <pwpol/policy.h>
#include <pwpol/store.h>

#ifdef __cplusplus
extern "C" {
#endif

/* What a URL does not say, or should not: it may be seen where the process is listed. What an option says
 * goes before what the URL says. Texts are copied; NULL and 0 leave the URL's, or the default. */
typedef struct pwpol_store_redis_options {
    size_t size;               /* sizeof(pwpol_store_redis_options); set by PWPOL_STORE_REDIS_OPTIONS_INIT */
    const char *user;          /* of the server's access list; "default" unless given */
    const char *password;      /* wiped when the store is freed */
    const char *password_file; /* holds the password, an end of line after it not counted; read when opened */
    const char *prefix;        /* of every key, 1 to 64 printable ASCII bytes; "{pwpol}:" unless given. What stands
                                  between braces decides the slot of a cluster: all keys must be in one */
    const char *ca_file;       /* PEM, of who may sign the server's certificate; the system's unless given */
    const char *certificate_file; /* PEM, of this client, with its key in key_file; none unless given */
    const char *key_file;
    uint32_t connections;      /* open at most, 1 to 64; 0 is 16 */
    uint32_t timeout_ms;       /* of a call in all, whatever it waits for, 1 to 60000; 0 is 1000 */
    uint32_t connect_timeout_ms; /* the part of it that connecting may take; 0 is 500 */
    bool allow_eviction;       /* serve though the server forgets records, locks too, when its memory is full */
} pwpol_store_redis_options;

#define PWPOL_STORE_REDIS_OPTIONS_INIT \
    { sizeof(pwpol_store_redis_options), NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0, 0, 0, false }

/* Opens a store at a server:
 *
 *     redis://[[USER]:PASSWORD@]HOST[:PORT][/DATABASE][?OPTION=VALUE&...]     port 6379, database 0
 *     rediss://...                      the same over TLS 1.2 or later; the certificate must be HOST's
 *     valkey:// valkeys://              the same two
 *     unix://[[USER]:PASSWORD@]/PATH[?db=DATABASE&...]      a Unix socket
 *
 * HOST is a name, an IPv4 address, or an IPv6 address between brackets. The options are those above, of the same
 * names (allow_eviction=true), and db. Anything may be percent-encoded.
 *
 * store    written on PWPOL_OK; end it with pwpol_store_free()
 * options  NULL for all defaults
 * where    NULL is fine; on failure its messages say what is wrong with the URL or a file
 *
 * Files are read here; the server is called at the first use, so that a service starts without it and
 * throttle.outage decides. After a failure the next call within a growing while (50 ms to 5 s) fails at once.
 *
 * PWPOL_ERR_ARGUMENT, PWPOL_ERR_SYNTAX for the URL, PWPOL_ERR_RANGE for an option, PWPOL_ERR_TOO_LONG for a URL over
 * 4095 bytes, PWPOL_ERR_IO for a file, PWPOL_ERR_NO_MEMORY. May be shared by any number of threads, and used on
 * both sides of a fork(). */
PWPOL_API pwpol_status pwpol_store_redis_open(pwpol_store **store, const char *url,
                                              const pwpol_store_redis_options *options, pwpol_where *where);

#ifdef __cplusplus
}
#endif
#endif
