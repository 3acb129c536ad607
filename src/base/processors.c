#include "base/processors.h"

#include <stdbool.h>
#include <stdio.h>
#include <unistd.h>

static bool usable(cpu_set_t *set)
{
    CPU_ZERO(set);
    return sched_getaffinity(0, sizeof *set, set) == 0 && CPU_COUNT(set) > 0;
}

/* Of a machine with more processors than a set has room for. */
static unsigned all_processors(void)
{
    long count = sysconf(_SC_NPROCESSORS_ONLN);
    return count < 1 ? 1 : (unsigned)count;
}

unsigned processors_usable(void)
{
    cpu_set_t set;
    return usable(&set) ? (unsigned)CPU_COUNT(&set) : all_processors();
}

/* The first of the threads that share a core with this one, itself among them: "0,4" or "0-1". */
static unsigned first_sibling(unsigned processor, const char *folder)
{
    char path[256];
    unsigned first = processor;
    snprintf(path, sizeof path, "%s/cpu%u/topology/thread_siblings_list", folder, processor);
    FILE *file = fopen(path, "re");
    if (file == NULL)
        return processor;
    if (fscanf(file, "%4u", &first) != 1 || first >= CPU_SETSIZE)
        first = processor;
    fclose(file);
    return first;
}

unsigned cores_of(const cpu_set_t *set, const char *folder)
{
    cpu_set_t cores;
    CPU_ZERO(&cores);
    for (unsigned i = 0; i < CPU_SETSIZE; i++)
        if (CPU_ISSET(i, set))
            CPU_SET(first_sibling(i, folder), &cores);
    unsigned count = (unsigned)CPU_COUNT(&cores);
    return count < 1 ? 1 : count;
}

unsigned cores_usable(void)
{
    cpu_set_t set;
    return usable(&set) ? cores_of(&set, "/sys/devices/system/cpu") : all_processors();
}
