#include "policy/trouble.h"

#include "base/where.h"
#include "policy/presets.h"

#include <stdio.h>
#include <string.h>

/* Longer than the fields of pwpol_where, which where_report() cuts properly. */
enum { SENTENCE_SIZE = 1024, FILE_SHOWN = 160, NAME_SHOWN = 60 };

/* The end of a long path says more than its beginning. */
static const char *file_shown(const char *file, const char **ellipsis)
{
    size_t length = strlen(file);
    *ellipsis = "";
    if (length <= FILE_SHOWN)
        return file;
    *ellipsis = "...";
    file += length - FILE_SHOWN;
    while (((unsigned char)*file & 0xC0) == 0x80)
        file++;
    return file;
}

void trouble(pwpol_where *where, const struct place *place, const char *key, const char *allowed,
             const char *en, const char *fr)
{
    char place_en[FILE_SHOWN + 64] = "", place_fr[FILE_SHOWN + 64] = "";
    char whole_en[SENTENCE_SIZE], whole_fr[SENTENCE_SIZE];
    const char *file = place->file;
    if (where == NULL)
        return;
    if (file != NULL) {
        const char *ellipsis;
        const char *shown = file_shown(file, &ellipsis);
        int en_len = snprintf(place_en, sizeof place_en, "%s%s", ellipsis, shown);
        int fr_len = snprintf(place_fr, sizeof place_fr, "%s%s", ellipsis, shown);
        if (place->line > 0) {
            en_len += snprintf(place_en + en_len, sizeof place_en - (size_t)en_len, ", line %u", place->line);
            fr_len +=
                snprintf(place_fr + fr_len, sizeof place_fr - (size_t)fr_len, ", ligne %u", place->line);
        }
        if (place->column > 0) {
            en_len +=
                snprintf(place_en + en_len, sizeof place_en - (size_t)en_len, ", column %u", place->column);
            fr_len +=
                snprintf(place_fr + fr_len, sizeof place_fr - (size_t)fr_len, ", colonne %u", place->column);
        }
        snprintf(place_en + en_len, sizeof place_en - (size_t)en_len, ": ");
        snprintf(place_fr + fr_len, sizeof place_fr - (size_t)fr_len, "\u00A0: ");
    }
    snprintf(whole_en, sizeof whole_en, "%s%s", place_en, en);
    snprintf(whole_fr, sizeof whole_fr, "%s%s", place_fr, fr);
    where_report(where, file, place->line, place->column, key, allowed, whole_en, whole_fr);
}

void trouble_value(pwpol_where *where, const struct place *place, const struct key *key)
{
    char en[SENTENCE_SIZE / 2], fr[SENTENCE_SIZE / 2];
    snprintf(en, sizeof en, "%s accepts %s.", key->name, key->allowed_en);
    snprintf(fr, sizeof fr, "%s accepte %s.", key->name, key->allowed_fr);
    trouble(where, place, key->name, key->allowed_en, en, fr);
}

/* A name as it may be shown: printable ASCII, cut to a reasonable length. */
static void name_clean(const char *name, char *shown)
{
    size_t length = 0;
    for (; name[length] != '\0' && length < NAME_SHOWN; length++)
        shown[length] = name[length] > 0x20 && name[length] < 0x7F ? name[length] : '?';
    shown[length] = '\0';
}

void trouble_unknown_key(pwpol_where *where, const struct place *place, const char *name)
{
    char shown[NAME_SHOWN + 1], en[SENTENCE_SIZE / 2], fr[SENTENCE_SIZE / 2];
    enum policy_key nearest = key_nearest(name);
    name_clean(name, shown);
    if (nearest < KEY_COUNT) {
        const char *meant = keys[nearest].name;
        snprintf(en, sizeof en, "no policy key is named \"%s\"; did you mean %s?", shown, meant);
        snprintf(fr, sizeof fr,
                 "aucune clé de politique ne s'appelle «\u00A0%s\u00A0»\u00A0; vouliez-vous dire %s\u00A0?",
                 shown, meant);
    } else {
        snprintf(en, sizeof en, "no policy key is named \"%s\"; `pwpol policy keys` lists them.", shown);
        snprintf(
            fr, sizeof fr,
            "aucune clé de politique ne s'appelle «\u00A0%s\u00A0»\u00A0; `pwpol policy keys` les énumère.",
            shown);
    }
    trouble(where, place, shown, nearest < KEY_COUNT ? keys[nearest].name : "", en, fr);
}

void trouble_unknown_section(pwpol_where *where, const struct place *place, const char *section)
{
    char shown[NAME_SHOWN + 1], en[SENTENCE_SIZE / 2], fr[SENTENCE_SIZE / 2];
    name_clean(section, shown);
    snprintf(en, sizeof en, "no policy key is in a section named \"%s\"; `pwpol policy keys` lists them.",
             shown);
    snprintf(fr, sizeof fr,
             "aucune clé de politique n'est d'une section «\u00A0%s\u00A0»\u00A0; `pwpol policy keys` les "
             "énumère.",
             shown);
    trouble(where, place, shown, "", en, fr);
}

void trouble_unknown_preset(pwpol_where *where, const struct place *place, const char *name)
{
    char shown[NAME_SHOWN + 1], en[SENTENCE_SIZE / 2], fr[SENTENCE_SIZE / 2];
    const char *meant = preset_nearest(name);
    name_clean(name, shown);
    snprintf(en, sizeof en, "no preset is named \"%s\"; did you mean %s?", shown, meant);
    snprintf(fr, sizeof fr,
             "aucun préréglage ne s'appelle «\u00A0%s\u00A0»\u00A0; vouliez-vous dire %s\u00A0?", shown,
             meant);
    trouble(where, place, "preset", presets_names, en, fr);
}
