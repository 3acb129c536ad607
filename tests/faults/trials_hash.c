/* Trials of hashing and renewal. */
#include "trials.h"

#include <pthread.h>
#include <stdio.h>

/* What a verdict that is no answer says of the system. */
static pwpol_status status_of(pwpol_verdict verdict, pwpol_verdict wanted)
{
    if (verdict == wanted)
        return PWPOL_OK;
    assert_int_not_equal(verdict, PWPOL_MATCH);
    return verdict == PWPOL_NO_MEMORY ? PWPOL_ERR_NO_MEMORY
           : verdict == PWPOL_BUSY    ? PWPOL_ERR_BUSY
                                      : PWPOL_ERR_INTERNAL;
}

/* ---- Keys and hashers ---- */

ASKS(pwpol_strverdict, strlen(pwpol_strverdict(PWPOL_BUSY, "fr")) > 0 && world != NULL)

static pwpol_status end_ring(pwpol_status status, pwpol_keyring *ring)
{
    assert_true((status == PWPOL_OK) == (ring != NULL));
    pwpol_keyring_free(ring);
    return status;
}

static pwpol_status try_pwpol_keyring_new(struct world *world)
{
    pwpol_keyring *ring = UNSET;
    world->strike();
    pwpol_status status = pwpol_keyring_new(&ring);
    world->spare();
    return end_ring(status, ring);
}

static pwpol_status try_pwpol_keyring_load(struct world *world)
{
    pwpol_keyring *ring = UNSET;
    world->strike();
    pwpol_status status = pwpol_keyring_load(&ring, "ring", NULL);
    world->spare();
    return end_ring(status, ring);
}

static pwpol_keyring *a_ring(struct world *world)
{
    pwpol_keyring *ring = NULL;
    assert_int_equal(pwpol_keyring_new(&ring), PWPOL_OK);
    assert_int_equal(pwpol_keyring_add(ring, "one", world->pepper, true), PWPOL_OK);
    return ring;
}
ENDS(pwpol_keyring_free, pwpol_keyring, a_ring)

static pwpol_status try_pwpol_keyring_add(struct world *world)
{
    static const unsigned char key[32] = { 2 };
    pwpol_keyring *ring = a_ring(world);
    world->strike();
    pwpol_status status = pwpol_keyring_add(ring, "two", key, true);
    world->spare();
    pwpol_keyring_free(ring);
    return status;
}

static pwpol_status made_hasher(struct world *world, const pwpol_policy *policy, const pwpol_keyring *ring)
{
    pwpol_hasher *hasher = UNSET;
    world->strike();
    pwpol_status status = pwpol_hasher_new(&hasher, policy, ring, NULL);
    world->spare();
    assert_true((status == PWPOL_OK) == (hasher != NULL));
    pwpol_hasher_free(hasher);
    return status;
}

static pwpol_status try_pwpol_hasher_new(struct world *world)
{
    return made_hasher(world, world->policy, world->ring);
}

static pwpol_status try_pepper_file(struct world *world)
{
    pwpol_policy *policy = NULL;
    assert_int_equal(pwpol_policy_new(&policy, NULL), PWPOL_OK);
    assert_int_equal(pwpol_policy_set(policy, "hash.pepper_file", "ring", NULL), PWPOL_OK);
    pwpol_status status = made_hasher(world, policy, NULL);
    pwpol_policy_free(policy);
    return status;
}

/* One that has hashed, so that it keeps memory. */
static pwpol_hasher *a_hasher(struct world *world)
{
    char stored[PWPOL_HASH_SIZE];
    pwpol_hasher *hasher = NULL;
    assert_int_equal(pwpol_hasher_new(&hasher, world->policy, world->ring, NULL), PWPOL_OK);
    assert_int_equal(pwpol_hash(hasher, "azerty", 6, WORLD_ACCOUNT, WORLD_ACCOUNT_LEN, stored), PWPOL_OK);
    return hasher;
}
ENDS(pwpol_hasher_free, pwpol_hasher, a_hasher)

static pwpol_status try_pwpol_hasher_engine(struct world *world)
{
    pwpol_engine engine = { .size = sizeof engine };
    world->strike();
    pwpol_status status = pwpol_hasher_engine(world->hasher, &engine);
    world->spare();
    return status;
}

static void hear(void *context, const pwpol_event *event)
{
    (void)context, (void)event;
    pthread_testcancel();
}

static pwpol_status try_pwpol_hasher_report(struct world *world)
{
    world->strike();
    pwpol_hasher_report(world->hasher, hear, NULL);
    world->spare();
    return PWPOL_OK;
}

/* ---- Hashing: a hasher made anew, whose slots have no memory yet ---- */

static pwpol_hasher *idle_hasher(const struct world *world)
{
    pwpol_hasher *hasher = NULL;
    assert_int_equal(pwpol_hasher_new(&hasher, world->policy, world->ring, NULL), PWPOL_OK);
    return hasher;
}

/* "" unless it was made; and the hasher goes on. */
static pwpol_status end_stored(pwpol_status status, const char *stored, pwpol_hasher *hasher, struct world *world)
{
    assert_true((status == PWPOL_OK) == (stored[0] != '\0'));
    assert_int_equal(pwpol_verify(hasher, world->stored, world->password, world->password_len, WORLD_ACCOUNT,
                                  WORLD_ACCOUNT_LEN, NULL),
                     PWPOL_MATCH);
    pwpol_hasher_free(hasher);
    return status;
}

static pwpol_status try_pwpol_hash(struct world *world)
{
    char stored[PWPOL_HASH_SIZE] = "before";
    pwpol_hasher *hasher = idle_hasher(world);
    world->strike();
    pwpol_status status = pwpol_hash(hasher, world->password, world->password_len, WORLD_ACCOUNT, WORLD_ACCOUNT_LEN, stored);
    world->spare();
    return end_stored(status, stored, hasher, world);
}

static pwpol_status verified(struct world *world, const char *stored, const char *password, size_t length,
                             pwpol_verdict wanted)
{
    pwpol_verified result = { .size = sizeof result };
    pwpol_hasher *hasher = idle_hasher(world);
    world->strike();
    pwpol_verdict verdict = pwpol_verify(hasher, stored, password, length, WORLD_ACCOUNT, WORLD_ACCOUNT_LEN, &result);
    world->spare();
    assert_int_equal(result.verdict, verdict);
    return end_stored(status_of(verdict, wanted), verdict == wanted ? stored : "", hasher, world);
}

static pwpol_status try_pwpol_verify(struct world *world)
{
    return verified(world, world->stored, world->password, world->password_len, PWPOL_MATCH);
}

static pwpol_status try_wrong(struct world *world)
{
    return verified(world, world->stored, "azerty", 6, PWPOL_MISMATCH);
}

static pwpol_status try_bcrypt(struct world *world)
{
    static const char bcrypt[] = "$2b$04$trFWiw.y/K1IebhOKClG9Of/biPPgeRHlUNuKvwvH9Ocjt/86gFr6";
    return verified(world, bcrypt, "secret", 6, PWPOL_MATCH);
}

static pwpol_status try_pwpol_verify_absent(struct world *world)
{
    pwpol_hasher *hasher = idle_hasher(world);
    world->strike();
    pwpol_verdict verdict = pwpol_verify_absent(hasher, world->password, world->password_len);
    world->spare();
    return end_stored(status_of(verdict, PWPOL_MISMATCH), verdict == PWPOL_MISMATCH ? "-" : "", hasher, world);
}

ASKS(pwpol_needs_rehash, !pwpol_needs_rehash(world->hasher, world->stored, WORLD_ACCOUNT, WORLD_ACCOUNT_LEN))

static pwpol_status try_pwpol_rewrap(struct world *world)
{
    char renewed[PWPOL_HASH_SIZE] = "before";
    pwpol_hasher *hasher = idle_hasher(world);
    world->strike();
    pwpol_status status = pwpol_rewrap(hasher, world->stored, WORLD_ACCOUNT, WORLD_ACCOUNT_LEN, renewed);
    world->spare();
    return end_stored(status, renewed, hasher, world);
}

static pwpol_status try_pwpol_wrap_legacy(struct world *world)
{
    char stored[PWPOL_HASH_SIZE] = "before";
    pwpol_hasher *hasher = idle_hasher(world);
    world->strike();
    pwpol_status status = pwpol_wrap_legacy(hasher, "{SSHA}AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", WORLD_ACCOUNT,
                                            WORLD_ACCOUNT_LEN, stored);
    world->spare();
    return end_stored(status, stored, hasher, world);
}

/* ---- Tuning ---- */

static pwpol_status tune(pwpol_tuning **tuning)
{
    const pwpol_tune_request request = { sizeof request, 1, 8 * 1024 * 1024, 1 };
    return pwpol_tune(&request, tuning);
}

static pwpol_status try_pwpol_tune(struct world *world)
{
    pwpol_tuning *tuning = UNSET;
    world->strike();
    pwpol_status status = tune(&tuning);
    world->spare();
    assert_true((status == PWPOL_OK) == (tuning != NULL));
    pwpol_tuning_free(tuning);
    return status;
}

/* Measured once: it takes a while. */
static pwpol_tuning *tuned(struct world *world)
{
    if (world->tuning == NULL)
        assert_int_equal(tune(&world->tuning), PWPOL_OK);
    return world->tuning;
}

static pwpol_status try_pwpol_tuning_candidate(struct world *world)
{
    pwpol_candidate candidate = { .size = sizeof candidate };
    const pwpol_tuning *tuning = tuned(world);
    world->strike();
    pwpol_status status = pwpol_tuning_candidate(tuning, 0, &candidate);
    world->spare();
    return status;
}

static pwpol_status try_pwpol_tuning_free(struct world *world)
{
    pwpol_tuning *tuning = tuned(world);
    world->tuning = NULL;
    world->strike();
    pwpol_tuning_free(tuning);
    pwpol_tuning_free(NULL);
    world->spare();
    return PWPOL_OK;
}

ASKS(pwpol_tuning_slots, pwpol_tuning_slots(tuned(world)) == 1)
ASKS(pwpol_tuning_count, pwpol_tuning_count(tuned(world)) > 0)
ASKS(pwpol_tuning_recommended, pwpol_tuning_recommended(tuned(world)) < pwpol_tuning_count(world->tuning))

/* ---- Renewal ---- */

static pwpol_status try_pwpol_renewal(struct world *world)
{
    const pwpol_password_life life = { .size = sizeof life, .changed_at = WORLD_NOW };
    pwpol_renewal_result result = { .size = sizeof result };
    world->strike();
    pwpol_status status = pwpol_renewal(world->policy, &life, WORLD_NOW, &result);
    world->spare();
    return status;
}

static pwpol_status try_pwpol_renewal_sentence(struct world *world)
{
    const pwpol_renewal_result result = { .size = sizeof result,
                                          .state = PWPOL_RENEWAL_MUST_CHANGE,
                                          .reason = PWPOL_REASON_COMPROMISED };
    char text[256];
    world->strike();
    size_t length = pwpol_renewal_sentence(&result, "fr", text, sizeof text);
    world->spare();
    return length > 0 ? PWPOL_OK : PWPOL_ERR_INTERNAL;
}

static pwpol_status try_pwpol_history_add(struct world *world)
{
    char *renewed = UNSET;
    world->strike();
    pwpol_status status = pwpol_history_add(world->policy, world->stored, world->stored, &renewed);
    world->spare();
    assert_true((status == PWPOL_OK) == (renewed != NULL));
    pwpol_free(renewed);
    return status;
}

static pwpol_status try_pwpol_reset_token_new(struct world *world)
{
    char token[PWPOL_RESET_TOKEN_SIZE] = "before", kept[PWPOL_RESET_STORED_SIZE] = "before";
    world->strike();
    pwpol_status status = pwpol_reset_token_new(world->policy, WORLD_ACCOUNT, WORLD_ACCOUNT_LEN, world->stored,
                                                WORLD_NOW, token, kept);
    world->spare();
    assert_true((status == PWPOL_OK) == (token[0] != '\0' && kept[0] != '\0'));
    return status;
}

ASKS(pwpol_reset_token_check, pwpol_reset_token_check(world->policy, world->kept, world->token, WORLD_ACCOUNT,
                                                      WORLD_ACCOUNT_LEN, world->stored, WORLD_NOW))

const struct trial trials_of_hash[] = {
    TRIAL(pwpol_strverdict),
    TRIAL(pwpol_keyring_new),
    TRIAL(pwpol_keyring_load),
    TRIAL(pwpol_keyring_free),
    TRIAL(pwpol_keyring_add),
    TRIAL(pwpol_hasher_new),
    { "pwpol_hasher_new", "with a file of keys", try_pepper_file },
    TRIAL(pwpol_hasher_free),
    TRIAL(pwpol_hasher_engine),
    TRIAL(pwpol_hasher_report),
    TRIAL(pwpol_hash),
    TRIAL(pwpol_verify),
    { "pwpol_verify", "of a wrong password", try_wrong },
    { "pwpol_verify", "under bcrypt", try_bcrypt },
    TRIAL(pwpol_verify_absent),
    TRIAL(pwpol_needs_rehash),
    TRIAL(pwpol_rewrap),
    TRIAL(pwpol_wrap_legacy),
    TRIAL(pwpol_tune),
    TRIAL(pwpol_tuning_candidate),
    TRIAL(pwpol_tuning_slots),
    TRIAL(pwpol_tuning_count),
    TRIAL(pwpol_tuning_recommended),
    TRIAL(pwpol_tuning_free),
    TRIAL(pwpol_renewal),
    TRIAL(pwpol_renewal_sentence),
    TRIAL(pwpol_history_add),
    TRIAL(pwpol_reset_token_new),
    TRIAL(pwpol_reset_token_check),
};
const size_t trials_of_hash_count = sizeof trials_of_hash / sizeof trials_of_hash[0];
