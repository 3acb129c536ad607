/* pwpol throttle: what a store knows of accounts and addresses, and what an
 * administrator does about it. */
#include "base/seams.h"
#include "cli/arguments.h"
#include "cli/commands.h"
#include "cli/store.h"
#include "cli/subjects.h"
#include "cli/terminal.h"
#include "policy/value.h"

#include <string.h>
#include <unistd.h>

#define OPTIONS_OF_STORE                                                                                     \
    { OPTION_STORE, '\0', "store", SAY_ARGUMENT_URL, SAY_HELP_STORE }
#define OPTIONS_OF_SUBJECTS                                                                                  \
    OPTIONS_OF_STORE, { OPTION_ACCOUNT, 'a', "account", SAY_ARGUMENT_NAME, SAY_HELP_SUBJECT_ACCOUNT },       \
        { OPTION_SOURCE, '\0', "source", SAY_ARGUMENT_ADDRESS, SAY_HELP_SUBJECT_SOURCE },                    \
    {                                                                                                        \
        OPTION_KEY_FILE, 'k', "key-file", SAY_ARGUMENT_FILE, SAY_HELP_KEY_FILE                               \
    }

const struct option_row throttle_status_options[] = {
    OPTIONS_OF_SUBJECTS, { OPTION_JSON, '\0', "json", SAY_NOTHING, SAY_HELP_JSON },
    OPTIONS_OF_POLICY,   OPTIONS_EVERYWHERE,
    OPTIONS_END,
};
const struct option_row throttle_unlock_options[] = {
    OPTIONS_OF_SUBJECTS, { OPTION_JSON, '\0', "json", SAY_NOTHING, SAY_HELP_JSON },
    OPTIONS_OF_POLICY,   OPTIONS_EVERYWHERE,
    OPTIONS_END,
};
const struct option_row throttle_lock_options[] = {
    OPTIONS_OF_STORE,
    { OPTION_ACCOUNT, 'a', "account", SAY_ARGUMENT_NAME, SAY_HELP_SUBJECT_ACCOUNT },
    { OPTION_KEY_FILE, 'k', "key-file", SAY_ARGUMENT_FILE, SAY_HELP_KEY_FILE },
    { OPTION_DURATION, '\0', "for", SAY_ARGUMENT_DURATION, SAY_HELP_LOCK_FOR },
    { OPTION_JSON, '\0', "json", SAY_NOTHING, SAY_HELP_JSON },
    OPTIONS_OF_POLICY,
    OPTIONS_EVERYWHERE,
    OPTIONS_END,
};
const struct option_row throttle_reset_options[] = {
    OPTIONS_OF_STORE,
    { OPTION_YES, '\0', "yes", SAY_NOTHING, SAY_HELP_YES },
    OPTIONS_EVERYWHERE,
    OPTIONS_END,
};

enum { SUBJECTS_MOST = 64 };

struct throttle_arguments {
    struct policy_arguments policy;
    char *url;
    const char *key_file;
    struct subject subjects[SUBJECTS_MOST];
    size_t subject_count;
    int64_t lock_for; /* ms; 0 until a person unlocks */
    bool json;
    bool yes;
};

/* ---- Options ---- */

static int take_subject(struct throttle_arguments *arguments, bool is_source, const char *name)
{
    if (arguments->subject_count == SUBJECTS_MOST) {
        complain(SAY_TOO_MANY, "--account, --source", (int)SUBJECTS_MOST);
        return CODE_USAGE;
    }
    if (name[0] == '\0') {
        complain(SAY_EMPTY_SUBJECT, is_source ? "--source" : "--account");
        return CODE_USAGE;
    }
    arguments->subjects[arguments->subject_count++] = (struct subject){ .name = name, .is_source = is_source };
    return 0;
}

static int take_option(struct throttle_arguments *arguments, enum option_id option, char *value)
{
    switch (option) {
    case OPTION_STORE:
        arguments->url = value;
        return 0;
    case OPTION_ACCOUNT:
    case OPTION_SOURCE:
        return take_subject(arguments, option == OPTION_SOURCE, value);
    case OPTION_KEY_FILE:
        arguments->key_file = value;
        return 0;
    case OPTION_DURATION:
        if (duration_parse(value, &arguments->lock_for) && arguments->lock_for > 0)
            return 0;
        complain(SAY_BAD_LOCK_TIME, value);
        return CODE_USAGE;
    case OPTION_JSON:
        arguments->json = true;
        return 0;
    case OPTION_YES:
        arguments->yes = true;
        return 0;
    default:
        return CODE_USAGE;
    }
}

/* 0, or the code to leave with; *done then. */
static int read_options(struct throttle_arguments *arguments, const struct command *command, int argc, char **argv,
                        bool *done)
{
    struct option_reader reader;
    options_begin(&reader, command, argc, argv);
    *done = true;
    while (options_next(&reader)) {
        bool taken = false;
        if (!policy_argument(&arguments->policy, reader.option, reader.value, &taken))
            return CODE_USAGE;
        if (!taken)
            reader.code = take_option(arguments, reader.option, reader.value);
    }
    if (reader.over)
        return reader.code;
    *done = arguments->url == NULL;
    if (*done)
        complain(SAY_STORE_WANTED);
    return *done ? CODE_USAGE : 0;
}

/* ---- A throttle over the store ---- */

struct opened {
    pwpol_policy *policy;
    pwpol_store *store;
    pwpol_throttle *throttle;
};

static void close_all(struct opened *opened)
{
    pwpol_throttle_free(opened->throttle);
    pwpol_store_free(opened->store);
    pwpol_policy_free(opened->policy);
}

/* The policy with the key file that was given; 0, or the exit code after a complaint. */
static int open_policy(struct throttle_arguments *arguments, pwpol_policy **policy)
{
    pwpol_where where = PWPOL_WHERE_INIT;
    int code = policy_of(&arguments->policy, false, policy);
    if (code != 0)
        return code;
    if (arguments->key_file != NULL &&
        pwpol_policy_set(*policy, "throttle.key_file", arguments->key_file, &where) != PWPOL_OK) {
        complain_status(PWPOL_ERR_RANGE, &where);
        return CODE_USAGE;
    }
    const char *key_file = pwpol_policy_get(*policy, "throttle.key_file");
    if (key_file != NULL && key_file[0] != '\0')
        return 0;
    complain(SAY_THROTTLE_KEY_WANTED);
    return CODE_USAGE;
}

static int open_all(struct throttle_arguments *arguments, struct opened *opened)
{
    pwpol_where where = PWPOL_WHERE_INIT;
    pwpol_throttle_options options = PWPOL_THROTTLE_OPTIONS_INIT;
    int code = open_policy(arguments, &opened->policy);
    if (code == 0)
        code = store_open(arguments->url, &opened->store);
    if (code != 0)
        return code;
    options.store = opened->store;
    pwpol_status status = pwpol_throttle_new(&opened->throttle, opened->policy, &options, &where);
    return status == PWPOL_OK ? 0 : complain_status(status, &where);
}

/* Asks about every subject before anything is done, and keeps the answers. */
static int ask_all(const struct throttle_arguments *arguments, const struct opened *opened,
                   pwpol_subject_status *statuses)
{
    for (size_t i = 0; i < arguments->subject_count; i++) {
        pwpol_status status = subject_ask(opened->throttle, &arguments->subjects[i], &statuses[i]);
        if (status != PWPOL_OK)
            return store_complain(opened->store, status);
    }
    return 0;
}

static int print_all(const struct throttle_arguments *arguments, const pwpol_subject_status *statuses,
                     enum sentence unlocked, int code)
{
    struct page out;
    page_begin(&out, STDOUT_FILENO);
    if (arguments->json)
        subjects_json(&out, arguments->subjects, statuses, arguments->subject_count);
    else
        subjects_print(&out, arguments->subjects, statuses, arguments->subject_count, unlocked);
    return page_finish(&out, code);
}

/* ---- The commands ---- */

int command_throttle_status(const struct command *command, int argc, char **argv)
{
    struct throttle_arguments arguments = { .url = NULL };
    struct opened opened = { 0 };
    pwpol_subject_status statuses[SUBJECTS_MOST];
    bool done = false;
    int code = read_options(&arguments, command, argc, argv, &done);
    if (done)
        return code;
    if (arguments.subject_count == 0) {
        code = store_open(arguments.url, &opened.store);
        if (code == 0)
            code = subjects_summary(opened.store, arguments.json);
    } else {
        code = open_all(&arguments, &opened);
        if (code == 0)
            code = ask_all(&arguments, &opened, statuses);
        if (code == 0)
            code = print_all(&arguments, statuses, SAY_NOTHING,
                             subjects_free(statuses, arguments.subject_count) ? CODE_ACCEPTED : CODE_REFUSED);
    }
    close_all(&opened);
    return code;
}

static pwpol_status unlock(pwpol_throttle *throttle, const struct subject *subject)
{
    return subject->is_source ? pwpol_throttle_unlock_source(throttle, subject->name, 0)
                              : pwpol_throttle_unlock(throttle, subject->name, strlen(subject->name), 0);
}

/* Unlocks or locks each subject, and tells what it was before, or is now. */
static int act(const struct command *command, int argc, char **argv, bool locks)
{
    struct throttle_arguments arguments = { .url = NULL };
    struct opened opened = { 0 };
    pwpol_subject_status statuses[SUBJECTS_MOST];
    bool done = false;
    int code = read_options(&arguments, command, argc, argv, &done);
    if (done)
        return code;
    if (arguments.subject_count == 0) {
        complain(SAY_SUBJECT_WANTED, locks ? "--account" : "--account, --source");
        return CODE_USAGE;
    }
    int64_t until = arguments.lock_for > 0 ? clock_now() + arguments.lock_for : 0;
    code = open_all(&arguments, &opened);
    if (code == 0 && !locks)
        code = ask_all(&arguments, &opened, statuses);
    for (size_t i = 0; i < arguments.subject_count && code == 0; i++) {
        const struct subject *subject = &arguments.subjects[i];
        pwpol_status status = locks ? pwpol_throttle_lock(opened.throttle, subject->name, strlen(subject->name),
                                                          until, 0)
                                    : unlock(opened.throttle, subject);
        code = status == PWPOL_OK ? 0 : store_complain(opened.store, status);
    }
    if (code == 0 && locks)
        code = ask_all(&arguments, &opened, statuses);
    if (code == 0)
        code = print_all(&arguments, statuses, locks ? SAY_NOTHING : SAY_SUBJECT_NOW_FREE, CODE_ACCEPTED);
    close_all(&opened);
    return code;
}

int command_throttle_unlock(const struct command *command, int argc, char **argv)
{
    return act(command, argc, argv, false);
}

int command_throttle_lock(const struct command *command, int argc, char **argv)
{
    return act(command, argc, argv, true);
}

int command_throttle_reset(const struct command *command, int argc, char **argv)
{
    struct throttle_arguments arguments = { .url = NULL };
    pwpol_store *store = NULL;
    bool done = false;
    int code = read_options(&arguments, command, argc, argv, &done);
    if (done)
        return code;
    if (!arguments.yes) {
        complain(SAY_RESET_WANTS_YES);
        return CODE_USAGE;
    }
    code = store_open(arguments.url, &store);
    if (code == 0) {
        pwpol_status status = pwpol_store_clear(store);
        code = status == PWPOL_OK ? CODE_ACCEPTED : store_complain(store, status);
    }
    pwpol_store_free(store);
    return code;
}
