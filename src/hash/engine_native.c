/* pwpol's own engine: everything that RFC 9106 knows, with the vectors of this
 * processor, in the memory of the hasher's slots. See docs/argon2-engine.md. */
#include "hash/engine_native.h"

#include <stdatomic.h>

const struct native_kernel *const native_kernels[] = {
#if defined(__x86_64__) || defined(__i386__)
    &native_avx512, &native_avx2, &native_ssse3,
#elif defined(__aarch64__)
    &native_neon,
#endif
    &native_portable, NULL
};

/* Threads that come at the same time at first find the same. */
static const struct native_kernel *_Atomic chosen;
static _Atomic enum native_health health = NATIVE_UNTESTED;

const struct native_kernel *native_chosen(void)
{
    const struct native_kernel *kernel = atomic_load(&chosen);
    for (size_t i = 0; kernel == NULL; i++)
        if (native_kernels[i]->supported())
            kernel = native_kernels[i];
    return kernel;
}

enum native_health native_chosen_health(void)
{
    if (atomic_load(&health) == NATIVE_UNTESTED)
        atomic_store(&health, native_self_test(native_chosen()));
    return atomic_load(&health);
}

void native_choose(const struct native_kernel *kernel)
{
    atomic_store(&chosen, kernel);
    atomic_store(&health, NATIVE_UNTESTED);
}

void native_wipe(void *memory, size_t size)
{
    native_chosen()->wipe(memory, size);
}

static bool native_can(const struct argon2_task *task)
{
    (void)task;
    return native_chosen_health() != NATIVE_WRONG;
}

static enum engine_answer native_run(const struct argon2_task *task, void *memory)
{
    if (native_chosen_health() == NATIVE_UNTESTED)
        return ENGINE_NO_MEMORY;
    native_compute(native_chosen(), task, memory);
    return ENGINE_DONE;
}

const struct engine engine_native = { "native", true, true, native_can, native_run };
