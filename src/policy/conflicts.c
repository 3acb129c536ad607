#include "policy/conflicts.h"

#include "policy/strength.h"
#include "policy/trouble.h"

#include <inttypes.h>
#include <stdio.h>

static bool length_least_beyond_most(const pwpol_policy *policy, pwpol_where *where)
{
    int64_t least = policy_integer(policy, KEY_LENGTH_MIN), most = policy_integer(policy, KEY_LENGTH_MAX);
    char allowed[64];
    if (least <= most)
        return false;
    snprintf(allowed, sizeof allowed, "1 to %" PRId64, most);
    trouble(where, &nowhere, "length.min", allowed,
            "length.min = %" PRId64 " is above length.max = %" PRId64 ": no password has such a length.",
            "length.min = %" PRId64 " dépasse length.max = %" PRId64
            "\u00A0: aucun mot de passe n'a une telle longueur.",
            least, most);
    return true;
}

/* How many classes a password must have for classes.min and classes.required. */
static int64_t classes_needed(const pwpol_policy *policy)
{
    unsigned required = policy_set_of(policy, KEY_CLASSES_REQUIRED);
    unsigned letters = 1u << REQUIRED_LOWER | 1u << REQUIRED_UPPER;
    int64_t needed = 0, least = policy_integer(policy, KEY_CLASSES_MIN);
    for (unsigned i = REQUIRED_LOWER; i <= REQUIRED_SPECIAL; i++)
        needed += required >> i & 1;
    /* A lower or an upper case that is asked for is a letter already. */
    if (required >> REQUIRED_LETTER & 1 && required & letters)
        needed--;
    return needed > least ? needed : least;
}

static bool more_classes_than_characters(const pwpol_policy *policy, pwpol_where *where)
{
    int64_t least = policy_integer(policy, KEY_LENGTH_MIN), needed = classes_needed(policy);
    char allowed[64];
    if (needed <= least)
        return false;
    snprintf(allowed, sizeof allowed, "%" PRId64 " to 1024", needed);
    trouble(where, &nowhere, "length.min", allowed,
            "length.min = %" PRId64 " is too short for the %" PRId64
            " classes that classes.min and classes.required ask for; set it to %" PRId64 " at least.",
            "length.min = %" PRId64 " est trop court pour les %" PRId64
            " classes qu'exigent classes.min et classes.required\u00A0; fixez-le à %" PRId64 " au moins.",
            least, needed, needed);
    return true;
}

/* A requirement whose threshold is 0 is met by every password. */
static bool requirement_without_threshold(const pwpol_policy *policy, pwpol_where *where)
{
    int64_t require = policy_integer(policy, KEY_STRENGTH_REQUIRE);
    bool no_entropy = policy_number(policy, KEY_ENTROPY_MIN) <= 0;
    bool no_guesses = policy_number(policy, KEY_GUESSES_MIN) <= 0;
    const char *lacking = NULL;
    if (no_entropy && (require == STRENGTH_FORMAL || require == STRENGTH_EITHER ||
                       (require == STRENGTH_BOTH && no_guesses)))
        lacking = "entropy.min";
    else if (no_guesses && (require == STRENGTH_GUESSES || require == STRENGTH_EITHER))
        lacking = "guesses.min";
    if (lacking == NULL)
        return false;
    trouble(
        where, &nowhere, lacking, "above 0",
        "strength.require = %s refuses nothing while %s = 0; set that above 0, or strength.require = none.",
        "strength.require = %s ne refuse rien tant que %s = 0\u00A0; fixez celle-ci au-dessus de 0, ou "
        "strength.require = none.",
        pwpol_policy_get(policy, "strength.require"), lacking);
    return true;
}

static bool entropy_out_of_reach(const pwpol_policy *policy, pwpol_where *where)
{
    struct shape weakest;
    if (strength_weakest(policy, &weakest))
        return false;
    trouble(where, &nowhere, "entropy.min", "what length.max allows",
            "no password of at most length.max = %s characters reaches entropy.min = %s bits; lower that, or "
            "raise length.max.",
            "aucun mot de passe d'au plus length.max = %s caractères n'atteint entropy.min = %s bits\u00A0; "
            "abaissez cette clé, ou relevez length.max.",
            pwpol_policy_get(policy, "length.max"), pwpol_policy_get(policy, "entropy.min"));
    return true;
}

static bool first_wait_beyond_longest(const pwpol_policy *policy, pwpol_where *where)
{
    const char *first = pwpol_policy_get(policy, "throttle.delay_first");
    char allowed[64];
    if (policy_integer(policy, KEY_THROTTLE_DELAY_AFTER) == 0 ||
        policy_integer(policy, KEY_THROTTLE_DELAY_FIRST) <= policy_integer(policy, KEY_THROTTLE_DELAY_MAX))
        return false;
    snprintf(allowed, sizeof allowed, "%s to 7d", first);
    trouble(where, &nowhere, "throttle.delay_max", allowed,
            "throttle.delay_max = %s is shorter than the first wait, throttle.delay_first = %s.",
            "throttle.delay_max = %s est plus court que la première attente, throttle.delay_first = %s.",
            pwpol_policy_get(policy, "throttle.delay_max"), first);
    return true;
}

/* RFC 9106, 3.1: the memory is at least 8 blocks of 1 KiB a lane. */
static bool memory_below_lanes(const pwpol_policy *policy, pwpol_where *where)
{
    int64_t lanes = policy_integer(policy, KEY_HASH_LANES);
    char allowed[64];
    if (policy_integer(policy, KEY_HASH_MEMORY) >= 8 * lanes)
        return false;
    snprintf(allowed, sizeof allowed, "%" PRId64 " to 4194304", 8 * lanes);
    trouble(where, &nowhere, "hash.memory", allowed,
            "Argon2id needs 8 KiB of memory a lane: with hash.lanes = %" PRId64 ", hash.memory is %" PRId64
            " at least.",
            "Argon2id demande 8 Kio de mémoire par voie\u00A0: avec hash.lanes = %" PRId64
            ", hash.memory vaut au moins %" PRId64 ".",
            lanes, 8 * lanes);
    return true;
}

int64_t owasp_memory(int64_t passes)
{
    static const int64_t needed[] = { 0, 47104, 19456, 12288, 9216, 7168 };
    int64_t most = sizeof needed / sizeof needed[0] - 1;
    return needed[passes < most ? passes : most];
}

static bool cost_below_minimum(const pwpol_policy *policy, pwpol_where *where)
{
    int64_t memory = policy_integer(policy, KEY_HASH_MEMORY),
            passes = policy_integer(policy, KEY_HASH_PASSES);
    char allowed[64];
    if (memory >= owasp_memory(passes) || policy_integer(policy, KEY_HASH_ALLOW_WEAK))
        return false;
    snprintf(allowed, sizeof allowed, "%" PRId64 " to 4194304", owasp_memory(passes));
    trouble(where, &nowhere, "hash.memory", allowed,
            "hash.memory = %" PRId64 " with hash.passes = %" PRId64 " is below the OWASP minimum of %" PRId64
            " KiB; raise it, or set hash.allow_weak = true.",
            "hash.memory = %" PRId64 " avec hash.passes = %" PRId64
            " est sous le minimum de l'OWASP, %" PRId64
            " Kio\u00A0; relevez cette clé, ou fixez hash.allow_weak = true.",
            memory, passes, owasp_memory(passes));
    return true;
}

/* A ceiling guards against what a stored hash may ask for; the policy's own
 * hashes, made today, must verify tomorrow. */
static bool cost_above_ceiling(const pwpol_policy *policy, pwpol_where *where)
{
    static const enum policy_key pairs[][2] = {
        { KEY_HASH_MEMORY, KEY_HASH_CEILING_MEMORY },
        { KEY_HASH_PASSES, KEY_HASH_CEILING_PASSES },
        { KEY_HASH_LANES, KEY_HASH_CEILING_LANES },
    };
    char allowed[64];
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
        const char *cost = policy_key_name(pairs[i][0]), *ceiling = policy_key_name(pairs[i][1]);
        int64_t asked = policy_integer(policy, pairs[i][0]), most = policy_integer(policy, pairs[i][1]);
        if (asked <= most)
            continue;
        snprintf(allowed, sizeof allowed, "at least %" PRId64, asked);
        trouble(where, &nowhere, ceiling, allowed,
                "%s = %" PRId64 " is above %s = %" PRId64
                ": the hashes that this policy makes would be refused.",
                "%s = %" PRId64 " dépasse %s = %" PRId64
                "\u00A0: les empreintes que produit cette politique seraient refusées.",
                cost, asked, ceiling, most);
        return true;
    }
    return false;
}

static bool memory_above_budget(const pwpol_policy *policy, pwpol_where *where)
{
    int64_t memory = policy_integer(policy, KEY_HASH_MEMORY),
            budget = policy_integer(policy, KEY_HASH_BUDGET);
    char allowed[64];
    if (budget == 0 || memory <= budget)
        return false;
    snprintf(allowed, sizeof allowed, "0, or at least %" PRId64, memory);
    trouble(where, &nowhere, "hash.budget", allowed,
            "hash.memory = %" PRId64 " is above hash.budget = %" PRId64 ": no hash could ever be made.",
            "hash.memory = %" PRId64 " dépasse hash.budget = %" PRId64
            "\u00A0: aucun hachage ne pourrait jamais aboutir.",
            memory, budget);
    return true;
}

/* To add one: write it above, name it here. Each says what it finds through where. */
static bool (*const conflicts[])(const pwpol_policy *, pwpol_where *) = {
    length_least_beyond_most, more_classes_than_characters, requirement_without_threshold,
    entropy_out_of_reach,     first_wait_beyond_longest,    memory_below_lanes,
    cost_below_minimum,       cost_above_ceiling,           memory_above_budget,
};

pwpol_status conflicts_find(const pwpol_policy *policy, pwpol_where *where)
{
    for (size_t i = 0; i < sizeof conflicts / sizeof conflicts[0]; i++)
        if (conflicts[i](policy, where))
            return PWPOL_ERR_CONFLICT;
    return PWPOL_OK;
}
