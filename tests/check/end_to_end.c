/* pwpol_check() as a service calls it: what must be refused and for which reason,
 * what must be accepted, and what no report may say. */
#include "suite.h"

#include "pwpol/check.h"
#include "words/wordlist.h"

#include <math.h>
#include <stdlib.h>

static pwpol_policy *policy_of(const char *preset)
{
    pwpol_policy *policy = NULL;
    assert_int_equal(pwpol_policy_new(&policy, preset), PWPOL_OK);
    return policy;
}

static pwpol_context camille(void)
{
    static const char *const names[] = { "Camille", "Durand" };
    pwpol_context context = PWPOL_CONTEXT_INIT;
    context.login = "cdurand";
    context.email = "camille.durand@zorglub.fr";
    context.names = names;
    context.names_count = 2;
    context.birth_date = "1989-07-14";
    return context;
}

static pwpol_report *check(const pwpol_policy *policy, const char *candidate, const pwpol_context *context)
{
    pwpol_report *report = NULL;
    assert_int_equal(pwpol_check(policy, candidate, strlen(candidate), context, &report), PWPOL_OK);
    assert_non_null(report);
    return report;
}

/* The error of this name and source; its index, or SIZE_MAX. */
static size_t error_of(const pwpol_report *report, const char *name, const char *source)
{
    pwpol_finding finding = { .size = sizeof finding };
    for (size_t i = 0; pwpol_report_finding(report, i, &finding) == PWPOL_OK; i++)
        if (finding.severity == PWPOL_ERROR && strcmp(finding.name, name) == 0 &&
            (source == NULL || strcmp(finding.source, source) == 0))
            return i;
    return SIZE_MAX;
}

/* ---- What must be refused, and the reason that must be named ---- */

static const struct {
    const char *candidate;
    const char *name;
    const char *source; /* NULL for any */
} refused[] = {
    { "motdepasse", "dictionary", NULL },
    { "Motdepasse1!", "dictionary", NULL },
    { "azertyuiop", "pattern.keyboard", "azerty" },
    { "Azerty123!", "pattern.keyboard", "azerty" },
    { "123456789a!", "pattern.sequence", "" },
    { "Marseille13!", "dictionary", NULL },
    { "Camille1989!", "context", "names" },
    { "Camille1989!", "context", "birth_date" },
    { "P@ssw0rd1234", "dictionary", NULL },
    { "aaaaaaaaaaaa", "pattern.repeat", "" },
    { "Qwertyuiop1!", "pattern.keyboard", "qwerty" },
    { "14071989", "context", "birth_date" },
    { "Bonjour2026!", "dictionary", NULL },
    { "essapedtom1!", "dictionary", NULL }, /* backwards */
    { "zorglub.fr!9Z", "context", "email" },
    { "cdurand#2k", "context", NULL },
    { "QSDFGHJKLM", "pattern.keyboard", "azerty" },
    { "abcdefghijkl", "pattern.sequence", "" },
    { "13/09/2011!", "pattern.date", "" },
    { "zkqjwvm", "length.min", "" },
    { "zkqjwvmx", "entropy.min", "" },        /* 37.6 bits */
    { "839201746583920", "entropy.min", "" }, /* 15 digits */
};

static void each_is_refused_with_the_real_reason(void **state)
{
    (void)state;
    pwpol_policy *policy = policy_of("cnil-2022-100-restricted");
    pwpol_context context = camille();
    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++) {
        pwpol_report *report = check(policy, refused[i].candidate, &context);
        assert_false(pwpol_report_accepted(report));
        if (error_of(report, refused[i].name, refused[i].source) == SIZE_MAX) {
            char *text = NULL;
            assert_int_equal(pwpol_report_json(report, "en", &text), PWPOL_OK);
            fail_msg("%s is not refused for %s: %s", refused[i].candidate, refused[i].name, text);
        }
        pwpol_report_free(report);
    }
    pwpol_policy_free(policy);
}

/* The same words are fine in somebody else's password. */
static void without_its_context_a_name_is_a_word_like_another(void **state)
{
    (void)state;
    pwpol_policy *policy = policy_of("cnil-2022-100-restricted");
    pwpol_report *report = check(policy, "Camille1989!", NULL);
    assert_int_equal(error_of(report, "context", NULL), SIZE_MAX);
    assert_true(error_of(report, "dictionary", NULL) != SIZE_MAX);
    pwpol_report_free(report);
    pwpol_policy_free(policy);
}

/* ---- What must be accepted ---- */

static uint64_t seed = 20221016;

static uint32_t draw(uint32_t bound) /* Knuth's MMIX */
{
    seed = seed * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)((seed >> 33) % bound);
}

/* 12 characters, of each class at least one. */
static void draw_characters(char *text, size_t length)
{
    static const char *const classes[] = { "abcdefghijklmnopqrstuvwxyz", "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
                                           "0123456789", "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~" };
    for (size_t i = 0; i < length; i++) {
        const char *from = classes[i < 4 ? i : draw(4)];
        text[i] = from[draw((uint32_t)strlen(from))];
    }
    for (size_t i = length; i-- > 1;) {
        size_t other = draw((uint32_t)i + 1);
        char kept = text[i];
        text[i] = text[other];
        text[other] = kept;
    }
    text[length] = '\0';
}

static void draw_words(char *text, const struct passphrase_list *list, unsigned words, const char *separator)
{
    text[0] = '\0';
    for (unsigned i = 0; i < words; i++) {
        if (i > 0)
            strcat(text, separator);
        strcat(text, passphrase_word(list, draw(list->count)));
    }
}

enum { DRAWS = 200, ROOM = 512 };

static void assert_accepted(const pwpol_policy *policy, const char *candidate)
{
    pwpol_context context = camille();
    pwpol_report *report = check(policy, candidate, &context);
    if (!pwpol_report_accepted(report))
        fail_msg("%s: %s", candidate, pwpol_report_message(report, 0, "en"));
    assert_string_equal(pwpol_report_suggestion(report, "fr"), "");
    pwpol_report_free(report);
}

static void what_is_drawn_at_random_is_accepted(void **state)
{
    (void)state;
    static const char *const presets[] = { "cnil-2022-100-restricted", "cnil-2022-100-alone" };
    char text[ROOM];
    for (size_t p = 0; p < 2; p++) {
        pwpol_policy *policy = policy_of(presets[p]);
        for (unsigned i = 0; i < DRAWS; i++) {
            draw_characters(text, 12);
            assert_accepted(policy, text);
        }
        pwpol_policy_free(policy);
    }
}

static void seven_words_drawn_at_random_are_accepted(void **state)
{
    (void)state;
    static const char *const separators[] = { " ", "-", "." };
    static const char *const presets[] = { "cnil-2022-100-restricted", "cnil-2022-100-alone",
                                           "anssi-very-strong" };
    char text[ROOM];
    for (size_t p = 0; p < sizeof presets / sizeof presets[0]; p++) {
        pwpol_policy *policy = policy_of(presets[p]);
        for (unsigned i = 0; i < DRAWS; i++) {
            draw_words(text, passphrase_list_at(i % passphrase_list_count()), 7, separators[i % 3]);
            assert_accepted(policy, text);
        }
        pwpol_policy_free(policy);
    }
}

/* Chance makes dates and walks of random digits too. Few of these examples of the
 * authority may be refused for that: one in fifty is what was measured. */
static void chance_is_no_reason_to_refuse(void **state)
{
    (void)state;
    static const struct {
        const char *from;
        size_t length;
    } shapes[] = { { "0123456789", 16 },
                   { "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", 14 } };
    pwpol_policy *policy = policy_of("cnil-2022-100-restricted");
    for (size_t i = 0; i < sizeof shapes / sizeof shapes[0]; i++) {
        unsigned refusals = 0;
        for (unsigned j = 0; j < DRAWS; j++) {
            char text[ROOM] = "";
            for (size_t k = 0; k < shapes[i].length; k++)
                text[k] = shapes[i].from[draw((uint32_t)strlen(shapes[i].from))];
            pwpol_report *report = check(policy, text, NULL);
            refusals += !pwpol_report_accepted(report);
            pwpol_report_free(report);
        }
        assert_true(refusals <= DRAWS / 20);
    }
    pwpol_policy_free(policy);
}

/* The same verdict, numbers and findings whether an accent is composed or not. */
static const struct {
    const char *composed;
    const char *decomposed;
} accents[] = {
    { "\u00E9t\u00E9-cr\u00EAme-\u00E0-no\u00EBl", "e\u0301te\u0301-cre\u0302me-a\u0300-noe\u0308l" },
    { "\u00C9t\u00E91989!", "E\u0301te\u03011989!" },
    { "k\u00E97#Vw!2qZx", "ke\u03017#Vw!2qZx" },
    { "\u00FCber", "u\u0308ber" },
};

static void composed_and_decomposed_accents_are_one_password(void **state)
{
    (void)state;
    pwpol_policy *policy = policy_of("cnil-2022-100-restricted");
    for (size_t i = 0; i < sizeof accents / sizeof accents[0]; i++) {
        pwpol_report *composed = check(policy, accents[i].composed, NULL);
        pwpol_report *decomposed = check(policy, accents[i].decomposed, NULL);
        pwpol_numbers one = { .size = sizeof one };
        pwpol_numbers other = { .size = sizeof other };
        assert_int_equal(pwpol_report_numbers(composed, &one), PWPOL_OK);
        assert_int_equal(pwpol_report_numbers(decomposed, &other), PWPOL_OK);
        assert_memory_equal(&one, &other, sizeof one);
        assert_int_equal(pwpol_report_accepted(composed), pwpol_report_accepted(decomposed));
        assert_int_equal(pwpol_report_count(composed), pwpol_report_count(decomposed));
        for (size_t j = 0; j < pwpol_report_count(composed); j++)
            assert_string_equal(pwpol_report_message(composed, j, "fr"),
                                pwpol_report_message(decomposed, j, "fr"));
        pwpol_report_free(composed);
        pwpol_report_free(decomposed);
    }
    pwpol_policy_free(policy);
}

/* ---- The authority's examples, by formal strength alone (A2, A4, A5) ---- */

static const struct {
    const char *preset;
    const char *candidate;
    bool accepted;
} examples[] = {
    /* A2: 12 of four classes; 14 of letters and digits; 7 words */
    { "cnil-2022-100-alone", "k7#Vw!2qZx9p", true },
    { "cnil-2022-100-alone", "k7#Vw!2qZx9", false },
    { "cnil-2022-100-alone", "k7Vw2qZx9pT4mR", true },
    { "cnil-2022-100-alone", "k7Vw2qZx9pT4m", false },
    { "cnil-2022-100-alone", "soleil barque nuage tambour cerise piano lampe", true },
    { "cnil-2022-100-alone", "soleil barque nuage tambour cerise piano", false },
    /* A4: 8 of three classes; 16 digits */
    { "cnil-2022-100-restricted", "k7Vw2qZx", true },
    { "cnil-2022-100-restricted", "k7Vw2qZ", false },
    { "cnil-2022-100-restricted", "k7#p2v!m", true },
    { "cnil-2022-100-restricted", "k7#p2v!", false },
    { "cnil-2022-100-restricted", "8305274916385720", true },
    { "cnil-2022-100-restricted", "830527491638572", false },
    /* A5: 4 digits */
    { "cnil-2022-100-device", "8305", true },
    { "cnil-2022-100-device", "830", false },
};

static void the_authority_s_examples_are_accepted_and_one_less_is_not(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof examples / sizeof examples[0]; i++) {
        pwpol_policy *policy = policy_of(examples[i].preset);
        assert_int_equal(pwpol_policy_set(policy, "strength.require", "formal", NULL), PWPOL_OK);
        pwpol_report *report = check(policy, examples[i].candidate, NULL);
        if (pwpol_report_accepted(report) != examples[i].accepted)
            fail_msg("%s under %s: %s", examples[i].candidate, examples[i].preset,
                     pwpol_report_message(report, 0, "en"));
        pwpol_report_free(report);
        pwpol_policy_free(policy);
    }
}

/* ---- The three numbers ---- */

static void the_three_numbers_are_told_apart(void **state)
{
    (void)state;
    pwpol_policy *policy = policy_of("cnil-2022-100-restricted");
    pwpol_report *report = check(policy, "Bonjour2026!", NULL);
    pwpol_numbers numbers = { .size = sizeof numbers };
    assert_int_equal(pwpol_report_numbers(report, &numbers), PWPOL_OK);
    assert_true(fabs(numbers.formal_entropy - 79.55) < 0.01); /* 12 x log2(99) */
    assert_true(fabs(numbers.policy_entropy - 49.52) < 0.01); /* 8 x log2(73): A4 */
    assert_true(numbers.guesses_log10 > 1 && numbers.guesses_log10 < 8);
    assert_int_equal(numbers.code_points, 12);
    assert_int_equal(numbers.graphemes, 12);
    assert_int_equal(numbers.words, 0);
    pwpol_report_free(report);

    report = check(policy, "soleil-barque-nuage", NULL);
    assert_int_equal(pwpol_report_numbers(report, &numbers), PWPOL_OK);
    assert_int_equal(numbers.words, 3);
    assert_true(fabs(numbers.formal_entropy - 38.77) < 0.01); /* 3 x log2(7776) */
    pwpol_report_free(report);
    pwpol_policy_free(policy);
}

/* guesses.min = 0 asks for no estimate, and none is made. */
static void the_guess_number_is_not_estimated_for_nobody(void **state)
{
    (void)state;
    pwpol_policy *policy = policy_of("nist-800-63b-4");
    pwpol_report *report = check(policy, "k7#Vw!2qZx9pTmR", NULL);
    pwpol_numbers numbers = { .size = sizeof numbers };
    assert_int_equal(pwpol_report_numbers(report, &numbers), PWPOL_OK);
    assert_true(isnan(numbers.guesses_log10));
    assert_true(pwpol_report_accepted(report));
    pwpol_report_free(report);
    pwpol_policy_free(policy);
}

/* ---- What a report never says ---- */

static void assert_absent(const char *candidate, const char *text)
{
    if (text[0] == '\0')
        fail_msg("an empty sentence on %s", candidate);
    if (strlen(candidate) >= 4 && strcasestr(text, candidate) != NULL)
        fail_msg("%s is in \"%s\"", candidate, text);
}

/* Nor parts of it: no five bytes of it in a row, unless they are letters of the
 * sentence's own words, which a capital or a digit rules out. */
static bool is_telling(const char *part)
{
    return strpbrk(part, "0123456789!@#") != NULL;
}

static void assert_no_part(const char *candidate, const char *text)
{
    enum { PART = 5 };
    for (size_t i = 0; i + PART <= strlen(candidate); i++) {
        char part[PART + 1] = { 0 };
        memcpy(part, candidate + i, PART);
        if (is_telling(part) && strstr(text, part) != NULL)
            fail_msg("%s of %s is in \"%s\"", part, candidate, text);
    }
}

static void no_report_holds_the_candidate(void **state)
{
    (void)state;
    static const char *const langs[] = { "fr", "en" };
    pwpol_policy *policy = policy_of("cnil-2022-100-alone");
    pwpol_context context = camille();
    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++) {
        const char *candidate = refused[i].candidate;
        pwpol_report *report = check(policy, candidate, &context);
        for (size_t l = 0; l < 2; l++) {
            for (size_t j = 0; j < pwpol_report_count(report); j++) {
                assert_absent(candidate, pwpol_report_problem(report, j, langs[l]));
                assert_absent(candidate, pwpol_report_remedy(report, j, langs[l]));
                assert_no_part(candidate, pwpol_report_message(report, j, langs[l]));
            }
            assert_absent(candidate, pwpol_report_suggestion(report, langs[l]));
        }
        char *text = NULL;
        assert_int_equal(pwpol_report_json(report, NULL, &text), PWPOL_OK);
        assert_absent(candidate, text);
        pwpol_free(text);
        pwpol_report_free(report);
    }
    pwpol_policy_free(policy);
}

/* Whoever is refused is told what to do. */
static void no_refusal_is_without_a_suggestion(void **state)
{
    (void)state;
    pwpol_context context = camille();
    for (size_t p = 0; pwpol_preset_name(p) != NULL; p++) {
        pwpol_policy *policy = policy_of(pwpol_preset_name(p));
        for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++) {
            pwpol_report *report = check(policy, refused[i].candidate, &context);
            if (!pwpol_report_accepted(report))
                assert_true(strlen(pwpol_report_suggestion(report, "fr")) > 10);
            pwpol_report_free(report);
        }
        pwpol_policy_free(policy);
    }
}

/* ---- The administrator's lists and the old password ---- */

static void a_denied_word_is_refused_and_the_report_outlives_the_policy(void **state)
{
    (void)state;
    pwpol_policy *policy = policy_of("cnil-2022-100-restricted");
    assert_int_equal(pwpol_policy_set(policy, "dictionary.files", DENIED_LIST, NULL), PWPOL_OK);
    pwpol_report *report = check(policy, "Zorgl0ub!", NULL);
    pwpol_policy_free(policy);
    assert_true(error_of(report, "dictionary.denied", "denied.txt") != SIZE_MAX);
    assert_non_null(strstr(pwpol_report_message(report, 0, "fr"), "«\u00A0denied.txt\u00A0»"));
    pwpol_report_free(report);
}

static const struct {
    const char *old;
    const char *candidate;
    bool similar;
} changes[] = {
    { "k7#Vw!2qZx9p", "k7#Vw!2qZx9p", true },      /* the same */
    { "k7#Vw!2qZx9p", "K7#Vw!2qZx9p1", true },     /* one more */
    { "k7#Vw!2qZx9p", "k7#Vw!2qZx9p2026!", true }, /* another end */
    { "k7#Vw!2qZx9p", "k7#Rw?2qTx9p", true },      /* three changed */
    { "k7#Vw!2qZx9p", "mB4:tG8%jN1&", false },
};

static void a_password_that_is_like_the_old_one_is_refused(void **state)
{
    (void)state;
    pwpol_policy *policy = policy_of("cnil-2022-100-restricted");
    for (size_t i = 0; i < sizeof changes / sizeof changes[0]; i++) {
        pwpol_context context = PWPOL_CONTEXT_INIT;
        context.old_password = changes[i].old;
        context.old_password_len = strlen(changes[i].old);
        pwpol_report *report = check(policy, changes[i].candidate, &context);
        assert_int_equal(error_of(report, "history.similar", NULL) != SIZE_MAX, changes[i].similar);
        assert_int_equal(pwpol_report_accepted(report), !changes[i].similar);
        pwpol_report_free(report);
    }
    pwpol_policy_free(policy);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_is_refused_with_the_real_reason),
        cmocka_unit_test(without_its_context_a_name_is_a_word_like_another),
        cmocka_unit_test(what_is_drawn_at_random_is_accepted),
        cmocka_unit_test(seven_words_drawn_at_random_are_accepted),
        cmocka_unit_test(chance_is_no_reason_to_refuse),
        cmocka_unit_test(composed_and_decomposed_accents_are_one_password),
        cmocka_unit_test(the_authority_s_examples_are_accepted_and_one_less_is_not),
        cmocka_unit_test(the_three_numbers_are_told_apart),
        cmocka_unit_test(the_guess_number_is_not_estimated_for_nobody),
        cmocka_unit_test(no_report_holds_the_candidate),
        cmocka_unit_test(no_refusal_is_without_a_suggestion),
        cmocka_unit_test(a_denied_word_is_refused_and_the_report_outlives_the_policy),
        cmocka_unit_test(a_password_that_is_like_the_old_one_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
