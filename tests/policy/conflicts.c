/* pwpol_policy_validate(): values that contradict each other, and those that only look so. */
#include "suite.h"

#include "policy/policy.h"

/* clang-format off */
static const struct {
    const char *preset;
    const char *sets[8]; /* key, value, ... */
    const char *key;     /* to change; NULL: no contradiction */
    const char *allowed;
    const char *en, *fr; /* parts of the sentences */
} rows[] = {
    { NULL, { "length.min", "65", "length.max", "64" }, "length.min", "1 to 64",
      "length.min = 65 is above length.max = 64", "length.min = 65 dépasse length.max = 64" },
    { NULL, { "length.min", "64", "length.max", "64" }, NULL, NULL, NULL, NULL },

    { NULL, { "length.min", "3", "classes.min", "4" }, "length.min", "4 to 1024",
      "length.min = 3 is too short for the 4 classes", "trop court pour les 4 classes" },
    { NULL, { "length.min", "4", "classes.min", "4" }, NULL, NULL, NULL, NULL },
    { NULL, { "length.min", "3", "classes.required", "lower upper digit special" }, "length.min", "4 to 1024",
      "length.min = 3", "length.min = 3" },
    { NULL, { "length.min", "1", "classes.required", "letter digit" }, "length.min", "2 to 1024",
      "the 2 classes", "les 2 classes" },
    /* A lower case is a letter; a lower and an upper case are one class more, not two. */
    { NULL, { "length.min", "2", "classes.required", "lower letter digit" }, NULL, NULL, NULL, NULL },
    { NULL, { "length.min", "2", "classes.required", "lower upper letter" }, NULL, NULL, NULL, NULL },

    { NULL, { "strength.require", "guesses", "guesses.min", "0" }, "guesses.min", "above 0",
      "strength.require = guesses refuses nothing while guesses.min = 0",
      "strength.require = guesses ne refuse rien tant que guesses.min = 0" },
    { NULL, { "strength.require", "formal", "entropy.min", "0" }, "entropy.min", "above 0",
      "strength.require = formal refuses nothing", "strength.require = formal ne refuse rien" },
    { NULL, { "strength.require", "either", "entropy.min", "0" }, "entropy.min", "above 0", "either", "either" },
    { NULL, { "strength.require", "either", "guesses.min", "0" }, "guesses.min", "above 0", "either", "either" },
    { NULL, { "strength.require", "both", "entropy.min", "0", "guesses.min", "0" }, "entropy.min", "above 0",
      "both", "both" },
    { NULL, { "strength.require", "both", "guesses.min", "0" }, NULL, NULL, NULL, NULL },
    { NULL, { "strength.require", "both", "entropy.min", "0" }, NULL, NULL, NULL, NULL },
    { NULL, { "strength.require", "guesses", "entropy.min", "0" }, NULL, NULL, NULL, NULL },
    { NULL, { "strength.require", "none", "entropy.min", "0", "guesses.min", "0" }, NULL, NULL, NULL, NULL },

    /* 64 x log2(99) = 424.28 rounds to 424 */
    { NULL, { "length.max", "64", "entropy.min", "425", "entropy.examples", "" }, "entropy.min",
      "what length.max allows", "length.max = 64 characters reaches entropy.min = 425 bits",
      "length.max = 64 caractères n'atteint entropy.min = 425 bits" },
    { NULL, { "length.max", "64", "entropy.min", "424", "entropy.examples", "" }, NULL, NULL, NULL, NULL },
    { NULL, { "length.max", "64", "entropy.min", "425" }, NULL, NULL, NULL, NULL }, /* examples pass */
    { NULL, { "length.max", "64", "entropy.min", "425", "entropy.examples", "", "strength.require", "either" },
      NULL, NULL, NULL, NULL },

    { NULL, { "throttle.delay_first", "2h", "throttle.delay_max", "1h" }, "throttle.delay_max", "2h to 7d",
      "throttle.delay_max = 1h is shorter than the first wait, throttle.delay_first = 2h",
      "throttle.delay_max = 1h est plus court" },
    { NULL, { "throttle.delay_first", "1h", "throttle.delay_max", "1h" }, NULL, NULL, NULL, NULL },
    { NULL, { "throttle.delay_first", "2h", "throttle.delay_max", "1h", "throttle.delay_after", "0" },
      NULL, NULL, NULL, NULL },

    /* RFC 9106, 3.1: at least 8 KiB a lane */
    { NULL, { "hash.memory", "15", "hash.lanes", "2", "hash.allow_weak", "yes" }, "hash.memory", "16 to 4194304",
      "with hash.lanes = 2, hash.memory is 16 at least", "avec hash.lanes = 2, hash.memory vaut au moins 16" },
    { NULL, { "hash.memory", "16", "hash.lanes", "2", "hash.allow_weak", "yes" }, NULL, NULL, NULL, NULL },

    /* C7: 47104/1, 19456/2, 12288/3, 9216/4, 7168/5 */
    { NULL, { "hash.memory", "47103", "hash.passes", "1" }, "hash.memory", "47104 to 4194304",
      "below the OWASP minimum of 47104 KiB", "sous le minimum de l'OWASP, 47104 Kio" },
    { NULL, { "hash.memory", "47104", "hash.passes", "1" }, NULL, NULL, NULL, NULL },
    { NULL, { "hash.memory", "19455", "hash.passes", "2" }, "hash.memory", "19456 to 4194304", "", "" },
    { NULL, { "hash.memory", "19456", "hash.passes", "2" }, NULL, NULL, NULL, NULL },
    { NULL, { "hash.memory", "12287", "hash.passes", "3" }, "hash.memory", "12288 to 4194304", "", "" },
    { NULL, { "hash.memory", "12288", "hash.passes", "3" }, NULL, NULL, NULL, NULL },
    { NULL, { "hash.memory", "9215", "hash.passes", "4" }, "hash.memory", "9216 to 4194304", "", "" },
    { NULL, { "hash.memory", "9216", "hash.passes", "4" }, NULL, NULL, NULL, NULL },
    { NULL, { "hash.memory", "7167", "hash.passes", "5" }, "hash.memory", "7168 to 4194304", "", "" },
    { NULL, { "hash.memory", "7168", "hash.passes", "5" }, NULL, NULL, NULL, NULL },
    { NULL, { "hash.memory", "7167", "hash.passes", "1000", "hash.ceiling_passes", "1000" }, "hash.memory", "7168 to 4194304", "", "" },
    { NULL, { "hash.memory", "8", "hash.passes", "1", "hash.allow_weak", "yes" }, NULL, NULL, NULL, NULL },

    { NULL, { "hash.memory", "65537", "hash.ceiling_memory", "65536" }, "hash.ceiling_memory", "at least 65537",
      "hash.memory = 65537 is above hash.ceiling_memory = 65536",
      "hash.memory = 65537 dépasse hash.ceiling_memory = 65536" },
    { NULL, { "hash.memory", "65536", "hash.ceiling_memory", "65536" }, NULL, NULL, NULL, NULL },
    { NULL, { "hash.passes", "17" }, "hash.ceiling_passes", "at least 17", "would be refused", "refusées" },
    { NULL, { "hash.lanes", "17" }, "hash.ceiling_lanes", "at least 17", "would be refused", "refusées" },
    { NULL, { "hash.budget", "65535" }, "hash.budget", "0, or at least 65536",
      "hash.memory = 65536 is above hash.budget = 65535", "aucun hachage" },
    { NULL, { "hash.budget", "65536" }, NULL, NULL, NULL, NULL },

    { "cnil-2022-100-alone", { 0 }, NULL, NULL, NULL, NULL },
    { "cnil-2022-100-restricted", { 0 }, NULL, NULL, NULL, NULL },
    { "cnil-2022-100-device", { 0 }, NULL, NULL, NULL, NULL },
    { "anssi-moderate", { 0 }, NULL, NULL, NULL, NULL },
    { "anssi-strong", { 0 }, NULL, NULL, NULL, NULL },
    { "anssi-very-strong", { 0 }, NULL, NULL, NULL, NULL },
    { "nist-800-63b-4", { 0 }, NULL, NULL, NULL, NULL },
    { "owasp-asvs-5", { 0 }, NULL, NULL, NULL, NULL },
    { "pci-dss-4", { 0 }, NULL, NULL, NULL, NULL },
};
/* clang-format on */

static void contradictions_are_found_and_nothing_else(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        pwpol_policy *policy;
        pwpol_where where = PWPOL_WHERE_INIT;
        assert_int_equal(pwpol_policy_new(&policy, rows[i].preset), PWPOL_OK);
        for (size_t j = 0; j < 8 && rows[i].sets[j] != NULL; j += 2)
            assert_int_equal(pwpol_policy_set(policy, rows[i].sets[j], rows[i].sets[j + 1], NULL), PWPOL_OK);
        pwpol_status status = pwpol_policy_validate(policy, &where);
        if (status != (rows[i].key == NULL ? PWPOL_OK : PWPOL_ERR_CONFLICT))
            fail_msg("row %zu: status %d, %s", i, status, where.message_en);
        if (rows[i].key != NULL) {
            assert_string_equal(where.key, rows[i].key);
            assert_string_equal(where.allowed, rows[i].allowed);
            if (strstr(where.message_en, rows[i].en) == NULL || strstr(where.message_fr, rows[i].fr) == NULL)
                fail_msg("row %zu: %s / %s", i, where.message_en, where.message_fr);
            assert_int_equal(pwpol_policy_validate(policy, NULL), PWPOL_ERR_CONFLICT);
        }
        pwpol_policy_free(policy);
    }
}

static void a_policy_out_of_reach_has_no_strength(void **state)
{
    (void)state;
    pwpol_policy *policy;
    pwpol_policy_strength strength = { .size = sizeof strength };
    assert_int_equal(pwpol_policy_new(&policy, "cnil-2022-100-alone"), PWPOL_OK);
    assert_int_equal(pwpol_policy_set(policy, "length.max", "64", NULL), PWPOL_OK);
    assert_int_equal(pwpol_policy_set(policy, "entropy.min", "1000", NULL), PWPOL_OK);
    assert_int_equal(pwpol_policy_set(policy, "entropy.examples", "", NULL), PWPOL_OK);
    assert_int_equal(pwpol_policy_strength_of(policy, &strength), PWPOL_ERR_CONFLICT);
    assert_true(policy_entropy(policy) == 0);
    pwpol_policy_free(policy);
}

/* A refused policy is not frozen: it can be mended and used. */
static void a_contradiction_can_be_mended(void **state)
{
    (void)state;
    pwpol_policy *policy;
    assert_int_equal(pwpol_policy_new(&policy, NULL), PWPOL_OK);
    assert_int_equal(pwpol_policy_set(policy, "guesses.min", "0", NULL), PWPOL_OK);
    assert_int_equal(pwpol_policy_set(policy, "entropy.min", "0", NULL), PWPOL_OK);
    assert_int_equal(pwpol_policy_validate(policy, NULL), PWPOL_ERR_CONFLICT);
    assert_int_equal(pwpol_policy_set(policy, "strength.require", "none", NULL), PWPOL_OK);
    assert_int_equal(pwpol_policy_validate(policy, NULL), PWPOL_OK);
    pwpol_policy_free(policy);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(contradictions_are_found_and_nothing_else),
        cmocka_unit_test(a_policy_out_of_reach_has_no_strength),
        cmocka_unit_test(a_contradiction_can_be_mended),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
