/* pwpol_policy_parse(): what a policy file may say, and where it is refused. */
#include "suite.h"

#include "policy/policy.h"

#include <stdio.h>
#include <stdlib.h>

static pwpol_status parse(pwpol_policy **policy, const char *text, pwpol_where *where)
{
    return pwpol_policy_parse(policy, text, strlen(text), "policy.conf", where);
}

static const struct {
    const char *text;
    const char *key;
    const char *value;
} good[] = {
    { "", "length.min", "8" }, /* of the default preset */
    { "\n\n", "length.min", "8" },
    { "length.min = 12", "length.min", "12" },
    { "length.min=12\n", "length.min", "12" },
    { "length.min: 12\n", "length.min", "12" },
    { "[length]\nmin = 12\n", "length.min", "12" },
    { "[length]\nmin = 12\n[length]\nmax = 100\n", "length.max", "100" },
    { "[classes]\nmin = 2\n[length]\nmin = 12\n", "classes.min", "2" },
    { "preset = nist-800-63b-4\n", "length.min", "15" },
    { "preset = nist-800-63b-4\nlength.min = 20\n", "length.min", "20" },
    { "; comment\n# comment\n\npreset = nist-800-63b-4 ; comment\n", "length.min", "15" },
    { "length.min = 12 ; comment", "length.min", "12" },
    { "length.min = 12 # comment", "length.min", "12" },
    { "length.min = 12\t#comment", "length.min", "12" },
    { "[length] ; comment\nmin = 12", "length.min", "12" },
    { "[length]\n  min = 12\n\tmax = 100\n", "length.max", "100" }, /* no value goes on over lines */
    { "  [length]\nmin = 12", "length.min", "12" },
    { "\xEF\xBB\xBFlength.min = 12\n", "length.min", "12" },
    { "\xEF\xBB\xBF[length]\r\nmin = 12\r\n", "length.min", "12" },
    { "classes.required =\n", "classes.required", "" },
    { "classes.required = ; none\n", "classes.required", "" },
    { "classes.required = lower digit", "classes.required", "lower digit" },
    { "; caf\xC3\xA9 \xE2\x82\xAC\nlength.min = 12\n", "length.min", "12" },
    { "dictionary.files = /a/b.txt \"/c d\"", "dictionary.files", "/a/b.txt \"/c d\"" },
};

static void a_policy_file_is_read(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        pwpol_policy *policy;
        pwpol_where where = PWPOL_WHERE_INIT;
        if (parse(&policy, good[i].text, &where) != PWPOL_OK)
            fail_msg("text %zu: %s", i, where.message_en);
        assert_string_equal(pwpol_policy_get(policy, good[i].key), good[i].value);
        assert_string_equal(where.message_en, "");
        pwpol_policy_free(policy);
    }
}

/* What stands at the refused place, in both languages. */
/* clang-format off */
static const struct {
    const char *text;
    pwpol_status status;
    unsigned line, column;
    const char *key;
    const char *en, *fr;
} bad[] = {
    { "lenght.min = 12", PWPOL_ERR_KEY, 1, 1, "lenght.min", "did you mean length.min?", "length.min\u00A0?" },
    { "\n[length]\n  mini = 12\n", PWPOL_ERR_KEY, 3, 3, "length.mini", "did you mean length.min?",
      "length.min\u00A0?" },
    { "[length]\nlength.min = 12\n", PWPOL_ERR_KEY, 2, 1, "length.min", "did you mean length.min?",
      "length.min\u00A0?" },
    { "[length]\npreset = pci-dss-4\n", PWPOL_ERR_KEY, 2, 1, "length.preset", "no policy key", "aucune clé" },
    { "min = 12", PWPOL_ERR_KEY, 1, 1, "min", "no policy key is named \"min\"", "aucune clé" },
    { "[lenght]\n", PWPOL_ERR_KEY, 1, 2, "lenght", "section [lenght]; did you mean [length]?",
      "vouliez-vous dire [length]\u00A0?" },
    { "[nonsense]\n", PWPOL_ERR_KEY, 1, 2, "nonsense", "section [nonsense]; `pwpol policy keys` lists them.",
      "section [nonsense]\u00A0; `pwpol" },
    { "[]\nlength.min = 12", PWPOL_ERR_KEY, 1, 2, "", "no policy key is in a section", "d'une section" },

    { "length.min = 0", PWPOL_ERR_RANGE, 1, 14, "length.min", "length.min accepts 1 to 1024.", "de 1 à 1024." },
    { "[length]\nmin=  abc ; why", PWPOL_ERR_RANGE, 2, 7, "length.min", "accepts", "accepte" },
    { "[length]\nmin =\n", PWPOL_ERR_RANGE, 2, 6, "length.min", "accepts", "accepte" },
    { "[throttle]\ndelay_first = 90m\n", PWPOL_ERR_RANGE, 2, 15, "throttle.delay_first",
      "1s to 24h, written 90s, 30min, 24h or 7d", "de 1s à 24h, écrit 90s, 30min, 24h ou 7d" },
    { "classes.required = lower numbers", PWPOL_ERR_RANGE, 1, 20, "classes.required", "any of lower | upper",
      "au choix lower | upper" },
    { "length.min = 1 2", PWPOL_ERR_RANGE, 1, 14, "length.min", "accepts", "accepte" },
    { "length.min = 12\n  13\n", PWPOL_ERR_SYNTAX, 2, 3, "", "key = value", "clé = valeur" },
    { "length.min = 12;comment", PWPOL_ERR_RANGE, 1, 14, "length.min", "accepts", "accepte" },

    { "length.min = 12\nlength.min = 12\n", PWPOL_ERR_SYNTAX, 2, 1, "length.min", "already set at line 1",
      "déjà été fixé à la ligne 1" },
    { "length.min = 12\n\n[length]\n min = 12\n", PWPOL_ERR_SYNTAX, 4, 2, "length.min",
      "already set at line 1", "ligne 1" },

    { "length.min = 12\npreset = pci-dss-4\n", PWPOL_ERR_SYNTAX, 2, 1, "preset", "before anything else",
      "avant toute autre chose" },
    { "preset = pci-dss-4\npreset = pci-dss-4\n", PWPOL_ERR_SYNTAX, 2, 1, "preset", "comes once",
      "une seule fois" },
    { "preset = pci-dss-5", PWPOL_ERR_PRESET, 1, 10, "preset", "did you mean pci-dss-4?", "pci-dss-4\u00A0?" },
    { "preset = nope", PWPOL_ERR_PRESET, 1, 10, "preset", "\"nope\"; `pwpol policy list` lists them.",
      "`pwpol policy list` les énumère." },
    { "preset =", PWPOL_ERR_PRESET, 1, 9, "preset", "no preset is named \"\"", "aucun préréglage" },

    { "length.min", PWPOL_ERR_SYNTAX, 1, 1, "", "key = value", "clé = valeur" },
    { "= 12", PWPOL_ERR_SYNTAX, 1, 1, "", "key = value", "clé = valeur" },
    { "[length", PWPOL_ERR_SYNTAX, 1, 1, "", "[name]", "[nom]" },
    { "[length] min = 12", PWPOL_ERR_SYNTAX, 1, 1, "", "[name]", "[nom]" },

    { "; \xC3\xA9\xE2\x82\xAC\xFF", PWPOL_ERR_UTF8, 1, 5, "", "not UTF-8", "UTF-8" },
    { "length.min = 12\n; \xC3", PWPOL_ERR_UTF8, 2, 3, "", "not UTF-8", "UTF-8" },
    { "; \xED\xA0\x80", PWPOL_ERR_UTF8, 1, 3, "", "not UTF-8", "UTF-8" },
    { "; \xC0\xAF", PWPOL_ERR_UTF8, 1, 3, "", "not UTF-8", "UTF-8" },
    { "; one\rlength.min = 12", PWPOL_ERR_SYNTAX, 1, 6, "", "control character", "caractère de contrôle" },
    { "length.min = 1\x1B", PWPOL_ERR_SYNTAX, 1, 15, "", "control character", "caractère de contrôle" },
    { "length.min = 1\x7F", PWPOL_ERR_SYNTAX, 1, 15, "", "control character", "caractère de contrôle" },

    { "include = other.conf", PWPOL_ERR_RANGE, 1, 11, "include", "absolute", "absolu" },
    { "include =", PWPOL_ERR_RANGE, 1, 10, "include", "absolute", "absolu" },
    { "include = \"/a\" \"/b\"", PWPOL_ERR_RANGE, 1, 11, "include", "path", "chemin" },
    { "hash.pepper_file = keys", PWPOL_ERR_RANGE, 1, 20, "hash.pepper_file", "absolute", "absolu" },
    { "[length]\ninclude = /a", PWPOL_ERR_KEY, 2, 1, "length.include", "no policy key", "aucune clé" },
    { "include = /nowhere/at/all", PWPOL_ERR_IO, 1, 11, "include",
      "\"/nowhere/at/all\" cannot be included: there is no such file", "ce fichier n'existe pas" },
    { "dictionary.files = words.txt", PWPOL_ERR_RANGE, 1, 20, "dictionary.files", "absolute", "absolu" },
};
/* clang-format on */

static void a_refusal_names_the_place_the_key_and_the_reason(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        pwpol_policy *policy = (pwpol_policy *)1;
        pwpol_where where = PWPOL_WHERE_INIT;
        pwpol_status status = parse(&policy, bad[i].text, &where);
        if (status != bad[i].status || where.line != bad[i].line || where.column != bad[i].column)
            fail_msg("text %zu: status %d, line %u, column %u: %s", i, status, where.line, where.column,
                     where.message_en);
        assert_null(policy);
        assert_string_equal(where.file, "policy.conf");
        assert_string_equal(where.key, bad[i].key);
        if (strstr(where.message_en, bad[i].en) == NULL || strstr(where.message_fr, bad[i].fr) == NULL)
            fail_msg("text %zu: %s / %s", i, where.message_en, where.message_fr);
        assert_int_equal(parse(&policy, bad[i].text, NULL), bad[i].status);
    }
}

static void a_message_is_one_sentence_with_its_place(void **state)
{
    (void)state;
    pwpol_policy *policy;
    pwpol_where where = PWPOL_WHERE_INIT;
    assert_int_equal(parse(&policy, "[length]\nmin = 0\n", &where), PWPOL_ERR_RANGE);
    assert_string_equal(where.message_en, "policy.conf, line 2, column 7: length.min accepts 1 to 1024.");
    assert_string_equal(where.message_fr,
                        "policy.conf, ligne 2, colonne 7\u00A0: length.min accepte de 1 à 1024.");
    assert_string_equal(where.allowed, "1 to 1024");
    assert_int_equal(pwpol_policy_parse(&policy, "a", 1, NULL, &where), PWPOL_ERR_SYNTAX);
    assert_memory_equal(where.message_en, "line 1, column 1: ", 18);
}

static void a_long_file_name_keeps_its_end(void **state)
{
    (void)state;
    char name[2000];
    memset(name, 'd', sizeof name);
    strcpy(name + sizeof name - 13, "/policy.conf");
    pwpol_policy *policy;
    pwpol_where where = PWPOL_WHERE_INIT;
    assert_int_equal(pwpol_policy_parse(&policy, "length.min = 0", 14, name, &where), PWPOL_ERR_RANGE);
    assert_non_null(
        strstr(where.message_en, "d/policy.conf, line 1, column 14: length.min accepts 1 to 1024."));
    assert_non_null(strstr(where.message_fr, "de 1 à 1024."));
    assert_memory_equal(where.message_en, "...d", 4);
}

static void a_nul_byte_is_refused_where_it_stands(void **state)
{
    (void)state;
    static const char text[] = "length.min = 12\n; a\0b\n";
    pwpol_policy *policy;
    pwpol_where where = PWPOL_WHERE_INIT;
    assert_int_equal(pwpol_policy_parse(&policy, text, sizeof text - 1, "p", &where), PWPOL_ERR_SYNTAX);
    assert_null(policy);
    assert_int_equal(where.line, 2);
    assert_int_equal(where.column, 4);
}

/* inih cuts lines at 200 bytes and names of sections at 50, without a word. */
static void no_line_is_cut(void **state)
{
    (void)state;
    char text[4096 + 64] = "dictionary.files = /", name[1024];
    size_t length = strlen(text);
    memset(text + length, 'a', 4000);
    pwpol_policy *policy;
    assert_int_equal(parse(&policy, text, NULL), PWPOL_OK);
    assert_int_equal(strlen(pwpol_policy_get(policy, "dictionary.files")), 4001);
    pwpol_policy_free(policy);

    /* 300 spaces before the value, and a comment of 4000 bytes. */
    strcpy(text, "length.min =");
    memset(text + strlen(text), ' ', 300);
    strcpy(text + 312, "12 ;");
    memset(text + 316, 'c', 3000);
    strcpy(text + 3316, "\nlength.max = 100\n");
    assert_int_equal(parse(&policy, text, NULL), PWPOL_OK);
    assert_string_equal(pwpol_policy_get(policy, "length.min"), "12");
    assert_string_equal(pwpol_policy_get(policy, "length.max"), "100");
    pwpol_policy_free(policy);

    memset(name, 'x', sizeof name);
    strcpy(name + 900, " = 1\n");
    assert_int_equal(parse(&policy, name, NULL), PWPOL_ERR_KEY);
    name[0] = '[';
    strcpy(name + 900, "]\n");
    assert_int_equal(parse(&policy, name, NULL), PWPOL_ERR_KEY);
}

static void a_text_above_1_mib_is_refused(void **state)
{
    (void)state;
    enum { LARGEST = 1024 * 1024 };
    char *text = malloc(LARGEST + 1);
    assert_non_null(text);
    memset(text, '\n', LARGEST + 1);
    pwpol_policy *policy;
    pwpol_where where = PWPOL_WHERE_INIT;
    assert_int_equal(pwpol_policy_parse(&policy, text, LARGEST + 1, "p", &where), PWPOL_ERR_TOO_LONG);
    assert_non_null(strstr(where.message_en, "1 MiB"));
    assert_int_equal(pwpol_policy_parse(&policy, text, LARGEST, "p", NULL), PWPOL_OK);
    pwpol_policy_free(policy);
    free(text);
}

/* Somebody gives a file of passwords for a policy. */
static void what_a_refused_file_holds_is_not_repeated(void **state)
{
    (void)state;
    static const char *const texts[] = { "motdepasse", "length.min = motdepasse", "[motdepasse",
                                         "=motdepasse", "dictionary.files = \"motdepasse" };
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        pwpol_policy *policy;
        pwpol_where where = PWPOL_WHERE_INIT;
        assert_int_not_equal(parse(&policy, texts[i], &where), PWPOL_OK);
        assert_null(strstr(where.message_en, "motdepasse"));
        assert_null(strstr(where.message_fr, "motdepasse"));
    }
}

static void null_arguments_are_refused(void **state)
{
    (void)state;
    pwpol_policy *policy;
    assert_int_equal(pwpol_policy_parse(NULL, "", 0, "p", NULL), PWPOL_ERR_ARGUMENT);
    assert_int_equal(pwpol_policy_parse(&policy, NULL, 1, "p", NULL), PWPOL_ERR_ARGUMENT);
    assert_int_equal(pwpol_policy_parse(&policy, NULL, 0, "p", NULL), PWPOL_OK);
    pwpol_policy_free(policy);
}

/* The texts above, cut anywhere and with any byte changed, end in a policy or in a status with a sentence. */
static void damaged_texts_are_refused_or_read(void **state)
{
    (void)state;
    static const unsigned char bytes[] = { 0, '\n', '\r', ' ', '=', '[', ']', ';', '"', 'a', 0x80, 0xFF };
    const char *text = "preset = pci-dss-4\n[length]\nmin = 12 ; why\n[classes]\nrequired = digit\n";
    char damaged[128];
    for (size_t at = 0; at < strlen(text); at++) {
        for (size_t i = 0; i < sizeof bytes; i++) {
            strcpy(damaged, text);
            damaged[at] = (char)bytes[i];
            for (int cut = 0; cut < 2; cut++) {
                pwpol_policy *policy;
                pwpol_where where = PWPOL_WHERE_INIT;
                pwpol_status status =
                    pwpol_policy_parse(&policy, damaged, cut ? at + 1 : strlen(text), "p", &where);
                assert_true((status == PWPOL_OK) == (policy != NULL));
                assert_true((status == PWPOL_OK) == (where.message_en[0] == '\0'));
                assert_int_not_equal(status, PWPOL_ERR_INTERNAL);
                pwpol_policy_free(policy);
            }
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_policy_file_is_read),
        cmocka_unit_test(a_refusal_names_the_place_the_key_and_the_reason),
        cmocka_unit_test(a_message_is_one_sentence_with_its_place),
        cmocka_unit_test(a_long_file_name_keeps_its_end),
        cmocka_unit_test(a_nul_byte_is_refused_where_it_stands),
        cmocka_unit_test(no_line_is_cut),
        cmocka_unit_test(a_text_above_1_mib_is_refused),
        cmocka_unit_test(what_a_refused_file_holds_is_not_repeated),
        cmocka_unit_test(null_arguments_are_refused),
        cmocka_unit_test(damaged_texts_are_refused_or_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
