/* pwpol's own Argon2: what the engine and the files of its instruction sets
 * share. A kernel is one way to compute the compression function G of RFC 9106,
 * a file each; all of them give the same bytes. */
#ifndef PWPOL_HASH_ENGINE_NATIVE_H
#define PWPOL_HASH_ENGINE_NATIVE_H

#include "hash/engine.h"

/* 1 KiB: a matrix of 8 x 8 units of 16 bytes, row after row. */
enum { NATIVE_WORDS = 128, NATIVE_SLICES = 4 };
struct native_block {
    _Alignas(64) uint64_t words[NATIVE_WORDS];
};

/* One hash under way. */
struct native_fill {
    struct native_block *blocks; /* lane after lane */
    enum argon2_variant variant;
    uint32_t version;
    uint32_t passes;
    uint32_t lanes;
    uint32_t lane_length; /* blocks */
    uint32_t segment_length;
};

/* The part of a lane that one thread fills: a quarter of a pass. Segments of
 * one slice do not depend on each other. */
struct native_segment {
    const struct native_fill *fill;
    uint32_t pass;
    uint32_t slice;
    uint32_t lane;
};

struct native_kernel {
    const char *name;
    bool (*supported)(void); /* by this processor */
    /* To and from the order in which the kernel keeps the words of a block in the
     * matrix; doing it twice changes nothing. The first word stays the first. */
    void (*arrange)(struct native_block *block);
    void (*fill)(const struct native_segment *segment);
    void (*wipe)(void *memory, size_t size); /* size: whole blocks */
};

extern const struct native_kernel native_avx512;
extern const struct native_kernel native_avx2;
extern const struct native_kernel native_ssse3;
extern const struct native_kernel native_neon;
extern const struct native_kernel native_portable;

/* Those of this build, the fastest first, then NULL; the last is portable. */
extern const struct native_kernel *const native_kernels[];

/* The arrange() of a kernel that keeps the words in the order of RFC 9106. */
void native_natural_order(struct native_block *block);

/* The wipe() of the kernels for x86: past the cache, which spares reading what is written over. Measured at
 * 46 MiB: 1.9 ms, where memset takes 5.7. */
void native_stream_zeros(void *memory, size_t size);

/* Computes a task with a kernel that this processor supports, in engine_memory()
 * bytes aligned to 64, whatever they hold; the matrix stays there. */
void native_compute(const struct native_kernel *kernel, const struct argon2_task *task, void *memory);

/* Wipes what a matrix was computed in, as the chosen kernel does; size: whole blocks. */
void native_wipe(void *memory, size_t size);

/* Whether the kernel gives known answers. NATIVE_UNTESTED when there was no memory for it. */
enum native_health { NATIVE_HEALTHY, NATIVE_WRONG, NATIVE_UNTESTED };
enum native_health native_self_test(const struct native_kernel *kernel);

/* The kernel that engine_native computes with: the first supported one. It is tested at its first
 * use; a wrong one withdraws the engine. */
const struct native_kernel *native_chosen(void);
enum native_health native_chosen_health(void);
/* For the suites: kernel instead, as if it had just been chosen; NULL: the first supported one.
 * No hash may be under way. */
void native_choose(const struct native_kernel *kernel);

#endif
