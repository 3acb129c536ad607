#include "measure.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

double seconds_of(clockid_t clock)
{
    struct timespec now;
    clock_gettime(clock, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static int by_value(const void *left, const void *right)
{
    double one = *(const double *)left, other = *(const double *)right;
    return one < other ? -1 : one > other;
}

double quantile(double *figures, size_t count, double part)
{
    qsort(figures, count, sizeof figures[0], by_value);
    return count == 0 ? 0 : figures[(size_t)((double)(count - 1) * part + 0.5)];
}

double median(double *figures, size_t count)
{
    return quantile(figures, count, 0.5);
}

double memory_mib(const char *name)
{
    FILE *file = fopen("/proc/self/status", "r");
    char line[256];
    double kib = 0;
    while (file != NULL && fgets(line, sizeof line, file) != NULL)
        if (strncmp(line, name, strlen(name)) == 0)
            kib = strtod(line + strlen(name) + 1, NULL);
    if (file != NULL)
        fclose(file);
    return kib / 1024;
}

void reset_peak(void)
{
    FILE *file = fopen("/proc/self/clear_refs", "w");
    if (file == NULL)
        return;
    fputs("5", file);
    fclose(file);
}

_Noreturn void stop(const char *why)
{
    fprintf(stderr, "%s: %s\n", program_invocation_short_name, why);
    exit(1);
}
