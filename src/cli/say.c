#include "cli/say.h"

#include "base/seams.h"
#include "text/text.h"

#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const struct {
    const char *english;
    const char *french;
} sentences[] = {
#define TEXT(id, english, french) [SAY_##id] = { english, french },
#include "cli/texts.def"
#undef TEXT
};

static bool french;

const char *language(void)
{
    return french ? "fr" : "en";
}

bool language_is_french(void)
{
    return french;
}

bool language_set(const char *name)
{
    if (strcmp(name, "fr") != 0 && strcmp(name, "en") != 0)
        return false;
    french = name[0] == 'f';
    return true;
}

void language_from_locale(void)
{
    static const char *const variables[] = { "LC_ALL", "LC_MESSAGES", "LANG" };
    for (size_t i = 0; i < sizeof variables / sizeof variables[0]; i++) {
        const char *value = getenv(variables[i]);
        if (value == NULL || value[0] == '\0')
            continue;
        french = strncmp(value, "fr", 2) == 0 && (value[2] == '\0' || strchr("_.@", value[2]) != NULL);
        return;
    }
}

const char *tell(enum sentence id)
{
    return french ? sentences[id].french : sentences[id].english;
}

/* Replaces what a terminal could obey: C0, DEL, C1 and what is not UTF-8. In place. */
static void disarm(char *text)
{
    unsigned char *from = (unsigned char *)text;
    unsigned char *to = from;
    size_t left = strlen(text);
    while (left > 0) {
        uint32_t point = 0;
        size_t taken = utf8_decode(from, left, &point);
        if (taken == 0 || point < 0x20 || (point >= 0x7F && point < 0xA0)) {
            *to++ = '?';
            taken = taken == 0 ? 1 : taken;
        } else {
            memmove(to, from, taken);
            to += taken;
        }
        from += taken;
        left -= taken;
    }
    *to = '\0';
}

void complain_text(const char *sentence)
{
    char line[2048];
    int length = snprintf(line, sizeof line - 1, "pwpol: %s", sentence);
    if (length < 0)
        return;
    disarm(line);
    size_t end = strlen(line);
    line[end++] = '\n';
    /* One write, so that two processes do not mix their lines; nothing can be done when it fails. */
    ssize_t written = write(STDERR_FILENO, line, end);
    (void)written;
}

void complain(enum sentence id, ...)
{
    char sentence[2048];
    va_list arguments;
    va_start(arguments, id);
    int length = vsnprintf(sentence, sizeof sentence, tell(id), arguments);
    va_end(arguments);
    if (length >= 0)
        complain_text(sentence);
}

const char *tell_errno(int error)
{
    switch (error) {
    case ENOENT:
        return tell(SAY_ERRNO_ENOENT);
    case EACCES:
    case EPERM:
        return tell(SAY_ERRNO_EACCES);
    case EISDIR:
        return tell(SAY_ERRNO_EISDIR);
    case ENOTDIR:
        return tell(SAY_ERRNO_ENOTDIR);
    case ENOSPC:
    case EDQUOT:
        return tell(SAY_ERRNO_ENOSPC);
    case EFBIG:
        return tell(SAY_ERRNO_EFBIG);
    case EROFS:
        return tell(SAY_ERRNO_EROFS);
    case EIO:
        return tell(SAY_ERRNO_EIO);
    case EBADF:
        return tell(SAY_ERRNO_EBADF);
    case ENOMEM:
        return tell(SAY_ERRNO_ENOMEM);
    case ELOOP:
        return tell(SAY_ERRNO_ELOOP);
    case ENAMETOOLONG:
        return tell(SAY_ERRNO_ENAMETOOLONG);
    default:
        return strerror(error);
    }
}

void tell_number(double value, unsigned decimals, char *text, size_t text_size)
{
    number_print(value, decimals, text, text_size);
    char *point = french ? strchr(text, '.') : NULL;
    if (point != NULL)
        *point = ',';
}
