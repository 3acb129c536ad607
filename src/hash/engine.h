/* What computes Argon2: a table of engines, a file each. An engine says what it
 * can do; the first of the table that can is taken. Where two can, they give
 * the same bytes. */
#ifndef PWPOL_HASH_ENGINE_H
#define PWPOL_HASH_ENGINE_H

#include "hash/phc.h"

struct argon2_task {
    enum argon2_variant variant;
    uint32_t version;
    struct argon2_cost cost;
    const void *password;
    size_t password_len;
    const void *salt;
    size_t salt_len;
    const void *secret;
    size_t secret_len;
    const void *data;
    size_t data_len;
    unsigned char *tag;
    size_t tag_len;
};

enum engine_answer { ENGINE_DONE, ENGINE_NO_MEMORY, ENGINE_FAILED };

struct engine {
    const char *name;
    bool uses_slot;     /* computes in the memory it is given; otherwise it maps its own */
    bool leaves_matrix; /* there, for the slot to wipe when that keeps nobody waiting */
    bool (*can)(const struct argon2_task *task);
    /* memory: page-aligned, engine_memory() bytes, NULL unless uses_slot; wiped before the
     * answer unless leaves_matrix. */
    enum engine_answer (*run)(const struct argon2_task *task, void *memory);
};

extern const struct engine engine_native;
extern const struct engine engine_sodium;
extern const struct engine engine_argon2;

/* Bytes of the matrix: RFC 9106, 3.2: m rounded down to a multiple of 4 p, in blocks of 1 KiB. */
size_t engine_memory(const struct argon2_cost *cost);

/* What hash.engine says, in the order of its words. */
enum engine_choice { ENGINE_AUTO, ENGINE_NATIVE, ENGINE_SODIUM, ENGINE_ARGON2 };

/* The engine that is asked for, where it can compute the task, else the fastest that can: a
 * hasher verifies what others stored, whatever its engine. Never NULL for a task that
 * phc_parse() would accept. */
const struct engine *engine_for(const struct argon2_task *task, enum engine_choice choice);

#endif
