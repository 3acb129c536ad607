/* pwpol: the command line of the library. */
#include "cli/commands.h"
#include "cli/nearest.h"
#include "cli/page.h"

#include "pwpol/status.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif

const struct command commands[] = {
    { "check", SAY_SUMMARY_CHECK, SAY_NOTES_CHECK, check_options, command_check, .of_a_password = true },
    { "generate", SAY_SUMMARY_GENERATE, SAY_NOTES_GENERATE, generate_options, command_generate,
      .instead_of = { OPTION_LENGTH, OPTION_WORDS } },
    { "policy list", SAY_SUMMARY_LIST, SAY_NOTHING, policy_list_options, command_policy_list,
      .operands = SAY_NOTHING },
    { "policy show", SAY_SUMMARY_SHOW, SAY_NOTHING, policy_show_options, command_policy_show,
      .instead_of = { OPTION_POLICY, OPTION_PRESET } },
    { "policy keys", SAY_SUMMARY_KEYS, SAY_NOTHING, policy_keys_options, command_policy_keys,
      .operands = SAY_NOTHING },
    { "policy audit", SAY_SUMMARY_AUDIT, SAY_NOTES_AUDIT, policy_audit_options, command_policy_audit,
      .instead_of = { OPTION_POLICY, OPTION_PRESET } },
    { "hash", SAY_SUMMARY_HASH, SAY_NOTES_HASH, hash_options, command_hash, .of_a_password = true },
    { "verify", SAY_SUMMARY_VERIFY, SAY_NOTES_VERIFY, verify_rows, command_verify, .of_a_password = true },
    { "keygen", SAY_SUMMARY_KEYGEN, SAY_NOTES_KEYGEN, keygen_options, command_keygen,
      .instead_of = { OPTION_OUTPUT } },
    { "rewrap", SAY_SUMMARY_REWRAP, SAY_NOTES_REWRAP, rewrap_options, command_rewrap,
      .instead_of = { OPTION_INPUT } },
    { "migrate", SAY_SUMMARY_MIGRATE, SAY_NOTES_MIGRATE, migrate_options, command_migrate,
      .instead_of = { OPTION_INPUT } },
    { "tune", SAY_SUMMARY_TUNE, SAY_NOTES_TUNE, tune_options, command_tune, .operands = SAY_NOTHING },
    { "throttle status", SAY_SUMMARY_THROTTLE_STATUS, SAY_NOTES_THROTTLE, throttle_status_options,
      command_throttle_status, .instead_of = { OPTION_ACCOUNT, OPTION_SOURCE } },
    { "throttle unlock", SAY_SUMMARY_THROTTLE_UNLOCK, SAY_NOTES_THROTTLE_ACT, throttle_unlock_options,
      command_throttle_unlock, .instead_of = { OPTION_ACCOUNT, OPTION_SOURCE } },
    { "throttle lock", SAY_SUMMARY_THROTTLE_LOCK, SAY_NOTES_THROTTLE_ACT, throttle_lock_options,
      command_throttle_lock, .instead_of = { OPTION_ACCOUNT } },
    { "throttle reset", SAY_SUMMARY_THROTTLE_RESET, SAY_NOTES_THROTTLE_ACT, throttle_reset_options,
      command_throttle_reset, .instead_of = { OPTION_STORE } },
    { "simulate", SAY_SUMMARY_SIMULATE, SAY_NOTES_SIMULATE, simulate_options, command_simulate,
      .instead_of = { OPTION_POLICY, OPTION_PRESET } },
    { "breach build", SAY_SUMMARY_BREACH_BUILD, SAY_NOTES_BREACH_BUILD, breach_build_options, command_breach_build,
      .operands = SAY_OPERANDS_INPUTS },
    { "breach merge", SAY_SUMMARY_BREACH_MERGE, SAY_NOTES_BREACH_MERGE, breach_merge_options, command_breach_merge,
      .operands = SAY_OPERANDS_CORPORA },
    { "breach info", SAY_SUMMARY_BREACH_INFO, SAY_NOTHING, breach_info_options, command_breach_info,
      .operands = SAY_OPERANDS_CORPUS },
    { "breach verify", SAY_SUMMARY_BREACH_VERIFY, SAY_NOTHING, breach_verify_options, command_breach_verify,
      .operands = SAY_OPERANDS_CORPUS },
    { "breach query", SAY_SUMMARY_BREACH_QUERY, SAY_NOTES_BREACH_QUERY, breach_query_options, command_breach_query,
      .instead_of = { OPTION_CORPUS } },
    { .name = NULL },
};

static const struct option_row program_options[] = {
    { OPTION_VERSION, 'V', "version", SAY_NOTHING, SAY_HELP_VERSION },
    OPTIONS_EVERYWHERE,
    OPTIONS_END,
};

/* Passwords pass through this process: no core dump, no other process reads its memory. */
static void keep_memory_private(void)
{
    struct rlimit none = { 0, 0 };
    setrlimit(RLIMIT_CORE, &none);
#ifdef __linux__
    prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
#endif
}

/* A standard descriptor that the caller closed would be taken by the next file
 * that is opened; one that cannot be used the way it is meant stands in for it. */
static void hold_standard_descriptors(void)
{
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
        if (fcntl(fd, F_GETFD) == -1 && errno == EBADF)
            open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY);
}

/* --lang counts wherever it stands, for what is said before it is reached, too. */
static void choose_language(int argc, char **argv)
{
    language_from_locale();
    for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++) {
        if (strncmp(argv[i], "--lang=", 7) == 0)
            language_set(argv[i] + 7);
        else if (strcmp(argv[i], "--lang") == 0 && i + 1 < argc)
            language_set(argv[i + 1]);
    }
}

static int print_version(void)
{
    struct page out;
    page_begin(&out, STDOUT_FILENO);
    page_addf(&out, "pwpol %s\n", pwpol_version());
    return page_finish(&out, CODE_ACCEPTED);
}

/* The command that the first one or two words name; *used tells how many they are. */
static const struct command *find_command(int argc, char **argv, int *used)
{
    for (const struct command *command = commands; command->name != NULL; command++) {
        const char *space = strchr(command->name, ' ');
        size_t length = space == NULL ? strlen(command->name) : (size_t)(space - command->name);
        *used = space == NULL ? 1 : 2;
        if (argc < *used || strlen(argv[0]) != length || strncmp(argv[0], command->name, length) != 0)
            continue;
        if (space == NULL || strcmp(argv[1], space + 1) == 0)
            return command;
    }
    return NULL;
}

/* What follows a group's name ("policy") in the names of its commands: list, show, ... */
static const char *word_in_group(size_t index, const void *data)
{
    const char *group = data;
    size_t length = strlen(group);
    for (const struct command *command = commands; command->name != NULL; command++)
        if (strncmp(command->name, group, length) == 0 && command->name[length] == ' ' && index-- == 0)
            return command->name + length + 1;
    return NULL;
}

static bool is_group(const char *word)
{
    return word_in_group(0, word) != NULL;
}

static const char *first_word_at(size_t index, const void *data)
{
    static const char *const words[] = { "check",   "generate", "policy", "hash",     "verify",   "keygen",
                                         "rewrap",  "migrate",  "tune",   "throttle", "simulate", "breach", "help", NULL };
    (void)data;
    return words[index];
}

static int complain_group(const char *group, const char *word)
{
    char all[128] = "";
    size_t used = 0;
    const char *nearest = word == NULL ? NULL : nearest_name(word, word_in_group, group);
    for (size_t i = 0; word_in_group(i, group) != NULL && used < sizeof all; i++)
        used += (size_t)snprintf(all + used, sizeof all - used, "%s%s", i == 0 ? "" : ", ",
                                 word_in_group(i, group));
    if (word == NULL)
        complain(SAY_NO_GROUP_COMMAND, group, all);
    else if (nearest != NULL)
        complain(SAY_UNKNOWN_GROUP_COMMAND_NEAR, group, word, group, nearest);
    else
        complain(SAY_UNKNOWN_GROUP_COMMAND, group, word, all);
    return CODE_USAGE;
}

static int complain_command(int argc, char **argv)
{
    if (argc == 0)
        complain(SAY_NO_COMMAND);
    else if (is_group(argv[0]))
        complain_group(argv[0], argc == 1 || argv[1][0] == '-' ? NULL : argv[1]);
    else
        complain_unknown(SAY_UNKNOWN_COMMAND, SAY_UNKNOWN_COMMAND_NEAR, argv[0], first_word_at, NULL);
    return CODE_USAGE;
}

static bool asks_help(const char *word)
{
    return strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0;
}

/* pwpol help [COMMAND] */
static int help_run(int argc, char **argv)
{
    int used = 0;
    if (argc == 0 || strncmp(argv[0], "--lang", 6) == 0)
        return help_of_program();
    const struct command *command = find_command(argc, argv, &used);
    if (command != NULL)
        return help_of_command(command);
    if (argc == 1 && is_group(argv[0]))
        return help_of_program();
    return complain_command(argc, argv);
}

int main(int argc, char **argv)
{
    static const struct command program = { .name = "", .options = program_options };
    keep_memory_private();
    hold_standard_descriptors();
    signal(SIGPIPE, SIG_IGN); /* a closed pipe and a full disk are answered by their write() */
    signal(SIGXFSZ, SIG_IGN);
    choose_language(argc, argv);

    /* What stands before the command: --version, --help, --lang. */
    int first = 1;
    while (first < argc && argv[first][0] == '-')
        first += strcmp(argv[first], "--lang") == 0 ? 2 : 1;
    int before = first < argc ? first : argc;
    struct option_reader reader;
    options_begin(&reader, &program, before, argv);
    if (options_next(&reader))
        return print_version();
    if (reader.over)
        return reader.code;
    argc -= before;
    argv += before;
    int used = 0;
    if (argc > 0 && strcmp(argv[0], "help") == 0)
        return help_run(argc - 1, argv + 1);
    if (argc > 1 && is_group(argv[0]) && asks_help(argv[1]))
        return help_of_program();
    const struct command *command = find_command(argc, argv, &used);
    if (command == NULL)
        return complain_command(argc, argv);
    return command->run(command, argc - used + 1, argv + used - 1);
}
