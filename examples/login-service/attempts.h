/* Where attempts are counted: an SQLite file, so that a lock outlives a restart, several processes count
 * together, and `pwpol throttle unlock --store sqlite:FILE` finds what this service has counted. */
#ifndef LOGIN_ATTEMPTS_H
#define LOGIN_ATTEMPTS_H

#include <pwpol.h>

/* Opens the store in the file path. Unless the policy names a throttle.key_file, the key under which
 * accounts and addresses are hashed is that of the file path.key, which is made where there is none. */
pwpol_status attempts_open(pwpol_store **store, const char *path, pwpol_policy *policy, pwpol_where *where);

#endif
