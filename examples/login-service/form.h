/* The fields of a form (application/x-www-form-urlencoded), decoded where they lie, so that a password has
 * no copy. */
#ifndef LOGIN_FORM_H
#define LOGIN_FORM_H

#include <stdbool.h>
#include <stddef.h>

enum { FIELDS_MAX = 16 };

struct form {
    struct {
        const char *name;
        const char *value; /* NUL-terminated; a password may hold NUL bytes besides */
        size_t length;
    } fields[FIELDS_MAX];
    size_t count;
};

/* body is changed, must have a byte more than length, and must live as long as the form. False for what is no
 * form, or has more than FIELDS_MAX fields. */
bool form_read(struct form *form, char *body, size_t length);
/* "" when there is no such field; length may be NULL. */
const char *form_value(const struct form *form, const char *name, size_t *length);

#endif
