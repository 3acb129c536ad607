/* pwpol policy show, audit and list. */
#include "pwpol/policy.h"

#include "base/json.h"
#include "base/seams.h"
#include "cli/arguments.h"
#include "cli/commands.h"
#include "cli/file.h"
#include "cli/keys.h"
#include "cli/terminal.h"

#include <string.h>
#include <unistd.h>

const struct option_row policy_show_options[] = {
    OPTIONS_OF_POLICY,
    { OPTION_FULL, '\0', "full", SAY_NOTHING, SAY_HELP_FULL },
    { OPTION_CHANGES, '\0', "changes", SAY_NOTHING, SAY_HELP_CHANGES },
    { OPTION_JSON, '\0', "json", SAY_NOTHING, SAY_HELP_JSON },
    OPTIONS_EVERYWHERE,
    OPTIONS_END,
};

const struct option_row policy_audit_options[] = {
    OPTIONS_OF_POLICY,
    { OPTION_HTML, '\0', "html", SAY_NOTHING, SAY_HELP_HTML },
    { OPTION_JSON, '\0', "json", SAY_NOTHING, SAY_HELP_JSON },
    { OPTION_OUTPUT, 'o', "output", SAY_ARGUMENT_FILE, SAY_HELP_OUTPUT },
    OPTIONS_EVERYWHERE,
    OPTIONS_END,
};

const struct option_row policy_list_options[] = {
    { OPTION_NAMES, '\0', "names", SAY_NOTHING, SAY_HELP_NAMES },
    { OPTION_JSON, '\0', "json", SAY_NOTHING, SAY_HELP_JSON },
    OPTIONS_EVERYWHERE,
    OPTIONS_END,
};

/* Prints a text of the library, which is freed; code unless that fails. */
static int print_text(char *text, int code)
{
    struct page out;
    page_begin(&out, STDOUT_FILENO);
    page_add(&out, text);
    if (text[0] != '\0' && text[strlen(text) - 1] != '\n')
        page_add(&out, "\n");
    pwpol_free(text);
    return page_finish(&out, code);
}

/* ---- show ---- */

enum show { SHOW_KEYS, SHOW_FULL, SHOW_CHANGES, SHOW_JSON };

static int show(const pwpol_policy *policy, enum show what)
{
    char *text = NULL;
    pwpol_status status = PWPOL_OK;
    switch (what) {
    case SHOW_KEYS:
        text = keys_as_file(policy);
        break;
    case SHOW_JSON:
        text = keys_as_json(policy);
        break;
    case SHOW_FULL:
    case SHOW_CHANGES:
        status = pwpol_policy_write(policy, what == SHOW_FULL, &text);
        break;
    }
    if (text == NULL)
        return complain_status(status == PWPOL_OK ? PWPOL_ERR_NO_MEMORY : status, NULL);
    return print_text(text, CODE_ACCEPTED);
}

int command_policy_show(const struct command *command, int argc, char **argv)
{
    struct option_reader reader;
    struct policy_arguments arguments = { 0 };
    enum show what = SHOW_KEYS;
    bool taken = false;
    options_begin(&reader, command, argc, argv);
    while (options_next(&reader)) {
        if (!policy_argument(&arguments, reader.option, reader.value, &taken))
            return CODE_USAGE;
        if (taken)
            continue;
        if (what != SHOW_KEYS) {
            complain(SAY_ONE_OF, "--full, --changes, --json");
            return CODE_USAGE;
        }
        what = reader.option == OPTION_FULL      ? SHOW_FULL
               : reader.option == OPTION_CHANGES ? SHOW_CHANGES
                                                 : SHOW_JSON;
    }
    if (reader.over)
        return reader.code;
    pwpol_policy *policy = NULL;
    int code = policy_of(&arguments, false, &policy);
    if (code == 0)
        code = show(policy, what);
    pwpol_policy_free(policy);
    return code;
}

/* ---- audit ---- */

/* CODE_REFUSED when a point that concerns the policy is not met. */
static int verdict_of(const pwpol_audit *audit)
{
    pwpol_audit_point point = { .size = sizeof point };
    for (size_t i = 0; pwpol_audit_point_at(audit, i, &point) == PWPOL_OK; i++)
        if (point.verdict == PWPOL_AUDIT_NOT_MET)
            return CODE_REFUSED;
    return CODE_ACCEPTED;
}

static int audit_policy(const pwpol_policy *policy, pwpol_format format, const char *file)
{
    pwpol_audit *audit = NULL;
    char *text = NULL;
    pwpol_status status = pwpol_audit_new(policy, clock_now(), language(), &audit);
    if (status == PWPOL_OK)
        status = pwpol_audit_render(audit, format, &text);
    int code = status == PWPOL_OK ? verdict_of(audit) : complain_status(status, NULL);
    pwpol_audit_free(audit);
    if (status != PWPOL_OK)
        return code;
    if (file == NULL)
        return print_text(text, code);
    int written = file_replace(file, text, strlen(text));
    pwpol_free(text);
    return written == 0 ? code : written;
}

int command_policy_audit(const struct command *command, int argc, char **argv)
{
    struct option_reader reader;
    struct policy_arguments arguments = { 0 };
    const char *file = NULL;
    pwpol_format format = PWPOL_FORMAT_TEXT;
    bool taken = false;
    options_begin(&reader, command, argc, argv);
    while (options_next(&reader)) {
        if (!policy_argument(&arguments, reader.option, reader.value, &taken))
            return CODE_USAGE;
        if (reader.option == OPTION_OUTPUT)
            file = reader.value;
        if (reader.option != OPTION_HTML && reader.option != OPTION_JSON)
            continue;
        if (format != PWPOL_FORMAT_TEXT) {
            complain(SAY_ONE_OF, "--html, --json");
            return CODE_USAGE;
        }
        format = reader.option == OPTION_HTML ? PWPOL_FORMAT_HTML : PWPOL_FORMAT_JSON;
    }
    if (reader.over)
        return reader.code;
    pwpol_policy *policy = NULL;
    int code = policy_of(&arguments, true, &policy);
    if (code == 0)
        code = audit_policy(policy, format, file != NULL && strcmp(file, "-") == 0 ? NULL : file);
    pwpol_policy_free(policy);
    return code;
}

/* ---- list ---- */

static bool strength_of(const char *preset, pwpol_policy_strength *strength)
{
    pwpol_policy *policy = NULL;
    *strength = (pwpol_policy_strength){ .size = sizeof *strength };
    bool known = pwpol_policy_new(&policy, preset) == PWPOL_OK &&
                 pwpol_policy_strength_of(policy, strength) == PWPOL_OK;
    pwpol_policy_free(policy);
    return known;
}

static char *presets_as_json(void)
{
    struct buffer text = { 0 };
    struct json json = { .out = &text };
    json_array_begin(&json, NULL);
    for (size_t i = 0; pwpol_preset_name(i) != NULL; i++) {
        const char *name = pwpol_preset_name(i);
        pwpol_policy_strength strength;
        if (!strength_of(name, &strength))
            text.failed = true;
        json_object_begin(&json, NULL);
        json_string(&json, "name", name);
        json_boolean(&json, "default", strcmp(name, PWPOL_PRESET_DEFAULT) == 0);
        json_string(&json, "title_en", pwpol_preset_title(name, "en"));
        json_string(&json, "title_fr", pwpol_preset_title(name, "fr"));
        json_number(&json, "entropy", strength.entropy, 2);
        json_integer(&json, "cnil_case", strength.cnil_case);
        json_string(&json, "weakest_en", strength.weakest_en);
        json_string(&json, "weakest_fr", strength.weakest_fr);
        json_object_end(&json);
    }
    json_array_end(&json);
    return buffer_take(&text);
}

static int print_presets(bool names_only)
{
    struct terminal terminal = terminal_of(STDOUT_FILENO, COLOUR_AUTO);
    struct page out;
    page_begin(&out, STDOUT_FILENO);
    for (size_t i = 0; pwpol_preset_name(i) != NULL; i++) {
        const char *name = pwpol_preset_name(i);
        pwpol_policy_strength strength;
        char bits[32];
        if (names_only) {
            page_addf(&out, "%s\n", name);
            continue;
        }
        if (!strength_of(name, &strength)) {
            page_end(&out);
            return complain_status(PWPOL_ERR_NO_MEMORY, NULL);
        }
        tell_number(strength.entropy, 1, bits, sizeof bits);
        paint(&out, &terminal, STRONG);
        page_add(&out, name);
        paint(&out, &terminal, PLAIN);
        page_say(&out, strcmp(name, PWPOL_PRESET_DEFAULT) == 0 ? SAY_PRESET_IS_DEFAULT : SAY_LINE_END);
        page_add(&out, "  ");
        wrap(&out, &terminal, 2, 2, pwpol_preset_title(name, language()));
        page_add(&out, "\n  ");
        struct page sentence;
        page_begin(&sentence, IN_MEMORY);
        page_say(&sentence, SAY_PRESET_GUARANTEES, bits,
                 language_is_french() ? strength.weakest_fr : strength.weakest_en);
        wrap_page(&out, &terminal, 2, 2, &sentence);
        page_add(&out, "\n");
    }
    return page_finish(&out, CODE_ACCEPTED);
}

int command_policy_list(const struct command *command, int argc, char **argv)
{
    struct option_reader reader;
    bool names_only = false;
    bool json = false;
    options_begin(&reader, command, argc, argv);
    while (options_next(&reader)) {
        names_only |= reader.option == OPTION_NAMES;
        json |= reader.option == OPTION_JSON;
    }
    if (reader.over)
        return reader.code;
    if (!json || names_only)
        return print_presets(names_only);
    char *text = presets_as_json();
    return text != NULL ? print_text(text, CODE_ACCEPTED) : complain_status(PWPOL_ERR_NO_MEMORY, NULL);
}
