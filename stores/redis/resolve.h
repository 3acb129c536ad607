/* Addresses of a name, within a time: the system's resolver has none. */
#ifndef PWPOL_STORES_REDIS_RESOLVE_H
#define PWPOL_STORES_REDIS_RESOLVE_H

#include <stdint.h>
#include <sys/socket.h>

enum { ADDRESSES_MOST = 8 };

struct addresses {
    struct sockaddr_storage address[ADDRESSES_MOST];
    socklen_t size[ADDRESSES_MOST];
    unsigned count; /* 0 when the name is not known, or was not in time */
};

/* A name is looked up by a thread, which is left to itself when it is too slow; an address is not. */
void resolve(struct addresses *addresses, const char *host, const char *port, int64_t deadline);

#endif
