/* The audit as a page. */
#include "audit_help.h"

#include "strict.h"

#include <stdio.h>
#include <stdlib.h>

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
        "<dd class=\"figure\">34 sur" NO_BREAK "34</dd>\n<dd>7 hors bibliothèque, 9 sans objet.</dd>",
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

static void the_page_has_its_points_by_chapter(void **state)
{
    (void)state;
    char *text = rendered_preset("cnil-2022-100-restricted", "en", PWPOL_FORMAT_HTML);
    static const char *const first[CHAPTERS] = { "A1", "B", "C1", "D1", "E1", "F1" };
    const char *at = text;
    for (size_t i = 0; i < CHAPTERS; i++) {
        char start[256];
        snprintf(start, sizeof start,
                 "<h2 id=\"chapter-%zu\">%s</h2>\n<table aria-labelledby=\"chapter-%zu\">\n", i + 1,
                 chapters[i], i + 1);
        at = strstr(at, start);
        assert_non_null(at);
        snprintf(start, sizeof start, "<tbody>\n<tr id=\"%s\">", first[i]);
        const char *row = strstr(at, start);
        assert_non_null(row);
        assert_true(row - at < 400);
    }
    assert_int_equal(occurrences(text, "<tr id="), 50);
    /* configured and applied by the service: its keys, and whose duty it is */
    assert_contains(
        text,
        "<ul class=\"keys\"><li><code>throttle.uniform_answer = true</code></li></ul></td>\n"
        "<td><span class=\"verdict met\"><span class=\"symbol\" aria-hidden=\"true\">✓</span> Met</span>"
        "<span class=\"duty\">For the service to apply</span>\n</td>\n</tr>\n");
    /* enforced by pwpol */
    assert_contains(
        text,
        "<ul class=\"keys\"><li><code>passphrase.recognise = true</code></li></ul></td>\n"
        "<td><span class=\"verdict met\"><span class=\"symbol\" aria-hidden=\"true\">✓</span> Met</span>"
        "</td>\n</tr>\n");
    /* nothing to change */
    assert_contains(
        text, "<td><p>The policy sets none; another measure restricts access.</p>\n</td>\n"
              "<td><span class=\"verdict other\"><span class=\"symbol\" aria-hidden=\"true\">–</span> Not "
              "applicable</span></td>\n</tr>\n");
    pwpol_free(text);
}

static void the_page_lists_what_is_left_to_do(void **state)
{
    (void)state;
    char *text = rendered_with("throttle.uniform_answer", "false", "en", PWPOL_FORMAT_HTML);
    assert_contains(
        text,
        "<h3>Points not met</h3>\n<ul class=\"points\">\n"
        "<li><a href=\"#B6\">B6</a> <span>One answer for an unknown account, a wrong password and a "
        "locked account. <em>The policy admits answers that tell what failed.</em>\n</span></li>\n</ul>\n");
    assert_contains(
        text, "<h3>For the service to do</h3>\n<ul class=\"points\">\n"
              "<li><a href=\"#A10b\">A10b</a> <span>A new password is compared with lists of compromised "
              "passwords.</span></li>\n<li><a href=\"#C4\">");
    assert_lacks(text, "the service applies");
    pwpol_free(text);
    text = rendered_preset("cnil-2022-100-restricted", "en", PWPOL_FORMAT_HTML);
    assert_contains(text, "<p>And the points that the policy sets and the service applies: "
                          "<a href=\"#B6\">B6</a>, <a href=\"#E9\">E9</a>.</p>");
    assert_contains(text, "<h3>Points not met</h3>\n<p>None.</p>");
    pwpol_free(text);
}

static void a_page_where_no_case_is_met_says_which_was_examined(void **state)
{
    (void)state;
    char *text = rendered_preset("nist-800-63b-4", "en", PWPOL_FORMAT_HTML);
    assert_contains(text, "<dd class=\"figure\">None</dd>\n<dd>Case examined: case" NO_BREAK
                          "2, a password and restricted access.</dd>");
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
    assert_true(links >= 5);
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
        cmocka_unit_test(the_page_is_well_formed_and_asks_for_nothing_from_elsewhere),
        cmocka_unit_test(the_page_has_the_summary),
        cmocka_unit_test(the_page_has_its_points_by_chapter),
        cmocka_unit_test(the_page_lists_what_is_left_to_do),
        cmocka_unit_test(a_page_where_no_case_is_met_says_which_was_examined),
        cmocka_unit_test(every_link_of_the_page_has_its_target),
        cmocka_unit_test(names_from_outside_are_escaped),
        cmocka_unit_test(word_lists_of_the_service_are_named_and_escaped),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
