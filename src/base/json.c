#include "base/json.h"

#include "base/seams.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

static void newline(struct json *json)
{
    if (json->compact)
        return;
    buffer_add(json->out, "\n");
    for (unsigned i = 0; i < json->depth; i++)
        buffer_add(json->out, "  ");
}

/* Length of the valid UTF-8 sequence at bytes, which is NUL-terminated; 0 when there is none. */
static size_t sequence_length(const unsigned char *bytes)
{
    unsigned char first = bytes[0];
    size_t length = first < 0x80   ? 1
                    : first < 0xC2 ? 0
                    : first < 0xE0 ? 2
                    : first < 0xF0 ? 3
                    : first < 0xF5 ? 4
                                   : 0;
    for (size_t i = 1; i < length; i++)
        if ((bytes[i] & 0xC0) != 0x80)
            return 0;
    if ((first == 0xE0 && bytes[1] < 0xA0) || (first == 0xED && bytes[1] > 0x9F) ||
        (first == 0xF0 && bytes[1] < 0x90) || (first == 0xF4 && bytes[1] > 0x8F))
        return 0;
    return length;
}

static void quoted(struct json *json, const char *value)
{
    struct buffer *out = json->out;
    buffer_add(out, "\"");
    for (const unsigned char *c = (const unsigned char *)value; *c != '\0';) {
        size_t length = sequence_length(c);
        if (length == 0) {
            buffer_add(out, "\xEF\xBF\xBD");
            c++;
            continue;
        }
        if (*c == '"' || *c == '\\')
            buffer_addf(out, "\\%c", *c);
        else if (*c == '\n')
            buffer_add(out, "\\n");
        else if (*c < 0x20 || *c == 0x7F)
            buffer_addf(out, "\\u%04x", *c);
        else
            buffer_add_bytes(out, (const char *)c, length);
        c += length;
    }
    buffer_add(out, "\"");
}

static void before_value(struct json *json, const char *key)
{
    if (json->pending_comma)
        buffer_add(json->out, ",");
    if (json->depth > 0)
        newline(json);
    if (key != NULL) {
        quoted(json, key);
        buffer_add(json->out, json->compact ? ":" : ": ");
    }
    json->pending_comma = true;
}

static void start(struct json *json, const char *key, const char *bracket)
{
    before_value(json, key);
    buffer_add(json->out, bracket);
    json->depth++;
    json->pending_comma = false;
}

static void shut(struct json *json, const char *bracket)
{
    json->depth--;
    if (json->pending_comma)
        newline(json);
    buffer_add(json->out, bracket);
    json->pending_comma = true;
}

void json_object_begin(struct json *json, const char *key)
{
    start(json, key, "{");
}

void json_object_end(struct json *json)
{
    shut(json, "}");
}

void json_array_begin(struct json *json, const char *key)
{
    start(json, key, "[");
}

void json_array_end(struct json *json)
{
    shut(json, "]");
}

void json_string(struct json *json, const char *key, const char *value)
{
    if (value == NULL) {
        json_null(json, key);
        return;
    }
    before_value(json, key);
    quoted(json, value);
}

void json_integer(struct json *json, const char *key, int64_t value)
{
    before_value(json, key);
    buffer_addf(json->out, "%" PRId64, value);
}

void json_number(struct json *json, const char *key, double value, unsigned decimals)
{
    if (!isfinite(value)) {
        json_null(json, key);
        return;
    }
    char text[64];
    number_print(value, decimals, text, sizeof text);
    before_value(json, key);
    buffer_add(json->out, text);
}

void json_boolean(struct json *json, const char *key, bool value)
{
    before_value(json, key);
    buffer_add(json->out, value ? "true" : "false");
}

void json_null(struct json *json, const char *key)
{
    before_value(json, key);
    buffer_add(json->out, "null");
}
