/* A discrete-event simulation of an attack on a service that holds back guessing.
 *
 * What decides is pwpol_throttle itself, over a store in memory, with explicit
 * clocks; only the people and the attacker are made up. A password is verified
 * in no time. */
#ifndef PWPOL_SIMULATE_SIMULATE_H
#define PWPOL_SIMULATE_SIMULATE_H

#include "pwpol/throttle.h"
#include "simulate/results.h"
#include "simulate/scenario.h"

/* Called now and then with how much of the scenario's time has passed, in ms, and the events so
 * far; false ends the simulation. */
typedef bool (*simulate_progress)(void *context, int64_t passed, uint64_t events);

/* The scenario under the policy; without its attack when attacked is false. The logins are the same
 * either way.
 *
 * results   written on PWPOL_OK
 * progress  may be NULL
 *
 * Takes about 13 bytes an account, 150 more for each owner who comes from a device, and what the store
 * takes, which throttle.memory_subjects bounds. The random numbers that the library asks of the system come
 * from the seed meanwhile, in the whole process: no other thread may need any.
 *
 * PWPOL_ERR_NO_MEMORY; PWPOL_ERR_BUSY when progress ended it; the statuses of pwpol_throttle_new(). */
pwpol_status simulate(const struct scenario *scenario, const pwpol_policy *policy, bool attacked,
                      struct results *results, simulate_progress progress, void *context, pwpol_where *where);

#endif
