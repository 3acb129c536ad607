/* Every kernel that this processor has gives the bytes of libargon2 and, where it can, of
 * libsodium. PWPOL_ENGINE_SETS: how many random parameter sets, 300 (30 under a sanitizer) unless
 * it says otherwise; PWPOL_ENGINE_SEED: where they start. */
#include "suite.h"

#include "hash/engine_native.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>

enum { LENGTH_MOST = 300, MEMORY_MOST = 16384 /* KiB */, USUAL_MOST = 512 };
enum { SETS = SUITE_HAS_SHADOW_MEMORY ? 30 : 300 };

/* xorshift, seeded alike in every run */
static uint64_t random_state = 88172645463325252u;

static uint32_t draw(uint32_t bound)
{
    random_state ^= random_state << 13;
    random_state ^= random_state >> 7;
    random_state ^= random_state << 17;
    return (uint32_t)(random_state >> 32) % bound;
}

static uint64_t number_of(const char *name, uint64_t otherwise)
{
    const char *text = getenv(name);
    return text == NULL ? otherwise : strtoull(text, NULL, 10);
}

/* The inputs of a task, drawn: lengths from 0 to LENGTH_MOST; a salt of at least 8 bytes, as libargon2 wants. */
struct drawn {
    struct argon2_task task;
    unsigned char password[LENGTH_MOST], salt[LENGTH_MOST], secret[LENGTH_MOST], data[LENGTH_MOST];
};

static void draw_bytes(unsigned char bytes[LENGTH_MOST])
{
    for (size_t i = 0; i < LENGTH_MOST; i++)
        bytes[i] = (unsigned char)draw(256);
}

/* As many small ones as large ones, from least to most. */
static uint32_t draw_memory(uint32_t least, uint32_t most)
{
    uint32_t scale = most;
    while (scale > 2 * least && draw(3) > 0)
        scale /= 2;
    return least + draw(scale - least + 1);
}

static void draw_task(struct drawn *drawn)
{
    draw_bytes(drawn->password);
    draw_bytes(drawn->salt);
    draw_bytes(drawn->secret);
    draw_bytes(drawn->data);
    bool as_sodium = draw(4) == 0; /* what libsodium can compute too */
    uint32_t lanes = as_sodium ? 1 : 1 + draw(8);
    drawn->task = (struct argon2_task){
        .variant = (enum argon2_variant)draw(3),
        .version = as_sodium || draw(3) > 0 ? ARGON2_V13 : ARGON2_V10,
        .cost = { draw_memory(8 * lanes, draw(50) == 0 ? MEMORY_MOST : USUAL_MOST), 1 + draw(8), lanes },
        .password = drawn->password,
        .password_len = draw(LENGTH_MOST + 1),
        .salt = drawn->salt,
        .salt_len = as_sodium ? crypto_pwhash_SALTBYTES : 8 + draw(LENGTH_MOST - 7),
        .secret = drawn->secret,
        .secret_len = as_sodium ? 0 : draw(LENGTH_MOST + 1),
        .data = drawn->data,
        .data_len = as_sodium ? 0 : draw(LENGTH_MOST + 1),
        .tag_len = 4 + draw(LENGTH_MOST - 3),
    };
}

static void expect(const struct argon2_task *task, const unsigned char *tag, const unsigned char *expected,
                   const char *who)
{
    if (memcmp(tag, expected, task->tag_len) != 0)
        fail_msg("%s: variant %d version %x m=%u t=%u p=%u lengths %zu %zu %zu %zu tag %zu", who, task->variant,
                 task->version, task->cost.memory, task->cost.passes, task->cost.lanes, task->password_len,
                 task->salt_len, task->secret_len, task->data_len, task->tag_len);
}

static void all_engines_and_kernels_give_the_same_bytes(void **state)
{
    (void)state;
    uint64_t count = number_of("PWPOL_ENGINE_SETS", SETS);
    random_state += number_of("PWPOL_ENGINE_SEED", 0);
    unsigned char *memory = aligned_alloc(4096, (size_t)MEMORY_MOST * 1024);
    static struct drawn drawn;
    unsigned char expected[LENGTH_MOST], tag[LENGTH_MOST];
    struct argon2_task *task = &drawn.task;
    unsigned by_sodium = 0;
    assert_non_null(memory);
    for (uint64_t round = 0; round < count; round++) {
        draw_task(&drawn);
        task->tag = expected;
        assert_int_equal(engine_argon2.run(task, memory), ENGINE_DONE);
        task->tag = tag;
        for (size_t i = 0; native_kernels[i] != NULL; i++) {
            if (!native_kernels[i]->supported())
                continue;
            memset(tag, 0, sizeof tag);
            native_compute(native_kernels[i], task, memory);
            expect(task, tag, expected, native_kernels[i]->name);
            native_kernels[i]->wipe(memory, engine_memory(&task->cost));
            assert_true(sodium_is_zero(memory, engine_memory(&task->cost)));
        }
        if (!engine_sodium.can(task))
            continue;
        assert_int_equal(engine_sodium.run(task, NULL), ENGINE_DONE);
        expect(task, tag, expected, "sodium");
        by_sodium++;
    }
    assert_true(count < 100 || by_sodium > 0);
    free(memory);
}

static void kernels_that_the_processor_has_pass_their_self_test(void **state)
{
    (void)state;
    unsigned tested = 0;
    for (size_t i = 0; native_kernels[i] != NULL; i++)
        if (native_kernels[i]->supported()) {
            assert_int_equal(native_self_test(native_kernels[i]), NATIVE_HEALTHY);
            tested++;
        }
    assert_true(tested > 0);
    assert_true(native_portable.supported());
}

/* The smallest matrices have segments of two blocks, in which there is nothing to do in the first. */
static void the_smallest_and_oddest_memories_are_those_of_libargon2(void **state)
{
    (void)state;
    static _Alignas(4096) unsigned char memory[512 * 1024];
    for (uint32_t lanes = 1; lanes <= 9; lanes++)
        for (uint32_t extra = 0; extra <= 4 * lanes; extra += SUITE_HAS_SHADOW_MEMORY ? lanes : 1) {
            unsigned char expected[32], tag[32];
            struct argon2_task task = { .variant = (enum argon2_variant)(extra % 3),
                                        .version = ARGON2_V13,
                                        .cost = { 8 * lanes + extra, 2, lanes },
                                        .password = "p",
                                        .password_len = 1,
                                        .salt = "saltsalt",
                                        .salt_len = 8,
                                        .tag = expected,
                                        .tag_len = sizeof expected };
            assert_int_equal(engine_argon2.run(&task, memory), ENGINE_DONE);
            task.tag = tag;
            for (size_t i = 0; native_kernels[i] != NULL; i++)
                if (native_kernels[i]->supported()) {
                    native_compute(native_kernels[i], &task, memory);
                    expect(&task, tag, expected, native_kernels[i]->name);
                }
        }
}

int main(void)
{
    if (sodium_init() < 0)
        return 1;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(kernels_that_the_processor_has_pass_their_self_test),
        cmocka_unit_test(all_engines_and_kernels_give_the_same_bytes),
        cmocka_unit_test(the_smallest_and_oddest_memories_are_those_of_libargon2),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
