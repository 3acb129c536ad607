#include "policy/reader.h"

#include "base/buffer.h"
#include "base/uncancelled.h"
#include "policy/file.h"
#include "text/text.h"

#include <ini.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* FILES_MOST bounds what includes that include each other's neighbours multiply. */
enum { DEPTH_MOST = 8, FILES_MOST = 64, NAME_LONGEST = 63 };

/* One policy being read, from however many files. */
struct reading {
    pwpol_policy *policy;
    pwpol_where *where;
    pwpol_status status; /* of the first trouble; nothing more is read after it */
    unsigned files;
    bool may_choose_preset; /* nothing was set yet */
    bool is_preset;
};

/* One file of it, or a text that stands for one. */
struct source {
    struct reading *reading;
    const struct source *includer;
    unsigned depth;
    const char *name; /* as messages show it; NULL for a preset */
    struct folder folder;
    struct file file;

    char *cursor; /* the next line */
    char *end;
    unsigned line;
    const char *line_start;
    const char *key; /* where they stand in the line, for columns */
    const char *value;
    unsigned line_of[KEY_COUNT]; /* that set a key, 0 for none */
};

static pwpol_status read_source(struct source *source);

/* Columns count code points. */
static struct place place_of(const struct source *source, const char *at)
{
    struct place place = { source->name, source->line, 1 };
    for (const char *c = source->line_start; c < at; c++)
        place.column += ((unsigned char)*c & 0xC0) != 0x80;
    return place;
}

static int stop(struct source *source, pwpol_status status)
{
    source->reading->status = status;
    return 0;
}

static int stop_at(struct source *source, pwpol_status status, const char *at, const char *key,
                   const char *allowed, const char *en, const char *fr)
{
    struct place place = place_of(source, at);
    trouble(source->reading->where, &place, key, allowed, "%s%.0s", "%.0s%s", en, fr);
    return stop(source, status);
}

/* ---- Statements ---- */

static int choose_preset(struct source *source)
{
    struct reading *reading = source->reading;
    if (!reading->may_choose_preset || reading->is_preset)
        return stop_at(source, PWPOL_ERR_SYNTAX, source->key, "preset", presets_names,
                       "preset comes once, before anything else.",
                       "preset vient une seule fois, avant toute autre chose.");
    reading->may_choose_preset = false;
    const struct preset *preset = preset_find(source->value);
    if (preset == NULL) {
        struct place place = place_of(source, source->value);
        trouble_unknown_preset(reading->where, &place, source->value);
        return stop(source, PWPOL_ERR_PRESET);
    }
    pwpol_status status = policy_start_from(reading->policy, preset);
    return status == PWPOL_OK ? 1 : stop(source, status);
}

static bool is_being_read(const struct source *source, const struct file *file)
{
    for (; source != NULL; source = source->includer)
        if (source->file.device == file->device && source->file.inode == file->inode &&
            source->folder.kind == FOLDER_GIVEN)
            return true;
    return false;
}

static int include_from(struct source *source, const char *path, const struct place *place)
{
    struct reading *reading = source->reading;
    struct source included = { .reading = reading, .includer = source, .depth = source->depth + 1 };
    char *folder = NULL;
    pwpol_status status = PWPOL_OK;
    if (included.depth > DEPTH_MOST || reading->files >= FILES_MOST) {
        trouble(reading->where, place, "include", NULL, "files include each other 8 deep at most, 64 in all.",
                "les inclusions ont au plus 8 niveaux et 64 fichiers en tout.");
        return stop(source, PWPOL_ERR_TOO_LONG);
    }
    status = file_read(&included.file, path, place, "include", reading->where);
    if (status == PWPOL_OK && is_being_read(source, &included.file)) {
        trouble(reading->where, place, "include", NULL, "this file includes itself, directly or not.",
                "ce fichier s'inclut lui-même, directement ou non.");
        status = PWPOL_ERR_LOOP;
    }
    if (status == PWPOL_OK)
        status = file_folder(path, &folder);
    if (status == PWPOL_OK) {
        included.name = path;
        included.folder = (struct folder){ FOLDER_GIVEN, folder };
        status = read_source(&included);
    }
    free(folder);
    file_end(&included.file);
    return status == PWPOL_OK ? 1 : stop(source, status);
}

static int include(struct source *source)
{
    struct place place = place_of(source, source->value);
    char *path = NULL;
    pwpol_status status =
        source->reading->is_preset ? PWPOL_ERR_RANGE : path_parse(source->value, &source->folder, &path);
    if (status == PWPOL_OK && path == NULL)
        status = PWPOL_ERR_RANGE;
    if (status == PWPOL_ERR_RANGE)
        trouble_path(source->reading->where, &place, "include", source->folder.kind == FOLDER_NONE);
    if (status != PWPOL_OK)
        return stop(source, status);
    int fine = include_from(source, path, &place);
    free(path);
    return fine;
}

static int set_key(struct source *source, enum policy_key key)
{
    struct reading *reading = source->reading;
    struct value value;
    if (source->line_of[key] != 0) {
        struct place place = place_of(source, source->key);
        trouble(reading->where, &place, keys[key].name, keys[key].allowed_en,
                "%s was already set at line %u.", "%s a déjà été fixé à la ligne %u.", keys[key].name,
                source->line_of[key]);
        return stop(source, PWPOL_ERR_SYNTAX);
    }
    pwpol_status status = value_parse(&keys[key], source->value, &source->folder, &value);
    if (status == PWPOL_ERR_RANGE) {
        struct place place = place_of(source, source->value);
        if (keys[key].type == TYPE_PATH || keys[key].type == TYPE_PATHS)
            trouble_path(reading->where, &place, keys[key].name, source->folder.kind == FOLDER_NONE);
        else
            trouble_value(reading->where, &place, &keys[key]);
    }
    if (status != PWPOL_OK)
        return stop(source, status);
    source->line_of[key] = source->line;
    policy_replace(reading->policy, key, &value);
    return 1;
}

/* What inih calls for each pair. Its copy of the value is cut to its line
 * buffer (200 bytes); the whole one is in source->value. */
static int on_pair(void *user, const char *section, const char *name, const char *cut_value)
{
    struct source *source = user;
    char full[2 * NAME_LONGEST + 2];
    (void)cut_value;
    if (source->reading->status != PWPOL_OK)
        return 0;
    if (section[0] == '\0' && strcmp(name, "preset") == 0)
        return choose_preset(source);
    if (section[0] == '\0' && strcmp(name, "include") == 0)
        return include(source);
    source->reading->may_choose_preset = false;
    snprintf(full, sizeof full, "%s%s%s", section, section[0] == '\0' ? "" : ".", name);
    enum policy_key key = key_find(full);
    if (key < KEY_COUNT)
        return set_key(source, key);
    /* A full name inside a section: the nearest key is that name. */
    struct place place = place_of(source, source->key);
    trouble_unknown_key(source->reading->where, &place, key_find(name) < KEY_COUNT ? name : full);
    return stop(source, PWPOL_ERR_KEY);
}

/* ---- Lines ---- */

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

/* Cuts a line at its comment and at the spaces around what is left. */
static char *trimmed(char *line)
{
    char *end = line;
    while (*end != '\0' && !((*end == ';' || *end == '#') && (end == line || is_blank(end[-1]))))
        end++;
    while (end > line && is_blank(end[-1]))
        end--;
    *end = '\0';
    return line + strspn(line, " \t");
}

static bool check_section(struct source *source, char *statement)
{
    char *close = strchr(statement, ']');
    if (close == NULL || close[1] != '\0') {
        stop_at(source, PWPOL_ERR_SYNTAX, statement, NULL, NULL,
                "a section is written [name], alone on its line.",
                "une section s'écrit [nom], seule sur sa ligne.");
        return false;
    }
    *close = '\0';
    bool known = key_section_exists(statement + 1);
    if (!known) {
        struct place place = place_of(source, statement + 1);
        trouble_unknown_section(source->reading->where, &place, statement + 1);
        stop(source, PWPOL_ERR_KEY);
    }
    *close = ']';
    return known;
}

/* Finds the key and the value; inih cuts at the same sign. */
static bool check_pair(struct source *source, char *statement)
{
    size_t name_len = strcspn(statement, "=:");
    if (statement[name_len] == '\0' || name_len == 0) {
        stop_at(source, PWPOL_ERR_SYNTAX, statement, NULL, NULL,
                "a line is \"key = value\", [section], or a comment after ; or #.",
                "une ligne est «\u00A0clé = valeur\u00A0», [section], ou un commentaire après ; ou #.");
        return false;
    }
    source->key = statement;
    source->value = statement + name_len + 1 + strspn(statement + name_len + 1, " \t");
    while (name_len > 0 && is_blank(statement[name_len - 1]))
        name_len--;
    if (name_len > NAME_LONGEST) {
        struct place place = place_of(source, statement);
        statement[name_len] = '\0';
        trouble_unknown_key(source->reading->where, &place, statement);
        stop(source, PWPOL_ERR_KEY);
        return false;
    }
    return true;
}

/* What inih reads from, one line a call. Every line arrives without its comment
 * and without leading spaces, which inih would take for a continued value. */
static char *next_line(char *line, int line_size, void *stream)
{
    struct source *source = stream;
    if (source->reading->status != PWPOL_OK || source->cursor >= source->end)
        return NULL;
    char *start = source->cursor;
    char *end = memchr(start, '\n', (size_t)(source->end - start));
    source->cursor = end == NULL ? source->end : end + 1;
    source->line++;
    source->line_start = start;
    if (end == NULL)
        end = source->end;
    if (end > start && end[-1] == '\r')
        end--;
    *end = '\0';
    char *statement = trimmed(start);
    bool fine = statement[0] == '\0'  ? true
                : statement[0] == '[' ? check_section(source, statement)
                                      : check_pair(source, statement);
    if (!fine)
        return NULL;
    snprintf(line, (size_t)line_size, "%s\n", statement);
    return line;
}

/* Refuses what no editor shows: bytes that are not UTF-8, and control
 * characters; a lone carriage return would hide the rest of a line. */
static bool check_text(struct source *source)
{
    const char *text = source->cursor;
    source->line_start = text;
    source->line = 1;
    while (text < source->end) {
        uint32_t point;
        size_t length = utf8_decode((const unsigned char *)text, (size_t)(source->end - text), &point);
        if (length == 0) {
            stop_at(source, PWPOL_ERR_UTF8, text, NULL, NULL, "the text is not UTF-8 here.",
                    "le texte n'est pas de l'UTF-8 ici.");
            return false;
        }
        bool line_ends = point == '\n' || (point == '\r' && text + 1 < source->end && text[1] == '\n');
        if ((point < 0x20 && point != '\t' && !line_ends) || point == 0x7F) {
            stop_at(source, PWPOL_ERR_SYNTAX, text, NULL, NULL, "there is a control character here.",
                    "il y a un caractère de contrôle ici.");
            return false;
        }
        text += length;
        if (point == '\n') {
            source->line++;
            source->line_start = text;
        }
    }
    source->line = 0;
    return true;
}

static pwpol_status read_source(struct source *source)
{
    struct reading *reading = source->reading;
    static const char bom[] = "\xEF\xBB\xBF";
    size_t skipped = source->file.length >= 3 && memcmp(source->file.text, bom, 3) == 0 ? 3 : 0;
    reading->files++;
    source->cursor = source->file.text + skipped;
    source->end = source->file.text + source->file.length;
    if (!check_text(source))
        return reading->status;
    int answer = ini_parse_stream(next_line, source, on_pair, source);
    if (reading->status == PWPOL_OK && answer != 0)
        reading->status = answer == -2 ? PWPOL_ERR_NO_MEMORY : PWPOL_ERR_INTERNAL;
    return reading->status;
}

/* ---- Entrances ---- */

static pwpol_status copy_text(struct file *file, const char *text, size_t text_len)
{
    file->text = malloc(text_len + 1);
    if (file->text == NULL)
        return PWPOL_ERR_NO_MEMORY;
    if (text_len > 0)
        memcpy(file->text, text, text_len);
    file->text[text_len] = '\0';
    file->length = text_len;
    return PWPOL_OK;
}

pwpol_status reader_apply_preset(pwpol_policy *policy, const struct preset *preset)
{
    struct reading reading = { .policy = policy, .is_preset = true };
    struct source source = { .reading = &reading, .depth = 1 };
    pwpol_status status = copy_text(&source.file, preset->text, strlen(preset->text));
    if (status == PWPOL_OK)
        status = read_source(&source);
    file_end(&source.file);
    return status;
}

/* Reads a source into a new policy; ends the source's file. */
static pwpol_status read_policy(pwpol_policy **policy, struct source *source, pwpol_where *where)
{
    pwpol_policy *made;
    struct reading reading = { .where = where, .may_choose_preset = true };
    pwpol_status status = policy_create(&made);
    if (status == PWPOL_OK)
        status = policy_start_from(made, preset_find(PWPOL_PRESET_DEFAULT));
    if (status == PWPOL_OK) {
        reading.policy = made;
        source->reading = &reading;
        source->depth = 1;
        status = read_source(source);
        source->reading = NULL;
    }
    if (status == PWPOL_OK) {
        const char *folder_end = strrchr(source->name, '/');
        made->origin = strdup(folder_end == NULL ? source->name : folder_end + 1);
        status = made->origin == NULL ? PWPOL_ERR_NO_MEMORY : PWPOL_OK;
    }
    file_end(&source->file);
    if (status == PWPOL_OK)
        *policy = made;
    else
        pwpol_policy_free(made);
    return status;
}

pwpol_status pwpol_policy_load(pwpol_policy **policy, const char *path, pwpol_where *where)
{
    UNCANCELLED;
    if (policy == NULL || path == NULL)
        return PWPOL_ERR_ARGUMENT;
    *policy = NULL;
    struct place place = { path, 0, 0 };
    struct source source = { .name = path };
    char *folder = NULL;
    pwpol_status status = file_read(&source.file, path, &place, NULL, where);
    if (status == PWPOL_OK) {
        status = file_folder(path, &folder);
        if (status == PWPOL_ERR_IO)
            trouble_folder(where, &place, NULL);
    }
    if (status == PWPOL_OK) {
        source.folder = (struct folder){ FOLDER_GIVEN, folder };
        status = read_policy(policy, &source, where);
    }
    file_end(&source.file);
    free(folder);
    return status;
}

pwpol_status pwpol_policy_parse(pwpol_policy **policy, const char *text, size_t text_len, const char *name,
                                pwpol_where *where)
{
    if (policy == NULL || (text == NULL && text_len > 0))
        return PWPOL_ERR_ARGUMENT;
    *policy = NULL;
    struct source source = { .name = name == NULL ? "" : name };
    struct place place = { source.name, 0, 0 };
    if (text_len > POLICY_FILE_LARGEST) {
        trouble(where, &place, NULL, NULL, "a policy file has 1 MiB at most.",
                "un fichier de politique a au plus 1 Mio.");
        return PWPOL_ERR_TOO_LONG;
    }
    pwpol_status status = copy_text(&source.file, text, text_len);
    return status == PWPOL_OK ? read_policy(policy, &source, where) : status;
}
