#include "cli/keys.h"

#include "base/json.h"
#include "base/seams.h"
#include "cli/arguments.h"
#include "cli/commands.h"
#include "cli/terminal.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

const struct option_row policy_keys_options[] = {
    { OPTION_NAMES, '\0', "names", SAY_NOTHING, SAY_HELP_NAMES },
    { OPTION_JSON, '\0', "json", SAY_NOTHING, SAY_HELP_JSON },
    { OPTION_MAN, '\0', "man", SAY_NOTHING, SAY_NOTHING },
    OPTIONS_EVERYWHERE,
    OPTIONS_END,
};

static bool key_at(size_t index, pwpol_key *key)
{
    *key = (pwpol_key){ .size = sizeof *key };
    return pwpol_policy_key(index, key) == PWPOL_OK;
}

char *keys_as_file(const pwpol_policy *policy)
{
    struct buffer text = { 0 };
    pwpol_key key;
    const char *section = "";
    size_t section_len = 0;
    buffer_addf(&text, "preset = %s\n", pwpol_policy_preset(policy));
    for (size_t i = 0; key_at(i, &key); i++) {
        size_t length = strcspn(key.name, ".");
        if (length != section_len || strncmp(section, key.name, length) != 0)
            buffer_addf(&text, "\n[%.*s]\n", (int)length, key.name);
        section = key.name;
        section_len = length;
        buffer_addf(&text, "%s = %s\n", key.name + length + 1, pwpol_policy_get(policy, key.name));
    }
    return buffer_take(&text);
}

/* A list's words, which are separated by spaces; paths with spaces stand between quotes. */
static void json_words(struct json *json, const char *key, const char *words)
{
    json_array_begin(json, key);
    while (*words != '\0') {
        bool quoted = *words == '"';
        struct buffer word = { 0 };
        words += quoted;
        size_t length = strcspn(words, quoted ? "\"" : " ");
        buffer_add_bytes(&word, words, length);
        if (length > 0 && !word.failed)
            json_string(json, NULL, word.text);
        json->out->failed |= word.failed;
        buffer_end(&word);
        words += length;
        words += quoted && *words == '"';
        words += strspn(words, " ");
    }
    json_array_end(json);
}

static void json_value(struct json *json, const pwpol_key *key, const char *value)
{
    double number = 0;
    if (strcmp(key->type, "boolean") == 0)
        json_boolean(json, key->name, strcmp(value, "true") == 0);
    else if (strcmp(key->type, "list") == 0)
        json_words(json, key->name, value);
    else if ((strcmp(key->type, "integer") == 0 || strcmp(key->type, "number") == 0) &&
             number_parse(value, &number))
        json_number(json, key->name, number, 6);
    else
        json_string(json, key->name, value);
}

char *keys_as_json(const pwpol_policy *policy)
{
    struct buffer text = { 0 };
    struct json json = { .out = &text };
    pwpol_key key;
    pwpol_policy_strength strength = { .size = sizeof strength };
    json_object_begin(&json, NULL);
    json_string(&json, "preset", pwpol_policy_preset(policy));
    if (pwpol_policy_strength_of(policy, &strength) == PWPOL_OK) {
        json_object_begin(&json, "strength");
        json_number(&json, "entropy", strength.entropy, 2);
        json_integer(&json, "entropy_rounded", strength.entropy_rounded);
        json_integer(&json, "cnil_case", strength.cnil_case);
        json_string(&json, "weakest_en", strength.weakest_en);
        json_string(&json, "weakest_fr", strength.weakest_fr);
        json_object_end(&json);
    }
    json_object_begin(&json, "keys");
    for (size_t i = 0; key_at(i, &key); i++)
        json_value(&json, &key, pwpol_policy_get(policy, key.name));
    json_object_end(&json);
    json_object_end(&json);
    return buffer_take(&text);
}

/* ---- pwpol policy keys ---- */

static char *table_as_json(void)
{
    struct buffer text = { 0 };
    struct json json = { .out = &text };
    pwpol_key key;
    json_array_begin(&json, NULL);
    for (size_t i = 0; key_at(i, &key); i++) {
        json_object_begin(&json, NULL);
        json_string(&json, "name", key.name);
        json_string(&json, "type", key.type);
        json_string(&json, "unit", key.unit);
        json_string(&json, "default", key.standard);
        json_string(&json, "allowed", key.allowed);
        json_string(&json, "rule", key.rule);
        json_string(&json, "doc_en", key.doc_en);
        json_string(&json, "doc_fr", key.doc_fr);
        json_object_end(&json);
    }
    json_array_end(&json);
    return buffer_take(&text);
}

static void print_key(struct page *out, const struct terminal *terminal, const pwpol_key *key)
{
    paint(out, terminal, STRONG);
    page_add(out, key->name);
    paint(out, terminal, PLAIN);
    page_addf(out, "  %s", key->type);
    if (key->unit[0] != '\0')
        page_addf(out, ", %s", key->unit);
    page_add(out, "\n    ");
    wrap(out, terminal, 4, 4, language_is_french() ? key->doc_fr : key->doc_en);
    page_add(out, "\n    ");
    struct page facts;
    page_begin(&facts, IN_MEMORY);
    page_say(&facts, SAY_KEY_ALLOWED, key->allowed);
    page_say(&facts, SAY_KEY_DEFAULT, key->standard[0] != '\0' ? key->standard : tell(SAY_KEY_EMPTY));
    if (key->rule[0] != '\0')
        page_say(&facts, SAY_KEY_RULE, key->rule);
    wrap_page(out, terminal, 4, 4, &facts);
    page_add(out, "\n");
}

enum { ROFF_COLUMNS = 78 };

/* Words of the table as mdoc takes them: a backslash and a hyphen escaped, no
 * line that starts like a macro, lines short and broken after sentences. */
static void add_roff(struct page *out, const char *text)
{
    size_t column = 0;
    while (*text != '\0') {
        size_t length = strcspn(text, " ");
        if (column > 0) {
            bool breaks = text[-2] == '.' || column + 1 + length > ROFF_COLUMNS;
            page_add(out, breaks ? "\n" : " ");
            column = breaks ? 0 : column + 1;
        }
        if (column == 0 && (*text == '.' || *text == '\''))
            page_add(out, "\\&");
        for (const char *c = text; c < text + length; c++) {
            if (*c == '-' || *c == '\\')
                page_add(out, *c == '-' ? "\\-" : "\\e");
            else
                page_bytes(out, c, 1);
        }
        column += length;
        text += length;
        text += *text == ' ';
    }
    page_add(out, "\n");
}

/* The KEYS section of pwpol.conf(5), one list item a key. */
static void print_man(struct page *out, const pwpol_key *key)
{
    struct buffer facts = { 0 };
    page_addf(out, ".It Cm %s\n", key->name);
    add_roff(out, key->doc_en);
    page_add(out, ".br\n");
    buffer_addf(&facts, "Type: %s", key->type);
    if (key->unit[0] != '\0')
        buffer_addf(&facts, " (%s)", key->unit);
    buffer_addf(&facts, "; allowed: %s; default: %s", key->allowed,
                key->standard[0] != '\0' ? key->standard : "none");
    if (key->rule[0] != '\0')
        buffer_addf(&facts, "; rules: %s", key->rule);
    buffer_add(&facts, ".");
    char *line = buffer_take(&facts);
    if (line == NULL)
        out->error = ENOMEM;
    else
        add_roff(out, line);
    free(line);
}

enum look { LOOK_TABLE, LOOK_NAMES, LOOK_MAN };

static int print_keys(enum look look)
{
    struct terminal terminal = terminal_of(STDOUT_FILENO, COLOUR_AUTO);
    struct page out;
    pwpol_key key;
    page_begin(&out, STDOUT_FILENO);
    for (size_t i = 0; key_at(i, &key); i++) {
        if (look == LOOK_TABLE)
            print_key(&out, &terminal, &key);
        else if (look == LOOK_MAN)
            print_man(&out, &key);
        else
            page_addf(&out, "%s\n", key.name);
    }
    return page_finish(&out, CODE_ACCEPTED);
}

int command_policy_keys(const struct command *command, int argc, char **argv)
{
    struct option_reader reader;
    enum look look = LOOK_TABLE;
    bool json = false;
    options_begin(&reader, command, argc, argv);
    while (options_next(&reader)) {
        json |= reader.option == OPTION_JSON;
        if (reader.option == OPTION_NAMES)
            look = LOOK_NAMES;
        if (reader.option == OPTION_MAN)
            look = LOOK_MAN;
    }
    if (reader.over)
        return reader.code;
    if (!json || look != LOOK_TABLE)
        return print_keys(look);
    struct page out;
    char *text = table_as_json();
    if (text == NULL)
        return complain_status(PWPOL_ERR_NO_MEMORY, NULL);
    page_begin(&out, STDOUT_FILENO);
    page_add(&out, text);
    page_add(&out, "\n");
    pwpol_free(text);
    return page_finish(&out, CODE_ACCEPTED);
}
