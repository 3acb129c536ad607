/* Memory for secrets, and arenas of it. */
#include "suite.h"

#include "base/secret.h"
#include "fail_alloc.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

/* Under AddressSanitizer there is no pool: every secret is a heap block. */
enum { POOLED = !SUITE_HAS_ADDRESS_SANITIZER };

/* As in secret.c: 64 blocks of 16 KiB, of which the first 64 bytes are the header's. */
enum { BLOCKS = 64, BLOCK_ROOM = 16384 - 64 };

static bool is_zero(const void *memory, size_t size)
{
    const unsigned char *bytes = memory;
    for (size_t i = 0; i < size; i++)
        if (bytes[i] != 0)
            return false;
    return true;
}

static bool holds(const void *memory, size_t size, unsigned char byte)
{
    const unsigned char *bytes = memory;
    for (size_t i = 0; i < size; i++)
        if (bytes[i] != byte)
            return false;
    return true;
}

/* The linker puts this in the place of munmap(): what secret_free() gives back to
 * the system is looked at first. */
static size_t unmapped_count;
static bool unmapped_dirty;

int __real_munmap(void *memory, size_t size);
int __wrap_munmap(void *memory, size_t size);
int __wrap_munmap(void *memory, size_t size)
{
    unmapped_count++;
    if (!is_zero(memory, size))
        unmapped_dirty = true;
    return __real_munmap(memory, size);
}

/* Has to come first: the pool is mapped once in the life of a process. */
static void without_a_pool_a_secret_has_a_mapping_of_its_own(void **state)
{
    (void)state;
    if (!POOLED)
        return;
    fail_alloc_start(2, false); /* 1 is secret_alloc() itself, 2 the mapping of the pool */
    unsigned char *secret = secret_alloc(16);
    assert_true(fail_alloc_stop());
    assert_non_null(secret);
    assert_true(is_zero(secret, 16));
    memset(secret, 0xAA, 16);
    size_t before = unmapped_count;
    secret_free(secret);
    assert_int_equal(unmapped_count, before + 1);
    assert_false(unmapped_dirty);

    fail_alloc_start(2, true);
    assert_null(secret_alloc(16));
    assert_true(fail_alloc_stop());
}

static const size_t sizes[] = { 1, 15, 16, 17, 4096, BLOCK_ROOM - 1, BLOCK_ROOM, BLOCK_ROOM + 1, 1 << 20 };

static void secrets_of_any_size_are_zeroed_and_aligned(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        for (unsigned round = 0; round < 3; round++) {
            unsigned char *secret = secret_alloc(sizes[i]);
            assert_non_null(secret);
            assert_int_equal((uintptr_t)secret % _Alignof(max_align_t), 0);
            assert_true(is_zero(secret, sizes[i]));
            memset(secret, 0xAA, sizes[i]);
            secret_free(secret);
        }
    }
    secret_free(NULL);
}

static void what_is_no_size_is_refused(void **state)
{
    (void)state;
    assert_null(secret_alloc(0));
    assert_null(secret_alloc(SIZE_MAX));
    assert_null(secret_alloc(SIZE_MAX - 64));
    assert_null(secret_alloc(SIZE_MAX / 2 + 1));
}

/* The pool stays mapped, so its blocks can be read after they were given back. */
static void a_block_of_the_pool_is_wiped_when_it_is_given_back(void **state)
{
    (void)state;
    if (!POOLED)
        return;
    unsigned char *secret = secret_alloc(BLOCK_ROOM);
    assert_non_null(secret);
    memset(secret, 0xAA, BLOCK_ROOM);
    secret_free(secret);
    assert_true(is_zero(secret - 64, 64 + BLOCK_ROOM));

    struct arena arena = { 0 };
    unsigned char *piece = arena_take(&arena, 1000, 3);
    assert_non_null(piece);
    memset(piece, 0xAA, 3000);
    unsigned char *next = arena_take(&arena, 1, 1);
    assert_non_null(next);
    *next = 0xAA;
    arena_end(&arena);
    assert_true(is_zero(piece, 3000));
    assert_int_equal(*next, 0);
}

static void a_mapping_is_wiped_before_it_is_given_back(void **state)
{
    (void)state;
    if (!POOLED)
        return;
    unsigned char *secret = secret_alloc(1 << 20);
    assert_non_null(secret);
    memset(secret, 0xAA, 1 << 20);
    size_t before = unmapped_count;
    secret_free(secret);
    assert_int_equal(unmapped_count, before + 1);
    assert_false(unmapped_dirty);
}

static void more_secrets_than_blocks_may_live_at_once(void **state)
{
    (void)state;
    enum { SECRETS = 3 * BLOCKS };
    unsigned char *secrets[SECRETS];
    for (unsigned round = 0; round < 2; round++) {
        for (size_t i = 0; i < SECRETS; i++) {
            secrets[i] = secret_alloc(BLOCK_ROOM);
            assert_non_null(secrets[i]);
            assert_true(is_zero(secrets[i], BLOCK_ROOM));
            memset(secrets[i], (int)(i + 1), BLOCK_ROOM);
        }
        for (size_t i = 0; i < SECRETS; i++)
            assert_true(holds(secrets[i], BLOCK_ROOM, (unsigned char)(i + 1)));
        size_t before = unmapped_count;
        for (size_t i = 0; i < SECRETS; i++)
            secret_free(secrets[(i * 5) % SECRETS]); /* in another order: 5 and 192 have no common factor */
        assert_int_equal(unmapped_count - before, POOLED ? SECRETS - BLOCKS : 0);
        assert_false(unmapped_dirty);
    }
}

/* ---- Arenas -------------------------------------------------------------- */

static void an_arena_gives_pieces_that_do_not_touch(void **state)
{
    (void)state;
    enum { PIECES = 300 };
    struct arena arena = { 0 };
    unsigned char *pieces[PIECES];
    size_t lengths[PIECES];
    for (size_t i = 0; i < PIECES; i++) {
        lengths[i] = 1 + (i * 37) % 500 + (i % 50 == 49 ? 40000 : 0); /* some beyond a block */
        pieces[i] = arena_take(&arena, lengths[i], 1);
        assert_non_null(pieces[i]);
        assert_int_equal((uintptr_t)pieces[i] % _Alignof(max_align_t), 0);
        assert_true(is_zero(pieces[i], lengths[i]));
        memset(pieces[i], (int)(i % 255 + 1), lengths[i]);
    }
    for (size_t i = 0; i < PIECES; i++)
        assert_true(holds(pieces[i], lengths[i], (unsigned char)(i % 255 + 1)));
    arena_end(&arena);
    assert_null(arena.chunks);
    assert_non_null(arena_take(&arena, 1, 1)); /* and it may be used again */
    arena_end(&arena);
    arena_end(&arena);
    assert_false(unmapped_dirty);
}

static void an_empty_piece_is_a_piece(void **state)
{
    (void)state;
    struct arena arena = { 0 };
    void *first = arena_take(&arena, 0, 8);
    void *second = arena_take(&arena, 8, 0);
    assert_non_null(first);
    assert_non_null(second);
    assert_ptr_not_equal(first, second);
    arena_end(&arena);
}

static void a_product_that_overflows_is_refused(void **state)
{
    (void)state;
    static const size_t products[][2] = {
        { SIZE_MAX, 1 },         { 1, SIZE_MAX },     { SIZE_MAX, SIZE_MAX },
        { SIZE_MAX / 2 + 1, 2 }, { 3, SIZE_MAX / 3 },
    };
    struct arena arena = { 0 };
    for (size_t i = 0; i < sizeof products / sizeof products[0]; i++)
        assert_null(arena_take(&arena, products[i][0], products[i][1]));
    assert_null(arena.chunks);
}

static void an_arena_without_memory_keeps_what_it_has(void **state)
{
    (void)state;
    struct arena arena = { 0 };
    unsigned char *kept = arena_take(&arena, 100, 1);
    assert_non_null(kept);
    memset(kept, 0xAA, 100);
    fail_alloc_start(2, true); /* 1 is arena_take() itself */
    assert_null(arena_take(&arena, 1 << 20, 1));
    assert_true(fail_alloc_stop());
    assert_true(holds(kept, 100, 0xAA));
    assert_non_null(arena_take(&arena, 1 << 20, 1));
    arena_end(&arena);
}

/* ---- Threads and processes ------------------------------------------------ */

enum { THREADS = 8, ROUNDS = 3000 };

static void *take_and_give(void *number)
{
    unsigned char mine = *(const unsigned char *)number;
    bool good = true;
    for (unsigned round = 0; good && round < ROUNDS; round++) {
        struct arena arena = { 0 };
        size_t size = 1 + (round * 131u + mine) % 2000;
        unsigned char *secret = secret_alloc(size);
        unsigned char *piece = arena_take(&arena, size, 2);
        good = secret != NULL && piece != NULL && is_zero(secret, size) && is_zero(piece, 2 * size);
        if (good) {
            memset(secret, mine, size);
            memset(piece, mine, 2 * size);
            good = holds(secret, size, mine) && holds(piece, 2 * size, mine);
        }
        secret_free(secret);
        arena_end(&arena);
    }
    return good ? number : NULL;
}

static void threads_never_share_a_block(void **state)
{
    (void)state;
    pthread_t threads[THREADS];
    unsigned char numbers[THREADS];
    for (size_t i = 0; i < THREADS; i++) {
        numbers[i] = (unsigned char)(i + 1);
        assert_int_equal(pthread_create(&threads[i], NULL, take_and_give, &numbers[i]), 0);
    }
    for (size_t i = 0; i < THREADS; i++) {
        void *result = NULL;
        assert_int_equal(pthread_join(threads[i], &result), 0);
        assert_ptr_equal(result, &numbers[i]);
    }
}

static bool child_works(unsigned char *inherited)
{
    bool good = holds(inherited, 1000, 0xAA);
    unsigned char *other = secret_alloc(1000);
    good = good && other != NULL && other != inherited && is_zero(other, 1000);
    memset(inherited, 0x55, 1000);
    secret_free(other);
    secret_free(inherited);
    return good;
}

static void a_child_process_has_its_own_copy_of_what_is_taken(void **state)
{
    (void)state;
    unsigned char *secret = secret_alloc(1000);
    assert_non_null(secret);
    memset(secret, 0xAA, 1000);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0)
        _exit(child_works(secret) ? 0 : 1);
    int status = -1;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
    assert_true(holds(secret, 1000, 0xAA));
    secret_free(secret);
}

/* ---- What the kernel knows (proc(5), VmFlags) ------------------------------- */

/* The flags of the mapping that memory lies in: " dd" is "not in core dumps", " lo" "locked". */
enum { FLAGS_SIZE = 512 };
static void read_flags(const void *memory, char *flags)
{
    FILE *file = fopen("/proc/self/smaps", "r");
    assert_non_null(file);
    char line[FLAGS_SIZE];
    bool inside = false;
    flags[0] = '\0';
    while (flags[0] == '\0' && fgets(line, sizeof line, file) != NULL) {
        unsigned long long start, end;
        if (sscanf(line, "%llx-%llx ", &start, &end) == 2)
            inside = (uintptr_t)memory >= start && (uintptr_t)memory < end;
        else if (inside && strncmp(line, "VmFlags:", 8) == 0)
            snprintf(flags, FLAGS_SIZE, "%s", line + 8);
    }
    fclose(file);
}

/* Sanitizers make mlock() do nothing, and the limit of a user may be below the pool's 1 MiB. */
static bool can_lock(void)
{
    struct rlimit limit;
    char flags[FLAGS_SIZE];
    void *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    assert_true(page != MAP_FAILED);
    mlock(page, 4096);
    read_flags(page, flags);
    munmap(page, 4096);
    assert_int_equal(getrlimit(RLIMIT_MEMLOCK, &limit), 0);
    return strstr(flags, " lo") != NULL && (geteuid() == 0 || limit.rlim_cur >= (4 << 20));
}

static void secrets_are_locked_and_kept_out_of_core_dumps(void **state)
{
    (void)state;
    if (!POOLED)
        return;
    static const size_t small_and_large[] = { 16, 100000 };
    for (size_t i = 0; i < 2; i++) {
        char flags[FLAGS_SIZE];
        void *secret = secret_alloc(small_and_large[i]);
        assert_non_null(secret);
        read_flags(secret, flags);
        assert_non_null(strstr(flags, " dd"));
        if (can_lock())
            assert_non_null(strstr(flags, " lo"));
        secret_free(secret);
    }
}

static void wiping_leaves_zeros_and_nothing_else_touched(void **state)
{
    (void)state;
    unsigned char bytes[48];
    memset(bytes, 0xAA, sizeof bytes);
    secret_wipe(bytes + 8, 32);
    assert_true(holds(bytes, 8, 0xAA));
    assert_true(is_zero(bytes + 8, 32));
    assert_true(holds(bytes + 40, 8, 0xAA));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(without_a_pool_a_secret_has_a_mapping_of_its_own),
        cmocka_unit_test(secrets_of_any_size_are_zeroed_and_aligned),
        cmocka_unit_test(what_is_no_size_is_refused),
        cmocka_unit_test(a_block_of_the_pool_is_wiped_when_it_is_given_back),
        cmocka_unit_test(a_mapping_is_wiped_before_it_is_given_back),
        cmocka_unit_test(more_secrets_than_blocks_may_live_at_once),
        cmocka_unit_test(an_arena_gives_pieces_that_do_not_touch),
        cmocka_unit_test(an_empty_piece_is_a_piece),
        cmocka_unit_test(a_product_that_overflows_is_refused),
        cmocka_unit_test(an_arena_without_memory_keeps_what_it_has),
        cmocka_unit_test(threads_never_share_a_block),
        cmocka_unit_test(a_child_process_has_its_own_copy_of_what_is_taken),
        cmocka_unit_test(secrets_are_locked_and_kept_out_of_core_dumps),
        cmocka_unit_test(wiping_leaves_zeros_and_nothing_else_touched),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
