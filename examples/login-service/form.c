#include "form.h"

#include <string.h>

static int digit(char c)
{
    static const char digits[] = "0123456789abcdef";
    const char *found = c == '\0' ? NULL : strchr(digits, c >= 'A' && c <= 'F' ? c + 32 : c);
    return found != NULL ? (int)(found - digits) : -1;
}

/* Decodes from..end in place, ends it with a NUL; its length, or -1. */
static ptrdiff_t decode(char *from, char *end)
{
    char *to = from, *begin = from;
    while (from < end) {
        if (*from == '%') {
            if (end - from < 3 || digit(from[1]) < 0 || digit(from[2]) < 0)
                return -1;
            *to++ = (char)(16 * digit(from[1]) + digit(from[2]));
            from += 3;
        } else {
            *to++ = *from == '+' ? ' ' : *from;
            from++;
        }
    }
    *to = '\0';
    return to - begin;
}

bool form_read(struct form *form, char *body, size_t length)
{
    char *end = body + length;
    form->count = 0;
    while (body < end) {
        char *stop = memchr(body, '&', (size_t)(end - body));
        if (stop == NULL)
            stop = end;
        char *equals = memchr(body, '=', (size_t)(stop - body));
        if (equals == NULL || form->count == FIELDS_MAX)
            return false;
        ptrdiff_t name_length = decode(body, equals);
        ptrdiff_t value_length = decode(equals + 1, stop);
        if (name_length < 0 || value_length < 0)
            return false;
        form->fields[form->count].name = body;
        form->fields[form->count].value = equals + 1;
        form->fields[form->count++].length = (size_t)value_length;
        body = stop + 1;
    }
    return true;
}

const char *form_value(const struct form *form, const char *name, size_t *length)
{
    for (size_t i = 0; i < form->count; i++) {
        if (strcmp(form->fields[i].name, name) != 0)
            continue;
        if (length != NULL)
            *length = form->fields[i].length;
        return form->fields[i].value;
    }
    if (length != NULL)
        *length = 0;
    return "";
}
