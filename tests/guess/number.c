/* The number: the cheapest attack that any estimator finds. */
#include "guess_support.h"

#include <math.h>
#include <stdlib.h>

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

/* Drawn from an alphabet, 6 to 20 characters: in the median within 10^1 of what they are worth, and 99 in a
 * hundred within 10^2.5; tools/test draws few, PWPOL_DRAWS says how many. */
static const char *const alphabets[] = {
    "0123456789",
    "abcdefghijklmnopqrstuvwxyz",
    "abcdefghijklmnopqrstuvwxyz0123456789",
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz",
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789",
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~",
};
enum { DRAWS = 3000 };

static int compare_double(const void *a, const void *b)
{
    double left = *(const double *)a;
    double right = *(const double *)b;
    return left < right ? -1 : left > right;
}

static void what_is_drawn_at_random_is_not_underrated(void **state)
{
    (void)state;
    const char *wanted = getenv("PWPOL_DRAWS");
    size_t draws = wanted != NULL ? (size_t)atoi(wanted) : DRAWS;
    double *off = calloc(draws, sizeof *off);
    assert_non_null(off);
    for (size_t i = 0; i < draws; i++) {
        const char *alphabet = alphabets[i % COUNT(alphabets)];
        uint32_t letters = (uint32_t)strlen(alphabet);
        uint32_t length = 6 + draw(15);
        char candidate[21] = "";
        for (uint32_t k = 0; k < length; k++)
            candidate[k] = alphabet[draw(letters)];
        off[i] = guessed_log10(candidate, NULL) - length * log10(letters);
    }
    qsort(off, draws, sizeof *off, compare_double);
    print_message("# 10^%.2f in the median, 10^%.2f for 99 %% of %zu\n", off[draws / 2], off[draws / 100], draws);
    if (!(off[draws / 2] > -1 && off[draws / 100] > -2.5))
        fail_msg("10^%f in the median, 10^%f for 99 %%", off[draws / 2], off[draws / 100]);
    free(off);
}

/* 64^6 = 10^10.8, were they six characters of any; they are six letters, and accents. */
static void accented_letters_are_letters_with_an_accent(void **state)
{
    (void)state;
    double number = guessed_log10("\u00E9\u00E8\u00E0\u00F9\u00E7\u00EA", NULL);
    assert_true(number > 4 && number <= 6 * log10(26) + 3 * log10(2) + 1e-9);
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
        assert_true(guessed_log10(candidates[i], NULL) > 8); /* 7 of at least 26: 10^9.9; a repeat: 10^4.3 */
    assert_true(guessed_log10("\u0430\u0430\u0430\u0430\u0430\u0430\u0430\u0430", NULL) < 5);
}

/* An accent alone makes no strength: é for e, œ for oe, wherever and however many. */
static void accents_never_help_alone(void **state)
{
    (void)state;
    static const char *const pairs[][2] = {
        { "soeurdemere", "s\u0153urdem\u00E8re" },
        { "elephantage", "\u00E9l\u00E9phant\u00E2g\u00E9" },
        { "xqvze7kw", "xqvz\u00E97kw" },
        { "xeqevezekewe", "x\u00E9q\u00E9v\u00E9z\u00E9k\u00E9w\u00E9" },
        { "oeoeoeoe", "\u0153\u0153\u0153\u0153" },
        { "francoislefevre", "fran\u00E7oislef\u00E8vre" },
        { "Egalite1989!", "\u00C9galit\u00E91989!" },
    };
    for (size_t i = 0; i < COUNT(pairs); i++) {
        double plain = guessed_log10(pairs[i][0], NULL);
        double accented = guessed_log10(pairs[i][1], NULL);
        if (fabs(plain - accented) >= 1)
            fail_msg("%s: 10^%f, %s: 10^%f", pairs[i][0], plain, pairs[i][1], accented);
    }
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
        cmocka_unit_test(accented_letters_are_letters_with_an_accent),
        cmocka_unit_test(what_ascii_cannot_say_is_no_repeat),
        cmocka_unit_test(accents_never_help_alone),
        cmocka_unit_test(both_forms_of_an_accent_are_one),
        cmocka_unit_test(long_candidates_are_looked_at_to_their_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
