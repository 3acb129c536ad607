#include "cli/source.h"

#include "base/secret.h"
#include "cli/arguments.h"
#include "cli/prompt.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

void cut_newline(struct page *page)
{
    if (page->length > 0 && page->text[page->length - 1] == '\n') {
        page->length--;
        if (page->length > 0 && page->text[page->length - 1] == '\r')
            page->length--;
    }
}

bool source_asks(const struct source *source)
{
    return source->argument == NULL &&
           (source->fd == SOURCE_TERMINAL || (source->fd == SOURCE_INPUT && isatty(STDIN_FILENO)));
}

bool source_is_input(const struct source *source)
{
    return source->fd == STDIN_FILENO ||
           (source->fd == SOURCE_INPUT && source->argument == NULL && !source_asks(source));
}

static int read_fd(const struct source *source, struct page *secret, bool *longer)
{
    enum { LINE_END = 2 };
    int fd = source->fd < 0 ? STDIN_FILENO : source->fd;
    if (page_read(secret, fd, source->most + LINE_END, longer)) {
        if (!*longer)
            cut_newline(secret);
        return 0;
    }
    if (fd == STDIN_FILENO)
        complain(SAY_CANNOT_READ_INPUT, tell_errno(errno));
    else
        complain(source->cannot_read, fd, tell_errno(errno));
    return CODE_FAILURE;
}

int source_read(const struct source *source, struct page *secret, bool *longer)
{
    int code = 0;
    *longer = false;
    if (source->argument != NULL) {
        page_add(secret, source->argument);
        /* Others read the arguments of a process; leave them as little time as possible. */
        secret_wipe((char *)source->argument, strlen(source->argument));
    } else if (source_asks(source)) {
        code = prompt_secret(source->question, secret) ? 0 : CODE_FAILURE;
    } else {
        code = read_fd(source, secret, longer);
    }
    if (code == 0 && secret->error != 0)
        code = complain_status(PWPOL_ERR_NO_MEMORY, NULL);
    if (code == 0 && secret->length > source->most) {
        *longer = true;
        secret->length = cut_before(secret->text, source->most);
    }
    return code;
}
