/* Text that grows: pages, and files that are read. Wiped when it moves and when it ends, for a page may
 * hold the password of somebody who is invited, and a file the key of a certificate. */
#ifndef LOGIN_TEXT_H
#define LOGIN_TEXT_H

#include <stdbool.h>
#include <stddef.h>

/* Start it zeroed. After a failed allocation failed stays true and every further call does nothing,
 * so that a writer checks once, at the end. */
struct text {
    char *bytes; /* NUL-terminated once anything was added */
    size_t length;
    size_t capacity;
    bool failed;
};

void text_add(struct text *text, const char *added);
void text_add_bytes(struct text *text, const char *bytes, size_t count);
/* For HTML, in text and in attributes: what the person or the database says never becomes markup. */
void text_add_escaped(struct text *text, const char *added);
void text_end(struct text *text);
/* Wipes and frees bytes that were taken out of a text; NULL is fine. */
void text_free(void *bytes);
/* The whole of a file of at most 256 KiB; false when it cannot be read. */
bool text_read(struct text *text, const char *path);

#endif
