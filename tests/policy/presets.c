/* The nine presets: that they exist, and the figures of the documents they stand for. */
#include "suite.h"

#include "policy/policy.h"

static const struct {
    const char *preset;
    const char *key;
    const char *value;
} figures[] = {
    /* CNIL 2022-100, case 1: A1, A2, A9 */
    { "cnil-2022-100-alone", "cnil.case", "alone" },
    { "cnil-2022-100-alone", "entropy.min", "80" },
    { "cnil-2022-100-alone", "entropy.examples", "12-four-classes 14-letters-digits 7-words" },
    { "cnil-2022-100-alone", "guesses.min", "14" },
    { "cnil-2022-100-alone", "length.min", "12" },
    { "cnil-2022-100-alone", "strength.require", "both" },
    /* case 2: A3, A4; B1: more than 1 minute after 5 failures; B2: 25 in 24 hours; B4: at most 10 */
    { "cnil-2022-100-restricted", "cnil.case", "restricted" },
    { "cnil-2022-100-restricted", "entropy.min", "50" },
    { "cnil-2022-100-restricted", "entropy.examples", "8-three-classes 16-digits" },
    { "cnil-2022-100-restricted", "guesses.min", "8" },
    { "cnil-2022-100-restricted", "length.min", "8" },
    { "cnil-2022-100-restricted", "throttle.delay_after", "5" },
    { "cnil-2022-100-restricted", "throttle.delay_first", "90s" },
    { "cnil-2022-100-restricted", "throttle.attempts_max", "25" },
    { "cnil-2022-100-restricted", "throttle.attempts_window", "24h" },
    { "cnil-2022-100-restricted", "throttle.lock_after", "10" },
    { "cnil-2022-100-restricted", "renewal.max_age", "0" },
    /* case 3: A5, B5 */
    { "cnil-2022-100-device", "cnil.case", "device" },
    { "cnil-2022-100-device", "entropy.min", "13" },
    { "cnil-2022-100-device", "entropy.examples", "4-digits" },
    { "cnil-2022-100-device", "length.min", "4" },
    { "cnil-2022-100-device", "guesses.min", "0" },
    { "cnil-2022-100-device", "throttle.lock_after", "3" },
    { "cnil-2022-100-device", "dictionary.builtin", "true" },
    { "cnil-2022-100-device", "context.refuse", "true" },
    /* E */
    { "anssi-moderate", "length.min", "9" },
    { "anssi-strong", "length.min", "12" },
    { "anssi-very-strong", "length.min", "15" },
    { "anssi-very-strong", "classes.min", "3" },
    /* F */
    { "nist-800-63b-4", "length.min", "15" },
    { "nist-800-63b-4", "classes.min", "0" },
    { "nist-800-63b-4", "classes.required", "" },
    { "nist-800-63b-4", "strength.require", "none" },
    { "nist-800-63b-4", "throttle.lock_after", "100" },
    { "nist-800-63b-4", "renewal.max_age", "0" },
    { "owasp-asvs-5", "length.min", "8" },
    { "owasp-asvs-5", "classes.min", "0" },
    { "owasp-asvs-5", "renewal.max_age", "0" },
    { "pci-dss-4", "length.min", "12" },
    { "pci-dss-4", "classes.required", "letter digit" },
    { "pci-dss-4", "history.count", "4" },
    { "pci-dss-4", "throttle.lock_after", "10" },
    { "pci-dss-4", "throttle.unlock_after", "30min" },
    { "pci-dss-4", "renewal.max_age", "90d" },
};

static void each_preset_has_the_figures_of_its_document(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof figures / sizeof figures[0]; i++) {
        pwpol_policy *policy;
        assert_int_equal(pwpol_policy_new(&policy, figures[i].preset), PWPOL_OK);
        assert_string_equal(pwpol_policy_get(policy, figures[i].key), figures[i].value);
        assert_string_equal(pwpol_policy_preset(policy), figures[i].preset);
        pwpol_policy_free(policy);
    }
}

static void the_nine_presets_are_listed_with_a_title_in_both_languages(void **state)
{
    (void)state;
    size_t count = 0;
    for (const char *name; (name = pwpol_preset_name(count)) != NULL; count++) {
        pwpol_policy *policy;
        assert_int_equal(pwpol_policy_new(&policy, name), PWPOL_OK);
        pwpol_policy_free(policy);
        assert_non_null(pwpol_preset_title(name, "fr"));
        assert_non_null(pwpol_preset_title(name, NULL));
        assert_string_not_equal(pwpol_preset_title(name, "fr"), pwpol_preset_title(name, "en"));
    }
    assert_int_equal(count, 9);
    assert_null(pwpol_preset_title("cnil", "en"));
    assert_null(pwpol_preset_title(NULL, "en"));
}

static void no_name_stands_for_the_default_preset(void **state)
{
    (void)state;
    pwpol_policy *policy;
    assert_int_equal(pwpol_policy_new(&policy, NULL), PWPOL_OK);
    assert_string_equal(pwpol_policy_preset(policy), "cnil-2022-100-restricted");
    pwpol_policy_free(policy);
}

static void an_unknown_preset_gives_no_policy(void **state)
{
    (void)state;
    pwpol_policy *policy = (pwpol_policy *)1;
    assert_int_equal(pwpol_policy_new(&policy, "cnil"), PWPOL_ERR_PRESET);
    assert_null(policy);
    assert_int_equal(pwpol_policy_new(NULL, NULL), PWPOL_ERR_ARGUMENT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_preset_has_the_figures_of_its_document),
        cmocka_unit_test(the_nine_presets_are_listed_with_a_title_in_both_languages),
        cmocka_unit_test(no_name_stands_for_the_default_preset),
        cmocka_unit_test(an_unknown_preset_gives_no_policy),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
