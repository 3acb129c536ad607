/* The value of one key: typed, and in its canonical text. */
#ifndef PWPOL_POLICY_VALUE_H
#define PWPOL_POLICY_VALUE_H

#include "policy/keys.h"
#include "policy/paths.h"

struct value {
    int64_t integer; /* INTEGER; BOOLEAN 0 or 1; CHOICE its word; SET its bits; DURATION ms */
    double number;   /* NUMBER */
    char text[104];  /* canonical; every SET with all its words fits */
    char *paths;     /* PATH and PATHS: the text instead, owned; NULL for none */
};

/* Reads a value; *value is written on PWPOL_OK only. PWPOL_ERR_RANGE when the
 * text is not of the key's type or out of its range, PWPOL_ERR_IO when the
 * current folder has no name, PWPOL_ERR_NO_MEMORY. */
pwpol_status value_parse(const struct key *key, const char *text, const struct folder *folder,
                         struct value *value);
pwpol_status value_copy(struct value *copy, const struct value *value);
bool value_equal(const struct value *left, const struct value *right);
const char *value_text(const struct value *value);
void value_end(struct value *value);

/* "90s", "30min", "24h", "7d", "0"; the unit is the largest that leaves a whole
 * number, days from two on. False when it is not a duration. */
bool duration_parse(const char *text, int64_t *milliseconds);
void duration_print(int64_t milliseconds, char *text, size_t text_size);

#endif
