#include "pwpol/status.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define TEXT_OF(number) #number
#define DIGITS_OF(number) TEXT_OF(number)

static const struct {
    const char *english;
    const char *french;
} sentences[] = {
    [PWPOL_OK] = { "Success.", "Succès." },
    [PWPOL_ERR_NO_MEMORY] = { "Not enough memory; nothing was changed.",
                              "Mémoire insuffisante\u00A0; rien n'a été modifié." },
    [PWPOL_ERR_ARGUMENT] = { "An argument is NULL or out of the documented bounds.",
                             "Un argument est NULL ou hors des bornes documentées." },
    [PWPOL_ERR_UTF8] = { "A text that must be UTF-8 is not.",
                         "Un texte qui doit être en UTF-8 ne l'est pas." },
    [PWPOL_ERR_TOO_LONG] = { "A text is longer than its documented bound.",
                             "Un texte dépasse sa longueur maximale documentée." },
    [PWPOL_ERR_KEY] = { "No policy key has this name.", "Aucune clé de politique ne porte ce nom." },
    [PWPOL_ERR_RANGE] = { "A value is not of the expected type or is out of range.",
                          "Une valeur n'est pas du type attendu ou sort de l'intervalle permis." },
    [PWPOL_ERR_SYNTAX] = { "A file cannot be understood.", "Un fichier ne peut être interprété." },
    [PWPOL_ERR_PRESET] = { "No preset has this name.", "Aucun préréglage ne porte ce nom." },
    [PWPOL_ERR_CONFLICT] = { "The policy contradicts itself: some of its values exclude each other.",
                             "La politique se contredit\u00A0: certaines de ses valeurs s'excluent." },
    [PWPOL_ERR_FROZEN] = { "The policy is in use and can no longer change; make a copy of it.",
                           "La politique est en service et ne peut plus changer\u00A0; faites-en une "
                           "copie." },
    [PWPOL_ERR_IO] = { "A file cannot be opened, read or written.",
                       "Un fichier ne peut être ouvert, lu ou écrit." },
    [PWPOL_ERR_LOOP] = { "A policy file includes itself.", "Un fichier de politique s'inclut lui-même." },
    [PWPOL_ERR_RANDOM] = { "The system gives no random bytes.",
                           "Le système ne fournit pas d'octets aléatoires." },
    [PWPOL_ERR_INTERNAL] = { "A defect of pwpol or of a library it stands on; please report it.",
                             "Un défaut de pwpol ou d'une bibliothèque dont elle dépend\u00A0; merci de le "
                             "signaler." },
    [PWPOL_ERR_BUSY] = { "The memory for hashing did not come free in time; try again later.",
                         "La mémoire de hachage ne s'est pas libérée à temps\u00a0; réessayez plus tard." },
    [PWPOL_ERR_STORE] = { "The store of attempts does not answer, or refuses.",
                          "Le magasin des tentatives ne répond pas, ou refuse." },
    [PWPOL_ERR_FULL] = { "The store of attempts is full of locks and delays that it must not forget.",
                         "Le magasin des tentatives est plein de blocages et de délais qu'il ne doit pas "
                         "oublier." },
};

const char *pwpol_strstatus(pwpol_status status, const char *lang)
{
    bool french = lang != NULL && strcmp(lang, "fr") == 0;
    if ((unsigned)status >= sizeof sentences / sizeof sentences[0])
        return french ? "Statut inconnu." : "Unknown status.";
    return french ? sentences[status].french : sentences[status].english;
}

const char *pwpol_version(void)
{
    return DIGITS_OF(PWPOL_VERSION_MAJOR) "." DIGITS_OF(PWPOL_VERSION_MINOR) "." DIGITS_OF(
        PWPOL_VERSION_PATCH);
}

void pwpol_free(void *text)
{
    free(text);
}
