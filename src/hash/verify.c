#include "base/sized.h"
#include "base/uncancelled.h"
#include "hash/hasher.h"

#include "pwpol/hash.h"

#include <sodium.h>
#include <stddef.h>
#include <string.h>

const char *pwpol_strverdict(pwpol_verdict verdict, const char *lang)
{
    static const struct {
        const char *english;
        const char *french;
    } sentences[] = {
        [PWPOL_MATCH] = { "The password matches.", "Le mot de passe correspond." },
        [PWPOL_MISMATCH] = { "The password does not match.", "Le mot de passe ne correspond pas." },
        [PWPOL_MALFORMED] = { "The stored hash is damaged or of no known format.",
                              "L'empreinte enregistrée est abîmée ou d'un format inconnu." },
        [PWPOL_UNSUPPORTED] = { "The stored hash is of a format that the policy does not allow.",
                                "L'empreinte enregistrée est d'un format que la politique n'autorise pas." },
        [PWPOL_OVER_LIMIT] = { "The stored hash asks for more than the ceilings or the memory budget of the "
                               "policy allow.",
                               "L'empreinte enregistrée demande plus que les plafonds ou le budget mémoire "
                               "de la politique." },
        [PWPOL_BUSY] = { "The memory for hashing did not come free in time; try again later.",
                         "La mémoire de hachage ne s'est pas libérée à temps\u00a0; réessayez plus tard." },
        [PWPOL_NO_MEMORY] = { "Not enough memory to compute the hash.",
                              "Mémoire insuffisante pour calculer l'empreinte." },
        [PWPOL_UNKNOWN_KEY] = { "The hash is sealed under a pepper key that the key ring does not hold.",
                                "L'empreinte est scellée par une clé de poivre absente du trousseau." },
        [PWPOL_WRONG_ACCOUNT] = { "The seal does not open: the hash was altered or belongs to another "
                                  "account.",
                                  "Le sceau ne s'ouvre pas\u00a0: l'empreinte a été altérée ou vient "
                                  "d'un autre compte." },
        [PWPOL_BAD_PASSWORD] = { "The password is not text that anyone could have chosen.",
                                 "Le mot de passe n'est pas un texte que quiconque ait pu choisir." },
        [PWPOL_FAILED] = { "A defect of pwpol, of its caller or of a library it stands on.",
                           "Un défaut de pwpol, de son appelant ou d'une bibliothèque dont elle dépend." },
    };
    bool french = lang != NULL && strcmp(lang, "fr") == 0;
    if ((unsigned)verdict >= sizeof sentences / sizeof sentences[0])
        return french ? "Verdict inconnu." : "Unknown verdict.";
    return french ? sentences[verdict].french : sentences[verdict].english;
}

/* The tag of input under the stored parameters, compared in constant time. */
static pwpol_verdict compare_argon2(struct pwpol_hasher *hasher, const struct phc *phc, const void *input,
                                    size_t input_len)
{
    unsigned char tag[PHC_TAG_MAX];
    struct argon2_task task = hasher_task(phc, input, input_len, tag);
    pwpol_verdict verdict = hasher_compute(hasher, &task);
    if (verdict == PWPOL_MATCH && sodium_memcmp(tag, phc->tag, phc->tag_len) != 0)
        verdict = PWPOL_MISMATCH;
    secret_wipe(tag, sizeof tag);
    return verdict;
}

/* The legacy digest of the password, computed within the budget: scrypt and
 * yescrypt take as much memory as Argon2, and the others a core. */
static pwpol_verdict legacy_digest(struct pwpol_hasher *hasher, const struct legacy *legacy,
                                   const struct prepared *password, unsigned char digest[LEGACY_DIGEST_SIZE],
                                   size_t *digest_len)
{
    struct slot slot;
    enum slots_answer answer =
        slots_take(hasher->slots, legacy_memory(legacy), false, hasher->wait_ms, &slot);
    if (answer != SLOTS_TAKEN)
        return answer == SLOTS_BUSY ? PWPOL_BUSY : PWPOL_NO_MEMORY;
    pwpol_verdict verdict = legacy_compute(legacy, password->bytes, password->length, digest, digest_len);
    slots_give(hasher->slots, &slot, 0);
    return verdict;
}

static pwpol_verdict compare(struct pwpol_hasher *hasher, const struct stored *stored,
                             const struct prepared *password)
{
    if (stored->kind == STORED_ARGON2)
        return compare_argon2(hasher, &stored->phc, password->bytes, password->length);
    unsigned char digest[LEGACY_DIGEST_SIZE];
    size_t digest_len = 0;
    pwpol_verdict verdict = legacy_digest(hasher, &stored->legacy, password, digest, &digest_len);
    if (verdict == PWPOL_MATCH && stored->kind == STORED_ONION)
        verdict = compare_argon2(hasher, &stored->phc, digest, digest_len);
    else if (verdict == PWPOL_MATCH && (digest_len != stored->legacy.digest_len ||
                                        sodium_memcmp(digest, stored->legacy.digest, digest_len) != 0))
        verdict = PWPOL_MISMATCH;
    secret_wipe(digest, sizeof digest);
    return verdict;
}

static double work_of(const struct argon2_cost *cost)
{
    return (double)cost->memory * (double)cost->passes;
}

/* Weaker in any parameter than what would be made now, and no stronger in all. */
static bool is_weaker(const struct pwpol_hasher *hasher, const struct phc *phc)
{
    if (phc->variant != ARGON2_VARIANT_ID || phc->version < ARGON2_V13 || phc->salt_len < hasher->salt_len ||
        phc->tag_len < hasher->tag_len)
        return true;
    bool weaker = phc->cost.memory < hasher->cost.memory || phc->cost.passes < hasher->cost.passes ||
                  phc->cost.lanes < hasher->cost.lanes;
    return weaker && work_of(&phc->cost) <= work_of(&hasher->cost);
}

static bool wants_rehash(const struct pwpol_hasher *hasher, const struct stored *stored)
{
    return stored->kind != STORED_ARGON2 || !stored->plain || !stored->sealed_currently ||
           is_weaker(hasher, &stored->phc);
}

bool pwpol_needs_rehash(const pwpol_hasher *hasher, const char *stored, const void *account,
                        size_t account_len)
{
    struct stored opened;
    struct account owner = { account, account_len };
    if (hasher == NULL || stored == NULL || (account == NULL && account_len > 0))
        return true;
    bool wanted =
        stored_open(hasher, stored, &owner, &opened) != PWPOL_MATCH || wants_rehash(hasher, &opened);
    secret_wipe(&opened, sizeof opened);
    return wanted;
}

static const char *scheme_of(const struct stored *stored)
{
    static const char *const names[] = { "argon2d", "argon2i", "argon2id" };
    if (stored->kind == STORED_ARGON2)
        return names[stored->phc.variant];
    return stored->kind == STORED_UNKNOWN || stored->legacy.scheme == NULL ? "" : stored->legacy.scheme->name;
}

static pwpol_verdict give(pwpol_verified *result, const pwpol_verified *verified)
{
    (void)sized_give(result, verified, sizeof *verified);
    return verified->verdict;
}

pwpol_verdict pwpol_verify(pwpol_hasher *hasher, const char *stored, const char *password,
                           size_t password_len, const void *account, size_t account_len,
                           pwpol_verified *result)
{
    UNCANCELLED;
    pwpol_verified verified = { .size = sizeof verified, .verdict = PWPOL_FAILED, .scheme = "", .limit = "" };
    if (hasher == NULL || stored == NULL || (password == NULL && password_len > 0) ||
        (account == NULL && account_len > 0))
        return give(result, &verified);
    struct arena arena = { 0 };
    struct prepared prepared;
    struct stored opened;
    struct account owner = { account, account_len };
    pwpol_status status = hasher_prepare(hasher, &arena, password, password_len, &prepared);
    verified.verdict = status == PWPOL_OK              ? stored_open(hasher, stored, &owner, &opened)
                       : status == PWPOL_ERR_NO_MEMORY ? PWPOL_NO_MEMORY
                                                       : PWPOL_BAD_PASSWORD;
    if (status == PWPOL_OK && verified.verdict == PWPOL_MATCH) {
        const struct legacy_scheme *scheme = opened.kind == STORED_ARGON2 ? NULL : opened.legacy.scheme;
        verified.scheme = scheme_of(&opened);
        verified.truncated =
            scheme != NULL && scheme->truncates != NULL && scheme->truncates(prepared.bytes, prepared.length);
        verified.verdict = stored_allowed(hasher, &opened, &verified.limit);
        if (verified.verdict == PWPOL_MATCH)
            verified.verdict = compare(hasher, &opened, &prepared);
        verified.needs_rehash = verified.verdict == PWPOL_MATCH && wants_rehash(hasher, &opened);
    }
    secret_wipe(&opened, sizeof opened);
    arena_end(&arena);
    return give(result, &verified);
}

pwpol_verdict pwpol_verify_absent(pwpol_hasher *hasher, const char *password, size_t password_len)
{
    UNCANCELLED;
    if (hasher == NULL || (password == NULL && password_len > 0))
        return PWPOL_FAILED;
    struct arena arena = { 0 };
    struct prepared prepared;
    struct phc phc;
    pwpol_verdict verdict = PWPOL_BAD_PASSWORD;
    pwpol_status status = hasher_prepare(hasher, &arena, password, password_len, &prepared);
    if (status == PWPOL_OK)
        verdict = hasher_make_as_if(hasher, prepared.bytes, prepared.length, &phc);
    else if (status == PWPOL_ERR_NO_MEMORY)
        verdict = PWPOL_NO_MEMORY;
    secret_wipe(&phc, sizeof phc);
    arena_end(&arena);
    return verdict == PWPOL_MATCH ? PWPOL_MISMATCH : verdict;
}
