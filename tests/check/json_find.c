#include "json_find.h"

#include <stdlib.h>
#include <string.h>

static const char *blanks(const char *at)
{
    return at + strspn(at, " \t\r\n");
}

static const char *after_string(const char *at)
{
    for (at++; *at != '"'; at++)
        at += *at == '\\';
    return at + 1;
}

static const char *after_value(const char *at)
{
    unsigned depth = 0;
    do {
        if (*at == '"') {
            at = after_string(at);
            continue;
        }
        depth += *at == '{' || *at == '[';
        depth -= *at == '}' || *at == ']';
        at++;
    } while (depth > 0 || strchr(",}] \n", *at) == NULL);
    return at;
}

/* The member of this name, or the element of this index; NULL when there is none. */
static const char *step_into(const char *at, const char *step, size_t step_len)
{
    bool object = *at == '{';
    if (!object && *at != '[')
        return NULL;
    size_t index = 0;
    at = blanks(at + 1);
    while (*at != '}' && *at != ']') {
        bool found = !object && index++ == strtoul(step, NULL, 10);
        if (object) {
            const char *end = after_string(at);
            found = (size_t)(end - at) == step_len + 2 && memcmp(at + 1, step, step_len) == 0;
            at = blanks(blanks(end) + 1);
        }
        if (found)
            return at;
        at = blanks(after_value(at));
        at = *at == ',' ? blanks(at + 1) : at;
    }
    return NULL;
}

bool json_is(const char *text, const char *path, const char *expected)
{
    const char *at = blanks(text);
    while (*path != '\0' && at != NULL) {
        size_t length = strcspn(path, " ");
        at = step_into(at, path, length);
        path += length + strspn(path + length, " ");
    }
    if (at == NULL || expected == NULL)
        return at == NULL && expected == NULL;
    return strncmp(at, expected, strlen(expected)) == 0;
}
