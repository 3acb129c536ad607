#include "cli/terminal.h"

#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

enum { WIDTH_LEAST = 40, WIDTH_MOST = 100, WIDTH_USUAL = 80 };

static bool colour_fits(int fd)
{
    const char *no_colour = getenv("NO_COLOR"); /* https://no-color.org */
    const char *kind = getenv("TERM");
    return isatty(fd) && (no_colour == NULL || no_colour[0] == '\0') &&
           (kind == NULL || strcmp(kind, "dumb") != 0);
}

struct terminal terminal_of(int fd, enum colour_when when)
{
    struct winsize size = { 0 };
    unsigned width = WIDTH_USUAL;
    if (isatty(fd) && ioctl(fd, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
        width = size.ws_col < WIDTH_LEAST ? WIDTH_LEAST : size.ws_col > WIDTH_MOST ? WIDTH_MOST : size.ws_col;
    return (struct terminal){
        .colour = when == COLOUR_ALWAYS || (when == COLOUR_AUTO && colour_fits(fd)),
        .width = width,
    };
}

void paint(struct page *page, const struct terminal *terminal, enum colour colour)
{
    static const char *const codes[] = {
        [PLAIN] = "\033[0m", [STRONG] = "\033[1m", [FAINT] = "\033[2m",
        [GOOD] = "\033[32m", [WARN] = "\033[33m",  [BAD] = "\033[31m",
    };
    if (terminal->colour)
        page_add(page, codes[colour]);
}

static unsigned columns_of_bytes(const char *text, size_t count)
{
    unsigned columns = 0;
    for (size_t i = 0; i < count; i++)
        columns += ((unsigned char)text[i] & 0xC0) != 0x80;
    return columns;
}

unsigned columns_of(const char *text)
{
    return columns_of_bytes(text, strlen(text));
}

unsigned wrap(struct page *page, const struct terminal *terminal, unsigned column, unsigned indent,
              const char *text)
{
    bool at_start = true;
    while (*text != '\0') {
        size_t length = strcspn(text, " ");
        unsigned columns = columns_of_bytes(text, length);
        if (!at_start && column + 1 + columns > terminal->width) {
            page_add(page, "\n");
            page_repeat(page, " ", indent);
            column = indent;
        } else if (!at_start) {
            page_add(page, " ");
            column++;
        }
        page_bytes(page, text, length);
        column += columns;
        at_start = false;
        text += length;
        text += strspn(text, " ");
    }
    return column;
}

unsigned wrap_page(struct page *page, const struct terminal *terminal, unsigned column, unsigned indent,
                   struct page *text)
{
    page_bytes(text, "", 1); /* its NUL */
    if (text->error == 0)
        column = wrap(page, terminal, column, indent, text->text);
    else
        page->error = text->error;
    page_end(text);
    return column;
}

void bar(struct page *page, double share, unsigned width)
{
    unsigned full = share >= 1 ? width : share > 0 ? (unsigned)(share * width) : 0;
    page_repeat(page, "█", full);
    page_repeat(page, "░", width - full);
}
