/* Chapter B: restricting access to the account. */
#include "policy/audit.h"

enum { DAY_MS = 24 * 60 * 60 * 1000, MINUTE_MS = 60 * 1000 };

/* The 2017 text asked for more than a minute after five failures; the 2022 one
 * keeps the growing delay (rules.md, B1). */
enum { DELAY_FAILURES_MOST = 5 };
enum { CEILING_A_DAY = 25 };       /* B2: 25 in 24 hours */
enum { LOCK_FAILURES_MOST = 10 };  /* B4 */
enum { DEVICE_FAILURES_MOST = 3 }; /* B5 */

struct delay {
    int64_t after;
    int64_t first;
    int64_t most;
    double factor;
    bool grows;
};

static struct delay delay_of(const pwpol_policy *policy)
{
    struct delay delay = { .after = policy_integer(policy, KEY_THROTTLE_DELAY_AFTER),
                           .first = policy_integer(policy, KEY_THROTTLE_DELAY_FIRST),
                           .most = policy_integer(policy, KEY_THROTTLE_DELAY_MAX),
                           .factor = policy_number(policy, KEY_THROTTLE_DELAY_FACTOR) };
    delay.grows = delay.factor > 1 && delay.most > delay.first;
    return delay;
}

static bool delay_reaches(const struct delay *delay)
{
    return delay->after >= 1 && delay->after <= DELAY_FAILURES_MOST && delay->first > MINUTE_MS &&
           delay->grows;
}

static bool ceiling_reaches(int64_t attempts, int64_t window)
{
    return attempts > 0 && attempts * DAY_MS <= CEILING_A_DAY * window;
}

static bool lock_reaches(int64_t failures, int64_t most)
{
    return failures >= 1 && failures <= most;
}

bool device_lock_reaches(int64_t failures)
{
    return lock_reaches(failures, DEVICE_FAILURES_MOST);
}

unsigned restrictions_of(const pwpol_policy *policy)
{
    unsigned found = 0;
    struct delay delay = delay_of(policy);
    if (delay_reaches(&delay))
        found |= 1U << RESTRICTION_DELAY;
    if (ceiling_reaches(policy_integer(policy, KEY_THROTTLE_ATTEMPTS_MAX),
                        policy_integer(policy, KEY_THROTTLE_ATTEMPTS_WINDOW)))
        found |= 1U << RESTRICTION_CEILING;
    if (policy_integer(policy, KEY_THROTTLE_CHALLENGE_AFTER) > 0)
        found |= 1U << RESTRICTION_CHALLENGE;
    if (lock_reaches(policy_integer(policy, KEY_THROTTLE_LOCK_AFTER), LOCK_FAILURES_MOST))
        found |= 1U << RESTRICTION_LOCK;
    return found;
}

void judge_restriction(const struct audit_facts *facts, struct audit_judgement *judgement)
{
    static const struct audit_words measures[RESTRICTION_COUNT] = {
        { "délai (B1)", "delay (B1)" },
        { "plafond (B2)", "ceiling (B2)" },
        { "défi (B3)", "challenge (B3)" },
        { "blocage (B4)", "lock (B4)" },
    };
    if (facts->examined != 2) {
        judgement->verdict = PWPOL_AUDIT_NOT_APPLICABLE;
        say(judgement, "La politique est examinée au titre du cas %u.",
            "The policy is examined under case %u.", facts->examined);
        return;
    }
    if (facts->restrictions == 0) {
        judgement->verdict = PWPOL_AUDIT_NOT_MET;
        say(judgement,
            "La politique ne fixe aucune mesure qui suffise ; le cas 2 demande une valeur pour "
            "throttle.delay_after, throttle.attempts_max, throttle.challenge_after ou throttle.lock_after.",
            "The policy sets no measure that suffices; case 2 asks for a value of throttle.delay_after, "
            "throttle.attempts_max, throttle.challenge_after or throttle.lock_after.");
        return;
    }
    say(judgement, "La politique fixe ce qui suit : ", "The policy sets the following: ");
    const char *separator = "";
    for (unsigned i = 0; i < RESTRICTION_COUNT; i++) {
        if ((facts->restrictions & 1U << i) == 0)
            continue;
        say(judgement, "%s%s", "%s%s", separator, words_in(&measures[i], facts->french));
        separator = ", ";
    }
    say(judgement, " ; pwpol les applique aux connexions que le service lui soumet.",
        "; pwpol applies them to the logins that the service passes through it.");
}

/* A measure left out is a fault only where case 2 has no other. */
static void judge_left_out(const struct audit_facts *facts, struct audit_judgement *judgement)
{
    if (facts->examined == 2 && facts->restrictions == 0) {
        judgement->verdict = PWPOL_AUDIT_NOT_MET;
        say(judgement, "La politique n'en fixe pas, ni aucune autre restriction qui suffise.",
            "The policy sets none, nor any other restriction that suffices.");
        return;
    }
    judgement->verdict = PWPOL_AUDIT_NOT_APPLICABLE;
    if (facts->examined == 2)
        say(judgement, "La politique n'en fixe pas ; une autre mesure restreint l'accès.",
            "The policy sets none; another measure restricts access.");
    else
        say(judgement, "La politique n'en fixe pas ; cette mesure est propre au cas 2.",
            "The policy sets none; this measure belongs to case 2.");
}

static void judge_bound(struct audit_judgement *judgement, bool reached)
{
    if (!reached)
        judgement->verdict = PWPOL_AUDIT_NOT_MET;
    say_by_pwpol(judgement);
}

void judge_delay(const struct audit_facts *facts, struct audit_judgement *judgement)
{
    struct delay delay = delay_of(facts->policy);
    bool french = facts->french;
    if (delay.after == 0) {
        judge_left_out(facts, judgement);
        return;
    }
    say(judgement, "La politique fixe une attente de %s après %d échec%s",
        "The policy sets a wait of %s after %d failure%s", spell_duration(french, delay.first).text,
        (int)delay.after, plural(french, delay.after));
    if (delay.grows)
        say(judgement, ", multipliée par %s à chaque échec suivant jusqu'à %s",
            ", multiplied by %s at each further failure up to %s", spell_number(french, delay.factor, 2).text,
            spell_duration(french, delay.most).text);
    else
        say(judgement, ", qui ne croît pas", ", which does not grow");
    judge_bound(judgement, delay_reaches(&delay));
}

void judge_ceiling(const struct audit_facts *facts, struct audit_judgement *judgement)
{
    int64_t attempts = policy_integer(facts->policy, KEY_THROTTLE_ATTEMPTS_MAX);
    int64_t window = policy_integer(facts->policy, KEY_THROTTLE_ATTEMPTS_WINDOW);
    if (attempts == 0) {
        judge_left_out(facts, judgement);
        return;
    }
    say(judgement, "La politique fixe un plafond de %s tentative%s par %s",
        "The policy sets a ceiling of %s attempt%s in %s", spell_integer(facts->french, attempts).text,
        plural(facts->french, attempts), spell_duration(facts->french, window).text);
    judge_bound(judgement, ceiling_reaches(attempts, window));
}

void judge_challenge(const struct audit_facts *facts, struct audit_judgement *judgement)
{
    int64_t failures = policy_integer(facts->policy, KEY_THROTTLE_CHALLENGE_AFTER);
    if (failures == 0) {
        judge_left_out(facts, judgement);
        return;
    }
    say(judgement, "La politique fixe un défi après %d échec%s de suite",
        "The policy sets a challenge after %d failure%s in a row", (int)failures,
        plural(facts->french, failures));
    judge_bound(judgement, true);
}

void say_lock(const struct audit_facts *facts, struct audit_judgement *judgement)
{
    int64_t failures = policy_integer(facts->policy, KEY_THROTTLE_LOCK_AFTER);
    int64_t lasting = policy_integer(facts->policy, KEY_THROTTLE_UNLOCK_AFTER);
    say(judgement, "La politique fixe un blocage après %d échec%s de suite, ",
        "The policy sets a lock after %d failure%s in a row, ", (int)failures,
        plural(facts->french, failures));
    if (lasting == 0)
        say(judgement, "jusqu'à ce qu'une personne débloque le compte", "until a person unlocks the account");
    else
        say(judgement, "levé au bout de %s", "lifted after %s", spell_duration(facts->french, lasting).text);
}

void judge_lock(const struct audit_facts *facts, struct audit_judgement *judgement)
{
    int64_t failures = policy_integer(facts->policy, KEY_THROTTLE_LOCK_AFTER);
    if (failures == 0) {
        judge_left_out(facts, judgement);
        return;
    }
    say_lock(facts, judgement);
    judge_bound(judgement, lock_reaches(failures, LOCK_FAILURES_MOST));
}

void judge_device_lock(const struct audit_facts *facts, struct audit_judgement *judgement)
{
    int64_t failures = policy_integer(facts->policy, KEY_THROTTLE_LOCK_AFTER);
    if (facts->examined != 3) {
        judgement->verdict = PWPOL_AUDIT_NOT_APPLICABLE;
        say(judgement, "La politique est examinée au titre du cas %u.",
            "The policy is examined under case %u.", facts->examined);
        return;
    }
    if (failures == 0) {
        judgement->verdict = PWPOL_AUDIT_NOT_MET;
        say(judgement, "La politique ne fixe aucun blocage.", "The policy sets no lock.");
        return;
    }
    say_lock(facts, judgement);
    judge_bound(judgement, device_lock_reaches(failures));
}

void judge_uniform_answer(const struct audit_facts *facts, struct audit_judgement *judgement)
{
    if (policy_integer(facts->policy, KEY_THROTTLE_UNIFORM_ANSWER)) {
        say(judgement, "La politique fixe une réponse unique", "The policy sets one answer for all");
        say_by_service(judgement);
        return;
    }
    judgement->verdict = PWPOL_AUDIT_NOT_MET;
    say(judgement, "La politique admet des réponses qui disent ce qui a échoué.",
        "The policy admits answers that tell what failed.");
}
