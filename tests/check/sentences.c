/* What people read: every sentence of sentences.def, filled in. */
#include "suite.h"

#include "check/messages.h"
#include "check/phrases.h"
#include "guess/guess.h"
#include "hand.h"

#include <math.h>
#include <stdlib.h>

/* ---- Typography ---- */

static bool follows_a_plain_space(const char *text, const char *at)
{
    return at > text && at[-1] == ' ';
}

static void assert_well_written(const char *text, enum language language)
{
    if (strlen(text) < 12)
        fail_msg("\"%s\" says nothing", text);
    if (text[strlen(text) - 1] != '.')
        fail_msg("\"%s\" does not end", text);
    if (text[0] >= 'a' && text[0] <= 'z')
        fail_msg("\"%s\" does not begin with a capital", text);
    if (strpbrk(text, "{}|\"") != NULL || strstr(text, "  ") != NULL || strstr(text, " .") != NULL ||
        strstr(text, " ,") != NULL || strstr(text, "nan") != NULL)
        fail_msg("\"%s\" is not filled in", text);
    if (language == ENGLISH && strstr(text, "\u00A0") != NULL)
        fail_msg("\"%s\": English has no space before its signs", text);
    /* French: a no-break space before ; : ! ? % and inside « ». */
    for (const char *sign = text; language == FRENCH && (sign = strpbrk(sign, ";:!?%")) != NULL; sign++)
        if (follows_a_plain_space(text, sign) || memcmp(sign - 2, "\u00A0", 2) != 0)
            fail_msg("\"%s\": no-break space before %c", text, *sign);
    if (strstr(text, "« ") != NULL || strstr(text, " »") != NULL)
        fail_msg("\"%s\": no-break space inside quotes", text);
}

/* ---- Every sentence, with figures of every size ---- */

static const struct finding figures[] = {
    { .have = 0, .want = 1, .first = 1, .last = 1, .count = 1, .characters = 1 },
    { .have = 1, .want = 2, .first = 1, .last = 9, .count = 2, .characters = 2 },
    { .have = 7.9, .want = 8.5, .first = 3, .last = 4, .count = 11, .characters = 12 },
    { .have = 49.8, .want = 50, .first = 3, .last = 9, .count = 3, .characters = 16 },
    { .have = 10485760, .want = 1024, .first = 4, .last = 12, .count = 64, .characters = 256 },
    { .have = 3, .want = 20, .first = 0, .last = 0, .count = 3, .characters = 3 },
};
static const char *const every_source[] = { "passwords", "french",     "english", "first-names", "last-names",
                                            "places",    "themes",     "azerty",  "bepo",        "qwerty",
                                            "keypad",    "login",      "email",   "names",       "company",
                                            "site",      "birth_date", "words",   "acme.txt" };

static void each_sentence(void (*tried)(const struct pwpol_report *, const struct finding *))
{
    pwpol_report report = { .characters = 12 };
    for (size_t i = 0; i < sentences_count; i++) {
        for (size_t j = 0; j < sizeof figures / sizeof figures[0]; j++) {
            struct finding finding = figures[j];
            finding.id = sentences[i].id;
            finding.variant = sentences[i].variant;
            finding.classes = CLASS_UPPER | CLASS_DIGIT;
            finding.source = every_source[(i + j) % (sizeof every_source / sizeof every_source[0])];
            finding.how = j % 4; /* each disguise, both and none */
            tried(&report, &finding);
        }
    }
}

static void try_both_languages(const struct pwpol_report *report, const struct finding *finding)
{
    for (enum language language = 0; language < LANGUAGES; language++) {
        for (enum part part = PROBLEM; part <= REMEDY; part++) {
            struct buffer out = { 0 };
            sentence_write(&out, report, finding, part, language);
            char *text = buffer_take(&out);
            assert_non_null(text);
            assert_well_written(text, language);
            free(text);
        }
    }
}

static void every_sentence_is_well_written(void **state)
{
    (void)state;
    each_sentence(try_both_languages);
}

static void every_rule_has_its_sentences(void **state)
{
    (void)state;
    for (size_t id = 0; id < FINDING_COUNT; id++) {
        size_t i = 0;
        while (i < sentences_count && (sentences[i].id != id || sentences[i].variant != VARIANT_USUAL))
            i++;
        if (i == sentences_count)
            fail_msg("no sentence for %s", rules[id].name);
    }
}

static void every_advice_is_well_written(void **state)
{
    (void)state;
    for (enum advice advice = ADVICE_NONE + 1; advice < ADVICE_COUNT; advice++) {
        for (size_t j = 0; j < sizeof figures / sizeof figures[0]; j++) {
            pwpol_report report = { .characters = 12, .advice = advice, .about = figures[j] };
            report.about.source = "names";
            report.about.classes = j % 2 == 0 ? CLASS_DIGIT : 0;
            if (advice == ADVICE_CLASSES)
                report.about.classes = CLASS_DIGIT | CLASS_UPPER;
            for (enum language language = 0; language < LANGUAGES; language++) {
                struct buffer out = { 0 };
                sentence_advise(&out, &report, language);
                char *text = buffer_take(&out);
                assert_non_null(text);
                assert_well_written(text, language);
                free(text);
            }
        }
    }
}

/* ---- Words and figures, to the letter ---- */

typedef void phrase_of(struct buffer *out, double value, enum language language);

static void assert_phrase(phrase_of *phrase, double value, const char *english, const char *french)
{
    for (enum language language = 0; language < LANGUAGES; language++) {
        struct buffer out = { 0 };
        phrase(&out, value, language);
        char *text = buffer_take(&out);
        assert_string_equal(text, language == FRENCH ? french : english);
        free(text);
    }
}

static void figures_are_written_as_each_language_does(void **state)
{
    (void)state;
    assert_phrase(phrase_number, 7, "7", "7");
    assert_phrase(phrase_number, 1024, "1024", "1024");
    assert_phrase(phrase_number, 10485760, "10,485,760", "10\u00A0485\u00A0760");
    assert_phrase(phrase_number, 49.5, "49.5", "49,5");
}

/* One digit, rounded down: 10^7.4 is 25.1 million. */
static void guesses_are_written_in_words(void **state)
{
    (void)state;
    assert_phrase(phrase_guesses, 0, "fewer than 10 guesses", "moins de 10\u00A0essais");
    assert_phrase(phrase_guesses, 2.5, "about 300 guesses", "environ\u00A0300\u00A0essais");
    assert_phrase(phrase_guesses, 4.4, "about 20,000 guesses", "environ\u00A020\u00A0000\u00A0essais");
    assert_phrase(phrase_guesses, 6, "about 1 million guesses", "environ\u00A01\u00A0million d'essais");
    assert_phrase(phrase_guesses, 7.4, "about 20 million guesses", "environ\u00A020\u00A0millions d'essais");
    assert_phrase(phrase_guesses, 8, "about 100 million guesses", "environ\u00A0100\u00A0millions d'essais");
    assert_phrase(phrase_guesses, 9.4, "about 2 billion guesses", "environ\u00A02\u00A0milliards d'essais");
    assert_phrase(phrase_guesses, 14, "about 100 trillion guesses",
                  "environ\u00A0100\u00A0000 milliards d'essais");
    assert_phrase(phrase_guesses, 22.7, "about 10 to the power of 22 guesses",
                  "environ\u00A010 puissance\u00A022\u00A0essais");
}

static void wanted_guesses_are_written_without_their_noun(void **state)
{
    (void)state;
    assert_phrase(phrase_guesses_wanted, 8, "100 million", "100\u00A0millions");
    assert_phrase(phrase_guesses_wanted, 14, "100 trillion", "100\u00A0000 milliards");
    assert_phrase(phrase_guesses_wanted, 3, "1000", "1000");
}

static const struct {
    struct finding finding;
    const char *english;
    const char *french;
} problems[] = {
    { { .id = FINDING_LENGTH_MIN, .have = 7, .want = 8 },
      "The password is too short: 7 characters instead of at least 8.",
      "Le mot de passe est trop court\u00A0: 7\u00A0caractères au lieu d'au moins 8." },
    { { .id = FINDING_LENGTH_MIN, .have = 1, .want = 8 },
      "The password is too short: 1 character instead of at least 8.",
      "Le mot de passe est trop court\u00A0: 1\u00A0caractère au lieu d'au moins 8." },
    { { .id = FINDING_DICTIONARY, .first = 1, .last = 9, .source = "places" },
      "The first 9 characters are the name of a place, and the rest is only digits and signs.",
      "Les caractères 1 à 9 sont un nom de lieu, et le reste n'est que chiffres et signes." },
    { { .id = FINDING_DICTIONARY, .first = 1, .last = 12, .source = "passwords" },
      "The whole password is a very common password.",
      "Tout le mot de passe est un mot de passe très courant." },
    { { .id = FINDING_DICTIONARY_DENIED, .first = 3, .last = 6, .source = "acme.txt" },
      "Characters 3 to 6 are a word that this service refuses (list “acme.txt”), and the rest is only digits "
      "and signs.",
      "Les caractères 3 à 6 sont un mot que ce service refuse (liste «\u00A0acme.txt\u00A0»), et le reste "
      "n'est "
      "que chiffres et signes." },
    { { .id = FINDING_CONTEXT, .first = 8, .last = 12, .source = "names", .how = PIECE_REVERSED },
      "The last 5 characters are drawn from your name, written backwards.",
      "Les caractères 8 à 12 reprennent votre nom, à l'envers." },
    { { .id = FINDING_CONTEXT, .first = 3, .last = 4, .source = "birth_date" },
      "Characters 3 and 4 are drawn from your birth date.",
      "Les caractères 3 et 4 reprennent votre date de naissance." },
    { { .id = FINDING_PATTERN_KEYBOARD, .first = 1, .last = 6, .source = "azerty", .have = 58.3, .want = 50 },
      "The first 6 characters are a walk over an AZERTY keyboard; such patterns make up 58% of the password, "
      "and less than 50% is accepted.",
      "Les caractères 1 à 6 sont un parcours de touches voisines d'un clavier AZERTY\u00A0; de tels motifs "
      "couvrent 58\u00A0% du mot de passe, pour moins de 50\u00A0% admis." },
    /* 49.6 bits count as 50 (A7) */
    { { .id = FINDING_ENTROPY_MIN, .have = 49.6, .want = 80 },
      "Its formal entropy is 50 bits, instead of at least 80.",
      "Son entropie formelle est de 50\u00A0bits, au lieu d'au moins 80." },
    { { .id = FINDING_CLASSES_REQUIRED, .classes = CLASS_UPPER | CLASS_DIGIT | CLASS_SPECIAL },
      "The password lacks an upper-case letter, a digit and a special character.",
      "Il manque au mot de passe une majuscule, un chiffre et un caractère spécial." },
};

static void problems_read_to_the_letter(void **state)
{
    (void)state;
    pwpol_report report = { .characters = 12 };
    for (size_t i = 0; i < sizeof problems / sizeof problems[0]; i++) {
        for (enum language language = 0; language < LANGUAGES; language++) {
            struct buffer out = { 0 };
            sentence_write(&out, &report, &problems[i].finding, PROBLEM, language);
            char *text = buffer_take(&out);
            assert_string_equal(text, language == FRENCH ? problems[i].french : problems[i].english);
            free(text);
        }
    }
}

/* ---- The public functions ---- */

static void a_message_is_the_problem_and_the_remedy(void **state)
{
    (void)state;
    struct hand hand;
    hand_make(&hand, "length.min=12", "xkqj", 4, NULL, NAN);
    hand_judge(&hand);
    assert_string_equal(pwpol_report_message(hand.report, 0, "en"),
                        "The password is too short: 4 characters instead of at least 12. Add 8 characters.");
    assert_string_equal(pwpol_report_problem(hand.report, 0, "en"),
                        "The password is too short: 4 characters instead of at least 12.");
    assert_string_equal(pwpol_report_remedy(hand.report, 0, "fr"), "Ajoutez 8\u00A0caractères.");
    assert_string_equal(pwpol_report_message(hand.report, 1, "fr"), "");
    assert_string_equal(pwpol_report_message(NULL, 0, "fr"), "");
    assert_string_equal(pwpol_report_suggestion(NULL, "fr"), "");
    /* any other language is answered in English, as pwpol_strstatus() does */
    const char *text = pwpol_report_remedy(hand.report, 0, NULL);
    assert_string_equal(text, "Add 8 characters.");
    assert_ptr_equal(text, pwpol_report_remedy(hand.report, 0, "de")); /* made once */
    hand_end(&hand);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_sentence_is_well_written),
        cmocka_unit_test(every_rule_has_its_sentences),
        cmocka_unit_test(every_advice_is_well_written),
        cmocka_unit_test(figures_are_written_as_each_language_does),
        cmocka_unit_test(guesses_are_written_in_words),
        cmocka_unit_test(wanted_guesses_are_written_without_their_noun),
        cmocka_unit_test(problems_read_to_the_letter),
        cmocka_unit_test(a_message_is_the_problem_and_the_remedy),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
