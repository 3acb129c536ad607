#include "redis/url.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>

static const struct {
    const char *name;
    bool tls, local;
} schemes[] = {
    { "redis://", false, false },   { "rediss://", true, false }, { "valkey://", false, false },
    { "valkeys://", true, false }, { "unix://", false, true },
};

enum kind { TEXT, NUMBER, FLAG };

#define TEXT_OPTION(field)                                                                                         \
    {                                                                                                              \
        #field, TEXT, offsetof(struct settings, field), sizeof((struct settings *)0)->field, 0, 0                  \
    }
static const struct {
    const char *name;
    enum kind kind;
    size_t at, size;
    uint32_t least, most;
} options[] = {
    TEXT_OPTION(user),
    TEXT_OPTION(password),
    TEXT_OPTION(password_file),
    TEXT_OPTION(prefix),
    TEXT_OPTION(ca_file),
    TEXT_OPTION(certificate_file),
    TEXT_OPTION(key_file),
    { "db", NUMBER, offsetof(struct settings, database), 0, 0, 65535 },
    { "connections", NUMBER, offsetof(struct settings, connections), 0, 1, 64 },
    { "timeout_ms", NUMBER, offsetof(struct settings, timeout_ms), 0, 1, 60000 },
    { "connect_timeout_ms", NUMBER, offsetof(struct settings, connect_timeout_ms), 0, 1, 60000 },
    { "allow_eviction", FLAG, offsetof(struct settings, allow_eviction), 0, 0, 0 },
};

static int hex_value(char digit)
{
    if (digit >= '0' && digit <= '9')
        return digit - '0';
    digit |= 0x20;
    return digit >= 'a' && digit <= 'f' ? digit - 'a' + 10 : -1;
}

/* The length characters at text, without their percent-escapes. */
static enum complaint decode(const char *text, size_t length, char *to, size_t to_size)
{
    size_t written = 0;
    for (size_t i = 0; i < length; i++) {
        char byte = text[i];
        if (byte == '%') {
            bool whole = i + 2 < length;
            int high = whole ? hex_value(text[i + 1]) : -1;
            int low = whole ? hex_value(text[i + 2]) : -1;
            if (high < 0 || low < 0 || high * 16 + low == 0)
                return COMPLAINT_ESCAPE;
            byte = (char)(high * 16 + low);
            i += 2;
        }
        if (written + 1 >= to_size)
            return COMPLAINT_LONG;
        to[written++] = byte;
    }
    to[written] = '\0';
    return COMPLAINT_NONE;
}

static bool number_of(const char *text, size_t length, uint32_t least, uint32_t most, uint32_t *number)
{
    uint32_t value = 0;
    if (length < 1 || length > 5)
        return false;
    for (size_t i = 0; i < length; i++) {
        if (text[i] < '0' || text[i] > '9')
            return false;
        value = value * 10 + (uint32_t)(text[i] - '0');
    }
    *number = value;
    return value >= least && value <= most;
}

static bool is_text(const char *text, size_t length, const char *wanted)
{
    return strlen(wanted) == length && strncmp(text, wanted, length) == 0;
}

static enum complaint read_option(struct settings *settings, const char *text, size_t length, const char **option)
{
    const char *equals = memchr(text, '=', length);
    size_t name_length = equals == NULL ? length : (size_t)(equals - text);
    for (size_t i = 0; i < sizeof options / sizeof options[0]; i++) {
        if (!is_text(text, name_length, options[i].name))
            continue;
        *option = options[i].name;
        const char *value = text + name_length + 1;
        size_t value_length = equals == NULL ? 0 : length - name_length - 1;
        char *field = (char *)settings + options[i].at;
        if (value_length == 0)
            return COMPLAINT_VALUE;
        switch (options[i].kind) {
        case TEXT:
            return decode(value, value_length, field, options[i].size);
        case NUMBER:
            return number_of(value, value_length, options[i].least, options[i].most, (uint32_t *)(void *)field)
                       ? COMPLAINT_NONE
                       : COMPLAINT_VALUE;
        case FLAG:
            *(bool *)(void *)field = is_text(value, value_length, "true");
            return *(bool *)(void *)field || is_text(value, value_length, "false") ? COMPLAINT_NONE : COMPLAINT_VALUE;
        }
    }
    return COMPLAINT_OPTION;
}

static enum complaint read_query(struct settings *settings, const char *query, const char **option)
{
    while (*query != '\0') {
        size_t length = strcspn(query, "&");
        enum complaint complaint = length == 0 ? COMPLAINT_NONE : read_option(settings, query, length, option);
        if (complaint != COMPLAINT_NONE)
            return complaint;
        query += length + (query[length] == '&');
    }
    return COMPLAINT_NONE;
}

/* USER:PASSWORD, :PASSWORD, or PASSWORD alone as older programs write it. */
static enum complaint read_person(struct settings *settings, const char *text, size_t length)
{
    const char *colon = memchr(text, ':', length);
    size_t user_length = colon == NULL ? 0 : (size_t)(colon - text);
    enum complaint complaint = decode(text, user_length, settings->user, sizeof settings->user);
    if (complaint == COMPLAINT_NONE) {
        size_t before = colon == NULL ? 0 : user_length + 1;
        complaint = decode(text + before, length - before, settings->password, sizeof settings->password);
    }
    return complaint;
}

static enum complaint read_host(struct settings *settings, const char *text, size_t length)
{
    const char *end = text + length;
    const char *host = text, *after = NULL;
    if (length > 0 && *text == '[') {
        host = text + 1;
        after = memchr(text, ']', length);
        if (after == NULL)
            return COMPLAINT_HOST;
    }
    size_t host_length;
    const char *colon;
    if (after != NULL) {
        host_length = (size_t)(after - host);
        colon = after + 1;
        if (colon != end && *colon != ':')
            return COMPLAINT_HOST;
    } else {
        colon = memchr(text, ':', length);
        host_length = colon == NULL ? length : (size_t)(colon - host);
    }
    enum complaint complaint = decode(host, host_length, settings->host, sizeof settings->host);
    if (complaint != COMPLAINT_NONE)
        return complaint;
    if (settings->host[0] == '\0')
        return COMPLAINT_HOST;
    uint32_t port = 6379;
    if (colon != NULL && colon < end && !number_of(colon + 1, (size_t)(end - colon - 1), 1, 65535, &port))
        return COMPLAINT_PORT;
    snprintf(settings->port, sizeof settings->port, "%u", (unsigned)port & 0xFFFF);
    snprintf(settings->address, sizeof settings->address, after != NULL ? "[%s]:%s" : "%s:%s", settings->host,
             settings->port);
    return COMPLAINT_NONE;
}

static enum complaint read_place(struct settings *settings, const char *authority, size_t length, const char *path,
                                 size_t path_length)
{
    if (!settings->local) {
        enum complaint complaint = read_host(settings, authority, length);
        if (complaint != COMPLAINT_NONE)
            return complaint;
        bool given = path_length > 1;
        return !given || number_of(path + 1, path_length - 1, 0, 65535, &settings->database) ? COMPLAINT_NONE
                                                                                            : COMPLAINT_DATABASE;
    }
    if (length > 0 || path_length < 2)
        return COMPLAINT_HOST;
    enum complaint complaint = decode(path, path_length, settings->host, SOCKET_PATH_SIZE);
    memcpy(settings->address, settings->host, SOCKET_PATH_SIZE);
    return complaint;
}

enum complaint url_read(struct settings *settings, const char *url, const char **option)
{
    const char *rest = NULL;
    for (size_t i = 0; i < sizeof schemes / sizeof schemes[0]; i++)
        if (strncmp(url, schemes[i].name, strlen(schemes[i].name)) == 0) {
            rest = url + strlen(schemes[i].name);
            settings->tls = schemes[i].tls;
            settings->local = schemes[i].local;
        }
    if (rest == NULL)
        return COMPLAINT_SCHEME;
    size_t authority_length = strcspn(rest, "/?");
    const char *path = rest + authority_length;
    size_t path_length = strcspn(path, "?");
    const char *query = path + path_length;
    const char *host = rest;
    for (size_t i = 0; i < authority_length; i++)
        if (rest[i] == '@')
            host = rest + i + 1;
    enum complaint complaint = COMPLAINT_NONE;
    if (host != rest)
        complaint = read_person(settings, rest, (size_t)(host - rest) - 1);
    if (complaint == COMPLAINT_NONE)
        complaint = read_place(settings, host, authority_length - (size_t)(host - rest), path, path_length);
    if (complaint == COMPLAINT_NONE && *query == '?')
        complaint = read_query(settings, query + 1, option);
    return complaint;
}
