/* --help, made of the tables that the options are read by. */
#include "cli/options.h"
#include "cli/terminal.h"

#include "pwpol/status.h"

#include <string.h>
#include <unistd.h>

enum { HELP_INDENT = 2, HELP_COLUMN = 26 };

/* "  -p, --policy=FILE" and its help, wrapped in the second column. */
static void add_row(struct page *out, const struct terminal *terminal, const struct option_row *row)
{
    unsigned column = HELP_INDENT + 4 + 2 + (unsigned)strlen(row->name);
    page_repeat(out, " ", HELP_INDENT);
    if (row->letter != '\0')
        page_addf(out, "-%c, --%s", row->letter, row->name);
    else
        page_addf(out, "    --%s", row->name);
    if (row->argument != SAY_NOTHING) {
        page_addf(out, " %s", tell(row->argument));
        column += 1 + columns_of(tell(row->argument));
    }
    if (column + 2 > HELP_COLUMN) {
        page_add(out, "\n");
        column = 0;
    }
    page_repeat(out, " ", HELP_COLUMN - column);
    wrap(out, terminal, HELP_COLUMN, HELP_COLUMN, tell(row->help));
    page_add(out, "\n");
}

static void add_paragraphs(struct page *out, const struct terminal *terminal, const char *text)
{
    while (*text != '\0') {
        size_t length = strcspn(text, "\n");
        char paragraph[1024];
        if (length >= sizeof paragraph)
            length = sizeof paragraph - 1;
        memcpy(paragraph, text, length);
        paragraph[length] = '\0';
        wrap(out, terminal, 0, 0, paragraph);
        page_add(out, "\n");
        text += length;
        text += *text == '\n';
    }
}

int help_of_command(const struct command *command)
{
    struct terminal terminal = terminal_of(STDOUT_FILENO, COLOUR_NEVER);
    struct page out;
    page_begin(&out, STDOUT_FILENO);
    if (command->operands == SAY_NOTHING)
        page_say(&out, SAY_USAGE_COMMAND, command->name);
    else
        page_say(&out, SAY_USAGE_COMMAND_OPERANDS, command->name, tell(command->operands));
    add_paragraphs(&out, &terminal, tell(command->summary));
    page_add(&out, "\n");
    for (const struct option_row *row = command->options; row->name != NULL; row++)
        if (row->help != SAY_NOTHING)
            add_row(&out, &terminal, row);
    if (command->notes != SAY_NOTHING) {
        page_add(&out, "\n");
        add_paragraphs(&out, &terminal, tell(command->notes));
    }
    return page_finish(&out, CODE_ACCEPTED);
}

int help_of_program(void)
{
    struct terminal terminal = terminal_of(STDOUT_FILENO, COLOUR_NEVER);
    struct page out;
    page_begin(&out, STDOUT_FILENO);
    page_add(&out, tell(SAY_USAGE_PROGRAM));
    for (const struct command *command = commands; command->name != NULL; command++) {
        page_addf(&out, "  %s", command->name);
        unsigned column = HELP_INDENT + (unsigned)strlen(command->name);
        page_repeat(&out, " ", HELP_COLUMN - column);
        wrap(&out, &terminal, HELP_COLUMN, HELP_COLUMN, tell(command->summary));
        page_add(&out, "\n");
    }
    page_add(&out, "\n");
    add_paragraphs(&out, &terminal, tell(SAY_NOTES_PROGRAM));
    return page_finish(&out, CODE_ACCEPTED);
}
