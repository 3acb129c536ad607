/* The audit as text and JSON, its words in all renderings, and memory that runs out. */
#include "audit_help.h"

#include "fail_alloc.h"
#include "strict.h"

#include <stdio.h>

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
        "34" NO_BREAK "satisfaits, 0" NO_BREAK "non" NO_BREAK "satisfait, 7" NO_BREAK "hors bibliothèque,",
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

static void the_text_is_laid_out_by_chapter_and_point(void **state)
{
    (void)state;
    char *text = rendered_preset("cnil-2022-100-restricted", "en", PWPOL_FORMAT_TEXT);
    assert_memory_equal(text, "Audit of the password policy\n====", 33);
    for (size_t i = 0; i < CHAPTERS; i++) {
        char heading[96];
        snprintf(heading, sizeof heading, "\n\n%s\n---", chapters[i]);
        assert_int_equal(occurrences(text, heading), 1);
    }
    /* keys are named where there is something to change */
    assert_contains(text,
                    "\n  B3   not applicable      A challenge against automated attempts (captcha).\n"
                    "                           The policy sets none; another measure restricts access.\n"
                    "                           Source: CNIL, deliberation 2022-100\n"
                    "\n"
                    "  B4   met ");
    assert_contains(text,
                    "                           Source: CNIL, deliberation 2022-100\n"
                    "                           Keys: throttle.lock_after" NO_BREAK "=" NO_BREAK "10\n"
                    "                                 throttle.unlock_after" NO_BREAK "=" NO_BREAK "30min\n"
                    "\n");
    assert_contains(text, "  - RFC 9106, ");
    assert_lacks(text, "Payment Card");
    assert_lacks(text, "Case examined");
    pwpol_free(text);
}

static void what_is_examined_is_said_where_nothing_is_claimed(void **state)
{
    (void)state;
    char *text = rendered_with("cnil.case", "none", "en", PWPOL_FORMAT_TEXT);
    assert_contains(text, "  CNIL case claimed               none\n"
                          "  Case examined                   case" NO_BREAK
                          "2, a password and restricted access\n");
    pwpol_free(text);
    text = rendered_with("cnil.case", "none", "en", PWPOL_FORMAT_HTML);
    assert_contains(text,
                    "<dt>Case examined</dt>\n<dd>Case" NO_BREAK "2, a password and restricted access</dd>");
    pwpol_free(text);
    text = rendered_preset("cnil-2022-100-restricted", "en", PWPOL_FORMAT_HTML);
    assert_lacks(text, "<dt>Case examined</dt>");
    pwpol_free(text);
}

static void counts_take_the_plural_of_french(void **state)
{
    (void)state;
    /* B6 falls, E9 then has no claim: 31 met, 1 not met */
    char *text = rendered_with("throttle.uniform_answer", "false", "fr", PWPOL_FORMAT_TEXT);
    assert_contains(text,
                    "32" NO_BREAK "satisfaits, 1" NO_BREAK "non" NO_BREAK "satisfait, 7" NO_BREAK "hors");
    pwpol_free(text);
    /* C9 falls, C7 keeps its pair 12288/3 */
    text = rendered_with("hash.memory", "12288", "fr", PWPOL_FORMAT_TEXT);
    assert_contains(text, "33" NO_BREAK "satisfaits, 1" NO_BREAK "non" NO_BREAK "satisfait, ");
    pwpol_free(text);
    pwpol_policy *policy;
    assert_int_equal(pwpol_policy_new(&policy, NULL), PWPOL_OK);
    assert_int_equal(pwpol_policy_set(policy, "hash.memory", "12288", NULL), PWPOL_OK);
    assert_int_equal(pwpol_policy_set(policy, "renewal.max_age", "90d", NULL), PWPOL_OK);
    text = rendered(policy, now, "fr", PWPOL_FORMAT_TEXT);
    assert_contains(text, "32" NO_BREAK "satisfaits, 2" NO_BREAK "non" NO_BREAK "satisfaits, ");
    pwpol_free(text);
    pwpol_policy_free(policy);
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

static void a_point_of_the_json_has_its_keys_and_values(void **state)
{
    (void)state;
    char *text = rendered_preset("cnil-2022-100-restricted", "en", PWPOL_FORMAT_JSON);
    assert_contains(text,
                    "    {\n"
                    "      \"rule\": \"B2\",\n"
                    "      \"chapter\": \"access\",\n"
                    "      \"verdict\": \"met\",\n"
                    "      \"by_service\": false,\n"
                    "      \"title\": \"A ceiling on attempts in a period, 25 in 24" NO_BREAK "hours.\",\n"
                    "      \"figure\": \"The policy sets a ceiling of 25" NO_BREAK "attempts in 24" NO_BREAK
                    "h; pwpol applies it to the logins that the service passes through it.\",\n"
                    "      \"source\": \"CNIL, deliberation 2022-100\",\n"
                    "      \"keys\": {\n"
                    "        \"throttle.attempts_max\": \"25\",\n"
                    "        \"throttle.attempts_window\": \"24h\"\n"
                    "      }\n"
                    "    },\n");
    assert_contains(text, "    \"RFC 9106, ");
    assert_lacks(text, "Payment Card");
    pwpol_free(text);
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

/* French sets a no-break space before ; : ! ? and inside the quotation marks; English sets none. Not
 * inlined: gcc 12 takes a pointer into the page for one to the parameter. */
__attribute__((noinline)) static void check_spaces(const char *text, bool french)
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_text_fits_a_terminal),
        cmocka_unit_test(the_text_has_the_summary_and_every_point),
        cmocka_unit_test(the_text_is_laid_out_by_chapter_and_point),
        cmocka_unit_test(what_is_examined_is_said_where_nothing_is_claimed),
        cmocka_unit_test(counts_take_the_plural_of_french),
        cmocka_unit_test(a_point_of_the_json_has_its_keys_and_values),
        cmocka_unit_test(the_json_is_json_with_stable_names),
        cmocka_unit_test(the_json_says_which_case_is_met),
        cmocka_unit_test(the_report_claims_nothing_beyond_the_points),
        cmocka_unit_test(spaces_follow_the_typography_of_the_language),
        cmocka_unit_test(dates_are_those_of_the_calendar),
        cmocka_unit_test(every_allocation_of_an_audit_may_fail),
        cmocka_unit_test(every_allocation_of_a_rendering_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
