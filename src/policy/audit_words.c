/* Words of the report that belong to no single point. */
#include "policy/audit.h"

const struct audit_words audit_chapter_titles[CHAPTER_COUNT] = {
    [CHAPTER_STRENGTH] = { "Robustesse", "Strength" },
    [CHAPTER_ACCESS] = { "Restriction de l'accès", "Restricted access" },
    [CHAPTER_KEEPING] = { "Conservation", "Storage" },
    [CHAPTER_LIFE] = { "Vie du mot de passe", "Life of a password" },
    [CHAPTER_LENGTH] = { "Longueur et composition (ANSSI)", "Length and composition (ANSSI)" },
    [CHAPTER_OTHERS] = { "Autres référentiels", "Other standards" },
};

const struct audit_words audit_verdict_words[AUDIT_VERDICTS] = {
    [PWPOL_AUDIT_MET] = { "satisfait", "met" },
    [PWPOL_AUDIT_NOT_MET] = { "non satisfait", "not met" },
    [PWPOL_AUDIT_OUTSIDE] = { "hors bibliothèque", "outside the library" },
    [PWPOL_AUDIT_NOT_APPLICABLE] = { "sans objet", "not applicable" },
};

const struct audit_words audit_verdict_meanings[AUDIT_VERDICTS] = {
    [PWPOL_AUDIT_MET] = { "la politique fait ce que le point demande",
                          "the policy does what the point asks" },
    [PWPOL_AUDIT_NOT_MET] = { "la politique ne le fait pas ; les clés indiquées y remédient",
                              "the policy does not; the keys named with the point remedy it" },
    [PWPOL_AUDIT_OUTSIDE] = { "aucune bibliothèque ne peut le faire, ou celle-ci ne le fait pas : le service "
                              "s'en charge et en garde la preuve",
                              "no library can do it, or this one does not: the service does, and keeps the "
                              "evidence" },
    [PWPOL_AUDIT_NOT_APPLICABLE] = { "le point concerne un autre cas que celui de la politique, ou une autre "
                                     "mesure en tient lieu",
                                     "the point concerns another case than the policy's, or another measure "
                                     "stands in for it" },
};

const struct audit_words audit_document_short[DOCUMENT_COUNT] = {
    [DOCUMENT_CNIL] = { "CNIL, délibération n° 2022-100", "CNIL, deliberation 2022-100" },
    [DOCUMENT_CNIL_2017] = { "CNIL, délibération n° 2017-012 (abrogée)",
                             "CNIL, deliberation 2017-012 (replaced)" },
    [DOCUMENT_CNIL_GUIDE] = { "CNIL, guide du développeur", "CNIL, developer guide" },
    [DOCUMENT_GDPR] = { "RGPD, article 33", "GDPR, article 33" },
    [DOCUMENT_ANSSI] = { "ANSSI-PG-078 v2.0", "ANSSI-PG-078 v2.0" },
    [DOCUMENT_OWASP_STORAGE] = { "OWASP, Password Storage Cheat Sheet",
                                 "OWASP, Password Storage Cheat Sheet" },
    [DOCUMENT_RFC_9106] = { "RFC 9106", "RFC 9106" },
    [DOCUMENT_RFC_8265] = { "RFC 8265", "RFC 8265" },
    [DOCUMENT_NIST] = { "NIST SP 800-63B-4", "NIST SP 800-63B-4" },
    [DOCUMENT_ASVS] = { "OWASP ASVS 5.0", "OWASP ASVS 5.0" },
    [DOCUMENT_PCI] = { "PCI DSS 4.0", "PCI DSS 4.0" },
    [DOCUMENT_COMPUTED] = { "par calcul", "by computation" },
};

const struct audit_words audit_document_full[DOCUMENT_COUNT] = {
    [DOCUMENT_CNIL] = { "CNIL, délibération n° 2022-100 du 21 juillet 2022 portant adoption d'une "
                        "recommandation relative aux mots de passe et autres secrets partagés, Journal "
                        "officiel du 16 octobre 2022, JORFTEXT000046432885.",
                        "CNIL, délibération n° 2022-100 of 21 July 2022, recommendation on passwords and "
                        "other shared secrets, Journal officiel of 16 October 2022, JORFTEXT000046432885." },
    [DOCUMENT_CNIL_2017] = { "CNIL, délibération n° 2017-012 du 19 janvier 2017, que la précédente "
                             "remplace ; citée pour ses seuls chiffres.",
                             "CNIL, délibération n° 2017-012 of 19 January 2017, which the former replaces; "
                             "cited for its figures only." },
    [DOCUMENT_CNIL_GUIDE] = { "CNIL, guide RGPD du développeur.", "CNIL, GDPR developer's guide." },
    [DOCUMENT_GDPR] = { "Règlement (UE) 2016/679 du 27 avril 2016 (RGPD), articles 32 et 33.",
                        "Regulation (EU) 2016/679 of 27 April 2016 (GDPR), articles 32 and 33." },
    [DOCUMENT_ANSSI] = { "ANSSI, Recommandations relatives à l'authentification multifacteur et aux mots de "
                         "passe, ANSSI-PG-078, version 2.0 du 8 octobre 2021.",
                         "ANSSI, Recommandations relatives à l'authentification multifacteur et aux mots de "
                         "passe, ANSSI-PG-078, version 2.0 of 8 October 2021." },
    [DOCUMENT_OWASP_STORAGE] = { "OWASP, Password Storage Cheat Sheet.",
                                 "OWASP, Password Storage Cheat Sheet." },
    [DOCUMENT_RFC_9106] = { "RFC 9106, Argon2 Memory-Hard Function for Password Hashing and Proof-of-Work "
                            "Applications, septembre 2021.",
                            "RFC 9106, Argon2 Memory-Hard Function for Password Hashing and Proof-of-Work "
                            "Applications, September 2021." },
    [DOCUMENT_RFC_8265] = { "RFC 8265, Preparation, Enforcement, and Comparison of Internationalized Strings "
                            "Representing Usernames and Passwords, octobre 2017.",
                            "RFC 8265, Preparation, Enforcement, and Comparison of Internationalized Strings "
                            "Representing Usernames and Passwords, October 2017." },
    [DOCUMENT_NIST] = { "NIST, Special Publication 800-63B-4, Digital Identity Guidelines: Authentication "
                        "and Authenticator Management.",
                        "NIST, Special Publication 800-63B-4, Digital Identity Guidelines: Authentication "
                        "and Authenticator Management." },
    [DOCUMENT_ASVS] = { "OWASP, Application Security Verification Standard, version 5.0.",
                        "OWASP, Application Security Verification Standard, version 5.0." },
    [DOCUMENT_PCI] = { "PCI Security Standards Council, Payment Card Industry Data Security Standard, "
                       "version 4.0.",
                       "PCI Security Standards Council, Payment Card Industry Data Security Standard, "
                       "version 4.0." },
    [DOCUMENT_COMPUTED] = { "« Par calcul » : conséquence que pwpol tire des chiffres d'un document, sans "
                            "que celui-ci l'énonce.",
                            "\"By computation\": what pwpol derives from the figures of a document, which "
                            "does not state it itself." },
};

const struct audit_words audit_case_names[] = {
    { "aucun", "none" },
    { "cas 1, mot de passe seul", "case 1, a password alone" },
    { "cas 2, mot de passe et accès restreint", "case 2, a password and restricted access" },
    { "cas 3, code d'un matériel détenu par la personne",
      "case 3, the code of a device that the person holds" },
};

const struct audit_words audit_phrases[PHRASE_COUNT] = {
    [PHRASE_TITLE] = { "Audit de la politique de mots de passe", "Audit of the password policy" },
    [PHRASE_POLICY] = { "Politique", "Policy" },
    [PHRASE_PRESET] = { "Préréglage", "Preset" },
    [PHRASE_CLAIMED] = { "Cas CNIL déclaré", "CNIL case claimed" },
    [PHRASE_EXAMINED] = { "Cas examiné", "Case examined" },
    [PHRASE_MET] = { "Cas atteint", "Case met" },
    [PHRASE_DATE] = { "Date de l'audit", "Date of the audit" },
    [PHRASE_VERSION] = { "Établi par", "Drawn up by" },
    [PHRASE_ENTROPY] = { "Entropie garantie", "Guaranteed entropy" },
    [PHRASE_WEAKEST] = { "Plus faible mot de passe admis", "Weakest password admitted" },
    [PHRASE_COUNTS] = { "Points", "Points" },
    [PHRASE_SCOPE] = { "Ce rapport dit quels points des textes cités la politique satisfait, avec quel "
                       "chiffre, et ce qui reste à la charge du service. Il ne dit rien au-delà : l'usage "
                       "qui est fait de la politique ne se lit pas dans la politique.",
                       "This report says which points of the texts cited the policy meets, with which "
                       "figure, and what remains for the service to do. It says nothing beyond: how the "
                       "policy is used cannot be read in the policy." },
    [PHRASE_RECOMMENDATION] = { "La recommandation de la CNIL n'est pas une norme impérative : elle décrit "
                                "l'état de l'art au regard duquel s'apprécie la sécurité demandée par "
                                "l'article 32 du RGPD, et d'autres mesures d'une force égale sont admises.",
                                "The CNIL's recommendation is not a binding norm: it describes the state of "
                                "the art by which the security that GDPR article 32 asks for is judged, and "
                                "other measures of equal strength are allowed." },
    [PHRASE_BY_SERVICE] = { "À appliquer par le service", "For the service to apply" },
    [PHRASE_BY_SERVICE_MEANING] = { "la politique fixe la valeur ; dans cette version de pwpol, c'est le "
                                    "service de connexion qui l'applique",
                                    "the policy sets the value; in this version of pwpol, the login service "
                                    "applies it" },
    [PHRASE_SOURCE] = { "Source", "Source" },
    [PHRASE_KEYS] = { "Clés", "Keys" },
    [PHRASE_LEGEND] = { "Légende", "Legend" },
    [PHRASE_DOCUMENTS] = { "Documents de référence", "Reference documents" },
    [PHRASE_LISTING] = { "La politique examinée", "The policy examined" },
    [PHRASE_SUMMARY] = { "Synthèse", "Summary" },
    [PHRASE_POINTS_MET] = { "Points satisfaits", "Points met" },
    [PHRASE_TO_MEND] = { "Points non satisfaits", "Points not met" },
    [PHRASE_NOTHING_TO_MEND] = { "Aucun.", "None." },
    [PHRASE_FOR_THE_SERVICE] = { "À la charge du service", "For the service to do" },
    [PHRASE_ALSO_BY_SERVICE] = { "S'y ajoutent les points que la politique fixe et que le service "
                                 "applique : ",
                                 "And the points that the policy sets and the service applies: " },
    [PHRASE_COLUMN_POINT] = { "Point", "Point" },
    [PHRASE_COLUMN_DEMAND] = { "Ce qui est demandé", "What is asked" },
    [PHRASE_COLUMN_POLICY] = { "Ce que fait la politique", "What the policy does" },
    [PHRASE_COLUMN_VERDICT] = { "Verdict", "Verdict" },
    [PHRASE_SIGNATURE] = { "Visa", "Sign-off" },
    [PHRASE_SIGNATURE_SERVICE] = { "Traitement ou service", "Processing or service" },
    [PHRASE_SIGNATURE_CONTROLLER] = { "Responsable", "Person responsible" },
    [PHRASE_SIGNATURE_DATE] = { "Date et signature", "Date and signature" },
};

const char *phrase(const pwpol_audit *audit, enum audit_phrase which)
{
    return words_in(&audit_phrases[which], audit->facts.french);
}
