/* How much this process can do at the same time. */
#ifndef PWPOL_BASE_PROCESSORS_H
#define PWPOL_BASE_PROCESSORS_H

#include <sched.h>

/* Processors that it may run on, as taskset(1) and containers narrow them; at least 1. */
unsigned processors_usable(void);
/* Cores among them: two threads of one core share its way to the memory, so that they are one. At least 1. */
unsigned cores_usable(void);
/* The same of a set of processors, for tests: folder is /sys/devices/system/cpu. Where it does not tell, each
 * processor is a core. */
unsigned cores_of(const cpu_set_t *set, const char *folder);

#endif
