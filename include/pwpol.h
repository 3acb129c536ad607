/* pwpol: password policy and credentials for services that hold passwords. */
#ifndef PWPOL_H
#define PWPOL_H

#include <pwpol/account.h>
#include <pwpol/breach.h>
#include <pwpol/check.h>
#include <pwpol/context.h>
#include <pwpol/event.h>
#include <pwpol/guess.h>
#include <pwpol/hash.h>
#include <pwpol/policy.h>
#include <pwpol/renewal.h>
#include <pwpol/status.h>
#include <pwpol/store.h>
#include <pwpol/throttle.h>

#endif
