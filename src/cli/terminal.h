/* What depends on the terminal: colour and width. */
#ifndef PWPOL_CLI_TERMINAL_H
#define PWPOL_CLI_TERMINAL_H

#include "cli/page.h"

#include <stdint.h>

enum colour_when { COLOUR_AUTO, COLOUR_ALWAYS, COLOUR_NEVER };

enum colour { PLAIN, STRONG, FAINT, GOOD, WARN, BAD };

struct terminal {
    bool colour;
    unsigned width; /* columns, from 40 to 100; 80 when it is no terminal */
};

/* auto: a terminal that is not dumb, and NO_COLOR is unset or empty. */
struct terminal terminal_of(int fd, enum colour_when when);

/* Starts a colour; PLAIN ends it. Nothing without colour. */
void paint(struct page *page, const struct terminal *terminal, enum colour colour);

/* Adds text, broken at spaces so that no line passes the width; the first line
 * starts at column, the others after indent spaces. No break at a U+00A0. Ends
 * without a newline, at the column it answers. */
unsigned wrap(struct page *page, const struct terminal *terminal, unsigned column, unsigned indent,
              const char *text);

/* The same with the text of a page that grows, which it ends. */
unsigned wrap_page(struct page *page, const struct terminal *terminal, unsigned column, unsigned indent,
                   struct page *text);

/* Columns of a text: its code points. Enough for French and English. */
unsigned columns_of(const char *text);

/* A bar of share (0 to 1) full, width cells long. */
void bar(struct page *page, double share, unsigned width);

#endif
