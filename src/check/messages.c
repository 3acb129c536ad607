/* Sentences for people, in English and French: what is wrong, and what would
 * make it right. They say where and how much, never what was typed. */
#include "check/messages.h"

#include "base/seams.h"
#include "guess/guess.h"
#include "policy/policy.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- Words that sentences share ---- */

static const char *plural(double count, const char *one, const char *many)
{
    return fabs(count) < 2 ? one : many; /* French rule; English agrees for whole numbers but 0 */
}

static void add_figure(struct buffer *out, double value, unsigned decimals, enum language language)
{
    char text[64];
    number_print(value, decimals, text, sizeof text);
    for (char *c = text; language == FRENCH && *c != '\0'; c++)
        if (*c == '.')
            *c = ',';
    buffer_add(out, text);
}

/* Cut down, so that a password never seems stronger than it is. */
void messages_add_guesses(struct buffer *out, double log10_guesses, enum language language)
{
    static const struct {
        double least;
        const char *english;
        const char *french;
    } units[] = {
        { 12, "thousand billion", "mille milliards d'" },
        { 9, "billion", "milliards d'" },
        { 6, "million", "millions d'" },
        { 3, "thousand", "mille " },
    };
    bool french = language == FRENCH;
    if (log10_guesses >= 15) {
        buffer_add(out, french ? "10 puissance " : "10 to the power of ");
        add_figure(out, floor(log10_guesses), 0, language);
        buffer_add(out, french ? " essais" : " guesses");
        return;
    }
    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++)
        if (log10_guesses >= units[i].least) {
            double count = floor(pow(10, log10_guesses - units[i].least) + 1e-9);
            add_figure(out, count, 0, language);
            if (french && count < 2 && units[i].least == 3)
                out->length = out->length - 1; /* « mille essais », not « 1 mille » */
            else
                buffer_add(out, french && units[i].least > 3 ? "\u00a0" : " ");
            const char *unit = french ? units[i].french : units[i].english;
            if (french && count < 2 && (units[i].least == 6 || units[i].least == 9))
                buffer_add(out, units[i].least == 6 ? "million d'" : "milliard d'");
            else
                buffer_add(out, unit);
            buffer_add(out, french ? "essais" : " guesses");
            return;
        }
    buffer_add(out, french ? "moins de mille essais" : "less than a thousand guesses");
}

/* "Characters 1 to 9", "Le caractère 3", "Tout le mot de passe". */
static void add_span(struct buffer *out, const struct finding *finding, const pwpol_numbers *numbers,
                     enum language language)
{
    bool french = language == FRENCH;
    unsigned first = finding->start + 1, last = finding->start + finding->length;
    if (finding->length == 0 || (finding->start == 0 && finding->length >= numbers->code_points))
        buffer_add(out, french ? "Le mot de passe entier" : "The whole password");
    else if (finding->length == 1)
        buffer_addf(out, french ? "Le caractère %u" : "Character %u", first);
    else
        buffer_addf(out, french ? "Le passage des caractères %u à %u" : "The part from character %u to %u",
                    first, last);
}

struct name {
    const char *key;
    const char *english;
    const char *french;
};

static const char *look_up(const struct name *names, size_t count, const char *key, enum language language)
{
    for (size_t i = 0; i + 1 < count; i++)
        if (strcmp(names[i].key, key) == 0)
            return language == FRENCH ? names[i].french : names[i].english;
    return language == FRENCH ? names[count - 1].french : names[count - 1].english;
}
#define LOOK_UP(table, key, language) look_up(table, sizeof table / sizeof table[0], key, language)

/* The last row is for a name that the table does not know. */
static const struct name lists[] = {
    { "passwords", "one of the most common passwords", "l'un des mots de passe les plus courants" },
    { "french", "a common French word", "un mot français courant" },
    { "english", "a common English word", "un mot anglais courant" },
    { "first-names", "a common first name", "un prénom courant" },
    { "last-names", "a common family name", "un nom de famille courant" },
    { "places", "the name of a place", "un nom de lieu" },
    { "themes", "a well-known name or word", "un nom ou un mot très connu" },
    { "", "a listed word", "un mot d'une liste" },
};

static const struct name fields[] = {
    { "login", "your account name", "votre identifiant" },
    { "email", "your e-mail address", "votre adresse électronique" },
    { "names", "your name", "votre nom" },
    { "company", "the name of your organisation", "le nom de votre organisme" },
    { "site", "the name of this service", "le nom de ce service" },
    { "birth_date", "your birth date", "votre date de naissance" },
    { "words", "something known about you", "quelque chose que l'on sait de vous" },
    { "", "something known about you", "quelque chose que l'on sait de vous" },
};

static const struct name keyboards[] = {
    { "azerty", "an AZERTY keyboard", "un clavier AZERTY" },
    { "bepo", "a BÉPO keyboard", "un clavier BÉPO" },
    { "qwerty", "a QWERTY keyboard", "un clavier QWERTY" },
    { "keypad", "the number pad", "le pavé numérique" },
    { "", "a keyboard", "un clavier" },
};

static const char *disguise(unsigned how, enum language language)
{
    bool french = language == FRENCH;
    if (how & PIECE_REVERSED)
        return french ? " écrit à l'envers" : " written backwards";
    if (how & PIECE_LEET)
        return french ? " à peine déguisé" : " thinly disguised";
    return "";
}

static void add_list(struct buffer *out, const char *const *items, size_t count, const char *last_joint)
{
    for (size_t i = 0; i < count; i++) {
        if (i > 0)
            buffer_add(out, i + 1 == count ? last_joint : ", ");
        buffer_add(out, items[i]);
    }
}

/* ---- A sentence a finding ---- */

static void text_problem(struct buffer *out, const struct finding *finding, bool french)
{
    if (finding->id == FINDING_TEXT_EMPTY)
        buffer_add(out, french ? "Le mot de passe est vide." : "The password is empty.");
    else if (finding->id == FINDING_TEXT_INVALID_UTF8)
        buffer_addf(out,
                    french ? "Le mot de passe n'est pas un texte UTF-8 valide, à partir de l'octet %.0f."
                           : "The password is not valid UTF-8 text from byte %.0f on.",
                    finding->have);
    else
        buffer_addf(
            out,
            french ? "Le caractère %u est invisible ou réservé\u00a0: rien n'assure que vous pourrez le "
                     "saisir de nouveau."
                   : "Character %u is invisible or reserved: nothing ensures that you can type it again.",
            finding->start + 1);
}

static void text_remedy(struct buffer *out, const struct finding *finding, bool french)
{
    if (finding->id == FINDING_TEXT_EMPTY)
        buffer_addf(out, french ? "Choisissez au moins %.0f %s." : "Choose at least %.0f %s.", finding->want,
                    french ? plural(finding->want, "caractère", "caractères")
                           : (finding->want == 1 ? "character" : "characters"));
    else if (finding->id == FINDING_TEXT_INVALID_UTF8)
        buffer_add(
            out, french
                     ? "Saisissez-le de nouveau au clavier\u00a0; si cela se répète, le défaut vient de "
                       "l'application."
                     : "Type it again on the keyboard; if this happens again, the application is at fault.");
    else
        buffer_add(out, french ? "Retirez ce caractère." : "Remove that character.");
}

static const char *characters(double count, bool french)
{
    if (french)
        return plural(count, "caractère", "caractères");
    return count == 1 ? "character" : "characters";
}

static void length_problem(struct buffer *out, const struct finding *finding, bool french)
{
    bool minimum = finding->id == FINDING_LENGTH_MIN;
    const char *format = french ? (minimum ? "Le mot de passe compte %.0f %s\u00a0; il en faut au moins %.0f."
                                           : "Le mot de passe compte %.0f %s\u00a0; le maximum est %.0f.")
                                : (minimum ? "The password has %.0f %s; at least %.0f are needed."
                                           : "The password has %.0f %s; at most %.0f are accepted.");
    buffer_addf(out, format, finding->have, characters(finding->have, french), finding->want);
}

static void length_remedy(struct buffer *out, const struct finding *finding, bool french)
{
    double difference = fabs(finding->want - finding->have);
    const char *verb =
        finding->id == FINDING_LENGTH_MIN ? (french ? "Ajoutez" : "Add") : (french ? "Retirez" : "Remove");
    buffer_addf(out, french ? "%s au moins %.0f %s." : "%s at least %.0f %s.", verb, difference,
                characters(difference, french));
}

static void class_names(struct buffer *out, unsigned required, bool french)
{
    static const struct name names[] = {
        [REQUIRED_LOWER] = { "", "a lower-case letter", "une minuscule" },
        [REQUIRED_UPPER] = { "", "an upper-case letter", "une majuscule" },
        [REQUIRED_LETTER] = { "", "a letter", "une lettre" },
        [REQUIRED_DIGIT] = { "", "a digit", "un chiffre" },
        [REQUIRED_SPECIAL] = { "", "a special character", "un caractère spécial" },
    };
    const char *items[sizeof names / sizeof names[0]];
    size_t count = 0;
    for (unsigned i = 0; i < sizeof names / sizeof names[0]; i++)
        if (required & 1u << i)
            items[count++] = french ? names[i].french : names[i].english;
    add_list(out, items, count, french ? " et " : " and ");
}

/* The classes that a candidate lacks, as bits of classes.required. */
static unsigned lacking(unsigned seen)
{
    unsigned missing = 0;
    missing |= seen & (CLASS_LOWER | CLASS_OTHER_LETTER) ? 0 : 1u << REQUIRED_LOWER;
    missing |= seen & CLASS_UPPER ? 0 : 1u << REQUIRED_UPPER;
    missing |= seen & CLASS_DIGIT ? 0 : 1u << REQUIRED_DIGIT;
    missing |= seen & CLASS_SPECIAL ? 0 : 1u << REQUIRED_SPECIAL;
    return missing;
}

static void classes_problem(struct buffer *out, const struct finding *finding, bool french)
{
    if (finding->id == FINDING_CLASSES_REQUIRED) {
        buffer_add(out, french ? "Il manque au mot de passe " : "The password lacks ");
        class_names(out, finding->detail, french);
        buffer_add(out, ".");
        return;
    }
    buffer_addf(
        out,
        french ? "Le mot de passe emploie %.0f %s de caractères\u00a0; il en faut %.0f parmi minuscules, "
                 "majuscules, chiffres et caractères spéciaux."
               : "The password uses %.0f %s of characters; %.0f are needed among lower case, upper case, "
                 "digits and special characters.",
        finding->have,
        french ? plural(finding->have, "classe", "classes") : (finding->have == 1 ? "class" : "classes"),
        finding->want);
}

static void classes_remedy(struct buffer *out, const struct finding *finding, bool french)
{
    if (finding->id == FINDING_CLASSES_REQUIRED) {
        buffer_add(out, french ? "Ajoutez " : "Add ");
        class_names(out, finding->detail, french);
        buffer_add(out, ".");
        return;
    }
    buffer_add(out, french ? "Ajoutez par exemple " : "Add for instance ");
    unsigned missing = lacking(finding->detail), chosen = 0;
    double needed = finding->want - finding->have;
    for (unsigned i = 0; i <= REQUIRED_SPECIAL && needed > 0; i++)
        if (missing & 1u << i) {
            chosen |= 1u << i;
            needed--;
        }
    class_names(out, chosen, french);
    buffer_add(out, ".");
}

static void piece_problem(struct buffer *out, const struct finding *finding, const pwpol_numbers *numbers,
                          enum language language)
{
    bool french = language == FRENCH;
    const char *how = disguise(finding->detail, language);
    add_span(out, finding, numbers, language);
    switch (finding->id) {
    case FINDING_CONTEXT:
        buffer_addf(out, french ? " vient de %s%s." : " is drawn from %s%s.",
                    LOOK_UP(fields, finding->source, language), how);
        break;
    case FINDING_DICTIONARY:
        buffer_addf(out, french ? " est %s%s." : " is %s%s.", LOOK_UP(lists, finding->source, language), how);
        break;
    case FINDING_DICTIONARY_DENIED:
        buffer_addf(out,
                    french ? " figure%s dans la liste des mots refusés par ce service."
                           : " is%s in the list of words that this service refuses.",
                    how);
        break;
    case FINDING_PATTERN_KEYBOARD:
        buffer_addf(out, french ? " suit les touches voisines d'%s." : " follows neighbouring keys of %s.",
                    LOOK_UP(keyboards, finding->source, language));
        break;
    case FINDING_PATTERN_SEQUENCE:
        buffer_add(out, french ? " est une suite de caractères qui se suivent."
                               : " is a run of consecutive characters.");
        break;
    case FINDING_PATTERN_REPEAT:
        buffer_add(out, french ? " se répète." : " repeats itself.");
        break;
    default: /* FINDING_PATTERN_DATE */
        buffer_add(out, french ? " ressemble à une date ou à une année." : " looks like a date or a year.");
        break;
    }
}

static void pattern_share(struct buffer *out, const struct finding *finding, bool french)
{
    if (finding->severity == PWPOL_ERROR)
        buffer_addf(out,
                    french ? " De tels motifs couvrent %.0f\u00a0%% du mot de passe."
                           : " Such patterns make up %.0f %% of the password.",
                    finding->have);
}

static void piece_remedy(struct buffer *out, const struct finding *finding, bool french)
{
    switch (finding->id) {
    case FINDING_CONTEXT:
        buffer_add(out, french ? "Remplacez-le par quelque chose qui ne dit rien de vous ni de ce service."
                               : "Replace it with something that tells nothing of you nor of this service.");
        break;
    case FINDING_DICTIONARY:
    case FINDING_DICTIONARY_DENIED:
        buffer_add(
            out, french
                     ? "Des chiffres ou des signes autour d'un mot connu ne le protègent pas\u00a0: "
                       "employez plusieurs mots sans rapport entre eux."
                     : "Digits or signs around a known word do not protect it: use several unrelated words.");
        break;
    case FINDING_PATTERN_DATE:
        buffer_add(out, french ? "Remplacez la date par un mot ou des caractères pris au hasard."
                               : "Replace the date with a word or characters taken at random.");
        break;
    case FINDING_PATTERN_REPEAT:
        buffer_add(out, french ? "Remplacez la répétition par d'autres caractères ou par un mot."
                               : "Replace the repetition with other characters or with a word.");
        break;
    default:
        buffer_add(out, french ? "Remplacez ce passage par un mot ou des caractères pris au hasard."
                               : "Replace that part with a word or characters taken at random.");
        break;
    }
}

static void strength_problem(struct buffer *out, const struct finding *finding, enum language language)
{
    bool french = language == FRENCH;
    if (finding->id == FINDING_GUESSES_MIN) {
        buffer_add(out, french ? "La meilleure attaque connue le trouverait en "
                               : "The best known attack would find it in ");
        messages_add_guesses(out, finding->have, language);
        buffer_add(out, french ? " environ\u00a0; il en faut au moins " : " or so; at least ");
        messages_add_guesses(out, finding->want, language);
        buffer_add(out, french ? "." : " are needed.");
        return;
    }
    buffer_add(out, finding->detail ? (french ? "Ces mots tirés d'une liste connue valent "
                                              : "These words of a known list are worth ")
                                    : (french ? "La longueur et les classes de caractères valent "
                                              : "Its length and classes of characters are worth "));
    add_figure(out, finding->have, 1, language);
    buffer_add(out, french ? "\u00a0bits d'entropie\u00a0; il en faut " : " bits of entropy; ");
    add_figure(out, finding->want, 1, language);
    buffer_add(out, french ? "." : " are needed.");
}

static void strength_remedy(struct buffer *out, const struct finding *finding, bool french)
{
    enum { WORD_BITS = 12 }; /* log2(7776) = 12.9 */
    double bits = finding->want - finding->have;
    if (finding->id == FINDING_GUESSES_MIN)
        bits /= log10(2);
    unsigned words = (unsigned)fmin(fmax(ceil(bits / WORD_BITS), 1), 8);
    if (french)
        buffer_addf(out,
                    words == 1 ? "Ajoutez un mot sans rapport avec le reste."
                               : "Ajoutez %u mots sans rapport entre eux.",
                    words);
    else
        buffer_addf(
            out, words == 1 ? "Add a word that has nothing to do with the rest." : "Add %u unrelated words.",
            words);
}

static void old_problem(struct buffer *out, const struct finding *finding, bool french)
{
    if (finding->id == FINDING_BREACH)
        buffer_add(out, french ? "Ce mot de passe figure dans des fuites de données connues."
                               : "This password is part of known data breaches.");
    else if (finding->id == FINDING_HISTORY_REUSED)
        buffer_add(out, french ? "Ce mot de passe a déjà servi sur ce compte."
                               : "This password was already used on this account.");
    else if (finding->have == 0)
        buffer_add(out, french ? "C'est le mot de passe actuel." : "It is the current password.");
    else if (finding->detail)
        buffer_add(out, french ? "Il ne diffère du mot de passe actuel que par ce qui l'entoure."
                               : "It differs from the current password by its ending or beginning only.");
    else
        buffer_addf(
            out,
            french ? "Il ne diffère du mot de passe actuel que par %.0f %s\u00a0; il en faut au moins %.0f."
                   : "It differs from the current password by %.0f %s only; at least %.0f are needed.",
            finding->have, characters(finding->have, french), finding->want);
}

static void old_remedy(struct buffer *out, const struct finding *finding, bool french)
{
    if (finding->id == FINDING_BREACH)
        buffer_add(out, french ? "Choisissez-en un autre, et changez-le partout où il sert."
                               : "Choose another one, and change it wherever it is in use.");
    else
        buffer_add(out, french ? "Partez d'autres mots, sans reprendre l'ancien."
                               : "Start from other words, without the old one.");
}

void messages_problem(struct buffer *out, const struct finding *finding, const pwpol_numbers *numbers,
                      enum language language)
{
    bool french = language == FRENCH;
    switch (finding->id) {
    case FINDING_TEXT_INVALID_UTF8:
    case FINDING_TEXT_EMPTY:
    case FINDING_TEXT_CONTROL:
        text_problem(out, finding, french);
        break;
    case FINDING_LENGTH_MAX:
    case FINDING_LENGTH_MIN:
        length_problem(out, finding, french);
        break;
    case FINDING_CLASSES_REQUIRED:
    case FINDING_CLASSES_MIN:
        classes_problem(out, finding, french);
        break;
    case FINDING_GUESSES_MIN:
    case FINDING_ENTROPY_MIN:
        strength_problem(out, finding, language);
        break;
    case FINDING_BREACH:
    case FINDING_HISTORY_REUSED:
    case FINDING_HISTORY_SIMILAR:
        old_problem(out, finding, french);
        break;
    case FINDING_PATTERN_DATE:
    case FINDING_PATTERN_KEYBOARD:
    case FINDING_PATTERN_SEQUENCE:
    case FINDING_PATTERN_REPEAT:
        piece_problem(out, finding, numbers, language);
        pattern_share(out, finding, french);
        break;
    default:
        piece_problem(out, finding, numbers, language);
        break;
    }
}

void messages_remedy(struct buffer *out, const struct finding *finding, enum language language)
{
    bool french = language == FRENCH;
    switch (finding->id) {
    case FINDING_TEXT_INVALID_UTF8:
    case FINDING_TEXT_EMPTY:
    case FINDING_TEXT_CONTROL:
        text_remedy(out, finding, french);
        break;
    case FINDING_LENGTH_MAX:
    case FINDING_LENGTH_MIN:
        length_remedy(out, finding, french);
        break;
    case FINDING_CLASSES_REQUIRED:
    case FINDING_CLASSES_MIN:
        classes_remedy(out, finding, french);
        break;
    case FINDING_GUESSES_MIN:
    case FINDING_ENTROPY_MIN:
        strength_remedy(out, finding, french);
        break;
    case FINDING_BREACH:
    case FINDING_HISTORY_REUSED:
    case FINDING_HISTORY_SIMILAR:
        old_remedy(out, finding, french);
        break;
    default:
        piece_remedy(out, finding, french);
        break;
    }
}
