/* pwpol's side of a conversation with other programs (interop.py): requests on
 * standard input, a line each, fields apart by tabs; passwords and salts in
 * hexadecimal, for they may hold any byte. An answer is a line.
 *
 * usage: verifier KEY=VALUE...     of the policy
 *   verify STORED PASSWORD                  verdict, needs_rehash, truncated, scheme
 *   wrap STORED                             the credential under Argon2id
 *   hash PASSWORD                           a new credential, at the cost of the policy
 *   engines VARIANT VERSION M T P SALT TAG_LENGTH PASSWORD
 *                                           "name tag" of every engine that can, on one line */
#include "hash/engine.h"
#include "pwpol/hash.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FIELDS_MAX = 9, LINE_SIZE = 32768 };

struct bytes {
    unsigned char bytes[PWPOL_PASSWORD_SIZE];
    size_t length;
};

static void stop(const char *why)
{
    fprintf(stderr, "verifier: %s\n", why);
    exit(2);
}

static struct bytes from_hex(const char *hex)
{
    struct bytes bytes = { .length = 0 };
    if (sodium_hex2bin(bytes.bytes, sizeof bytes.bytes, hex, strlen(hex), NULL, &bytes.length, NULL) != 0)
        stop("not hexadecimal");
    return bytes;
}

static void verify(pwpol_hasher *hasher, char **field)
{
    struct bytes password = from_hex(field[2]);
    pwpol_verified result = { .size = sizeof result };
    pwpol_verdict verdict =
        pwpol_verify(hasher, field[1], (const char *)password.bytes, password.length, NULL, 0, &result);
    printf("%d\t%d\t%d\t%s\n", verdict, result.needs_rehash, result.truncated, result.scheme);
}

static void wrap(pwpol_hasher *hasher, char **field)
{
    char stored[PWPOL_HASH_SIZE];
    pwpol_status status = pwpol_wrap_legacy(hasher, field[1], NULL, 0, stored);
    printf("%s\n", status == PWPOL_OK ? stored : pwpol_strstatus(status, "en"));
}

static void hash(pwpol_hasher *hasher, char **field)
{
    struct bytes password = from_hex(field[1]);
    char stored[PWPOL_HASH_SIZE];
    pwpol_status status = pwpol_hash(hasher, (const char *)password.bytes, password.length, NULL, 0, stored);
    printf("%s\n", status == PWPOL_OK ? stored : pwpol_strstatus(status, "en"));
}

static uint32_t number(const char *text)
{
    return (uint32_t)strtoul(text, NULL, 10);
}

static void engines(pwpol_hasher *hasher, char **field)
{
    static const struct engine *const all[] = { &engine_native, &engine_sodium, &engine_argon2 };
    (void)hasher;
    struct bytes salt = from_hex(field[6]), password = from_hex(field[8]);
    unsigned char tag[PHC_TAG_MAX];
    char hex[2 * PHC_TAG_MAX + 1];
    struct argon2_task task = { .variant = (enum argon2_variant)number(field[1]),
                                .version = number(field[2]),
                                .cost = { number(field[3]), number(field[4]), number(field[5]) },
                                .password = password.bytes,
                                .password_len = password.length,
                                .salt = salt.bytes,
                                .salt_len = salt.length,
                                .tag = tag,
                                .tag_len = number(field[7]) };
    if (task.tag_len > sizeof tag)
        stop("the tag is too long");
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
        if (!all[i]->can(&task))
            continue;
        void *memory =
            all[i]->uses_slot ? aligned_alloc(4096, (engine_memory(&task.cost) + 4095) / 4096 * 4096) : NULL;
        if (all[i]->run(&task, memory) != ENGINE_DONE)
            stop("an engine failed");
        free(memory);
        printf("%s %s\t", all[i]->name, sodium_bin2hex(hex, sizeof hex, tag, task.tag_len));
    }
    printf("\n");
}

static const struct {
    const char *name;
    int fields;
    void (*answer)(pwpol_hasher *hasher, char **field);
} requests[] = {
    { "verify", 3, verify },
    { "wrap", 2, wrap },
    { "hash", 2, hash },
    { "engines", 9, engines },
};

static void answer(pwpol_hasher *hasher, char *line)
{
    char *field[FIELDS_MAX];
    int count = 0;
    line[strcspn(line, "\n")] = '\0';
    while (line != NULL && count < FIELDS_MAX)
        field[count++] = strsep(&line, "\t");
    for (size_t i = 0; i < sizeof requests / sizeof requests[0]; i++)
        if (strcmp(field[0], requests[i].name) == 0 && count == requests[i].fields) {
            requests[i].answer(hasher, field);
            fflush(stdout);
            return;
        }
    stop("not a request");
}

int main(int argc, char **argv)
{
    static char line[LINE_SIZE];
    pwpol_policy *policy = NULL;
    pwpol_hasher *hasher = NULL;
    pwpol_where where = PWPOL_WHERE_INIT;
    if (pwpol_policy_new(&policy, NULL) != PWPOL_OK)
        stop("no policy");
    for (int i = 1; i < argc; i++) {
        char *value = strchr(argv[i], '=');
        if (value == NULL)
            stop("a setting is KEY=VALUE");
        *value++ = '\0';
        if (pwpol_policy_set(policy, argv[i], value, &where) != PWPOL_OK)
            stop(where.message_en);
    }
    if (pwpol_hasher_new(&hasher, policy, NULL, &where) != PWPOL_OK)
        stop(where.message_en);
    pwpol_policy_free(policy);
    while (fgets(line, sizeof line, stdin) != NULL)
        answer(hasher, line);
    pwpol_hasher_free(hasher);
    return 0;
}
