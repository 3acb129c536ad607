/* Known answers, which a kernel gives before it serves. */
#include "hash/engine_native.h"

#include <string.h>
#include <sys/mman.h>

enum { TAG_SIZE = 32, MEMORY_MOST = 1280 /* KiB */ };

/* The inputs of RFC 9106, 5, and shorter ones. */
static const struct inputs {
    const char *password, *salt, *secret, *data;
} full = { "\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1",
           "\2\2\2\2\2\2\2\2\2\2\2\2\2\2\2\2", "\3\3\3\3\3\3\3\3", "\4\4\4\4\4\4\4\4\4\4\4\4" },
  plain = { "password", "somesalt", "", "" };

static const struct answer {
    enum argon2_variant variant;
    uint32_t version;
    struct argon2_cost cost;
    const struct inputs *inputs;
    unsigned char tag[TAG_SIZE];
} answers[] = {
    /* RFC 9106, 5.1 */
    { ARGON2_VARIANT_D,
      ARGON2_V13,
      { 32, 3, 4 },
      &full,
      { 0x51, 0x2b, 0x39, 0x1b, 0x6f, 0x11, 0x62, 0x97, 0x53, 0x71, 0xd3, 0x09, 0x19, 0x73, 0x42, 0x94,
        0xf8, 0x68, 0xe3, 0xbe, 0x39, 0x84, 0xf3, 0xc1, 0xa1, 0x3a, 0x4d, 0xb9, 0xfa, 0xbe, 0x4a, 0xcb } },
    /* RFC 9106, 5.2 */
    { ARGON2_VARIANT_I,
      ARGON2_V13,
      { 32, 3, 4 },
      &full,
      { 0xc8, 0x14, 0xd9, 0xd1, 0xdc, 0x7f, 0x37, 0xaa, 0x13, 0xf0, 0xd7, 0x7f, 0x24, 0x94, 0xbd, 0xa1,
        0xc8, 0xde, 0x6b, 0x01, 0x6d, 0xd3, 0x88, 0xd2, 0x99, 0x52, 0xa4, 0xc4, 0x67, 0x2b, 0x6c, 0xe8 } },
    /* RFC 9106, 5.3 */
    { ARGON2_VARIANT_ID,
      ARGON2_V13,
      { 32, 3, 4 },
      &full,
      { 0x0d, 0x64, 0x0d, 0xf5, 0x8d, 0x78, 0x76, 0x6c, 0x08, 0xc0, 0x37, 0xa3, 0x4a, 0x8b, 0x53, 0xc9,
        0xd0, 0x1e, 0xf0, 0x45, 0x2d, 0x75, 0xb6, 0x5e, 0xb5, 0x25, 0x20, 0xe9, 0x6b, 0x01, 0xe6, 0x59 } },
    /* argon2(1): segments longer than a block of addresses */
    { ARGON2_VARIANT_ID,
      ARGON2_V13,
      { 640, 2, 1 },
      &plain,
      { 0x0b, 0x29, 0x34, 0x8c, 0xb5, 0x63, 0x40, 0x97, 0x1f, 0x74, 0x96, 0xbb, 0xc0, 0x25, 0x5d, 0xad,
        0x47, 0x48, 0x03, 0x11, 0x38, 0x58, 0x72, 0xd0, 0x8f, 0x45, 0xe9, 0x1a, 0x8c, 0x21, 0x54, 0x7f } },
    { ARGON2_VARIANT_I,
      ARGON2_V10,
      { 1280, 2, 2 },
      &plain,
      { 0xee, 0x09, 0xf6, 0x45, 0xc4, 0x44, 0xcc, 0x0c, 0xba, 0x45, 0xf7, 0xc6, 0xb7, 0xad, 0xcf, 0x9a,
        0x05, 0x36, 0x69, 0xee, 0x9a, 0xc3, 0xdc, 0x39, 0xbc, 0xcb, 0xca, 0x16, 0x76, 0xba, 0x99, 0x2c } },
    { ARGON2_VARIANT_D,
      ARGON2_V13,
      { 640, 2, 1 },
      &plain,
      { 0x9b, 0xdd, 0x28, 0x40, 0x00, 0xdd, 0x8d, 0x26, 0xd2, 0xb0, 0x03, 0x7d, 0x1e, 0x9b, 0x44, 0xae,
        0x17, 0x83, 0x5a, 0xae, 0x5e, 0x55, 0xad, 0x64, 0x02, 0x50, 0x3a, 0xc1, 0x27, 0x2c, 0xa4, 0xba } },
};

static bool is_right(const struct native_kernel *kernel, const struct answer *answer, void *memory)
{
    unsigned char tag[TAG_SIZE];
    const struct inputs *inputs = answer->inputs;
    const struct argon2_task task = { .variant = answer->variant,
                                      .version = answer->version,
                                      .cost = answer->cost,
                                      .password = inputs->password,
                                      .password_len = strlen(inputs->password),
                                      .salt = inputs->salt,
                                      .salt_len = strlen(inputs->salt),
                                      .secret = inputs->secret,
                                      .secret_len = strlen(inputs->secret),
                                      .data = inputs->data,
                                      .data_len = strlen(inputs->data),
                                      .tag = tag,
                                      .tag_len = sizeof tag };
    native_compute(kernel, &task, memory);
    return memcmp(tag, answer->tag, sizeof tag) == 0;
}

enum native_health native_self_test(const struct native_kernel *kernel)
{
    size_t size = (size_t)MEMORY_MOST * 1024;
    void *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED)
        return NATIVE_UNTESTED;
    enum native_health health = NATIVE_HEALTHY;
    for (size_t i = 0; i < sizeof answers / sizeof answers[0]; i++)
        if (!is_right(kernel, &answers[i], memory))
            health = NATIVE_WRONG;
    munmap(memory, size);
    return health;
}
