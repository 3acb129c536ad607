/* An administrator's list, read at run time. */
#include "base/where.h"
#include "text/text.h"
#include "words/reader.h"
#include "words/word_set.h"
#include "words/wordlist.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { WORDS_MAX = 4000000 };

/* A list being read: everything that a message may have to name. */
struct loading {
    const char *name;
    struct reader reader;
    pwpol_where *where;
};

/* ---- Messages ---- */

/* Room for a message before where_report() cuts it, between two code points. */
enum { MESSAGE_SIZE = 800, SHOWN_MAX = 300 };

/* The end of a path says more than its start, and must not crowd out the sentence. */
static void show_name(const char *name, char shown[SHOWN_MAX + 8])
{
    size_t name_len = strlen(name);
    const char *tail = name_len <= SHOWN_MAX ? name : name + name_len - SHOWN_MAX;
    while (tail != name && ((unsigned char)*tail & 0xC0) == 0x80)
        tail++;
    snprintf(shown, SHOWN_MAX + 8, "%s%s", tail == name ? "" : "\u2026", tail);
}

static pwpol_status refuse_file(struct loading *loading, pwpol_status status, const char *english,
                                const char *french)
{
    char name[SHOWN_MAX + 8];
    char message_en[MESSAGE_SIZE];
    char message_fr[MESSAGE_SIZE];
    show_name(loading->name, name);
    snprintf(message_en, sizeof message_en, "The word list %s %s", name, english);
    snprintf(message_fr, sizeof message_fr, "La liste de mots %s %s", name, french);
    where_report(loading->where, loading->name, 0, 0, NULL, NULL, message_en, message_fr);
    return status;
}

/* place is where in the line, NULL when the whole line is meant. */
static pwpol_status refuse_line(struct loading *loading, pwpol_status status, const char *place,
                                const char *english, const char *french)
{
    unsigned line = loading->reader.line;
    unsigned column = place == NULL ? 0 : reader_column(&loading->reader, place);
    char column_en[32] = "";
    char column_fr[32] = "";
    if (column > 0) {
        snprintf(column_en, sizeof column_en, ", column %u", column);
        snprintf(column_fr, sizeof column_fr, ", colonne %u", column);
    }
    char name[SHOWN_MAX + 8];
    char message_en[MESSAGE_SIZE];
    char message_fr[MESSAGE_SIZE];
    show_name(loading->name, name);
    snprintf(message_en, sizeof message_en, "%s, line %u%s: %s", name, line, column_en, english);
    snprintf(message_fr, sizeof message_fr, "%s, ligne %u%s\u00A0: %s", name, line, column_fr, french);
    where_report(loading->where, loading->name, line, column, NULL, NULL, message_en, message_fr);
    return status;
}

static pwpol_status refuse_for_system(struct loading *loading)
{
    char english[80];
    char french[80];
    switch (loading->reader.error) {
    case ENOENT:
    case ENOTDIR:
        return refuse_file(loading, PWPOL_ERR_IO, "does not exist; check its path.",
                           "n'existe pas\u00A0; vérifiez son chemin.");
    case EACCES:
    case EPERM:
        return refuse_file(loading, PWPOL_ERR_IO, "cannot be opened: give the service the right to read it.",
                           "ne peut être ouverte\u00A0: donnez au service le droit de la lire.");
    case EISDIR:
        return refuse_file(loading, PWPOL_ERR_IO, "is a folder; name a file, UTF-8, one word a line.",
                           "est un dossier\u00A0; indiquez un fichier, en UTF-8, un mot par ligne.");
    default:
        snprintf(english, sizeof english, "cannot be read (system error %d).", loading->reader.error);
        snprintf(french, sizeof french, "ne peut être lue (erreur système %d).", loading->reader.error);
        return refuse_file(loading, PWPOL_ERR_IO, english, french);
    }
}

static pwpol_status refuse_size(struct loading *loading)
{
    return refuse_file(loading, PWPOL_ERR_TOO_LONG, "is larger than 1 GiB; keep the most likely words only.",
                       "dépasse 1\u00A0Gio\u00A0; n'en gardez que les mots les plus probables.");
}

static pwpol_status refuse_for_memory(struct loading *loading)
{
    return refuse_file(loading, PWPOL_ERR_NO_MEMORY, "does not fit the memory; shorten it.",
                       "ne tient pas en mémoire\u00A0; raccourcissez-la.");
}

static pwpol_status refuse_long_line(struct loading *loading)
{
    return refuse_line(loading, PWPOL_ERR_TOO_LONG, NULL,
                       "longer than 256 bytes; a list holds one word a line.",
                       "plus de 256\u00A0octets\u00A0; une liste contient un mot par ligne.");
}

/* The problem is the end of a reading, other than READER_END. */
static pwpol_status refuse_reading(struct loading *loading, enum reader_result problem, const char *place)
{
    switch (problem) {
    case READER_NUL:
        return refuse_line(
            loading, PWPOL_ERR_SYNTAX, place,
            "a NUL byte, as UTF-16 has them; save the list in UTF-8, one word a line.",
            "octet NUL, comme en UTF-16\u00A0; enregistrez la liste en UTF-8, un mot par ligne.");
    case READER_LONG:
        return refuse_long_line(loading);
    case READER_LARGE:
        return refuse_size(loading);
    default:
        return refuse_for_system(loading);
    }
}

static pwpol_status refuse_utf8(struct loading *loading, const char *word, size_t word_len)
{
    size_t valid = 0;
    size_t taken = 1;
    uint32_t point;
    while (valid < word_len && taken > 0) {
        taken = utf8_decode((const unsigned char *)word + valid, word_len - valid, &point);
        valid += taken;
    }
    if (taken > 0) /* valid, but some letter of it folds into a whole phrase */
        return refuse_long_line(loading);
    return refuse_line(loading, PWPOL_ERR_SYNTAX, word + valid,
                       "not UTF-8; convert the list, for instance with iconv -f WINDOWS-1252 -t UTF-8.",
                       "ce n'est pas de l'UTF-8\u00A0; convertissez la liste, par exemple avec "
                       "iconv -f WINDOWS-1252 -t UTF-8.");
}

/* ---- Reading ---- */

static pwpol_status read_words(struct loading *loading, struct word_set *set)
{
    uint32_t rank = 0;
    for (;;) {
        const char *word;
        size_t word_len;
        enum reader_result result = reader_next(&loading->reader, &word, &word_len);
        if (result == READER_END)
            return PWPOL_OK;
        if (result != READER_WORD)
            return refuse_reading(loading, result, word);
        if (++rank > WORDS_MAX)
            return refuse_line(
                loading, PWPOL_ERR_TOO_LONG, NULL,
                "more than 4,000,000 words; move the rest to a second list.",
                "plus de 4\u00A0000\u00A0000 de mots\u00A0; placez la suite dans une seconde liste.");
        pwpol_status status = word_set_add(set, word, word_len, 0, rank);
        if (status == PWPOL_ERR_UTF8)
            return refuse_utf8(loading, word, word_len);
        if (status == PWPOL_ERR_TOO_LONG)
            return refuse_size(loading);
        if (status != PWPOL_OK)
            return refuse_for_memory(loading);
    }
}

static pwpol_status load(struct loading *loading, struct wordlist **list)
{
    struct word_set set = { 0 };
    size_t size;
    pwpol_status status = read_words(loading, &set);
    if (status == PWPOL_OK && word_set_pack(&set, list, &size) != PWPOL_OK)
        status = refuse_for_memory(loading);
    word_set_end(&set);
    return status;
}

pwpol_status wordlist_load(struct wordlist **list, const char *path, pwpol_where *where)
{
    *list = NULL;
    struct loading loading = { .name = path, .where = where };
    pwpol_status status =
        reader_open(&loading.reader, path) ? load(&loading, list) : refuse_for_system(&loading);
    reader_end(&loading.reader);
    return status;
}

pwpol_status wordlist_parse(struct wordlist **list, const char *text, size_t text_len, const char *name,
                            pwpol_where *where)
{
    *list = NULL;
    struct loading loading = { .name = name, .where = where };
    reader_begin(&loading.reader, text, text_len);
    return load(&loading, list);
}

void wordlist_free(struct wordlist *list)
{
    free(list);
}
