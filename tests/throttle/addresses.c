/* What is an address, and which: others are one source together. */
#include <stdio.h>

#include "throttle_support.h"

#include "throttle/subject.h"

static const struct {
    const char *text;
    enum address_family family;
    const char *bytes; /* hexadecimal */
} addresses[] = {
    { "192.0.2.7", ADDRESS_IPV4, "c0000207000000000000000000000000" },
    { "::ffff:192.0.2.7", ADDRESS_IPV4, "c0000207000000000000000000000000" },
    { "::FFFF:C000:207", ADDRESS_IPV4, "c0000207000000000000000000000000" },
    { "::ffff:192.0.2.7%eth0", ADDRESS_IPV4, "c0000207000000000000000000000000" },
    { "0.0.0.0", ADDRESS_IPV4, "00000000000000000000000000000000" },
    { "::", ADDRESS_IPV6, "00000000000000000000000000000000" },
    { "2001:db8::1", ADDRESS_IPV6, "20010db8000000000000000000000001" },
    { "2001:DB8:0:0:0:0:0:1", ADDRESS_IPV6, "20010db8000000000000000000000001" },
    { "fe80::1%eth0", ADDRESS_IPV6, "fe800000000000000000000000000001" },
    { "fe80::1%a-zone-with-a-name-that-is-longer-than-any-address", ADDRESS_IPV6, "fe800000000000000000000000000001" },
    { "", ADDRESS_NONE, "" },
    { " 192.0.2.7", ADDRESS_NONE, "" },
    { "192.0.2.7 ", ADDRESS_NONE, "" },
    { "192.0.2.07", ADDRESS_NONE, "" }, /* octal to some, decimal to others */
    { "192.0.2", ADDRESS_NONE, "" },
    { "192.0.2.256", ADDRESS_NONE, "" },
    { "192.0.2.7%eth0", ADDRESS_NONE, "" },
    { "192.0.2.7:80", ADDRESS_NONE, "" },
    { "[2001:db8::1]", ADDRESS_NONE, "" },
    { "2001:db8:::1", ADDRESS_NONE, "" },
    { "2001:db8::1::2", ADDRESS_NONE, "" },
    { "1:2:3:4:5:6:7:8:9", ADDRESS_NONE, "" },
    { "12345::", ADDRESS_NONE, "" },
    { "0x7f000001", ADDRESS_NONE, "" },
    { "%", ADDRESS_NONE, "" },
};

static void addresses_of_all_shapes(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof addresses / sizeof addresses[0]; i++) {
        struct address address = address_parse(addresses[i].text);
        char hex[33] = "";
        assert_int_equal(address.family, addresses[i].family);
        for (int byte = 0; byte < 16; byte++)
            sprintf(hex + 2 * byte, "%02x", address.bytes[byte]);
        assert_string_equal(hex, addresses[i].family == ADDRESS_NONE ? "00000000000000000000000000000000"
                                                                     : addresses[i].bytes);
    }
    struct address address = address_parse("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff");
    for (unsigned bits = 0; bits <= 128; bits++) {
        struct address prefix = address_prefix(&address, bits);
        unsigned ones = 0;
        for (unsigned bit = 0; bit < 128; bit++)
            ones += (prefix.bytes[bit / 8] >> (7 - bit % 8) & 1) == (bit < bits);
        assert_int_equal(ones, 128);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(addresses_of_all_shapes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
