/* pwpol generate: passwords and passphrases that meet a policy. */
#include "base/seams.h"
#include "cli/arguments.h"
#include "cli/commands.h"
#include "cli/draw.h"
#include "cli/report.h"
#include "pwpol/check.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

const struct option_row generate_options[] = {
    { OPTION_LENGTH, 'l', "length", SAY_ARGUMENT_NUMBER, SAY_HELP_LENGTH },
    { OPTION_READABLE, 'r', "readable", SAY_NOTHING, SAY_HELP_READABLE },
    { OPTION_WORDS, 'w', "words", SAY_ARGUMENT_NUMBER, SAY_HELP_WORDS },
    { OPTION_LIST, '\0', "list", SAY_ARGUMENT_LIST, SAY_HELP_LIST },
    { OPTION_SEPARATOR, '\0', "separator", SAY_ARGUMENT_TEXT, SAY_HELP_SEPARATOR },
    { OPTION_COUNT, 'n', "count", SAY_ARGUMENT_NUMBER, SAY_HELP_COUNT },
    OPTIONS_OF_POLICY,
    { OPTION_JSON, '\0', "json", SAY_NOTHING, SAY_HELP_JSON },
    { OPTION_QUIET, 'q', "quiet", SAY_NOTHING, SAY_HELP_QUIET_GENERATE },
    OPTIONS_EVERYWHERE,
    OPTIONS_END,
};

enum { LENGTH_MOST = 1024, WORDS_MOST = 64, COUNT_MOST = 1000000 };
/* Draws that a length is tried with, and how many of them the policy must accept:
 * fewer would leave 4 bits less than told, and a choice among what is nearly always weak. After that,
 * how many draws it may refuse in a row for one password. */
enum { TRIALS = 64, TRIALS_ACCEPTED_LEAST = 4, DRAWS_REFUSED_MOST = 1000 };
/* Beyond the first one, lengths that are tried. */
enum { LENGTHS_TRIED = 64, WORDS_TRIED = 16 };

struct generate {
    struct policy_arguments policy_arguments;
    const pwpol_policy *policy;
    struct drawing drawing;
    const char *list;      /* NULL: the language's */
    const char *separator; /* NULL: the usual one */
    int64_t length;        /* 0: as short as meets the policy */
    int64_t words;         /* the same */
    int64_t count;
    bool readable;
    bool json;
    bool quiet;
    uint64_t draws; /* of drawing.length */
    uint64_t refused;
    char reason[512]; /* why the last of them was refused */
};

/* PWPOL_OK also when the policy refuses the draw. */
static pwpol_status draw_once(struct generate *generate, struct page *password, bool *accepted)
{
    pwpol_report *report = NULL;
    if (!draw(&generate->drawing, password))
        return PWPOL_ERR_RANDOM;
    if (password->error != 0)
        return PWPOL_ERR_NO_MEMORY;
    pwpol_status status = pwpol_check(generate->policy, password->text, password->length, NULL, &report);
    *accepted = pwpol_report_accepted(report);
    generate->draws++;
    generate->refused += !*accepted;
    if (status == PWPOL_OK && !*accepted)
        snprintf(generate->reason, sizeof generate->reason, "%s",
                 pwpol_report_problem(report, 0, language()));
    pwpol_report_free(report);
    return status;
}

/* Tries a length, so that what the policy refuses of its draws is known. */
static pwpol_status try_length(struct generate *generate, uint32_t length, struct page *password)
{
    pwpol_status status = PWPOL_OK;
    generate->drawing.length = length;
    generate->draws = generate->refused = 0;
    while (generate->draws < TRIALS && status == PWPOL_OK) {
        bool accepted = false;
        status = draw_once(generate, password, &accepted);
    }
    return status;
}

static bool mostly_refused(const struct generate *generate)
{
    return generate->draws - generate->refused < TRIALS_ACCEPTED_LEAST;
}

/* Bits of the passwords that come out: those of the drawing less what the
 * refused draws take away, as far as the draws made tell. */
static double entropy_left(const struct generate *generate)
{
    double accepted = (double)(generate->draws - generate->refused);
    return accepted > 0 ? drawing_entropy(&generate->drawing) - log2((double)generate->draws / accepted) : 0;
}

/* Settles on the shortest length that the policy accepts and whose entropy is
 * what it asks (rules.md, A6 and A7); drawing.length is 0 when there is none. */
static pwpol_status find_length(struct generate *generate, struct page *password)
{
    bool symbols = generate->drawing.symbols != NULL;
    double wanted = policy_figure(generate->policy, "entropy.min");
    double each = log2(drawing_choices(&generate->drawing));
    uint32_t length = (uint32_t)ceil((wanted - 0.5) / each); /* 79.55 counts as 80 */
    uint32_t least = symbols ? (uint32_t)policy_figure(generate->policy, "length.min") : 1;
    if (length < least)
        length = least;
    uint32_t last = length + (symbols ? LENGTHS_TRIED : WORDS_TRIED);
    for (; length <= last; length++) {
        pwpol_status status = try_length(generate, length, password);
        if (status != PWPOL_OK)
            return status;
        if (!mostly_refused(generate) && round(entropy_left(generate)) >= wanted)
            return PWPOL_OK;
    }
    generate->drawing.length = 0;
    return PWPOL_OK;
}

/* Draws until the policy accepts; *found is false when it never did. */
static pwpol_status draw_accepted(struct generate *generate, struct page *password, bool *found)
{
    *found = false;
    for (int i = 0; i < DRAWS_REFUSED_MOST && !*found; i++) {
        pwpol_status status = draw_once(generate, password, found);
        if (status != PWPOL_OK)
            return status;
    }
    return PWPOL_OK;
}

/* ---- Output ---- */

static void print_json_head(struct page *out, const struct generate *generate)
{
    const struct drawing *drawing = &generate->drawing;
    page_addf(out, "{\n  \"kind\": \"%s\",\n  \"length\": %" PRIu32 ",\n  \"choices\": %" PRIu32 ",\n",
              drawing->symbols != NULL ? "password" : "passphrase", drawing->length,
              drawing_choices(drawing));
    page_add(out, "  \"list\": ");
    if (drawing->symbols != NULL)
        page_add(out, "null");
    else
        page_json(out, drawing->list->name, strlen(drawing->list->name));
    page_add(out, ",\n  \"entropy\": ");
    page_number(out, drawing_entropy(drawing), 2);
    page_add(out, ",\n  \"passwords\": [");
}

static void print_json_tail(struct page *out, const struct generate *generate)
{
    page_addf(out, "\n  ],\n  \"draws\": %" PRIu64 ",\n  \"refused\": %" PRIu64 ",\n", generate->draws,
              generate->refused);
    page_add(out, "  \"entropy_left\": ");
    page_number(out, entropy_left(generate), 2);
    page_add(out, "\n}\n");
}

/* On standard error, so that standard output holds the passwords alone. */
static void print_entropy(const struct generate *generate)
{
    const struct drawing *drawing = &generate->drawing;
    char bits[32], lost[32];
    struct page aside;
    page_begin(&aside, STDERR_FILENO);
    tell_number(drawing_entropy(drawing), 2, bits, sizeof bits);
    if (drawing->symbols != NULL)
        page_say(&aside, SAY_ENTROPY_OF_SYMBOLS, bits, drawing->length, drawing_choices(drawing));
    else
        page_say(&aside, SAY_ENTROPY_OF_WORDS, bits, drawing->length, drawing_choices(drawing),
                 drawing->list->name);
    if (generate->refused > 0) {
        tell_number(drawing_entropy(drawing) - entropy_left(generate), 2, lost, sizeof lost);
        page_say(&aside, SAY_DRAWS_REFUSED, generate->refused, generate->draws, lost);
    } else {
        page_say(&aside, SAY_NO_DRAW_REFUSED, generate->draws);
    }
    page_flush(&aside);
    page_end(&aside);
}

static int complain_refused(const struct generate *generate)
{
    if (generate->drawing.length == 0)
        complain(SAY_NO_LENGTH_MEETS, generate->reason);
    else
        complain(SAY_DRAWS_MOSTLY_REFUSED, generate->refused, generate->draws, generate->reason);
    return CODE_REFUSED;
}

static int print_passwords(struct generate *generate, struct page *password, struct page *out)
{
    if (generate->json)
        print_json_head(out, generate);
    for (int64_t i = 0; i < generate->count && out->error == 0; i++) {
        bool found = false;
        pwpol_status status = draw_accepted(generate, password, &found);
        if (status != PWPOL_OK)
            return complain_status(status, NULL);
        if (!found)
            return complain_refused(generate);
        if (generate->json) {
            page_add(out, i > 0 ? ",\n    " : "\n    ");
            page_json(out, password->text, password->length);
        } else {
            page_bytes(out, password->text, password->length);
            page_add(out, "\n");
        }
    }
    if (generate->json)
        print_json_tail(out, generate);
    return CODE_ACCEPTED;
}

static int generate_all(struct generate *generate, struct page *password)
{
    uint32_t length = (uint32_t)(generate->drawing.symbols != NULL ? generate->length : generate->words);
    pwpol_status status =
        length > 0 ? try_length(generate, length, password) : find_length(generate, password);
    if (status != PWPOL_OK)
        return complain_status(status, NULL);
    if (generate->drawing.length == 0 || mostly_refused(generate))
        return complain_refused(generate);
    struct page out;
    page_begin(&out, STDOUT_FILENO);
    int code = page_finish(&out, print_passwords(generate, password, &out));
    if (code == CODE_ACCEPTED && !generate->json && !generate->quiet)
        print_entropy(generate);
    return code;
}

/* ---- Options ---- */

static const char *list_name_at(size_t index, const void *data)
{
    (void)data;
    const struct passphrase_list *list = passphrase_list_at(index);
    return list != NULL ? list->name : NULL;
}

/* The separator that no word of either list holds. */
#define SEPARATOR_USUAL " "

static int choose_drawing(struct generate *generate)
{
    struct drawing *drawing = &generate->drawing;
    bool words = generate->words > 0 || generate->list != NULL || generate->separator != NULL;
    if (words && (generate->length > 0 || generate->readable)) {
        complain(SAY_PASSWORD_OR_PASSPHRASE);
        return CODE_USAGE;
    }
    if (!words) {
        drawing->symbols = generate->readable ? symbols_readable : symbols_all;
        return 0;
    }
    const char *name = generate->list != NULL ? generate->list : language_is_french() ? "french" : "english";
    drawing->list = list_named(name);
    if (drawing->list == NULL)
        return complain_unknown(SAY_UNKNOWN_LIST, SAY_UNKNOWN_LIST_NEAR, name, list_name_at, NULL);
    drawing->separator = generate->separator != NULL ? generate->separator : SEPARATOR_USUAL;
    const char *word = word_with_any(drawing->list, drawing->separator);
    if (drawing->separator[0] == '\0')
        complain(SAY_SEPARATOR_EMPTY);
    else if (word != NULL)
        complain(SAY_SEPARATOR_IN_WORD, drawing->separator, word, drawing->list->name);
    else
        return 0;
    return CODE_USAGE;
}

static int take_option(struct generate *generate, enum option_id option, const char *value)
{
    bool taken = false;
    if (!policy_argument(&generate->policy_arguments, option, value, &taken))
        return CODE_USAGE;
    if (taken)
        return 0;
    switch (option) {
    case OPTION_LENGTH:
        return option_integer("--length", value, 1, LENGTH_MOST, &generate->length) ? 0 : CODE_USAGE;
    case OPTION_WORDS:
        return option_integer("--words", value, 1, WORDS_MOST, &generate->words) ? 0 : CODE_USAGE;
    case OPTION_COUNT:
        return option_integer("--count", value, 1, COUNT_MOST, &generate->count) ? 0 : CODE_USAGE;
    case OPTION_LIST:
        generate->list = value;
        return 0;
    case OPTION_SEPARATOR:
        generate->separator = value;
        return 0;
    case OPTION_READABLE:
        generate->readable = true;
        return 0;
    case OPTION_JSON:
        generate->json = true;
        return 0;
    case OPTION_QUIET:
        generate->quiet = true;
        return 0;
    default:
        return CODE_USAGE;
    }
}

int command_generate(const struct command *command, int argc, char **argv)
{
    struct option_reader reader;
    struct generate generate = { .count = 1 };
    options_begin(&reader, command, argc, argv);
    while (options_next(&reader))
        reader.code = take_option(&generate, reader.option, reader.value);
    if (reader.over)
        return reader.code;
    int code = choose_drawing(&generate);
    pwpol_policy *policy = NULL;
    if (code == 0)
        code = policy_of(&generate.policy_arguments, true, &policy);
    if (code == 0 && !base_init())
        code = complain_status(PWPOL_ERR_RANDOM, NULL);
    if (code == 0) {
        struct page password;
        page_begin(&password, IN_MEMORY);
        generate.policy = policy;
        code = generate_all(&generate, &password);
        page_end(&password);
    }
    pwpol_policy_free(policy);
    return code;
}
