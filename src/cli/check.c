/* pwpol check: one candidate, or a batch of them. */
#include "pwpol/check.h"

#include "cli/arguments.h"
#include "cli/batch.h"
#include "cli/commands.h"
#include "cli/report.h"
#include "cli/source.h"

#include <string.h>
#include <unistd.h>

const struct option_row check_options[] = {
    OPTIONS_OF_POLICY,
    { OPTION_CONTEXT, 'c', "context", SAY_ARGUMENT_FIELD_VALUE, SAY_HELP_CONTEXT },
    { OPTION_OLD, 'o', "old", SAY_NOTHING, SAY_HELP_OLD },
    { OPTION_OLD_FD, '\0', "old-fd", SAY_ARGUMENT_NUMBER, SAY_HELP_OLD_FD },
    { OPTION_BATCH, 'b', "batch", SAY_ARGUMENT_FILE, SAY_HELP_BATCH },
    { OPTION_NUL, '0', "null", SAY_NOTHING, SAY_HELP_NUL },
    { OPTION_FORMAT, 'f', "format", SAY_ARGUMENT_FORMAT, SAY_HELP_FORMAT },
    { OPTION_SHOW, '\0', "show", SAY_NOTHING, SAY_HELP_SHOW },
    { OPTION_JOBS, 'j', "jobs", SAY_ARGUMENT_NUMBER, SAY_HELP_JOBS },
    { OPTION_JSON, '\0', "json", SAY_NOTHING, SAY_HELP_JSON },
    { OPTION_COLOR, '\0', "color", SAY_ARGUMENT_WHEN, SAY_HELP_COLOR },
    { OPTION_QUIET, 'q', "quiet", SAY_NOTHING, SAY_HELP_QUIET },
    { OPTION_INSECURE_ARGUMENT, '\0', "insecure-argument", SAY_ARGUMENT_TEXT, SAY_HELP_INSECURE },
    OPTIONS_EVERYWHERE,
    OPTIONS_END,
};

struct check {
    struct policy_arguments policy;
    struct context_arguments context;
    struct batch batch;
    const char *argument; /* --insecure-argument */
    bool ask_old;
    int64_t old_fd; /* -1: none */
    bool json;
    bool both_languages;
    bool format_given;
    int colour; /* enum colour_when */
};

/* In the order of enum row_format and of enum colour_when. */
static const char *const formats[] = { "table", "jsonl", "csv", NULL };
static const char *const colours[] = { "auto", "always", "never", NULL };

/* One of choices; complains otherwise. */
static int take_choice(const char *option, const char *value, const char *const *choices, int *choice)
{
    *choice = choice_of(value, choices);
    return *choice >= 0 ? 0 : complain_choice(option, value, choices);
}

static int take_batch_option(struct check *check, enum option_id option, const char *value)
{
    struct batch *batch = &check->batch;
    int format = 0;
    int code = 0;
    switch (option) {
    case OPTION_BATCH:
        batch->file = value;
        return 0;
    case OPTION_NUL:
        batch->nul = true;
        return 0;
    case OPTION_FORMAT:
        code = take_choice("--format", value, formats, &format);
        batch->format = (enum row_format)format;
        check->format_given = true;
        return code;
    case OPTION_SHOW:
        batch->show = true;
        return 0;
    case OPTION_JOBS:
        return option_integer("--jobs", value, 1, JOBS_MOST, &batch->jobs) ? 0 : CODE_USAGE;
    default:
        return CODE_USAGE;
    }
}

/* 0, or the exit code after a complaint. */
static int take_option(struct check *check, enum option_id option, const char *value)
{
    bool taken = false;
    if (!policy_argument(&check->policy, option, value, &taken))
        return CODE_USAGE;
    if (taken)
        return 0;
    switch (option) {
    case OPTION_CONTEXT:
        return context_argument(&check->context, value) ? 0 : CODE_USAGE;
    case OPTION_OLD:
        check->ask_old = true;
        return 0;
    case OPTION_OLD_FD:
        return option_integer("--old-fd", value, 0, FD_MOST, &check->old_fd) ? 0 : CODE_USAGE;
    case OPTION_JSON:
        check->json = true;
        return 0;
    case OPTION_COLOR:
        return take_choice("--color", value, colours, &check->colour);
    case OPTION_QUIET:
        check->batch.quiet = true;
        return 0;
    case OPTION_INSECURE_ARGUMENT:
        check->argument = value;
        return 0;
    default:
        return take_batch_option(check, option, value);
    }
}

static struct source source_of(const struct check *check)
{
    return (struct source){ .argument = check->argument,
                            .fd = SOURCE_INPUT,
                            .question = SAY_ASK_PASSWORD,
                            .cannot_read = SAY_CANNOT_READ_PASSWORD,
                            .most = CANDIDATE_MOST };
}

/* Options that exclude each other or say nothing without another. */
static int verify_options(const struct check *check)
{
    const struct batch *batch = &check->batch;
    bool batched = batch->file != NULL;
    const struct source source = source_of(check);
    bool from_stdin = batched ? strcmp(batch->file, "-") == 0 : source_is_input(&source);
    if (batched && check->argument != NULL)
        complain(SAY_EXCLUDE, "--batch", "--insecure-argument");
    else if (check->ask_old && check->old_fd >= 0)
        complain(SAY_EXCLUDE, "--old", "--old-fd");
    else if (check->json && check->format_given)
        complain(SAY_EXCLUDE, "--json", "--format");
    else if (!batched && check->format_given)
        complain(SAY_ONLY_WITH, "--format", "--batch");
    else if (!batched && batch->show)
        complain(SAY_ONLY_WITH, "--show", "--batch");
    else if (!batched && batch->nul)
        complain(SAY_ONLY_WITH, "--null", "--batch");
    else if (!batched && batch->jobs > 0)
        complain(SAY_ONLY_WITH, "--jobs", "--batch");
    else if (check->old_fd == STDIN_FILENO && from_stdin)
        complain(SAY_OLD_FD_IS_INPUT);
    else
        return 0;
    return CODE_USAGE;
}

enum { OLD_MOST = 4096 }; /* context.h */

static int read_old(struct check *check, struct page *old)
{
    const struct source source = { .fd = check->ask_old ? SOURCE_TERMINAL : (int)check->old_fd,
                                   .question = SAY_ASK_OLD,
                                   .cannot_read = SAY_CANNOT_READ_OLD,
                                   .most = OLD_MOST };
    bool longer = false;
    if (!check->ask_old && check->old_fd < 0)
        return 0;
    int code = source_read(&source, old, &longer);
    if (code != 0)
        return code;
    if (longer) {
        complain(SAY_OLD_TOO_LONG, (int)OLD_MOST);
        return CODE_USAGE;
    }
    if (old->length > 0) {
        check->context.context.old_password = old->text;
        check->context.context.old_password_len = old->length;
    }
    return 0;
}

static int read_candidate(const struct check *check, struct page *candidate)
{
    const struct source source = source_of(check);
    bool longer = false;
    int code = source_read(&source, candidate, &longer);
    if (code == 0 && longer)
        complain(SAY_CANDIDATE_CUT, (int)CANDIDATE_MOST);
    return code;
}

static int print_json(struct page *out, const struct check *check, pwpol_report *report)
{
    char *text = NULL;
    pwpol_status status = pwpol_report_json(report, check->both_languages ? NULL : language(), &text);
    if (status != PWPOL_OK)
        return complain_status(status, NULL);
    page_add(out, text);
    page_add(out, "\n");
    pwpol_free(text);
    return 0;
}

/* Says what is wrong with the context before a password is asked. */
static int verify_context(const struct check *check)
{
    pwpol_report *report = NULL;
    pwpol_status status = pwpol_check(check->batch.policy, "x", 1, &check->context.context, &report);
    pwpol_report_free(report);
    if (status == PWPOL_OK)
        return 0;
    if (status != PWPOL_ERR_RANGE)
        return complain_status(status, NULL);
    complain(SAY_BAD_BIRTH_DATE);
    return CODE_USAGE;
}

static int judge_candidate(const struct check *check, struct page *candidate)
{
    pwpol_report *report = NULL;
    struct page out;
    pwpol_status status = pwpol_check(check->batch.policy, candidate->length > 0 ? candidate->text : "",
                                      candidate->length, &check->context.context, &report);
    page_end(candidate);
    if (status != PWPOL_OK)
        return complain_status(status, NULL);
    int code = pwpol_report_accepted(report) ? CODE_ACCEPTED : CODE_REFUSED;
    page_begin(&out, STDOUT_FILENO);
    if (check->batch.quiet) {
        /* the exit code tells */
    } else if (check->json) {
        if (print_json(&out, check, report) != 0)
            code = CODE_FAILURE;
    } else {
        report_print(&out, &check->batch.terminal, check->batch.policy, report);
    }
    pwpol_report_free(report);
    return page_finish(&out, code);
}

static int check_with_policy(struct check *check)
{
    struct page old, candidate;
    page_begin(&old, IN_MEMORY);
    page_begin(&candidate, IN_MEMORY);
    check->batch.terminal = terminal_of(STDOUT_FILENO, (enum colour_when)check->colour);
    check->batch.context = &check->context.context;
    if (check->json)
        check->batch.format = ROWS_JSONL;
    int code = verify_context(check);
    if (code == 0)
        code = read_old(check, &old);
    if (code == 0 && check->batch.file != NULL) {
        code = batch_run(&check->batch);
    } else if (code == 0) {
        code = read_candidate(check, &candidate);
        if (code == 0)
            code = judge_candidate(check, &candidate);
    }
    page_end(&candidate);
    page_end(&old);
    return code;
}

int command_check(const struct command *command, int argc, char **argv)
{
    struct option_reader reader;
    struct check check = { .old_fd = -1 };
    context_begin(&check.context);
    options_begin(&reader, command, argc, argv);
    while (options_next(&reader))
        reader.code = take_option(&check, reader.option, reader.value);
    if (reader.over)
        return reader.code;
    check.both_languages = !reader.lang_given;
    int code = verify_options(&check);
    pwpol_policy *policy = NULL;
    if (code == 0)
        code = policy_of(&check.policy, true, &policy);
    if (code != 0)
        return code;
    check.batch.policy = policy;
    code = check_with_policy(&check);
    pwpol_policy_free(policy);
    return code;
}
