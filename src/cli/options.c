#include "cli/options.h"

#include "base/seams.h"
#include "cli/nearest.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

void options_begin(struct option_reader *reader, const struct command *command, int argc, char **argv)
{
    *reader = (struct option_reader){ .command = command, .argc = argc, .argv = argv };
    size_t rows = 0;
    size_t letters = 0;
    reader->letters[letters++] = ':'; /* tell a missing value from an unknown option */
    for (const struct option_row *row = command->options; row->name != NULL; row++) {
        bool takes_value = row->argument != SAY_NOTHING;
        reader->rows[rows++] = (struct option){
            .name = row->name,
            .has_arg = takes_value ? required_argument : no_argument,
            .val = row->id,
        };
        if (row->letter == '\0')
            continue;
        reader->letters[letters++] = row->letter;
        if (takes_value)
            reader->letters[letters++] = ':';
    }
    opterr = 0;
    optind = 0; /* glibc: start afresh */
}

static const char *option_name_at(size_t index, const void *data)
{
    const struct option_reader *reader = data;
    return reader->rows[index].name;
}

/* The row of a value that getopt gave: an id from a long name, or a letter. */
static const struct option_row *row_of(const struct option_reader *reader, int got, bool by_letter)
{
    for (const struct option_row *row = reader->command->options; row->name != NULL; row++)
        if (by_letter ? row->letter != '\0' && row->letter == got : (int)row->id == got)
            return row;
    return NULL;
}

/* A value that took the place of an option's name must not be shown: it may be a password. */
static void name_only(const char *argument, char *name, size_t name_size)
{
    snprintf(name, name_size, "%.*s", (int)strcspn(argument, "="), argument);
}

/* Always false: there is no next option. */
static bool stop(struct option_reader *reader, int code)
{
    reader->over = true;
    reader->code = code;
    return false;
}

static bool complain_option(struct option_reader *reader, int got)
{
    char name[64];
    bool by_letter = optopt != 0 && optopt < OPTION_HELP;
    const struct option_row *row = row_of(reader, optopt, by_letter);
    if (row != NULL)
        snprintf(name, sizeof name, by_letter ? "-%s" : "--%s",
                 by_letter ? (char[]){ row->letter, '\0' } : row->name);
    if (got == ':' && row != NULL) {
        complain(SAY_OPTION_WANTS_VALUE, name);
    } else if (row != NULL && !by_letter) {
        complain(SAY_OPTION_TAKES_NO_VALUE, name);
    } else if (by_letter) {
        complain(SAY_UNKNOWN_LETTER, optopt);
    } else {
        name_only(reader->argv[optind - 1], name, sizeof name);
        complain_unknown(SAY_UNKNOWN_OPTION, SAY_UNKNOWN_OPTION_NEAR, name + 2, option_name_at, reader);
    }
    return stop(reader, CODE_USAGE);
}

/* A word that is no option: why there is none, and what to write instead. */
static bool complain_operand(struct option_reader *reader)
{
    const struct command *command = reader->command;
    char instead[128] = "";
    size_t used = 0;
    for (size_t i = 0; i < 2 && command->instead_of[i] != OPTION_NONE; i++) {
        const struct option_row *row = row_of(reader, (int)command->instead_of[i], false);
        if (row != NULL)
            used += (size_t)snprintf(instead + used, sizeof instead - used, "%s--%s %s", used == 0 ? "" : ", ",
                                     row->name, tell(row->argument));
    }
    if (command->of_a_password)
        complain(SAY_NO_PASSWORD_OPERAND, command->name);
    else if (used > 0)
        complain(SAY_NO_OPERAND_BUT, command->name, instead);
    else
        complain(SAY_NO_OPERAND, command->name);
    return stop(reader, CODE_USAGE);
}

bool options_next(struct option_reader *reader)
{
    if (reader->code != 0)
        return stop(reader, reader->code);
    for (;;) {
        int got = getopt_long(reader->argc, reader->argv, reader->letters, reader->rows, NULL);
        reader->value = optarg;
        bool takes_operands = reader->command->operands != SAY_NOTHING;
        if (got == -1 && optind < reader->argc && !takes_operands)
            return complain_operand(reader);
        if (got == -1) {
            reader->operands = reader->argv + optind;
            reader->operand_count = (size_t)(reader->argc - optind);
            return false;
        }
        if (got == '?' || got == ':')
            return complain_option(reader, got);
        const struct option_row *row = row_of(reader, got, got < OPTION_HELP);
        if (row->id == OPTION_HELP)
            return stop(reader,
                        reader->command->run == NULL ? help_of_program() : help_of_command(reader->command));
        if (row->id != OPTION_LANG) {
            reader->option = row->id;
            return true;
        }
        if (!language_set(optarg))
            return stop(reader, complain_choice("--lang", optarg, (const char *const[]){ "fr", "en", NULL }));
        reader->lang_given = true;
    }
}

int complain_unknown(enum sentence plain, enum sentence with_nearest, const char *word,
                     const char *(*name_at)(size_t index, const void *data), const void *data)
{
    const char *nearest = nearest_name(word, name_at, data);
    if (nearest != NULL)
        complain(with_nearest, word, nearest);
    else
        complain(plain, word);
    return CODE_USAGE;
}

int choice_of(const char *word, const char *const *choices)
{
    for (int i = 0; choices[i] != NULL; i++)
        if (strcmp(word, choices[i]) == 0)
            return i;
    return -1;
}

int complain_choice(const char *option, const char *word, const char *const *choices)
{
    char all[256] = "";
    size_t used = 0;
    for (size_t i = 0; choices[i] != NULL && used < sizeof all; i++)
        used += (size_t)snprintf(all + used, sizeof all - used, i == 0 ? "%s" : ", %s", choices[i]);
    complain(SAY_BAD_CHOICE, option, word, all);
    return CODE_USAGE;
}

bool option_integer(const char *option, const char *word, int64_t lowest, int64_t highest, int64_t *value)
{
    if (integer_parse(word, value) && *value >= lowest && *value <= highest)
        return true;
    complain(SAY_BAD_INTEGER, option, word, lowest, highest);
    return false;
}
