/* The suggestion, taken at its word: whoever follows it is accepted. */
#include "suite.h"

#include "check/report.h"
#include "pwpol/check.h"
#include "text/text.h"
#include "words/wordlist.h"

#include <stdio.h>
#include <stdlib.h>

/* A generator of our own, so that a failure comes again (Knuth's MMIX). */
static uint64_t seed;

static uint32_t draw(uint32_t bound)
{
    seed = seed * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)((seed >> 33) % bound);
}

enum { DRAWS = 20, ROOM = 4096, ROOM_OF_SENTENCE = ROOM + 200 };

static void add_words(char *text, uint32_t count, bool joined)
{
    const struct passphrase_list *list = passphrase_list_at(draw((uint32_t)passphrase_list_count()));
    for (uint32_t i = 0; i < count; i++) {
        if (joined || i > 0)
            strcat(text, "-");
        strcat(text, passphrase_word(list, draw(list->count)));
    }
}

static void add_characters(char *text, uint32_t count, uint32_t first, uint32_t symbols)
{
    for (uint32_t i = 0; i < count; i++) {
        char one[2] = { (char)(first + draw(symbols)), '\0' };
        strcat(text, one);
    }
}

/* A character of each class, in the middle. */
static void add_classes(char *text, unsigned classes)
{
    static const struct {
        unsigned class;
        char character;
    } samples[] = { { CLASS_OTHER_LETTER, 'k' },
                    { CLASS_LOWER, 'w' },
                    { CLASS_UPPER, 'H' },
                    { CLASS_DIGIT, '4' },
                    { CLASS_SPECIAL, '+' } };
    for (size_t i = 0; i < sizeof samples / sizeof samples[0]; i++) {
        if ((classes & samples[i].class) == 0)
            continue;
        size_t middle = strlen(text) / 2;
        memmove(text + middle + 1, text + middle, strlen(text) - middle + 1);
        text[middle] = samples[i].character;
    }
}

static void replace(char *text, const char *candidate, const struct finding *about)
{
    bool whole = about->last == 0;
    size_t start = whole ? 0 : about->start;
    size_t end = whole ? strlen(candidate) : about->start + about->length;
    snprintf(text, ROOM, "%.*s", (int)start, candidate);
    add_words(text, about->count, start > 0);
    if (end < strlen(candidate))
        strcat(strcat(text, "-"), candidate + end);
}

/* Does what the suggestion says; false when there are two ways and this is not one. */
static bool follow(char *text, const char *candidate, const pwpol_report *report, bool characters)
{
    const struct finding *about = &report->about;
    text[0] = '\0';
    if (characters && report->advice != ADVICE_EXTEND)
        return false;
    switch (report->advice) {
    case ADVICE_START_AGAIN:
        add_words(text, about->count, false);
        break;
    case ADVICE_REPLACE_OWN:
    case ADVICE_REPLACE_PATTERN:
        replace(text, candidate, about);
        break;
    case ADVICE_EXTEND:
        strcpy(text, candidate);
        if (characters)
            add_characters(text, about->characters, '!', 94);
        else
            add_words(text, about->count, true);
        break;
    case ADVICE_ADD_WORDS:
        strcpy(text, candidate);
        add_words(text, about->count, true);
        break;
    case ADVICE_CLASSES:
        strcpy(text, candidate);
        break;
    case ADVICE_DRAW_DIGITS:
        add_characters(text, about->count, '0', 10);
        break;
    case ADVICE_EXTEND_DIGITS:
        strcpy(text, candidate);
        add_characters(text, about->count, '0', 10);
        break;
    default:
        fail_msg("no such advice is expected here: %d", (int)report->advice);
    }
    add_classes(text, about->classes);
    return true;
}

static pwpol_context camille(void)
{
    static const char *const names[] = { "Camille", "Durand" };
    pwpol_context context = PWPOL_CONTEXT_INIT;
    context.login = "camille.durand";
    context.names = names;
    context.names_count = 2;
    context.birth_date = "1989-07-14";
    context.site = "exemple.fr";
    return context;
}

static pwpol_report *check(const pwpol_policy *policy, const char *candidate)
{
    pwpol_report *report = NULL;
    pwpol_context context = camille();
    assert_int_equal(pwpol_check(policy, candidate, strlen(candidate), &context, &report), PWPOL_OK);
    return report;
}

static const char *const candidates[] = {
    "",
    "a",
    "kx",
    "zqxv",
    "motdepasse",
    "Motdepasse1!",
    "azertyuiop",
    "Azerty123!",
    "123456789a!",
    "Marseille13!",
    "Camille1989!",
    "camille",
    "Camille!x7#m",
    "durand-trone-barque-nuage-piano",
    "P@ssw0rd1234",
    "aaaaaaaaaaaa",
    "Qwertyuiop1!",
    "14071989",
    "Bonjour2026!",
    "chatnoir",
    "soleil",
    "soleil-barque",
    "soleil barque nuage",
    "soleil-barque-nuage-piano-tambour-cerise",
    "jaimelespommes",
    "839201746583920",
    "83920174",
    "1234567890123456",
    "Ab1!Ab1!",
    "Xk9#mQz2",
    "zkqjwvmxhgtp",
    "ZKQJWVMXHGTP",
    "abcabcabcabc",
    "qsdfghjklm",
    "anticonstitutionnellement",
};

static bool leaves_nothing_to_say(const pwpol_report *report)
{
    return report->accepted && report->advice == ADVICE_NONE;
}

/* How many of so many draws are not accepted. */
static unsigned failures(const pwpol_policy *policy, const char *candidate, const pwpol_report *report,
                         bool characters, char *last)
{
    unsigned failed = 0;
    for (unsigned i = 0; i < DRAWS; i++) {
        char text[ROOM];
        if (!follow(text, candidate, report, characters))
            return 0;
        pwpol_report *after = check(policy, text);
        if (!leaves_nothing_to_say(after)) {
            failed++;
            snprintf(last, ROOM_OF_SENTENCE, "%s: %s", text, pwpol_report_message(after, 0, "en"));
        }
        pwpol_report_free(after);
    }
    return failed;
}

/* What is drawn may by chance hold "lea" or be a walk: one draw of twenty is let
 * go, and more of codes so short that many are dates. */
static unsigned failures_let_go(const pwpol_report *report)
{
    return report->for_a_code ? DRAWS / 2 : 1;
}

static void assert_enough(const pwpol_policy *policy, const char *candidate)
{
    pwpol_report *report = check(policy, candidate);
    for (int characters = 0; characters < 2 && !leaves_nothing_to_say(report); characters++) {
        char last[ROOM_OF_SENTENCE] = "";
        unsigned failed = failures(policy, candidate, report, characters, last);
        if (failed > failures_let_go(report))
            fail_msg("%s, \"%s\": %s\n%u of %d draws, the last: %s", pwpol_policy_preset(policy), candidate,
                     pwpol_report_suggestion(report, "en"), failed, DRAWS, last);
    }
    pwpol_report_free(report);
}

static void following_the_suggestion_is_enough(void **state)
{
    (void)state;
    for (size_t p = 0; pwpol_preset_name(p) != NULL; p++) {
        pwpol_policy *policy = NULL;
        assert_int_equal(pwpol_policy_new(&policy, pwpol_preset_name(p)), PWPOL_OK);
        for (size_t i = 0; i < sizeof candidates / sizeof candidates[0]; i++) {
            seed = 1000 * p + i;
            assert_enough(policy, candidates[i]);
        }
        pwpol_policy_free(policy);
    }
}

/* Each advice that can be counted is one that some candidate is given. */
static const struct {
    const char *preset;
    const char *candidate;
    enum advice advice;
    const char *english;
} advised[] = {
    { "cnil-2022-100-restricted", "", ADVICE_START_AGAIN,
      "Take four words drawn at random from a list, with a dash between them." },
    /* three words of three letters and their dashes are 11 characters, of 12 */
    { "pci-dss-4", "", ADVICE_START_AGAIN,
      "Take four words drawn at random from a list, with a dash between them, with a digit." },
    { "cnil-2022-100-restricted", "ab\x01", ADVICE_RETYPE, "Type the password again without character 3." },
    { "cnil-2022-100-restricted", "Durand!x7#m", ADVICE_REPLACE_OWN, NULL },
    { "cnil-2022-100-restricted", "qsdfghjklm", ADVICE_REPLACE_PATTERN,
      "Replace the whole password with four words unrelated to each other, with a dash between them." },
    { "cnil-2022-100-restricted", "zkqj", ADVICE_EXTEND, NULL },
    { "cnil-2022-100-restricted", "Bonjour2026!", ADVICE_ADD_WORDS, NULL },
    { "pci-dss-4", "zkqjwvmxhgtp", ADVICE_CLASSES, "Add a digit, rather inside than at the end." },
    { "cnil-2022-100-device", "0000", ADVICE_DRAW_DIGITS, "Take four digits drawn at random." },
    { "cnil-2022-100-device", "83", ADVICE_EXTEND_DIGITS, "Add two digits drawn at random." },
    { "cnil-2022-100-restricted", "k7#Vw!2qZx9p", ADVICE_NONE, "" },
};

static void the_advice_fits_the_reason(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof advised / sizeof advised[0]; i++) {
        pwpol_policy *policy = NULL;
        assert_int_equal(pwpol_policy_new(&policy, advised[i].preset), PWPOL_OK);
        pwpol_report *report = check(policy, advised[i].candidate);
        assert_int_equal(report->advice, advised[i].advice);
        if (advised[i].english != NULL)
            assert_string_equal(pwpol_report_suggestion(report, "en"), advised[i].english);
        pwpol_report_free(report);
        pwpol_policy_free(policy);
    }
}

/* Longer than length.max: the rest is not looked at. */
static void what_is_too_long_is_to_be_cut(void **state)
{
    (void)state;
    char text[1026];
    memset(text, 'k', 1025);
    text[1025] = '\0';
    pwpol_policy *policy = NULL;
    assert_int_equal(pwpol_policy_new(&policy, NULL), PWPOL_OK);
    pwpol_report *report = check(policy, text);
    assert_string_equal(pwpol_report_suggestion(report, "fr"),
                        "Gardez les 1024\u00A0premiers caractères\u00A0: cela suffit largement.");
    pwpol_report_free(report);
    pwpol_policy_free(policy);
}

/* A warning is worth a suggestion too: guesses under strength.require = formal. */
static void what_is_accepted_with_a_warning_has_a_suggestion(void **state)
{
    (void)state;
    pwpol_policy *policy = NULL;
    assert_int_equal(pwpol_policy_new(&policy, NULL), PWPOL_OK);
    assert_int_equal(pwpol_policy_set(policy, "strength.require", "formal", NULL), PWPOL_OK);
    assert_int_equal(pwpol_policy_set(policy, "guesses.min", "30", NULL), PWPOL_OK);
    pwpol_report *report = check(policy, "k7#Vw!2qZx9p");
    assert_true(report->accepted);
    assert_int_equal(report->advice, ADVICE_EXTEND);
    pwpol_report_free(report);
    assert_enough(policy, "k7#Vw!2qZx9p");
    pwpol_policy_free(policy);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(following_the_suggestion_is_enough),
        cmocka_unit_test(the_advice_fits_the_reason),
        cmocka_unit_test(what_is_too_long_is_to_be_cut),
        cmocka_unit_test(what_is_accepted_with_a_warning_has_a_suggestion),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
