/* Chapter F: the other standards, each for its own preset. */
#include "policy/audit.h"

enum { DAY_MS = 24 * 60 * 60 * 1000, MINUTE_MS = 60 * 1000 };

void judge_opaque_string(const struct audit_facts *facts, struct audit_judgement *judgement)
{
    (void)facts;
    say(judgement, "pwpol prépare ainsi tout mot de passe avant de le juger.",
        "pwpol prepares every password this way before it judges it.");
}

static void judge_length(const struct audit_facts *facts, struct audit_judgement *judgement, int64_t least)
{
    int64_t length = policy_integer(facts->policy, KEY_LENGTH_MIN);
    if (length < least)
        judgement->verdict = PWPOL_AUDIT_NOT_MET;
    say(judgement, "La politique impose au moins %d caractère%s.",
        "The policy imposes at least %d character%s.", (int)length, plural(facts->french, length));
}

void judge_nist_length(const struct audit_facts *facts, struct audit_judgement *judgement)
{
    enum { ALONE = 15, WITH_SECOND_FACTOR = 8 };
    judge_length(facts, judgement, ALONE);
    if (judgement->verdict == PWPOL_AUDIT_NOT_MET &&
        policy_integer(facts->policy, KEY_LENGTH_MIN) >= WITH_SECOND_FACTOR)
        say(judgement, " Cela ne suffit qu'avec un second facteur, que la politique ne connaît pas.",
            " This suffices only with a second factor, which the policy knows nothing of.");
}

void judge_asvs_length(const struct audit_facts *facts, struct audit_judgement *judgement)
{
    enum { LEAST = 8 };
    judge_length(facts, judgement, LEAST);
}

void judge_pci_length(const struct audit_facts *facts, struct audit_judgement *judgement)
{
    enum { LEAST = 12 };
    judge_length(facts, judgement, LEAST);
}

void judge_no_composition(const struct audit_facts *facts, struct audit_judgement *judgement)
{
    if (policy_integer(facts->policy, KEY_CLASSES_MIN) <= 1 &&
        policy_set_of(facts->policy, KEY_CLASSES_REQUIRED) == 0) {
        say(judgement, "La politique n'impose aucune classe de caractères.",
            "The policy imposes no class of characters.");
        return;
    }
    judgement->verdict = PWPOL_AUDIT_NOT_MET;
    say(judgement, "La politique impose des classes de caractères.",
        "The policy imposes classes of characters.");
}

void judge_unicode(const struct audit_facts *facts, struct audit_judgement *judgement)
{
    (void)facts;
    say(judgement, "pwpol accepte tout Unicode, normalisé (NFC).",
        "pwpol accepts all of Unicode, normalised (NFC).");
}

static void judge_failures(const struct audit_facts *facts, struct audit_judgement *judgement, int64_t most,
                           int64_t lasting_least)
{
    int64_t failures = policy_integer(facts->policy, KEY_THROTTLE_LOCK_AFTER);
    int64_t lasting = policy_integer(facts->policy, KEY_THROTTLE_UNLOCK_AFTER);
    if (failures == 0) {
        judgement->verdict = PWPOL_AUDIT_NOT_MET;
        say(judgement, "La politique ne fixe aucun blocage.", "The policy sets no lock.");
        return;
    }
    if (failures > most || (lasting != 0 && lasting < lasting_least))
        judgement->verdict = PWPOL_AUDIT_NOT_MET;
    say_lock(facts, judgement);
    say_by_pwpol(judgement);
}

void judge_nist_failures(const struct audit_facts *facts, struct audit_judgement *judgement)
{
    enum { FAILURES_MOST = 100 };
    judge_failures(facts, judgement, FAILURES_MOST, 0);
}

void judge_pci_lock(const struct audit_facts *facts, struct audit_judgement *judgement)
{
    enum { FAILURES_MOST = 10, LASTING_LEAST = 30 * MINUTE_MS };
    judge_failures(facts, judgement, FAILURES_MOST, LASTING_LEAST);
}

void judge_asvs_paste(const struct audit_facts *facts, struct audit_judgement *judgement)
{
    (void)facts;
    judgement->verdict = PWPOL_AUDIT_OUTSIDE;
    say(judgement, "C'est à la page de saisie du service de les permettre.",
        "It is for the service's own entry page to allow them.");
}

/* Three of four classes always hold a letter; only four of four always hold a digit. */
void judge_pci_composition(const struct audit_facts *facts, struct audit_judgement *judgement)
{
    int64_t classes = policy_integer(facts->policy, KEY_CLASSES_MIN);
    unsigned required = policy_set_of(facts->policy, KEY_CLASSES_REQUIRED);
    bool letter = classes >= 3 ||
                  (required & (1U << REQUIRED_LOWER | 1U << REQUIRED_UPPER | 1U << REQUIRED_LETTER)) != 0;
    bool digit = classes >= 4 || (required & 1U << REQUIRED_DIGIT) != 0;
    if (letter && digit) {
        say(judgement, "La politique impose des lettres et des chiffres.",
            "The policy imposes letters and digits.");
        return;
    }
    judgement->verdict = PWPOL_AUDIT_NOT_MET;
    say(judgement, "La politique n'impose pas à la fois des lettres et des chiffres.",
        "The policy does not impose both letters and digits.");
}

void judge_pci_history(const struct audit_facts *facts, struct audit_judgement *judgement)
{
    enum { REMEMBERED_LEAST = 4 };
    int64_t count = policy_integer(facts->policy, KEY_HISTORY_COUNT);
    if (count < REMEMBERED_LEAST)
        judgement->verdict = PWPOL_AUDIT_NOT_MET;
    say(judgement, "La politique fixe à %d le nombre d'anciens mots de passe exclus",
        "The policy sets to %d the number of earlier passwords excluded", (int)count);
    say_by_pwpol(judgement);
}

void judge_pci_age(const struct audit_facts *facts, struct audit_judgement *judgement)
{
    enum { DAYS_MOST = 90 };
    int64_t age = policy_integer(facts->policy, KEY_RENEWAL_MAX_AGE);
    if (age == 0) {
        judgement->verdict = PWPOL_AUDIT_NOT_MET;
        say(judgement, "La politique ne fixe aucune expiration.", "The policy sets no expiry.");
        return;
    }
    if (age > (int64_t)DAYS_MOST * DAY_MS)
        judgement->verdict = PWPOL_AUDIT_NOT_MET;
    say(judgement, "La politique fixe une expiration au bout de %s", "The policy sets an expiry after %s",
        spell_duration(facts->french, age).text);
    say_by_pwpol(judgement);
}
