/* Says where and why a policy was refused, in both languages. Never a value:
 * somebody may have given a file of passwords for a policy. */
#ifndef PWPOL_POLICY_TROUBLE_H
#define PWPOL_POLICY_TROUBLE_H

#include "policy/keys.h"

/* A place in a file; file is NULL and the figures 0 where there is none. */
struct place {
    const char *file;
    unsigned line;
    unsigned column;
};
extern const struct place nowhere;

/* en and fr are sentences without their place, which is put before them, with
 * the same arguments; key and allowed may be NULL. */
__attribute__((format(printf, 5, 7), format(printf, 6, 7))) void trouble(pwpol_where *where,
                                                                         const struct place *place,
                                                                         const char *key, const char *allowed,
                                                                         const char *en, const char *fr, ...);

/* The value of this key is not of its type or out of its range. */
void trouble_value(pwpol_where *where, const struct place *place, const struct key *key);
/* The same of a key or a statement that takes paths; absolute: relative ones have no meaning here. */
void trouble_path(pwpol_where *where, const struct place *place, const char *key, bool absolute);
/* The folder that a relative path would start from has no name. */
void trouble_folder(pwpol_where *where, const struct place *place, const char *key);
/* No key has this name; the nearest is named. */
void trouble_unknown_key(pwpol_where *where, const struct place *place, const char *name);
/* No key starts with this section's name. */
void trouble_unknown_section(pwpol_where *where, const struct place *place, const char *section);
/* No preset has this name; the nearest is named, if one is near. */
void trouble_unknown_preset(pwpol_where *where, const struct place *place, const char *name);

#endif
