/* One JSON object on a line (RFC 8259), as far as replacing one of its strings needs. */
#include "cli/table.h"

#include "text/text.h"

#include <string.h>

static size_t skip_space(const char *line, size_t length, size_t at)
{
    while (at < length && (line[at] == ' ' || line[at] == '\t' || line[at] == '\r' || line[at] == '\n'))
        at++;
    return at;
}

/* After the string that starts at at; 0 when there is none. */
static size_t skip_string(const char *line, size_t length, size_t at)
{
    if (at >= length || line[at] != '"')
        return 0;
    for (at++; at < length && line[at] != '"'; at++)
        at += line[at] == '\\';
    return at < length ? at + 1 : 0;
}

/* After the value that starts at at; 0 when there is none. */
static size_t skip_value(const char *line, size_t length, size_t at)
{
    size_t depth = 0;
    size_t start = at;
    if (at < length && line[at] == '"')
        return skip_string(line, length, at);
    for (; at < length; at++) {
        char c = line[at];
        if (c == '"') {
            at = skip_string(line, length, at);
            if (at == 0)
                return 0;
            at--;
        } else if (c == '{' || c == '[') {
            depth++;
        } else if (depth > 0 && (c == '}' || c == ']')) {
            if (--depth == 0)
                return at + 1;
        } else if (depth == 0 && strchr(",} \t\r\n", c) != NULL) {
            break;
        }
    }
    return depth == 0 && at > start ? at : 0;
}

static bool is_named(const char *line, struct span key, const char *name)
{
    char text[256];
    long text_len = json_line_decode(line + key.start, key.end - key.start, text, sizeof text);
    return text_len >= 0 && (size_t)text_len == strlen(name) && memcmp(text, name, (size_t)text_len) == 0;
}

bool json_line_find(const char *line, size_t line_len, const char *name, struct span *value)
{
    size_t found = 0;
    size_t at = skip_space(line, line_len, line_len >= 3 && memcmp(line, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0);
    if (at >= line_len || line[at] != '{')
        return false;
    do {
        struct span key = { skip_space(line, line_len, at + 1), 0 };
        key.end = skip_string(line, line_len, key.start);
        at = key.end == 0 ? 0 : skip_space(line, line_len, key.end);
        if (at == 0 || at >= line_len || line[at] != ':')
            return false;
        struct span member = { skip_space(line, line_len, at + 1), 0 };
        member.end = skip_value(line, line_len, member.start);
        if (member.end == 0)
            return false;
        if (is_named(line, key, name) && found++ == 0)
            *value = member;
        at = skip_space(line, line_len, member.end);
    } while (at < line_len && line[at] == ',');
    bool whole = at < line_len && line[at] == '}' && skip_space(line, line_len, at + 1) == line_len;
    return whole && found == 1;
}

/* ---- Strings ---- */

static int hex_value(char c)
{
    return c >= '0' && c <= '9'   ? c - '0'
           : c >= 'a' && c <= 'f' ? c - 'a' + 10
           : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                  : -1;
}

/* The four digits of \uXXXX; UINT32_MAX when they are none. */
static uint32_t unit_at(const char *text, size_t left)
{
    uint32_t unit = 0;
    for (size_t i = 0; i < 4; i++) {
        int digit = i < left ? hex_value(text[i]) : -1;
        if (digit < 0)
            return UINT32_MAX;
        unit = unit << 4 | (uint32_t)digit;
    }
    return unit;
}

/* The escape behind a backslash: its bytes, and how many characters it took; 0 when it is none. */
static size_t decode_escape(const char *text, size_t left, char bytes[4], size_t *taken)
{
    static const char letters[] = "\"\\/bfnrt", meant[] = "\"\\/\b\f\n\r\t";
    const char *letter = left > 0 && text[0] != '\0' ? strchr(letters, text[0]) : NULL;
    *taken = 1;
    if (letter != NULL) {
        bytes[0] = meant[letter - letters];
        return 1;
    }
    if (left < 5 || text[0] != 'u')
        return 0;
    uint32_t point = unit_at(text + 1, left - 1);
    *taken = 5;
    if (point >= 0xD800 && point < 0xDC00) { /* the first of a surrogate pair */
        uint32_t low = left >= 11 && text[5] == '\\' && text[6] == 'u' ? unit_at(text + 7, left - 7) : 0;
        if (low < 0xDC00 || low > 0xDFFF)
            return 0;
        point = 0x10000 + ((point - 0xD800) << 10) + (low - 0xDC00);
        *taken = 11;
    } else if (point == UINT32_MAX || (point >= 0xDC00 && point < 0xE000)) {
        return 0;
    }
    return utf8_encode(point, (unsigned char *)bytes);
}

long json_line_decode(const char *value, size_t value_len, char *text, size_t size)
{
    size_t used = 0;
    bool quoted = value_len >= 2 && value[0] == '"';
    for (size_t i = quoted ? 1 : 0; i < value_len - (quoted ? 1 : 0);) {
        char bytes[4] = { value[i] };
        size_t count = 1, taken = 0;
        i++;
        if (quoted && bytes[0] == '\\') {
            count = decode_escape(value + i, value_len - 1 - i, bytes, &taken);
            i += taken;
        }
        if (count == 0 || count > size - used)
            return -1;
        memcpy(text + used, bytes, count);
        used += count;
    }
    return (long)used;
}
