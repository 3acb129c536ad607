/* pwpol_policy_strength_of(): the weakest password that a policy admits (rules A6 to A8). */
#include "suite.h"

#include "policy/formal.h"
#include "policy/policy.h"
#include "text/text.h"
#include "words/wordlist.h"

#include <math.h>

/* clang-format off */
static const struct {
    const char *preset;
    const char *sets[6]; /* key, value, ... */
    double entropy;
    uint32_t rounded, length, symbols, cnil_case;
    const char *weakest_en, *weakest_fr;
} rows[] = {
    /* 12 x log2(99) = 79.55; 14 of 62 = 83.36, 17 of 26 = 79.91, 24 of 10 = 79.73, 7 words = 90.47 */
    { "cnil-2022-100-alone", { 0 }, 79.55, 80, 12, 99, 1,
      "12 characters: lower-case letters, upper-case letters, digits and specials",
      "12 caractères\u00A0: minuscules, majuscules, chiffres et caractères spéciaux" },
    /* A4, counted with 11 specials: 8 x log2(73) = 49.52; 9 of 47 = 49.99, 4 words = 51.70, 16 digits = 53.15 */
    { "cnil-2022-100-restricted", { 0 }, 49.52, 50, 8, 73, 2,
      "8 characters from 3 of the 4 classes",
      "8 caractères de 3 des 4 classes" },
    /* 4 x log2(10) = 13.29 */
    { "cnil-2022-100-device", { 0 }, 13.29, 13, 4, 10, 3,
      "4 digits",
      "4 chiffres" },
    /* 9, 12 and 15 x log2(62) = 53.59, 71.45, 89.31 */
    { "anssi-moderate", { 0 }, 53.59, 54, 9, 62, 2,
      "9 characters: lower-case letters, upper-case letters and digits",
      "9 caractères\u00A0: minuscules, majuscules et chiffres" },
    { "anssi-strong", { 0 }, 71.45, 71, 12, 62, 2,
      "12 characters: lower-case letters, upper-case letters and digits",
      "12 caractères\u00A0: minuscules, majuscules et chiffres" },
    { "anssi-very-strong", { 0 }, 89.31, 89, 15, 62, 1,
      "15 characters: lower-case letters, upper-case letters and digits",
      "15 caractères\u00A0: minuscules, majuscules et chiffres" },
    /* No formal requirement: two words make 15 characters.
     * 2 x log2(7776) = 25.85 */
    { "nist-800-63b-4", { 0 }, 25.85, 26, 2, 7776, 3,
      "2 words of a list of 7776",
      "2 mots d'une liste de 7776" },
    /* 2 words of at most 16 letters and what is between them: 33 characters; 3 x log2(7776) = 38.77 */
    { "nist-800-63b-4", { "length.min", "33" }, 25.85, 26, 2, 7776, 3,
      "2 words of a list of 7776",
      "2 mots d'une liste de 7776" },
    { "nist-800-63b-4", { "length.min", "34" }, 38.77, 39, 3, 7776, 3,
      "3 words of a list of 7776",
      "3 mots d'une liste de 7776" },
    /* measured in letters: 15 x log2(10) = 49.83, which A7c does not let pass for case 2 */
    { "nist-800-63b-4", { "passphrase.recognise", "no" }, 49.83, 50, 15, 10, 3,
      "15 digits",
      "15 chiffres" },
    { "nist-800-63b-4", { "passphrase.recognise", "no", "length.min", "16" }, 53.15, 53, 16, 10, 2,
      "16 digits",
      "16 chiffres" },
    /* 8 x log2(10) = 26.58 > 25.85 */
    { "owasp-asvs-5", { 0 }, 25.85, 26, 2, 7776, 3,
      "2 words of a list of 7776",
      "2 mots d'une liste de 7776" },
    /* 12 x log2(26 + 10) = 62.04 */
    { "pci-dss-4", { 0 }, 62.04, 62, 12, 36, 2,
      "12 characters: lower-case letters and digits",
      "12 caractères\u00A0: minuscules et chiffres" },
    /* A4 holds for every policy of its shape, named or not: 8 of 3 classes without a formal rule */
    { "anssi-moderate", { "length.min", "8", "strength.require", "guesses", "passphrase.recognise", "no" }, 49.52, 50, 8, 73, 2,
      "8 characters from 3 of the 4 classes",
      "8 caractères de 3 des 4 classes" },
    /* without the examples the formula alone: 8 x log2(73) is the least that rounds to 50; and
     * 15 digits pass, which do not meet case 2 (A7c) */
    { "cnil-2022-100-restricted", { "entropy.examples", "" }, 49.52, 50, 8, 73, 3,
      "8 characters: lower-case letters, digits and specials",
      "8 caractères\u00A0: minuscules, chiffres et caractères spéciaux" },
    /* "either" lets guesses stand in, so that nothing formal is guaranteed: 8 digits, 2 words */
    { "cnil-2022-100-restricted", { "strength.require", "either" }, 25.85, 26, 2, 7776, 3,
      "2 words of a list of 7776",
      "2 mots d'une liste de 7776" },
    { "cnil-2022-100-restricted", { "strength.require", "guesses", "passphrase.recognise", "no" }, 26.58, 27, 8, 10, 3,
      "8 digits",
      "8 chiffres" },
    /* 3 x log2(10) = 9.97: no case */
    { "cnil-2022-100-device", { "length.min", "3", "strength.require", "none" }, 9.97, 10, 3, 10, 0,
      "3 digits",
      "3 chiffres" },
    /* 100 x log2(10) = 332.19 */
    { "pci-dss-4", { "classes.required", "digit", "length.min", "100" }, 332.19, 332, 100, 10, 1,
      "100 digits",
      "100 chiffres" },
    /* 12 x log2(26 + 37) = 71.73 */
    { "pci-dss-4", { "classes.required", "upper special" }, 71.73, 72, 12, 63, 2,
      "12 characters: upper-case letters and specials",
      "12 caractères\u00A0: majuscules et caractères spéciaux" },
};
/* clang-format on */

static pwpol_policy *policy_of(size_t row)
{
    pwpol_policy *policy;
    assert_int_equal(pwpol_policy_new(&policy, rows[row].preset), PWPOL_OK);
    for (size_t i = 0; i < 6 && rows[row].sets[i] != NULL; i += 2)
        assert_int_equal(pwpol_policy_set(policy, rows[row].sets[i], rows[row].sets[i + 1], NULL), PWPOL_OK);
    return policy;
}

static void the_weakest_password_has_the_entropy_of_the_formula(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        pwpol_policy *policy = policy_of(i);
        pwpol_policy_strength strength = { .size = sizeof strength };
        assert_int_equal(pwpol_policy_strength_of(policy, &strength), PWPOL_OK);
        if (fabs(strength.entropy - rows[i].entropy) > 0.006 || strength.cnil_case != rows[i].cnil_case)
            fail_msg("row %zu: %.2f bits, case %u, %s", i, strength.entropy, strength.cnil_case,
                     strength.weakest_en);
        assert_int_equal(strength.entropy_rounded, rows[i].rounded);
        assert_int_equal(strength.length, rows[i].length);
        assert_int_equal(strength.symbols, rows[i].symbols);
        assert_string_equal(strength.weakest_en, rows[i].weakest_en);
        assert_string_equal(strength.weakest_fr, rows[i].weakest_fr);
        assert_true(policy_entropy(policy) == strength.entropy);
        assert_int_equal(pwpol_policy_validate(policy, NULL), PWPOL_OK);
        assert_true(policy_entropy(policy) == strength.entropy);
        pwpol_policy_free(policy);
    }
}

static unsigned classes_of(const char *text)
{
    unsigned classes = 0;
    for (; *text != '\0'; text++)
        classes |= text_class_of((unsigned char)*text);
    return classes;
}

static void the_example_is_of_the_weakest_shape(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        pwpol_policy *policy = policy_of(i);
        pwpol_policy_strength strength = { .size = sizeof strength };
        assert_int_equal(pwpol_policy_strength_of(policy, &strength), PWPOL_OK);
        size_t words = 1;
        for (const char *c = strength.example; *c != '\0'; c++)
            words += *c == '-';
        if (rows[i].symbols == 7776)
            assert_int_equal(words, rows[i].length);
        else if (rows[i].length < 77)
            assert_int_equal(strlen(strength.example), rows[i].length);
        else
            assert_string_equal(strength.example + strlen(strength.example) - 3, "...");
        if (rows[i].symbols == 73)
            assert_int_equal(formal_class_count(classes_of(strength.example)), 3);
        else if (rows[i].symbols != 7776 && rows[i].length < 77)
            assert_int_equal(symbols_of(classes_of(strength.example)), rows[i].symbols);
        pwpol_policy_free(policy);
    }
}

/* Every candidate that the formal rules accept is worth what the policy promises,
 * or is an example of the authority (A7b). */
static void no_accepted_candidate_is_below_the_promise(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        pwpol_policy *policy = policy_of(i);
        int64_t require = policy_integer(policy, KEY_STRENGTH_REQUIRE);
        size_t least = (size_t)policy_integer(policy, KEY_LENGTH_MIN);
        double promise = policy_entropy(policy);
        for (size_t length = least; length < least + 40; length++) {
            for (unsigned classes = 1; classes < 32; classes++) {
                struct formal_candidate candidate = { length, classes, 0, 0 };
                struct formal formal = formal_judge(policy, &candidate);
                bool required = require == STRENGTH_FORMAL || require == STRENGTH_BOTH;
                unsigned count = formal_class_count(classes);
                if ((required && !formal.accepted) || count < policy_integer(policy, KEY_CLASSES_MIN) ||
                    policy_set_of(policy, KEY_CLASSES_REQUIRED) != 0)
                    continue;
                if (formal.bits < promise && !formal_fits(EXAMPLE_8_THREE_CLASSES, &candidate, false))
                    fail_msg("row %zu: %zu characters of classes %u are worth %.2f bits", i, length, classes,
                             formal.bits);
            }
        }
        pwpol_policy_free(policy);
    }
}

static void an_older_caller_gets_what_fits_its_struct(void **state)
{
    (void)state;
    pwpol_policy *policy = policy_of(0);
    pwpol_policy_strength strength = { .size = offsetof(pwpol_policy_strength, weakest_en),
                                       .example = "kept" };
    assert_int_equal(pwpol_policy_strength_of(policy, &strength), PWPOL_OK);
    assert_int_equal(strength.cnil_case, 1);
    assert_string_equal(strength.weakest_en, "");
    assert_string_equal(strength.example, "kept");
    strength.size = 0;
    assert_int_equal(pwpol_policy_strength_of(policy, &strength), PWPOL_ERR_ARGUMENT);
    assert_int_equal(pwpol_policy_strength_of(policy, NULL), PWPOL_ERR_ARGUMENT);
    assert_int_equal(pwpol_policy_strength_of(NULL, &strength), PWPOL_ERR_ARGUMENT);
    pwpol_policy_free(policy);
}

/* strength.c supposes that no word of a passphrase list is shorter than 2 or longer than 16. */
static void the_words_of_passphrases_are_as_long_as_supposed(void **state)
{
    (void)state;
    for (size_t i = 0; i < passphrase_list_count(); i++) {
        const struct passphrase_list *list = passphrase_list_at(i);
        for (uint32_t j = 0; j < list->count; j++) {
            size_t points = 0;
            for (const char *c = passphrase_word(list, j); *c != '\0'; c++)
                points += ((unsigned char)*c & 0xC0) != 0x80;
            assert_in_range(points, 2, 16);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_weakest_password_has_the_entropy_of_the_formula),
        cmocka_unit_test(the_example_is_of_the_weakest_shape),
        cmocka_unit_test(no_accepted_candidate_is_below_the_promise),
        cmocka_unit_test(an_older_caller_gets_what_fits_its_struct),
        cmocka_unit_test(the_words_of_passphrases_are_as_long_as_supposed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
