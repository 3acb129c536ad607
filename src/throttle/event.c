#include "pwpol/event.h"

#include "base/buffer.h"
#include "base/json.h"
#include "base/sized.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* What a caller, perhaps of another release, gives; every text is one. False when it is no event. */
static bool read_event(const pwpol_event *given, pwpol_event *event)
{
    *event = (pwpol_event){ .size = sizeof *event };
    if (given == NULL || !sized_read(event, sizeof *event, given) || event->name == NULL)
        return false;
    const char **texts[] = { &event->rule, &event->cause, &event->subject, &event->source };
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        if (*texts[i] == NULL)
            *texts[i] = "";
    return true;
}

static size_t give(struct buffer *buffer, char *text, size_t text_size)
{
    char *made = buffer_take(buffer);
    size_t length = made == NULL ? 0 : strlen(made);
    if (text != NULL && text_size > 0) {
        size_t copied = length < text_size ? length : text_size - 1;
        if (copied > 0)
            memcpy(text, made, copied);
        text[copied] = '\0';
    }
    pwpol_free(made);
    return length;
}

static void add_text(struct json *json, const char *key, const char *value)
{
    if (value[0] != '\0')
        json_string(json, key, value);
}

size_t pwpol_event_json(const pwpol_event *given, char *text, size_t text_size)
{
    pwpol_event event;
    struct buffer buffer = { 0 };
    struct json json = { .out = &buffer, .compact = true };
    if (!read_event(given, &event))
        return give(&buffer, text, text_size);
    json_object_begin(&json, NULL);
    json_string(&json, "event", event.name);
    add_text(&json, "rule", event.rule);
    add_text(&json, "cause", event.cause);
    add_text(&json, "subject", event.subject);
    add_text(&json, "source", event.source);
    json_integer(&json, "now", event.now);
    if (event.until != 0)
        json_integer(&json, "until", event.until);
    if (event.count != 0)
        json_integer(&json, "count", event.count);
    if (event.status != PWPOL_OK)
        json_string(&json, "status", pwpol_strstatus(event.status, "en"));
    json_object_end(&json);
    while (buffer.length > 0 && buffer.text[buffer.length - 1] == '\n')
        buffer.text[--buffer.length] = '\0';
    return give(&buffer, text, text_size);
}

/* A text that a line of a log may hold: whatever could end or split it becomes "_". */
static void add_word(struct buffer *buffer, const char *key, const char *value)
{
    if (value[0] == '\0')
        return;
    buffer_addf(buffer, " %s=", key);
    for (; *value != '\0'; value++)
        buffer_add_bytes(buffer, *value > ' ' && *value < 0x7f && *value != '"' ? value : "_", 1);
}

size_t pwpol_event_text(const pwpol_event *given, char *text, size_t text_size)
{
    pwpol_event event;
    struct buffer buffer = { 0 };
    if (!read_event(given, &event))
        return give(&buffer, text, text_size);
    buffer_add(&buffer, event.name);
    add_word(&buffer, "rule", event.rule);
    add_word(&buffer, "cause", event.cause);
    add_word(&buffer, "subject", event.subject);
    add_word(&buffer, "source", event.source);
    buffer_addf(&buffer, " now=%" PRId64, event.now);
    if (event.until != 0)
        buffer_addf(&buffer, " until=%" PRId64, event.until);
    if (event.count != 0)
        buffer_addf(&buffer, " count=%" PRIu32, event.count);
    if (event.status != PWPOL_OK)
        buffer_addf(&buffer, " status=%d", (int)event.status);
    return give(&buffer, text, text_size);
}
