/* A child of fork() has its parent's memory and none of its other threads: a lock that one of them held stays held in
 * it, and what that thread was changing stays half changed. So an object that has a lock knows of which process it is,
 * and is made anew by the first that comes to it in a child. */
#ifndef PWPOL_BASE_FORKS_H
#define PWPOL_BASE_FORKS_H

#include <stdatomic.h>
#include <stdbool.h>

/* Begins to count forks, from any thread; false without memory, and then no object may be made. */
bool forks_watch(void);
/* Of this process, for an object that is made now: its mark. */
unsigned forks_mark(void);
/* Whether the object was made, or made anew, in another process. */
bool forks_happened(const atomic_uint *mark);
/* Before the object's lock is taken or destroyed: when forks_happened(), has one thread call anew(object) and the
 * others wait for it. anew() initialises the lock and forgets what may be half changed. Costs a load otherwise. */
void forks_begin_anew(atomic_uint *mark, void (*anew)(void *object), void *object);

#endif
