/* Commands and their options: one table a command, from which it is parsed and
 * from which its help is printed. */
#ifndef PWPOL_CLI_OPTIONS_H
#define PWPOL_CLI_OPTIONS_H

#include "cli/say.h"

#include <getopt.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum option_id {
    OPTION_NONE = 0,
    OPTION_HELP = 256, /* from here on no id is a letter */
    OPTION_LANG,
    OPTION_VERSION,
    OPTION_POLICY,
    OPTION_PRESET,
    OPTION_SET,
    OPTION_JSON,
    OPTION_COLOR,
    OPTION_QUIET,
    OPTION_CONTEXT,
    OPTION_OLD,
    OPTION_OLD_FD,
    OPTION_BATCH,
    OPTION_NUL,
    OPTION_FORMAT,
    OPTION_SHOW,
    OPTION_JOBS,
    OPTION_INSECURE_ARGUMENT,
    OPTION_FULL,
    OPTION_CHANGES,
    OPTION_NAMES,
    OPTION_MAN,
    OPTION_HTML,
    OPTION_OUTPUT,
    OPTION_WORDS,
    OPTION_LIST,
    OPTION_LENGTH,
    OPTION_SEPARATOR,
    OPTION_COUNT,
    OPTION_READABLE,
    OPTION_ACCOUNT,
    OPTION_PASSWORD_FD,
    OPTION_STORED,
    OPTION_STORED_FILE,
    OPTION_STORED_FD,
    OPTION_ID,
    OPTION_APPEND,
    OPTION_STDOUT,
    OPTION_INPUT,
    OPTION_ACCOUNT_FIELD,
    OPTION_HASH_FIELD,
    OPTION_HEADER,
    OPTION_RESUME,
    OPTION_STRICT,
    OPTION_NT,
    OPTION_TARGET,
    OPTION_MEMORY,
    OPTION_CONCURRENT,
    OPTION_SCENARIO,
    OPTION_ATTACK,
    OPTION_ADDRESSES,
    OPTION_INSIDE,
    OPTION_PASSWORDS,
    OPTION_DICTIONARY,
    OPTION_DAY,
    OPTION_DURATION,
    OPTION_SEED,
    OPTION_SVG,
    OPTION_STORE,
    OPTION_SOURCE,
    OPTION_KEY_FILE,
    OPTION_YES,
    OPTION_THROTTLE,
    OPTION_KIND,
    OPTION_EXACT,
    OPTION_BITS,
    OPTION_CAPACITY,
    OPTION_LIKE,
    OPTION_CLASSES,
    OPTION_MIN_COUNT,
    OPTION_LENIENT,
    OPTION_DATE,
    OPTION_TEMPORARY,
    OPTION_CORPUS,
    OPTION_HASHES,
    OPTION_SAMPLE,
    OPTION_FIELD /* with those after it: the numbers of a scenario; the last */
};

struct option_row {
    enum option_id id;
    char letter;            /* '\0' when it has none */
    const char *name;       /* NULL ends a table */
    enum sentence argument; /* what its value is; SAY_NOTHING when it takes none */
    enum sentence help;     /* SAY_NOTHING keeps it out of the help */
};

/* Rows that several commands share. */
#define OPTIONS_EVERYWHERE                                                                                   \
    { OPTION_LANG, '\0', "lang", SAY_ARGUMENT_LANG, SAY_HELP_LANG },                                         \
    {                                                                                                        \
        OPTION_HELP, 'h', "help", SAY_NOTHING, SAY_HELP_HELP                                                 \
    }
#define OPTIONS_OF_POLICY                                                                                    \
    { OPTION_POLICY, 'p', "policy", SAY_ARGUMENT_FILE, SAY_HELP_POLICY },                                    \
        { OPTION_PRESET, 'P', "preset", SAY_ARGUMENT_NAME, SAY_HELP_PRESET },                                \
    {                                                                                                        \
        OPTION_SET, 's', "set", SAY_ARGUMENT_KEY_VALUE, SAY_HELP_SET                                         \
    }
#define OPTIONS_END                                                                                          \
    {                                                                                                        \
        OPTION_NONE, '\0', NULL, SAY_NOTHING, SAY_NOTHING                                                     \
    }

struct command {
    const char *name;      /* "check", "policy show" */
    enum sentence summary; /* one line */
    enum sentence notes;   /* below the options; SAY_NOTHING for none */
    const struct option_row *options;
    int (*run)(const struct command *command, int argc, char **argv);
    enum sentence operands; /* what the words after the options are; SAY_NOTHING when it takes none */
    /* Of a command that takes none, what one is answered: */
    bool of_a_password;           /* it may be a password */
    enum option_id instead_of[2]; /* else the options that were likely meant; OPTION_NONE for none */
};

/* The commands, in the order of the help; a NULL name ends them. */
extern const struct command commands[];

enum { OPTIONS_MOST = 32 };

struct option_reader {
    const struct command *command;
    int argc;
    char **argv;
    enum option_id option; /* just read */
    char *value;           /* its value, in argv; NULL when it takes none */
    int code;              /* what to leave with, when over; 0 before */
    bool over;
    bool lang_given;
    char **operands; /* after the last option, of a command that takes some */
    size_t operand_count;
    struct option rows[OPTIONS_MOST + 1];
    char letters[2 * OPTIONS_MOST + 2];
};

/* argv[0] is the command's last word. Operands are taken only where they name files: a
 * command that reads others would invite passwords onto the command line. */
void options_begin(struct option_reader *reader, const struct command *command, int argc, char **argv);
/* The next option. False when there is none, and when the command is over before it began: help
 * was printed, a complaint made, or reader->code is no longer 0. So every command reads its own:
 *
 *     while (options_next(&reader))
 *         reader.code = take_option(&arguments, reader.option, reader.value);
 *     if (reader.over)
 *         return reader.code; */
bool options_next(struct option_reader *reader);

/* Prints the help of a command on standard output; the exit code. */
int help_of_command(const struct command *command);
/* The list of commands. */
int help_of_program(void);

/* Complains about a word that names nothing, with the nearest of count names
 * when one is near; CODE_USAGE. */
int complain_unknown(enum sentence plain, enum sentence with_nearest, const char *word,
                     const char *(*name_at)(size_t index, const void *data), const void *data);
/* The same of a word of choices, which a NULL ends. */
int complain_choice(const char *option, const char *word, const char *const *choices);
/* The index of word in choices, or -1. */
int choice_of(const char *word, const char *const *choices);
/* A whole number from lowest to highest; complains otherwise. */
bool option_integer(const char *option, const char *word, int64_t lowest, int64_t highest, int64_t *value);

#endif
