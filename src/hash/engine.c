#include "hash/engine.h"

/* In order of speed, measured at m = 64 MiB, t = 3, p = 1 (bench/hash.c). */
static const struct engine *const engines[] = { &engine_native, &engine_sodium, &engine_argon2 };

static const struct engine *const chosen[] = { [ENGINE_NATIVE] = &engine_native,
                                               [ENGINE_SODIUM] = &engine_sodium,
                                               [ENGINE_ARGON2] = &engine_argon2 };

size_t engine_memory(const struct argon2_cost *cost)
{
    uint32_t unit = 4 * cost->lanes;
    return (size_t)(cost->memory / unit * unit) * 1024;
}

const struct engine *engine_for(const struct argon2_task *task, enum engine_choice choice)
{
    if (choice != ENGINE_AUTO && chosen[choice]->can(task))
        return chosen[choice];
    for (size_t i = 0; i < sizeof engines / sizeof engines[0]; i++)
        if (engines[i]->can(task))
            return engines[i];
    return NULL;
}
