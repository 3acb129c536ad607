#include "strict.h"

#include <stddef.h>
#include <string.h>

enum { LEVELS = 64, NAME = 32, ATTRIBUTES = 16 };

/* ---- JSON ---- */

static const char *json_value(const char *at, unsigned level);

static const char *json_space(const char *at)
{
    return at + strspn(at, " \t\r\n");
}

static const char *json_string(const char *at)
{
    if (*at++ != '"')
        return NULL;
    while (*at != '"') {
        if ((unsigned char)*at < 0x20)
            return NULL;
        if (*at++ != '\\')
            continue;
        if (*at == 'u') {
            if (strspn(at + 1, "0123456789abcdefABCDEF") < 4)
                return NULL;
            at += 5;
        } else if (*at != '\0' && strchr("\"\\/bfnrt", *at) != NULL) {
            at++;
        } else {
            return NULL;
        }
    }
    return at + 1;
}

static const char *json_digits(const char *at)
{
    size_t count = strspn(at, "0123456789");
    return count == 0 ? NULL : at + count;
}

static const char *json_number(const char *at)
{
    at += *at == '-';
    at = *at == '0' ? at + 1 : json_digits(at);
    if (at != NULL && *at == '.')
        at = json_digits(at + 1);
    if (at != NULL && (*at == 'e' || *at == 'E'))
        at = json_digits(at + 1 + (at[1] == '+' || at[1] == '-'));
    return at;
}

/* What is between two brackets: values, or with keys members. */
static const char *json_list(const char *at, char close, unsigned level)
{
    at = json_space(at + 1);
    if (*at == close)
        return at + 1;
    for (;;) {
        if (close == '}') {
            at = json_string(at);
            if (at == NULL || *(at = json_space(at)) != ':')
                return NULL;
            at = json_space(at + 1);
        }
        at = json_value(at, level + 1);
        if (at == NULL)
            return NULL;
        at = json_space(at);
        if (*at == close)
            return at + 1;
        if (*at != ',')
            return NULL;
        at = json_space(at + 1);
    }
}

static const char *json_value(const char *at, unsigned level)
{
    static const char *const names[] = { "true", "false", "null" };
    if (level > LEVELS)
        return NULL;
    if (*at == '{')
        return json_list(at, '}', level);
    if (*at == '[')
        return json_list(at, ']', level);
    if (*at == '"')
        return json_string(at);
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (strncmp(at, names[i], strlen(names[i])) == 0)
            return at + strlen(names[i]);
    return json_number(at);
}

bool strict_json(const char *text)
{
    const char *end = json_value(json_space(text), 1);
    return end != NULL && *json_space(end) == '\0';
}

/* ---- XML ---- */

static size_t xml_name(const char *at)
{
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    static const char others[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-.";
    size_t length = strspn(at, letters) == 0 ? 0 : strspn(at, others);
    return length < NAME ? length : 0;
}

/* A run of characters up to one of stops, with references; NULL when one of them is not allowed. */
static const char *xml_characters(const char *at, const char *stops)
{
    static const char *const references[] = { "&lt;", "&gt;", "&amp;", "&quot;" };
    while (*at != '\0' && strchr(stops, *at) == NULL) {
        if ((unsigned char)*at < 0x20 && *at != '\n' && *at != '\t')
            return NULL;
        if (*at != '&') {
            at++;
            continue;
        }
        size_t i = 0;
        while (i < 4 && strncmp(at, references[i], strlen(references[i])) != 0)
            i++;
        if (i == 4)
            return NULL;
        at += strlen(references[i]);
    }
    return at;
}

/* The attributes of a tag, to its > or /. */
static const char *xml_attributes(const char *at)
{
    const char *seen[ATTRIBUTES];
    size_t count = 0;
    while (*at == ' ') {
        at += strspn(at, " \n");
        size_t length = xml_name(at);
        if (length == 0 || count == ATTRIBUTES)
            return NULL;
        for (size_t i = 0; i < count; i++)
            if (strncmp(seen[i], at, length + 1) == 0)
                return NULL;
        seen[count++] = at;
        at += length;
        if (at[0] != '=' || at[1] != '"')
            return NULL;
        at = xml_characters(at + 2, "\"<");
        if (at == NULL || *at++ != '"')
            return NULL;
    }
    return at;
}

bool strict_xml(const char *text)
{
    static const char doctype[] = "<!DOCTYPE html>\n";
    char open[LEVELS][NAME];
    size_t depth = 0;
    bool any = false;
    if (strncmp(text, doctype, sizeof doctype - 1) != 0)
        return false;
    for (const char *at = text + sizeof doctype - 1;;) {
        const char *start = at;
        at = xml_characters(at, "<");
        if (at == NULL || (depth == 0 && strspn(start, " \n") < (size_t)(at - start)))
            return false;
        if (*at == '\0')
            return any && depth == 0;
        bool closing = at[1] == '/';
        at += closing ? 2 : 1;
        size_t length = xml_name(at);
        if (length == 0 || (depth == 0 && (closing || any)) || (!closing && depth == LEVELS))
            return false;
        if (closing) {
            depth--;
            if (strlen(open[depth]) != length || strncmp(open[depth], at, length) != 0 || at[length] != '>')
                return false;
            at += length + 1;
            continue;
        }
        any = true;
        memcpy(open[depth], at, length);
        open[depth][length] = '\0';
        at = xml_attributes(at + length);
        if (at == NULL)
            return false;
        if (*at == '/')
            at++;
        else
            depth++;
        if (*at++ != '>')
            return false;
    }
}
