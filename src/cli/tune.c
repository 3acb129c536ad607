/* pwpol tune: what Argon2id costs on this machine, and the policy lines for it. */
#include "base/seams.h"
#include "cli/arguments.h"
#include "cli/commands.h"
#include "cli/terminal.h"
#include "pwpol/hash.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

const struct option_row tune_options[] = {
    { OPTION_TARGET, 't', "target", SAY_ARGUMENT_DURATION, SAY_HELP_TARGET },
    { OPTION_MEMORY, 'm', "memory", SAY_ARGUMENT_SIZE, SAY_HELP_MEMORY },
    { OPTION_CONCURRENT, 'c', "concurrent", SAY_ARGUMENT_NUMBER, SAY_HELP_CONCURRENT },
    { OPTION_JSON, '\0', "json", SAY_NOTHING, SAY_HELP_JSON },
    OPTIONS_EVERYWHERE,
    OPTIONS_END,
};

struct unit {
    const char *name;
    uint64_t factor;
};

/* "250ms", "2 GiB": a whole number and its unit. False when it is none or out of bounds. */
static bool parse_quantity(const char *word, const struct unit *units, uint64_t most, uint64_t *value)
{
    char digits[24];
    int64_t number = 0;
    size_t length = strspn(word, "0123456789");
    if (length == 0 || length >= sizeof digits)
        return false;
    memcpy(digits, word, length);
    digits[length] = '\0';
    word += length + (word[length] == ' ');
    while (units->name != NULL && strcmp(units->name, word) != 0)
        units++;
    if (units->name == NULL || !integer_parse(digits, &number) || number < 1 ||
        (uint64_t)number > most / units->factor)
        return false;
    *value = (uint64_t)number * units->factor;
    return true;
}

static bool take_target(const char *word, pwpol_tune_request *request)
{
    static const struct unit units[] = { { "ms", 1 }, { "s", 1000 }, { NULL, 0 } };
    uint64_t ms = 0;
    if (!parse_quantity(word, units, 60000, &ms)) {
        complain(SAY_BAD_DURATION, word);
        return false;
    }
    request->target_ms = (uint32_t)ms;
    return true;
}

static bool take_memory(const char *word, pwpol_tune_request *request)
{
    static const struct unit units[] = { { "KiB", 1024 }, { "MiB", 1 << 20 }, { "GiB", 1 << 30 },
                                         { "KB", 1000 },  { "MB", 1000000 },  { "GB", 1000000000 },
                                         { "K", 1024 },   { "M", 1 << 20 },   { "G", 1 << 30 },
                                         { "Kio", 1024 }, { "Mio", 1 << 20 }, { "Gio", 1 << 30 },
                                         { "Ko", 1000 },  { "Mo", 1000000 },  { "Go", 1000000000 },
                                         { NULL, 0 } };
    if (parse_quantity(word, units, (uint64_t)1 << 50, &request->memory_bytes))
        return true;
    complain(SAY_BAD_SIZE, word);
    return false;
}

/* ---- What was found ---- */

static void print_policy(struct page *out, const pwpol_candidate *best, uint32_t slots)
{
    page_addf(out,
              "[hash]\nmemory = %" PRIu32 "\npasses = %" PRIu32 "\nlanes = %" PRIu32 "\nslots = %" PRIu32
              "\nbudget = %" PRIu64 "\n",
              best->memory, best->passes, best->lanes, slots, best->memory_bytes / 1024);
}

static void print_row(struct page *out, const struct terminal *terminal, const pwpol_candidate *candidate,
                      bool best)
{
    char ms[32], rate[32];
    tell_number(candidate->median_ms, 1, ms, sizeof ms);
    tell_number(candidate->per_second, 1, rate, sizeof rate);
    paint(out, terminal, best ? STRONG : candidate->meets_target ? PLAIN : FAINT);
    page_addf(out, "%9" PRIu32 " %8" PRIu32 " %6" PRIu32 " %9s %9s %11" PRIu64 "  %s", candidate->memory,
              candidate->passes, candidate->lanes, ms, rate, candidate->memory_bytes >> 20,
              best                      ? tell(SAY_TUNE_RECOMMENDED)
              : candidate->meets_target ? ""
                                        : tell(SAY_TUNE_TOO_SLOW));
    paint(out, terminal, PLAIN);
    page_add(out, "\n");
}

/* Of a hasher with the standard policy, as those that were measured. */
static pwpol_status ask_engine(pwpol_engine *engine)
{
    pwpol_policy *policy = NULL;
    pwpol_hasher *hasher = NULL;
    pwpol_status status = pwpol_policy_new(&policy, NULL);
    if (status == PWPOL_OK)
        status = pwpol_hasher_new(&hasher, policy, NULL, NULL);
    if (status == PWPOL_OK)
        status = pwpol_hasher_engine(hasher, engine);
    pwpol_hasher_free(hasher);
    pwpol_policy_free(policy);
    return status;
}

static void print_engine(struct page *out, const pwpol_engine *engine)
{
    if (strcmp(engine->name, "native") == 0)
        page_say(out, SAY_TUNE_ENGINE_NATIVE, engine->kernel);
    else
        page_say(out, SAY_TUNE_ENGINE, engine->name);
    if (engine->withdrawn)
        page_say(out, SAY_TUNE_WITHDRAWN, engine->kernel);
}

static void print_table(struct page *out, const pwpol_tuning *tuning, const pwpol_tune_request *request,
                        const pwpol_engine *engine)
{
    struct terminal terminal = terminal_of(STDOUT_FILENO, COLOUR_AUTO);
    size_t best = pwpol_tuning_recommended(tuning);
    uint32_t slots = pwpol_tuning_slots(tuning);
    pwpol_candidate candidate = { .size = sizeof candidate };
    page_say(out, SAY_TUNE_HEAD, slots, request->concurrent);
    print_engine(out, engine);
    page_add(out, tell(SAY_TUNE_COLUMNS));
    for (size_t i = 0; i < pwpol_tuning_count(tuning); i++) {
        pwpol_tuning_candidate(tuning, i, &candidate);
        print_row(out, &terminal, &candidate, i == best);
    }
    page_add(out, "\n");
    pwpol_tuning_candidate(tuning, best, &candidate);
    print_policy(out, &candidate, slots);
}

static void print_json(struct page *out, const pwpol_tuning *tuning, const pwpol_tune_request *request,
                       const pwpol_engine *engine)
{
    size_t best = pwpol_tuning_recommended(tuning);
    uint32_t slots = pwpol_tuning_slots(tuning);
    pwpol_candidate candidate = { .size = sizeof candidate };
    page_addf(out,
              "{\n  \"target_ms\": %" PRIu32 ",\n  \"memory_bytes\": %" PRIu64 ",\n  \"concurrent\": %" PRIu32
              ",\n  \"slots\": %" PRIu32
              ",\n  \"engine\": { \"name\": \"%s\", \"kernel\": \"%s\", \"withdrawn\": %s },\n  \"candidates\": [",
              request->target_ms, request->memory_bytes, request->concurrent, slots, engine->name, engine->kernel,
              engine->withdrawn ? "true" : "false");
    for (size_t i = 0; i < pwpol_tuning_count(tuning); i++) {
        pwpol_tuning_candidate(tuning, i, &candidate);
        page_addf(out,
                  "%s\n    { \"memory\": %" PRIu32 ", \"passes\": %" PRIu32 ", \"lanes\": %" PRIu32
                  ", \"median_ms\": ",
                  i == 0 ? "" : ",", candidate.memory, candidate.passes, candidate.lanes);
        page_number(out, candidate.median_ms, 2);
        page_add(out, ", \"per_second\": ");
        page_number(out, candidate.per_second, 2);
        page_addf(out, ", \"memory_bytes\": %" PRIu64 ", \"meets_target\": %s }", candidate.memory_bytes,
                  candidate.meets_target ? "true" : "false");
    }
    pwpol_tuning_candidate(tuning, best, &candidate);
    page_addf(out,
              "\n  ],\n  \"recommended\": %zu,\n  \"policy\": { \"hash.memory\": %" PRIu32
              ", \"hash.passes\": %" PRIu32 ", \"hash.lanes\": %" PRIu32 ", \"hash.slots\": %" PRIu32
              ", \"hash.budget\": %" PRIu64 " }\n}\n",
              best, candidate.memory, candidate.passes, candidate.lanes, slots, candidate.memory_bytes / 1024);
}

static int tune(const pwpol_tune_request *request, bool json)
{
    pwpol_tuning *tuning = NULL;
    struct page out;
    bool told = isatty(STDERR_FILENO);
    if (told)
        write_all(STDERR_FILENO, tell(SAY_TUNE_WAIT), strlen(tell(SAY_TUNE_WAIT)));
    pwpol_status status = pwpol_tune(request, &tuning);
    if (told)
        write_all(STDERR_FILENO, "\r\033[K", 4);
    if (status == PWPOL_ERR_RANGE) {
        complain(SAY_TUNE_TOO_LITTLE);
        return CODE_USAGE;
    }
    pwpol_engine engine = { .size = sizeof engine };
    if (status == PWPOL_OK)
        status = ask_engine(&engine);
    if (status != PWPOL_OK) {
        pwpol_tuning_free(tuning);
        return complain_status(status, NULL);
    }
    page_begin(&out, STDOUT_FILENO);
    if (json)
        print_json(&out, tuning, request, &engine);
    else
        print_table(&out, tuning, request, &engine);
    pwpol_candidate best = { .size = sizeof best };
    pwpol_tuning_candidate(tuning, pwpol_tuning_recommended(tuning), &best);
    pwpol_tuning_free(tuning);
    if (!best.meets_target)
        complain(SAY_TUNE_OUT_OF_REACH);
    return page_finish(&out, best.meets_target ? CODE_ACCEPTED : CODE_REFUSED);
}

int command_tune(const struct command *command, int argc, char **argv)
{
    struct option_reader reader;
    pwpol_tune_request request = {
        .size = sizeof request, .target_ms = 250, .memory_bytes = (uint64_t)1 << 30, .concurrent = 8
    };
    bool json = false;
    int64_t concurrent = 0;
    options_begin(&reader, command, argc, argv);
    while (options_next(&reader)) {
        switch (reader.option) {
        case OPTION_TARGET:
            if (!take_target(reader.value, &request))
                return CODE_USAGE;
            break;
        case OPTION_MEMORY:
            if (!take_memory(reader.value, &request))
                return CODE_USAGE;
            break;
        case OPTION_CONCURRENT:
            if (!option_integer("--concurrent", reader.value, 1, 1024, &concurrent))
                return CODE_USAGE;
            request.concurrent = (uint32_t)concurrent;
            break;
        case OPTION_JSON:
            json = true;
            break;
        default:
            break;
        }
    }
    if (reader.over)
        return reader.code;
    return tune(&request, json);
}
