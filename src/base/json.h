/* Writes JSON (RFC 8259) into a buffer, two spaces a level, or on one line. */
#ifndef PWPOL_BASE_JSON_H
#define PWPOL_BASE_JSON_H

#include "base/buffer.h"

#include <stdint.h>

struct json {
    struct buffer *out;
    bool compact;  /* one line, for JSON Lines */
    unsigned depth;
    bool pending_comma;
};

/* key is NULL inside an array and at the top. */
void json_object_begin(struct json *json, const char *key);
void json_object_end(struct json *json);
void json_array_begin(struct json *json, const char *key);
void json_array_end(struct json *json);
/* NULL is written as null. Bytes that are not UTF-8 become U+FFFD. */
void json_string(struct json *json, const char *key, const char *value);
void json_integer(struct json *json, const char *key, int64_t value);
/* With at most decimals digits after the point; NAN and infinities are null. */
void json_number(struct json *json, const char *key, double value, unsigned decimals);
void json_boolean(struct json *json, const char *key, bool value);
void json_null(struct json *json, const char *key);

#endif
