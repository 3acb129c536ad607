/* Chapter E: length and composition, as ANSSI-PG-078 recommends them. A policy
 * whose preset claims no level of it is not blamed for reaching none. */
#include "policy/audit.h"

static void judge_claimed(const struct audit_facts *facts, struct audit_judgement *judgement, bool met,
                          unsigned level)
{
    if (met)
        return;
    judgement->verdict = facts->anssi_level >= level ? PWPOL_AUDIT_NOT_MET : PWPOL_AUDIT_NOT_APPLICABLE;
}

static void judge_level(const struct audit_facts *facts, struct audit_judgement *judgement, unsigned level)
{
    static const int64_t lengths[] = { 0, 9, 12, 15 };
    int64_t length = policy_integer(facts->policy, KEY_LENGTH_MIN);
    bool met = length >= lengths[level];
    judge_claimed(facts, judgement, met, level);
    say(judgement, "La politique impose au moins %d caractère%s%s.",
        "The policy imposes at least %d character%s%s.", (int)length, plural(facts->french, length),
        met || facts->anssi_level >= level ? ""
        : facts->french                    ? " et ne se réclame pas de ce niveau"
                                           : " and does not claim this level");
}

void judge_level_moderate(const struct audit_facts *facts, struct audit_judgement *judgement)
{
    judge_level(facts, judgement, 1);
}

void judge_level_strong(const struct audit_facts *facts, struct audit_judgement *judgement)
{
    judge_level(facts, judgement, 2);
}

void judge_level_very_strong(const struct audit_facts *facts, struct audit_judgement *judgement)
{
    judge_level(facts, judgement, 3);
}

void judge_minimum(const struct audit_facts *facts, struct audit_judgement *judgement)
{
    int64_t length = policy_integer(facts->policy, KEY_LENGTH_MIN);
    if (length > 1) {
        say(judgement, "La politique impose au moins %d caractères.",
            "The policy imposes at least %d characters.", (int)length);
        return;
    }
    judge_claimed(facts, judgement, false, 1);
    say(judgement, "La politique n'impose pas de longueur.", "The policy imposes no length.");
}

void judge_complexity(const struct audit_facts *facts, struct audit_judgement *judgement)
{
    static const struct audit_words names[] = {
        [REQUIRED_LOWER] = { "minuscule", "lower case" },
        [REQUIRED_UPPER] = { "majuscule", "upper case" },
        [REQUIRED_LETTER] = { "lettre", "letter" },
        [REQUIRED_DIGIT] = { "chiffre", "digit" },
        [REQUIRED_SPECIAL] = { "caractère spécial", "special" },
    };
    int64_t classes = policy_integer(facts->policy, KEY_CLASSES_MIN);
    unsigned required = policy_set_of(facts->policy, KEY_CLASSES_REQUIRED);
    double bits = policy_number(facts->policy, KEY_ENTROPY_MIN);
    if (required != 0) {
        const char *separator = "";
        say(judgement, "La politique impose : ", "The policy imposes: ");
        for (unsigned i = 0; i < sizeof names / sizeof names[0]; i++) {
            if ((required & 1U << i) == 0)
                continue;
            say(judgement, "%s%s", "%s%s", separator, words_in(&names[i], facts->french));
            separator = ", ";
        }
        say(judgement, ".", ".");
    } else if (classes > 1) {
        say(judgement, "La politique impose %d des quatre classes.",
            "The policy imposes %d of the four classes.", (int)classes);
    } else if (formal_required(facts->policy) && bits > 0) {
        say(judgement, "La politique exige %s bits, ce qui mêle longueur et composition.",
            "The policy requires %s bits, which joins length and composition.",
            spell_number(facts->french, bits, 2).text);
    } else {
        judge_claimed(facts, judgement, false, 1);
        say(judgement, "La politique n'impose aucune composition.", "The policy imposes no composition.");
    }
}

void judge_maximum(const struct audit_facts *facts, struct audit_judgement *judgement)
{
    enum { MAXIMUM_LEAST = 64 }; /* the lowest that leaves room for passphrases */
    int64_t length = policy_integer(facts->policy, KEY_LENGTH_MAX);
    judge_claimed(facts, judgement, length >= MAXIMUM_LEAST, 1);
    say(judgement, "La politique accepte jusqu'à %s caractères.", "The policy accepts up to %s characters.",
        spell_integer(facts->french, length).text);
}

void judge_checked(const struct audit_facts *facts, struct audit_judgement *judgement)
{
    (void)facts;
    say(judgement,
        "La politique s'applique par pwpol_check() ; c'est au service de l'appeler à chaque création et à "
        "chaque changement.",
        "The policy is applied by pwpol_check(); it is for the service to call it at each creation and "
        "change.");
}

void judge_attempts(const struct audit_facts *facts, struct audit_judgement *judgement)
{
    if (facts->restrictions != 0) {
        say(judgement, "La politique fixe au moins une limite (voir B1 à B4)",
            "The policy sets at least one limit (see B1 to B4)");
        say_by_pwpol(judgement);
        return;
    }
    judge_claimed(facts, judgement, false, 1);
    say(judgement, "La politique ne fixe aucune limite qui suffise (voir B1 à B4).",
        "The policy sets no limit that suffices (see B1 to B4).");
}

void judge_silent_failure(const struct audit_facts *facts, struct audit_judgement *judgement)
{
    if (policy_integer(facts->policy, KEY_THROTTLE_UNIFORM_ANSWER)) {
        judge_uniform_answer(facts, judgement);
        return;
    }
    judge_claimed(facts, judgement, false, 1);
    say(judgement, "La politique admet des réponses qui disent ce qui a échoué.",
        "The policy admits answers that tell what failed.");
}

void judge_privileged_expiry(const struct audit_facts *facts, struct audit_judgement *judgement)
{
    int64_t age = policy_integer(facts->policy, KEY_RENEWAL_PRIVILEGED_MAX_AGE);
    if (age > 0) {
        say(judgement, "La politique fixe une expiration au bout de %s", "The policy sets an expiry after %s",
            spell_duration(facts->french, age).text);
        say_by_pwpol(judgement);
        return;
    }
    judge_claimed(facts, judgement, false, 1);
    say(judgement, "La politique ne fixe aucune expiration.", "The policy sets no expiry.");
}
