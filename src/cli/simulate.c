/* pwpol simulate: what an attack comes to under a policy. */
#include "base/seams.h"
#include "cli/arguments.h"
#include "cli/commands.h"
#include "cli/file.h"
#include "cli/input.h"
#include "cli/meter.h"
#include "cli/simulation.h"
#include "policy/policy.h"
#include "policy/value.h"
#include "pwpol/check.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

const struct option_row simulate_options[] = {
    { OPTION_SCENARIO, '\0', "scenario", SAY_ARGUMENT_NAME, SAY_HELP_SCENARIO },
    { OPTION_ATTACK, '\0', "attack", SAY_ARGUMENT_NAME, SAY_HELP_ATTACK },
    { OPTION_FIELD + FIELD_RATE, 'r', "rate", SAY_ARGUMENT_NUMBER, SAY_HELP_RATE },
    { OPTION_FIELD + FIELD_SOURCES, '\0', "sources", SAY_ARGUMENT_NUMBER, SAY_HELP_SOURCES },
    { OPTION_ADDRESSES, '\0', "addresses", SAY_ARGUMENT_NAME, SAY_HELP_ADDRESSES },
    { OPTION_INSIDE, '\0', "inside", SAY_NOTHING, SAY_HELP_INSIDE },
    { OPTION_FIELD + FIELD_ACCOUNTS, 'n', "accounts", SAY_ARGUMENT_NUMBER, SAY_HELP_ACCOUNTS },
    { OPTION_FIELD + FIELD_TARGETS, '\0', "targets", SAY_ARGUMENT_NUMBER, SAY_HELP_TARGETS },
    { OPTION_PASSWORDS, '\0', "passwords", SAY_ARGUMENT_MODEL, SAY_HELP_PASSWORDS },
    { OPTION_DICTIONARY, 'd', "dictionary", SAY_ARGUMENT_FILE, SAY_HELP_DICTIONARY },
    { OPTION_FIELD + FIELD_REUSE, '\0', "reuse", SAY_ARGUMENT_NUMBER, SAY_HELP_REUSE },
    { OPTION_FIELD + FIELD_UNKNOWN, '\0', "unknown", SAY_ARGUMENT_NUMBER, SAY_HELP_UNKNOWN },
    { OPTION_FIELD + FIELD_CAPTCHAS, '\0', "captchas", SAY_ARGUMENT_NUMBER, SAY_HELP_CAPTCHAS },
    { OPTION_FIELD + FIELD_LOGINS, '\0', "logins", SAY_ARGUMENT_NUMBER, SAY_HELP_LOGINS },
    { OPTION_DAY, '\0', "day", SAY_ARGUMENT_NAME, SAY_HELP_DAY },
    { OPTION_FIELD + FIELD_MISTYPED, '\0', "mistyped", SAY_ARGUMENT_NUMBER, SAY_HELP_MISTYPED },
    { OPTION_FIELD + FIELD_FORGOTTEN, '\0', "forgotten", SAY_ARGUMENT_NUMBER, SAY_HELP_FORGOTTEN },
    { OPTION_FIELD + FIELD_KNOWN, '\0', "known", SAY_ARGUMENT_NUMBER, SAY_HELP_KNOWN },
    { OPTION_FIELD + FIELD_BEHIND, '\0', "behind", SAY_ARGUMENT_NUMBER, SAY_HELP_BEHIND },
    { OPTION_DURATION, '\0', "duration", SAY_ARGUMENT_DURATION, SAY_HELP_DURATION },
    { OPTION_SEED, '\0', "seed", SAY_ARGUMENT_NUMBER, SAY_HELP_SEED },
    { OPTION_SVG, '\0', "svg", SAY_ARGUMENT_FILE, SAY_HELP_SVG },
    { OPTION_JSON, '\0', "json", SAY_NOTHING, SAY_HELP_JSON },
    OPTIONS_OF_POLICY,
    OPTIONS_EVERYWHERE,
    OPTIONS_END,
};

struct simulate_arguments {
    struct policy_arguments policy;
    struct simulation simulation;
    const char *passwords; /* --passwords */
    const char *dictionary;
    const char *svg;
    bool json;
};

/* ---- Options ---- */

static const char *scenario_at(size_t index, const void *data)
{
    (void)data;
    const struct scenario *scenario = scenario_named(index);
    return scenario == NULL ? NULL : scenario->name;
}

/* A scenario is what the other options change, wherever it stands among them. */
static int start_scenario(int argc, char **argv, struct scenario *scenario)
{
    const char *name = scenario_named(0)->name;
    for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++) {
        if (strncmp(argv[i], "--scenario=", 11) == 0)
            name = argv[i] + 11;
        else if (strcmp(argv[i], "--scenario") == 0 && i + 1 < argc)
            name = argv[i + 1];
    }
    for (size_t i = 0; scenario_named(i) != NULL; i++)
        if (strcmp(scenario_named(i)->name, name) == 0) {
            *scenario = *scenario_named(i);
            return 0;
        }
    return complain_unknown(SAY_UNKNOWN_SCENARIO, SAY_UNKNOWN_SCENARIO_NEAR, name, scenario_at, NULL);
}

static int take_field(struct scenario *scenario, enum field field, const char *value)
{
    const struct field_row *row = field_row(field);
    char option[32], lowest[32], highest[32];
    double number = 0;
    int64_t whole = 0;
    bool parsed = row->whole ? integer_parse(value, &whole) : number_parse(value, &number);
    if (row->whole)
        number = (double)whole;
    if (parsed && number >= row->lowest && number <= row->highest) {
        *field_of(scenario, field) = number;
        return 0;
    }
    snprintf(option, sizeof option, "--%s", row->name);
    tell_number(row->lowest, 2, lowest, sizeof lowest);
    tell_number(row->highest, 2, highest, sizeof highest);
    complain(row->whole ? SAY_BAD_WHOLE_FIELD : SAY_BAD_FIELD, option, value, lowest, highest);
    return CODE_USAGE;
}

static int take_choice(const char *option, const char *value, const char *const *names, int *choice)
{
    *choice = choice_of(value, names);
    return *choice >= 0 ? 0 : complain_choice(option, value, names);
}

static int take_duration(const char *value, struct scenario *scenario)
{
    int64_t duration = 0;
    if (duration_parse(value, &duration) && duration >= 60000 &&
        duration <= (int64_t)SCENARIO_DURATION_MAX * 1000) {
        scenario->duration = duration;
        return 0;
    }
    complain(SAY_BAD_SIMULATED_TIME, value);
    return CODE_USAGE;
}

static int take_option(struct simulate_arguments *arguments, enum option_id option, const char *value)
{
    struct scenario *scenario = &arguments->simulation.scenario;
    int choice = 0, code = 0;
    int64_t seed = 0;
    if (option >= OPTION_FIELD)
        return take_field(scenario, (enum field)(option - OPTION_FIELD), value);
    switch (option) {
    case OPTION_ATTACK:
        code = take_choice("--attack", value, attack_names, &choice);
        scenario->attack = (enum attack)choice;
        return code;
    case OPTION_ADDRESSES:
        code = take_choice("--addresses", value, addresses_names, &choice);
        scenario->addresses = (enum addresses)choice;
        return code;
    case OPTION_DAY:
        code = take_choice("--day", value, day_names, &choice);
        scenario->day = (enum day)choice;
        return code;
    case OPTION_INSIDE:
        scenario->inside = true;
        return 0;
    case OPTION_DURATION:
        return take_duration(value, scenario);
    case OPTION_SEED:
        if (!option_integer("--seed", value, 0, INT64_C(999999999999999999), &seed))
            return CODE_USAGE;
        scenario->seed = (uint64_t)seed;
        return 0;
    case OPTION_PASSWORDS:
        arguments->passwords = value;
        return 0;
    case OPTION_DICTIONARY:
        arguments->dictionary = value;
        return 0;
    case OPTION_SVG:
        arguments->svg = value;
        return 0;
    case OPTION_JSON:
        arguments->json = true;
        return 0;
    default:
        return 0; /* --scenario was taken first */
    }
}

static int verify_arguments(const struct simulate_arguments *arguments)
{
    const struct scenario *scenario = &arguments->simulation.scenario;
    double seconds = (double)scenario->duration / 1000;
    double events = seconds * (scenario->rate + scenario->accounts * scenario->logins / 86400);
    if (arguments->passwords != NULL && arguments->dictionary != NULL)
        complain(SAY_EXCLUDE, "--passwords", "--dictionary");
    else if (scenario->targets > scenario->accounts)
        complain(SAY_TARGETS_BEYOND_ACCOUNTS);
    else if (events > SCENARIO_EVENTS_MAX)
        complain(SAY_TOO_MANY_EVENTS);
    else
        return 0;
    return CODE_USAGE;
}

/* ---- Passwords ---- */

/* "zipf", "zipf:1000", "even:8" */
static int take_model(const char *text, const pwpol_policy *policy, struct passwords *passwords)
{
    double number = policy_integer(policy, KEY_DICTIONARY_BUILTIN) ? PASSWORDS_BUILTIN : 0;
    size_t length = strcspn(text, ":");
    bool zipf = length == 4 && strncmp(text, "zipf", 4) == 0;
    bool even = length == 4 && strncmp(text, "even", 4) == 0;
    bool given = text[length] == ':';
    double most = zipf ? 1e9 : 18;
    if ((!zipf && !even) || (even && !given) ||
        (given && (!number_parse(text + length + 1, &number) || number < 0 || number > most))) {
        complain(SAY_BAD_MODEL, text);
        return CODE_USAGE;
    }
    *passwords = zipf ? passwords_zipf(number) : passwords_even(number);
    return 0;
}

enum { WORD_MOST = 4096 };

/* Judges each word of the list by the policy: what it refuses is nobody's password. */
static int judge_words(struct input *input, const pwpol_policy *policy, struct passwords *passwords)
{
    const char *word = NULL;
    size_t word_len = 0;
    struct meter meter;
    pwpol_status status = PWPOL_OK;
    meter_begin(&meter, true, 0, 0, SAY_PROGRESS_WORDS);
    while (status == PWPOL_OK && input_next(input, &word, &word_len)) {
        pwpol_report *report = NULL;
        if (passwords->lines == PASSWORDS_LIST_MAX)
            status = PWPOL_ERR_TOO_LONG;
        else
            status = pwpol_check(policy, word, word_len, NULL, &report);
        if (status == PWPOL_OK && !passwords_add(passwords, pwpol_report_accepted(report)))
            status = PWPOL_ERR_NO_MEMORY;
        pwpol_report_free(report);
        meter_at(&meter, 0, passwords->lines);
    }
    meter_end(&meter);
    if (status == PWPOL_ERR_TOO_LONG) {
        complain(SAY_LIST_TOO_LONG, (int)PASSWORDS_LIST_MAX);
        return CODE_USAGE;
    }
    return status == PWPOL_OK ? 0 : complain_status(status, NULL);
}

static int read_dictionary(const char *path, const pwpol_policy *policy, struct passwords *passwords)
{
    struct input input;
    int code = 0;
    *passwords = (struct passwords){ .model = PASSWORDS_LIST };
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    if (fd < 0) {
        complain(SAY_CANNOT_READ_FILE, path, tell_errno(errno));
        return CODE_FAILURE;
    }
    if (input_begin(&input, fd, '\n', WORD_MOST))
        code = judge_words(&input, policy, passwords);
    if (code == 0 && input.error != 0) {
        complain(SAY_CANNOT_READ_FILE, path, tell_errno(input.error));
        code = CODE_FAILURE;
    }
    input_end(&input);
    close(fd);
    return code;
}

static int passwords_of(const struct simulate_arguments *arguments, const pwpol_policy *policy,
                        struct passwords *passwords)
{
    if (arguments->dictionary != NULL)
        return read_dictionary(arguments->dictionary, policy, passwords);
    return take_model(arguments->passwords != NULL ? arguments->passwords : "zipf", policy, passwords);
}

/* ---- The run ---- */

static bool show_progress(void *context, int64_t passed, uint64_t events)
{
    meter_at(context, (uint64_t)passed, events);
    return true;
}

static int run(struct simulation *simulation, const pwpol_policy *policy, bool attacked)
{
    struct meter meter;
    pwpol_where where = PWPOL_WHERE_INIT;
    /* Nothing is printed before the end. */
    meter_begin(&meter, true, 0, (uint64_t)simulation->scenario.duration, SAY_PROGRESS_EVENTS);
    pwpol_status status = simulate(&simulation->scenario, policy, attacked,
                                   attacked ? &simulation->attacked : &simulation->calm, show_progress,
                                   &meter, &where);
    meter_end(&meter);
    return status == PWPOL_OK ? 0 : complain_status(status, &where);
}

static int write_plot(const struct simulation *simulation, const char *path)
{
    struct buffer text = { 0 };
    simulation_plot(simulation, &text);
    int code = text.failed ? complain_status(PWPOL_ERR_NO_MEMORY, NULL)
                           : file_replace(path, text.text, text.length);
    buffer_end(&text);
    return code;
}

static int print(const struct simulation *simulation, bool json)
{
    struct page out;
    page_begin(&out, STDOUT_FILENO);
    if (json) {
        struct buffer text = { 0 };
        simulation_json(simulation, &text);
        if (text.failed)
            out.error = ENOMEM;
        else
            page_bytes(&out, text.text, text.length);
        page_add(&out, "\n");
        buffer_end(&text);
    } else {
        simulation_print(simulation, &out);
    }
    return page_finish(&out, CODE_ACCEPTED);
}

static int run_both(struct simulate_arguments *arguments, const pwpol_policy *policy)
{
    struct simulation *simulation = &arguments->simulation;
    const char *origin = policy_origin(policy);
    simulation->policy = origin[0] != '\0' ? origin : pwpol_policy_preset(policy);
    int code = passwords_of(arguments, policy, &simulation->scenario.passwords);
    if (code == 0)
        code = run(simulation, policy, false);
    if (code == 0)
        code = run(simulation, policy, true);
    if (code == 0 && arguments->svg != NULL)
        code = write_plot(simulation, arguments->svg);
    if (code == 0)
        code = print(simulation, arguments->json);
    passwords_end(&simulation->scenario.passwords);
    return code;
}

int command_simulate(const struct command *command, int argc, char **argv)
{
    struct option_reader reader;
    struct simulate_arguments arguments = { .json = false };
    options_begin(&reader, command, argc, argv);
    reader.code = start_scenario(argc, argv, &arguments.simulation.scenario);
    while (options_next(&reader)) {
        bool taken = false;
        if (!policy_argument(&arguments.policy, reader.option, reader.value, &taken))
            return CODE_USAGE;
        if (!taken)
            reader.code = take_option(&arguments, reader.option, reader.value);
    }
    if (reader.over)
        return reader.code;
    int code = verify_arguments(&arguments);
    if (code != 0)
        return code;
    pwpol_policy *policy = NULL;
    code = policy_of(&arguments.policy, true, &policy);
    if (code == 0)
        code = run_both(&arguments, policy);
    pwpol_policy_free(policy);
    return code;
}
