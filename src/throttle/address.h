/* Addresses as people's proxies write them, and what of one is a source and a network. */
#ifndef PWPOL_THROTTLE_ADDRESS_H
#define PWPOL_THROTTLE_ADDRESS_H

#include <stdbool.h>
#include <stddef.h>

enum address_family { ADDRESS_NONE, ADDRESS_IPV4, ADDRESS_IPV6 };

struct address {
    enum address_family family; /* NONE: what is no address */
    unsigned char bytes[16];    /* 4 of them for IPv4; 0 for NONE */
};

/* "192.0.2.7", "2001:db8::1", "::ffff:192.0.2.7", which is IPv4; "%zone" is left out. Anything else is NONE. */
struct address address_parse(const char *text);
/* The address with all but its leading bits at 0. */
struct address address_prefix(const struct address *address, unsigned bits);

#endif
