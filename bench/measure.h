/* What the measures of several rooms share. */
#ifndef PWPOL_BENCH_MEASURE_H
#define PWPOL_BENCH_MEASURE_H

#include <stddef.h>
#include <time.h>

/* Of CLOCK_MONOTONIC, or the processor time of a thread or of the process. */
double seconds_of(clockid_t clock);

/* Sorts the figures; 0 when there is none. The part 0.5 is the median, the greater of two. */
double quantile(double *figures, size_t count, double part);
double median(double *figures, size_t count);

/* A figure of /proc/self/status, such as "VmHWM", in MiB; 0 where there is none. */
double memory_mib(const char *name);
/* VmHWM begins again from what is in use. */
void reset_peak(void);

/* With the program's name, on standard error; leaves with 1. */
_Noreturn void stop(const char *why);

#endif
