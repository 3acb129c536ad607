#include "check/phrases.h"

#include "base/seams.h"
#include "guess/guess.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* No-break, so that a figure and its noun stay on one line. */
#define NO_BREAK "\u00A0"

/* ---- Figures ---- */

bool phrase_is_one(double value, enum language language)
{
    return language == FRENCH ? fabs(value) < 2 : value == 1;
}

void phrase_number(struct buffer *out, double value, enum language language)
{
    char digits[64];
    number_print(value, 2, digits, sizeof digits);
    size_t whole = strcspn(digits, ".");
    for (size_t i = 0; i < whole; i++) {
        buffer_add_bytes(out, &digits[i], 1);
        if (whole > 4 && i + 1 < whole && (whole - i - 1) % 3 == 0)
            buffer_add(out, language == FRENCH ? NO_BREAK : ",");
    }
    if (digits[whole] == '.') {
        buffer_add(out, language == FRENCH ? "," : ".");
        buffer_add(out, digits + whole + 1);
    }
}

void phrase_count(struct buffer *out, uint32_t count, enum language language)
{
    static const char *const names[][LANGUAGES] = {
        { "no", "aucun" },    { "one", "un" },    { "two", "deux" }, { "three", "trois" },
        { "four", "quatre" }, { "five", "cinq" }, { "six", "six" },  { "seven", "sept" },
        { "eight", "huit" },  { "nine", "neuf" }, { "ten", "dix" },
    };
    if (count < sizeof names / sizeof names[0])
        buffer_add(out, names[count][language]);
    else
        phrase_number(out, count, language);
}

/* Names of powers of ten, one and many; and the noun, which French joins by "d'"
 * to what is itself a noun. */
static const struct unit {
    int power;
    const char *texts[LANGUAGES][2];
    const char *nouns[LANGUAGES];
} units[] = {
    { 0, { { "", "" }, { "", "" } }, { " guesses", NO_BREAK "essais" } },
    { 6,
      { { " million", " million" }, { NO_BREAK "million", NO_BREAK "millions" } },
      { " guesses", " d'essais" } },
    { 9,
      { { " billion", " billion" }, { NO_BREAK "milliard", NO_BREAK "milliards" } },
      { " guesses", " d'essais" } },
    { 12,
      { { " trillion", " trillion" }, { NO_BREAK "000 milliards", NO_BREAK "000 milliards" } },
      { " guesses", " d'essais" } },
};
enum { POWER_UNNAMED = 15 };

/* One digit says what is known. The unit, for the noun that follows. */
static const struct unit *add_power(struct buffer *out, double guesses_log10, enum language language)
{
    const double hair = 1e-9; /* keeps an exact power from falling below itself */
    double power = floor(guesses_log10 + hair);
    if (power >= POWER_UNNAMED) {
        buffer_add(out, language == FRENCH ? "10 puissance" NO_BREAK : "10 to the power of ");
        phrase_number(out, power, language);
        return &units[0];
    }
    const struct unit *unit = &units[0];
    for (size_t i = 1; i < sizeof units / sizeof units[0]; i++)
        if (power >= units[i].power)
            unit = &units[i];
    double figure = floor(pow(10, guesses_log10 - power) + hair) * pow(10, power - unit->power);
    phrase_number(out, figure, language);
    buffer_add(out, unit->texts[language][!phrase_is_one(figure, language)]);
    return unit;
}

void phrase_guesses(struct buffer *out, double guesses_log10, enum language language)
{
    if (!(guesses_log10 >= 1)) {
        buffer_add(out, language == FRENCH ? "moins de 10" NO_BREAK "essais" : "fewer than 10 guesses");
        return;
    }
    buffer_add(out, language == FRENCH ? "environ" NO_BREAK : "about ");
    buffer_add(out, add_power(out, guesses_log10, language)->nouns[language]);
}

void phrase_guesses_wanted(struct buffer *out, double guesses_log10, enum language language)
{
    add_power(out, guesses_log10, language);
}

/* ---- Places ---- */

void phrase_span(struct buffer *out, uint32_t first, uint32_t last, size_t characters, enum language language)
{
    bool french = language == FRENCH;
    if (last == 0 || (first == 1 && last == characters))
        buffer_add(out, french ? "tout le mot de passe" : "the whole password");
    else if (first == last)
        buffer_addf(out, french ? "le caractère" NO_BREAK "%u" : "character %u", first);
    else if (french)
        buffer_addf(out, "les caractères %u %s %u", first, last == first + 1 ? "et" : "à", last);
    else if (first == 1)
        buffer_addf(out, "the first %u characters", last);
    else if (last == characters)
        buffer_addf(out, "the last %u characters", last - first + 1);
    else
        buffer_addf(out, "characters %u %s %u", first, last == first + 1 ? "and" : "to", last);
}

/* ---- Names ---- */

static const struct {
    const char *source;
    const char *texts[LANGUAGES];
} sources[] = {
    { "passwords", { "a very common password", "un mot de passe très courant" } },
    { "french", { "a French word", "un mot français" } },
    { "english", { "an English word", "un mot anglais" } },
    { "first-names", { "a common first name", "un prénom courant" } },
    { "last-names", { "a common family name", "un nom de famille courant" } },
    { "places", { "the name of a place", "un nom de lieu" } },
    { "themes", { "a favourite word for passwords", "un mot très prisé pour les mots de passe" } },
    { "azerty", { "an AZERTY keyboard", "d'un clavier AZERTY" } },
    { "bepo", { "a BÉPO keyboard", "d'un clavier BÉPO" } },
    { "qwerty", { "a QWERTY keyboard", "d'un clavier QWERTY" } },
    { "keypad", { "a number pad", "d'un pavé numérique" } },
    { "login", { "your account name", "votre identifiant" } },
    { "email", { "your e-mail address", "votre adresse électronique" } },
    { "names", { "your name", "votre nom" } },
    { "company", { "the name of your organisation", "le nom de votre organisation" } },
    { "site", { "the name of the service", "le nom du service" } },
    { "birth_date", { "your birth date", "votre date de naissance" } },
    { "words", { "what is known of you", "ce que l'on sait de vous" } },
    { "old_password", { "your current password", "votre mot de passe actuel" } },
};

void phrase_source(struct buffer *out, const char *source, enum language language)
{
    for (size_t i = 0; i < sizeof sources / sizeof sources[0]; i++) {
        if (strcmp(sources[i].source, source) == 0) {
            buffer_add(out, sources[i].texts[language]);
            return;
        }
    }
    buffer_add(out, language == FRENCH ? "un mot connu" : "a known word");
}

void phrase_how(struct buffer *out, unsigned how, enum language language)
{
    if (how & PIECE_REVERSED)
        buffer_add(out, language == FRENCH ? ", à l'envers" : ", written backwards");
    if (how & PIECE_LEET)
        buffer_add(out, language == FRENCH ? ", avec des signes ou des chiffres à la place de lettres"
                                           : ", with signs or digits in the place of letters");
}

void phrase_classes(struct buffer *out, unsigned classes, const char *conjunction, enum language language)
{
    static const struct {
        unsigned class;
        const char *texts[LANGUAGES];
    } names[] = {
        { CLASS_OTHER_LETTER, { "a letter", "une lettre" } },
        { CLASS_LOWER, { "a lower-case letter", "une minuscule" } },
        { CLASS_UPPER, { "an upper-case letter", "une majuscule" } },
        { CLASS_DIGIT, { "a digit", "un chiffre" } },
        { CLASS_SPECIAL, { "a special character", "un caractère spécial" } },
    };
    bool first = true;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if ((classes & names[i].class) == 0)
            continue;
        classes &= ~names[i].class;
        if (!first)
            buffer_add(out, classes == 0 && conjunction != NULL ? conjunction : ", ");
        buffer_add(out, names[i].texts[language]);
        first = false;
    }
}
