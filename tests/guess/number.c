/* The number: the cheapest attack that any estimator finds. */
#include "guess_support.h"

#include "guess/estimators.h"

#include <math.h>
#include <stdlib.h>
#include <zxcvbn.h>

/* Under 10^8, what case 2 asks of a guess number: nobody who guesses would need more. */
static const char *const weak[] = {
    "motdepasse",   "Motdepasse1!",     "azertyuiop",   "Azerty123!",
    "123456789a!",  "Marseille13!",     "P@ssw0rd1234", "aaaaaaaaaaaa",
    "Qwertyuiop1!", "14071989",         "Bonjour2026!", "&\u00E9\"'(-\u00E8_\u00E7\u00E0",
    "14/07/1989",   "Juillet2026!",     "ruojnob",      "abcabcabcabc",
    "97531",        "passwordpassword", "1qaz2wsx",     "soleil\u20AC",
};

static void what_people_choose_is_guessed(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(weak); i++) {
        double number = guessed_log10(weak[i], NULL);
        if (!(number < 8))
            fail_msg("%s: 10^%f", weak[i], number);
    }
}

static void what_belongs_to_the_person_is_guessed_first(void **state)
{
    (void)state;
    static const char *const names[] = { "Th\u00E9odouline" };
    pwpol_context context = PWPOL_CONTEXT_INIT;
    context.names = names;
    context.names_count = 1;
    context.birth_date = "1989-07-14";
    assert_true(guessed_log10("Theodouline1407", &context) < 5);
    assert_true(guessed_log10("Theodouline1407", NULL) > guessed_log10("Theodouline1407", &context) + 2);
    assert_true(guessed_log10("enil\u00FCodoeht", &context) < 3);
}

static uint32_t draw(uint32_t bound)
{
    static uint64_t drawn = 88172645463325252u;
    drawn ^= drawn << 13;
    drawn ^= drawn >> 7;
    drawn ^= drawn << 17;
    return (uint32_t)(drawn >> 33) % bound;
}

/* 95^12 = 10^23.7. Short words and repeats turn up by chance, and both estimators
 * know them (zxcvbn-c's own median is 10^21.5): one in two is within 10^3 of it, and
 * none is under 10^14, what case 1 asks. */
static void what_is_drawn_at_random_is_not_underrated(void **state)
{
    (void)state;
    enum { ROUNDS = 400 };
    unsigned near = 0;
    for (unsigned round = 0; round < ROUNDS; round++) {
        char candidate[13] = "";
        for (size_t i = 0; i < 12; i++)
            candidate[i] = (char)(' ' + draw(95));
        double number = guessed_log10(candidate, NULL);
        if (!(number > 14 && number < 24))
            fail_msg("%s: 10^%f", candidate, number);
        near += number > 20.7;
    }
    assert_true(near > ROUNDS / 2);
}

static void the_number_is_never_above_what_zxcvbn_finds(void **state)
{
    (void)state;
    static const char *const candidates[] = { "Tr0ub4dour&3", "correct horse", "iloveyou2",
                                              "qwerty12345",  "x9K$mQ2!vR7z",  "verlineVANDERMARK",
                                              "briansmith",   "D0g.........." };
    for (size_t i = 0; i < COUNT(candidates); i++) {
        if (strlen(candidates[i]) > 16)
            continue; /* told in two windows */
        double zxcvbn = ZxcvbnMatch(candidates[i], NULL, NULL) * log10(2);
        assert_true(guessed_log10(candidates[i], NULL) <= zxcvbn + 1e-9);
    }
}

/* 80 bits, zxcvbn-c says of the bytes of six accented letters. 64^6 = 10^10.8. */
static void accented_letters_are_not_taken_for_random_bytes(void **state)
{
    (void)state;
    double number = guessed_log10("\u00E9\u00E8\u00E0\u00F9\u00E7\u00EA", NULL);
    assert_true(number > 5 && number <= 6 * log10(64) + 1e-9);
}

/* Other scripts: characters that differ are no repeat, those that do not are one. */
static void what_ascii_cannot_say_is_no_repeat(void **state)
{
    (void)state;
    static const char *const candidates[] = {
        "\u5BC6\u7801\u5B66\u5F88\u6709\u8DA3\u7684\u4E00\u5929\u5462",
        "\u0436\u0451\u043B\u0442\u044B\u0439\u0434\u043E\u043C\u0432\u043F\u043E\u043B\u0435",
        "\U0001F600\U0001F389\U0001F680\U0001F308\U0001F355\U0001F419\U0001F3B8\U0001F3F0",
        "\uD55C\uAD6D\uC5B4\uBE44\uBC00\uBC88\uD638",
    };
    for (size_t i = 0; i < COUNT(candidates); i++)
        assert_true(guessed_log10(candidates[i], NULL) > 8); /* 7 of at least 26: 10^9.9; a repeat: 10^2.4 */
    assert_true(guessed_log10("\u0430\u0430\u0430\u0430\u0430\u0430\u0430\u0430", NULL) < 4);
}

static double told_by_zxcvbn(const char *candidate)
{
    struct arena arena = { 0 };
    struct text text;
    struct match match;
    struct estimate best = { 0 };
    struct estimate mine = { 0 };
    struct passphrase none = { 0 };
    assert_int_equal(text_prepare(&arena, candidate, strlen(candidate), 1024, &text), PWPOL_OK);
    struct guess_request request = { .text = &text };
    assert_int_equal(match_begin(&arena, &request, &match), PWPOL_OK);
    assert_true(estimate_pieces(&match, &none, NULL, &best));
    assert_true(estimate_zxcvbn(&match, &none, &best, &mine));
    double number = mine.guesses_log10;
    arena_end(&arena);
    return number;
}

/* It is told the letters; each accent is one of four. */
static void an_accent_costs_the_choice_of_it(void **state)
{
    (void)state;
    double plain = told_by_zxcvbn("Eecaue");
    assert_true(fabs(told_by_zxcvbn("\u00C9\u00E8\u00E7\u00E0\u00F9\u00EA") - plain - 6 * log10(4)) < 1e-9);
    assert_true(fabs(told_by_zxcvbn("\u00C9ecaue") - plain - log10(4)) < 1e-9);
}

/* Composed or decomposed, in which keyboards and phones differ. */
static void both_forms_of_an_accent_are_one(void **state)
{
    (void)state;
    static const char *const pairs[][2] = {
        { "\u00E9l\u00E9phant\u00F1#9", "e\u0301le\u0301phantn\u0303#9" },
        { "&\u00E9\"'(", "&e\u0301\"'(" },
        { "Zo\u00EB1989", "Zoe\u03081989" },
        { "\u00C0b7\u00DC%q", "A\u0300b7U\u0308%q" },
    };
    for (size_t i = 0; i < COUNT(pairs); i++)
        assert_true(guessed_log10(pairs[i][0], NULL) == guessed_log10(pairs[i][1], NULL));
}

/* Words are known at every length: a window cuts none, and more characters never
 * make a number of nothing. */
static void long_candidates_are_looked_at_to_their_end(void **state)
{
    (void)state;
    double before = 0;
    char candidate[400] = "";
    for (unsigned i = 0; i < 30; i++) {
        strcat(candidate, i % 2 == 0 ? "xq#Kv7" : "wZ9%tbJ");
        char *last = candidate + strlen(candidate);
        last[-1] = (char)('a' + i % 26);
        double number = guessed_log10(candidate, NULL);
        assert_true(number > before);
        before = number;
    }
    assert_true(before > 100);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_people_choose_is_guessed),
        cmocka_unit_test(what_belongs_to_the_person_is_guessed_first),
        cmocka_unit_test(what_is_drawn_at_random_is_not_underrated),
        cmocka_unit_test(the_number_is_never_above_what_zxcvbn_finds),
        cmocka_unit_test(accented_letters_are_not_taken_for_random_bytes),
        cmocka_unit_test(what_ascii_cannot_say_is_no_repeat),
        cmocka_unit_test(an_accent_costs_the_choice_of_it),
        cmocka_unit_test(both_forms_of_an_accent_are_one),
        cmocka_unit_test(long_candidates_are_looked_at_to_their_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
