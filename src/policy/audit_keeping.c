/* Chapter C: keeping passwords. Keys say how, pwpol_hash() does it. */
#include "policy/audit.h"
#include "policy/conflicts.h"

#define NO_BREAK "\u00A0"

enum { SALT_BITS_LEAST = 128 }; /* C3 */

/* C9: the second recommended option of RFC 9106, section 4, for where 2 GiB are not to be had. */
enum { RFC_MEMORY = 65536, RFC_PASSES = 3, RFC_LANES = 4, RFC_SALT = 16, RFC_TAG = 32 };
enum { RFC_FIRST_MEMORY = 2097152 }; /* the first option: one pass over 2 GiB */

struct cost {
    int64_t memory;
    int64_t passes;
    int64_t lanes;
};

static struct cost cost_of(const pwpol_policy *policy)
{
    return (struct cost){ .memory = policy_integer(policy, KEY_HASH_MEMORY),
                          .passes = policy_integer(policy, KEY_HASH_PASSES),
                          .lanes = policy_integer(policy, KEY_HASH_LANES) };
}

/* Ends a figure by telling what applies it. */
static void say_by_hash(struct audit_judgement *judgement)
{
    say(judgement, NO_BREAK "; pwpol_hash() l'applique.", "; pwpol_hash() applies it.");
}

static void say_cost(const struct audit_facts *facts, struct audit_judgement *judgement, struct cost cost)
{
    say(judgement, "Argon2id, %s Kio de mémoire, %s passe%s, %d voie%s",
        "Argon2id, %s KiB of memory, %s pass%s, %d lane%s", spell_integer(facts->french, cost.memory).text,
        spell_integer(facts->french, cost.passes).text,
        cost.passes < 2 ? ""
        : facts->french ? "s"
                        : "es",
        (int)cost.lanes, plural(facts->french, cost.lanes));
}

void judge_irreversible(const struct audit_facts *facts, struct audit_judgement *judgement)
{
    (void)facts;
    say(judgement, "La politique fixe Argon2id, fonction non réversible, avec un sel",
        "The policy sets Argon2id, a non-reversible function, with a salt");
    say_by_hash(judgement);
}

void judge_password_function(const struct audit_facts *facts, struct audit_judgement *judgement)
{
    say(judgement, "La politique fixe ", "The policy sets ");
    say_cost(facts, judgement, cost_of(facts->policy));
    say_by_hash(judgement);
}

void judge_salt(const struct audit_facts *facts, struct audit_judgement *judgement)
{
    int64_t bytes = policy_integer(facts->policy, KEY_HASH_SALT);
    if (bytes * 8 < SALT_BITS_LEAST)
        judgement->verdict = PWPOL_AUDIT_NOT_MET;
    say(judgement, "La politique fixe un sel de %d bits (%d octets)",
        "The policy sets a salt of %d bits (%d bytes)", (int)bytes * 8, (int)bytes);
    say_by_hash(judgement);
}

void judge_pepper(const struct audit_facts *facts, struct audit_judgement *judgement)
{
    if (pwpol_policy_get(facts->policy, "hash.pepper_file")[0] != '\0') {
        say(judgement,
            "Les empreintes sont scellées sous une clé lue dans un fichier que le service seul peut lire, "
            "hors de la base des empreintes",
            "Hashes are sealed under a key read from a file that the service alone can read, outside the "
            "database of hashes");
        say_by_hash(judgement);
        return;
    }
    judgement->verdict = PWPOL_AUDIT_OUTSIDE;
    say(judgement,
        "La politique ne nomme aucune clé : si le service en emploie une, il la garde hors de la base des "
        "empreintes.",
        "The policy names no key: a service that uses one keeps it out of the database of hashes.");
}

void judge_logs(const struct audit_facts *facts, struct audit_judgement *judgement)
{
    (void)facts;
    judgement->verdict = PWPOL_AUDIT_OUTSIDE;
    say(judgement,
        "Ni les messages ni les rapports de pwpol ne reprennent le mot de passe ; le service répond de ses "
        "propres journaux.",
        "Neither the messages nor the reports of pwpol repeat the password; the service answers for its own "
        "logs.");
}

void judge_transport(const struct audit_facts *facts, struct audit_judgement *judgement)
{
    (void)facts;
    judgement->verdict = PWPOL_AUDIT_OUTSIDE;
    say(judgement, "La bibliothèque n'ouvre aucune connexion : le chiffrement du canal revient au service.",
        "The library opens no connection: encrypting the channel is the service's duty.");
}

void judge_owasp_argon2(const struct audit_facts *facts, struct audit_judgement *judgement)
{
    enum { PASSES_MOST = 5 }; /* of the pairs */
    struct cost cost = cost_of(facts->policy);
    int64_t passes = cost.passes < PASSES_MOST ? cost.passes : PASSES_MOST;
    int64_t memory = owasp_memory(passes);
    say(judgement, "La politique fixe ", "The policy sets ");
    say_cost(facts, judgement, cost);
    if (cost.memory < memory)
        judgement->verdict = PWPOL_AUDIT_NOT_MET;
    say(judgement, cost.memory < memory ? " : moins que le couple " : " : au moins le couple ",
        cost.memory < memory ? ": less than the pair " : ": at least the pair ");
    say(judgement, "m = %s Kio, t = %d, p = 1", "m = %s KiB, t = %d, p = 1",
        spell_integer(facts->french, memory).text, (int)passes);
    say_by_hash(judgement);
}

void judge_owasp_others(const struct audit_facts *facts, struct audit_judgement *judgement)
{
    (void)facts;
    judgement->verdict = PWPOL_AUDIT_NOT_APPLICABLE;
    say(judgement,
        "La politique fixe Argon2id ; ces minima concernent les empreintes anciennes que le service "
        "garderait.",
        "The policy sets Argon2id; these minima concern older hashes that the service may still keep.");
}

/* Lanes share the same memory and passes out: fewer of them spare an attacker
 * nothing, so they are told but not judged. */
void judge_rfc_9106(const struct audit_facts *facts, struct audit_judgement *judgement)
{
    struct cost cost = cost_of(facts->policy);
    int64_t salt = policy_integer(facts->policy, KEY_HASH_SALT);
    int64_t tag = policy_integer(facts->policy, KEY_HASH_TAG);
    bool first = cost.memory >= RFC_FIRST_MEMORY;
    bool second = cost.memory >= RFC_MEMORY && cost.passes >= RFC_PASSES;
    bool reached = (first || second) && salt >= RFC_SALT && tag >= RFC_TAG;
    say(judgement, "La politique fixe ", "The policy sets ");
    say_cost(facts, judgement, cost);
    if (cost.lanes != RFC_LANES)
        say(judgement, " (la RFC en propose %d ; le travail total est le même)",
            " (the RFC proposes %d; the total work is the same)", RFC_LANES);
    say(judgement, ", un sel de %d bits, une empreinte de %d bits", ", a salt of %d bits, a tag of %d bits",
        (int)salt * 8, (int)tag * 8);
    if (!reached) {
        judgement->verdict = PWPOL_AUDIT_NOT_MET;
        say(judgement, " : moins que le second choix de la RFC.", ": less than the RFC's second choice.");
        return;
    }
    if (first)
        say(judgement, " : au moins le premier choix", ": at least the first choice");
    else
        say(judgement, " : au moins le second choix", ": at least the second choice");
    say_by_hash(judgement);
}
