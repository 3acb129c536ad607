/* Memory that runs out, and a disk that does: a status, and nothing under the name. */
#include "support.h"

#include "fail_alloc.h"

#include <errno.h>
#include <signal.h>
#include <sys/resource.h>
#include <unistd.h>

static void opening_without_memory_is_a_status(void **state)
{
    (void)state;
    static const struct plan plan = { .seed = 1 };
    make_corpus(in_folder("file"), &plan, 100);
    const char *paths[] = { NULL, in_folder("file"), in_folder("file") };
    for (unsigned i = 0; i < 3; i++)
        for (size_t nth = 1;; nth++) {
            pwpol_breach *breach = (pwpol_breach *)&breach;
            fail_alloc_start(nth, false);
            pwpol_status status = pwpol_breach_open(&breach, paths[i], i == 2 ? PWPOL_BREACH_READ : PWPOL_BREACH_MAP, NULL);
            if (!fail_alloc_stop()) {
                assert_int_equal(status, PWPOL_OK);
                assert_true(nth > 1);
                pwpol_breach_close(breach);
                break;
            }
            assert_int_equal(status, PWPOL_ERR_NO_MEMORY);
            assert_null(breach);
        }
}

static pwpol_status build(const char *path, unsigned entries, int *error)
{
    struct sorter sorter;
    struct writer writer;
    struct header header = { .shape = { .hash = PWPOL_BREACH_SHA1, .universe = (uint64_t)entries << 20 },
                             .entries = entries };
    const uint64_t *records;
    size_t count;
    pwpol_status status = sorter_begin(&sorter, false, 16384, in_folder(""));
    if (status != PWPOL_OK)
        return status;
    for (uint64_t i = 0; i < entries && status == PWPOL_OK; i++) {
        unsigned char hash[20];
        uint64_t record;
        made_hash(3, i, hash, 20);
        record_of_hash(&record, RECORD_SHORT, hash, 20, 0);
        status = sorter_add(&sorter, &record, 1);
    }
    if (status == PWPOL_OK)
        status = sorter_finish(&sorter);
    *error = sorter.error;
    if (status == PWPOL_OK) {
        status = writer_begin(&writer, path, &header);
        while (status == PWPOL_OK && (status = sorter_next(&sorter, &records, &count)) == PWPOL_OK && count > 0)
            for (size_t i = 0; i < count && status == PWPOL_OK; i++) {
                struct entry entry = entry_of_record(&header.shape, &records[i], RECORD_SHORT);
                status = writer_add(&writer, &entry);
            }
        if (status == PWPOL_OK)
            status = writer_finish(&writer);
        *error = writer.error;
        writer_end(&writer);
    }
    sorter_end(&sorter);
    return status;
}

static void building_without_memory_leaves_no_file(void **state)
{
    (void)state;
    int error;
    for (size_t nth = 1;; nth++) {
        fail_alloc_start(nth, false);
        pwpol_status status = build(in_folder("built"), 20000, &error);
        if (!fail_alloc_stop()) {
            assert_int_equal(status, PWPOL_OK);
            assert_true(nth > 5);
            break;
        }
        assert_int_equal(status, PWPOL_ERR_NO_MEMORY);
        assert_int_equal(access(in_folder("built"), F_OK), -1);
    }
    assert_int_equal(access(in_folder("built"), F_OK), 0);
}

/* RLIMIT_FSIZE fails as a full disk does, wherever it strikes. */
static void a_full_disk_leaves_no_file(void **state)
{
    (void)state;
    struct rlimit before, limit;
    int error = 0;
    signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    unlink(in_folder("built"));
    /* 20000 entries are 160 KB of records and 58 KB of corpus. */
    for (rlim_t size = 0; size < 160000; size += 9999) {
        limit = (struct rlimit){ .rlim_cur = size, .rlim_max = before.rlim_max };
        assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
        pwpol_status status = build(in_folder("built"), 20000, &error);
        assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
        assert_int_equal(status, PWPOL_ERR_IO);
        assert_int_equal(error, EFBIG);
        assert_int_equal(access(in_folder("built"), F_OK), -1);
    }
    /* Few enough entries for the memory, so that the corpus itself is what does not fit. */
    for (rlim_t size = 0; size < 7000; size += 999) {
        limit = (struct rlimit){ .rlim_cur = size, .rlim_max = before.rlim_max };
        assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
        pwpol_status status = build(in_folder("built"), 500, &error);
        assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
        assert_int_equal(status, PWPOL_ERR_IO);
        assert_int_equal(error, EFBIG);
        assert_int_equal(access(in_folder("built"), F_OK), -1);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(opening_without_memory_is_a_status),
        cmocka_unit_test(building_without_memory_leaves_no_file),
        cmocka_unit_test(a_full_disk_leaves_no_file),
    };
    return cmocka_run_group_tests(tests, begin_folder, end_folder);
}
