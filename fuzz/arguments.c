/* The command line: options of every command, and what several commands read from theirs. Fields: the command's words,
 * then the arguments. Nothing is run, and no file opened. */
#include "input.h"

#include "cli/arguments.h"
#include "cli/stream.h"

enum { ARGUMENTS_MOST = 40 };

static const struct command *command_of(const char *name)
{
    for (const struct command *command = commands; command->name != NULL; command++)
        if (strcmp(command->name, name) == 0)
            return command;
    return NULL;
}

static const struct option_row *row_of(const struct command *command, enum option_id id)
{
    for (const struct option_row *row = command->options; row->name != NULL; row++)
        if (row->id == id)
            return row;
    return NULL;
}

struct seen {
    size_t options;
    int code;
    bool refused;
};

static struct seen read_all(const struct command *command, int argc, char **argv)
{
    static struct policy_arguments policy;
    static struct context_arguments context;
    static struct stream stream;
    struct option_reader reader;
    struct seen seen = { 0 };
    memset(&policy, 0, sizeof policy);
    memset(&stream, 0, sizeof stream);
    context_begin(&context);
    options_begin(&reader, command, argc, argv);
    while (options_next(&reader)) {
        enum option_id id = reader.option;
        const struct option_row *row = row_of(command, id);
        must(row != NULL, "an option is one of the command's");
        must((reader.value != NULL) == (row->argument != SAY_NOTHING), "it has a value when it takes one");
        bool taken = false;
        if (!seen.refused)
            seen.refused = !policy_argument(&policy, id, reader.value, &taken) ||
                           (id == OPTION_CONTEXT && !context_argument(&context, reader.value)) ||
                           stream_argument(&stream, id, reader.value, &taken) != 0;
        must(++seen.options <= (size_t)argc * 256, "there are no more options than letters");
    }
    if (reader.over) {
        must(reader.code == CODE_ACCEPTED || reader.code == CODE_USAGE || reader.code == CODE_FAILURE,
             "help is printed, or a complaint");
        seen.code = reader.code;
        seen.refused = true;
        return seen;
    }
    must(command->operands != SAY_NOTHING || reader.operand_count == 0,
         "operands are for those that take them");
    must(reader.operand_count < (size_t)argc, "operands are arguments");
    pwpol_policy *made = NULL;
    if (!seen.refused && policy.file == NULL) {
        seen.code = policy_of(&policy, false, &made);
        must((seen.code == 0) == (made != NULL), "there is a policy, or a complaint");
    }
    pwpol_policy_free(made);
    return seen;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct input input = { bytes, size };
    char *name = input_field(&input, NULL), *words[ARGUMENTS_MOST + 1], *argv[ARGUMENTS_MOST + 1];
    int argc = 1;
    words[0] = name;
    while (argc < ARGUMENTS_MOST && input.left > 0)
        words[argc++] = input_field(&input, NULL);
    words[argc] = NULL;
    const struct command *command = command_of(name);
    if (command != NULL) {
        language_set("en");
        memcpy(argv, words, sizeof argv); /* getopt_long() changes their order */
        struct seen seen = read_all(command, argc, argv);
        language_set("fr");
        memcpy(argv, words, sizeof argv);
        struct seen again = read_all(command, argc, argv);
        must(seen.options == again.options && seen.code == again.code && seen.refused == again.refused,
             "the same is read alike");
    }
    for (int i = 0; i < argc; i++)
        free(words[i]);
    return 0;
}
