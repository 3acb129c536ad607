/* The audit as text, JSON and HTML. */
#include "suite.h"

#include "fail_alloc.h"
#include "pwpol.h"
#include "strict.h"

#include <stdio.h>
#include <stdlib.h>

#define NO_BREAK "\u00A0"
static const int64_t now = 1764000000000; /* 2025-11-24T16:00:00Z */
static const char *const languages[] = { "fr", "en" };

/* Not inlined: gcc 12 takes what was written through &text for a pointer to it. */
__attribute__((noinline)) static char *rendered(const pwpol_policy *policy, int64_t when, const char *lang, pwpol_format format)
{
    pwpol_audit *audit;
    char *text;
    assert_int_equal(pwpol_audit_new(policy, when, lang, &audit), PWPOL_OK);
    assert_int_equal(pwpol_audit_render(audit, format, &text), PWPOL_OK);
    pwpol_audit_free(audit);
    return text;
}

static char *rendered_preset(const char *preset, const char *lang, pwpol_format format)
{
    pwpol_policy *policy;
    assert_int_equal(pwpol_policy_new(&policy, preset), PWPOL_OK);
    char *text = rendered(policy, now, lang, format);
    pwpol_policy_free(policy);
    return text;
}

/* Calls a check on every preset in both languages. */
static void for_each(pwpol_format format, void (*check)(const char *text, bool french))
{
    for (size_t p = 0; pwpol_preset_name(p) != NULL; p++) {
        for (size_t l = 0; l < 2; l++) {
            char *text = rendered_preset(pwpol_preset_name(p), languages[l], format);
            check(text, l == 0);
            pwpol_free(text);
        }
    }
}

static void assert_contains(const char *text, const char *part)
{
    if (strstr(text, part) == NULL)
        fail_msg("\"%s\" is missing", part);
}

static void assert_lacks(const char *text, const char *part)
{
    const char *found = strstr(text, part);
    if (found != NULL)
        fail_msg("\"%s\" is there: %.60s", part, found);
}

/* ---- Text ------------------------------------------------------------------- */

static void check_text(const char *text, bool french)
{
    while (*text != '\0') {
        size_t columns = 0;
        const char *line = text;
        for (; *text != '\n'; text++) {
            assert_true((unsigned char)*text >= 0x20);
            columns += ((unsigned char)*text & 0xC0) != 0x80;
        }
        if (columns > 96 || (text > line && text[-1] == ' '))
            fail_msg("%zu columns, or a space at the end: %.*s", columns, (int)(text - line), line);
        text++;
    }
    (void)french;
}

static void the_text_fits_a_terminal(void **state)
{
    (void)state;
    for_each(PWPOL_FORMAT_TEXT, check_text);
}

static void the_text_has_the_summary_and_every_point(void **state)
{
    (void)state;
    char *text = rendered_preset("cnil-2022-100-restricted", "fr", PWPOL_FORMAT_TEXT);
    static const char *const parts[] = {
        "cnil-2022-100-restricted",
        "24" NO_BREAK "novembre" NO_BREAK "2025",
        "pwpol 1.0.0",
        "cas" NO_BREAK "2, mot de passe et accès restreint",
        "50" NO_BREAK "bits",
        "8 caractères de 3 des 4 classes",
        "33" NO_BREAK "satisfaits, 0" NO_BREAK "non" NO_BREAK "satisfait, 8" NO_BREAK "hors bibliothèque,",
        "9" NO_BREAK "sans" NO_BREAK "objet",
        "  A3   satisfait ",
        "  A10b hors bibliothèque ",
        "  B3   sans" NO_BREAK "objet ",
        "throttle.lock_after" NO_BREAK "=" NO_BREAK "10\n",
        "JORFTEXT000046432885",
        "preset = cnil-2022-100-restricted",
    };
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
        assert_contains(text, parts[i]);
    pwpol_free(text);
}

/* ---- JSON ------------------------------------------------------------------- */

static void check_json(const char *text, bool french)
{
    static const char *const parts[] = { "\"format\": \"pwpol-audit-1\"",
                                         "\"date\": \"2025-11-24T16:00:00Z\"",
                                         "\"cnil_case\": {",
                                         "\"counts\": {",
                                         "\"points\": [",
                                         "\"rule\": \"A1\"",
                                         "\"by_service\": true",
                                         "\"chapter\": \"strength\"" };
    assert_true(strict_json(text));
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
        assert_contains(text, parts[i]);
    assert_contains(text, french ? "\"language\": \"fr\"" : "\"language\": \"en\"");
}

static void the_json_is_json_with_stable_names(void **state)
{
    (void)state;
    for_each(PWPOL_FORMAT_JSON, check_json);
}

static void the_json_says_which_case_is_met(void **state)
{
    (void)state;
    static const struct {
        const char *preset;
        const char *key;
        const char *value;
        const char *claimed, *examined, *met;
    } cases[] = {
        { "cnil-2022-100-alone", "throttle.lock_after", "0", "1", "1", "1" },
        { "cnil-2022-100-restricted", "throttle.lock_after", "0", "2", "2", "2" },
        { "cnil-2022-100-restricted", "cnil.case", "none", "null", "2", "2" },
        { "cnil-2022-100-restricted", "cnil.case", "alone", "1", "1", "2" },
        { "cnil-2022-100-device", "throttle.lock_after", "3", "3", "3", "3" },
        { "cnil-2022-100-device", "throttle.lock_after", "4", "3", "3", "null" },
        /* no policy can tell that a password is the code of a device */
        { "cnil-2022-100-device", "cnil.case", "none", "null", "2", "null" },
        { "nist-800-63b-4", "cnil.case", "none", "null", "2", "null" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char wanted[128];
        pwpol_policy *policy;
        assert_int_equal(pwpol_policy_new(&policy, cases[i].preset), PWPOL_OK);
        assert_int_equal(pwpol_policy_set(policy, cases[i].key, cases[i].value, NULL), PWPOL_OK);
        char *text = rendered(policy, now, "en", PWPOL_FORMAT_JSON);
        snprintf(wanted, sizeof wanted, "\"claimed\": %s,\n    \"examined\": %s,\n    \"met\": %s\n",
                 cases[i].claimed, cases[i].examined, cases[i].met);
        assert_contains(text, wanted);
        pwpol_free(text);
        pwpol_policy_free(policy);
    }
}

/* ---- HTML ------------------------------------------------------------------- */

static void check_html(const char *text, bool french)
{
    static const char *const foreign[] = { "<script", "http:",   "https:", "src=",    "url(",      "@import",
                                           "<link",   "<iframe", "style=", "onclick", "javascript" };
    static const char *const needed[] = {
        "@page",
        "size: A4",
        "@media print",
        "prefers-color-scheme: dark",
        "<thead>",
        "scope=\"col\"",
        "scope=\"row\"",
        "break-inside: avoid",
        "<meta charset=\"utf-8\"/>",
        "JORFTEXT000046432885",
        "<h1>",
    };
    if (!strict_xml(text))
        fail_msg("not well-formed");
    for (size_t i = 0; i < sizeof foreign / sizeof foreign[0]; i++)
        assert_lacks(text, foreign[i]);
    for (size_t i = 0; i < sizeof needed / sizeof needed[0]; i++)
        assert_contains(text, needed[i]);
    assert_contains(text, french ? "<html lang=\"fr\">" : "<html lang=\"en\">");
    assert_contains(text, french ? "Date et signature" : "Date and signature");
}

static void the_page_is_well_formed_and_asks_for_nothing_from_elsewhere(void **state)
{
    (void)state;
    for_each(PWPOL_FORMAT_HTML, check_html);
}

static void the_page_has_the_summary(void **state)
{
    (void)state;
    char *text = rendered_preset("cnil-2022-100-restricted", "fr", PWPOL_FORMAT_HTML);
    static const char *const parts[] = {
        "<dd>cnil-2022-100-restricted</dd>",
        "<dd class=\"figure\">50" NO_BREAK "bits</dd>",
        "<dd class=\"figure\">Cas" NO_BREAK "2</dd>\n<dd>Mot de passe et accès restreint.</dd>",
        "<dd class=\"figure\">33 sur" NO_BREAK "33</dd>\n<dd>8 hors bibliothèque, 9 sans objet.</dd>",
        "<dd>24" NO_BREAK "novembre" NO_BREAK "2025</dd>",
        "<code>throttle.lock_after = 10</code>",
        "À appliquer par le service</span>",
        "<pre>preset = cnil-2022-100-restricted\n</pre>",
    };
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
        assert_contains(text, parts[i]);
    assert_contains(text, pwpol_preset_title("cnil-2022-100-restricted", "fr"));
    pwpol_free(text);
}

static void every_link_of_the_page_has_its_target(void **state)
{
    (void)state;
    char *text = rendered_preset("pci-dss-4", "fr", PWPOL_FORMAT_HTML);
    size_t links = 0;
    for (const char *at = text; (at = strstr(at, "href=\"#")) != NULL; links++) {
        char target[32];
        at += strlen("href=\"#");
        snprintf(target, sizeof target, "<tr id=\"%.*s\"", (int)strcspn(at, "\""), at);
        assert_contains(text, target);
    }
    assert_true(links > 20);
    pwpol_free(text);
}

/* A file name is anything: markup, quotes, an escape sequence, a byte that is not UTF-8. */
static void names_from_outside_are_escaped(void **state)
{
    (void)state;
    static const char name[] = "/etc/a<b>&\"c\" \x1B[31m\xFF\xC2\x9B\x7F\xEF\xBF\xBE\xEF\xBF\xBF.conf";
    static const char shown[] = "a&lt;b&gt;&amp;&quot;c&quot; ?[31m??????????.conf";
    static const char text[] = "preset = cnil-2022-100-alone\n";
    pwpol_policy *policy;
    assert_int_equal(pwpol_policy_parse(&policy, text, sizeof text - 1, name, NULL), PWPOL_OK);
    char *page = rendered(policy, now, "fr", PWPOL_FORMAT_HTML);
    assert_true(strict_xml(page));
    assert_contains(page, shown);
    pwpol_free(page);
    char *json = rendered(policy, now, "fr", PWPOL_FORMAT_JSON);
    assert_true(strict_json(json));
    assert_contains(json, "\"name\": \"a<b>&\\\"c\\\" ?[31m??????????.conf\"");
    pwpol_free(json);
    char *plain = rendered(policy, now, "fr", PWPOL_FORMAT_TEXT);
    assert_contains(plain, "a<b>&\"c\" ?[31m??????????.conf\n");
    assert_lacks(plain, "\x1B");
    pwpol_free(plain);
    pwpol_policy_free(policy);
}

static void word_lists_of_the_service_are_named_and_escaped(void **state)
{
    (void)state;
    char path[] = "/tmp/pwpol-<b>&-XXXXXX";
    int descriptor = mkstemp(path);
    assert_true(descriptor >= 0);
    FILE *file = fdopen(descriptor, "w");
    fputs("motsecret\n", file);
    fclose(file);
    pwpol_policy *policy;
    assert_int_equal(pwpol_policy_new(&policy, NULL), PWPOL_OK);
    assert_int_equal(pwpol_policy_set(policy, "dictionary.files", path, NULL), PWPOL_OK);
    assert_int_equal(pwpol_policy_set(policy, "dictionary.builtin", "false", NULL), PWPOL_OK);
    char *page = rendered(policy, now, "en", PWPOL_FORMAT_HTML);
    assert_true(strict_xml(page));
    assert_contains(page, "the service's lists: pwpol-&lt;b&gt;&amp;-");
    assert_contains(page, "dictionary.files = /tmp/pwpol-&lt;b&gt;&amp;-");
    pwpol_free(page);
    pwpol_policy_free(policy);
    remove(path);
}

/* ---- Words ------------------------------------------------------------------ */

/* The library says which points are met, never more. */
static void check_claims(const char *text, bool french)
{
    static const char *const claims[] = { "ertifi",   "onforme ",  "onformité",
                                          "ompliant", "ompliance", "homologu" };
    (void)french;
    for (size_t i = 0; i < sizeof claims / sizeof claims[0]; i++)
        assert_lacks(text, claims[i]);
}

static void the_report_claims_nothing_beyond_the_points(void **state)
{
    (void)state;
    for_each(PWPOL_FORMAT_TEXT, check_claims);
    for_each(PWPOL_FORMAT_HTML, check_claims);
}

/* French sets a no-break space before ; : ! ? and inside the quotation marks; English sets none. */
static void check_spaces(const char *text, bool french)
{
    static const char *const broken[] = { " ;", " :", " !", " ?", "« ", " »", " ,", " ." };
    static const char *const tight[] = { ": ", "; " };
    const char *body = strstr(text, "<body>");
    for (size_t i = 0; i < sizeof broken / sizeof broken[0]; i++)
        assert_lacks(body, broken[i]);
    const char *end = strstr(body, "class=\"documents\""); /* titles are in their own language */
    for (size_t i = 0; i < sizeof tight / sizeof tight[0]; i++)
        for (const char *at = body; (at = strstr(at, tight[i])) != NULL && at < end; at++)
            if (french != (strncmp(at - 2, NO_BREAK, 2) == 0))
                fail_msg("%.20s", at - 10);
}

static void spaces_follow_the_typography_of_the_language(void **state)
{
    (void)state;
    for_each(PWPOL_FORMAT_HTML, check_spaces);
}

static void dates_are_those_of_the_calendar(void **state)
{
    (void)state;
    /* date -u -d @SECONDS */
    static const struct {
        int64_t when;
        const char *french, *english, *stamp;
    } dates[] = {
        { 0, "1er" NO_BREAK "janvier" NO_BREAK "1970", "1" NO_BREAK "January" NO_BREAK "1970",
          "1970-01-01T00:00:00Z" },
        { 951782399999, "28" NO_BREAK "février" NO_BREAK "2000", "28" NO_BREAK "February" NO_BREAK "2000",
          "2000-02-28T23:59:59Z" },
        { 951782400000, "29" NO_BREAK "février" NO_BREAK "2000", "29" NO_BREAK "February" NO_BREAK "2000",
          "2000-02-29T00:00:00Z" },
        { 951868800000, "1er" NO_BREAK "mars" NO_BREAK "2000", "1" NO_BREAK "March" NO_BREAK "2000",
          "2000-03-01T00:00:00Z" },
        { 4107542400000, "1er" NO_BREAK "mars" NO_BREAK "2100", "1" NO_BREAK "March" NO_BREAK "2100",
          "2100-03-01T00:00:00Z" },
        { 253402300799999, "31" NO_BREAK "décembre" NO_BREAK "9999", "31" NO_BREAK "December" NO_BREAK "9999",
          "9999-12-31T23:59:59Z" },
    };
    pwpol_policy *policy;
    assert_int_equal(pwpol_policy_new(&policy, NULL), PWPOL_OK);
    for (size_t i = 0; i < sizeof dates / sizeof dates[0]; i++) {
        char *text = rendered(policy, dates[i].when, "fr", PWPOL_FORMAT_TEXT);
        assert_contains(text, dates[i].french);
        pwpol_free(text);
        text = rendered(policy, dates[i].when, "de", PWPOL_FORMAT_TEXT); /* not known: English */
        assert_contains(text, dates[i].english);
        pwpol_free(text);
        text = rendered(policy, dates[i].when, "en", PWPOL_FORMAT_JSON);
        assert_contains(text, dates[i].stamp);
        pwpol_free(text);
    }
    pwpol_policy_free(policy);
}

/* ---- Memory ----------------------------------------------------------------- */

static void every_allocation_of_an_audit_may_fail(void **state)
{
    (void)state;
    pwpol_policy *policy;
    assert_int_equal(pwpol_policy_new(&policy, NULL), PWPOL_OK);
    assert_int_equal(pwpol_policy_validate(policy, NULL), PWPOL_OK);
    size_t nth = 1;
    for (;; nth++) {
        pwpol_audit *audit = (pwpol_audit *)1;
        fail_alloc_start(nth, false);
        pwpol_status status = pwpol_audit_new(policy, now, "fr", &audit);
        if (!fail_alloc_stop()) {
            assert_int_equal(status, PWPOL_OK);
            pwpol_audit_free(audit);
            break;
        }
        assert_int_equal(status, PWPOL_ERR_NO_MEMORY);
        assert_null(audit);
    }
    assert_true(nth > 4);
    pwpol_policy_free(policy);
}

static void every_allocation_of_a_rendering_may_fail(void **state)
{
    (void)state;
    pwpol_policy *policy;
    pwpol_audit *audit;
    assert_int_equal(pwpol_policy_new(&policy, NULL), PWPOL_OK);
    assert_int_equal(pwpol_audit_new(policy, now, "fr", &audit), PWPOL_OK);
    pwpol_policy_free(policy); /* the audit outlives it */
    for (pwpol_format format = PWPOL_FORMAT_TEXT; format <= PWPOL_FORMAT_HTML; format++) {
        size_t nth = 1;
        for (;; nth++) {
            char *text = (char *)1;
            fail_alloc_start(nth, false);
            pwpol_status status = pwpol_audit_render(audit, format, &text);
            if (!fail_alloc_stop()) {
                assert_int_equal(status, PWPOL_OK);
                pwpol_free(text);
                break;
            }
            assert_int_equal(status, PWPOL_ERR_NO_MEMORY);
            assert_null(text);
        }
        assert_true(nth > 4);
    }
    pwpol_audit_free(audit);
}

/* The checks above are worth what these parsers are. */
static void the_parsers_of_these_tests_are_strict(void **state)
{
    (void)state;
    static const char *const good_json[] = { "{}", "[1, -0.5e3, \"a\\u00e9\\n\", null]",
                                             " {\"a\": {\"b\": []}}\n" };
    static const char *const bad_json[] = { "",      "{,}", "[1,]",      "{\"a\" 1}", "[01]", "\"\n\"",
                                            "[1] 2", "'a'", "[\"\\x\"]", "{a: 1}",    "[1" };
    static const char *const good_xml[] = { "<a>b</a>", "<a b=\"c\" d=\"&lt;\">e<f/>&amp;</a>\n" };
    static const char *const bad_xml[] = {
        "",         "<a>",   "<a></b>", "<a b=c/>",   "<a b=\"c\" b=\"d\"/>", "<a>&nbsp;</a>",
        "<a/><b/>", "<a/>x", "x<a/>",   "<a>< b</a>", "<a>\x1B</a>",          "<a>&</a>",
        "</a>"
    };
    char page[64];
    for (size_t i = 0; i < sizeof good_json / sizeof good_json[0]; i++)
        assert_true(strict_json(good_json[i]));
    for (size_t i = 0; i < sizeof bad_json / sizeof bad_json[0]; i++)
        assert_false(strict_json(bad_json[i]));
    for (size_t i = 0; i < sizeof good_xml / sizeof good_xml[0]; i++) {
        snprintf(page, sizeof page, "<!DOCTYPE html>\n%s", good_xml[i]);
        assert_true(strict_xml(page));
    }
    for (size_t i = 0; i < sizeof bad_xml / sizeof bad_xml[0]; i++) {
        snprintf(page, sizeof page, "<!DOCTYPE html>\n%s", bad_xml[i]);
        assert_false(strict_xml(page));
    }
    assert_false(strict_xml("<a/>"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_parsers_of_these_tests_are_strict),
        cmocka_unit_test(the_text_fits_a_terminal),
        cmocka_unit_test(the_text_has_the_summary_and_every_point),
        cmocka_unit_test(the_json_is_json_with_stable_names),
        cmocka_unit_test(the_json_says_which_case_is_met),
        cmocka_unit_test(the_page_is_well_formed_and_asks_for_nothing_from_elsewhere),
        cmocka_unit_test(the_page_has_the_summary),
        cmocka_unit_test(every_link_of_the_page_has_its_target),
        cmocka_unit_test(names_from_outside_are_escaped),
        cmocka_unit_test(word_lists_of_the_service_are_named_and_escaped),
        cmocka_unit_test(the_report_claims_nothing_beyond_the_points),
        cmocka_unit_test(spaces_follow_the_typography_of_the_language),
        cmocka_unit_test(dates_are_those_of_the_calendar),
        cmocka_unit_test(every_allocation_of_an_audit_may_fail),
        cmocka_unit_test(every_allocation_of_a_rendering_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
