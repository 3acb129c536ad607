#include "policy/value.h"

#include "base/seams.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Six decimals are a millionth of a bit; and the text read back gives the same number. */
enum { NUMBER_DECIMALS = 6 };

static const struct unit {
    const char *name;
    int64_t milliseconds;
    int64_t from; /* shortest duration written in this unit */
} units[] = {
    { "d", 86400000, 2 * 86400000 },
    { "h", 3600000, 3600000 },
    { "min", 60000, 60000 },
    { "s", 1000, 1000 },
};
enum { UNITS = sizeof units / sizeof units[0] };

bool duration_parse(const char *text, int64_t *milliseconds)
{
    char figures[10]; /* 999999999 d do not overflow 64 bits */
    size_t digits = strspn(text, "0123456789");
    if (digits == 0 || digits >= sizeof figures)
        return false;
    memcpy(figures, text, digits);
    figures[digits] = '\0';
    int64_t count = 0;
    if (!integer_parse(figures, &count))
        return false;
    if (text[digits] == '\0' && count == 0) {
        *milliseconds = 0;
        return true;
    }
    for (size_t i = 0; i < UNITS; i++) {
        if (strcmp(text + digits, units[i].name) == 0) {
            *milliseconds = count * units[i].milliseconds;
            return true;
        }
    }
    return false;
}

void duration_print(int64_t milliseconds, char *text, size_t text_size)
{
    const struct unit *unit = units;
    if (milliseconds == 0) {
        snprintf(text, text_size, "0");
        return;
    }
    while (unit < &units[UNITS - 1] && (milliseconds < unit->from || milliseconds % unit->milliseconds != 0))
        unit++;
    snprintf(text, text_size, "%" PRId64 "%s", milliseconds / unit->milliseconds, unit->name);
}

static bool ascii_equal_ignoring_case(const char *text, size_t length, const char *word)
{
    if (strlen(word) != length)
        return false;
    for (size_t i = 0; i < length; i++) {
        char c = text[i];
        if ((c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c) != word[i])
            return false;
    }
    return true;
}

/* The next word of "a | b | c". */
static bool words_next(const char **cursor, const char **word, size_t *length)
{
    *word = *cursor + strspn(*cursor, " |");
    *length = strcspn(*word, " |");
    *cursor = *word + *length;
    return *length > 0;
}

/* The place of a word in "a | b | c", or -1. */
static int word_index(const char *words, const char *text, size_t length)
{
    const char *word;
    size_t word_len;
    for (int index = 0; words_next(&words, &word, &word_len); index++)
        if (word_len == length && strncmp(word, text, length) == 0)
            return index;
    return -1;
}

static bool parse_integer(const struct key *key, const char *text, struct value *value)
{
    int64_t lowest = 0, highest = 0;
    integer_parse(key->lowest, &lowest);
    integer_parse(key->highest, &highest);
    if (!integer_parse(text, &value->integer) || value->integer < lowest || value->integer > highest)
        return false;
    snprintf(value->text, sizeof value->text, "%" PRId64, value->integer);
    return true;
}

static bool parse_number(const struct key *key, const char *text, struct value *value)
{
    double lowest = 0, highest = 0;
    number_parse(key->lowest, &lowest);
    number_parse(key->highest, &highest);
    if (!number_parse(text, &value->number) || value->number < lowest || value->number > highest)
        return false;
    number_print(value->number, NUMBER_DECIMALS, value->text, sizeof value->text);
    return number_parse(value->text, &value->number);
}

static bool parse_duration(const struct key *key, const char *text, struct value *value)
{
    int64_t lowest = 0, highest = 0;
    duration_parse(key->lowest, &lowest);
    duration_parse(key->highest, &highest);
    if (!duration_parse(text, &value->integer) || value->integer < lowest || value->integer > highest)
        return false;
    duration_print(value->integer, value->text, sizeof value->text);
    return true;
}

static bool parse_boolean(const char *text, struct value *value)
{
    static const char *const words[][2] = {
        { "false", "true" }, { "no", "yes" }, { "off", "on" }, { "non", "oui" }
    };
    size_t length = strlen(text);
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        for (int truth = 0; truth < 2; truth++) {
            if (ascii_equal_ignoring_case(text, length, words[i][truth])) {
                value->integer = truth;
                strcpy(value->text, words[0][truth]);
                return true;
            }
        }
    }
    return false;
}

static bool parse_choice(const struct key *key, const char *text, struct value *value)
{
    int index = word_index(key->words, text, strlen(text));
    if (index < 0)
        return false;
    value->integer = index;
    snprintf(value->text, sizeof value->text, "%s", text);
    return true;
}

static bool parse_set(const struct key *key, const char *text, struct value *value)
{
    static const char separators[] = " \t,";
    for (text += strspn(text, separators); *text != '\0'; text += strspn(text, separators)) {
        size_t length = strcspn(text, separators);
        int index = word_index(key->words, text, length);
        if (index < 0)
            return false;
        value->integer |= INT64_C(1) << index;
        text += length;
    }
    const char *words = key->words, *word;
    size_t length, used = 0;
    for (int index = 0; words_next(&words, &word, &length); index++)
        if (value->integer >> index & 1)
            used += (size_t)snprintf(value->text + used, sizeof value->text - used, "%s%.*s",
                                     used == 0 ? "" : " ", (int)length, word);
    return true;
}

pwpol_status value_parse(const struct key *key, const char *text, const struct folder *folder,
                         struct value *value)
{
    struct value parsed = { 0 };
    pwpol_status status = PWPOL_OK;
    bool fine = true;
    switch (key->type) {
    case TYPE_INTEGER:
        fine = parse_integer(key, text, &parsed);
        break;
    case TYPE_NUMBER:
        fine = parse_number(key, text, &parsed);
        break;
    case TYPE_BOOLEAN:
        fine = parse_boolean(text, &parsed);
        break;
    case TYPE_CHOICE:
        fine = parse_choice(key, text, &parsed);
        break;
    case TYPE_SET:
        fine = parse_set(key, text, &parsed);
        break;
    case TYPE_DURATION:
        fine = parse_duration(key, text, &parsed);
        break;
    case TYPE_PATH:
        status = path_parse(text, folder, &parsed.paths);
        break;
    case TYPE_PATHS:
        status = paths_parse(text, folder, &parsed.paths);
        break;
    }
    if (!fine)
        status = PWPOL_ERR_RANGE;
    if (status == PWPOL_OK)
        *value = parsed;
    return status;
}

const char *value_text(const struct value *value)
{
    return value->paths != NULL ? value->paths : value->text;
}

pwpol_status value_copy(struct value *copy, const struct value *value)
{
    char *paths = NULL;
    if (value->paths != NULL) {
        paths = strdup(value->paths);
        if (paths == NULL)
            return PWPOL_ERR_NO_MEMORY;
    }
    *copy = *value;
    copy->paths = paths;
    return PWPOL_OK;
}

bool value_equal(const struct value *left, const struct value *right)
{
    return strcmp(value_text(left), value_text(right)) == 0;
}

void value_end(struct value *value)
{
    free(value->paths);
    value->paths = NULL;
}
