#include "policy/trouble.h"

#include "base/where.h"
#include "policy/presets.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* A whole sentence is longer than the fields of pwpol_where, which where_report() cuts properly. */
enum { SENTENCE_SIZE = 1024, FILE_SHOWN = 160, NAME_SHOWN = 60 };

const struct place nowhere = { NULL, 0, 0 };

/* Adds to a text of SENTENCE_SIZE bytes that already has length. */
__attribute__((format(printf, 3, 0))) static size_t add(char *text, size_t length, const char *format,
                                                        va_list arguments)
{
    int added = vsnprintf(text + length, SENTENCE_SIZE - length, format, arguments);
    size_t whole = added < 0 ? length : length + (size_t)added;
    return whole < SENTENCE_SIZE ? whole : SENTENCE_SIZE - 1;
}

__attribute__((format(printf, 3, 4))) static size_t addf(char *text, size_t length, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    length = add(text, length, format, arguments);
    va_end(arguments);
    return length;
}

/* The end of a long path says more than its beginning. */
static size_t add_file(char *text, const char *file)
{
    size_t length = strlen(file);
    if (length <= FILE_SHOWN)
        return addf(text, 0, "%s", file);
    file += length - FILE_SHOWN;
    while (((unsigned char)*file & 0xC0) == 0x80)
        file++;
    return addf(text, 0, "...%s", file);
}

/* "policy.conf, line 3, column 9: " with the words of a language; nothing for no place. */
static size_t add_place(char *text, const struct place *place, const char *line, const char *column,
                        const char *end)
{
    size_t length = place->file == NULL ? 0 : add_file(text, place->file);
    if (place->line > 0)
        length = addf(text, length, "%s%s %u", length > 0 ? ", " : "", line, place->line);
    if (place->column > 0)
        length = addf(text, length, ", %s %u", column, place->column);
    return length > 0 ? addf(text, length, "%s", end) : 0;
}

void trouble(pwpol_where *where, const struct place *place, const char *key, const char *allowed,
             const char *en, const char *fr, ...)
{
    char whole_en[SENTENCE_SIZE], whole_fr[SENTENCE_SIZE];
    va_list arguments;
    if (where == NULL)
        return;
    va_start(arguments, fr);
    add(whole_en, add_place(whole_en, place, "line", "column", ": "), en, arguments);
    va_end(arguments);
    va_start(arguments, fr);
    add(whole_fr, add_place(whole_fr, place, "ligne", "colonne", "\u00A0: "), fr, arguments);
    va_end(arguments);
    where_report(where, place->file, place->line, place->column, key, allowed, whole_en, whole_fr);
}

void trouble_value(pwpol_where *where, const struct place *place, const struct key *key)
{
    /* Each language takes one of the two; %.0s passes over the other. */
    trouble(where, place, key->name, key->allowed_en, "%s accepts %s%.0s.", "%s accepte %.0s%s.", key->name,
            key->allowed_en, key->allowed_fr);
}

void trouble_path(pwpol_where *where, const struct place *place, const char *key, bool absolute)
{
    if (absolute)
        trouble(
            where, place, key, "absolute path",
            "%s takes an absolute path here, without \" ; # in it; where several may stand, \"...\" around "
            "one that holds spaces.",
            "%s demande ici un chemin absolu, sans \" ; #\u00A0; là où plusieurs sont possibles, \"...\" "
            "autour "
            "de celui qui contient des espaces.",
            key);
    else
        trouble(
            where, place, key, "path",
            "%s takes a path without \" ; # in it; where several may stand, \"...\" around one that holds "
            "spaces.",
            "%s demande un chemin sans \" ; #\u00A0; là où plusieurs sont possibles, \"...\" autour de celui "
            "qui "
            "contient des espaces.",
            key);
}

void trouble_folder(pwpol_where *where, const struct place *place, const char *key)
{
    trouble(where, place, key, NULL,
            "the current folder, from which a relative path starts, no longer exists.",
            "le dossier courant, d'où part un chemin relatif, n'existe plus.");
}

/* A name as it may be shown: printable ASCII, cut to a reasonable length. */
static void name_clean(const char *name, char *shown)
{
    size_t length = 0;
    for (; length < NAME_SHOWN && name[length] != '\0'; length++)
        shown[length] = (char)(name[length] > 0x20 && name[length] < 0x7F ? name[length] : '?');
    shown[length] = '\0';
}

void trouble_unknown_key(pwpol_where *where, const struct place *place, const char *name)
{
    char shown[NAME_SHOWN + 1];
    enum policy_key nearest = key_nearest(name);
    name_clean(name, shown);
    if (nearest < KEY_COUNT)
        trouble(where, place, shown, keys[nearest].name, "no policy key is named \"%s\"; did you mean %s?",
                "aucune clé de politique ne s'appelle «\u00A0%s\u00A0»\u00A0; vouliez-vous dire %s\u00A0?",
                shown, keys[nearest].name);
    else
        trouble(
            where, place, shown, NULL, "no policy key is named \"%s\"; `pwpol policy keys` lists them.",
            "aucune clé de politique ne s'appelle «\u00A0%s\u00A0»\u00A0; `pwpol policy keys` les énumère.",
            shown);
}

void trouble_unknown_section(pwpol_where *where, const struct place *place, const char *section)
{
    char shown[NAME_SHOWN + 1];
    enum policy_key nearest = key_section_nearest(section);
    name_clean(section, shown);
    if (nearest < KEY_COUNT)
        trouble(where, place, shown, NULL, "no policy key is in a section [%s]; did you mean [%.*s]?",
                "aucune clé de politique n'est d'une section [%s]\u00A0; vouliez-vous dire [%.*s]\u00A0?",
                shown, (int)strcspn(keys[nearest].name, "."), keys[nearest].name);
    else
        trouble(where, place, shown, NULL,
                "no policy key is in a section [%s]; `pwpol policy keys` lists them.",
                "aucune clé de politique n'est d'une section [%s]\u00A0; `pwpol policy keys` les énumère.",
                shown);
}

void trouble_unknown_preset(pwpol_where *where, const struct place *place, const char *name)
{
    char shown[NAME_SHOWN + 1];
    const char *nearest = preset_nearest(name);
    name_clean(name, shown);
    if (nearest != NULL)
        trouble(where, place, "preset", presets_names, "no preset is named \"%s\"; did you mean %s?",
                "aucun préréglage ne s'appelle «\u00A0%s\u00A0»\u00A0; vouliez-vous dire %s\u00A0?", shown,
                nearest);
    else
        trouble(where, place, "preset", presets_names,
                "no preset is named \"%s\"; `pwpol policy list` lists them.",
                "aucun préréglage ne s'appelle «\u00A0%s\u00A0»\u00A0; `pwpol policy list` les énumère.", shown);
}
