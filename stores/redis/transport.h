/* Bytes to and from a server, over TCP, TLS or a Unix socket, each step within a
 * deadline.
 *
 * hiredis reads what these bytes say (protocol.c) but does not carry them: its time limits are of
 * each read and not of an answer, and the TLS of Debian 12's release is missing. */
#ifndef PWPOL_STORES_REDIS_TRANSPORT_H
#define PWPOL_STORES_REDIS_TRANSPORT_H

#include "redis/settings.h"

#include <openssl/ssl.h>

enum outcome {
    DONE,
    TOO_LATE,      /* the deadline passed */
    NO_ADDRESS,    /* the name is unknown */
    REFUSED,       /* nobody listens, or the way is barred; transport->error is errno */
    CUT,           /* the other side closed, or the network failed */
    NOT_TRUSTED,   /* the certificate is not to be trusted; transport->error is the X509_V_ERR_ code */
    NO_TLS,        /* no TLS could be agreed on */
    GARBAGE,       /* not the protocol */
    ANSWERED_ERROR, /* an error of the server's; its first word is in connection->word */
    NOT_RECORD,    /* the protocol, but no record of a store's */
    EVICTS,        /* the server forgets records when its memory is full */
    NO_ROOM        /* no memory here */
};

struct transport {
    int file; /* -1 when closed */
    SSL *tls; /* NULL without */
    long error;
};

/* NULL for no TLS settings that work; then where says why. */
SSL_CTX *tls_new(const struct settings *settings, pwpol_where *where, pwpol_status *status);

/* tls: NULL for none. */
enum outcome transport_connect(struct transport *transport, const struct settings *settings, SSL_CTX *tls,
                               int64_t deadline);
enum outcome transport_send(struct transport *transport, const char *bytes, size_t length, int64_t deadline);
/* At least one byte. */
enum outcome transport_receive(struct transport *transport, char *bytes, size_t size, size_t *got, int64_t deadline);
/* Whether nothing has come since the last answer, not even the end. */
bool transport_is_idle(struct transport *transport);
void transport_close(struct transport *transport);
/* In the child of a fork(): says nothing to the server, whose connection is the parent's. */
void transport_abandon(struct transport *transport);

#endif
