/* The table of policy keys (keys.def) and the texts of their values. */
#ifndef PWPOL_POLICY_KEYS_H
#define PWPOL_POLICY_KEYS_H

#include "policy/policy.h"

enum key_type { TYPE_INTEGER, TYPE_NUMBER, TYPE_BOOLEAN, TYPE_CHOICE, TYPE_SET, TYPE_PATH, TYPE_PATHS, TYPE_DURATION };

/* One row of keys.def; every text is static. */
struct key {
    const char *name;
    enum key_type type;
    const char *unit;
    const char *standard;
    const char *lowest; /* of a figure; "" otherwise */
    const char *highest;
    const char *words; /* of a CHOICE or a SET, "a | b | c"; "" otherwise */
    const char *allowed_en;
    const char *allowed_fr;
    const char *rule;
    const char *doc_en;
    const char *doc_fr;
};

extern const struct key keys[KEY_COUNT];

/* KEY_COUNT when no key has this name. */
enum policy_key key_find(const char *name);
/* The key whose name is closest to a mistyped one; KEY_COUNT when none is close. */
enum policy_key key_nearest(const char *name);
/* Whether some key is "section.something". */
bool key_section_exists(const char *section);
/* A key whose section's name is closest to a mistyped one; KEY_COUNT when none is close. */
enum policy_key key_section_nearest(const char *section);

/* Edits (a character added, removed, changed, or two neighbours swapped) from
 * one text to another, of which at most 64 bytes each are looked at. */
unsigned edit_distance(const char *from, const char *to);
/* The number of edits that makes a name another one: a mistyped name differs in a few characters, in less than
 * a third. */
unsigned edit_too_far(const char *name);

#endif
