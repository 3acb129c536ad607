#include "throttle/address.h"

#include <arpa/inet.h>
#include <string.h>

/* RFC 4291, 2.5.5.2: ::ffff:0:0/96. */
static const unsigned char ipv4_mapped[12] = { [10] = 0xff, [11] = 0xff };

struct address address_parse(const char *text)
{
    struct address address = { .family = ADDRESS_NONE };
    char plain[INET6_ADDRSTRLEN];
    size_t length = strcspn(text, "%");
    if (length >= sizeof plain)
        return address;
    memcpy(plain, text, length);
    plain[length] = '\0';
    if (text[length] == '\0' && inet_pton(AF_INET, plain, address.bytes) == 1) {
        address.family = ADDRESS_IPV4;
    } else if (inet_pton(AF_INET6, plain, address.bytes) == 1) {
        address.family = ADDRESS_IPV6;
        if (memcmp(address.bytes, ipv4_mapped, sizeof ipv4_mapped) == 0) {
            struct address inner = { .family = ADDRESS_IPV4 };
            memcpy(inner.bytes, address.bytes + sizeof ipv4_mapped, 4);
            return inner;
        }
    } else {
        memset(address.bytes, 0, sizeof address.bytes); /* it may have written some of them */
    }
    return address;
}

struct address address_prefix(const struct address *address, unsigned bits)
{
    struct address prefix = *address;
    for (unsigned i = 0; i < sizeof prefix.bytes; i++) {
        unsigned kept = bits <= 8 * i ? 0 : bits - 8 * i;
        if (kept < 8)
            prefix.bytes[i] &= (unsigned char)(0xff00 >> kept);
    }
    return prefix;
}
