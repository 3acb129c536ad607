#include "suite.h"

#include "base/processors.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { PROCESSORS = 8 };

/* What a machine of eight processors tells of each of them. */
static const struct {
    const char *siblings[PROCESSORS]; /* NULL: no file */
    unsigned set;                     /* a bit for each that may be used */
    unsigned cores;
} machines[] = {
    { { "0\n", "1\n", "2\n", "3\n", "4\n", "5\n", "6\n", "7\n" }, 0xff, 8 },
    { { "0,4\n", "1,5\n", "2,6\n", "3,7\n", "0,4\n", "1,5\n", "2,6\n", "3,7\n" }, 0xff, 4 },
    { { "0,4\n", "1,5\n", "2,6\n", "3,7\n", "0,4\n", "1,5\n", "2,6\n", "3,7\n" }, 0x11, 1 }, /* 0 and 4 */
    { { "0,4\n", "1,5\n", "2,6\n", "3,7\n", "0,4\n", "1,5\n", "2,6\n", "3,7\n" }, 0x12, 2 }, /* 1 and 4 */
    { { "0,4\n", "1,5\n", "2,6\n", "3,7\n", "0,4\n", "1,5\n", "2,6\n", "3,7\n" }, 0x30, 2 }, /* 4 and 5 */
    { { "0-1\n", "0-1\n", "2-3\n", "2-3\n", "4-5\n", "4-5\n", "6\n", "7\n" }, 0xff, 5 },
    { { "0-3\n", "0-3\n", "0-3\n", "0-3\n", "4\n", "5\n", NULL, NULL }, 0xff, 5 },
    { { NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL }, 0x2a, 3 },
    { { "", "none\n", "-1\n", "9999\n", "4", "5", "6", "7" }, 0xff, 8 },
    { { "0\n", "1\n", NULL, NULL, NULL, NULL, NULL, NULL }, 0, 1 },
};

static void write_siblings(const char *folder, unsigned processor, const char *siblings)
{
    char path[256];
    snprintf(path, sizeof path, "%s/cpu%u", folder, processor);
    assert_int_equal(mkdir(path, 0700), 0);
    snprintf(path, sizeof path, "%s/cpu%u/topology", folder, processor);
    assert_int_equal(mkdir(path, 0700), 0);
    snprintf(path, sizeof path, "%s/cpu%u/topology/thread_siblings_list", folder, processor);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_true(fputs(siblings, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

static void threads_of_one_core_are_one(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof machines / sizeof machines[0]; i++) {
        char folder[] = "/tmp/pwpol-cores-XXXXXX", command[64];
        cpu_set_t set;
        CPU_ZERO(&set);
        assert_non_null(mkdtemp(folder));
        for (unsigned j = 0; j < PROCESSORS; j++) {
            if (machines[i].siblings[j] != NULL)
                write_siblings(folder, j, machines[i].siblings[j]);
            if (machines[i].set >> j & 1)
                CPU_SET(j, &set);
        }
        unsigned cores = cores_of(&set, folder);
        snprintf(command, sizeof command, "rm -r %s", folder);
        assert_int_equal(system(command), 0);
        if (cores != machines[i].cores)
            fail_msg("machine %zu: %u cores", i, cores);
    }
}

static void who_may_use_one_processor_has_one(void **state)
{
    (void)state;
    long all = sysconf(_SC_NPROCESSORS_CONF);
    assert_in_range(processors_usable(), 1, all);
    assert_in_range(cores_usable(), 1, processors_usable());
    int status = -1;
    pid_t child = fork();
    if (child == 0) {
        cpu_set_t set, one;
        CPU_ZERO(&one);
        if (sched_getaffinity(0, sizeof set, &set) != 0)
            _exit(1);
        for (unsigned i = 0; i < CPU_SETSIZE && CPU_COUNT(&one) == 0; i++)
            if (CPU_ISSET(i, &set))
                CPU_SET(i, &one);
        if (sched_setaffinity(0, sizeof one, &one) != 0)
            _exit(2);
        _exit(processors_usable() == 1 && cores_usable() == 1 ? 0 : 3);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(threads_of_one_core_are_one),
        cmocka_unit_test(who_may_use_one_processor_has_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
