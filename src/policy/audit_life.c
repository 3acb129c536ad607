/* Chapter D: the life of a password. Keys say how, the flows of pwpol/account.h do it. */
#include "policy/audit.h"

enum { DAY_MS = 24 * 60 * 60 * 1000 };
enum {
    PRIVILEGED_DAYS_MOST = 3 * 365 + 1
};                                     /* D2: ANSSI, one to three years; one of them may be a leap year */
enum { RESET_LIFETIME_MOST = DAY_MS }; /* D5: 24 hours */

void judge_ordinary_age(const struct audit_facts *facts, struct audit_judgement *judgement)
{
    int64_t age = policy_integer(facts->policy, KEY_RENEWAL_MAX_AGE);
    if (age == 0) {
        say(judgement, "La politique ne fixe aucune expiration, et pwpol_account_login() n'en impose donc pas.",
            "The policy sets no expiry, so that pwpol_account_login() imposes none.");
        return;
    }
    judgement->verdict = PWPOL_AUDIT_NOT_MET;
    say(judgement, "La politique fixe une expiration au bout de %s.", "The policy sets an expiry after %s.",
        spell_duration(facts->french, age).text);
}

void judge_privileged_age(const struct audit_facts *facts, struct audit_judgement *judgement)
{
    int64_t age = policy_integer(facts->policy, KEY_RENEWAL_PRIVILEGED_MAX_AGE);
    if (age == 0) {
        judgement->verdict = PWPOL_AUDIT_NOT_MET;
        say(judgement, "La politique ne fixe aucune expiration pour les comptes à privilèges.",
            "The policy sets no expiry for privileged accounts.");
        return;
    }
    if (age > (int64_t)PRIVILEGED_DAYS_MOST * DAY_MS)
        judgement->verdict = PWPOL_AUDIT_NOT_MET;
    say(judgement, "La politique fixe une expiration au bout de %s pour les comptes à privilèges",
        "The policy sets an expiry after %s for privileged accounts",
        spell_duration(facts->french, age).text);
    say_by_pwpol(judgement);
}

void judge_after_compromise(const struct audit_facts *facts, struct audit_judgement *judgement)
{
    int64_t distance = policy_integer(facts->policy, KEY_HISTORY_DISTANCE);
    if (distance == 0) {
        judgement->verdict = PWPOL_AUDIT_NOT_MET;
        say(judgement,
            "La politique admet qu'un nouveau mot de passe ressemble à l'ancien : le changement ne "
            "remédierait à rien.",
            "The policy admits a new password that resembles the old one: the change would remedy nothing.");
        return;
    }
    say(judgement,
        "pwpol_account_login() impose le changement d'un mot de passe marqué compromis ; le nouveau doit différer de "
        "l'ancien d'au moins %d caractère%s.",
        "pwpol_account_login() forces the change of a password that is marked as compromised; the new one must differ "
        "from the old one by at least %d character%s.",
        (int)distance, plural(facts->french, distance));
}

void judge_first_login(const struct audit_facts *facts, struct audit_judgement *judgement)
{
    if (policy_integer(facts->policy, KEY_RENEWAL_FIRST_LOGIN)) {
        say(judgement, "La politique fixe le changement à la première connexion",
            "The policy sets a change at the first login");
        say_by_pwpol(judgement);
        return;
    }
    judgement->verdict = PWPOL_AUDIT_NOT_MET;
    say(judgement, "La politique n'impose pas ce changement.", "The policy does not impose this change.");
}

void judge_reset(const struct audit_facts *facts, struct audit_judgement *judgement)
{
    int64_t lifetime = policy_integer(facts->policy, KEY_RENEWAL_RESET_LIFETIME);
    if (lifetime > RESET_LIFETIME_MOST)
        judgement->verdict = PWPOL_AUDIT_NOT_MET;
    say(judgement, "La politique fixe une durée de validité de %s pour le lien ou le jeton",
        "The policy sets a lifetime of %s for the link or token",
        spell_duration(facts->french, lifetime).text);
    say(judgement, " ; pwpol_account_reset_finish() l'applique et n'accepte chaque jeton qu'une fois.",
        "; pwpol_account_reset_finish() applies it and accepts each token only once.");
}

void judge_change_at_will(const struct audit_facts *facts, struct audit_judgement *judgement)
{
    (void)facts;
    judgement->verdict = PWPOL_AUDIT_OUTSIDE;
    say(judgement,
        "C'est au service d'offrir ce changement ; pwpol_account_change() le fait selon la même politique.",
        "It is for the service to offer this change; pwpol_account_change() makes it under the same policy.");
}

void judge_notification(const struct audit_facts *facts, struct audit_judgement *judgement)
{
    (void)facts;
    judgement->verdict = PWPOL_AUDIT_OUTSIDE;
    say(judgement, "C'est au responsable du traitement d'y pourvoir.",
        "It is for the controller to see to it.");
}

void judge_leaving(const struct audit_facts *facts, struct audit_judgement *judgement)
{
    (void)facts;
    judgement->verdict = PWPOL_AUDIT_OUTSIDE;
    say(judgement, "C'est au service d'y pourvoir à chaque départ.",
        "It is for the service to see to it at each departure.");
}
