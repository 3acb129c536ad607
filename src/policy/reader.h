/* Reads policy files: INI through inih, with what inih lacks: columns, lines of
 * any length, one error at a time, nothing passed over in silence. */
#ifndef PWPOL_POLICY_READER_H
#define PWPOL_POLICY_READER_H

#include "policy/object.h"

/* Puts the keys of a preset into a policy. */
pwpol_status reader_apply_preset(pwpol_policy *policy, const struct preset *preset);

#endif
