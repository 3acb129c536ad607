/* Who computes: what hash.engine asks for, and what happens when a kernel is wrong. */
#include "support.h"

#include "fail_alloc.h"
#include "hash/engine_native.h"
#include "hash/hasher.h"

#include <stdio.h>

/* By argon2(1). */
static const char made_elsewhere[] = "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$"
                               "vd3xQ+2L5I/FNh71ryYnJISpFTEUU0xiA+eBxm4d7mw";

static void arrange_wrongly(struct native_block *block)
{
    block->words[1] ^= 1; /* one bit, as a defect of a processor may be */
}

static bool always(void)
{
    return true;
}

static struct native_kernel wrong_kernel(void)
{
    return (struct native_kernel){ "wrong", always, arrange_wrongly, native_portable.fill, native_portable.wipe };
}

static struct argon2_task simple_task(unsigned char tag[32])
{
    return (struct argon2_task){ .variant = ARGON2_VARIANT_ID,
                                 .version = ARGON2_V13,
                                 .cost = { 256, 2, 1 },
                                 .password = "secret",
                                 .password_len = 6,
                                 .salt = "somesaltsomesalt",
                                 .salt_len = 16,
                                 .tag = tag,
                                 .tag_len = 32 };
}

static void the_key_says_who_computes(void **state)
{
    (void)state;
    static const struct {
        const char *word;
        uint32_t lanes;
        const struct engine *engine;
    } rows[] = {
        { "auto", 1, &engine_native },     { "auto", 4, &engine_native },    { "native", 1, &engine_native },
        { "native", 4, &engine_native },   { "sodium", 1, &engine_sodium },  { "sodium", 4, &engine_native },
        { "argon2", 1, &engine_argon2 },   { "argon2", 4, &engine_argon2 },
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        unsigned char tag[32];
        struct argon2_task task = simple_task(tag);
        task.cost.lanes = rows[i].lanes;
        pwpol_hasher *hasher =
            quick_hasher((const char *const[]){ "hash.engine", rows[i].word, NULL }, NULL);
        assert_ptr_equal(engine_for(&task, hasher->engine), rows[i].engine);
        assert_int_equal(hasher_compute(hasher, &task), PWPOL_MATCH);
        pwpol_hasher_free(hasher);
    }
}

static void all_engines_verify_what_each_other_made(void **state)
{
    (void)state;
    static const char *const words[] = { "native", "sodium", "argon2" };
    for (size_t maker = 0; maker < 3; maker++) {
        char stored[PWPOL_HASH_SIZE];
        pwpol_hasher *hasher = quick_hasher((const char *const[]){ "hash.engine", words[maker], NULL }, NULL);
        assert_int_equal(pwpol_hash(hasher, "secret", 6, NULL, 0, stored), PWPOL_OK);
        pwpol_hasher_free(hasher);
        for (size_t i = 0; i < 3; i++) {
            hasher = quick_hasher((const char *const[]){ "hash.engine", words[i], NULL }, NULL);
            assert_int_equal(pwpol_verify(hasher, stored, "secret", 6, NULL, 0, NULL), PWPOL_MATCH);
            assert_int_equal(pwpol_verify(hasher, stored, "secreT", 6, NULL, 0, NULL), PWPOL_MISMATCH);
            pwpol_hasher_free(hasher);
        }
    }
}

struct heard {
    unsigned count;
    char name[32], cause[32];
};

static void hear(void *context, const pwpol_event *event)
{
    struct heard *heard = context;
    heard->count++;
    snprintf(heard->name, sizeof heard->name, "%s", event->name);
    snprintf(heard->cause, sizeof heard->cause, "%s", event->cause);
    char line[256];
    assert_true(pwpol_event_json(event, line, sizeof line) < sizeof line);
}

static void who_computes_is_told_and_a_withdrawal_is_an_event(void **state)
{
    (void)state;
    struct native_kernel wrong = wrong_kernel();
    struct heard heard = { 0 };
    pwpol_engine engine = { .size = sizeof engine };
    pwpol_hasher *hasher = quick_hasher(NULL, NULL);
    assert_int_equal(pwpol_hasher_engine(hasher, &engine), PWPOL_OK);
    assert_string_equal(engine.name, "native");
    assert_string_equal(engine.kernel, native_chosen()->name);
    assert_false(engine.withdrawn);
    pwpol_hasher_report(hasher, hear, &heard);
    assert_int_equal(heard.count, 0);
    native_choose(&wrong);
    assert_int_equal(pwpol_hasher_engine(hasher, &engine), PWPOL_OK);
    assert_string_equal(engine.name, "sodium");
    assert_string_equal(engine.kernel, "wrong");
    assert_true(engine.withdrawn);
    pwpol_hasher_report(hasher, hear, &heard);
    pwpol_hasher_report(hasher, NULL, NULL);
    assert_int_equal(heard.count, 1);
    assert_string_equal(heard.name, "engine.withdrawn");
    assert_string_equal(heard.cause, "wrong");
    native_choose(NULL);
    engine.size = 1;
    assert_int_equal(pwpol_hasher_engine(hasher, &engine), PWPOL_ERR_ARGUMENT);
    assert_int_equal(pwpol_hasher_engine(hasher, NULL), PWPOL_ERR_ARGUMENT);
    assert_int_equal(pwpol_hasher_engine(NULL, &engine), PWPOL_ERR_ARGUMENT);
    pwpol_hasher_free(hasher);
}

static void a_kernel_that_gives_a_wrong_answer_withdraws_and_others_serve(void **state)
{
    (void)state;
    struct native_kernel wrong = wrong_kernel();
    pwpol_hasher *hasher = quick_hasher((const char *const[]){ "hash.engine", "native", NULL }, NULL);
    char before[PWPOL_HASH_SIZE], after[PWPOL_HASH_SIZE];
    unsigned char tag[32];
    struct argon2_task task = simple_task(tag);
    assert_int_equal(pwpol_hash(hasher, "secret", 6, NULL, 0, before), PWPOL_OK);
    native_choose(&wrong);
    assert_int_equal(native_chosen_health(), NATIVE_WRONG);
    assert_false(engine_native.can(&task));
    assert_ptr_equal(engine_for(&task, ENGINE_NATIVE), &engine_sodium);
    assert_int_equal(pwpol_verify(hasher, before, "secret", 6, NULL, 0, NULL), PWPOL_MATCH);
    assert_int_equal(pwpol_hash(hasher, "secret", 6, NULL, 0, after), PWPOL_OK);
    task.cost.lanes = 2;
    assert_ptr_equal(engine_for(&task, ENGINE_AUTO), &engine_argon2);
    native_choose(NULL);
    assert_int_equal(native_chosen_health(), NATIVE_HEALTHY);
    assert_int_equal(pwpol_verify(hasher, after, "secret", 6, NULL, 0, NULL), PWPOL_MATCH);
    pwpol_hasher_free(hasher);
}

static void a_self_test_without_memory_is_no_wrong_password(void **state)
{
    (void)state;
    unsigned char tag[32];
    struct argon2_task task = simple_task(tag);
    static _Alignas(4096) unsigned char memory[256 * 1024];
    native_choose(NULL);
    fail_alloc_start(1, true);
    assert_int_equal(engine_native.run(&task, memory), ENGINE_NO_MEMORY);
    assert_true(fail_alloc_stop());
    assert_int_equal(engine_native.run(&task, memory), ENGINE_DONE);
}

static void every_kernel_can_serve(void **state)
{
    (void)state;
    for (size_t i = 0; native_kernels[i] != NULL; i++) {
        if (!native_kernels[i]->supported())
            continue;
        native_choose(native_kernels[i]);
        pwpol_hasher *hasher = quick_hasher((const char *const[]){ "hash.engine", "native", NULL }, NULL);
        assert_int_equal(pwpol_verify(hasher, made_elsewhere, "secret", 6, NULL, 0, NULL), PWPOL_MATCH);
        assert_int_equal(native_chosen_health(), NATIVE_HEALTHY);
        assert_ptr_equal(native_chosen(), native_kernels[i]);
        pwpol_hasher_free(hasher);
    }
    native_choose(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_key_says_who_computes),
        cmocka_unit_test(all_engines_verify_what_each_other_made),
        cmocka_unit_test(who_computes_is_told_and_a_withdrawal_is_an_event),
        cmocka_unit_test(a_kernel_that_gives_a_wrong_answer_withdraws_and_others_serve),
        cmocka_unit_test(a_self_test_without_memory_is_no_wrong_password),
        cmocka_unit_test(every_kernel_can_serve),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
