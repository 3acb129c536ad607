#include "base/where.h"

#include <stddef.h>
#include <string.h>

static void copy_cut(char *field, size_t field_size, const char *text)
{
    size_t length = text == NULL ? 0 : strnlen(text, field_size);
    if (length == field_size) {
        length--;
        /* A continuation byte of UTF-8 is 10xxxxxx; a code point has three at most. */
        for (unsigned back = 0; back < 3 && length > 0 && ((unsigned char)text[length] & 0xC0) == 0x80;
             back++)
            length--;
    }
    if (length > 0)
        memcpy(field, text, length);
    field[length] = '\0';
}

#define FIELD_FITS(where, field)                                                                             \
    ((where)->size >= offsetof(pwpol_where, field) + sizeof((pwpol_where *)0)->field)

void where_report(pwpol_where *where, const char *file, unsigned line, unsigned column, const char *key,
                  const char *allowed, const char *message_en, const char *message_fr)
{
    if (where == NULL)
        return;
    if (FIELD_FITS(where, line))
        where->line = line;
    if (FIELD_FITS(where, column))
        where->column = column;
    if (FIELD_FITS(where, file))
        copy_cut(where->file, sizeof where->file, file);
    if (FIELD_FITS(where, key))
        copy_cut(where->key, sizeof where->key, key);
    if (FIELD_FITS(where, allowed))
        copy_cut(where->allowed, sizeof where->allowed, allowed);
    if (FIELD_FITS(where, message_en))
        copy_cut(where->message_en, sizeof where->message_en, message_en);
    if (FIELD_FITS(where, message_fr))
        copy_cut(where->message_fr, sizeof where->message_fr, message_fr);
}
