/* Rows and columns where a vector is a unit of 16 bytes: a step is one of them.
 * Who includes this has defined what engine_native_round.h wants, and load() and
 * store() of the unit at an index. */
#include "hash/engine_native_round.h"

enum { STEPS = 8 };

KERNEL void rows(struct native_block *scratch, const struct native_block *previous,
                 const struct native_block *reference, struct native_block *current, bool add_current,
                 unsigned step)
{
    vector v[8];
    for (unsigned i = 0; i < 8; i++) {
        v[i] = exclusive_or(load(previous, step * 8 + i), load(reference, step * 8 + i));
        store(current, step * 8 + i, add_current ? exclusive_or(v[i], load(current, step * 8 + i)) : v[i]);
    }
    full_round(v);
    for (unsigned i = 0; i < 8; i++)
        store(scratch, step * 8 + i, v[i]);
}

KERNEL void columns(const struct native_block *scratch, struct native_block *current, unsigned step)
{
    vector v[8];
    for (unsigned i = 0; i < 8; i++)
        v[i] = load(scratch, i * 8 + step);
    full_round(v);
    for (unsigned i = 0; i < 8; i++)
        store(current, i * 8 + step, exclusive_or(v[i], load(current, i * 8 + step)));
}
