#include "base/buffer.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Room for count more bytes and the NUL; false and failed when there is none. */
static bool reserve(struct buffer *buffer, size_t count)
{
    if (buffer->failed)
        return false;
    if (count < buffer->capacity - buffer->length)
        return true;
    size_t capacity = buffer->capacity == 0 ? 256 : buffer->capacity;
    while (capacity - buffer->length <= count) {
        if (capacity > SIZE_MAX / 4) {
            buffer->failed = true;
            return false;
        }
        capacity *= 2;
    }
    char *text = realloc(buffer->text, capacity);
    if (text == NULL) {
        buffer->failed = true;
        return false;
    }
    buffer->text = text;
    buffer->capacity = capacity;
    return true;
}

void buffer_add_bytes(struct buffer *buffer, const char *bytes, size_t count)
{
    if (count == 0 || !reserve(buffer, count))
        return;
    memcpy(buffer->text + buffer->length, bytes, count);
    buffer->length += count;
    buffer->text[buffer->length] = '\0';
}

void buffer_add(struct buffer *buffer, const char *text)
{
    buffer_add_bytes(buffer, text, strlen(text));
}

void buffer_vaddf(struct buffer *buffer, const char *format, va_list arguments)
{
    va_list measured;
    va_copy(measured, arguments);
    int needed = vsnprintf(NULL, 0, format, measured);
    va_end(measured);
    if (needed < 0)
        buffer->failed = true;
    if (needed <= 0 || !reserve(buffer, (size_t)needed))
        return;
    vsnprintf(buffer->text + buffer->length, (size_t)needed + 1, format, arguments);
    buffer->length += (size_t)needed;
}

void buffer_addf(struct buffer *buffer, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    buffer_vaddf(buffer, format, arguments);
    va_end(arguments);
}

char *buffer_take(struct buffer *buffer)
{
    char *text = NULL;
    if (buffer->text == NULL && reserve(buffer, 0))
        buffer->text[0] = '\0';
    if (buffer->failed)
        free(buffer->text);
    else
        text = buffer->text;
    *buffer = (struct buffer){ 0 };
    return text;
}

void buffer_end(struct buffer *buffer)
{
    free(buffer->text);
    *buffer = (struct buffer){ 0 };
}
