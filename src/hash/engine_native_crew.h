/* The threads that fill the lanes of a hash: created once for the process, when
 * a hash of several lanes first needs them, one fewer than the processors that
 * it may use. They sleep when there is nothing to do, take no signals, and end
 * with the process or when the library is unloaded. */
#ifndef PWPOL_HASH_ENGINE_NATIVE_CREW_H
#define PWPOL_HASH_ENGINE_NATIVE_CREW_H

#include <stdint.h>

/* Threads that can work on one job, the caller among them: 1 to 64. */
uint32_t crew_size(void);

/* Calls work(context, i) once for every i below count, on this thread and on others,
 * and returns when all have returned. Any number of threads may call it; it works with
 * no thread but the caller when the system has none to give, and in a child of fork(). */
void crew_run(uint32_t count, void (*work)(void *context, uint32_t index), void *context);

#endif
