/* THE table of points: every rule that the audit answers for, in the order of the report.
 *
 * A judge decides and says the figure; everything else about a point stands here. A source is a document:
 * paragraphs are not cited, because they were not all read. Spaces before ; : ! ? and between a number and
 * its unit are no-break spaces, U+00A0. */
#include "policy/audit.h"

#define CNIL (1U << DOCUMENT_CNIL)
#define CNIL_2017 (1U << DOCUMENT_CNIL_2017)
#define GUIDE (1U << DOCUMENT_CNIL_GUIDE)
#define GDPR (1U << DOCUMENT_GDPR)
#define ANSSI (1U << DOCUMENT_ANSSI)
#define OWASP (1U << DOCUMENT_OWASP_STORAGE)
#define RFC_9106 (1U << DOCUMENT_RFC_9106)
#define RFC_8265 (1U << DOCUMENT_RFC_8265)
#define NIST (1U << DOCUMENT_NIST)
#define ASVS (1U << DOCUMENT_ASVS)
#define PCI (1U << DOCUMENT_PCI)
#define COMPUTED (1U << DOCUMENT_COMPUTED)

/* Presets that points of chapter F belong to. */
#define FOR_NIST "nist-800-63b-4"
#define FOR_ASVS "owasp-asvs-5"
#define FOR_PCI "pci-dss-4"

#define BY_PWPOL false /* or by nobody whom a key could tell */
#define BY_SERVICE true

// clang-format off
const struct audit_rule audit_rules[] = {
    { "A1", CHAPTER_STRENGTH, NULL, BY_PWPOL, CNIL,
      "length.min classes.min classes.required strength.require entropy.min guesses.min",
      { "Cas 1, mot de passe seul : au moins 80 bits d'entropie.",
        "Case 1, a password alone: at least 80 bits of entropy." },
      judge_alone },
    { "A2", CHAPTER_STRENGTH, NULL, BY_PWPOL, CNIL, "entropy.examples",
      { "Cas 1, exemples qui suffisent : 12 caractères des quatre classes, dont 37 caractères spéciaux "
        "possibles ; 14 majuscules, minuscules et chiffres ; une phrase de passe de 7 mots.",
        "Case 1, examples that suffice: 12 characters of the four classes, with 37 specials to choose from; "
        "14 upper-case letters, lower-case letters and digits; a passphrase of 7 words." },
      judge_alone_examples },
    { "A3", CHAPTER_STRENGTH, NULL, BY_PWPOL, CNIL,
      "length.min classes.min classes.required strength.require entropy.min guesses.min",
      { "Cas 2, mot de passe et restriction de l'accès au compte : au moins 50 bits d'entropie.",
        "Case 2, a password and restricted access to the account: at least 50 bits of entropy." },
      judge_restricted },
    { "A4", CHAPTER_STRENGTH, NULL, BY_PWPOL, CNIL, "entropy.examples",
      { "Cas 2, exemples qui suffisent : 8 caractères de trois des quatre classes, dont 11 caractères "
        "spéciaux possibles ; 16 chiffres.",
        "Case 2, examples that suffice: 8 characters of three of the four classes, with 11 specials to "
        "choose from; 16 digits." },
      judge_restricted_examples },
    { "A5", CHAPTER_STRENGTH, NULL, BY_PWPOL, CNIL,
      "length.min strength.require entropy.min entropy.examples",
      { "Cas 3, code de déverrouillage d'un matériel détenu par la personne : au moins 13 bits d'entropie, "
        "par exemple 4 chiffres.",
        "Case 3, the unlock code of a device that the person holds: at least 13 bits of entropy, 4 digits "
        "for example." },
      judge_device },
    { "A6", CHAPTER_STRENGTH, NULL, BY_PWPOL, CNIL, "",
      { "L'entropie d'une politique est L × log₂(N) : L la longueur, N le nombre de symboles que la "
        "politique rend possibles (26 + 26 + 10 + 37).",
        "The entropy of a policy is L × log₂(N): L its length, N the symbols that it makes possible (26 + "
        "26 + 10 + 37)." },
      judge_formula },
    { "A7", CHAPTER_STRENGTH, NULL, BY_PWPOL, CNIL | COMPUTED, "",
      { "L'entropie se compare une fois arrondie au bit le plus proche, sans quoi les exemples de "
        "l'autorité ne passeraient pas (79,55 bits comptent pour 80).",
        "Entropy is compared once rounded to the nearest bit, or the authority's own examples would not "
        "pass (79.55 bits count as 80)." },
      judge_rounding },
    { "A7b", CHAPTER_STRENGTH, NULL, BY_PWPOL, CNIL | COMPUTED,
      "strength.require entropy.min entropy.examples",
      { "Un mot de passe est assez fort si la formule donne les bits du cas, ou s'il a la forme de l'un des "
        "exemples de l'autorité.",
        "A password is strong enough if the formula gives the bits of the case, or if it has the form of "
        "one of the authority's examples." },
      judge_alternatives },
    { "A7c", CHAPTER_STRENGTH, NULL, BY_PWPOL, CNIL | COMPUTED,
      "length.min classes.min classes.required strength.require entropy.min",
      { "Cas 2 : des chiffres seuls doivent être au moins 16.",
        "Case 2: digits alone must be at least 16." },
      judge_digits_only },
    { "A8", CHAPTER_STRENGTH, NULL, BY_PWPOL, CNIL | COMPUTED, "passphrase.recognise",
      { "L'entropie d'une phrase de passe est le nombre de mots multiplié par le log₂ de la taille de la "
        "liste dont ils sont tirés.",
        "The entropy of a passphrase is the number of words times the log₂ of the size of the list that "
        "they are drawn from." },
      judge_passphrase },
    { "A9", CHAPTER_STRENGTH, NULL, BY_PWPOL, CNIL, "strength.require guesses.min",
      { "Le caractère devinable, évalué dynamiquement par un algorithme dédié, peut tenir lieu d'entropie "
        "formelle.",
        "Guessability, judged dynamically by a dedicated algorithm, may stand in for formal entropy." },
      judge_guesses },
    { "A10", CHAPTER_STRENGTH, NULL, BY_PWPOL, CNIL | ANSSI, "dictionary.builtin dictionary.files",
      { "Un nouveau mot de passe est comparé à des listes de mots de passe courants.",
        "A new password is compared with lists of common passwords." },
      judge_common },
    { "A10b", CHAPTER_STRENGTH, NULL, BY_PWPOL, CNIL | ANSSI, "breach.file breach.missing",
      { "Un nouveau mot de passe est comparé à des listes de mots de passe compromis.",
        "A new password is compared with lists of compromised passwords." },
      judge_compromised },
    { "A11", CHAPTER_STRENGTH, NULL, BY_PWPOL, CNIL, "context.refuse context.length",
      { "Ce qui est tiré de la personne (noms, date de naissance, identifiant) ou du nom du service est "
        "déconseillé, et refusé quand il est connu.",
        "What is drawn from the person (names, birth date, login) or from the name of the service is "
        "advised against, and refused where known." },
      judge_personal },
    { "A12", CHAPTER_STRENGTH, NULL, BY_PWPOL, CNIL, "",
      { "Une information complémentaire, comme une question secrète, n'abaisse plus l'exigence.",
        "An additional piece of information, such as a secret question, no longer lowers the requirement." },
      judge_no_bonus },

    { "B", CHAPTER_ACCESS, NULL, BY_PWPOL, CNIL,
      "throttle.delay_after throttle.attempts_max throttle.challenge_after throttle.lock_after",
      { "Cas 2 : l'une au moins des mesures B1 à B4 restreint l'accès au compte.",
        "Case 2: one at least of the measures B1 to B4 restricts access to the account." },
      judge_restriction },
    { "B1", CHAPTER_ACCESS, NULL, BY_PWPOL, CNIL | CNIL_2017,
      "throttle.delay_after throttle.delay_first throttle.delay_factor throttle.delay_max",
      { "Délai après plusieurs échecs, croissant de façon exponentielle (le texte de 2017 : plus d'une "
        "minute après 5 échecs).",
        "A delay after several failures, growing exponentially (the 2017 text: more than a minute after "
        "5 failures)." },
      judge_delay },
    { "B2", CHAPTER_ACCESS, NULL, BY_PWPOL, CNIL, "throttle.attempts_max throttle.attempts_window",
      { "Plafond de tentatives sur une période, 25 par 24 heures.",
        "A ceiling on attempts in a period, 25 in 24 hours." },
      judge_ceiling },
    { "B3", CHAPTER_ACCESS, NULL, BY_PWPOL, CNIL, "throttle.challenge_after",
      { "Défi contre les tentatives automatisées (captcha).",
        "A challenge against automated attempts (captcha)." },
      judge_challenge },
    { "B4", CHAPTER_ACCESS, NULL, BY_PWPOL, CNIL, "throttle.lock_after throttle.unlock_after",
      { "Blocage du compte après 10 échecs de suite au plus, avec un moyen de le débloquer.",
        "A lock of the account after at most 10 failures in a row, with a way to unlock it." },
      judge_lock },
    { "B5", CHAPTER_ACCESS, NULL, BY_PWPOL, CNIL, "throttle.lock_after throttle.unlock_after",
      { "Cas 3 : blocage après 3 échecs de suite au plus.",
        "Case 3: a lock after at most 3 failures in a row." },
      judge_device_lock },
    { "B6", CHAPTER_ACCESS, NULL, BY_SERVICE, GUIDE | ANSSI, "throttle.uniform_answer",
      { "Une même réponse pour un compte inconnu, un mot de passe faux et un compte bloqué.",
        "One answer for an unknown account, a wrong password and a locked account." },
      judge_uniform_answer },

    { "C1", CHAPTER_KEEPING, NULL, BY_PWPOL, CNIL, "",
      { "Jamais en clair, ni seulement chiffré de façon réversible : une fonction cryptographique non "
        "réversible et sûre, avec un sel ou une clé.",
        "Never in clear, nor merely encrypted reversibly: a non-reversible, safe cryptographic function, "
        "with a salt or a key." },
      judge_irreversible },
    { "C2", CHAPTER_KEEPING, NULL, BY_PWPOL, CNIL | ANSSI, "hash.memory hash.passes hash.lanes",
      { "Une fonction faite pour les mots de passe, publique, réputée forte, lente et coûteuse en mémoire, "
        "comme Argon2 ou scrypt.",
        "A function made for passwords, public, reputed strong, slow and memory-hard, such as Argon2 or "
        "scrypt." },
      judge_password_function },
    { "C3", CHAPTER_KEEPING, NULL, BY_PWPOL, ANSSI, "hash.salt",
      { "Un sel aléatoire, tiré à neuf d'un générateur cryptographique, d'au moins 128 bits.",
        "A random salt, drawn anew from a cryptographic generator, of at least 128 bits." },
      judge_salt },
    { "C4", CHAPTER_KEEPING, NULL, BY_PWPOL, CNIL, "hash.pepper_file",
      { "Une clé secrète (poivre), si le service en emploie une, est gardée à part des empreintes.",
        "A secret key (pepper), where the service uses one, is kept apart from the hashes." },
      judge_pepper },
    { "C5", CHAPTER_KEEPING, NULL, BY_PWPOL, CNIL, "",
      { "Aucun mot de passe dans les journaux.",
        "No password in logs." },
      judge_logs },
    { "C6", CHAPTER_KEEPING, NULL, BY_PWPOL, CNIL, "",
      { "Aucun envoi hors d'un canal chiffré (HTTPS).",
        "Nothing sent but over an encrypted channel (HTTPS)." },
      judge_transport },
    { "C7", CHAPTER_KEEPING, NULL, BY_PWPOL, OWASP, "hash.memory hash.passes hash.lanes hash.allow_weak",
      { "Argon2id, sur une voie (p = 1), au moins l'un de ces couples : m = 47 104 Kio et t = 1 ; 19 456 et 2 ; "
        "12 288 et 3 ; 9216 et 4 ; 7168 et 5.",
        "Argon2id, with one lane (p = 1), at least one of these pairs: m = 47,104 KiB and t = 1; 19,456 and 2; "
        "12,288 and 3; 9216 and 4; 7168 and 5." },
      judge_owasp_argon2 },
    { "C8", CHAPTER_KEEPING, NULL, BY_PWPOL, OWASP, "",
      { "Autres fonctions : scrypt N = 2¹⁷, r = 8, p = 1 ; bcrypt, coût 10 et 72 octets au plus ; PBKDF2, "
        "600 000 tours avec SHA-256, 220 000 avec SHA-512, 1 400 000 avec SHA-1.",
        "Other functions: scrypt N = 2¹⁷, r = 8, p = 1; bcrypt, cost 10 and 72 bytes at most; PBKDF2, "
        "600,000 rounds with SHA-256, 220,000 with SHA-512, 1,400,000 with SHA-1." },
      judge_owasp_others },
    { "C9", CHAPTER_KEEPING, NULL, BY_PWPOL, RFC_9106,
      "hash.memory hash.passes hash.lanes hash.salt hash.tag",
      { "Argon2id, premier choix : 1 passe, 4 voies, 2 Gio ; second choix : 3 passes, 4 voies, 64 Mio ; sel "
        "de 128 bits, empreinte de 256 bits.",
        "Argon2id, first choice: 1 pass, 4 lanes, 2 GiB; second choice: 3 passes, 4 lanes, 64 MiB; a salt "
        "of 128 bits, a tag of 256 bits." },
      judge_rfc_9106 },

    { "D1", CHAPTER_LIFE, NULL, BY_PWPOL, CNIL | ANSSI, "renewal.max_age",
      { "Pas de changement périodique pour les comptes ordinaires.",
        "No periodic change for ordinary accounts." },
      judge_ordinary_age },
    { "D2", CHAPTER_LIFE, NULL, BY_PWPOL, CNIL | ANSSI, "renewal.privileged_max_age",
      { "Changement périodique pour les comptes à privilèges, à un intervalle raisonnable et documenté "
        "(ANSSI : 1 à 3 ans).",
        "A periodic change for privileged accounts, at a reasonable, documented interval (ANSSI: 1 to 3 "
        "years)." },
      judge_privileged_age },
    { "D3", CHAPTER_LIFE, NULL, BY_PWPOL, CNIL, "history.distance",
      { "Changement immédiat d'un mot de passe compromis ou soupçonné de l'être.",
        "An immediate change of a password that is compromised or suspected to be." },
      judge_after_compromise },
    { "D4", CHAPTER_LIFE, NULL, BY_PWPOL, CNIL, "renewal.first_login",
      { "Un mot de passe attribué par autrui change à la première connexion.",
        "A password given by someone else changes at the first login." },
      judge_first_login },
    { "D5", CHAPTER_LIFE, NULL, BY_PWPOL, CNIL, "renewal.reset_lifetime",
      { "Un mot de passe oublié n'est jamais renvoyé en clair ; un lien ou un jeton à usage unique, valable "
        "24 heures au plus.",
        "A forgotten password is never sent back in clear; a single-use link or token, valid for at most 24 "
        "hours." },
      judge_reset },
    { "D6", CHAPTER_LIFE, NULL, BY_PWPOL, CNIL, "",
      { "La personne peut changer son mot de passe à tout moment, selon les mêmes règles.",
        "The person can change the password at any time, under the same rules." },
      judge_change_at_will },
    { "D7", CHAPTER_LIFE, NULL, BY_PWPOL, CNIL | GDPR, "",
      { "Une violation est notifiée à l'autorité sous 72 heures, et annoncée aux personnes.",
        "A breach is notified to the authority within 72 hours, and the persons are told." },
      judge_notification },
    { "D8", CHAPTER_LIFE, NULL, BY_PWPOL, CNIL, "",
      { "Au départ d'un administrateur, les mots de passe d'administration partagés changent.",
        "When an administrator leaves, shared administrator passwords change." },
      judge_leaving },

    { "E1", CHAPTER_LENGTH, NULL, BY_PWPOL, ANSSI, "length.min",
      { "Sensibilité faible à moyenne : au moins 9 caractères.",
        "Low to moderate sensitivity: at least 9 characters." },
      judge_level_moderate },
    { "E2", CHAPTER_LENGTH, NULL, BY_PWPOL, ANSSI, "length.min",
      { "Sensibilité moyenne à forte : au moins 12 caractères.",
        "Moderate to high sensitivity: at least 12 characters." },
      judge_level_strong },
    { "E3", CHAPTER_LENGTH, NULL, BY_PWPOL, ANSSI, "length.min",
      { "Sensibilité forte à très forte : au moins 15 caractères.",
        "High to very high sensitivity: at least 15 characters." },
      judge_level_very_strong },
    { "E4", CHAPTER_LENGTH, NULL, BY_PWPOL, ANSSI, "length.min",
      { "Une longueur minimale est imposée.",
        "A minimum length is imposed." },
      judge_minimum },
    { "E5", CHAPTER_LENGTH, NULL, BY_PWPOL, ANSSI, "classes.min classes.required strength.require entropy.min",
      { "Des règles de complexité existent.",
        "Complexity rules exist." },
      judge_complexity },
    { "E6", CHAPTER_LENGTH, NULL, BY_PWPOL, ANSSI, "length.max",
      { "Aucune longueur maximale, ou une longueur qui ne gêne pas les phrases de passe.",
        "No maximum length, or one that does not hinder passphrases." },
      judge_maximum },
    { "E7", CHAPTER_LENGTH, NULL, BY_PWPOL, ANSSI, "",
      { "La robustesse est contrôlée quand le mot de passe est créé ou changé.",
        "Strength is checked when the password is created or changed." },
      judge_checked },
    { "E8", CHAPTER_LENGTH, NULL, BY_PWPOL, ANSSI,
      "throttle.delay_after throttle.attempts_max throttle.challenge_after throttle.lock_after",
      { "Les tentatives sont limitées dans le temps.",
        "Attempts are limited in time." },
      judge_attempts },
    { "E9", CHAPTER_LENGTH, NULL, BY_SERVICE, ANSSI, "throttle.uniform_answer",
      { "La réponse à un échec ne dit rien de ce qui a échoué.",
        "The answer to a failure tells nothing of what failed." },
      judge_silent_failure },
    { "E10", CHAPTER_LENGTH, NULL, BY_PWPOL, ANSSI, "renewal.privileged_max_age",
      { "Les mots de passe des comptes à privilèges expirent.",
        "The passwords of privileged accounts expire." },
      judge_privileged_expiry },

    { "F1", CHAPTER_OTHERS, NULL, BY_PWPOL, RFC_8265, "",
      { "OpaqueString : normalisation NFC, espaces non ASCII changés en U+0020, ni casse ni chasse "
        "modifiées, caractères de contrôle et texte vide refusés.",
        "OpaqueString: NFC, non-ASCII spaces mapped to U+0020, no case or width mapping, controls and empty "
        "text refused." },
      judge_opaque_string },

    { "F2.1", CHAPTER_OTHERS, FOR_NIST, BY_PWPOL, NIST, "length.min",
      { "Au moins 15 caractères quand le mot de passe est seul, 8 avec un second facteur.",
        "At least 15 characters where the password is alone, 8 with a second factor." },
      judge_nist_length },
    { "F2.2", CHAPTER_OTHERS, FOR_NIST, BY_PWPOL, NIST, "length.max",
      { "Au moins 64 caractères acceptés.", "At least 64 characters accepted." },
      judge_maximum },
    { "F2.3", CHAPTER_OTHERS, FOR_NIST, BY_PWPOL, NIST, "classes.min classes.required",
      { "Pas de règle de composition.", "No composition rules." },
      judge_no_composition },
    { "F2.4", CHAPTER_OTHERS, FOR_NIST, BY_PWPOL, NIST, "renewal.max_age",
      { "Pas de changement périodique.", "No periodic change." },
      judge_ordinary_age },
    { "F2.5", CHAPTER_OTHERS, FOR_NIST, BY_PWPOL, NIST, "dictionary.builtin dictionary.files",
      { "Comparaison à une liste de mots de passe exclus.", "Comparison with a blocklist." },
      judge_common },
    { "F2.6", CHAPTER_OTHERS, FOR_NIST, BY_PWPOL, NIST, "",
      { "Unicode accepté et normalisé.", "Unicode accepted and normalised." },
      judge_unicode },
    { "F2.7", CHAPTER_OTHERS, FOR_NIST, BY_PWPOL, NIST, "throttle.lock_after",
      { "Au plus 100 échecs de suite.", "At most 100 failures in a row." },
      judge_nist_failures },
    { "F2.8", CHAPTER_OTHERS, FOR_NIST, BY_PWPOL, NIST, "history.distance",
      { "Changement en cas de compromission.", "A change on compromise." },
      judge_after_compromise },

    { "F3.1", CHAPTER_OTHERS, FOR_ASVS, BY_PWPOL, ASVS, "length.min",
      { "Au moins 8 caractères, 15 de préférence.", "At least 8 characters, 15 recommended." },
      judge_asvs_length },
    { "F3.2", CHAPTER_OTHERS, FOR_ASVS, BY_PWPOL, ASVS, "length.max",
      { "Au moins 64 caractères acceptés.", "At least 64 characters accepted." },
      judge_maximum },
    { "F3.3", CHAPTER_OTHERS, FOR_ASVS, BY_PWPOL, ASVS, "classes.min classes.required",
      { "Pas de règle de composition.", "No composition rules." },
      judge_no_composition },
    { "F3.4", CHAPTER_OTHERS, FOR_ASVS, BY_PWPOL, ASVS, "dictionary.builtin dictionary.files",
      { "Mots de passe courants refusés, au moins les 3 000 premiers que la politique admettrait.",
        "Common passwords refused, at least the top 3000 that meet the policy." },
      judge_common },
    { "F3.5", CHAPTER_OTHERS, FOR_ASVS, BY_PWPOL, ASVS, "breach.file breach.missing",
      { "Mots de passe compromis refusés.", "Breached passwords refused." },
      judge_compromised },
    { "F3.6", CHAPTER_OTHERS, FOR_ASVS, BY_PWPOL, ASVS, "",
      { "Collage et gestionnaires de mots de passe permis.", "Paste and password managers allowed." },
      judge_asvs_paste },
    { "F3.7", CHAPTER_OTHERS, FOR_ASVS, BY_PWPOL, ASVS, "renewal.max_age",
      { "Pas de changement périodique.", "No periodic change." },
      judge_ordinary_age },

    { "F4.1", CHAPTER_OTHERS, FOR_PCI, BY_PWPOL, PCI, "length.min",
      { "Au moins 12 caractères (8 seulement si un système ne peut faire mieux).",
        "At least 12 characters (8 only where a system cannot do better)." },
      judge_pci_length },
    { "F4.2", CHAPTER_OTHERS, FOR_PCI, BY_PWPOL, PCI, "classes.min classes.required",
      { "Des lettres et des chiffres.", "Letters and digits." },
      judge_pci_composition },
    { "F4.3", CHAPTER_OTHERS, FOR_PCI, BY_PWPOL, PCI, "history.count",
      { "Les 4 derniers mots de passe ne peuvent resservir.", "The last 4 passwords are not used again." },
      judge_pci_history },
    { "F4.4", CHAPTER_OTHERS, FOR_PCI, BY_PWPOL, PCI, "throttle.lock_after throttle.unlock_after",
      { "Blocage après 10 échecs au plus, pendant au moins 30 minutes.",
        "A lock after at most 10 failures, for at least 30 minutes." },
      judge_pci_lock },
    { "F4.5", CHAPTER_OTHERS, FOR_PCI, BY_PWPOL, PCI, "renewal.max_age",
      { "Changement tous les 90 jours au plus, si le mot de passe est le seul facteur et qu'aucune analyse "
        "dynamique n'a lieu.",
        "A change at least every 90 days, where the password is the only factor and there is no dynamic "
        "analysis." },
      judge_pci_age },
};
// clang-format on

const size_t audit_rule_count = sizeof audit_rules / sizeof audit_rules[0];
