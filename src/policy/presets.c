#include "policy/presets.h"

#include "policy/keys.h"
#include "pwpol/policy.h"

#include <string.h>

static const struct {
    const char *name;
    const char *english;
    const char *french;
} titles[] = {
    { "cnil-2022-100-alone", "CNIL recommendation 2022-100, case 1: the password is the only protection.",
      "Recommandation CNIL 2022-100, cas 1\u00A0: le mot de passe est la seule protection." },
    { "cnil-2022-100-restricted",
      "CNIL recommendation 2022-100, case 2: the password, and restricted access to the account.",
      "Recommandation CNIL 2022-100, cas 2\u00A0: le mot de passe, et un accès restreint au compte." },
    { "cnil-2022-100-device",
      "CNIL recommendation 2022-100, case 3: the unlock code of a device that the person holds.",
      "Recommandation CNIL 2022-100, cas 3\u00A0: le code de déverrouillage d'un matériel détenu par la "
      "personne." },
    { "anssi-moderate", "ANSSI-PG-078: passwords of low to moderate sensitivity, 9 characters at least.",
      "ANSSI-PG-078\u00A0: mots de passe de sensibilité faible à moyenne, 9 caractères au moins." },
    { "anssi-strong", "ANSSI-PG-078: passwords of moderate to high sensitivity, 12 characters at least.",
      "ANSSI-PG-078\u00A0: mots de passe de sensibilité moyenne à forte, 12 caractères au moins." },
    { "anssi-very-strong",
      "ANSSI-PG-078: passwords of high to very high sensitivity, 15 characters at least.",
      "ANSSI-PG-078\u00A0: mots de passe de sensibilité forte à très forte, 15 caractères au moins." },
    { "nist-800-63b-4", "NIST SP 800-63B-4: the password is the only factor.",
      "NIST SP 800-63B-4\u00A0: le mot de passe est le seul facteur." },
    { "owasp-asvs-5", "OWASP ASVS 5.0: passwords of web applications.",
      "OWASP ASVS 5.0\u00A0: mots de passe des applications web." },
    { "pci-dss-4", "PCI DSS 4.0, requirement 8.3: the password is the only factor, changed every 90 days.",
      "PCI DSS 4.0, exigence 8.3\u00A0: le mot de passe est le seul facteur, changé tous les 90 jours." },
};

const struct preset *preset_find(const char *name)
{
    for (size_t i = 0; i < presets_count; i++)
        if (strcmp(presets[i].name, name) == 0)
            return &presets[i];
    return NULL;
}

const char *preset_nearest(const char *name)
{
    const char *nearest = NULL;
    unsigned distance = edit_too_far(name);
    for (size_t i = 0; i < presets_count; i++) {
        unsigned other = edit_distance(name, presets[i].name);
        if (other < distance) {
            distance = other;
            nearest = presets[i].name;
        }
    }
    return nearest;
}

const char *pwpol_preset_name(size_t index)
{
    return index < presets_count ? presets[index].name : NULL;
}

const char *pwpol_preset_title(const char *preset, const char *lang)
{
    bool french = lang != NULL && strcmp(lang, "fr") == 0;
    for (size_t i = 0; preset != NULL && i < sizeof titles / sizeof titles[0]; i++)
        if (strcmp(titles[i].name, preset) == 0)
            return french ? titles[i].french : titles[i].english;
    return NULL;
}
