/* What a piece was taken for, in words. Nothing here repeats the password. */
#include "pwpol/guess.h"

#include <stdio.h>
#include <string.h>

struct phrase {
    const char *english;
    const char *french;
};

/* ---- Words, by the list that holds them ---- */

static const struct {
    const char *list;
    struct phrase noun;
} nouns[] = {
    { "passwords", { "password", "mot de passe" } },
    { "more-passwords", { "password", "mot de passe" } },
    { "french", { "French word", "mot français" } },
    { "english", { "English word", "mot anglais" } },
    { "german", { "German word", "mot allemand" } },
    { "spanish", { "Spanish word", "mot espagnol" } },
    { "italian", { "Italian word", "mot italien" } },
    { "portuguese", { "Portuguese word", "mot portugais" } },
    { "dutch", { "Dutch word", "mot néerlandais" } },
    { "first-names", { "first name", "prénom" } },
    { "last-names", { "last name", "nom de famille" } },
    { "places", { "place name", "nom de lieu" } },
    { "themes", { "favourite word", "mot favori" } },
};

enum { RANK_VERY_COMMON = 100, RANK_COMMON = 5000 };

static const struct phrase very_common = { "a very common %s (rank %u)", "un %s très courant (rang %u)" };
static const struct phrase common = { "a common %s (rank %u)", "un %s courant (rang %u)" };
static const struct phrase known = { "a known %s (rank %u)", "un %s connu (rang %u)" };
static const struct phrase drawn = { "a %s that may have been drawn from a list",
                                     "un %s qui a pu être tiré d'une liste" };

/* ---- The rest, by kind and list; "" for any ---- */

static const struct {
    pwpol_piece_kind kind;
    const char *list;
    struct phrase phrase;
} phrases[] = {
    { PWPOL_PIECE_RANDOM, "", { "characters in no known order", "des caractères sans ordre connu" } },
    { PWPOL_PIECE_LETTERS, "", { "characters in an order that words have", "des caractères dans un ordre de mots" } },
    { PWPOL_PIECE_DENIED, "", { "a word that the administrator refuses", "un mot que l'administrateur refuse" } },
    { PWPOL_PIECE_CONTEXT, "", { "something known of the person or the site", "une donnée de la personne ou du site" } },
    { PWPOL_PIECE_OLD, "", { "taken from the old password", "repris de l'ancien mot de passe" } },
    { PWPOL_PIECE_KEYBOARD, "azerty", { "neighbouring keys of an AZERTY keyboard", "des touches voisines d'un clavier AZERTY" } },
    { PWPOL_PIECE_KEYBOARD, "bepo", { "neighbouring keys of a BÉPO keyboard", "des touches voisines d'un clavier BÉPO" } },
    { PWPOL_PIECE_KEYBOARD, "qwerty", { "neighbouring keys of a QWERTY keyboard", "des touches voisines d'un clavier QWERTY" } },
    { PWPOL_PIECE_KEYBOARD, "qwertz", { "neighbouring keys of a QWERTZ keyboard", "des touches voisines d'un clavier QWERTZ" } },
    { PWPOL_PIECE_KEYBOARD, "dvorak", { "neighbouring keys of a Dvorak keyboard", "des touches voisines d'un clavier Dvorak" } },
    { PWPOL_PIECE_KEYBOARD, "", { "neighbouring keys of the number pad", "des touches voisines du pavé numérique" } },
    { PWPOL_PIECE_SEQUENCE, "", { "a sequence", "une suite" } },
    { PWPOL_PIECE_REPEAT, "", { "a repeat", "une répétition" } },
    { PWPOL_PIECE_PHONE, "", { "like a telephone number", "comme un numéro de téléphone" } },
    { PWPOL_PIECE_PLATE, "", { "like a number plate", "comme une plaque d'immatriculation" } },
    { PWPOL_PIECE_POSTCODE, "department", { "like the number of a French department", "comme un numéro de département" } },
    { PWPOL_PIECE_POSTCODE, "", { "like a postal code", "comme un code postal" } },
    { PWPOL_PIECE_HEXADECIMAL, "", { "a hexadecimal number", "un nombre hexadécimal" } },
};

enum { YEAR_LENGTH = 4 };
static const struct phrase date = { "like a date", "comme une date" };
static const struct phrase year = { "like a year, or a day and month", "comme une année, ou un jour et un mois" };
static const struct phrase unknown = { "a known pattern", "un motif connu" };

static const struct phrase span_one = { "Character %zu: ", "Le caractère %zu\u00A0: " };
static const struct phrase span_many = { "Characters %zu to %zu: ", "Les caractères %zu à %zu\u00A0: " };

static const char *in(struct phrase phrase, const char *language)
{
    return strncmp(language, "fr", 2) == 0 ? phrase.french : phrase.english;
}

static struct phrase phrase_of(const pwpol_piece *piece)
{
    if (piece->kind == PWPOL_PIECE_DATE)
        return piece->length == YEAR_LENGTH ? year : date;
    for (size_t i = 0; i < sizeof phrases / sizeof phrases[0]; i++) {
        if (phrases[i].kind == piece->kind &&
            (phrases[i].list[0] == '\0' || strcmp(phrases[i].list, piece->list) == 0))
            return phrases[i].phrase;
    }
    return unknown;
}

static struct phrase noun_of(const pwpol_piece *piece)
{
    for (size_t i = 0; i < sizeof nouns / sizeof nouns[0]; i++) {
        if (strcmp(nouns[i].list, piece->list) == 0)
            return nouns[i].noun;
    }
    return (struct phrase){ "word", "mot" };
}

/* The longest noun, rank and phrase are far below it. */
enum { TEXT_MAX = 256 };

static void say_span(const pwpol_piece *piece, const char *language, char text[TEXT_MAX])
{
    if (piece->length == 1)
        snprintf(text, TEXT_MAX, in(span_one, language), piece->start + 1);
    else
        snprintf(text, TEXT_MAX, in(span_many, language), piece->start + 1, piece->start + piece->length);
}

static void say_kind(const pwpol_piece *piece, const char *language, char text[TEXT_MAX])
{
    if (piece->kind != PWPOL_PIECE_WORD) {
        snprintf(text, TEXT_MAX, "%s", in(phrase_of(piece), language));
        return;
    }
    struct phrase form = piece->rank == 0                  ? drawn
                         : piece->rank <= RANK_VERY_COMMON ? very_common
                         : piece->rank <= RANK_COMMON      ? common
                                                           : known;
    snprintf(text, TEXT_MAX, in(form, language), in(noun_of(piece), language), (unsigned)piece->rank);
}

size_t pwpol_guess_describe(const pwpol_guess_result *result, size_t index, const char *language, char *text,
                            size_t text_size)
{
    pwpol_piece piece = { .size = sizeof piece };
    char span[TEXT_MAX];
    char kind[TEXT_MAX];
    if (text == NULL)
        text_size = 0;
    if (text_size > 0)
        text[0] = '\0';
    if (pwpol_guess_piece(result, index, &piece) != PWPOL_OK)
        return 0;
    if (language == NULL)
        language = "en";
    say_span(&piece, language, span);
    say_kind(&piece, language, kind);
    return (size_t)snprintf(text, text_size, "%s%s", span, kind);
}
