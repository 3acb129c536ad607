/* The store in memory, kept in a file. */
#include <stdio.h>

#include "throttle_support.h"

#include <sodium.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static void a_snapshot_holds_every_lock_and_damage_is_seen(void **state)
{
    (void)state;
    char folder[] = "/tmp/pwpol-snapshot-XXXXXX", path[64];
    assert_non_null(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/store", folder);
    pwpol_store *store = NULL, *restored = NULL;
    assert_int_equal(pwpol_store_memory_new(&store, 1000), PWPOL_OK);
    pwpol_throttle *throttle = throttle_with(NULL, "throttle.lock_after=1", store);
    assert_int_equal(pwpol_store_memory_save(store, path, NOW), PWPOL_OK); /* empty */
    for (char name = 'a'; name <= 'z'; name++)
        fail_at(throttle, (char[]){ name, '\0' }, NULL, NOW);
    assert_int_equal(pwpol_throttle_lock(throttle, "root", 4, 0, NOW), PWPOL_OK);
    assert_int_equal(pwpol_store_memory_save(store, path, NOW + MINUTE), PWPOL_OK);
    struct stat status;
    assert_int_equal(stat(path, &status), 0);
    assert_int_equal(status.st_mode & 0777, 0600);
    assert_int_equal(status.st_size, 32 + 27 * 104 + 40);
    assert_int_equal(pwpol_store_memory_restore(store, path, NOW), PWPOL_ERR_ARGUMENT); /* not empty */
    pwpol_throttle_free(throttle);
    pwpol_store_free(store);

    assert_int_equal(pwpol_store_memory_new(&restored, 1000), PWPOL_OK);
    unsigned char *bytes = malloc((size_t)status.st_size);
    FILE *file = fopen(path, "r+");
    assert_int_equal(fread(bytes, 1, (size_t)status.st_size, file), status.st_size);
    for (long at = 0; at < status.st_size; at += 7) {
        fseek(file, at, SEEK_SET);
        fputc(bytes[at] ^ 0x10, file);
        fflush(file);
        assert_int_equal(pwpol_store_memory_restore(restored, path, NOW + MINUTE), PWPOL_ERR_SYNTAX);
        fseek(file, at, SEEK_SET);
        fputc(bytes[at], file);
        fflush(file);
    }
    fclose(file);
    assert_int_equal(pwpol_store_memory_restore(restored, path, NOW + MINUTE), PWPOL_OK);
    throttle = throttle_with(NULL, "throttle.lock_after=1", restored);
    for (char name = 'a'; name <= 'z'; name++) {
        pwpol_attempt_answer answer = fail_at(throttle, (char[]){ name, '\0' }, NULL, NOW + MINUTE);
        assert_int_equal(answer.decision, PWPOL_LOCKED);
        assert_int_equal(answer.until, NOW + 30 * MINUTE);
    }
    assert_true(status_of(throttle, "root", NOW + 10000 * DAY).locked_by_person);
    pwpol_throttle_free(throttle);
    pwpol_store_free(restored);

    for (long size = 0; size < status.st_size; size += 13) {
        assert_int_equal(truncate(path, status.st_size - 1 - size), 0);
        assert_int_equal(pwpol_store_memory_new(&restored, 1000), PWPOL_OK);
        assert_int_equal(pwpol_store_memory_restore(restored, path, NOW), PWPOL_ERR_SYNTAX);
        pwpol_store_free(restored);
    }
    assert_int_equal(pwpol_store_memory_new(&restored, 1000), PWPOL_OK);
    assert_int_equal(unlink(path), 0);
    assert_int_equal(pwpol_store_memory_restore(restored, path, NOW), PWPOL_ERR_IO);
    assert_int_equal(pwpol_store_memory_restore(restored, folder, NOW), PWPOL_ERR_IO);
    assert_int_equal(rmdir(folder), 0); /* nothing was left beside it */
    assert_int_equal(pwpol_store_memory_save(restored, path, NOW), PWPOL_ERR_IO);
    assert_int_equal(pwpol_store_memory_save(NULL, path, NOW), PWPOL_ERR_ARGUMENT);
    pwpol_store_free(restored);
    free(bytes);
}

static void put(unsigned char *bytes, uint64_t value)
{
    for (unsigned i = 0; i < 8; i++)
        bytes[i] = (unsigned char)(value >> 8 * i);
}

/* A right checksum proves nothing: whoever writes the file can make one. */
static void times_beyond_their_bounds_are_damage_whatever_the_checksum(void **state)
{
    (void)state;
    enum { HEADER = 32, RECORD = 104, LIFETIME = 80, HOLD = 88, SUM = 32 };
    static const uint64_t last = 253402300799999; /* the last ms of 9999 */
    static const struct {
        uint64_t lifetime, hold;
        pwpol_status status;
    } rows[] = { { 1, 0, PWPOL_OK },
                 { last, last, PWPOL_OK },
                 { last + 1, 0, PWPOL_ERR_SYNTAX },
                 { 1, last + 1, PWPOL_ERR_SYNTAX },
                 { UINT64_MAX, UINT64_MAX, PWPOL_ERR_SYNTAX } };
    char path[] = "/tmp/pwpol-times-XXXXXX";
    int file = mkstemp(path);
    assert_true(file >= 0);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        unsigned char bytes[HEADER + RECORD + 8 + SUM] = "pwpol throttle\n";
        pwpol_store *store = NULL;
        put(bytes + 16, 1 | (uint64_t)RECORD << 32);
        put(bytes + 24, (uint64_t)NOW);
        put(bytes + HEADER + LIFETIME, rows[i].lifetime);
        put(bytes + HEADER + HOLD, rows[i].hold);
        put(bytes + HEADER + RECORD, 1);
        crypto_generichash(bytes + sizeof bytes - SUM, SUM, bytes, sizeof bytes - SUM, NULL, 0);
        assert_int_equal(pwrite(file, bytes, sizeof bytes, 0), sizeof bytes);
        assert_int_equal(pwpol_store_memory_new(&store, 1000), PWPOL_OK);
        assert_int_equal(pwpol_store_memory_restore(store, path, NOW), rows[i].status);
        pwpol_store_free(store);
    }
    close(file);
    unlink(path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_snapshot_holds_every_lock_and_damage_is_seen),
        cmocka_unit_test(times_beyond_their_bounds_are_damage_whatever_the_checksum),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
