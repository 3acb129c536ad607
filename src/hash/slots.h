/* The memory that a hasher computes in: a budget in bytes that is never
 * exceeded, slots that keep their pages between calls, and one queue, first
 * come first served, with a deadline.
 *
 * Measured: the first touch of 64 MiB costs 20 to 30 % of a hash, and a second
 * memory-bound hash on one core only slows both; so pages are kept, and there
 * are as many slots as cores unless the policy says otherwise. */
#ifndef PWPOL_HASH_SLOTS_H
#define PWPOL_HASH_SLOTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct slots;

/* count slots, at most SLOTS_MAX, and budget bytes between them; NULL without memory. */
enum { SLOTS_MAX = 1024 };
struct slots *slots_new(size_t count, size_t budget);
/* No slot may be taken. NULL is fine. */
void slots_free(struct slots *slots);

enum slots_answer { SLOTS_TAKEN, SLOTS_BUSY, SLOTS_NO_MEMORY, SLOTS_OVER_BUDGET };

struct slot {
    void *memory; /* NULL when only the budget was asked for */
    size_t index;
    size_t size; /* bytes counted against the budget */
};

/* Waits its turn for at most wait_ms for size bytes. mapped: the slot's own
 * memory, page-aligned, kept out of core dumps and of forked children, holding zeros or what the
 * slot's last user left; otherwise the engine maps for itself and only the budget is counted. A
 * thread that waits for a slot or has one must be UNCANCELLED. */
enum slots_answer slots_take(struct slots *slots, size_t size, bool mapped, int64_t wait_ms,
                             struct slot *slot);
/* Whether so many bytes can ever be taken. */
bool slots_could_hold(const struct slots *slots, size_t size);

/* used: bytes at the beginning of the memory that hold secrets; 0 when the user wiped them. While
 * others wait, the slot goes to the first of them as it is, since an engine writes all that it
 * reads: in a storm nobody waits for memory to be wiped that is about to be overwritten. When
 * nobody waits, what was used since the last time is wiped before the slot is free. */
void slots_give(struct slots *slots, const struct slot *slot, size_t used);

/* Bytes mapped or promised now, and the most there ever were. */
void slots_usage(struct slots *slots, size_t *now, size_t *peak);

#endif
