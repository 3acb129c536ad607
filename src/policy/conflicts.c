#include "policy/conflicts.h"

#include "policy/strength.h"
#include "policy/trouble.h"

#include <inttypes.h>
#include <stdio.h>

/* The key to change, the values it could take, and why: written when a rule finds a conflict. */
struct conflict {
    enum policy_key key;
    char allowed[64];
    char en[384];
    char fr[384];
};

#define SAY(conflict, field, ...) snprintf((conflict)->field, sizeof(conflict)->field, __VA_ARGS__)

static bool length_least_beyond_most(const pwpol_policy *policy, struct conflict *conflict)
{
    int64_t least = policy_integer(policy, KEY_LENGTH_MIN), most = policy_integer(policy, KEY_LENGTH_MAX);
    if (least <= most)
        return false;
    conflict->key = KEY_LENGTH_MIN;
    SAY(conflict, allowed, "1 to %" PRId64, most);
    SAY(conflict, en,
        "length.min = %" PRId64 " is above length.max = %" PRId64 ": no password has such a length.", least,
        most);
    SAY(conflict, fr,
        "length.min = %" PRId64 " dépasse length.max = %" PRId64
        "\u00A0: aucun mot de passe n'a une telle longueur.",
        least, most);
    return true;
}

static bool more_classes_than_characters(const pwpol_policy *policy, struct conflict *conflict)
{
    unsigned required = policy_set_of(policy, KEY_CLASSES_REQUIRED);
    int64_t least = policy_integer(policy, KEY_LENGTH_MIN), classes = 0;
    for (unsigned i = REQUIRED_LOWER; i <= REQUIRED_SPECIAL; i++)
        classes += i != REQUIRED_LETTER && required >> i & 1;
    if (required >> REQUIRED_LETTER & 1 && !(required & (1u << REQUIRED_LOWER | 1u << REQUIRED_UPPER)))
        classes++;
    if (classes < policy_integer(policy, KEY_CLASSES_MIN))
        classes = policy_integer(policy, KEY_CLASSES_MIN);
    if (classes <= least)
        return false;
    conflict->key = KEY_LENGTH_MIN;
    SAY(conflict, allowed, "%" PRId64 " to 1024", classes);
    SAY(conflict, en,
        "length.min = %" PRId64 " is too short for the %" PRId64 " classes that classes.min and "
        "classes.required ask for; set it to %" PRId64 " at least.",
        least, classes, classes);
    SAY(conflict, fr,
        "length.min = %" PRId64 " est trop court pour les %" PRId64 " classes qu'exigent classes.min et "
        "classes.required\u00A0; fixez-le à %" PRId64 " au moins.",
        least, classes, classes);
    return true;
}

/* A requirement whose threshold is 0 is met by every password. */
static bool requirement_without_threshold(const pwpol_policy *policy, struct conflict *conflict)
{
    int64_t require = policy_integer(policy, KEY_STRENGTH_REQUIRE);
    bool no_entropy = policy_number(policy, KEY_ENTROPY_MIN) <= 0;
    bool no_guesses = policy_number(policy, KEY_GUESSES_MIN) <= 0;
    bool entropy_lacks = no_entropy && (require == STRENGTH_FORMAL || require == STRENGTH_EITHER ||
                                        (require == STRENGTH_BOTH && no_guesses));
    bool guesses_lack = no_guesses && (require == STRENGTH_GUESSES || require == STRENGTH_EITHER);
    if (!entropy_lacks && !guesses_lack)
        return false;
    conflict->key = entropy_lacks ? KEY_ENTROPY_MIN : KEY_GUESSES_MIN;
    const char *name = policy_key_name(conflict->key);
    const char *required = pwpol_policy_get(policy, "strength.require");
    SAY(conflict, allowed, "above 0");
    SAY(conflict, en,
        "strength.require = %s refuses nothing while %s = 0; set %s above 0, or strength.require = none.",
        required, name, name);
    SAY(conflict, fr,
        "strength.require = %s ne refuse rien tant que %s = 0\u00A0; fixez %s au-dessus de 0, ou "
        "strength.require = none.",
        required, name, name);
    return true;
}

static bool entropy_out_of_reach(const pwpol_policy *policy, struct conflict *conflict)
{
    struct shape weakest;
    if (strength_weakest(policy, &weakest))
        return false;
    conflict->key = KEY_ENTROPY_MIN;
    SAY(conflict, allowed, "what length.max allows");
    SAY(conflict, en,
        "no password of at most length.max = %" PRId64
        " characters reaches entropy.min = %s bits; lower it, or raise length.max.",
        policy_integer(policy, KEY_LENGTH_MAX), pwpol_policy_get(policy, "entropy.min"));
    SAY(conflict, fr,
        "aucun mot de passe d'au plus length.max = %" PRId64
        " caractères n'atteint entropy.min = %s bits\u00A0; abaissez-le, ou relevez length.max.",
        policy_integer(policy, KEY_LENGTH_MAX), pwpol_policy_get(policy, "entropy.min"));
    return true;
}

static bool first_wait_beyond_longest(const pwpol_policy *policy, struct conflict *conflict)
{
    if (policy_integer(policy, KEY_THROTTLE_DELAY_AFTER) == 0 ||
        policy_integer(policy, KEY_THROTTLE_DELAY_FIRST) <= policy_integer(policy, KEY_THROTTLE_DELAY_MAX))
        return false;
    const char *first = pwpol_policy_get(policy, "throttle.delay_first");
    const char *most = pwpol_policy_get(policy, "throttle.delay_max");
    conflict->key = KEY_THROTTLE_DELAY_MAX;
    SAY(conflict, allowed, "%s to 7d", first);
    SAY(conflict, en, "throttle.delay_max = %s is shorter than the first wait, throttle.delay_first = %s.",
        most, first);
    SAY(conflict, fr,
        "throttle.delay_max = %s est plus court que la première attente, throttle.delay_first = %s.", most,
        first);
    return true;
}

/* RFC 9106, 3.1: the memory is at least 8 blocks of 1 KiB a lane. */
static bool memory_below_lanes(const pwpol_policy *policy, struct conflict *conflict)
{
    int64_t memory = policy_integer(policy, KEY_HASH_MEMORY), lanes = policy_integer(policy, KEY_HASH_LANES);
    if (memory >= 8 * lanes)
        return false;
    conflict->key = KEY_HASH_MEMORY;
    SAY(conflict, allowed, "%" PRId64 " to 4194304", 8 * lanes);
    SAY(conflict, en,
        "Argon2id needs 8 KiB of memory a lane: with hash.lanes = %" PRId64 ", hash.memory is %" PRId64
        " at least.",
        lanes, 8 * lanes);
    SAY(conflict, fr,
        "Argon2id demande 8 Kio de mémoire par voie\u00A0: avec hash.lanes = %" PRId64
        ", hash.memory vaut au moins %" PRId64 ".",
        lanes, 8 * lanes);
    return true;
}

/* C7: the pairs that OWASP holds to be of equal strength. */
static bool cost_below_minimum(const pwpol_policy *policy, struct conflict *conflict)
{
    static const struct {
        int64_t memory, passes;
    } least[] = { { 47104, 1 }, { 19456, 2 }, { 12288, 3 }, { 9216, 4 }, { 7168, 5 } };
    int64_t memory = policy_integer(policy, KEY_HASH_MEMORY),
            passes = policy_integer(policy, KEY_HASH_PASSES);
    int64_t needed = least[0].memory;
    for (size_t i = 0; i < sizeof least / sizeof least[0]; i++)
        if (passes >= least[i].passes)
            needed = least[i].memory;
    if (memory >= needed || policy_integer(policy, KEY_HASH_ALLOW_WEAK))
        return false;
    conflict->key = KEY_HASH_MEMORY;
    SAY(conflict, allowed, "%" PRId64 " to 4194304", needed);
    SAY(conflict, en,
        "hash.memory = %" PRId64 " with hash.passes = %" PRId64 " is below the OWASP minimum of %" PRId64
        " KiB; raise it, or set hash.allow_weak = true.",
        memory, passes, needed);
    SAY(conflict, fr,
        "hash.memory = %" PRId64 " avec hash.passes = %" PRId64 " est sous le minimum de l'OWASP, %" PRId64
        " Kio\u00A0; relevez-le, ou fixez hash.allow_weak = true.",
        memory, passes, needed);
    return true;
}

/* Adding a rule: write it above, name it here. */
static bool (*const rules[])(const pwpol_policy *, struct conflict *) = {
    length_least_beyond_most, more_classes_than_characters, requirement_without_threshold,
    entropy_out_of_reach,     first_wait_beyond_longest,    memory_below_lanes,
    cost_below_minimum,
};

pwpol_status conflicts_find(const pwpol_policy *policy, pwpol_where *where)
{
    static const struct place nowhere = { NULL, 0, 0 };
    struct conflict conflict;
    for (size_t i = 0; i < sizeof rules / sizeof rules[0]; i++) {
        if (!rules[i](policy, &conflict))
            continue;
        trouble(where, &nowhere, policy_key_name(conflict.key), conflict.allowed, conflict.en, conflict.fr);
        return PWPOL_ERR_CONFLICT;
    }
    return PWPOL_OK;
}
