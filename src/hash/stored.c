/* Stored strings: what they are, before anything is computed. */
#include "hash/hasher.h"

#include "base/uncancelled.h"

#include <string.h>

const char onion_prefix[] = "$pwpol-onion$";

static bool starts_with(const char *text, const char *prefix)
{
    while (*prefix != '\0' && *text == *prefix) {
        text++;
        prefix++;
    }
    return *prefix == '\0';
}

static pwpol_verdict open_onion(const char *text, struct stored *stored)
{
    char setting[LEGACY_SETTING_SIZE];
    const char *encoded = text + strlen(onion_prefix);
    const char *argon2 = strchr(encoded, '$');
    if (argon2 == NULL || !phc_parse(argon2, strlen(argon2), &stored->phc))
        return PWPOL_MALFORMED;
    int setting_len =
        base64_decode(encoded, (size_t)(argon2 - encoded), (unsigned char *)setting, sizeof setting - 1);
    if (setting_len < 0)
        return PWPOL_MALFORMED;
    stored->kind = STORED_ONION;
    return legacy_parse(setting, (size_t)setting_len, true, &stored->legacy) ? PWPOL_MATCH
                                                                             : PWPOL_UNSUPPORTED;
}

static pwpol_verdict open_inner(const char *text, struct stored *stored)
{
    static const char django[] = "argon2$"; /* in front of a PHC string: argon2$argon2id$v=19$... */
    if (starts_with(text, onion_prefix))
        return open_onion(text, stored);
    bool from_django = starts_with(text, django);
    const char *argon2 = from_django ? text + strlen(django) - 1 : text;
    if (starts_with(argon2, "$argon2")) {
        if (!phc_parse(argon2, strlen(argon2), &stored->phc))
            return PWPOL_MALFORMED;
        stored->kind = STORED_ARGON2;
        stored->plain = !from_django;
        return PWPOL_MATCH;
    }
    if (!legacy_parse(text, strlen(text), false, &stored->legacy))
        return PWPOL_MALFORMED;
    stored->kind = STORED_LEGACY;
    return PWPOL_MATCH;
}

pwpol_verdict stored_open(const struct pwpol_hasher *hasher, const char *text, const struct account *account,
                          struct stored *stored)
{
    *stored = (struct stored){ .sealed_currently = hasher->ring == NULL };
    size_t text_len = strnlen(text, PWPOL_HASH_SIZE);
    if (text_len == PWPOL_HASH_SIZE)
        return PWPOL_MALFORMED;
    const char *id = NULL;
    size_t id_len = 0;
    if (!seal_recognise(text, text_len, &id, &id_len))
        return open_inner(text, stored);
    char inner[INNER_SIZE];
    pwpol_verdict verdict = seal_open(hasher->ring, account, text, text_len, inner);
    if (verdict == PWPOL_MATCH) {
        const struct pepper_key *current = &hasher->ring->keys[hasher->ring->current];
        stored->sealed_currently = keyring_find(hasher->ring, id, id_len) == current;
        verdict = open_inner(inner, stored);
    }
    secret_wipe(inner, sizeof inner);
    return verdict;
}

pwpol_status stored_write(const struct pwpol_hasher *hasher, const struct account *account, const char *inner,
                          char text[PWPOL_HASH_SIZE])
{
    if (hasher->ring != NULL)
        return seal(&hasher->ring->keys[hasher->ring->current], account, inner, text);
    memcpy(text, inner, strlen(inner) + 1);
    return PWPOL_OK;
}

/* ---- Without passwords ---- */

/* The inner string of a sealed credential, or an unsealed one as it is. */
static pwpol_status take_inner(const pwpol_hasher *hasher, const char *stored, const struct account *owner,
                               char inner[INNER_SIZE])
{
    struct stored opened;
    const char *id = NULL;
    size_t id_len = 0;
    pwpol_verdict verdict = stored_open(hasher, stored, owner, &opened);
    secret_wipe(&opened, sizeof opened);
    if (verdict != PWPOL_MATCH)
        return status_of(verdict);
    size_t stored_len = strlen(stored);
    if (seal_recognise(stored, stored_len, &id, &id_len))
        return status_of(seal_open(hasher->ring, owner, stored, stored_len, inner));
    if (stored_len >= INNER_SIZE)
        return PWPOL_ERR_TOO_LONG;
    memcpy(inner, stored, stored_len + 1);
    return PWPOL_OK;
}

pwpol_status pwpol_rewrap(const pwpol_hasher *hasher, const char *stored, const void *account,
                          size_t account_len, char renewed[PWPOL_HASH_SIZE])
{
    UNCANCELLED;
    if (hasher == NULL || stored == NULL || renewed == NULL || (account == NULL && account_len > 0))
        return PWPOL_ERR_ARGUMENT;
    struct account owner = { account, account_len };
    char inner[INNER_SIZE];
    pwpol_status status = hasher->ring == NULL ? PWPOL_ERR_KEY : take_inner(hasher, stored, &owner, inner);
    if (status == PWPOL_OK)
        status = stored_write(hasher, &owner, inner, renewed); /* stored may be renewed itself */
    if (status != PWPOL_OK)
        renewed[0] = '\0';
    secret_wipe(inner, sizeof inner);
    return status;
}

pwpol_status pwpol_wrap_legacy(pwpol_hasher *hasher, const char *legacy, const void *account,
                               size_t account_len, char stored[PWPOL_HASH_SIZE])
{
    UNCANCELLED;
    if (hasher == NULL || legacy == NULL || stored == NULL || (account == NULL && account_len > 0))
        return PWPOL_ERR_ARGUMENT;
    struct account owner = { account, account_len };
    struct stored opened;
    pwpol_verdict verdict = stored_open(hasher, legacy, &owner, &opened);
    stored[0] = '\0'; /* legacy may be stored itself */
    if (verdict == PWPOL_MATCH && opened.kind != STORED_LEGACY) {
        secret_wipe(&opened, sizeof opened);
        return PWPOL_ERR_ARGUMENT; /* already Argon2, or already wrapped */
    }
    struct phc phc;
    const char *limit;
    if (verdict == PWPOL_MATCH)
        verdict = stored_allowed(hasher, &opened, &limit);
    pwpol_status status = status_of(verdict);
    if (status == PWPOL_OK)
        status = hasher_make(hasher, opened.legacy.digest, opened.legacy.digest_len, &phc);
    if (status == PWPOL_OK) {
        char inner[INNER_SIZE];
        memcpy(inner, onion_prefix, strlen(onion_prefix));
        phc_write(&phc, base64_encode((const unsigned char *)opened.legacy.setting,
                                      strlen(opened.legacy.setting), inner + strlen(onion_prefix)));
        status =
            strlen(inner) < INNER_SIZE ? stored_write(hasher, &owner, inner, stored) : PWPOL_ERR_INTERNAL;
        secret_wipe(inner, sizeof inner);
    }
    secret_wipe(&phc, sizeof phc);
    secret_wipe(&opened, sizeof opened);
    return status;
}
