#include "policy/keys.h"

#include "base/sized.h"

#include <string.h>

/* The words of keys.def are stringified, so that a figure is written once. */
#define BETWEEN_EN(lowest, highest) lowest " to " highest
#define BETWEEN_FR(lowest, highest) "de " lowest " à " highest
#define HOW_EN ", written 90s, 30min, 24h or 7d"
#define HOW_FR ", écrit 90s, 30min, 24h ou 7d"

/* clang-format off */
#define FIGURE(kind, name, unit, standard, lowest, highest, rule, en, fr)                                     \
    { name, kind, unit, standard, lowest, highest, "",                                                       \
      BETWEEN_EN(lowest, highest), BETWEEN_FR(lowest, highest), rule, en, fr },
#define INTEGER(id, name, unit, standard, lowest, highest, rule, en, fr)                                      \
    FIGURE(TYPE_INTEGER, name, unit, #standard, #lowest, #highest, rule, en, fr)
#define NUMBER(id, name, unit, standard, lowest, highest, rule, en, fr)                                       \
    FIGURE(TYPE_NUMBER, name, unit, #standard, #lowest, #highest, rule, en, fr)
#define DURATION(id, name, standard, lowest, highest, rule, en, fr)                                           \
    { name, TYPE_DURATION, "s", standard, lowest, highest, "",                                               \
      BETWEEN_EN(lowest, highest) HOW_EN, BETWEEN_FR(lowest, highest) HOW_FR, rule, en, fr },
#define BOOLEAN(id, name, standard, rule, en, fr)                                                             \
    { name, TYPE_BOOLEAN, "", #standard, "", "", "", "true | false", "true | false", rule, en, fr },
#define CHOICE(id, name, standard, words, rule, en, fr)                                                       \
    { name, TYPE_CHOICE, "", standard, "", "", words, words, words, rule, en, fr },
#define SET(id, name, standard, words, rule, en, fr)                                                          \
    { name, TYPE_SET, "", standard, "", "", words, "any of " words, "au choix " words, rule, en, fr },
#define PATH(id, name, rule, en, fr)                                                                         \
    { name, TYPE_PATH, "", "", "", "", "", "a path", "un chemin", rule, en, fr },
#define PATHS(id, name, rule, en, fr)                                                                         \
    { name, TYPE_PATHS, "", "", "", "", "",                                                                  \
      "paths separated by spaces; \"...\" around one that holds spaces",                                     \
      "chemins séparés par des espaces\u00A0; \"...\" autour d'un chemin qui en contient", rule, en, fr },

const struct key keys[KEY_COUNT] = {
#include "policy/keys.def"
};
/* clang-format on */

enum policy_key key_find(const char *name)
{
    enum policy_key key = 0;
    while (key < KEY_COUNT && strcmp(keys[key].name, name) != 0)
        key++;
    return key;
}

bool key_section_exists(const char *section)
{
    size_t length = strlen(section);
    for (size_t i = 0; i < KEY_COUNT; i++)
        if (strncmp(keys[i].name, section, length) == 0 && keys[i].name[length] == '.')
            return true;
    return false;
}

enum { EDIT_LONGEST = 64 };

static unsigned least(unsigned left, unsigned right)
{
    return left < right ? left : right;
}

/* Optimal string alignment, three rows of the table at a time. */
unsigned edit_distance(const char *from, const char *to)
{
    size_t from_len = strnlen(from, EDIT_LONGEST);
    size_t to_len = strnlen(to, EDIT_LONGEST);
    unsigned rows[3][EDIT_LONGEST + 1];
    unsigned *older = rows[0], *before = rows[1], *now = rows[2];
    for (size_t j = 0; j <= to_len; j++)
        before[j] = (unsigned)j;
    for (size_t i = 1; i <= from_len; i++) {
        now[0] = (unsigned)i;
        for (size_t j = 1; j <= to_len; j++) {
            unsigned changed = before[j - 1] + (from[i - 1] != to[j - 1]);
            now[j] = least(changed, least(before[j], now[j - 1]) + 1);
            if (i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1])
                now[j] = least(now[j], older[j - 2] + 1);
        }
        unsigned *recycled = older;
        older = before;
        before = now;
        now = recycled;
    }
    return before[to_len];
}

unsigned edit_too_far(const char *name)
{
    return (unsigned)(strnlen(name, EDIT_LONGEST) / 3) + 1;
}

enum policy_key key_nearest(const char *name)
{
    enum policy_key nearest = KEY_COUNT;
    unsigned distance = edit_too_far(name);
    for (enum policy_key key = 0; key < KEY_COUNT; key++) {
        unsigned other = edit_distance(name, keys[key].name);
        if (other < distance) {
            distance = other;
            nearest = key;
        }
    }
    return nearest;
}

enum policy_key key_section_nearest(const char *section)
{
    enum policy_key nearest = KEY_COUNT;
    unsigned distance = edit_too_far(section);
    for (enum policy_key key = 0; key < KEY_COUNT; key++) {
        char other_section[EDIT_LONGEST];
        size_t length = strcspn(keys[key].name, ".");
        memcpy(other_section, keys[key].name, length);
        other_section[length] = '\0';
        unsigned other = edit_distance(section, other_section);
        if (other < distance) {
            distance = other;
            nearest = key;
        }
    }
    return nearest;
}

size_t pwpol_policy_key_count(void)
{
    return KEY_COUNT;
}

const char *policy_key_name(enum policy_key key)
{
    return keys[key].name;
}

pwpol_status pwpol_policy_key(size_t index, pwpol_key *key)
{
    static const char *const types[] = { "integer", "number", "boolean", "choice",
                                         "list",    "path",   "list",    "duration" };
    if (index >= KEY_COUNT)
        return PWPOL_ERR_ARGUMENT;
    const struct key *row = &keys[index];
    const pwpol_key whole = { sizeof whole,    row->name, types[row->type], row->unit,  row->standard,
                              row->allowed_en, row->rule, row->doc_en,      row->doc_fr };
    return sized_give(key, &whole, sizeof whole);
}
