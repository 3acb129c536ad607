/* The presets: the files of data/presets, compiled in. */
#ifndef PWPOL_POLICY_PRESETS_H
#define PWPOL_POLICY_PRESETS_H

#include <stddef.h>

struct preset {
    const char *name;
    const char *text; /* its policy file */
};

extern const struct preset presets[];
extern const size_t presets_count;
/* All names, separated by " | ". */
extern const char *const presets_names;

/* NULL when no preset has this name. */
const struct preset *preset_find(const char *name);
/* The name closest to a mistyped one; NULL when none is close. */
const char *preset_nearest(const char *name);

#endif
