#include "cli/page.h"

#include "base/seams.h"
#include "base/secret.h"
#include "cli/say.h"
#include "text/text.h"

#include <errno.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* What a page on a file descriptor holds before it is written; one pool block of secret memory. */
enum { PAGE_SIZE_FLUSHED = 16000, PAGE_SIZE_FIRST = 4096 };

void page_begin(struct page *page, int fd)
{
    *page = (struct page){ .fd = fd };
}

static bool grow(struct page *page, size_t wanted)
{
    size_t capacity = page->capacity == 0 ? PAGE_SIZE_FIRST : page->capacity;
    while (capacity < wanted) {
        if (capacity > SIZE_MAX / 4)
            return false;
        capacity *= 2;
    }
    char *text = secret_alloc(capacity);
    if (text == NULL)
        return false;
    if (page->length > 0)
        memcpy(text, page->text, page->length);
    secret_free(page->text);
    page->text = text;
    page->capacity = capacity;
    return true;
}

/* Makes room for count more bytes and one to spare. */
static bool reserve(struct page *page, size_t count)
{
    if (page->error != 0)
        return false;
    if (page->capacity - page->length > count)
        return true;
    if (page->fd != IN_MEMORY && page->length > 0 && !page_flush(page))
        return false;
    size_t wanted = page->length + count + 1;
    if (page->fd != IN_MEMORY && wanted < PAGE_SIZE_FLUSHED)
        wanted = PAGE_SIZE_FLUSHED;
    if (page->capacity < wanted && !grow(page, wanted)) {
        page->error = ENOMEM;
        return false;
    }
    return true;
}

void page_bytes(struct page *page, const char *bytes, size_t count)
{
    if (count == 0 || !reserve(page, count))
        return;
    memcpy(page->text + page->length, bytes, count);
    page->length += count;
}

void page_add(struct page *page, const char *text)
{
    page_bytes(page, text, strlen(text));
}

static void add_formatted(struct page *page, const char *format, va_list arguments)
{
    va_list again;
    va_copy(again, arguments);
    int needed = vsnprintf(NULL, 0, format, arguments);
    if (needed > 0 && reserve(page, (size_t)needed)) {
        vsnprintf(page->text + page->length, (size_t)needed + 1, format, again);
        page->length += (size_t)needed;
    }
    va_end(again);
}

void page_addf(struct page *page, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    add_formatted(page, format, arguments);
    va_end(arguments);
}

void page_say(struct page *page, int sentence, ...)
{
    va_list arguments;
    va_start(arguments, sentence);
    add_formatted(page, tell((enum sentence)sentence), arguments);
    va_end(arguments);
}

void page_repeat(struct page *page, const char *text, size_t count)
{
    for (size_t i = 0; i < count; i++)
        page_add(page, text);
}

#define REPLACEMENT "\xEF\xBF\xBD"

/* The next character of bytes: its length, and its value or UINT32_MAX when it is not UTF-8. */
static size_t next_character(const char *bytes, size_t count, uint32_t *point)
{
    size_t taken = utf8_decode((const unsigned char *)bytes, count, point);
    if (taken != 0)
        return taken;
    *point = UINT32_MAX;
    return 1;
}

void page_json(struct page *page, const char *bytes, size_t count)
{
    page_add(page, "\"");
    for (size_t i = 0; i < count;) {
        uint32_t point = 0;
        size_t taken = next_character(bytes + i, count - i, &point);
        if (point == UINT32_MAX)
            page_add(page, REPLACEMENT);
        else if (point < 0x20 || point == 0x7F)
            page_addf(page, "\\u%04x", (unsigned)point);
        else if (point == '"' || point == '\\')
            page_addf(page, "\\%c", (char)point);
        else
            page_bytes(page, bytes + i, taken);
        i += taken;
    }
    page_add(page, "\"");
}

static void add_repaired(struct page *page, const char *bytes, size_t count, bool disarm, const char *quote)
{
    for (size_t i = 0; i < count;) {
        uint32_t point = 0;
        size_t taken = next_character(bytes + i, count - i, &point);
        bool control = point < 0x20 || (point >= 0x7F && point < 0xA0);
        if (point == UINT32_MAX || point == 0 || (disarm && control))
            page_add(page, REPLACEMENT);
        else
            page_bytes(page, bytes + i, taken);
        if (quote != NULL && point == (uint32_t)quote[0])
            page_add(page, quote);
        i += taken;
    }
}

void page_csv(struct page *page, const char *bytes, size_t count)
{
    bool quoted = false;
    for (size_t i = 0; i < count && !quoted; i++)
        quoted = memchr("\",\r\n ", bytes[i], 5) != NULL;
    if (quoted)
        page_add(page, "\"");
    add_repaired(page, bytes, count, false, quoted ? "\"" : NULL);
    if (quoted)
        page_add(page, "\"");
}

void page_shown(struct page *page, const char *bytes, size_t count)
{
    add_repaired(page, bytes, count, true, NULL);
}

void page_number(struct page *page, double value, unsigned decimals)
{
    char text[64] = "null";
    if (isfinite(value))
        number_print(value, decimals, text, sizeof text);
    page_add(page, text);
}

bool write_all(int fd, const char *bytes, size_t count)
{
    while (count > 0) {
        ssize_t written = write(fd, bytes, count);
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            return false;
        bytes += written;
        count -= (size_t)written;
    }
    return true;
}

bool page_flush(struct page *page)
{
    if (page->error == 0 && page->length > 0 && !write_all(page->fd, page->text, page->length))
        page->error = errno;
    page_clear(page);
    return page->error == 0;
}

void page_clear(struct page *page)
{
    if (page->length > 0)
        secret_wipe(page->text, page->length);
    page->length = 0;
}

void page_end(struct page *page)
{
    secret_free(page->text);
    page->text = NULL;
    page->length = page->capacity = 0;
}

int page_finish(struct page *page, int code)
{
    page_flush(page);
    page_end(page);
    if (page->error == 0)
        return code;
    if (page->error != EPIPE)
        complain(SAY_CANNOT_WRITE_OUTPUT, tell_errno(page->error));
    return CODE_FAILURE;
}

size_t cut_before(const char *bytes, size_t limit)
{
    size_t cut = limit;
    for (int i = 0; i < 3 && cut > 0 && ((unsigned char)bytes[cut] & 0xC0) == 0x80; i++)
        cut--;
    return cut;
}

bool page_read(struct page *page, int fd, size_t limit, bool *cut)
{
    *cut = false;
    for (;;) {
        if (!reserve(page, PAGE_SIZE_FIRST)) {
            errno = ENOMEM;
            return false;
        }
        ssize_t count = read(fd, page->text + page->length, PAGE_SIZE_FIRST);
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            return false;
        if (count == 0)
            return true;
        page->length += (size_t)count;
        if (page->length <= limit)
            continue;
        *cut = true;
        size_t kept = cut_before(page->text, limit);
        secret_wipe(page->text + kept, page->length - kept);
        page->length = kept;
        limit = kept;
    }
}
