#include "redis/transport.h"

#include "common/deadline.h"
#include "redis/resolve.h"
#include "redis/tls.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

/* Waits for events on the socket; what poll says went wrong is found by the next call. */
static enum outcome wait_for(const struct transport *transport, short events, int64_t deadline)
{
    for (;;) {
        struct pollfd polled = { .fd = transport->file, .events = events };
        int left = deadline_left(deadline);
        int ready = poll(&polled, 1, left);
        if (ready > 0)
            return DONE;
        if (ready == 0 && left == 0)
            return TOO_LATE;
        if (ready < 0 && errno != EINTR)
            return CUT;
    }
}

static enum outcome connect_to(struct transport *transport, const struct sockaddr *address, socklen_t size,
                               int64_t deadline)
{
    transport->file = socket(address->sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    transport->error = errno;
    if (transport->file < 0)
        return REFUSED;
    enum outcome outcome = DONE;
    int error = connect(transport->file, address, size) == 0 ? 0 : errno;
    if (error == EINPROGRESS || error == EINTR) {
        outcome = wait_for(transport, POLLOUT, deadline);
        socklen_t error_size = sizeof error;
        if (outcome == DONE && getsockopt(transport->file, SOL_SOCKET, SO_ERROR, &error, &error_size) != 0)
            error = errno;
    }
    if (outcome == DONE && error == 0) {
        /* Every request is answered before the next: nothing is gained by waiting for more. */
        int on = 1;
        if (address->sa_family != AF_UNIX)
            setsockopt(transport->file, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        return DONE;
    }
    close(transport->file);
    transport->file = -1;
    transport->error = error;
    return outcome == DONE ? REFUSED : outcome;
}

static enum outcome connect_local(struct transport *transport, const char *path, int64_t deadline)
{
    struct sockaddr_un address = { .sun_family = AF_UNIX };
    memcpy(address.sun_path, path, strnlen(path, sizeof address.sun_path - 1));
    return connect_to(transport, (const struct sockaddr *)&address, sizeof address, deadline);
}

/* Each address in turn; one that does not answer leaves time for the others. */
static enum outcome connect_far(struct transport *transport, const struct settings *settings, int64_t deadline)
{
    struct addresses addresses;
    resolve(&addresses, settings->host, settings->port, deadline);
    enum outcome outcome = deadline_left(deadline) > 0 ? NO_ADDRESS : TOO_LATE;
    for (unsigned i = 0; i < addresses.count && outcome != DONE; i++) {
        int64_t share = deadline_left(deadline) / (int64_t)(addresses.count - i);
        outcome = connect_to(transport, (const struct sockaddr *)&addresses.address[i], addresses.size[i],
                             monotonic_ms() + share);
    }
    return outcome;
}

static enum outcome shake_hands(struct transport *transport, const struct settings *settings, SSL_CTX *tls,
                                int64_t deadline)
{
    transport->tls = tls_over(tls, settings->host, transport->file);
    if (transport->tls == NULL)
        return NO_ROOM;
    for (;;) {
        int done = SSL_connect(transport->tls);
        if (done == 1)
            return DONE;
        int wanted = SSL_get_error(transport->tls, done);
        if (wanted != SSL_ERROR_WANT_READ && wanted != SSL_ERROR_WANT_WRITE) {
            transport->error = SSL_get_verify_result(transport->tls);
            tls_forget_errors();
            return transport->error != X509_V_OK ? NOT_TRUSTED : NO_TLS;
        }
        enum outcome outcome = wait_for(transport, wanted == SSL_ERROR_WANT_READ ? POLLIN : POLLOUT, deadline);
        if (outcome != DONE)
            return outcome;
    }
}

enum outcome transport_connect(struct transport *transport, const struct settings *settings, SSL_CTX *tls,
                               int64_t deadline)
{
    *transport = (struct transport){ .file = -1 };
    enum outcome outcome = settings->local ? connect_local(transport, settings->host, deadline)
                                           : connect_far(transport, settings, deadline);
    if (outcome == DONE && tls != NULL)
        outcome = shake_hands(transport, settings, tls, deadline);
    if (outcome != DONE) {
        long error = transport->error;
        transport_close(transport);
        transport->error = error;
    }
    return outcome;
}

/* One try, without waiting: the bytes moved, 0 for the end, or -1 with what to wait for (0 for a failure). */
static ssize_t move(struct transport *transport, bool out, char *bytes, size_t size, short *wanted)
{
    *wanted = 0;
    if (transport->tls != NULL) {
        size_t moved = 0;
        int done = out ? SSL_write_ex(transport->tls, bytes, size, &moved)
                       : SSL_read_ex(transport->tls, bytes, size, &moved);
        if (done == 1)
            return (ssize_t)moved;
        int why = SSL_get_error(transport->tls, done);
        *wanted = (short)(why == SSL_ERROR_WANT_READ ? POLLIN : why == SSL_ERROR_WANT_WRITE ? POLLOUT : 0);
        tls_forget_errors();
        return why == SSL_ERROR_ZERO_RETURN ? 0 : -1;
    }
    ssize_t moved = out ? send(transport->file, bytes, size, MSG_NOSIGNAL) : recv(transport->file, bytes, size, 0);
    if (moved < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR))
        *wanted = out ? POLLOUT : POLLIN;
    return moved;
}

enum outcome transport_send(struct transport *transport, const char *bytes, size_t length, int64_t deadline)
{
    for (size_t sent = 0; sent < length;) {
        short wanted = 0;
        ssize_t moved = move(transport, true, (char *)(uintptr_t)(bytes + sent), length - sent, &wanted);
        if (moved > 0) {
            sent += (size_t)moved;
            continue;
        }
        enum outcome outcome = wanted == 0 ? CUT : wait_for(transport, wanted, deadline);
        if (outcome != DONE)
            return outcome;
    }
    return DONE;
}

enum outcome transport_receive(struct transport *transport, char *bytes, size_t size, size_t *got, int64_t deadline)
{
    /* The answer has to come first: without TLS, which may hold some back, waiting saves a vain try. */
    enum outcome outcome = transport->tls == NULL ? wait_for(transport, POLLIN, deadline) : DONE;
    while (outcome == DONE) {
        short wanted = 0;
        ssize_t moved = move(transport, false, bytes, size, &wanted);
        if (moved > 0) {
            *got = (size_t)moved;
            return deadline_left(deadline) > 0 ? DONE : TOO_LATE;
        }
        outcome = wanted == 0 ? CUT : wait_for(transport, wanted, deadline);
    }
    return outcome;
}

bool transport_is_idle(struct transport *transport)
{
    char byte;
    if (transport->tls == NULL)
        return recv(transport->file, &byte, 1, MSG_PEEK | MSG_DONTWAIT) < 0 &&
               (errno == EAGAIN || errno == EWOULDBLOCK);
    /* Tickets of the session may have come, which are no answer. */
    int seen = SSL_peek(transport->tls, &byte, 1);
    bool idle = seen <= 0 && SSL_get_error(transport->tls, seen) == SSL_ERROR_WANT_READ;
    tls_forget_errors();
    return idle;
}

void transport_close(struct transport *transport)
{
    if (transport->tls != NULL && SSL_is_init_finished(transport->tls))
        SSL_shutdown(transport->tls);
    transport_abandon(transport);
}

void transport_abandon(struct transport *transport)
{
    SSL_free(transport->tls);
    if (transport->file >= 0)
        close(transport->file);
    *transport = (struct transport){ .file = -1 };
    tls_forget_errors();
}
