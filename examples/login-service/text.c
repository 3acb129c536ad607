#include "text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FILE_SIZE_MAX = 256 * 1024 };

void text_add_bytes(struct text *text, const char *bytes, size_t count)
{
    if (text->failed)
        return;
    if (text->length + count + 1 > text->capacity) {
        size_t capacity = 2 * (text->length + count + 512);
        char *larger = malloc(capacity);
        if (larger == NULL) {
            text->failed = true;
            return;
        }
        memcpy(larger, text->length > 0 ? text->bytes : "", text->length);
        text_free(text->bytes);
        text->bytes = larger;
        text->capacity = capacity;
    }
    memcpy(text->bytes + text->length, bytes, count);
    text->length += count;
    text->bytes[text->length] = '\0';
}

void text_free(void *bytes)
{
    if (bytes != NULL)
        explicit_bzero(bytes, strlen(bytes));
    free(bytes);
}

void text_end(struct text *text)
{
    text_free(text->bytes);
    *text = (struct text){ 0 };
}

void text_add(struct text *text, const char *added)
{
    text_add_bytes(text, added, strlen(added));
}

void text_add_escaped(struct text *text, const char *added)
{
    for (; *added != '\0'; added++) {
        switch (*added) {
        case '&':
            text_add(text, "&amp;");
            break;
        case '<':
            text_add(text, "&lt;");
            break;
        case '>':
            text_add(text, "&gt;");
            break;
        case '"':
            text_add(text, "&quot;");
            break;
        case '\'':
            text_add(text, "&#39;");
            break;
        default:
            text_add_bytes(text, added, 1);
        }
    }
}

bool text_read(struct text *text, const char *path)
{
    char piece[4096];
    FILE *file = fopen(path, "re");
    if (file == NULL)
        return false;
    setvbuf(file, NULL, _IONBF, 0);
    for (size_t count; (count = fread(piece, 1, sizeof piece, file)) > 0;) {
        text_add_bytes(text, piece, count);
        text->failed = text->failed || text->length > FILE_SIZE_MAX;
    }
    bool read = !ferror(file) && !text->failed;
    explicit_bzero(piece, sizeof piece);
    fclose(file);
    return read;
}
