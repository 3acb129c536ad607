/* Text that grows: messages, JSON, HTML, policy files. Never for secrets. */
#ifndef PWPOL_BASE_BUFFER_H
#define PWPOL_BASE_BUFFER_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

/* Start it zeroed. After a failed allocation every further call does nothing
 * and failed stays true, so a writer checks once, at the end. */
struct buffer {
    char *text; /* NUL-terminated once anything was added */
    size_t length;
    size_t capacity;
    bool failed;
};

void buffer_add(struct buffer *buffer, const char *text);
void buffer_add_bytes(struct buffer *buffer, const char *bytes, size_t count);
__attribute__((format(printf, 2, 3))) void buffer_addf(struct buffer *buffer, const char *format, ...);
__attribute__((format(printf, 2, 0))) void buffer_vaddf(struct buffer *buffer, const char *format,
                                                        va_list arguments);
/* The text, owned by the caller from here on (free() or pwpol_free()); "" when
 * nothing was added; NULL when an allocation failed. The buffer is empty again. */
char *buffer_take(struct buffer *buffer);
void buffer_end(struct buffer *buffer);

#endif
